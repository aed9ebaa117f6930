"""The tag library of the interface: `{% load mq %}`.

Every tag writes the mark-up of the visual language; the pages only say what is so.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mingqian.rules.deadlines import ClockState
from mingqian.web.shared.look import address, fields, icons, paging, proofs, states, wording
from mingqian.web.shared.look.deadline import Clock, clock_of, face

register = template.Library()

# Small marks: written in Python, because a page of fifty rows draws hundreds of them.
register.simple_tag(icons.icon)
register.simple_tag(icons.mark)
register.simple_tag(states.chip)
register.simple_tag(states.state)
register.simple_tag(states.result_mark)
register.simple_tag(states.flag)
register.simple_tag(states.risk)
register.simple_tag(states.cap)
register.simple_tag(proofs.grade)
register.simple_tag(proofs.fingerprint)
register.simple_tag(name="qr", func=proofs.square_code)

register.filter(wording.day)
register.filter(wording.day_in_list)
register.filter(wording.iso_day)
register.filter(wording.moment)
register.filter(wording.minute)
register.filter(wording.second)
register.filter(wording.number)
register.filter(wording.count)
register.filter(wording.size)
register.filter(wording.percent)
register.filter(wording.blank)


@register.simple_tag
def credit_code(value: str) -> SafeString:
    """Write a unified social credit code, certificate or task number: spaced, never broken."""
    return (
        format_html('<span class="mq-code">{}</span>', value) if value else wording.muted(_("无"))
    )


@register.simple_tag
def lot(value: str, length: int = 12) -> SafeString:
    """Write the short label of a fingerprint; the whole one must stand on the same page."""
    short = value if len(value) <= length else f"{value[:length]}…"
    return format_html('<span class="mq-lot">{}</span>', short)


@register.simple_tag
def masked(reason: str, shown: str = "") -> SafeString:
    """Say that a value is withheld and why: 不公开（个人信息）, or what is left of it."""
    text = shown or _("不公开（%(reason)s）") % {"reason": reason}
    label = format_html('<span class="visually-hidden">（{}）</span>', reason) if shown else ""
    return format_html('<span class="mq-masked">{}{}{}</span>', icons.icon("eye-off"), text, label)


@register.simple_tag
def changed(before: str, after: str) -> SafeString:
    """Write a change of a field: the old value struck, the new one bold."""
    return format_html(
        "<del>{}</del> → <ins>{}</ins>", before or _("（空）"), after or _("（空）")
    )


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """Write the way to this page: title and address in turn, an empty address for plain text."""
    between = SafeString('<span aria-hidden="true">/</span>')
    steps = (
        format_html('<a href="{}">{}</a>', url, title)
        if url
        else format_html("<span>{}</span>", title)
        for title, url in zip(pairs[::2], pairs[1::2], strict=True)
    )
    way = format_html_join(between, "{}", ((step,) for step in steps))
    return format_html('<nav class="mq-crumb" aria-label="{}">{}</nav>', _("位置"), way)


# ---- The address of a list ----


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """Write `?…` of this page with some keys replaced; None removes one, a change drops `page`."""
    return address.query_with(_query(context), changes)


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, name: str, value: object = None) -> str:
    """Write `?…` of this page without a key, or without one of its values."""
    return address.query_without(_query(context), name, value)


@register.simple_tag(takes_context=True)
def query_hidden(context: template.Context, *leave_out: str) -> SafeString:
    """Carry the query of this page through a GET form, but for the keys the form asks itself."""
    return address.hidden_inputs(_query(context), leave_out=(*leave_out, "page"))


@register.simple_tag(takes_context=True)
def sort_th(
    context: template.Context,
    name: str,
    label: str,
    *,
    numeric: bool = False,
    default: str = "",
) -> SafeString:
    """Write a `th` that sorts by `?sort=name`; `default` is the order when none was asked for."""
    return address.sort_heading(_query(context), name, label, numeric=numeric, default=default)


@register.inclusion_tag("mq/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[object], unit: str) -> dict[str, object]:
    """Write the page bar of a Django `Page`; `unit` is the measure word 家, 项, 人."""
    return {"bar": paging.page_bar(page, _query(context)), "unit": unit}


@register.simple_tag
def select_all() -> SafeString:
    """Write the check box in the table head that selects this page."""
    return format_html(
        '<input class="form-check-input m-0" type="checkbox" data-select-all aria-label="{}">',
        _("选中本页"),
    )


@register.simple_tag
def select_row(value: object, label: str, name: str = "selected") -> SafeString:
    """Write the check box of a row; `label` names the row for those who do not see it."""
    return format_html(
        '<input class="form-check-input m-0" type="checkbox" name="{}" value="{}" data-select'
        ' aria-label="{}">',
        name,
        value,
        _("选中 %(what)s") % {"what": label},
    )


# ---- Forms ----


@register.inclusion_tag("mq/field_row.html")
def field(
    bound: BoundField, *, width: str | int = "", above: bool = False, unit: str = ""
) -> dict[str, object]:
    """Write one field: label at left (`above=True` over it), hint, 必填, errors.

    `width` is one of 90, 120, 160, 220, 280; `unit` a word after the control: 家, %, 日.
    """
    look = fields.field_look(bound, width=str(width), above=above, unit=unit)
    return {"look": look, "field": bound, "described_by": fields.described_by(bound)}


@register.simple_tag(takes_context=True)
def filter_rest(context: template.Context, form: forms.BaseForm) -> SafeString:
    """Carry view, order and page size of the address through a filter form."""
    asked = tuple(form.add_prefix(name) for name in form.fields)
    return address.hidden_inputs(_query(context), leave_out=(*asked, "page"))


@register.simple_tag
def filter_field(bound: BoundField) -> SafeString:
    """Write a control of a filter row; its name is inside it: 属地：全部."""
    return fields.filter_control(bound)


@register.inclusion_tag("mq/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, object]:
    """Write the errors that belong to no field, and a list with links when more than two."""
    found = fields.form_errors(form)
    return {
        "loose": [each for each in found if not each.target],
        "found": found if len(found) > 2 else [],
        "count": len(found),
    }


@register.inclusion_tag("mq/form_rows.html")
def form_rows(form: forms.BaseForm, above: bool = False) -> dict[str, object]:
    """Write a whole form without its `<form>` and buttons: errors, hidden and visible fields."""
    return {"form": form, "above": above}


# ---- Blocks and rows ----


@register.simple_block_tag
def panel(
    content: str, title: str, *, more: str = "", more_url: str = "", flush: bool = False
) -> SafeString:
    """Wrap one subject: title, an optional link at right; `flush=True` for tables and lists."""
    link = format_html('<a href="{}">{}</a>', more_url, more) if more_url else more
    right = format_html('<span class="mq-more">{}</span>', link) if link else ""
    body = content if flush else format_html('<div class="mq-panel-body">{}</div>', content)
    return format_html(
        '<section class="mq-panel"><div class="mq-panel-head"><h2>{}</h2>{}</div>{}</section>',
        title,
        right,
        body,
    )


@register.simple_block_tag
def note(content: str, kind: str = "", title: str = "", *, role: str = "") -> SafeString:
    """Write a note: kind "", ok, time or bad; the title says what is so, the text what to do."""
    head = format_html('<p class="mq-note-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="mq-note{}"{}>{}<div>{}{}</div></div>',
        f" mq-note--{kind}" if kind else "",
        format_html(' role="{}"', role) if role else "",
        icons.icon(states.NOTE_ICONS[kind]),
        head,
        content,
    )


@register.filter
def note_kind(level: str) -> str:
    """Return the kind of note for the level of a message: success → ok, warning → time."""
    return {"success": "ok", "warning": "time", "error": "bad"}.get(level, "")


@register.simple_block_tag
def nothing(content: str, title: str, text: str = "") -> SafeString:
    """Write an empty state: what belongs here, why it is empty; the content is the first act."""
    return format_html(
        '<div class="mq-empty">{}<h2>{}</h2>{}<div class="mq-empty-acts">{}</div></div>',
        icons.mark(44),
        title,
        format_html("<p>{}</p>", text) if text else "",
        content,
    )


@register.simple_tag
def facts(rows: Iterable[Sequence[Any]], *, two: bool = False, wide: bool = False) -> SafeString:
    """Write label and value pairs; a value may be safe mark-up; None reads 未填."""
    look = " mq-facts--two" if two else " mq-facts--wide" if wide else ""
    pairs = ((label, wording.blank(value, _("未填"))) for label, value in rows)
    body = format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs)
    return format_html('<dl class="mq-facts{}">{}</dl>', look, body)


@register.inclusion_tag("mq/figures.html")
def figures(cells: Iterable[object]) -> dict[str, object]:
    """Write three to six key figures: label, value, unit, note, url, icon, bad (red)."""
    return {"cells": cells}


@register.inclusion_tag("mq/clock.html")
def clock(
    value: Clock | ClockState | None, today: date | datetime | None = None, *, big: bool = False
) -> dict[str, object]:
    """Draw a deadline clock; `big=True` in a panel of its own.

    A `ClockState` of the rules needs `today`; it may be the moment of the request.
    """
    if isinstance(value, ClockState):
        if today is None:
            raise ValueError("a ClockState is drawn for a day: {% clock state request.at %}")
        return {"clock": clock_of(value, wording.local_day(today)), "big": big}
    return {"clock": value, "big": big}


@register.simple_tag
def clock_face(value: Clock, big: bool) -> SafeString:
    """Draw the face of a clock without the rule behind it."""
    return face(value, big=big)


@register.inclusion_tag("mq/grade_block.html")
def grade_block(
    letter: str | None, *, witnesses: int = 0, needed: int = 0, sentence: str = ""
) -> dict[str, object]:
    """Write a trust grade with the sentence that belongs to it on every public page."""
    if not letter:
        return {"letter": ""}
    own = proofs.grade_sentence(letter, witnesses=witnesses, needed=needed)
    return {"letter": letter, "word": proofs.GRADES[letter].word, "sentence": sentence or own}


@register.inclusion_tag("mq/timeline.html")
def timeline(events: Iterable[object], *, narrow: bool = False) -> dict[str, object]:
    """Write events, newest first: at (datetime) or when (text), icon, what, more, kind, changes.

    `kind` is key (legal effect) or bad (objection, refusal, overdue); `changes` is a list of
    (field, before, after); `reason` and `url` are optional.
    """
    return {"events": events, "narrow": narrow}


@register.inclusion_tag("mq/steps.html")
def steps(titles: Sequence[Any], now: int) -> dict[str, object]:
    """Write the steps of a wizard; a step is a title or (title, url); `now` counts from 1."""
    rows = [each if isinstance(each, tuple) else (each, "") for each in titles]
    numbered = [(n, title, url) for n, (title, url) in enumerate(rows, 1)]
    return {"steps": numbered, "now": now}


@register.inclusion_tag("mq/checklist.html")
def checklist(items: Iterable[object]) -> dict[str, object]:
    """Write checked steps: text, state (ok, bad, idle, doing, todo), note, url, number."""
    return {"items": items}


@register.simple_tag
def check_icon(state: str) -> SafeString:
    """Draw the icon of a checked step, with its meaning for those who do not see it."""
    return states.check_icon(state)


@register.inclusion_tag("mq/hall_rail.html")
def hall_rail(stages: Iterable[object]) -> dict[str, object]:
    """Write the rail of the ceremony: title, note, state ("", done, now) of each stage."""
    return {"stages": stages}


@register.inclusion_tag("mq/job.html")
def job(value: object) -> dict[str, object]:
    """Draw a background job: title, done, total, unit, state, line, poll_url.

    `state` is running, done, failed or stopped; while running the part asks `poll_url` for itself.
    """
    return {"job": value}


@register.simple_tag
def bar(done: float, total: float, kind: str = "u") -> SafeString:
    """Draw a bar: u 青, w 赭 (behind), b 朱 (violation); words beside it carry the number."""
    width = 0.0 if not total else max(0.0, min(100.0, 100 * done / total))
    return format_html(
        '<svg class="mq-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10"/><rect class="{}" width="{}" height="10"/></svg>',
        kind,
        f"{width:.1f}",
    )


def _query(context: template.Context) -> QueryDict:
    """The query of the request that is being answered; empty outside of one."""
    request = context.get("request")
    return request.GET if request is not None else QueryDict()
