"""The grade of a draw: computed from its sources and times, never declared (SPEC section 0)."""

from collections.abc import Mapping, Sequence

from fairdraw.beacons import MIN_BITS, check_sources, effective_time, source_of

GRADES = "ABHC"  # best first (SPEC section 0)
MARGIN = 600  # seconds between the close, or the dice, and the first public source


def first_public_time(sources: Sequence[Mapping[str, str]]) -> int | None:
    """Return E, the earliest effective time of a public source, None without one."""
    times = [effective_time(source["id"], source["on"]) for source in sources]
    return min((time for time in times if time is not None), default=None)


def grade(
    sources: Sequence[Mapping[str, str]],
    *,
    overlap: int,
    t_close: int | None,
    t_dice: int | None = None,
) -> str:
    """Return `A`, `B`, `H` or `C`.

    Args:
        sources: {`id`, `on`} of the commit.
        overlap: m of the policy; an honest minority below it cannot be split.
        t_close: quorum time of the close.
        t_dice: quorum time of the dice entry that counts.
    """
    bits = check_sources(sources)
    kinds = {source_of(source["id"]).kind for source in sources}
    if kinds == {"operator"}:
        return "C"
    enough = bits.public >= MIN_BITS
    if enough and overlap >= 1 and _in_time(sources, t_close, t_dice, dice="dice" in kinds):
        return "A"
    return "B" if enough and "dice" not in kinds else "H"


def _in_time(
    sources: Sequence[Mapping[str, str]], t_close: int | None, t_dice: int | None, *, dice: bool
) -> bool:
    first = first_public_time(sources)
    needed = [t_close, t_dice] if dice else [t_close]
    return first is not None and all(
        time is not None and time + MARGIN <= first for time in needed
    )
