"""A workbook as text, cell by cell, so that any change of it shows as a difference of lines."""

import io

import openpyxl
from openpyxl.utils import get_column_letter


def book_text(data: bytes) -> str:
    """Print set-up, column widths, merges, and every cell with its figure, formula and look."""
    live = openpyxl.load_workbook(io.BytesIO(data)).active
    cached = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    lines = [*_setup(live), *_columns(live), *_merges(live)]
    for row in live.iter_rows():
        for cell in row:
            look = _look(cell)
            if cell.value is not None or look:
                lines.append(f"{cell.coordinate}: {_value(cell, cached[cell.coordinate])}{look}")
    return "\n".join(lines) + "\n"


def _setup(sheet) -> list[str]:
    page, margins = sheet.page_setup, sheet.page_margins
    return [
        f"sheet: {sheet.title}",
        f"paper: {page.paperSize} {page.orientation}, fit {page.fitToWidth}x{page.fitToHeight}",
        f"margins: {margins.left} {margins.right} {margins.top} {margins.bottom}",
        f"centred: {bool(sheet.print_options.horizontalCentered)}",
        f"footer: {sheet.oddFooter.center.text}",
        f"print area: {sheet.print_area}",
        f"repeated rows: {sheet.print_title_rows}",
        f"frozen at: {sheet.freeze_panes}",
        f"filter: {sheet.auto_filter.ref}",
    ]


def _columns(sheet) -> list[str]:
    sizes = sorted(sheet.column_dimensions.values(), key=lambda size: size.min)
    widths = [
        f"{get_column_letter(index)}={size.width:g}"
        for size in sizes
        for index in range(size.min, size.max + 1)
    ]
    heights = [f"{row}={size.height:g}" for row, size in sorted(sheet.row_dimensions.items()) if size.height]
    return [f"widths: {' '.join(widths)}", f"heights: {' '.join(heights)}"]


def _merges(sheet) -> list[str]:
    areas = sorted(sheet.merged_cells.ranges, key=lambda area: (area.min_row, area.min_col))
    return [f"merged: {area}" for area in areas]


def _value(live, cached) -> str:
    if live.value is None:
        return ""
    if isinstance(live.value, str) and live.data_type == "f":
        return f"{cached.value!r} by {live.value}"
    return repr(live.value)


def _look(cell) -> str:
    font, align = cell.font, cell.alignment
    words = [
        word
        for word, holds in (
            ("bold", font.b),
            ("italic", font.i),
            (f"size {font.sz:g}", font.sz != 11),
            (align.horizontal, align.horizontal),
            (f"indent {align.indent:g}", align.indent),
            ("ruled", cell.border.left.style),
            (cell.number_format, cell.number_format != "General"),
        )
        if holds
    ]
    return f" [{', '.join(words)}]" if words else ""
