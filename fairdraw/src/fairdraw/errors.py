"""The one exception of the proof: a rule of SPEC.md that does not hold, by its name."""


class ProofError(Exception):
    """A rule of SPEC.md is broken.

    Attributes:
        name: the error name of SPEC.md, such as `TICKET_ORDER`.
        detail: where and what, for a person: expected and found. Not normative.
    """

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(f"{name}: {detail}" if detail else name)
        self.name = name
        self.detail = detail
