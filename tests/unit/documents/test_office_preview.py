"""Office files and plain texts as pages to look at: what they say is there, and a hostile one does no harm."""

import io
import zipfile

import docx
import pytest
import xlsxwriter
from docx.shared import Mm
from lxml import etree
from pypdf import PdfReader
from tests.unit.services.files_at_hand import office, png

from motcua.documents.file_kinds import DOCX, KINDS, ODT, PPTX, TEXT, XLSX, FileKind
from motcua.documents.uploaded_pages import UndrawableError, count_pages, drawn_as_pdf


def shown(content: bytes, kind: FileKind) -> str:
    """The words of the pages drawn from a file."""
    made = drawn_as_pdf(io.BytesIO(content), kind.media_type)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("Đơn đề nghị xác nhận", level=1)
    line = document.add_paragraph("Tôi là ")
    line.add_run("Mai Thị Hồng Nhung").bold = True
    struck = etree.SubElement(line._p, f"{{{line._p.nsmap['w']}}}del")
    struck.append(document.add_paragraph("chữ đã xóa").runs[0]._r)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Giấy tờ kèm theo"
    table.cell(1, 0).text = "Bản án ly hôn"
    inner = table.cell(1, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "01 bản sao"
    document.add_picture(io.BytesIO(png(size=40)), width=Mm(30))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_word_file__its_words_tables_and_pictures_without_what_was_struck_out() -> None:
    text = shown(word_file(), DOCX)
    for words in ("Đơn đề nghị xác nhận", "Tôi là Mai Thị Hồng Nhung", "Giấy tờ kèm theo", "Bản án ly hôn"):
        assert text.count(words) == 1, words
    assert text.count("01 bản sao") == 1, "a table within a table is drawn where it stands, once"
    assert "chữ đã xóa" not in text
    made = drawn_as_pdf(io.BytesIO(word_file()), DOCX.media_type)
    assert [len(page.images) for page in PdfReader(io.BytesIO(made)).pages] == [1]


def test_workbook__its_sheets_by_name_and_what_is_too_long_says_so() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        for place in range(700):
            sheet.write_row(place, 0, [place + 1, "", f"Hộ {place + 1}"])
        book.add_worksheet("Trống")
    text = shown(made.getvalue(), XLSX)
    assert "Danh sách" in text
    assert "Hộ 500" in text
    assert "Hộ 501" not in text
    assert "bảng dài, tải tệp về để xem hết" in text
    assert "Trống" not in text


def test_open_document_slides_and_plain_text__are_read_too() -> None:
    names = ["office", "text", "table"]
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names)
    cell = "<table:table-cell><text:p>Ô trong bảng</text:p></table:table-cell>"
    body = (
        f"<office:document-content {spaces}><office:body><office:text>"
        '<text:h text:outline-level="1">Tờ trình</text:h><text:p>Kính gửi</text:p>'
        f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
        "</office:text></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", ODT.media_type)
        archive.writestr("content.xml", body)
    assert shown(made.getvalue(), ODT) == "Tờ trình Kính gửi Ô trong bảng"
    paragraph = (
        '<a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:t>Trang {}</a:t></a:p>'
    )
    slides = {f"ppt__slides__slide{one}.xml": paragraph.format(one) for one in (2, 10, 1)}
    made_slides = office("ppt/presentation.xml", **slides)
    assert shown(made_slides, PPTX) == "Trang 1 Trang 2 Trang 10"
    pages = drawn_as_pdf(io.BytesIO(made_slides), PPTX.media_type)
    assert count_pages(io.BytesIO(pages)) == 3
    assert shown('#eval("1") $x$ *đậm* \\ @a'.encode(), TEXT) == '#eval("1") $x$ *đậm* \\ @a'


@pytest.mark.parametrize(
    "content",
    [
        office(),
        b"PK\x03\x04 broken",
        office("word/other.xml"),
    ],
)
def test_file_that_is_none__cannot_be_drawn(content: bytes) -> None:
    with pytest.raises(UndrawableError, match="Tải về để mở"):
        drawn_as_pdf(io.BytesIO(content), DOCX.media_type)


def test_file_that_asks_for_others_or_swells__reads_none_and_ends() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    hostile = (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>Đầu &x; cuối</w:t></w:r></w:p></w:body></w:document>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", hostile)
    assert "root:" not in shown(made.getvalue(), DOCX)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 80_000_000)
    with pytest.raises(UndrawableError):
        drawn_as_pdf(made, DOCX.media_type)


def test_kinds_that_are_drawn__are_still_saved_by_browsers() -> None:
    drawn = {kind.extensions[0] for kind in KINDS.values() if kind.shown == "drawn"}
    assert drawn == {"docx", "xlsx", "pptx", "odt", "ods", "xls", "txt"}
    assert not any(kind.opens_in_browser for kind in KINDS.values() if kind.shown == "drawn")
