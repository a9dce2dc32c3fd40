"""Word templates: placeholders read whatever runs split them, checked against data, converted to blocks."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree
from pypdf import PdfReader

from motcua.compiler.compilation import compile_documents
from motcua.compiler.library import EmptyLibrary
from motcua.compiler.sources import Layer, SourceDocument
from motcua.compiler.writing import yaml_text
from motcua.documents.docx_paper import docx as word_of
from motcua.documents.pdf import page_svgs, pdf
from motcua.documents.word_template import WordTemplateError, read_word_template
from motcua.documents.words import amount_words_filter
from motcua.extension.registry import Registrar
from motcua.kernel.clock import VIETNAM
from motcua.services.print_editor import PrintWish, look_at_word, print_content
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER
from motcua.surfaces.print_samples import sample_data
from motcua.surfaces.registration import register_surfaces
from motcua.surfaces.word_tokens import key_of

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=VIETNAM)


def docx(*lines: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A Word file; the characters | split a line into runs."""
    document = Document()
    for line in lines:
        paragraph = document.add_paragraph()
        for run in line.split("|"):
            paragraph.add_run(run)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def states(content: bytes, **wish: Any) -> dict[str, str]:
    look = look_at_word(content, "mau.docx", PrintWish(**wish))
    return {one.token.name: one.state.value for one in look.checked}


def test_placeholder_split_over_runs__is_read() -> None:
    assert states(docx("Mã: {ma|Ho|So} của {tenNguoiNop}")) == {"maHoSo": "known", "tenNguoiNop": "known"}


def test_unknown_placeholder__is_told_with_suggestions_and_can_be_chosen() -> None:
    content = docx("{soDienThoaiCuaNguoiNop} {ghiChuGi}")
    look = look_at_word(content, "mau.docx", PrintWish())
    assert {one.state for one in look.checked} == {"unknown"}
    assert any("phone" in path for path in look.checked[0].suggestions)
    chosen = (("soDienThoaiCuaNguoiNop", "applicant.phone"), ("ghiChuGi", "-"))
    assert states(content, chosen=chosen) == {"soDienThoaiCuaNguoiNop": "known", "ghiChuGi": "left_out"}


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("{x}", "dossier.documents", "danh sách"),
        ("{x}", "applicant", "một nhóm"),
        ("{#x}{/x}", "dossier.number", "Vòng lặp cần một danh sách"),
        ("{%x}", "dossier.due_at", "Mã QR cần một chuỗi"),
        ("{x}", "dossier.number | money", "chỉ dùng cho số"),
        ("{x}", "dossier.number | long_date", "chỉ dùng cho ngày giờ"),
        ("{x}", "dossier.number | khong_co", "Không có cách ghi"),
    ],
)
def test_data_of_a_wrong_type__is_refused_with_the_reason(text: str, path: str, said: str) -> None:
    look = look_at_word(docx(text), "mau.docx", PrintWish(chosen=(("x", path),)))
    (one,) = look.checked
    assert one.state == "wrong_type"
    assert said in one.message
    assert not look.usable


@pytest.mark.parametrize("text", ["{#thanhPhanHoSos}{ten}", "{/thanhPhanHoSos}", "{#a}{#b}{/b}{/a}"])
def test_loops_that_do_not_close__are_told(text: str) -> None:
    assert look_at_word(docx(text), "mau.docx", PrintWish()).broken


def test_what_the_paper_lacks_and_does_not_use__is_listed() -> None:
    look = look_at_word(docx("{maHoSo}"), "mau.docx", PrintWish(role="receipt"))
    assert "dossier.due_at" in look.missing
    assert "dossier.number" not in [path for path, _meaning in look.unused]
    assert "applicant.phone" in [path for path, _meaning in look.unused]


def test_row_in_a_loop__becomes_a_table_of_data() -> None:
    rows = (
        ("TT", "Giấy tờ", "Bản chính"),
        ("{#thanhPhanHoSos}{index}", "{ten}", "{soBanChinh}{/thanhPhanHoSos}"),
    )
    look = look_at_word(docx("GIẤY TIẾP NHẬN", rows=rows), "mau.docx", PrintWish(code="x", name="X"))
    table = next(one for one in print_content(look, PrintWish(code="x"))["blocks"] if one["is"] == "table")
    assert table["of"] == "dossier.documents"
    assert [(one["heading"], one["value"]) for one in table["columns"]] == [
        ("TT", "index"),
        ("Giấy tờ", "name"),
        ("Bản chính", "originals | blank_zero"),
    ]


