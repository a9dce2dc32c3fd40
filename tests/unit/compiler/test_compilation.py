from datetime import date

import pytest
from tests.compiler_cases.cases import TODAY, registry, standing

from motcua.compiler.compilation import compile_documents
from motcua.compiler.library import EmptyLibrary, MemoryLibrary
from motcua.compiler.problem_codes import Finding
from motcua.compiler.sources import Layer, SourceDocument, split_documents
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Health

NATIONAL = {
    "kind": "procedure",
    "code": "1.000002",
    "name": "Thủ tục nhập",
    "extends": "cap-xa",
    "field_of_work": "Hộ tịch",
    "offers": [{"id": "any@any", "time_limit": "5 working_days"}],
}


def text(body: str, file: str = "a.yaml") -> list[SourceDocument]:
    return split_documents(body, file)


def imported(**more: object) -> SourceDocument:
    return SourceDocument("danh-muc.xlsx", Layer.NATIONAL, data={**NATIONAL, **more})


def test_an_imported_record__runs_at_once_through_its_baseline() -> None:
    compilation = compile_documents([imported()], standing(), registry(), today=TODAY)
    assert compilation.ok
    (item,) = compilation.definitions
    assert item.definition.process == "mot-chu-ky"
    assert item.origins["/name"] == "national"
    assert item.origins["/process"] == "baseline:cap-xa"
    assert item.health is Health.READY
    assert ("baseline", "cap-xa") in item.references


def test_unclear_fee_and_limit__ask_for_review_and_are_no_error() -> None:
    record = imported(
        offers=[{"id": "any@any", "remove": True}], fees=[{"id": "phi", "name": "Phí", "certain": False}]
    )
    (item,) = compile_documents([record], standing(), registry(), today=TODAY).definitions
    assert item.health is Health.NEEDS_REVIEW
    assert {review.id for review in item.review_items} == {"fee-phi", "limit"}


def test_a_second_import__replaces_the_national_layer_only() -> None:
    overlay = text("kind: overlay\nof: procedure/1.000002\nreason: tỉnh\nname: Tên của tỉnh\n")
    first = compile_documents([imported(), *overlay], standing(), registry(), today=TODAY)
    library = standing().with_definitions(
        first.definitions, {("procedure", "1.000002"): [imported(), *overlay]}
    )
    second = compile_documents([imported(field_of_work="Quốc tịch")], library, registry(), today=TODAY)
    (item,) = second.definitions
    assert item.content["name"] == "Tên của tỉnh"
    assert item.content["field_of_work"] == "Quốc tịch"
    unchanged = compile_documents([imported()], library, registry(), today=TODAY).get("procedure", "1.000002")
    known = first.get("procedure", "1.000002")
    assert unchanged is not None
    assert known is not None
    assert unchanged.content_hash == known.content_hash


def test_a_changed_baseline__compiles_what_extends_it_again() -> None:
    baseline = standing().layers("baseline", "cap-xa")[0]
    changed = SourceDocument(
        "b.yaml", Layer.BASELINE, (baseline.text or "").replace("3 working_days", "4 working_days")
    )
    compilation = compile_documents([changed], standing(), registry(), today=TODAY)
    item = compilation.get("procedure", "1.000001")
    assert compilation.ok
    assert item is not None
    assert str(item.definition.offers[0].time_limit) == "4 working_days"


def test_a_changed_form__is_judged_through_what_uses_it() -> None:
    user = text(
        "kind: procedure\ncode: 1.000003\nname: A\nextends: cap-xa\nvariants: [{id: a, name: A}, {id: b, name: B, when: form.da_ly_hon}]\n"
    )
    first = compile_documents(user, standing(), registry(), today=TODAY)
    assert first.ok
    library = standing().with_definitions(first.definitions, {("procedure", "1.000003"): user})
    form = standing().layers("form", "to-khai")[0]
    changed = SourceDocument("f.yaml", Layer.PROVINCE, (form.text or "").replace("da_ly_hon", "ly_hon"))
    compilation = compile_documents([changed], library, registry(), today=TODAY)
    assert [(problem.code, problem.place.file) for problem in compilation.problems] == [
        ("EXPR-001", "a.yaml"),
        ("LINK-007", "f.yaml"),
    ]


