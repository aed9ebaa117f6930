"""Where the columns of a sheet stand in a worksheet, and where its records begin and end.

Real files carry title rows above the header, headers of two rows with merged cells, stars and
notes beside the names, and columns in any order. So the header is found by what matches best,
never by its place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingqian.imports.columns import Sheet, plain
from mingqian.imports.workbook import Cell, Grid, Merge, Workbook, column_letter
from mingqian.rules.refusals import RuleBroken, gettext_noop

HEADER_SEARCH_ROWS = 30
HEADER_DEPTHS = (1, 2, 3)


@dataclass(frozen=True)
class Layout:
    """Where a sheet's columns stand in a worksheet; rows and columns from 0."""

    header_row: int
    first_row: int
    places: Mapping[str, int]
    headers: Mapping[int, str]
    twice: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record: by field, each with its row from 0."""

    top: int
    bottom: int
    cells: Mapping[str, tuple[tuple[int, Cell], ...]]


def find_layout(grid: Grid, sheet: Sheet) -> Layout | None:
    """Return the place in the worksheet that looks most like the header, or None."""
    best: Layout | None = None
    texts = _header_texts(grid)
    # Shallow headers first: a deeper window must find more to be taken.
    for depth in HEADER_DEPTHS:
        for row in range(len(texts)):
            layout = _layout_at(texts, row, depth, sheet)
            if len(layout.places) > (len(best.places) if best else 1):
                best = layout
    if best is None:
        return None
    last = max([best.first_row - 1, *(m.bottom for m in _spanning(grid.merges, best.header_row))])
    return Layout(best.header_row, last + 1, best.places, best.headers, best.twice)


def _header_texts(grid: Grid) -> list[list[str]]:
    """Return the first rows as text, merged cells repeated over their range."""
    texts = []
    for index in range(min(grid.height, HEADER_SEARCH_ROWS)):
        cells = ["" if cell is None else str(cell).strip() for cell in grid.row(index)]
        texts.append(cells + [""] * (grid.width - len(cells)))
    for merge in grid.merges:
        if merge.top < len(texts):
            text = texts[merge.top][merge.left]
            for row in range(merge.top, min(merge.bottom + 1, len(texts))):
                for column in range(merge.left, merge.right + 1):
                    texts[row][column] = text
    return texts


def _spanning(merges: Iterable[Merge], row: int) -> Iterator[Merge]:
    # A range over a few rows is a tall header; one over fifty is a merged body below it.
    return (m for m in merges if m.top <= row <= m.bottom and m.bottom - m.top < 5)


def _layout_at(texts: list[list[str]], row: int, depth: int, sheet: Sheet) -> Layout:
    places: dict[str, int] = {}
    headers: dict[int, str] = {}
    twice = []
    for column in range(len(texts[row])):
        names = [texts[at][column] for at in range(row, min(row + depth, len(texts)))]
        # The lower name is the exact one: 抽查项目 stands above 抽查类别 and 抽查事项.
        header = next((n for n in reversed(names) if plain(n) in sheet.by_header), "")
        headers[column] = header or next(filter(None, names), "")
        if not header:
            continue
        field = sheet.by_header[plain(header)].field
        if field in places:
            twice.append((field, places[field], column))
        else:
            places[field] = column
    return Layout(row, row + depth, places, headers, tuple(twice))


def choose_grid(
    workbook: Workbook, sheet: Sheet, grid_name: str, kinds: Iterable[Sheet]
) -> tuple[Grid, Layout]:
    """Return the worksheet to check and its layout, or refuse and say which one fits."""
    filled = [grid for grid in workbook.grids if grid.height]
    if not filled:
        raise RuleBroken(gettext_noop("文件里没有内容：每张工作表都是空的。"), field="file")
    chosen = workbook.grid(grid_name) if grid_name else _best(filled, sheet)
    if chosen is None or not chosen.height:
        raise RuleBroken(
            gettext_noop("工作表「{grid}」不存在或是空的。文件里有：{found}。"),
            field="grid",
            grid=grid_name,
            found="、".join(grid.name for grid in filled),
        )
    layout = find_layout(chosen, sheet)
    if layout is None or _missing(layout, sheet):
        _offer_other(filled, chosen, sheet, kinds)
    if layout is None:
        raise _no_header(chosen, sheet)
    return chosen, layout


def _best(grids: Sequence[Grid], sheet: Sheet) -> Grid:
    def fit(grid: Grid) -> tuple[bool, bool, int]:
        layout = find_layout(grid, sheet)
        if layout is None:
            return (False, not grid.hidden, 0)
        return (not _missing(layout, sheet), not grid.hidden, len(layout.places))

    return max(grids, key=fit)


def _missing(layout: Layout, sheet: Sheet) -> bool:
    return any(c.must_exist and c.field not in layout.places for c in sheet.columns)


def _fits(grid: Grid, sheet: Sheet) -> bool:
    layout = find_layout(grid, sheet)
    return layout is not None and not _missing(layout, sheet)


def _offer_other(
    grids: Iterable[Grid], chosen: Grid, sheet: Sheet, kinds: Iterable[Sheet]
) -> None:
    """Refuse with the worksheet, or the kind of import, that fits better, if there is one."""
    for grid in grids:
        if grid is not chosen and _fits(grid, sheet):
            raise RuleBroken(
                gettext_noop("工作表「{grid}」不是{title}，工作表「{offer}」才是。请改选后再试。"),
                field="grid",
                grid=chosen.name,
                title=sheet.title,
                offer=grid.name,
            )
    for other in kinds:
        if other is not sheet and _fits(chosen, other):
            raise RuleBroken(
                gettext_noop("工作表「{grid}」像是{other}，不是{title}。请到{other}页面导入。"),
                field="file",
                grid=chosen.name,
                other=other.title,
                title=sheet.title,
            )


def _no_header(grid: Grid, sheet: Sheet) -> RuleBroken:
    first = next((cells for _index, cells in grid.rows() if any(cells)), ())
    return RuleBroken(
        gettext_noop(
            "工作表「{grid}」里没有找到{title}的表头。应有：{wanted}。第一行内容是：{found}。"
        ),
        field="file",
        grid=grid.name,
        title=sheet.title,
        wanted="、".join(column.header for column in sheet.columns if column.must_exist),
        found="、".join(" ".join(str(cell).split())[:20] for cell in first if not is_blank(cell))[
            :200
        ],
    )


def check_layout(layout: Layout, sheet: Sheet, grid: Grid) -> None:
    """Refuse a worksheet that lacks a required column or has one twice."""
    missing = [c.header for c in sheet.columns if c.must_exist and c.field not in layout.places]
    if missing:
        raise RuleBroken(
            gettext_noop(
                "工作表「{grid}」第 {row} 行是表头，缺少必需的列：{missing}。表头里现有：{found}。"
            ),
            field="file",
            grid=grid.name,
            row=layout.header_row + 1,
            missing="、".join(missing),
            found="、".join(dict.fromkeys(filter(None, layout.headers.values()))),
        )
    for field, first, second in layout.twice:
        raise RuleBroken(
            gettext_noop("列 {first} 和列 {second} 都是「{header}」。请只留一列。"),
            field="file",
            first=column_letter(first),
            second=column_letter(second),
            header=sheet.by_field[field].header,
        )


def records(grid: Grid, layout: Layout, sheet: Sheet) -> Iterator[Record]:
    """Yield the records below the header, empty rows left out."""
    if sheet.leader:
        yield from _blocks(grid, layout, sheet)
        return
    for index, cells in grid.rows(layout.first_row):
        if any(not is_blank(cell) for cell in cells):
            found = {
                field: ((index, _at(cells, place)),) for field, place in layout.places.items()
            }
            yield Record(index, index, found)


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return cell is None or (
        isinstance(cell, str) and not cell.strip(" \t\r\n\u3000\xa0\u200b\ufeff")
    )


def _at(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _blocks(grid: Grid, layout: Layout, sheet: Sheet) -> Iterator[Record]:
    """Yield records that begin where the leading column has a cell of its own.

    A merged cell belongs to every row of its range but is read once per record; a record ends
    where the next begins. Rows without a leading cell go on with the record above: further legal
    bases, further objects.
    """
    anchors = {
        (row, column): (merge.top, merge.left)
        for merge in grid.merges
        for row in range(max(merge.top, layout.first_row), merge.bottom + 1)
        for column in range(merge.left, merge.right + 1)
    }
    rows = [grid.row(index) for index in range(grid.height)]
    lead = layout.places[sheet.leader]
    starts = [
        index
        for index in range(layout.first_row, grid.height)
        if not is_blank(_at(rows[index], lead))
        and anchors.get((index, lead), (index,))[0] == index
    ]
    if starts and layout.first_row < starts[0]:
        starts = [i for i in range(layout.first_row, starts[0]) if any(rows[i])][:1] + starts
    for start, end in zip(starts, [*starts[1:], grid.height], strict=True):
        found = {}
        for field, place in layout.places.items():
            seen = dict.fromkeys(
                anchors.get((row, place), (row, place)) for row in range(start, end)
            )
            found[field] = tuple(
                (row, _at(rows[row], column))
                for row, column in seen
                if not is_blank(_at(rows[row], column))
            )
        yield Record(start, end - 1, found)


def merged_rows(
    merges: Iterable[Merge], layout: Layout, sheet: Sheet
) -> Iterator[tuple[int, Merge]]:
    """Yield the data rows that a merged range covers, for sheets of one row a record."""
    if sheet.leader:
        return
    used = set(layout.places.values())
    for merge in merges:
        if any(merge.left <= place <= merge.right for place in used):
            for row in range(max(merge.top, layout.first_row), merge.bottom + 1):
                yield row, merge
