"""The matrix role × address × {own, other unit}, made from the URL table.

An address whose view declares no rights fails here, before it can be forgotten.
"""

import pytest
from django.test import Client
from django.urls import reverse

from mingqian.rules.permissions import ROLES, TITLES
from tests.web.addresses import addresses
from tests.web.examples import build, own_and_other

HOLDERS = {
    "directory_clerk": "clerk",
    "plan_officer": "officer",
    "unit_head": "head1",
    "inspector": "inspector1",
    "observer": "observer",
    "system_administrator": "sysadmin",
    "security_administrator": "secadmin",
    "audit_administrator": "auditadmin",
}


def test_every_address_has_a_name_and_declares_its_rights():
    assert [a.pattern for a in addresses() if not a.name or a.rights is None] == []


def test_every_role_has_a_holder_in_the_matrix():
    assert set(HOLDERS) == set(ROLES)


def test_every_address_with_an_object_has_an_example(world):
    build(world)
    for address in addresses():
        if address.parameters:
            own_and_other(world, address.name)


def staff_addresses():
    return [a for a in addresses() if a.rights.needs is not None]


def ask(client, address, method, kwargs):
    return getattr(client, method.lower())(reverse(address.name, kwargs=kwargs))


def asked(addresses_asked):
    """Return every address with every method that it declares."""
    return [(each, method) for each in addresses_asked for method in each.rights.methods]


def shut_out(answer):
    """Tell whether the page itself was refused, not the step on this object."""
    return answer.status_code == 403 and "不能打开这一页" in answer.content.decode()


def test_whatever_is_scoped_has_an_object_that_is_out_of_reach(world):
    build(world)
    missing = [
        address.name
        for address in staff_addresses()
        if address.rights.scoped
        and address.parameters
        and own_and_other(world, address.name)[1] is None
    ]
    assert missing == []


@pytest.mark.slow
@pytest.mark.parametrize("role", list(HOLDERS))
def test_each_role_opens_what_it_may_and_nothing_else(world, role):
    """Whoever lacks the permission gets 403 and the words for it; nobody ever gets a 500."""
    build(world)
    client = Client(raise_request_exception=True)
    client.force_login(world.users[HOLDERS[role]])
    wrong = []
    for address, method in asked(staff_addresses()):
        own, _other = own_and_other(world, address.name)
        answer = ask(client, address, method, own)
        may = address.rights.needs in ROLES[role].permissions
        if may is shut_out(answer) or answer.status_code >= 500:
            wrong.append((address.name, method, answer.status_code))
        if not may and TITLES[address.rights.needs] not in answer.content.decode():
            wrong.append((address.name, method, "unnamed"))
    assert wrong == []


@pytest.mark.slow
def test_strangers_are_sent_to_the_log_in(world):
    build(world)
    client = Client()
    for address, method in asked(staff_addresses()):
        own, _other = own_and_other(world, address.name)
        answer = ask(client, address, method, own)
        assert answer.status_code == 302, address.name
        assert answer["Location"].startswith(reverse("login")), address.name


@pytest.mark.slow
def test_methods_that_are_not_declared_are_refused(world):
    build(world)
    client = Client()
    client.force_login(world.users["clerk"])
    for address in staff_addresses():
        own, _other = own_and_other(world, address.name)
        for method in {"GET", "POST", "PUT", "DELETE"} - set(address.rights.methods):
            answer = ask(client, address, method, own)
            assert answer.status_code == 405, (address.name, method)


@pytest.mark.slow
def test_objects_of_another_unit_are_as_if_absent(world):
    """Even for somebody who holds every role of the business, in a township."""
    build(world)
    everything = [role.name for role in ROLES.values() if role.duty.value == "business"]
    world.person("everything", "全能员", "t01", *everything)
    client = Client()
    client.force_login(world.users["everything"])
    wrong = []
    for address, method in asked(staff_addresses()):
        _own, other = own_and_other(world, address.name)
        if other is not None:
            answer = ask(client, address, method, other)
            if answer.status_code != 404:
                wrong.append((address.name, method, answer.status_code))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("key", ["9" * 20, "0", "-1", "01", "1e3", "%20", "１"])
def test_a_key_that_no_database_holds_is_no_page(world, key):
    build(world)
    client = Client()
    client.force_login(world.users["officer"])
    for address in addresses():
        if "pk" in address.parameters:
            own, _other = own_and_other(world, address.name)
            path = reverse(address.name, kwargs={**own, "pk": 987654321}).replace("987654321", key)
            assert client.get(path).status_code == 404, path
            assert client.post(path).status_code == 404, path


@pytest.mark.slow
def test_public_pages_answer_without_a_log_in(world):
    build(world)
    client = Client()
    for address in addresses():
        if address.rights.needs is None and "GET" in address.rights.methods:
            own, _other = own_and_other(world, address.name)
            assert ask(client, address, "GET", own).status_code == 200, address.name
