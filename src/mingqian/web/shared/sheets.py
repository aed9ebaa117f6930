"""Lists as spreadsheets: exactly what is seen, text cells, nothing that computes."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.http import HttpResponse

from mingqian.imports.export import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer_sheet(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Answer with a workbook of one table, named after its title."""
    return answer_file(title, write_table(title, headers, rows))


def answer_file(title: str, workbook: bytes) -> HttpResponse:
    """Answer with a finished workbook, named after its title."""
    response = HttpResponse(workbook, content_type=XLSX)
    name = quote(f"{title}.xlsx")
    response["Content-Disposition"] = (
        f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{name}"
    )
    return response
