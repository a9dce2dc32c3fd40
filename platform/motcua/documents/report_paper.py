"""A counted report as a paper: the official title block, the table with its multi-level head, notes, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from motcua.definitions.report import Report
from motcua.reporting.cell_words import Value, cell_text
from motcua.reporting.layout import column_align, column_format, report_foot, title_block
from motcua.reporting.result import ReportResult, ResultRow, RowKind
from motcua.reporting.rows import column_number
from motcua.surfaces import paper
from motcua.surfaces.print_composer import header_rows

_MAY_BREAK = "\u200b"
_FONT_SIZE = 11.0
_PAGE_WIDTHS = {"A3": 420.0, "A4": 297.0, "A5": 210.0}
_PAGE_HEIGHTS = {"A3": 297.0, "A4": 210.0, "A5": 148.0}
_MARGINS = 30.0
_CELL_INSET = 1.8
_CHARACTER = 0.19
"""Width of a character in millimetres for each point of its size, on average."""
_SMALLEST, _LARGEST = 6.5, 10.5


def report_paper(result: ReportResult) -> paper.Paper:
    """A grouped report."""
    columns = result.report.columns
    rows = [_cells(result.report, row) for row in result.rows]
    strong = tuple(index for index, row in enumerate(result.rows) if row.kind is not RowKind.LINE)
    labels = [index for index, column in enumerate(columns) if column.value == "label"]
    indents = tuple(max(row.level - 1, 0) if labels else 0 for row in result.rows)
    return _paper(result, rows, strong, indents, labels[0] if labels else 0)


def list_paper(result: ReportResult, rows: Iterable[Sequence[Value]]) -> paper.Paper:
    """A list report; ``rows`` hold the values of its columns."""
    written = [column_format(column) for column in result.report.columns]
    texts = [tuple(map(cell_text, row, written)) for row in rows]
    return _paper(result, texts, (), (), 0)


def _cells(report: Report, row: ResultRow) -> tuple[str, ...]:
    own = {"index": row.index, "label": row.label}
    return tuple(
        own.get(column.value, "")
        if column.value in own
        else cell_text(row.cells.get(column.id), column_format(column))
        for column in report.columns
    )


def _paper(
    result: ReportResult,
    rows: Sequence[tuple[str, ...]],
    strong: tuple[int, ...],
    indents: tuple[int, ...],
    indented: int,
) -> paper.Paper:
    report, head, foot = result.report, title_block(result), report_foot(result)
    numbers = tuple(
        column_number(report, column.id).replace("=", f"={_MAY_BREAK}").replace("+", f"+{_MAY_BREAK}")
        for column in report.columns
    )
    table = paper.Table(
        head=header_rows([column.heading for column in report.columns]),
        rows=tuple(rows),
        widths=tuple(float(column.width) for column in report.columns),
        align=tuple(column_align(column) for column in report.columns),
        numbers=numbers if any(numbers) else (),
        strong=strong,
        indents=indents if any(indents) else (),
        indented=indented,
        size=_table_size(report),
    )
    signatures = tuple(paper.Signature(title, note) for title, note in foot.signatures)
    blocks: list[paper.PaperBlock] = [
        paper.ReportTitle(head.title, head.left, head.below, head.right, head.unit_line),
        table,
        *(paper.Paragraph(text, bold=True, small=True, warning=True) for text in foot.warnings),
        *(paper.Paragraph(text, italic=True, small=True) for text in foot.notes),
    ]
    if signatures:
        blocks.append(paper.Signatures(signatures, foot.place_date))
    return paper.Paper(
        title=report.title,
        blocks=tuple(blocks),
        paper=report.paper,
        landscape=report.landscape,
        font_size=_FONT_SIZE,
    )


def _table_size(report: Report) -> float:
    """The size of the table's letters: as large as lets every column hold its width in characters."""
    sides = _PAGE_WIDTHS if report.landscape else _PAGE_HEIGHTS
    room = sides.get(report.paper, sides["A4"]) - _MARGINS - _CELL_INSET * len(report.columns)
    characters = sum(column.width for column in report.columns) or 1
    return round(min(_LARGEST, max(_SMALLEST, room / characters / _CHARACTER)), 1)
