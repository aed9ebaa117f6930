"""Invented firms, as rows of the sheet of targets."""

from datetime import date, timedelta

from mingqian.imports.invented.county import (
    BUREAU_NAME,
    COUNTY_CODE,
    COUNTY_NAME,
    DENSITY,
    MOBILE_PREFIX,
    TOWNSHIPS,
    UNIT_OF_PLACE,
)
from mingqian.imports.invented.names import brand, person_name
from mingqian.imports.invented.stream import Stream
from mingqian.imports.invented.trades import KEY_SECTORS, TRADES, Trade
from mingqian.imports.workbook import Cell
from mingqian.rules.identifiers import CREDIT_CODE_ALPHABET, make_credit_code

# Letters X and Y aside, any of these may stand in an organization code.
_BODY = CREDIT_CODE_ALPHABET
_BODY_DIGITS = 6
_CODES = len(_BODY) ** _BODY_DIGITS
_CODE_STEP = 500_009_999
_ROADS = (
    "人民路",
    "青禾大道",
    "建设路",
    "工业一路",
    "兴业路",
    "和平街",
    "滨河路",
    "创新路",
    "迎宾路",
)
_INDIVIDUAL = ("商行", "经营部", "店", "")


def firm(seed: str, index: int, today: date) -> dict[str, Cell]:
    """Return the firm of that place in the register, by the fields of the sheet."""
    stream = Stream(seed, "target", index)
    trade = stream.weighted([(trade, trade.weight) for trade in TRADES])
    form = stream.weighted(trade.forms)
    place = stream.weighted(DENSITY)
    key = trade.sector in KEY_SECTORS
    individual = form in _INDIVIDUAL
    owner = person_name(stream, female=stream.percent(28))
    return {
        "credit_code": _credit_code(seed, index, individual=individual),
        "name": _name(seed, index, stream, trade, form),
        "unit_type": _unit_type(form, stream),
        "legal_representative": owner,
        "address": _address(stream, place),
        "contact": owner if individual else person_name(stream, female=stream.percent(40)),
        "phone": f"{MOBILE_PREFIX}{stream.below(10**8):08}",
        "business_scope": f"{trade.scope}。（依法须经批准的项目，经批准后方可开展经营活动）",
        "subject_type": "个体工商户" if individual else "企业",
        "industry": trade.industry,
        "sector": trade.sector if trade.licensed or not stream.percent(20) else "",
        "region": TOWNSHIPS[place] if stream.percent(80) else place,
        "regulatory_type": "重点" if key else "一般",
        "risk_class": stream.weighted(
            (("A", 10), ("B", 38), ("C", 37), ("D", 15))
            if key
            else (("A", 34), ("B", 46), ("C", 16), ("D", 4))
        ),
        "supervising_unit": BUREAU_NAME if key else UNIT_OF_PLACE[place],
        "last_inspected_on": _last_inspected(stream, today, key=key),
    }


def _credit_code(seed: str, index: int, *, individual: bool) -> str:
    """Return a code that differs from that of every other place in the register."""
    number = (index * _CODE_STEP + Stream(seed, "code").below(_CODES)) % _CODES
    body = ""
    for _ in range(_BODY_DIGITS):
        number, digit = divmod(number, len(_BODY))
        body += _BODY[digit]
    return make_credit_code(COUNTY_CODE, f"MA{body}", kind="2" if individual else "1")


def _name(seed: str, index: int, stream: Stream, trade: Trade, form: str) -> str:
    area = stream.weighted(((COUNTY_NAME, 70), ("青禾", 30)))
    return f"{area}{brand(seed, index)}{stream.pick(trade.products)}{form}"


def _unit_type(form: str, stream: Stream) -> str:
    if form in _INDIVIDUAL:
        return "个体工商户"
    if form.endswith("股份有限公司"):
        return "股份有限公司"
    if form.endswith("厂"):
        return stream.pick(("个人独资企业", "合伙企业"))
    return "有限责任公司"


def _address(stream: Stream, place: str) -> str:
    return f"{COUNTY_NAME}{TOWNSHIPS[place]}{stream.pick(_ROADS)}{stream.below(398) + 1}号"


def _last_inspected(stream: Stream, today: date, *, key: bool) -> date | None:
    """Return a day up to three years back; key firms are visited more often."""
    if not stream.percent(70 if key else 34):
        return None
    return today - timedelta(days=1 + stream.below(400 if key else 1_100))
