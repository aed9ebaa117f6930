"""Sources: the calendar, values, and what wizards need of them (SPEC section 5)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_canonical_bytes import refused

from fairdraw import beacons

steady = settings(max_examples=80, derandomize=True, deadline=None, database=None)
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


def test_the_catalog_speaks_to_people():
    for source_id in ("SSQ", "DLT", "PL5", "FC3D", "QUICKNET", "OPERATOR", "DICE10x20"):
        source = beacons.source_of(source_id)
        assert source.id == source_id
        assert source.zh
        assert source.en.isascii()
    assert "20" in beacons.source_of("DICE10x20").zh


@pytest.mark.parametrize(
    "source_id", ["DICE10x0", "DICE10x01", "DICE8x20", "DICE6x1000", "ssq", ""]
)
def test_unknown_sources(source_id):
    refused("SOURCE", beacons.source_of, source_id)


@steady
@given(DAYS, st.sampled_from(["SSQ", "DLT", "PL5", "FC3D"]))
def test_the_next_draw_is_later_and_is_a_draw_day(today, source_id):
    on = beacons.next_draw_day(source_id, today)
    day = beacons.parse_day(on)
    assert today < day <= date.fromordinal(today.toordinal() + 4)
    assert beacons.effective_time(source_id, on) is not None
    assert beacons.next_draw_day(source_id, today, paused={day}) > on


def test_only_lotteries_have_draw_days():
    refused("SOURCE", beacons.next_draw_day, "QUICKNET", date(2026, 1, 1))
    assert beacons.next_draw_day("SSQ", date(2026, 11, 5)) == "20261108"  # Thursday, then Sunday


def test_the_three_lotteries_of_the_default_are_enough():
    today = date(2026, 11, 22)
    sources = [
        {"id": source_id, "on": beacons.next_draw_day(source_id, today)}
        for source_id in ("SSQ", "DLT", "PL5")
    ]
    assert beacons.check_sources(sources).public == 65_040


@steady
@given(st.integers(beacons.QUICKNET_GENESIS - 1000, 2**35))
def test_the_next_round_is_the_first_later_one(now):
    number = beacons.next_round(now)
    assert beacons.effective_time("QUICKNET", number) > now
    if number != "1":
        assert beacons.effective_time("QUICKNET", str(int(number) - 1)) <= now


@pytest.mark.parametrize(
    "on", ["20260230", "2026110", "2026-1-1", "202611055", "２０２６１１０５", ""]
)
def test_dates_refused(on):
    refused("SOURCE_DATE", beacons.parse_day, on)
    refused("SOURCE_DATE", beacons.effective_time, "DICE10x20", on)


@pytest.mark.parametrize("on", ["0", "-1", "1" * 17, "9" * 16, "x"])
def test_rounds_refused(on):
    refused("SOURCE_DATE", beacons.check_sources, [{"id": "QUICKNET", "on": on}])


@pytest.mark.parametrize(
    ("source_id", "on", "value"),
    [
        ("DLT", "20261107", "DLT:26128:0505192833:0408"),
        ("DLT", "20261107", "DLT:26128:0512192833:0804"),
        ("DLT", "20261107", "DLT:26128:0512192836:0408"),
        ("DLT", "20261107", "DLT:25128:0512192833:0408"),
        ("SSQ", "20261105", "SSQ:2026128:030711192834:09"),
        ("SSQ", "20261105", "SSQ:2026128:000711192833:09"),
        ("SSQ", "20261105", "SSQ:2026128:030711192833:09\n"),
        ("SSQ", "20261105", "DLT:26128:0512192833:0408"),
        ("PL5", "20261105", "PL5:26296:0123"),
        ("FC3D", "20261105", "FC3D:2026296:12a"),
    ],
)
def test_lottery_values_refused(source_id, on, value):
    refused("BEACON_VALUE", beacons.check_value, source_id, on, on, value)


def test_the_secret_of_the_operator_fits_its_commitment():
    secret = "ab" * 32
    commit = beacons.operator_commit(secret)
    beacons.check_operator(f"OPERATOR:{secret}", commit)
    refused("OPERATOR_SECRET", beacons.check_operator, f"OPERATOR:{'ac' * 32}", commit)
    refused("BEACON_VALUE", beacons.check_operator, "OPERATOR:x", commit)
    refused("OPERATOR_SECRET", beacons.operator_commit, "x")
    refused("DOC_FIELD", beacons.secret_commit, "x")


def test_evidence_belongs_to_its_source():
    beacons.check_evidence("OPERATOR", {})
    beacons.check_evidence("SSQ", {"notice": "a" * 64})
    beacons.check_evidence("DICE6x26", {"sheets": [], "video": ""})
    beacons.check_evidence("QUICKNET", {"signature": ""})
    refused("BEACON_VALUE", beacons.check_evidence, "SSQ", {})
    refused("BEACON_VALUE", beacons.check_evidence, "QUICKNET", {"notice": ""})


def test_quicknet_signatures_have_96_digits():
    value = "QUICKNET:1:" + "a" * 64
    refused("QUICKNET", beacons.check_quicknet, "1", value, "a" * 95)
    refused("QUICKNET", beacons.check_quicknet, "1", value, "A" * 96)
