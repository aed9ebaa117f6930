"""The invented county: the same everywhere, valid in form, and nobody's."""

import hashlib
from collections import Counter
from datetime import date

import pytest

from mingqian.directories import reference
from mingqian.imports.invented import PLACES, TOWNSHIPS, UNITS, make_register, write_xlsx
from mingqian.imports.invented.names import BRANDS, brand
from mingqian.imports.invented.stream import Stream
from mingqian.imports.invented.trades import TRADES
from mingqian.rules.identifiers import check_credit_code, check_id_number, check_phone
from tests.imports.build import TODAY


@pytest.fixture(scope="module")
def firms():
    return make_register("targets", "demo", today=TODAY).rows


@pytest.fixture(scope="module")
def people():
    return make_register("inspectors", "demo", today=TODAY).rows


def test_the_same_seed_gives_the_same_county_on_every_machine(firms):
    text = "\n".join(f"{row['credit_code']}{row['name']}" for row in firms[:100])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "a13bf88927b9c395"


def test_a_larger_register_begins_like_a_smaller_one(firms):
    assert make_register("targets", "demo", 40, today=TODAY).rows == firms[:40]
    other = make_register("targets", "other", 40, today=TODAY).rows
    assert other[0]["credit_code"] != firms[0]["credit_code"]


def test_there_are_3200_firms_with_valid_codes_of_their_own(firms):
    assert len(firms) == 3_200
    assert len({row["name"] for row in firms}) == 3_200
    codes = [check_credit_code(row["credit_code"]) for row in firms]
    assert len(set(codes)) == 3_200
    assert {code[2:8] for code in codes} == {"370399"}
    for row in firms[:300]:
        assert check_phone(row["phone"]) == row["phone"]


def test_nothing_invented_can_be_anybodys():
    # No code book since 1980 has the code, so no firm and no person was registered under it.
    regions = reference.regions()
    assert "370399" not in regions
    assert regions["370300"].name == "淄博市"


def test_the_firms_live_in_the_county_and_all_sectors_are_there(firms):
    names = set(TOWNSHIPS.values()) | set(TOWNSHIPS)
    assert len(TOWNSHIPS) >= 8
    assert {row["region"] for row in firms} == names
    assert {row["sector"] for row in firms} == {*(trade.sector for trade in TRADES), ""}
    assert {row["risk_class"] for row in firms} == set("ABCD")
    assert {row["supervising_unit"] for row in firms} == {unit.name for unit in UNITS}


def test_the_mix_of_trades_fills_a_thousand_and_uses_codes_of_the_standard():
    assert sum(trade.weight for trade in TRADES) == 1_000
    assert {trade.industry for trade in TRADES} <= reference.industries().keys()


def test_visits_lie_in_the_past(firms):
    days = [row["last_inspected_on"] for row in firms if row["last_inspected_on"]]
    assert max(days) < TODAY
    this_year = sum(day.year == 2026 for day in days)
    assert 200 < this_year < 1_000


def test_there_are_64_inspectors_on_two_levels(people):
    assert len(people) == 64
    assert Counter(row["level"] for row in people) == {"乡镇级": 44, "县级": 20}
    assert {row["unit"] for row in people} == {unit.name for unit in UNITS}
    numbers = [check_id_number(row["id_number"]) for row in people]
    assert len(set(numbers)) == 64
    assert len({row["certificate_number"] for row in people}) == 64
    expired = sum(row["valid_to"] < TODAY for row in people)
    assert expired == 3
    assert sum(row["may_lead"] == "是" for row in people) >= 20


def test_every_expertise_has_people_with_valid_certificates(people):
    holders = Counter(
        field
        for row in people
        if row["valid_to"] >= TODAY
        for field in str(row["expertise"]).split("、")
    )
    assert len(holders) == 10
    assert min(holders.values()) >= 5


def test_registers_of_any_size_have_no_twins():
    people = make_register("inspectors", "x", 1_500, today=TODAY).rows
    assert len({row["id_number"] for row in people}) == 1_500
    names = {brand("x", index) for index in range(3 * BRANDS)}
    assert len(names) == 3 * BRANDS


def test_a_register_may_be_made_on_any_day():
    for today in (date(2028, 2, 29), date(2027, 1, 1), date(2026, 12, 31)):
        rows = make_register("inspectors", "x", 40, today=today).rows
        assert all(row["valid_from"] < today for row in rows)


def test_the_file_has_its_rows():
    assert len(write_xlsx("targets", "demo", 10, today=TODAY)) < 20_000
    assert PLACES["370399"] == "青禾县"


def test_the_stream_is_even():
    stream = Stream("even")
    seen = Counter(stream.below(7) for _ in range(7_000))
    assert set(seen) == set(range(7))
    # Six standard deviations around 1,000: a wrong alarm in a billion runs, and the seed is fixed.
    assert all(824 < count < 1_176 for count in seen.values())
    assert Stream("even").weighted((("a", 0), ("b", 5), ("c", 0))) == "b"
