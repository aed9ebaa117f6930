"""Marks of state and of finding: word, icon and border, never colour alone."""

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingqian.rules.lifecycles import State
from mingqian.web.shared.look.icons import icon

CHIP_ICONS = {
    "draft": "circle-dashed",
    "wait": "circle-half-2",
    "doing": "circle-arrow-right",
    "locked": "lock",
    "public": "world",
    "done": "circle-check",
    "back": "arrow-back-up",
    "soon": "clock",
    "late": "alert-triangle",
    "void": "ban",
}

RESULT_WORDS: dict[str, Promise] = {
    "a": _("未发现问题"),
    "b": _("未按规定公示应当公示的信息"),
    "c": _("公示信息隐瞒真实情况、弄虚作假"),
    "d": _("通过登记的住所（经营场所）无法联系"),
    "e": _("发现问题已责令改正"),
    "f": _("不予配合情节严重"),
    "g": _("发现问题待后续处理"),
    "h": _("未发现开展本次抽查涉及的经营活动"),
}
_RESULT_LOOK = {"b": "warn", "c": "bad", "d": "warn", "e": "bad", "f": "bad", "g": "bad"}

RISK_WORDS: dict[str, Promise] = {"A": _("低"), "B": _("一般"), "C": _("较高"), "D": _("高")}

NOTE_ICONS = {"": "info-circle", "time": "clock", "bad": "alert-triangle", "ok": "circle-check"}
_CHECKS: dict[str, tuple[str, Promise]] = {
    "ok": ("circle-check", _("通过")),
    "bad": ("alert-triangle", _("未通过")),
    "idle": ("circle-minus", _("不适用")),
    "doing": ("progress", _("进行中")),
    "todo": ("circle-dashed", _("未开始")),
}
# More visits than this are a number, not a row of dots.
_MOST_DOTS = 12
_FILLED = ' class="u"'


def chip(kind: str, word: str, *, name: str = "") -> SafeString:
    """Draw a lifecycle state; `name` replaces the icon of the kind."""
    if kind not in CHIP_ICONS:
        raise ValueError(f"no such kind of chip: {kind!r}")
    drawn = icon(name or CHIP_ICONS[kind])
    return format_html('<span class="mq-chip mq-chip--{}">{}{}</span>', kind, drawn, word)


def state(shown: State) -> SafeString:
    """Draw the state of a record as its lifecycle names it: `{% state task.state_shown %}`."""
    return chip(shown.kind, gettext(shown.word))


def result_mark(code: str, *, letter: bool = True) -> SafeString:
    """Draw one of the eight results a to h; the public reads it without the letter."""
    word = RESULT_WORDS[code]
    look = f" mq-res--{_RESULT_LOOK[code]}" if code in _RESULT_LOOK else ""
    boxed = format_html("<b>{}</b>", code) if letter else ""
    return format_html('<span class="mq-res{}">{}{}</span>', look, boxed, word)


def flag(word: str, *, bad: bool = False) -> SafeString:
    """Draw a fact about a firm: 许可, 失信, 立案, 重大隐患."""
    return format_html('<span class="mq-flag{}">{}</span>', " mq-flag--bad" if bad else "", word)


def risk(letter: str) -> SafeString:
    """Draw a risk class as its letter in a box and its word; empty when none was given."""
    if not letter:
        return format_html('<span class="mq-muted">{}</span>', _("未评定"))
    upper = letter.upper()
    return format_html(
        '<span class="mq-nowrap"><span class="mq-risk mq-risk--{}">{}</span>{}</span>',
        upper.lower(),
        upper,
        RISK_WORDS[upper],
    )


def cap(used: int, limit: int) -> SafeString:
    """Draw the visits of this year against the yearly cap, as dots and as a sentence."""
    if used > limit:
        text = gettext("%(used)s / %(limit)s 次，超出 %(over)s 次")
    elif used == limit:
        text = gettext("%(used)s / %(limit)s 次，已满")
    else:
        text = gettext("%(used)s / %(limit)s 次")
    return format_html(
        '<span class="mq-cap{}">{}{}</span>',
        " mq-cap--full" if used >= limit else "",
        _dots(used, max(used, limit)),
        text % {"used": used, "limit": limit, "over": used - limit},
    )


def _dots(filled: int, count: int) -> SafeString:
    """Draw a row of dots; too many to count at a glance are left to the words."""
    if not 0 < count <= _MOST_DOTS:
        return SafeString("")
    circles = "".join(
        f'<circle cx="{7 + 14 * i}" cy="7" r="5"{_FILLED if i < filled else ""}/>'
        for i in range(count)
    )
    return format_html(
        '<svg viewBox="0 0 {} 14" aria-hidden="true">{}</svg>', count * 14, SafeString(circles)
    )


def check_icon(state: str) -> SafeString:
    """Draw the icon of a checked step: ok, bad, idle, doing or todo."""
    name, word = _CHECKS[state or "ok"]
    return icon(name, label=str(word))
