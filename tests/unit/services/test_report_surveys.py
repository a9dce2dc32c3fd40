"""Satisfaction: slips and points of the period, by agency and field, and in the index of QĐ 766."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.unit.services.report_world import EVERYTHING, TAN_HOA, fill

from motcua.reporting.result import RowKind
from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import run_report
from motcua.storage.tables import DossierRow, SurveyAnswerRow

MONTH = "2026-09"
SLIPS = ((4, 6), (6, 6), (1, 6), (0, 0), (3, 6))


@pytest.fixture
def rated(province):
    platform = fill(province)
    with platform.database.write(EVERYTHING) as session:
        found = session.scalars(select(DossierRow).order_by(DossierRow.id).limit(len(SLIPS) + 1)).all()
        moment = run_report(platform, EVERYTHING, ReportRequest("II.06a", MONTH)).period.begins_at
        for number, row in enumerate(found):
            points, most = SLIPS[number] if number < len(SLIPS) else (6, 6)
            inside = number < len(SLIPS)
            session.add(
                SurveyAnswerRow(
                    dossier_id=row.id,
                    agency_code=row.agency_code,
                    survey="gop-y-nhanh",
                    answers={},
                    points=points,
                    most=most,
                    note="",
                    asked_by="motcua",
                    at=moment + (timedelta(days=number) if inside else -timedelta(days=1)),
                )
            )
    return platform


def test_slips__are_counted_in_the_period_with_their_points(rated):
    result = run_report(rated, EVERYTHING, ReportRequest("danh-gia-hai-long", MONTH))
    cells = result.total.cells
    assert (cells["c3"], cells["c4"], cells["c5"]) == (5, 3, 2)
    assert (cells["c7"], cells["c8"]) == (14, 24)
    assert (float(cells["c6"]), float(cells["c10"])) == (60, 10.5)
    assert result.balanced
    lines = [row for row in result.rows if row.kind is RowKind.LINE]
    assert sum(row.cells["c3"] for row in lines) == 5
    by_procedure = run_report(rated, EVERYTHING, ReportRequest("danh-gia-theo-thu-tuc", MONTH))
    assert by_procedure.total.cells == cells


def test_agency__counts_the_slips_about_its_own_dossiers(rated):
    own = run_report(rated, TAN_HOA, ReportRequest("danh-gia-hai-long", MONTH))
    whole = run_report(rated, EVERYTHING, ReportRequest("danh-gia-hai-long", MONTH))
    row = next((row for row in whole.rows if row.key == ("H88.31",)), None)
    assert own.total.cells["c3"] == (row.cells["c3"] if row else 0)


def test_index_766__scores_satisfaction_now(rated):
    result = run_report(rated, EVERYTHING, ReportRequest("bo-chi-so-766", MONTH))
    row = result.row("hai-long", "giai-quyet-hai-long")
    form = run_report(rated, EVERYTHING, ReportRequest("II.06a", MONTH)).total.cells
    content = form["c7"] - form["c10"] - 2
    assert (row.cells["c3"], row.cells["c4"]) == (content, form["c7"])
    assert row.cells["c8"] == pytest.approx(6 * content / form["c7"], abs=0.005)
