"""Forms 02 and 03 of the satisfaction index: slips, scores of one's own, appraisals, ranks, and what stays open."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.unit.services.report_world import EVERYTHING, TAN_HOA, fill

from motcua.dossiers.actor import Actor
from motcua.reporting.result import RowKind
from motcua.services.access import ForbiddenError
from motcua.services.report_files import FileFormat, report_file
from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import run_report
from motcua.services.stated_figures import StatedFigureError, Statement, state, stated
from motcua.storage.scope import OutsideScopeError
from motcua.storage.tables import AuditEntryRow, DossierRow, SurveyAnswerRow

PERIOD = "2026-Q3"
QUESTIONS = (
    "tong-thoi-gian",
    "thoi-gian-tung-co-quan",
    "so-lan-lien-he",
    "so-co-quan-lien-he",
    "cong-khai",
    "thai-do",
)
SLIPS = ((2, 2, 2, 2, 2, 2), (2, 1, 2, 0, 2, 2), (1, 1, 2, 0, 2, 2))
REPORTER = Actor("baocao", "Lê Thị Báo Cáo", "H88.31", (), (), frozenset({"can_report"}))
APPRAISER = Actor("thamdinh", "Trần Văn Thẩm", "H88", (), (), frozenset({"can_report_all"}))


@pytest.fixture
def rated(province):
    platform = fill(province)
    begins = run_report(platform, EVERYTHING, ReportRequest("II.06a", PERIOD)).period.begins_at
    with platform.database.write(EVERYTHING) as session:
        found = session.scalars(
            select(DossierRow)
            .where(DossierRow.agency_code == "H88.31")
            .order_by(DossierRow.id)
            .limit(len(SLIPS))
        ).all()
        for number, (row, points) in enumerate(zip(found, SLIPS, strict=True)):
            answers = {name: str(value) for name, value in zip(QUESTIONS, points, strict=True)}
            session.add(
                SurveyAnswerRow(
                    dossier_id=row.id,
                    agency_code=row.agency_code,
                    survey="danh-gia-ho-so",
                    answers=answers | {"tong-the": str(2 - number)},
                    points=sum(points),
                    most=12,
                    note="",
                    asked_by="motcua",
                    at=begins + timedelta(days=number + 1),
                )
            )
    return platform


def say(platform, values, actor=REPORTER, scope=TAN_HOA, agency="H88.31", period=PERIOD):
    return state(platform, scope, actor, Statement(agency, period, values, {}))


def form(platform, agency="H88.31", period=PERIOD):
    return run_report(platform, EVERYTHING, ReportRequest("mau-02-danh-gia", period, agency))


def test_form_02__averages_slips_to_one_decimal_and_takes_own_scores(rated):
    say(rated, {"self_5": "2", "self_8": "1,5", "self_9": "0"})
    say(rated, {"appraisal_5": "1", "appraisal_8": "1"}, APPRAISER, EVERYTHING)
    result = form(rated)
    rows = [row for row in result.rows if row.kind is RowKind.LINE]
    assert [row.index for row in rows[:9]] == [str(number) for number in range(1, 10)]
    assert [row.cells["c4"] for row in rows[:9]] == [1.7, 1.3, 2, 0.7, 2, 2, 2, 1.5, 0]
    assert [row.cells["c5"] for row in rows[:9]] == [None, None, None, None, 1, None, None, 1, None]
    total = result.total.cells
    assert (total["c3"], total["c4"], total["c5"]) == (18, 13.2, 2)
    assert total["c6"] == "Tốt"
    assert [row.cells["c6"] for row in rows[9:]] == ["33,33 % (1/3)"] * 3
    assert sum(row.cells["c4"] for row in rows[:9]) == pytest.approx(total["c4"])


def test_form_02_without_own_scores__says_what_is_open(rated):
    result = form(rated)
    assert result.row("chin-chi-so", "chi-so-5").cells["c6"] == "Chưa có dữ liệu. Chưa nhập số liệu của kỳ."
    assert result.total.cells["c6"].startswith("Tạm tính")
    assert "Chưa chấm 6 điểm trong 18" in result.total.cells["c6"]


def test_form_03__ranks_agencies_by_their_score(rated):
    say(rated, {"self_5": "2", "self_8": "2", "self_9": "2"})
    say(rated, {"self_5": "1", "self_8": "1", "self_9": "1"}, APPRAISER, EVERYTHING, "H88.32")
    result = run_report(rated, EVERYTHING, ReportRequest("mau-03-xep-hang", PERIOD))
    assert [(row.index, row.key) for row in result.rows] == [("1", ("H88.31",)), ("2", ("H88.32",))]
    first, second = result.rows
    assert (first.cells["c12"], first.cells["c13"]) == (15.7, "Xuất sắc")
    assert (second.cells["c12"], second.cells["c13"], second.cells["c7"]) == (3, "Khá", 1)
    assert second.cells["c14"] == "Chưa chấm 12 điểm"


def test_year_without_figures_of_its_own__adds_up_its_quarters(rated):
    say(rated, {"feedback_total": "10", "feedback_on_time": "9", "feedback_satisfied": "5"})
    say(rated, {"feedback_total": "2", "feedback_on_time": "1"}, period="2026-Q2")
    index = run_report(rated, EVERYTHING, ReportRequest("bo-chi-so-766", "2026"))
    assert index.row("hai-long", "phan-anh-dung-han").cells["c3"] == 10
    assert index.row("hai-long", "phan-anh-dung-han").cells["c4"] == 12
    say(rated, {"feedback_total": "20"}, period="2026")
    index = run_report(rated, EVERYTHING, ReportRequest("bo-chi-so-766", "2026"))
    assert index.row("hai-long", "phan-anh-dung-han").cells["c3"] is None
    assert index.row("hai-long", "phan-anh-dung-han").cells["c4"] == 20


def test_what_was_stated__is_read_back_changed_and_written_down(rated):
    assert say(rated, {"self_5": "2", "self_8": "1,5", "feedback_total": "1.200"}) == 3
    assert say(rated, {"self_5": "2", "self_8": ""}) == 1
    found = stated(rated, TAN_HOA, "H88.31", PERIOD)
    assert {name: one.value for name, one in found.items()} == {"self_5": "2", "feedback_total": "1200"}
    assert found["self_5"].by.startswith("Lê Thị Báo Cáo")
    with rated.database.read() as session:
        entries = session.scalar(
            select(func.count()).select_from(AuditEntryRow).where(AuditEntryRow.action == "figure.state")
        )
    assert entries == 4


@pytest.mark.parametrize("typed", ["3", "-1", "1,25", "hai", "NaN", "Infinity"])
def test_wrong_score__is_refused_with_all_others(rated, typed):
    with pytest.raises(StatedFigureError) as caught:
        say(rated, {"self_5": typed, "feedback_total": "mười"})
    assert set(caught.value.errors) == {"self_5", "feedback_total"}
    assert stated(rated, TAN_HOA, "H88.31", PERIOD) == {}


def test_other_agency_and_appraisal__need_their_right(rated):
    with pytest.raises(OutsideScopeError):
        say(rated, {"self_5": "1"}, agency="H88.32")
    with pytest.raises(ForbiddenError, match="thẩm định"):
        say(rated, {"appraisal_5": "1"})
    with pytest.raises(ForbiddenError):
        say(rated, {"self_5": "1"}, Actor("khach", "Khách", "H88.31", (), (), frozenset()))


@pytest.mark.parametrize("code", ["mau-02-danh-gia", "mau-03-xep-hang"])
def test_forms__are_written_in_every_format(rated, code):
    for kind in FileFormat:
        made = report_file(rated, EVERYTHING, ReportRequest(code, PERIOD), kind)
        assert made.rows
        if kind is FileFormat.CSV:
            assert ",1.7" in made.data.decode("utf-8-sig").replace('"1,7"', "1.7")
