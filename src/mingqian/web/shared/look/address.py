"""The address of a list: filters, order and page live in the query string and are kept."""

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingqian.web.shared.look.icons import icon

# What starts again at the first page when it changes.
_NEW_LIST_KEEPS_NO = ("page",)


def query_with(query: QueryDict, changes: Mapping[str, object]) -> str:
    """Return `?…` with the given keys replaced; None and "" remove a key.

    Changing anything but the page itself drops the page, because it is another list then.
    """
    result = query.copy()
    if "page" not in changes:
        for name in _NEW_LIST_KEEPS_NO:
            result.pop(name, None)
    for name, value in changes.items():
        if value is None or value == "":
            result.pop(name, None)
        elif isinstance(value, (list, tuple)):
            result.setlist(name, [str(each) for each in value])
        else:
            result[name] = str(value)
    return _written(result)


def query_without(query: QueryDict, name: str, value: object = None) -> str:
    """Return `?…` without a key, or without one value of a key that has several."""
    result = query.copy()
    for gone in _NEW_LIST_KEEPS_NO:
        result.pop(gone, None)
    left = [] if value is None else [each for each in result.getlist(name) if each != str(value)]
    if left:
        result.setlist(name, left)
    else:
        result.pop(name, None)
    return _written(result)


def hidden_inputs(query: QueryDict, *, leave_out: tuple[str, ...]) -> SafeString:
    """Carry the rest of the query through a form that submits with GET."""
    parts = [
        format_html('<input type="hidden" name="{}" value="{}">', name, value)
        for name, values in query.lists()
        if name not in leave_out
        for value in values
    ]
    return SafeString("".join(parts))


def sort_heading(
    query: QueryDict, name: str, label: str, *, numeric: bool = False, default: str = ""
) -> SafeString:
    """Write a table head that sorts: first click ascending, second descending."""
    now = query.get("sort") or default
    state = {name: "ascending", f"-{name}": "descending"}.get(now, "")
    target = f"-{name}" if state == "ascending" else name
    arrow = {"ascending": icon("sort-ascending"), "descending": icon("sort-descending")}
    return format_html(
        '<th scope="col"{}{}><a class="mq-sort" href="{}">{}{}</a></th>',
        SafeString(' class="mq-n"') if numeric else "",
        format_html(' aria-sort="{}"', state) if state else "",
        query_with(query, {"sort": target}),
        label,
        arrow.get(state, ""),
    )


def _written(query: QueryDict) -> str:
    text = query.urlencode()
    return f"?{text}" if text else "?"
