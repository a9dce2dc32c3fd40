"""Every official paper, word by word and place by place; `MOTCUA_REWRITE_GOLDEN=1` writes the kept files anew."""

import os
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.golden.paper_text import paper_text
from tests.unit.services.report_world import EVERYTHING, fill

from motcua.compiler.compilation import compile_documents
from motcua.compiler.library import EmptyLibrary
from motcua.compiler.sources import Layer, SourceDocument
from motcua.definitions.print_template import PrintTemplate
from motcua.documents.pdf import pdf
from motcua.documents.words import amount_words_filter
from motcua.extension.registry import Registrar
from motcua.kernel.clock import VIETNAM
from motcua.services.report_files import write_report_file
from motcua.services.report_plans import ReportRequest
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER
from motcua.surfaces.print_samples import EMPTY, LONGEST, USUAL, sample_data
from motcua.surfaces.registration import register_surfaces

KEPT = Path(__file__).parent / "papers"
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 2, 5, 9, 41, tzinfo=VIETNAM)
SET_2018 = ("mau-01-2018", "mau-02-2018", "mau-03-2018", "mau-04-2018", "mau-05-2018")
SET_2025 = ("mau-01", "mau-02", "mau-03", "mau-04", "mau-05", "mau-06")
OTHERS = (
    "tiep-nhan-nhieu-ho-so",
    "ban-giao-ho-so",
    "ban-giao-ket-qua",
    "bien-nhan-tra-ket-qua",
    "qua-trinh-xu-ly",
    "bien-lai",
    "phieu-hoan-phi",
    "phieu-huong-dan",
    "giay-tiep-nhan-truc-tuyen",
    "so-thu-ngay",
    "bia-so",
)
PAPERS = (*SET_2018, *SET_2025, *OTHERS)
MOST_ROWS = 5
NUMBER_ENDS = {
    "receipt": "/TNHS",
    "supplement": "/HDHS",
    "refusal": "/TCHS",
    "mau-04-2018": "/PXL",
    "mau-04": "/VBXL",
    "stop": "/TBDHS",
}
UNFILLED = re.compile(r"\{\{|\}\}|\bNone\b|\bTrue\b|\bFalse\b")


@pytest.fixture(scope="module")
def templates() -> dict[str, PrintTemplate]:
    """The shipped papers by code, compiled as an installation compiles them."""
    registrar = Registrar()
    register_surfaces(registrar)
    files = [
        *sorted((ROOT / "exports" / "prints").glob("*.yaml")),
        ROOT / "metadata/numbering/numbering.yaml",
    ]
    documents = [
        SourceDocument(f"{file.name}:{place}", Layer.PROVINCE, text)
        for file in files
        for place, text in enumerate(file.read_text(encoding="utf-8").split("\n---\n"))
    ]
    made = compile_documents(documents, EmptyLibrary(), registrar.build(), today=date(2026, 11, 20))
    assert made.ok, made.problems
    return {one.code: one.definition for one in made.definitions if one.kind == "print"}


def composed(template: PrintTemplate, which: str) -> Paper:
    composer = Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter})
    return composer.compose(template, _fewer(sample_data(template.data, which, NOW)))


def _fewer(data: dict[str, Any]) -> dict[str, Any]:
    """The data with tables of two pages instead of many."""
    return {
        name: value[:MOST_ROWS]
        if isinstance(value, list)
        else _fewer(value)
        if isinstance(value, dict)
        else value
        for name, value in data.items()
    }


def compare(name: str, text: str) -> None:
    """The text of a paper equals the one kept under this name."""
    kept = KEPT / f"{name}.txt"
    if "MOTCUA_REWRITE_GOLDEN" in os.environ:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text.splitlines() == kept.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("code", PAPERS)
def test_paper_of_a_usual_dossier__is_the_one_checked_by_eye(templates, code):
    paper = composed(templates[code], USUAL)
    text = paper_text(pdf(paper))
    compare(code, text)
    assert text.count("trang ") == max(1, len(paper.copies)), "a usual dossier takes one page a copy"
    assert not UNFILLED.search(text)
    has_header_and_date(text.splitlines())


