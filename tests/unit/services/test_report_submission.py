"""Submitted reports are frozen, seen by those they concern, and compared with the same report counted anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from tests.unit.services.report_world import EVERYTHING, LIVES, TAN_HOA, fill

from motcua.documents.report_paper import report_paper
from motcua.dossiers.actor import Actor
from motcua.services.access import ForbiddenError
from motcua.services.report_plans import ReportRequest, ReportRequestError
from motcua.services.report_submission import (
    SubmissionNotFoundError,
    compare_submission,
    submissions,
    submit_report,
    submitted_report,
)
from motcua.services.reporting import run_report
from motcua.storage.scope import Scope
from motcua.storage.tables import AuditEntryRow, DossierEventRow, DossierRow, ReportSubmissionRow

Q3 = ReportRequest("II.06a", "2026-Q3")
OWN = replace(Q3, agency="H88.31")
OFFICER = Actor("motcua", "Nguyễn Thu Hà", "H88.31", permissions=frozenset({"can_report"}))


@pytest.fixture
def filled(province):
    return fill(province)


@pytest.fixture
def filled_sqlite(sqlite_platform):
    return fill(sqlite_platform)


def move_ends(platform, days):
    """Change history behind the reports' back, as a wrong repair of data would."""
    with platform.database.write(EVERYTHING) as session:
        life = next(
            one
            for one in LIVES
            if one.competent == "H88.31" and one.events[-1].lifecycle == "returned" and one.events[-1].due_at
        )
        row = session.scalar(select(DossierRow).where(DossierRow.number == life.number))
        received = row.received_at + timedelta(days=days)
        session.execute(update(DossierRow).where(DossierRow.id == row.id).values(received_at=received))
        session.execute(
            update(DossierEventRow)
            .where(DossierEventRow.dossier_id == row.id, DossierEventRow.kind == "received")
            .values(at=received)
        )


def test_submitted_report__is_the_report_with_who_and_when(filled):
    made = submit_report(filled, EVERYTHING, OFFICER, Q3, "Gửi Văn phòng Chính phủ")
    opened = submitted_report(filled, EVERYTHING, made.id)
    assert opened.intact
    assert opened.submission == made
    assert opened.result == run_report(filled, EVERYTHING, Q3)
    assert (made.agency, made.version, made.submitted_by) == ("H88", 1, "motcua")
    assert made.as_of == opened.result.period.ends_at
    with filled.database.read(EVERYTHING) as session:
        entry = session.scalar(select(AuditEntryRow).where(AuditEntryRow.action == "submit_report"))
    assert entry.detail["sha256"] == made.content_hash
    report_paper(opened.result)


def test_nothing_changed__comparison_finds_nothing(filled):
    made = submit_report(filled, TAN_HOA, OFFICER, OWN)
    compared = compare_submission(filled, TAN_HOA, made.id)
    assert compared.difference.is_none
    assert not compared.definition_changed


def test_changed_history__is_told_cell_by_cell(filled):
    made = submit_report(filled, EVERYTHING, OFFICER, OWN)
    before = submitted_report(filled, EVERYTHING, made.id)
    move_ends(filled, -400)
    compared = compare_submission(filled, EVERYTHING, made.id)
    assert compared.submitted == before
    total = before.result.total.cells
    for change in compared.difference.cells:
        if change.key == ():
            assert change.submitted == total[change.column]
            assert change.now == compared.now.total.cells[change.column]
    assert not compared.difference.is_none


def test_handing_in_again__is_another_version(filled_sqlite):
    first = submit_report(filled_sqlite, TAN_HOA, OFFICER, OWN)
    second = submit_report(filled_sqlite, TAN_HOA, OFFICER, OWN, "Bản thay thế")
    assert [one.version for one in submissions(filled_sqlite, TAN_HOA)] == [2, 1]
    assert first.content_hash == second.content_hash
    assert submissions(filled_sqlite, TAN_HOA, report="II.07b") == ()
    assert submissions(filled_sqlite, TAN_HOA, agency="H88.31", limit=1) == (second,)


def test_submissions__are_seen_within_the_scope_only(filled):
    province = submit_report(filled, EVERYTHING, OFFICER, Q3)
    own = submit_report(filled, TAN_HOA, OFFICER, OWN)
    assert [one.id for one in submissions(filled, TAN_HOA)] == [own.id]
    assert [one.id for one in submissions(filled, EVERYTHING)] == [own.id, province.id]
    other = Scope.of({"H88.32"}, "kiểm thử")
    for scope in (other, TAN_HOA):
        with pytest.raises(SubmissionNotFoundError):
            submitted_report(filled, scope, province.id)


def test_altered_content__is_told(filled_sqlite):
    made = submit_report(filled_sqlite, EVERYTHING, OFFICER, OWN)
    with filled_sqlite.database.write(EVERYTHING) as session:
        row = session.get(ReportSubmissionRow, made.id)
        row.content = row.content.replace('"c4":', '"c4":1', 1)
    assert not submitted_report(filled_sqlite, EVERYTHING, made.id).intact


@pytest.mark.parametrize(
    ("request_", "scope", "words"),
    [
        (ReportRequest("II.06a", "2026-Q4"), EVERYTHING, "chưa kết thúc"),
        (ReportRequest("so-theo-doi", "2026-Q3"), EVERYTHING, "danh sách"),
        (ReportRequest("II.06a", "2026-Q3", "H88.31,H88.32"), EVERYTHING, "đúng một đơn vị"),
        (ReportRequest("II.06a", "2026-Q3", "H88"), TAN_HOA, "ngoài phạm vi"),
    ],
)
def test_what_cannot_be_handed_in__is_refused_with_the_way_out(filled_sqlite, request_, scope, words):
    with pytest.raises(ReportRequestError, match=words):
        submit_report(filled_sqlite, scope, OFFICER, request_)
    assert submissions(filled_sqlite, EVERYTHING) == ()


def test_without_permission__nothing_is_handed_in(filled_sqlite):
    with pytest.raises(ForbiddenError, match="gửi báo cáo"):
        submit_report(filled_sqlite, TAN_HOA, Actor("ai", "Ai"), OWN)
