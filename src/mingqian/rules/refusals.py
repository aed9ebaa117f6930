"""What the system says when it will not do a thing: a sentence for the person, with its facts.

The sentence is the Chinese source text of a message; the edges translate it with gettext and fill
in the facts. Rules stay free of any framework, so `gettext_noop` here only marks the text.
"""

from collections.abc import Sequence


def gettext_noop(text: str) -> str:
    """Mark a Chinese sentence for translation and return it unchanged."""
    return text


class Refusal(Exception):
    """A request that was understood and refused; nothing was written.

    Attributes:
        template: Chinese sentence with named places, the key of its translation.
        facts: values for the places.
        field: the form field or column the sentence belongs to, "" for the whole request.
    """

    def __init__(self, template: str, *, field: str = "", **facts: object) -> None:
        super().__init__(template)
        self.template = template
        self.facts = facts
        self.field = field

    def __str__(self) -> str:
        return self.template.format(**self.facts)


class RuleBroken(Refusal):
    """A rule of law, of the office or of the data says no (shown as 422)."""


class NotPermitted(Refusal):
    """The person may not do this, or not to this object (shown as 403)."""


class StepNotAllowed(Refusal):
    """The object is in a state from which this step does not lead (shown as 409)."""

    def __init__(self, lifecycle: str, state: str, step: str, allowed: Sequence[str]) -> None:
        super().__init__(
            gettext_noop("当前状态不能进行这一步。"),
        )
        self.lifecycle = lifecycle
        self.state = state
        self.step = step
        self.allowed = tuple(allowed)


class Refusals(Refusal):
    """Several refusals at once, in the order a reader meets them."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(gettext_noop("有 {count} 处需要改正。"), count=len(refusals))
        self.refusals = tuple(refusals)
