"""Every shipped report of a generated province: each figure opens what it counts, totals are the sums they claim."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.metadata.shipped import shipped
from tests.unit.services.report_world import EVERYTHING, fill

from motcua.reporting.formulas import parse_formula
from motcua.reporting.measures import MEASURES
from motcua.reporting.result import RowKind
from motcua.services.figure_lines import open_figure
from motcua.services.figure_parts import MEASURE, FigureParts, figures_of
from motcua.services.report_lines import LISTS
from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import Figure, drill_down, list_size, opened_measures, run_report
from motcua.storage.tables import DossierRow, StatedFigureRow, SurveyAnswerRow

PERIOD = "2026-Q3"
CODES = sorted(shipped().all("report"))
LINES_OF_EACH = 1
OPENED: dict[tuple, int] = {}
"""What was opened before: reports that divide the same dossiers the same way show the same figures."""


@pytest.fixture(scope="module")
def world(tmp_path_factory, sqlite_province):
    """One province for all reports: nothing is changed after it is filled."""
    import shutil

    from tests.conftest import open_province

    folder = tmp_path_factory.mktemp("every-figure")
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    platform = fill(open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder))
    begins = run_report(platform, EVERYTHING, ReportRequest("II.06a", PERIOD)).period.begins_at
    with platform.database.write(EVERYTHING) as session:
        for number, row in enumerate(session.scalars(select(DossierRow).order_by(DossierRow.id).limit(40))):
            answers = {"tong-thoi-gian": str(number % 3), "thai-do": "2", "tong-the": str(number % 3)}
            session.add(
                SurveyAnswerRow(
                    dossier_id=row.id,
                    agency_code=row.agency_code,
                    survey="danh-gia-ho-so",
                    answers=answers,
                    points=2 + 2 * (number % 3),
                    most=6,
                    note="",
                    asked_by="motcua",
                    at=begins + timedelta(days=number % 30),
                )
            )
        for agency, name, value in (
            ("H88.31", "self_5", 15),
            ("H88.32", "self_5", 20),
            ("H88.31", "feedback_total", 9),
        ):
            session.add(
                StatedFigureRow(
                    agency_code=agency,
                    period=PERIOD,
                    name=name,
                    value=value,
                    note="",
                    stated_by="motcua",
                    stated_by_name="Lê Thị Một Cửa",
                    stated_at=begins,
                )
            )
    platform.rules.refresh()
    yield platform
    platform.database.dispose()


MADE: dict[str, object] = {}


def made(platform, code):
    if code not in MADE:
        MADE[code] = run_report(platform, EVERYTHING, ReportRequest(code, PERIOD))
    return MADE[code]


def looked_at(result):
    """The total, the groups, and the first lines below each: enough of every kind of row."""
    seen: dict[tuple, int] = {}
    for row in result.rows:
        seen[row.key[:-1]] = seen.get(row.key[:-1], 0) + 1
        if row.kind is RowKind.TOTAL or seen[row.key[:-1]] <= LINES_OF_EACH:
            yield row


def whole(platform, code, figure):
    """What is behind a figure added up page by page."""
    total, offset = 0, 0
    while True:
        found = open_figure(platform, EVERYTHING, ReportRequest(code, PERIOD), figure, offset, 200)
        assert not isinstance(found, FigureParts)
        total += sum(line.weight for line in found.lines)
        if not found.more:
            assert total == found.total
            return total
        offset += 200


def dossiers(platform, code, figure):
    """How many dossiers a figure leads to, whatever the report that shows it."""
    page = drill_down(platform, EVERYTHING, ReportRequest(code, PERIOD), figure, limit=1000)
    assert not page.cursor
    assert len({one.number for one in page.dossiers}) == len(page.dossiers)
    return len(page.dossiers)


def check(platform, code, result, row, column):
    figure, value = Figure(row.key, column.id), row.cells.get(column.id)
    if value is None:
        return
    if column.measure:
        report = result.report
        what = (report.filter, report.rows.group_by[: len(row.key)], row.key, column.measure)
        if what not in OPENED:
            way = dossiers if MEASURES[column.measure].opens else whole
            OPENED[what] = way(platform, code, figure)
        assert OPENED[what] == value
        return
    found = open_figure(platform, EVERYTHING, ReportRequest(code, PERIOD), figure)
    assert isinstance(found, FigureParts)
    if column.formula:
        assert {part.column for part in found.parts} == parse_formula(column.formula).names
        assert all(part.key == row.key for part in found.parts)
        assert parse_formula(column.formula).evaluate(row.cells) == value
        return
    for part in found.parts:
        if part.figure is not None:
            assert part.column.startswith(MEASURE)
            what = (code, part.key, part.column)
            if what not in OPENED:
                OPENED[what] = whole(platform, code, Figure(part.key, part.column))
            assert OPENED[what] == part.figure


@pytest.mark.parametrize("code", CODES)
def test_every_figure__opens_what_it_counts(world, code):
    if shipped().one("report", code).effective_to:
        return
    result = made(world, code)
    if result.report.rows.each == "dossier":
        assert len(result.rows) == list_size(world, EVERYTHING, ReportRequest(code, PERIOD))
        return
    for row in looked_at(result):
        for column in figures_of(result.report):
            check(world, code, result, row, column)


@pytest.mark.parametrize(
    "code", [code for code in CODES if shipped().one("report", code).rows.each == "group"]
)
def test_totals__are_the_sums_of_their_rows(world, code):
    result = made(world, code)
    depth = len(result.report.rows.group_by)
    for column in result.report.columns:
        if not column.measure or not MEASURES[column.measure].additive or not depth:
            continue
        for row in result.rows:
            if row.level == depth:
                continue
            below = [
                one for one in result.rows if one.level == row.level + 1 and one.key[: row.level] == row.key
            ]
            figures = [one.cells[column.id] for one in below]
            if row.cells[column.id] is not None:
                assert row.cells[column.id] == sum(figure or 0 for figure in figures)
    assert result.balanced


def test_lists_are_all__that_have_rows_of_their_own():
    assert {shipped().one("report", code).rows.each for code in CODES} == {
        "group",
        "indicator",
        "ranking",
        *LISTS,
    }


def test_sums_of_dossiers__open_as_one_list(world):
    result = made(world, "tong-hop-don-vi")
    for column in ("c3", "c8", "c13"):
        assert opened_measures(result.report, column)
        page = drill_down(
            world, EVERYTHING, ReportRequest("tong-hop-don-vi", PERIOD), Figure((), column), limit=1000
        )
        assert len(page.dossiers) == result.total.cells[column]
