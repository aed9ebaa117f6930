"""Marks of proof: trust grade, fingerprint, square code."""

from dataclasses import dataclass

import segno
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.web.shared.look.icons import icon


@dataclass(frozen=True)
class GradeLook:
    """How a trust grade is named and how many of its three bars are filled."""

    word: Promise
    sentence: Promise
    bars: float


# A, B, H, C from strong to weak; the protocol (section 0) defines them, H stands between B and C.
GRADES = {
    "A": GradeLook(
        gettext_lazy("见证"),
        gettext_lazy("要改动结果，须 %(all)s 位见证人中至少 %(some)s 位与主办单位串通。"),
        3,
    ),
    "B": GradeLook(
        gettext_lazy("公开随机"),
        gettext_lazy("要改动结果，主办单位须倒签承诺或截止的时间：请比对已印发的检查点。"),
        2,
    ),
    "H": GradeLook(
        gettext_lazy("现场"),
        gettext_lazy("要改动结果，须现场掷骰、记录的人串通，或主办单位改动记录。"),
        1.5,
    ),
    "C": GradeLook(
        gettext_lazy("自证"), gettext_lazy("须相信主办单位没有在承诺前反复试抽名录或密钥。"), 1
    ),
}


def grade_sentence(letter: str, *, witnesses: int = 0, needed: int = 0) -> str:
    """Say who would have had to cheat for the result to be false."""
    return str(GRADES[letter].sentence) % {"all": witnesses, "some": needed}


def grade(letter: str | None) -> SafeString:
    """Draw a trust grade as letter, word and bars; before the draw it says so."""
    if not letter:
        return format_html('<span class="mq-muted">{}</span>', _("抽取后评定"))
    look = GRADES[letter]
    return format_html(
        '<span class="mq-grade mq-grade--{}"><span class="mq-grade-letter">'
        '<span class="visually-hidden">{}</span>{}</span>'
        '<span class="mq-grade-word">{}</span>'
        '<svg viewBox="0 0 22 16" aria-hidden="true">{}</svg></span>',
        letter.lower(),
        _("可信等级"),
        letter,
        look.word,
        format_html_join("", "{}", ((_bar(i, look.bars - i),) for i in range(3))),
    )


def _bar(index: int, filled: float) -> SafeString:
    """Draw one bar; half a bar is an outline with its lower half filled."""
    left = 1 + 7.5 * index
    if filled >= 1:
        return format_html('<rect class="u" x="{}" y="1" width="4.5" height="14"/>', left)
    outline = format_html('<rect x="{}" y="1" width="4.5" height="14"/>', left)
    if filled <= 0:
        return outline
    half = format_html('<rect class="u" x="{}" y="8" width="4.5" height="7"/>', left)
    return outline + half


def hex_groups(value: str, *, size: int = 4) -> list[str]:
    """Cut a fingerprint into groups that two people can read to each other."""
    return [value[i : i + size] for i in range(0, len(value), size)]


def fingerprint(value: str, label: str, *, copy: bool = True) -> SafeString:
    """Show a fingerprint whole, in groups of four, with what it is of and a copy button."""
    button = format_html(
        '<button type="button" class="btn btn-sm" data-copy="{}">{}{}</button>',
        value,
        icon("copy"),
        _("复制"),
    )
    return format_html(
        '<div class="mq-hash"><span class="mq-hash-label">{}</span>'
        '<code class="mq-hash-value">{}</code>{}</div>',
        label,
        format_html_join("", "<span>{}</span>", ((g,) for g in hex_groups(value))),
        button if copy else "",
    )


def square_code(text: str, caption: str) -> SafeString:
    """Draw the square code of a text, quiet zone kept, with the words that say what it opens."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    path = "".join(_row_path(y, row) for y, row in enumerate(rows))
    return format_html(
        '<div class="mq-qr"><svg viewBox="-4 -4 {0} {0}" shape-rendering="crispEdges" role="img"'
        ' aria-label="{1}"><path d="{2}" fill="none" stroke="#000" stroke-width="1"/></svg>'
        "{3}</div>",
        len(rows) + 8,
        _("二维码：%(what)s") % {"what": caption},
        path,
        caption,
    )


def _row_path(y: int, row: bytes) -> str:
    """Write the dark runs of one row as path steps."""
    steps, x = [], 0
    while x < len(row):
        end = x
        while end < len(row) and row[end] == row[x]:
            end += 1
        if row[x]:
            steps.append(f"M{x} {y}.5h{end - x}")
        x = end
    return "".join(steps)
