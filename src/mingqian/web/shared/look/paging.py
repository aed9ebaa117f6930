"""Pages of a list: where we stand, and links that keep the filters."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.http import QueryDict

from mingqian.web.shared.look.address import query_with

SIZES = (20, 50, 100)


@dataclass(frozen=True)
class PageLink:
    """One cell of the page bar; an empty address is a gap."""

    text: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class PageBar:
    """The page bar: which rows, how many in all, the links and the sizes."""

    first: int
    last: int
    total: int
    before: str
    after: str
    links: tuple[PageLink, ...]
    sizes: tuple[PageLink, ...]


def page_bar(page: Page[object], query: QueryDict) -> PageBar:
    """Prepare the page bar of a page of `django.core.paginator`."""
    pages = page.paginator
    gap = str(pages.ELLIPSIS)
    numbers = pages.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    links = tuple(
        PageLink(gap, "")
        if str(each) == gap
        else PageLink(str(each), query_with(query, {"page": each}), each == page.number)
        for each in numbers
    )
    sizes = tuple(
        PageLink(str(size), query_with(query, {"per": size}), size == pages.per_page)
        for size in SIZES
    )
    return PageBar(
        first=page.start_index(),
        last=page.end_index(),
        total=pages.count,
        before=_link(query, page.number - 1) if page.has_previous() else "",
        after=_link(query, page.number + 1) if page.has_next() else "",
        links=links if pages.num_pages > 1 else (),
        sizes=sizes if pages.count > SIZES[0] else (),
    )


def _link(query: QueryDict, number: int) -> str:
    return query_with(query, {"page": number})
