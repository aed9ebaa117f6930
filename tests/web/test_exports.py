"""Every spreadsheet that leaves the house holds the rows of its list and is in the trail."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from mingqian.audit.models import Event
from tests.web.examples import build

STAFF = {
    "items-export": ("clerk", ""),
    "targets-export": ("clerk", ""),
    "inspectors-export": ("clerk", ""),
    "tasks-export": ("officer", ""),
    "visits-all": ("officer", "?export=xlsx"),
    "reviews": ("head", "?export=xlsx&state=published"),
    "accounts-export": ("sysadmin", ""),
    "units-export": ("sysadmin", ""),
    "roles-export": ("secadmin", ""),
    "audit-export": ("auditadmin", ""),
}
PUBLIC = ("portal-items-export", "portal-tasks-export", "portal-results-export")


def rows_of(answer):
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return list(book.active.iter_rows(values_only=True))


@pytest.mark.slow
def test_what_staff_takes_along_is_in_the_trail(world):
    build(world)
    for name, (who, query) in STAFF.items():
        client = Client()
        client.force_login(world.users[who])
        rows = rows_of(client.get(reverse(name) + query))
        assert len(rows) > 1, name
        event = Event.objects.latest("id")
        assert (event.action, event.actor_name) == ("list.export", world.users[who].name), name
        assert event.facts["rows"] == len(rows) - 1, name


@pytest.mark.slow
def test_what_the_public_takes_along_is_what_it_may_read(world):
    build(world)
    before = Event.objects.count()
    for name in PUBLIC:
        rows = rows_of(Client().get(reverse(name)))
        assert len(rows) > 1 or name == "portal-items-export", name  # no list is published here
        assert not any("检查员" in str(cell) for row in rows for cell in row), name
    results = rows_of(Client().get(reverse("portal-results-export")))
    assert results[0][:2] == ("企业", "统一社会信用代码")
    kept = world.kept["visit_own"]
    assert results[1][:2] == (kept.target_name, kept.credit_code)
    tasks = rows_of(Client().get(reverse("portal-tasks-export") + "?q=没有这样的"))
    assert len(tasks) == 1
    assert Event.objects.count() == before
