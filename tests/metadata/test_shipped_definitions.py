"""What ships compiles clean, and what the product promises of the example province is there."""

import csv
import gzip
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.metadata.shipped import PROJECT, TODAY, shipped

from motcua.catalog.baseline_choice import BaselineChoice, RecordFacts
from motcua.definitions.procedure import Level
from motcua.kernel.problems import Severity
from motcua.surfaces.print_conditions import print_condition
from motcua.surfaces.print_contract import unknown_names
from motcua.surfaces.print_filters import FILTER_NAMES

LEVELS = {
    "Cấp bộ": "ministry",
    "Cấp tỉnh": "province",
    "Cấp huyện": "district",
    "Cấp xã": "commune",
    "Cơ quan khác": "other",
}
BOTH_SETS = {
    "receipt": ("mau-01", "mau-01-2018"),
    "supplement": ("mau-02", "mau-02-2018"),
    "refusal": ("mau-03", "mau-03-2018"),
    "apology": ("mau-04", "mau-04-2018"),
    "control_slip": ("mau-06", "mau-05-2018"),
}


def test_everything_shipped__compiles_without_error_or_warning() -> None:
    bad = [
        str(problem)
        for problem in shipped().problems
        if problem.severity in (Severity.ERROR, Severity.WARNING)
    ]
    assert bad == []


def test_example_province__has_about_170_agencies_that_are_staffed() -> None:
    directory = shipped().directory()
    now = [agency for agency in directory.agencies() if agency.valid_to is None or agency.valid_to >= TODAY]
    assert len(now) == 170
    for agency in now:
        positions = {position for unit in directory.units(agency.code) for position in unit.positions}
        assert {"one-stop-officer", "leader", "clerk"} <= positions, agency.code


def test_former_agencies__have_ended_and_name_their_successors() -> None:
    directory = shipped().directory()
    former = [agency for agency in directory.agencies() if agency.valid_to is not None]
    assert any(agency.level is Level.DISTRICT for agency in former)
    for agency in former:
        assert agency.successors, agency.code
        assert all(directory.knows(code) for code in agency.successors), agency.code
        assert not agency.receives, agency.code


def test_calendar_of_vietnam__has_the_five_years_and_the_last_is_provisional() -> None:
    calendar = shipped().directory().calendar_of("H88.31")
    assert not calendar.is_working_day(date(2026, 11, 24))
    assert calendar.is_working_day(date(2026, 8, 22))
    assert calendar.is_working_day(date(2024, 5, 4))
    assert [calendar.is_provisional(year) for year in range(2023, 2028)] == [False] * 4 + [True]


def test_lists_required__are_complete() -> None:
    lists = shipped().all("code_list")
    assert len(lists["dan-toc"].items) == 54
    assert len(lists["quoc-gia"].items) > 190
    assert [item.code for item in lists["trang-thai-quoc-gia"].items] == [str(code) for code in range(1, 11)]
    assert {lists["tinh-thanh"].provider, lists["xa-phuong"].provider} == {
        "vietnam-provinces",
        "vietnam-communes",
    }
    assert all(item.source for item in lists.values())


@pytest.mark.parametrize("role", sorted(BOTH_SETS))
def test_official_papers__follow_the_form_set_in_force(role: str) -> None:
    new, old = (shipped().one("print", code) for code in BOTH_SETS[role])
    assert new.role == old.role == role
    assert new.effective_from == date(2025, 7, 1)
    assert old.effective_to == date(2025, 6, 30)


def test_papers__name_only_data_of_their_contract() -> None:
    for code, template in shipped().all("print").items():
        assert unknown_names(template, FILTER_NAMES) == [], code
        for block in template.blocks:
            inner = [one.get("when") for one in block.options.get("columns", ()) if isinstance(one, dict)]
            for condition in filter(None, [block.when, *inner]):
                print_condition(condition, template.data)


def test_report_ii06a__has_the_thirteen_columns_of_the_form() -> None:
    report = shipped().one("report", "II.06a")
    assert [column.id for column in report.columns] == [f"c{number}" for number in range(1, 14)]
    assert [column.formula for column in report.columns if column.formula] == [
        "c4 + c5 + c6",
        "c8 + c9 + c10",
        "c12 + c13",
    ]
    assert report.checks[0].rule == "c3 == c7 + c11"
    assert report.columns[3].heading == ("Số hồ sơ nhận giải quyết", "Trong kỳ", "Trực tuyến")


def test_seed_catalog__has_at_least_100_procedures_in_the_national_layout() -> None:
    with (PROJECT / "seed_catalogs/danh-muc-tthc-mau.csv").open(encoding="utf-8", newline="") as handle:
        wanted = list(csv.reader(handle))
    sheet = openpyxl.load_workbook(PROJECT / "seed_catalogs/danh-muc-tthc-mau.xlsx")["Danh sách TTHC"]
    found = [[str(value) for value in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == wanted
    assert len(found) > 100
    assert len({row[0] for row in found}) == len(found)
    # codes from 9. on are the example province's own
    national = {code for code in shipped().all("procedure") if not code.startswith("9.")}
    assert national <= {row[0] for row in found}


@pytest.mark.parametrize("file", ["BoTuPhap", "BoCongAn"])
@pytest.mark.parametrize("with_levels", [True, False])
def test_every_row_of_a_national_workbook__finds_a_baseline_that_can_run(
    shared_data: Path, file: str, with_levels: bool
) -> None:
    baselines = shipped().all("baseline")
    choice = BaselineChoice(baselines.values())
    directory = shipped().directory()
    levels = levels_of(shared_data) if with_levels else {}
    book = openpyxl.load_workbook(shared_data / f"catalog/danh-sach-tthc-{file}.xlsx", read_only=True)
    rows = list(book.worksheets[0].iter_rows(min_row=3, values_only=True))
    assert rows
    for code, name, _issuing, executing, field in (row[:5] for row in rows):
        agencies = tuple(part.strip() for part in (executing or "").split("\n") if part.strip())
        chosen = choice.choose(RecordFacts(code, name, field or "", levels.get(code, ()), agencies))
        assert chosen is not None, code
        body = chosen.baseline.body
        assert all((body.form, body.process, body.policy, body.checklist)), code
        if "".join(levels.get(code, ())) == "ministry":
            assert chosen.outside_competence, code
        if not chosen.outside_competence:
            assert directory.offering(body), (code, chosen.baseline.code)


def levels_of(shared_data: Path) -> dict[str, tuple[str, ...]]:
    found = {}
    for name in ("bo-tu-phap", "bo-cong-an"):
        with gzip.open(shared_data / f"catalog-detail/{name}.jsonl.gz", "rt", encoding="utf-8") as handle:
            for line in handle:
                record = json.loads(line)
                words = (word.strip() for word in record["cap_thuc_hien"].split(","))
                found[record["ma_thu_tuc"]] = tuple(LEVELS[word] for word in words)
    return found
