"""What the steps of the journey hand on to each other."""

from dataclasses import dataclass, field

from django.utils.timezone import localdate

from mingqian.web.shared.moment import current_time

TASK = "2026 年第四季度工贸行业安全生产抽查"
DICE = "41290733186552094706"
WITNESS = "qinghe witness 42"


def today():
    """Return the day in the office."""
    return localdate(current_time())


@dataclass
class Journey:
    """The people, the office, and what came out so far."""

    hall: object
    office: object
    day: str = field(default_factory=lambda: today().isoformat())
    task: str = ""  # address of the task in the office
    number: str = ""  # its number, on the portal
    draw: str = ""
    commitment: str = ""
    root: str = ""  # of the closing checkpoint, as the hall showed it
    visit: str = ""
    firm: str = ""
    code: str = ""
    team: tuple[str, ...] = ()
    review: str = ""
