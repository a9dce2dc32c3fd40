"""Runs the tests inside a procedure's definition by the same rules that receive and carry dossiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from motcua.compiler.compilation import Tester
from motcua.compiler.judge.context import at
from motcua.compiler.problem_codes import Finding
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import DefinitionTest, Procedure
from motcua.dossiers.field_types import FieldTypes
from motcua.dossiers.intake import IntakeEvaluation, IntakeRequest, evaluate
from motcua.dossiers.plugin_types import types_with
from motcua.extension.points import FIELD_TYPES
from motcua.extension.registry import EMPTY_REGISTRY, Registry
from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import moment_words
from motcua.kernel.money import format_money
from motcua.services.definition_coverage import Coverage, coverage_of
from motcua.services.main_road import Departure, Road, walk
from motcua.services.places import with_items

RED = "TEST-001"
_UNKNOWN = "chưa rõ"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One expectation that was not met: which part of `expect`, what came, what was expected, and what to do."""

    part: str
    message: str
    found: str = ""
    expected: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of one test. `evaluation` is None when it could not even start; `road` when no path was asked for."""

    __test__ = False  # not one of pytest's

    name: str
    mismatches: tuple[Mismatch, ...] = ()
    evaluation: IntakeEvaluation | None = None
    road: Road | None = None

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.mismatches


@dataclass(frozen=True, slots=True)
class TestReport:
    """The tests of one procedure and which branches of its rules they touched."""

    __test__ = False

    procedure: str
    results: tuple[TestResult, ...]
    coverage: Coverage

    @property
    def passed(self) -> bool:
        """Whether every test is green."""
        return all(result.passed for result in self.results)


def definition_tester(registry: Registry = EMPTY_REGISTRY) -> Tester:
    """What the compiler calls for each procedure that has tests: a finding for each expectation that is not met."""
    types = types_with(registry.every(FIELD_TYPES))

    def tester(bundle: ProcedureBundle, directory: Directory) -> Iterable[Finding]:
        filled = with_places(bundle)
        for test in bundle.procedure.tests:
            yield from findings(run_test(filled, directory, test, types))

    return tester


def findings(result: TestResult) -> Iterator[Finding]:
    """The red expectations of a test as the compiler reports them."""
    for one in result.mismatches:
        yield Finding(
            RED,
            f"Kiểm thử “{result.name}”: {one.message}",
            at("tests", result.name, *(("expect", one.part) if one.part else ())),
            one.found,
            one.expected,
            one.remedy,
        )


def run_definition_tests(
    bundle: ProcedureBundle, directory: Directory, registry: Registry = EMPTY_REGISTRY
) -> TestReport:
    """Run every test of a bundle's procedure. Pure: nothing is stored, no number is given out."""
    types = types_with(registry.every(FIELD_TYPES))
    filled = with_places(bundle)
    results = tuple(run_test(filled, directory, test, types) for test in bundle.procedure.tests)
    evaluations = [result.evaluation for result in results if result.evaluation is not None]
    roads = [result.road for result in results if result.road]
    return TestReport(bundle.procedure.code, results, coverage_of(filled, evaluations, roads))


def with_places(bundle: ProcedureBundle) -> ProcedureBundle:
    """The bundle with the entries of code lists whose provider is built in."""
    lists = {code: with_items(one) for code, one in bundle.code_lists.items()}
    return replace(bundle, code_lists=lists) if lists else bundle


def run_test(
    bundle: ProcedureBundle, directory: Directory, test: DefinitionTest, types: FieldTypes
) -> TestResult:
    """Evaluate the circumstances of one test, walk the main buttons when a path is expected, and compare."""
    agency = test.given.agency or _some_agency(bundle.procedure, directory)
    if not agency or not directory.knows(agency):
        what = f"không có cơ quan “{agency}”" if agency else "chưa có cơ quan nào nhận thủ tục này"
        return TestResult(
            test.name,
            (
                Mismatch(
                    "", f"{what}.", agency, "", "Ghi given.agency là mã một cơ quan, hoặc sửa offered_by."
                ),
            ),
        )
    received = in_vietnam(test.given.received)
    evaluation = evaluate(bundle, directory, _request(bundle.procedure, test, agency, received), types=types)
    road = None
    if test.expect.path is not None:
        road = walk(bundle, directory, Departure(agency, test.given.channel, received, evaluation))
    return TestResult(test.name, tuple(_compare(test, evaluation, road)), evaluation, road)


