"""A composed paper as a Word document, from the same blocks as the PDF."""

from __future__ import annotations

import io
from functools import singledispatchmethod

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from motcua.documents.codes import code128_png, fits_code128, qr_png
from motcua.kernel.text import printable
from motcua.surfaces import paper

FONT = "Times New Roman"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def docx(drawn: paper.Paper) -> bytes:
    """The paper as an editable .docx; each copy (liên) begins on a page of its own."""
    writer = _Writer(drawn)
    for index, copy in enumerate(drawn.copies or ("",)):
        if index:
            writer.document.add_page_break()  # type: ignore[no-untyped-call]
        for block in drawn.blocks:
            writer.draw(block)
            if copy and isinstance(block, paper.Title):
                writer.paragraph(f"(Liên: {copy})", italic=True, align="center", scale=0.86)
    out = io.BytesIO()
    writer.document.save(out)
    return out.getvalue()


class _Writer:
    """Draws blocks into one Word document."""

    def __init__(self, drawn: paper.Paper) -> None:
        self.document: DocumentType = Document()
        self.size = drawn.font_size
        style = self.document.styles["Normal"]
        style.font.name = FONT
        style.font.size = Pt(self.size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(25), Mm(15)
        section.top_margin = section.bottom_margin = Mm(18)
        if drawn.landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            section.left_margin = section.right_margin = Mm(15)
        page = section.page_width or Mm(210)
        self.width = page - (section.left_margin or 0) - (section.right_margin or 0)

    def paragraph(
        self,
        text: str = "",
        *,
        bold: bool = False,
        italic: bool = False,
        align: str = "left",
        scale: float = 1.0,
        cell: _Cell | None = None,
    ) -> WordParagraph:
        """A paragraph in the document or in a cell, tight as official papers are."""
        added = cell.add_paragraph() if cell is not None else self.document.add_paragraph()
        added.alignment = _ALIGN[align]
        added.paragraph_format.space_after = Pt(3)
        added.paragraph_format.space_before = Pt(0)
        if text:
            run = added.add_run(printable(text))
            run.bold, run.italic = bold, italic
            run.font.size = Pt(self.size * scale)
        return added

    @singledispatchmethod
    def draw(self, block: object) -> None:
        """One block; each kind has its own way."""
        raise TypeError(f"no Word drawing for {type(block).__name__}")

    @draw.register
    def _(self, block: paper.NationalHeader) -> None:
        table = self.document.add_table(rows=1, cols=2)
        left, right = table.rows[0].cells
        left.width, right.width = int(self.width * 0.44), int(self.width * 0.56)
        scale = min(1.0, 12 / self.size)
        for index, line in enumerate(block.left):
            last = index == len(block.left) - 1
            self.paragraph(line, bold=last, align="center", scale=scale, cell=left)
        if block.number:
            self.paragraph(block.number, align="center", scale=scale, cell=left)
        self.paragraph(NATION, bold=True, align="center", scale=scale, cell=right)
        self.paragraph(MOTTO, bold=True, align="center", scale=scale, cell=right)
        if block.place_date:
            self.paragraph(block.place_date, italic=True, align="center", scale=scale, cell=right)
        for cell in (left, right):
            _drop_first(cell)

    @draw.register
    def _(self, block: paper.Title) -> None:
        self.paragraph(block.text, bold=True, align="center", scale=1.08).paragraph_format.space_before = Pt(
            8
        )
        if block.subtitle:
            self.paragraph(block.subtitle, italic=True, align="center")

    @draw.register
    def _(self, block: paper.ReportTitle) -> None:
        table = self.document.add_table(rows=1, cols=3)
        corners = ((block.left, 0.27, "left"), ((), 0.46, "center"), (block.right, 0.27, "left"))
        for index, (cell, (lines, share, align)) in enumerate(zip(table.rows[0].cells, corners, strict=True)):
            cell.width = int(self.width * share)
            if index == 1:
                self.paragraph(block.text, bold=True, align=align, cell=cell)
                for place, line in enumerate(block.below):
                    self.paragraph(line, italic=place > 0, align=align, cell=cell)
            for place, line in enumerate(lines):
                self.paragraph(line, bold=place == 0 and index == 0, align=align, scale=0.92, cell=cell)
            _drop_first(cell)
        if block.unit_line:
            self.paragraph(block.unit_line, italic=True, align="right", scale=0.92)

    @draw.register
    def _(self, block: paper.Codes) -> None:
        line = self.paragraph(align="center")
        for text, _caption in block.qr:
            line.add_run().add_picture(io.BytesIO(qr_png(text)), height=Mm(24))
            line.add_run("   ")
        if fits_code128(block.code128):
            bars = self.paragraph(align="center")
            bars.add_run().add_picture(io.BytesIO(code128_png(block.code128)), height=Mm(9))
        if block.code128:
            self.paragraph(block.code128, align="center", scale=0.8)

    @draw.register
    def _(self, block: paper.Line) -> None:
        self._pair(block, self.paragraph())

    @draw.register
    def _(self, block: paper.Lines) -> None:
        table = self.document.add_table(rows=1, cols=len(block.items))
        for cell, item in zip(table.rows[0].cells, block.items, strict=True):
            self._pair(item, cell.paragraphs[0], width=int(self.width / len(block.items)) - Mm(4))

    def _pair(self, item: paper.Line, line: WordParagraph, width: int | None = None) -> None:
        if item.label:
            line.add_run(f"{item.label}: ")
        if item.text:
            line.add_run(printable(item.text)).bold = item.bold
        else:
            stops = line.paragraph_format.tab_stops
            stops.add_tab_stop(width or self.width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            line.add_run("\t")

    @draw.register
    def _(self, block: paper.Paragraph) -> None:
        added = self.paragraph(
            block.text,
            bold=block.bold,
            italic=block.italic,
            align="center" if block.center else "left",
            scale=0.86 if block.small else 1.0,
        )
        if block.indent:
            added.paragraph_format.first_line_indent = Cm(1)

    @draw.register
    def _(self, block: paper.Table) -> None:
        columns = len(block.widths)
        heads = len(block.head) + bool(block.numbers)
        table = self.document.add_table(rows=heads + len(block.rows), cols=columns)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        total = sum(block.widths) or 1
        for index, width in enumerate(block.widths):
            table.columns[index].width = int(self.width * width / total)
        taken: set[tuple[int, int]] = set()
        for row, cells in enumerate(block.head):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                area = [
                    (row + down, column + right) for down in range(cell.rows) for right in range(cell.columns)
                ]
                taken.update(area)
                merged = table.cell(row, column).merge(table.cell(*area[-1]))
                self._fill(merged, cell.text, "center", bold=True, small=block.small)
        if block.numbers:
            for place, text in zip(table.rows[heads - 1].cells, block.numbers, strict=True):
                self._fill(place, text, "center", bold=False, small=block.small)
        for offset, values in enumerate(block.rows, start=heads):
            bold = offset - heads in block.strong
            for place, text, align in zip(table.rows[offset].cells, values, block.align, strict=True):
                self._fill(place, text, align, bold=bold, small=block.small)
        self.paragraph()

    def _fill(self, cell: _Cell, text: str, align: str, *, bold: bool, small: bool) -> None:
        line = cell.paragraphs[0]
        line.alignment = _ALIGN[align]
        run = line.add_run(printable(text))
        run.bold = bold
        run.font.size = Pt(self.size * (0.8 if small else 0.92))

    @draw.register
    def _(self, block: paper.Signatures) -> None:
        if block.place_date:
            self.paragraph(block.place_date, italic=True, align="right")
        table = self.document.add_table(rows=1, cols=max(2, len(block.columns)))
        cells = table.rows[0].cells[-len(block.columns) :] if block.columns else ()
        for cell, column in zip(cells, block.columns, strict=True):
            self.paragraph(column.title, bold=True, align="center", cell=cell)
            if column.hint:
                self.paragraph(column.hint, italic=True, align="center", scale=0.86, cell=cell)
            for _blank in range(3):
                self.paragraph(cell=cell)
            if column.name:
                self.paragraph(column.name, bold=True, align="center", cell=cell)
            _drop_first(cell)

    @draw.register
    def _(self, block: paper.Rule) -> None:
        for _blank in range(max(1, block.lines)):
            self.paragraph()


def _drop_first(cell: _Cell) -> None:
    """Word gives every cell an empty first paragraph; one that stays empty only takes room."""
    first = cell.paragraphs[0]
    if not first.text and len(cell.paragraphs) > 1:
        first._element.getparent().remove(first._element)  # noqa: SLF001  python-docx has no public way
