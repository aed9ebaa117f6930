"""Every state machine of the house as a table of moves, with the words people see.

A table says which step leads from which state to which; nothing else may change a state.
"""

from dataclasses import dataclass

from mingqian.rules.refusals import StepNotAllowed, gettext_noop


@dataclass(frozen=True, slots=True)
class State:
    """A state: its kind decides the look (ui language, section 6), its word is shown."""

    name: str
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Move:
    """One step from a state to another."""

    step: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states of one thing and the only moves between them."""

    name: str
    start: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def after(self, state: str, step: str) -> str:
        """Return the state that `step` leads to; raise StepNotAllowed naming what was allowed."""
        for move in self.moves:
            if move.source == state and move.step == step:
                return move.target
        raise StepNotAllowed(self.name, state, step, self.steps_from(state))

    def allows(self, state: str, step: str) -> bool:
        """Tell whether `step` can be taken in `state`; pages grey out buttons by it."""
        return any(move.source == state and move.step == step for move in self.moves)

    def steps_from(self, state: str) -> tuple[str, ...]:
        """Return the steps that can be taken in `state`."""
        return tuple(dict.fromkeys(m.step for m in self.moves if m.source == state))

    def state(self, name: str) -> State:
        """Return the state of that name; KeyError for an unknown one."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    def names(self) -> tuple[str, ...]:
        """Return the names of all states."""
        return tuple(state.name for state in self.states)


TASK = Lifecycle(
    "task",
    start="draft",
    states=(
        State("draft", "draft", gettext_noop("草稿")),
        State("submitted", "wait", gettext_noop("待批准")),
        State("returned", "back", gettext_noop("退回待改")),
        State("approved", "wait", gettext_noop("待抽取")),
        State("drawing", "doing", gettext_noop("抽取中")),
        State("dispatched", "locked", gettext_noop("已派发")),
        State("completed", "done", gettext_noop("已完成")),
        State("withdrawn", "void", gettext_noop("已取消")),
    ),
    moves=(
        Move("edit", "draft", "draft"),
        Move("edit", "returned", "returned"),
        Move("submit", "draft", "submitted"),
        Move("submit", "returned", "submitted"),
        Move("return", "submitted", "returned"),
        Move("approve", "submitted", "approved"),
        Move("withdraw", "draft", "withdrawn"),
        Move("withdraw", "returned", "withdrawn"),
        Move("freeze", "approved", "drawing"),
        Move("dispatch", "drawing", "dispatched"),
        Move("complete", "dispatched", "completed"),
    ),
)

# After the commitment there is no way back: a draw has no void and no cancel (SPEC section 8).
DRAW = Lifecycle(
    "draw",
    start="committed",
    states=(
        State("committed", "locked", gettext_noop("已承诺")),
        State("closed", "wait", gettext_noop("待公开数字")),
        State("revealed", "doing", gettext_noop("抽取中")),
        State("drawn", "wait", gettext_noop("待锁定")),
        State("locked", "locked", gettext_noop("已锁定")),
        State("dispatched", "public", gettext_noop("已公告")),
    ),
    moves=(
        Move("contribute", "committed", "committed"),
        Move("close", "committed", "closed"),
        Move("enter", "closed", "closed"),
        Move("reveal", "closed", "revealed"),
        Move("run", "revealed", "drawn"),
        Move("lock", "drawn", "locked"),
        Move("dispatch", "locked", "dispatched"),
    ),
)

VISIT = Lifecycle(
    "visit",
    start="dispatched",
    states=(
        State("dispatched", "wait", gettext_noop("待出发")),
        State("visiting", "doing", gettext_noop("检查中")),
        State("finished", "done", gettext_noop("已完成")),
    ),
    moves=(
        Move("start", "dispatched", "visiting"),
        Move("finish", "visiting", "finished"),
    ),
)

RESULT = Lifecycle(
    "result",
    start="blank",
    states=(
        State("blank", "draft", gettext_noop("未录入")),
        State("recorded", "wait", gettext_noop("待签名")),
        State("signed", "locked", gettext_noop("已签名")),
        State("submitted", "wait", gettext_noop("待审核")),
        State("returned", "back", gettext_noop("退回待改")),
        State("approved", "locked", gettext_noop("已审核")),
        State("published", "public", gettext_noop("已公示")),
    ),
    moves=(
        Move("record", "blank", "recorded"),
        Move("record", "recorded", "recorded"),
        Move("record", "signed", "recorded"),
        Move("record", "returned", "recorded"),
        Move("sign", "recorded", "recorded"),
        Move("complete-signing", "recorded", "signed"),
        Move("submit", "signed", "submitted"),
        Move("return", "submitted", "returned"),
        Move("approve", "submitted", "approved"),
        Move("publish", "approved", "published"),
    ),
)

IMPORT = Lifecycle(
    "import",
    start="uploaded",
    states=(
        State("uploaded", "wait", gettext_noop("待核对")),
        State("checking", "doing", gettext_noop("读取中")),
        State("checked", "draft", gettext_noop("预览，尚未写入")),
        State("refused", "back", gettext_noop("有错待改")),
        State("applying", "doing", gettext_noop("写入中")),
        State("applied", "done", gettext_noop("已写入")),
        State("stopped", "void", gettext_noop("已停止")),
    ),
    moves=(
        Move("check", "uploaded", "checking"),
        Move("check", "checking", "checking"),
        Move("preview", "checking", "checked"),
        Move("refuse", "checking", "refused"),
        # Units were added or the directory changed: the same file is judged again.
        Move("recheck", "checked", "uploaded"),
        Move("recheck", "refused", "uploaded"),
        Move("apply", "checked", "applying"),
        Move("finish", "applying", "applied"),
        Move("fail", "applying", "checked"),
        Move("stop", "uploaded", "stopped"),
        Move("stop", "checking", "stopped"),
        Move("stop", "checked", "stopped"),
        Move("stop", "refused", "stopped"),
    ),
)

ALL = (TASK, DRAW, VISIT, RESULT, IMPORT)
