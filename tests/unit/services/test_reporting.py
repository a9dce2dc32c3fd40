"""Reports of the example province: agencies and scope, drill-down, lists, workbooks, on both databases."""

import io
import json
from collections import Counter
from datetime import datetime

import openpyxl
import pytest
from click.testing import CliRunner
from tests.storage.histories import AGENCIES, slow_figures
from tests.unit.services.report_world import EVERYTHING, LIVES, TAN_HOA, fill

from motcua.kernel.clock import VIETNAM
from motcua.kernel.text import fold
from motcua.reporting.periods import PeriodError, PeriodKind
from motcua.reporting.result import RowKind
from motcua.services.access import ForbiddenError
from motcua.services.report_plans import ReportNotFoundError, ReportRequest, ReportRequestError
from motcua.services.reporting import (
    Figure,
    drill_down,
    period_of,
    report_definitions,
    run_report,
    write_workbook,
)

Q3 = ReportRequest("II.06a", "2026-Q3")
FORM = {
    "c3": "received_total",
    "c4": "received_online",
    "c5": "received_direct_post",
    "c6": "carried_over",
    "c7": "settled_total",
    "c8": "settled_early",
    "c9": "settled_on_time",
    "c10": "settled_late",
    "c11": "pending_total",
    "c12": "pending_in_time",
    "c13": "pending_late",
}


@pytest.fixture
def filled(province):
    return fill(province)


@pytest.fixture
def filled_sqlite(sqlite_platform):
    return fill(sqlite_platform)


def expected(result, lives=LIVES):
    found = Counter()
    for life in lives:
        found.update(slow_figures(life, result.period.begins_at, result.as_of))
    return {column: found[measure] for column, measure in FORM.items()}


def test_shipped_form__counts_what_the_slow_replay_counts(filled):
    result = run_report(filled, EVERYTHING, Q3)
    assert (result.period.start.isoformat(), result.period.end.isoformat()) == ("2026-06-15", "2026-09-14")
    assert result.as_of == result.period.ends_at
    assert result.total.cells == expected(result)
    assert result.balanced
    assert result.agency == "H88"
    assert result.agencies is None


def test_fields_of_work__one_row_whatever_their_capitals(filled):
    result = run_report(filled, EVERYTHING, Q3)
    labels = [row.label for row in result.rows if row.kind is RowKind.LINE]
    assert len({fold(label) for label in labels}) == len(labels) == 3
    row = next(row for row in result.rows if fold(row.label) == "ho tich")
    assert row.cells == expected(result, [life for life in LIVES if fold(life.field_of_work) == "ho tich"])


def test_running_period__is_counted_until_now(filled):
    result = run_report(filled, EVERYTHING, ReportRequest("II.06a", "2026-Q4"))
    assert result.as_of == filled.now()
    assert result.total.cells == expected(result)


def test_earlier_moment__counts_as_of_then(filled):
    moment = datetime(2026, 7, 31, 17, tzinfo=VIETNAM)
    result = run_report(filled, EVERYTHING, ReportRequest("II.06a", "2026-Q3", as_of=moment))
    assert result.as_of == moment
    assert result.total.cells == expected(result)
    assert result.balanced


@pytest.mark.parametrize(
    ("scope", "agency", "counted"),
    [
        (EVERYTHING, "H88.31", {"H88.31"}),
        (EVERYTHING, "H88.31, H88.03", {"H88.31", "H88.03"}),
        (EVERYTHING, "H88", set(AGENCIES)),
        (TAN_HOA, "", {"H88.31"}),
        (TAN_HOA, "H88", {"H88.31"}),
    ],
)
def test_agencies__as_asked_and_within_the_scope(filled, scope, agency, counted):
    result = run_report(filled, scope, ReportRequest("II.06a", "2026-Q3", agency))
    assert result.total.cells == expected(result, [life for life in LIVES if life.competent in counted])


def test_agency_outside_the_scope__is_refused(filled_sqlite):
    with pytest.raises(ForbiddenError, match="không được xem"):
        run_report(filled_sqlite, TAN_HOA, ReportRequest("II.06a", "2026-Q3", "H88.32"))


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (ReportRequest("II.99", "2026-Q3"), ReportNotFoundError),
        (ReportRequest("II.06a", "2026-Q7"), PeriodError),
        (ReportRequest("II.06a", "2026-Q3", "H99.1"), ReportRequestError),
    ],
)
def test_what_is_not_there__is_said(filled_sqlite, request_, error):
    with pytest.raises(error):
        run_report(filled_sqlite, EVERYTHING, request_)


def test_heading__names_agency_recipient_and_place(filled_sqlite):
    commune = run_report(filled_sqlite, EVERYTHING, ReportRequest("II.06a", "2026-Q3", "H88.31"))
    assert (commune.agency_name, commune.place) == ("Ủy ban nhân dân xã Tân Hòa", "Tân Hòa")
    assert commune.recipient == "Văn phòng Ủy ban nhân dân tỉnh Đồng Lam"
    assert run_report(filled_sqlite, EVERYTHING, Q3).recipient == "Văn phòng Chính phủ"