@pytest.mark.parametrize("content", [b"", b"khong phai", b"PK\x03\x04hong", docx()[:400]])
def test_file_that_is_no_template__is_refused_in_words(content: bytes) -> None:
    with pytest.raises(WordTemplateError, match=r"docx"):
        read_word_template(content, "mau.docx")


def compiled(content: dict[str, Any]) -> Any:
    registrar = Registrar()
    register_surfaces(registrar)
    text = yaml_text("print", content)
    result = compile_documents(
        [SourceDocument("mau", Layer.PROVINCE, text)],
        EmptyLibrary(),
        registrar.build(),
        today=date(2026, 11, 20),
    )
    assert result.ok, result.problems
    return result.definitions[0].definition


ROLES_OF_FILES = {
    "BienLai": "fee_receipt",
    "phieuBanGiaoKetQua": "result_hand_over",
    "phieuTiepNhanNhieuHoSo": "batch_receipt",
    "phieuBienNhanKetQua": "result_receipt",
    "phieuQuaTrinhXuLy": "history",
    "phieukiemsoat": "control_slip",
    "phieutuchoi": "refusal",
}
WITHOUT_SOURCE = {
    "BienLai": {"donViThuPhiMaSoThue", "mauSoBienLai", "maSoThueBienLai"},
    "phieuTiepNhanNhieuHoSo": {
        "diaChiNguoiNop",
        "soDienThoaiNguoiNop",
        "emailNguoiNop",
        "soGiayToNguoiNop",
        "nhanKetQuaTai",
        "chuThichNhanKetQua",
        "hoSos.thoiHanXuLyHoSo",
    },
    "phieutiepnhan": {
        "chuThichNhanKetQua",
        "thanhPhanHoSos.soTrang",
        "thanhPhanHoSos.soBanGiay",
        "thanhPhanHoSos.kyDienTu",
    },
}
"""What the templates of a real province ask for that no dossier holds; everything else must be known."""


def of_file(table: dict[str, Any], name: str, otherwise: Any) -> Any:
    return next((found for begins, found in table.items() if name.startswith(begins)), otherwise)


def test_templates_of_a_real_province__convert_with_a_report_of_what_has_no_source(shared_data: Path) -> None:
    files = sorted((shared_data / "print-templates").glob("*.docx"))
    assert len(files) >= 17
    for file in files:
        wish = PrintWish(code="mau", name=file.stem, role=of_file(ROLES_OF_FILES, file.name, "receipt"))
        look = look_at_word(file.read_bytes(), file.name, wish)
        assert len(look.checked) >= 10, file.name
        assert look.usable, (file.name, look.broken, look.of("wrong_type"))
        unknown = {key_of(one.token) for one in look.of("unknown")}
        assert unknown <= of_file(WITHOUT_SOURCE, file.name, set()), file.name
        assert all(one.message and one.token.place for one in look.of("unknown")), "each says where it stands"
        template = compiled(print_content(look, wish))
        assert template.data == wish.data
        usual = composed(template, "thuong")
        printed, written = words_of_pdf(pdf(usual)), words_of_word(word_of(usual))
        for value in ("H88.31-261120-0142", "MaiThịHồngNhung"):
            assert (value in printed) == (value in written), f"{file.name}: {value}"
        assert "{{" not in printed + written
        assert "{#" not in printed + written
        if file.name.startswith(("phieutiepnhan.phoiThanhHoa", "phieuTiepNhanNhieu", "BienLai")):
            assert pages_of(template, "dai-nhat") > 1


def composed(template: Any, which: str) -> Any:
    """A converted template with the data of a sample dossier."""
    composer = Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter})
    return composer.compose(template, sample_data(template.data, which, NOW))


def words_of_pdf(content: bytes) -> str:
    """Without blanks: where a line ends is the paper's matter."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def words_of_word(content: bytes) -> str:
    text = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")).itertext()
    return "".join("".join(text).split())


def test_lines_of_a_receipt_in_one_table__stay_lines(shared_data: Path) -> None:
    (file,) = (shared_data / "print-templates").glob("BienLai*.docx")
    wish = PrintWish(code="mau", name="Biên lai", role="fee_receipt")
    template = compiled(print_content(look_at_word(file.read_bytes(), file.name, wish), wish))
    lines = [
        line.strip()
        for page in PdfReader(io.BytesIO(pdf(composed(template, "thuong")))).pages
        for line in page.extract_text().splitlines()
    ]
    assert sum(line == "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ" for line in lines) == 3, "one for each copy"
    assert sum(line.startswith("(Liên ") for line in lines) == 3


def pages_of(template: Any, which: str) -> int:
    """Pages of a converted template with a sample dossier."""
    return len(list(page_svgs(composed(template, which))))