def has_header_and_date(lines: list[str]) -> None:
    """The two columns of an administrative document, and the day written as the rule asks."""
    half = int(lines[0].split(": ")[1].split(" x ")[0]) / 2
    nation = next(line.split() for line in lines if line.endswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
    motto = next(line.split() for line in lines if line.endswith("Độc lập - Tự do - Hạnh phúc"))
    assert int(nation[0]) > half - 20
    assert (nation[2][-1], motto[2][-1]) == ("b", "b")
    assert any(line.endswith("i Tân Hòa, ngày 05 tháng 02 năm 2026") for line in lines)
    assert int(lines[1].split()[0]) < half, "the agency stands on the left"


@pytest.mark.parametrize("which", [LONGEST, EMPTY])
@pytest.mark.parametrize("code", PAPERS)
def test_paper_with_the_longest_or_no_values__keeps_its_layout(templates, code, which):
    paper = composed(templates[code], which)
    text = paper_text(pdf(replace(paper, copies=paper.copies[:1])))
    compare(f"{code}.{which}", text)
    assert not UNFILLED.search(text)
    width = int(text.split(": ", 1)[1].split(" x ")[0])
    places = [int(line.split()[0]) for line in text.splitlines() if not line.startswith(("trang", "     "))]
    assert min(places) >= 35, "nothing before the left margin"
    assert max(places) <= width - 40, "nothing begins behind the right margin"


@pytest.mark.parametrize("code", [code for code in PAPERS if code.startswith("mau-")])
def test_form_of_a_set__rests_on_its_circular_and_bears_its_number(templates, code):
    template = templates[code]
    circular = "01/2018/TT-VPCP" if code.endswith("2018") else "03/2025/TT-VPCP"
    number = code.split("-")[1]
    assert template.form_set == circular
    assert template.form_number == number
    assert [(one.number, one.form) for one in template.legal_basis] == [(circular, number)]
    end = NUMBER_ENDS.get(code) or NUMBER_ENDS.get(template.role)
    if end:
        assert f"Số: 142{end}" in paper_text(pdf(composed(template, USUAL)))
        assert template.numbering, "a paper with a number takes it from a numbering"


def test_copies__each_says_whose_it_is_and_pages_are_counted_within_a_copy(templates):
    long = paper_text(pdf(composed(templates["mau-01"], LONGEST)))
    assert "(Liên: lưu)" in long
    assert "(Liên: giao khách hàng)" in long
    assert long.count("Trang 1") == 2


def test_paper_issued_again__says_so(templates):
    composer = Composer(truth_for("dossier"), {WORDS_FILTER: amount_words_filter})
    data = sample_data("dossier", USUAL, NOW)
    data["receipt"]["reissue"] = 2
    assert "(Cấp lại lần 2, thay giấy đã cấp trước)" in str(composer.compose(templates["mau-01"], data))


def test_online_dossier__has_no_block_for_the_applicant(templates):
    composer = Composer(truth_for("dossier"), {WORDS_FILTER: amount_words_filter})
    data = sample_data("dossier", USUAL, NOW)
    at_the_counter = str(composer.compose(templates["mau-03"], data))
    data["dossier"]["is_online"] = True
    online = str(composer.compose(templates["mau-03"], data))
    assert "NGƯỜI NỘP HỒ SƠ" in at_the_counter
    assert "NGƯỜI NỘP HỒ SƠ" not in online
    assert "Thời gian nộp" in online


@pytest.mark.parametrize(("code", "period"), [("so-theo-doi", "2026-08"), ("so-theo-doi-2018", "2025-03")])
def test_register_on_paper__is_the_one_checked_by_eye(sqlite_platform, tmp_path, code, period):
    target = tmp_path / "so.pdf"
    write_report_file(fill(sqlite_platform), EVERYTHING, ReportRequest(code, period, "H88.31"), target)
    text = paper_text(target.read_bytes())
    compare(code, text)
    assert "SỔ THEO DÕI HỒ SƠ" in text