def opened(platform, request, figure, scope=EVERYTHING):
    numbers, cursor = [], ""
    while True:
        page = drill_down(platform, scope, request, figure, cursor, limit=20)
        numbers.extend(dossier.number for dossier in page.dossiers)
        cursor = page.cursor
        if not cursor:
            return numbers


def test_every_figure__opens_as_many_dossiers_as_it_says(filled):
    request = ReportRequest("II.06a-theo-cap", "2026-Q3")
    result = run_report(filled, EVERYTHING, request)
    for row in result.rows:
        for column, figure in row.cells.items():
            if row.kind is not RowKind.LINE and column not in ("c3", "c9", "c13"):
                continue
            numbers = opened(filled, request, Figure(row.key, column))
            assert len(numbers) == len(set(numbers)) == figure


@pytest.mark.parametrize("column", ["c2", "c99"])
def test_text_or_missing_column__cannot_be_opened(filled_sqlite, column):
    with pytest.raises(ReportRequestError):
        drill_down(filled_sqlite, EVERYTHING, Q3, Figure((), column))


def test_share_or_money__cannot_be_opened(filled_sqlite):
    for code, column in (("tong-hop-don-vi", "c12"), ("thu-phi-le-phi", "c3")):
        with pytest.raises(ReportRequestError, match="không phải là số hồ sơ"):
            drill_down(filled_sqlite, EVERYTHING, ReportRequest(code, "2026-Q3"), Figure((), column))


def test_every_shipped_report__can_be_made_and_written(filled_sqlite):
    for report in report_definitions(filled_sqlite):
        request = ReportRequest(report.code, "2026-Q3")
        result = run_report(filled_sqlite, EVERYTHING, request)
        assert result.balanced, report.code
        json.dumps(result.as_json())
        stream = io.BytesIO()
        assert write_workbook(filled_sqlite, EVERYTHING, request, stream) == len(result.rows)
        assert openpyxl.load_workbook(stream).active.max_column == len(report.columns)


def test_register__holds_the_dossiers_received_in_the_period(filled):
    request = ReportRequest("so-theo-doi", "2026-Q3", "H88.31")
    result = run_report(filled, EVERYTHING, request)
    wanted = sorted(
        (life.received_at, life.number)
        for life in LIVES
        if life.agency == "H88.31"
        and "received_in_period" in slow_figures(life, result.period.begins_at, result.as_of)
    )
    assert sorted(row.label for row in result.rows) == sorted(number for _, number in wanted)
    moments = [row.cells["c8"] for row in result.rows]
    assert moments == sorted(moments)
    first = result.rows[0].cells
    assert (first["c1"], first["c4"], first["c7"]) == (1, 1, first["c7"])
    assert first["c7"].startswith(("Ủy ban", "Sở"))


def test_list_longer_than_asked__says_that_there_is_more(filled_sqlite):
    request = ReportRequest("so-theo-doi", "2026-Q3")
    result = run_report(filled_sqlite, EVERYTHING, request, limit=5)
    assert len(result.rows) == 5
    assert result.more
    assert write_workbook(filled_sqlite, EVERYTHING, request, io.BytesIO()) > 5


def test_workbook_and_json__have_the_same_figures(filled_sqlite):
    stream = io.BytesIO()
    write_workbook(filled_sqlite, EVERYTHING, Q3, stream)
    sheet = openpyxl.load_workbook(stream, data_only=True).active
    body = run_report(filled_sqlite, EVERYTHING, Q3).as_json()
    lines = {sheet.cell(row, 2).value: row for row in range(1, sheet.max_row + 1)}
    for row in body["rows"]:
        assert [sheet.cell(lines[row["label"]], column).value for column in range(3, 14)] == list(
            row["cells"].values()
        )


def test_money__by_agency_and_field_of_work(filled):
    result = run_report(filled, EVERYTHING, ReportRequest("thu-phi-le-phi", "2026-Q3"))
    booked = Counter()
    for life in LIVES:
        for at, entry, kind, amount in life.payments:
            if result.period.begins_at <= at <= result.as_of:
                booked[kind if entry == "paid" else entry] += amount
    total = result.total.cells
    assert (total["c3"], total["c4"], total["c7"]) == (booked["charge"], booked["levy"], booked["refunded"])


def test_period_of_now__is_the_running_reporting_quarter(filled_sqlite):
    assert period_of(filled_sqlite, PeriodKind.REPORTING_QUARTER).text == "2026-Q4"


def test_command__prints_json_and_writes_the_workbook(filled_sqlite, tmp_path, monkeypatch):
    from motcua.cli.report import report

    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path))
    monkeypatch.setenv("MOTCUA_DATABASE_URL", filled_sqlite.settings.database_url)
    out = tmp_path / "bao-cao.xlsx"
    answer = CliRunner().invoke(
        report, ["II.06a", "--period", "2026-Q3", "--agency", "H88", "--out", str(out), "--json"]
    )
    assert answer.exit_code == 0, answer.output
    body = json.loads(answer.stdout)
    assert body["rows"][-1]["cells"] == run_report(filled_sqlite, EVERYTHING, Q3).total.cells
    assert out.exists()
    refused = CliRunner().invoke(report, ["II.06a", "--period", "quý 3"])
    assert refused.exit_code == 1
    assert "Không hiểu kỳ báo cáo" in refused.output
