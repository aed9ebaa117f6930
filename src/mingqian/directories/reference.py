"""The reference tables that ship with the program, read once from the package."""

from functools import cache
from importlib.resources import files

from mingqian.rules.deadlines import CalendarDay
from mingqian.rules.reference.holidays import parse_holidays
from mingqian.rules.reference.industries import Industry, parse_industries
from mingqian.rules.reference.regions import Region, parse_regions
from mingqian.rules.reference.result_codes import ResultCatalogue, parse_result_codes
from mingqian.rules.reference.sectors import Sector, parse_sectors


@cache
def shipped_holidays() -> tuple[CalendarDay, ...]:
    """Return the days of the published notices up to the last year shipped.

    They fill the office's own editable table at installation; deadlines are counted on that
    table, not on this file.
    """
    return parse_holidays(_text("holidays-cn.csv"))


@cache
def regions() -> dict[str, Region]:
    """Return divisions by code, in force and abolished (GB/T 2260)."""
    return parse_regions(_text("regions-gbt2260.csv"))


@cache
def industries() -> dict[str, Industry]:
    """Return industries by code (GB/T 4754-2017)."""
    return parse_industries(_text("industries-gbt4754-2017.csv"))


@cache
def sectors() -> tuple[Sector, ...]:
    """Return the sectors of work-safety supervision."""
    return parse_sectors(_text("sectors.csv"))


@cache
def result_catalogue() -> ResultCatalogue:
    """Return the eight results, the local list and the follow-up measures."""
    return parse_result_codes(_text("result-codes.json"))


def _text(name: str) -> str:
    return (files("mingqian.directories") / "data" / name).read_text(encoding="utf-8")
