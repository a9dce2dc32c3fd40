"""A template with data becomes the same paper in PDF, page images and Word."""

import io
import struct
import zlib
from datetime import datetime

import pytest
from barcode import Code128
from docx import Document
from pypdf import PdfReader

from motcua.definitions.print_template import Block, PrintTemplate
from motcua.documents.codes import code128_png, code128_svg, qr_svg
from motcua.documents.docx_paper import docx
from motcua.documents.pdf import page_images, page_svgs, pdf
from motcua.documents.words import amount_in_words, amount_words_filter
from motcua.kernel.clock import VIETNAM
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer

NOW = datetime(2026, 2, 5, 9, 41, tzinfo=VIETNAM)
LONG_NAME = "Cấp Giấy xác nhận tình trạng hôn nhân cho công dân Việt Nam cư trú ở nước ngoài " * 6


def block(kind: str, **options: object) -> Block:
    return Block(kind, dict(options))


def template(*blocks: Block) -> PrintTemplate:
    return PrintTemplate("mau", "Mẫu", "receipt", blocks=blocks, copies=("lưu", "giao khách hàng"))


@pytest.fixture
def slip() -> Paper:
    data = {
        "agency": {"name": "Xã Tân Hòa", "place": "Tân Hòa", "parent": {"name": "UBND xã Tân Hòa"}},
        "receipt": {"number": "0012"},
        "dossier": {
            "number": "H88.31-260205-0012",
            "tracking_url": "https://motcua.example/tra-cuu/H88.31-260205-0012",
            "due_at": NOW,
            "fee_total": 30000,
            "documents": [{"name": LONG_NAME, "originals": 1}, {"name": "#panic() *đậm* <b>", "copies": 2}],
        },
        "applicant": {"full_name": "Mai Thị Hồng Nhung"},
        "officer": {"name": "Nguyễn Thu Hà"},
        "now": NOW,
    }
    made = template(
        block(
            "national_header",
            left=["{{ agency.parent.name | upper }}", "{{ agency.name | upper }}"],
            number="Số: {{ receipt.number }}/TNHS",
            place_date=True,
        ),
        block("title", text="GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"),
        block("codes", qr="dossier.tracking_url", code128="dossier.number"),
        block("line", label="Tiếp nhận hồ sơ của", value="applicant.full_name"),
        block("line", label="Email", value="applicant.email"),
        block(
            "table",
            of="dossier.documents",
            columns=[
                {"heading": "TT", "value": "index"},
                {"heading": "Thành phần hồ sơ", "value": "name", "width": 6},
                {"heading": ["Số lượng", "Bản chính"], "value": "originals | blank_zero"},
                {"heading": ["Số lượng", "Bản photo"], "value": "copies | blank_zero"},
            ],
        ),
        block("line", label="Trả kết quả", value="dossier.due_at | long_datetime"),
        block("line", label="Phí", value="dossier.fee_total | amount_words"),
        block(
            "signatures",
            columns=[
                {"title": "NGƯỜI NỘP", "signer": "applicant"},
                {"title": "NGƯỜI NHẬN", "signer": "officer"},
            ],
        ),
    )
    return Composer(lambda _text, _data: True, {"amount_words": amount_words_filter}).compose(made, data)


def pdf_text(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_slip_with_two_copies__two_pages_with_every_value(slip: Paper) -> None:
    pages = pdf_text(pdf(slip))
    assert len(pages) == 2
    for page, copy in zip(pages, ("lưu", "giao khách hàng"), strict=True):
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in page
        assert "Tân Hòa, ngày 05 tháng 02 năm 2026" in page
        assert "09 giờ 41 phút, ngày 05 tháng 02 năm 2026" in page
        assert f"(Liên: {copy})" in page
        assert "Ba mươi nghìn đồng" in page
        assert "#panic() *đậm* <b>" in page


def test_fonts_of_the_pdf__are_ours_and_embedded(slip: Paper) -> None:
    fonts = PdfReader(io.BytesIO(pdf(slip))).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    names = {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    assert all("LiberationSerif" in name for name in names)


def test_preview_pages__as_many_as_the_pdf(slip: Paper) -> None:
    assert len(page_images(slip, 60)) == len(page_svgs(slip)) == 2
    assert page_images(slip, 60)[0].startswith(b"\x89PNG")


def test_word__holds_the_same_text(slip: Paper) -> None:
    document = Document(io.BytesIO(docx(slip)))
    text = "\n".join(
        [line.text for line in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    for wanted in (
        "GIẤY TIẾP NHẬN HỒ SƠ",
        "Mai Thị Hồng Nhung",
        "Số: 0012/TNHS",
        "Bản photo",
        "ngày 05 tháng 02",
    ):
        assert wanted in text
    assert len(document.inline_shapes) == 4


def test_codes__svg_with_vietnamese_text() -> None:
    assert qr_svg("Hồ sơ của Đặng Ế").startswith("<svg")
    assert "<svg" in code128_svg("H88.31-260205-0012")


def test_bars_in_word__are_those_of_the_number_between_quiet_zones() -> None:
    png = code128_png("H88.31-260205-0012", scale=1)
    width, height = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT") + 4
    line = zlib.decompress(png[start:])[1 : 1 + -(-width // 8)]
    modules = "".join("01"[bit == "0"] for bit in f"{int.from_bytes(line, 'big'):0{len(line) * 8}b}")[:width]
    (bars,) = Code128("H88.31-260205-0012").build()
    assert modules == "0" * 10 + bars + "0" * 10
    assert height == 40


def test_amount__is_written_in_words() -> None:
    assert amount_in_words(1_215_000).endswith("đồng")
    assert amount_words_filter(None, "") == ""
