"""The whole path in the browser, from spreadsheets to a draw that a stranger checks."""

import pytest

from tests.browser import steps_draw, steps_public, steps_registers, steps_visit
from tests.browser.steps import Journey

pytestmark = pytest.mark.browser

STEPS = (
    steps_registers.import_registers,
    steps_draw.plan_a_task,
    steps_draw.freeze,
    steps_draw.hold_the_ceremony,
    steps_draw.dispatch,
    steps_visit.inspect_and_record,
    steps_visit.sign_and_submit,
    steps_visit.review,
    steps_public.read_the_portal,
    steps_public.verify_the_bundle,
)


def test_the_whole_path_in_the_browser(hall, office):
    journey = Journey(hall, office)
    for step in STEPS:
        step(journey)
    assert hall.faults() == []
