"""The matrix role × address × {own, other unit}, made from the URL table.

An address whose view declares no rights fails here, before it can be forgotten.
"""

import pytest
from django.test import Client
from django.urls import reverse

from mingqian.rules.permissions import ROLES
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


def _ask(client, address, kwargs):
    url = reverse(address.name, kwargs=kwargs)
    method = "get" if "GET" in address.rights.methods else "post"
    return getattr(client, method)(url)


def staff_addresses():
    return [a for a in addresses() if a.rights.needs is not None]


@pytest.mark.slow
@pytest.mark.parametrize("role", list(HOLDERS))
def test_each_role_opens_what_it_may_and_nothing_else(world, role):
    build(world)
    client = Client(raise_request_exception=True)
    client.force_login(world.users[HOLDERS[role]])
    wrong = []
    for address in staff_addresses():
        if address.name == "logout":
            continue
        own, _other = own_and_other(world, address.name)
        status = _ask(client, address, own).status_code
        may = address.rights.needs in ROLES[role].permissions
        if may and status in {403, 500}:
            wrong.append((address.name, status, "may"))
        if not may and status != 403:
            wrong.append((address.name, status, "may not"))
    assert wrong == []


@pytest.mark.slow
def test_strangers_are_sent_to_the_log_in(world):
    build(world)
    client = Client()
    for address in staff_addresses():
        own, _other = own_and_other(world, address.name)
        answer = _ask(client, address, own)
        assert answer.status_code == 302, address.name
        assert answer["Location"].startswith(reverse("login")), address.name


@pytest.mark.slow
@pytest.mark.parametrize("username", ["head1", "inspector1"])
def test_objects_of_another_unit_are_as_if_absent(world, username):
    build(world)
    client = Client()
    client.force_login(world.users[username])
    actor = world.actor(username)
    for address in staff_addresses():
        _own, other = own_and_other(world, address.name)
        if other is None or not actor.may(address.rights.needs):
            continue
        assert _ask(client, address, other).status_code == 404, address.name


@pytest.mark.slow
def test_a_key_of_twenty_digits_is_no_page(world):
    client = Client()
    client.force_login(world.users["officer"])
    for address in addresses():
        if "pk" in address.parameters and "<key:pk>" in address.pattern:
            path = address.pattern.replace("<key:pk>", "99999999999999999999")
            if "<" not in path:
                assert client.get(path).status_code == 404, path


@pytest.mark.slow
def test_public_pages_answer_without_a_log_in(world):
    client = Client()
    for address in addresses():
        if address.rights.needs is None and not address.parameters:
            assert client.get(reverse(address.name)).status_code == 200, address.name