def test_an_agency_overlay__gives_a_definition_of_its_own() -> None:
    overlay = text("kind: overlay\nof: procedure/1.000001\nagency: H01.31\nreason: x\nname: Tên của xã\n")
    compilation = compile_documents(overlay, standing(), registry(), today=TODAY)
    own, general = (
        compilation.get("procedure", "1.000001", "H01.31"),
        compilation.get("procedure", "1.000001"),
    )
    assert own is not None
    assert general is not None
    assert own.content["name"] == "Tên của xã"
    assert own.origins["/name"] == "agency"
    assert general.content["name"] == "Thủ tục kiểm thử"


def test_one_broken_record__does_not_hold_up_the_others() -> None:
    bad = SourceDocument(
        "danh-muc.xlsx", Layer.NATIONAL, data={**NATIONAL, "code": "1.000009", "levels": ["xa"]}
    )
    compilation = compile_documents([imported(), bad], standing(), registry(), today=TODAY)
    assert [item.code for item in compilation.definitions] == ["1.000002"]
    assert compilation.failed == {("procedure", "1.000009", "")}
    assert not compilation.ok


def test_the_same_documents__give_the_same_hashes_in_any_order() -> None:
    documents = [
        layer for key in (("form", "to-khai"), ("policy", "nghi-dinh")) for layer in standing().layers(*key)
    ]
    hashes = [
        {
            item.key: item.content_hash
            for item in compile_documents(order, EmptyLibrary(), today=TODAY).definitions
        }
        for order in (documents, documents[::-1])
    ]
    assert hashes[0] == hashes[1]


def test_what_was_compiled__compiles_to_itself() -> None:
    for kind in ("procedure", "process", "form"):
        for code in standing().codes(kind):
            content = dict(standing().content(kind, code) or {})
            library = MemoryLibrary([item for item in _all() if item.key != (kind, code, "")])
            again = compile_documents(
                [SourceDocument("x", Layer.PROVINCE, data=content)], library, registry(), today=TODAY
            )
            assert [item.content for item in again.definitions] == [content]


def _all() -> list:
    documents = [
        layer
        for kind in (
            "organization",
            "calendar",
            "policy",
            "numbering",
            "form",
            "process",
            "baseline",
            "procedure",
            "code_list",
        )
        for code in standing().codes(kind)
        for layer in standing().layers(kind, code)
    ]
    return list(compile_documents(documents, EmptyLibrary(), registry(), today=TODAY).definitions)


def test_red_definition_tests__are_problems_at_their_place() -> None:
    seen: list[tuple[ProcedureBundle, Directory]] = []

    def tester(bundle: ProcedureBundle, directory: Directory) -> list[Finding]:
        seen.append((bundle, directory))
        return [Finding("TEST-001", "Hẹn trả khác.", f"/tests/{bundle.procedure.tests[0].name}/expect/fee")]

    body = "kind: procedure\ncode: 1.000003\nname: A\nextends: cap-xa\ntests:\n  - name: thử\n    given: {received: 2026-04-24T16:30}\n    expect: {fee: 1}\n"
    compilation = compile_documents(text(body), standing(), registry(), today=TODAY, tester=tester)
    (problem,) = compilation.problems
    assert (problem.code, problem.place.line, problem.place.column) == ("TEST-001", 8, 14)
    (bundle, directory) = seen[0]
    assert bundle.form is not None
    assert directory.offering(bundle.procedure) == ("H01.31", "H01.32")


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2027, 1, 1)])
def test_today__decides_what_has_ended(day: date) -> None:
    body = "kind: policy\ncode: p\nname: P\neffective_to: 2026-06-30\n"
    problems = compile_documents(text(body), standing(), registry(), today=day).problems
    assert [problem.code for problem in problems] == (["DATE-002"] if day.year == 2027 else [])
