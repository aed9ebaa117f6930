"""A stream of choices made by a hash: the same seed gives the same county on every machine."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Choice = TypeVar("Choice")
_WORD = 2**64


class Stream:
    """Choices that follow from a seed and a label, and from nothing else.

    Every firm and person has a stream of its own, so that the first hundred of a register are
    the same whatever its size.
    """

    def __init__(self, seed: str, *label: object) -> None:
        self._key = "|".join(("mingqian-invented-v1", seed, *map(str, label))).encode()
        self._block = 0
        self._words: list[int] = []

    def below(self, limit: int) -> int:
        """Return a number from 0 to limit - 1, each equally likely."""
        # Words above the last whole multiple of the limit would favour small numbers.
        top = _WORD - _WORD % limit
        while True:
            word = self._next()
            if word < top:
                return word % limit

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[tuple[Choice, int]]) -> Choice:
        """Return one of the choices by its weight."""
        at = self.below(sum(weight for _choice, weight in choices))
        for choice, weight in choices[:-1]:
            at -= weight
            if at < 0:
                return choice
        return choices[-1][0]

    def percent(self, share: int) -> bool:
        """Return True in `share` of a hundred cases."""
        return self.below(100) < share

    def _next(self) -> int:
        if not self._words:
            digest = hashlib.sha256(self._key + self._block.to_bytes(8, "big")).digest()
            self._block += 1
            self._words = [int.from_bytes(digest[at : at + 8], "big") for at in (0, 8, 16, 24)]
        return self._words.pop()
