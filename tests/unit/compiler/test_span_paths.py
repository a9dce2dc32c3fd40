"""From a position in a text to the place by ids, and what a text of one layer stands on."""

from tests.unit.compiler.test_text_edits import TEXT

from motcua.compiler.compilation import compile_documents
from motcua.compiler.inherited import inherited
from motcua.compiler.library import MemoryLibrary
from motcua.compiler.shapes import shape_of
from motcua.compiler.sources import Layer, SourceDocument
from motcua.compiler.span_paths import by_ids, offset_of, path_at
from motcua.compiler.spans import read_spans

NATIONAL = {
    "kind": "procedure",
    "code": "1",
    "name": "Tên quốc gia",
    "decision_number": "12/QĐ",
    "fees": [{"id": "le-phi", "name": "Lệ phí", "amount": 15000}],
}
BASE = "kind: baseline\ncode: nen\nname: Nền\nabstract: true\ndossier_sets: 2\nchecklist:\n  - {id: don, name: Đơn}\n"


def place(needle: str) -> tuple[str, ...]:
    at = TEXT.index(needle)
    line = TEXT.count("\n", 0, at) + 1
    column = at - TEXT.rfind("\n", 0, at)
    assert offset_of(TEXT, line, column) == at
    return path_at(read_spans(TEXT), shape_of("procedure"), at)


def test_position__is_the_innermost_name_or_entry() -> None:
    assert place("Cấp Giấy") == ("name",)
    assert place("when:") == ("variants", "verify-elsewhere", "when")
    assert place("23 working_days") == ("offers", "verify-elsewhere@counter", "time_limit")
    assert place("7500") == ("fees", "le-phi", "channels", "online")
    assert offset_of(TEXT, 999, 1) == len(TEXT)


def test_path_of_positions__becomes_a_path_of_ids() -> None:
    assert by_ids(read_spans(TEXT), shape_of("procedure"), ("variants", "1", "name")) == (
        "variants",
        "verify-elsewhere",
        "name",
    )
    assert by_ids(read_spans(TEXT), shape_of("procedure"), ("nowhere", "1")) == ("nowhere", "1")


def library() -> MemoryLibrary:
    from datetime import date

    base = compile_documents(
        [SourceDocument("nen.yaml", Layer.BASELINE, BASE)], MemoryLibrary(), today=date(2026, 1, 1)
    )
    documents = {("procedure", "1"): [SourceDocument("", Layer.NATIONAL, data=NATIONAL)]}
    return MemoryLibrary(
        base.definitions, documents | {("baseline", "nen"): [SourceDocument("", Layer.BASELINE, BASE)]}
    )


def test_overlay__stands_on_everything_below_with_its_origin() -> None:
    below = inherited("procedure", "1", "", {"kind": "overlay", "of": "procedure/1"}, library())
    assert below.content["name"] == "Tên quốc gia"
    assert below.content["fees"][0]["amount"] == 15000


def test_text_of_the_province__stands_on_what_it_extends_and_on_the_record() -> None:
    below = inherited("procedure", "1", "", {"kind": "procedure", "extends": "nen"}, library())
    assert below.content["dossier_sets"] == 2
    assert below.content["decision_number"] == "12/QĐ"
    assert below.content["fees"]


def test_text_that_says_the_substance_itself__the_record_adds_no_fees() -> None:
    below = inherited(
        "procedure", "1", "", {"kind": "procedure", "extends": "nen", "variants": []}, library()
    )
    assert "fees" not in below.content
    assert below.content["checklist"][0]["id"] == "don"
    assert below.content["decision_number"] == "12/QĐ"


def test_new_definition__stands_on_nothing() -> None:
    assert inherited("form", "moi", "", {"kind": "form"}, library()).content == {}