def _some_agency(procedure: Procedure, directory: Directory) -> str:
    offering = directory.offering(procedure)
    if offering:
        return offering[0]
    return next((agency.code for agency in directory.agencies() if agency.receives), "")


def _request(procedure: Procedure, test: DefinitionTest, agency: str, received: datetime) -> IntakeRequest:
    """The request of a test; an applicant it says nothing about is a person of the first kind admitted."""
    applicant: dict[str, Any] = {"full_name": "Nguyễn Văn An"}
    if procedure.applicants:
        applicant["kind"] = procedure.applicants[0].value
    return IntakeRequest(
        agency=agency,
        received_at=received,
        channel=test.given.channel,
        variant=test.given.variant or None,
        answers=test.given.answers,
        applicant={**applicant, **test.given.applicant},
    )


def _compare(test: DefinitionTest, found: IntakeEvaluation, road: Road | None) -> Iterator[Mismatch]:
    expect = test.expect
    if expect.variant is not None and found.variant != expect.variant:
        yield _differs("variant", "trường hợp", found.variant or "không có", expect.variant)
    if expect.due is not None:
        yield from _compare_due(in_vietnam(expect.due), found)
    if expect.fee is not None and found.fees.total != expect.fee:
        came = _UNKNOWN if found.fees.total is None else format_money(found.fees.total)
        why = (
            "; ".join(f"{line.name}: {line.amount_words}" for line in found.fees.lines)
            or "không có khoản nào"
        )
        yield _differs(
            "fee", "tổng phí, lệ phí", came, format_money(expect.fee), f"Các khoản tính ra: {why}."
        )
    if expect.documents is not None:
        yield from _compare_documents(set(expect.documents), found)
    yield from _compare_problems(set(expect.problems or ()), found)
    if road is not None:
        yield from _compare_path(expect.path or (), road)


def _differs(part: str, what: str, found: str, expected: str, because: str = "") -> Mismatch:
    return Mismatch(part, f"{what} là {found}, mong đợi {expected}.", found, expected, because)


def _compare_due(expected: datetime, found: IntakeEvaluation) -> Iterator[Mismatch]:
    if found.due is None:
        because = "Thủ tục chưa có thời hạn cho kênh và trường hợp này; bổ sung offers."
        yield _differs("due", "ngày hẹn trả", _UNKNOWN, moment_words(expected), because)
    elif found.due.due_at != expected:
        came, because = moment_words(found.due.due_at), f"Cách tính: {found.due.summary()}."
        yield _differs("due", "ngày hẹn trả", came, moment_words(expected), because)


def _compare_documents(expected: set[str], found: IntakeEvaluation) -> Iterator[Mismatch]:
    required = {line.id for line in found.checklist if line.required}
    if required == expected:
        return
    parts = []
    if absent := sorted(expected - required):
        parts.append(f"không đòi {', '.join(absent)}")
    if extra := sorted(required - expected):
        parts.append(f"lại đòi {', '.join(extra)}")
    reasons = [line.reason for line in found.checklist if line.id in extra and line.reason]
    yield Mismatch(
        "documents",
        f"thành phần hồ sơ bắt buộc {', '.join(parts)}.",
        ", ".join(sorted(required)),
        ", ".join(sorted(expected)),
        "; ".join(reasons),
    )


def _compare_problems(expected: set[str], found: IntakeEvaluation) -> Iterator[Mismatch]:
    """Circumstances that are not said to be wrong must be right, else the rest of the test says nothing."""
    came = {problem.path.removeprefix("answers."): problem.message for problem in found.problems}
    for path in sorted(expected - came.keys()):
        yield Mismatch(
            "problems",
            f"“{path}” được chấp nhận, mong đợi báo lỗi.",
            "",
            path,
            "Thêm ràng buộc vào biểu mẫu, hoặc sửa điều mong đợi.",
        )
    for path in sorted(came.keys() - expected):
        yield Mismatch(
            "problems",
            f"“{path}” báo lỗi ngoài mong đợi: {came[path]}",
            path,
            "",
            f"Sửa given.answers, hoặc ghi expect.problems: [{path}].",
        )


def _compare_path(expected: tuple[str, ...], road: Road) -> Iterator[Mismatch]:
    if road.stopped:
        yield Mismatch(
            "path",
            f"hồ sơ không đi tới cùng. {road.stopped}",
            ", ".join(road.steps),
            ", ".join(expected),
            "Sửa quy trình để nút chính của bước này bấm được.",
        )
    elif road.steps != expected:
        yield _differs("path", "đường đi", " → ".join(road.steps), " → ".join(expected))
