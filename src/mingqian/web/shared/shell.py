"""What the layouts read from the context; a context processor of the face fills it in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Office:
    """The office that runs this installation, as the head of every page names it."""

    name: str
    short: str = ""
    phone: str = ""
    hours: str = ""
    demo: bool = False
    test: bool = False


@dataclass(frozen=True, kw_only=True)
class Me:
    """The person who is logged in, as the user menu shows them."""

    name: str
    unit: str = ""
    roles_text: str = ""


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One entry of the side menu; `count` is what waits for me, `late` when one is overdue."""

    title: str
    url: str
    icon: str = ""
    count: int = 0
    late: bool = False
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class MenuSection:
    """A group of the side menu; an empty title puts its items above the first group."""

    title: str = ""
    items: tuple[MenuItem, ...] = field(default_factory=tuple)
