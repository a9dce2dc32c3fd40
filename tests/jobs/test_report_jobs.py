"""Reports sent on their schedules through a real mail server, and workbooks made in the background."""

import io
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from sqlalchemy import select
from tests.jobs.conftest import drain
from tests.loopback import SmtpSink
from tests.unit.services.report_world import EVERYTHING, fill

from motcua.definitions.report_schedule import ReportSchedule
from motcua.dossiers.actor import Actor
from motcua.kernel.clock import VIETNAM
from motcua.services import report_exports, report_mailing
from motcua.services.access import ForbiddenError, scope_of
from motcua.services.background_jobs import JobState
from motcua.services.editing import PublishWish, publish_text
from motcua.services.officers import identity_by_name
from motcua.services.report_exports import ReportFileMissingError, ask_for_workbook, own_file, own_files
from motcua.services.report_mailing import due_moment, mail_reports
from motcua.services.report_plans import ReportRequest, current_rules
from motcua.services.reporting import run_report
from motcua.services.runtime import Platform
from motcua.storage.tables import AuditEntryRow, OutboxRow

EDITOR = Actor(
    "bientap",
    permissions=frozenset({"can_edit_definition", "can_publish_definition", "can_review_definition"}),
)
SCHEDULE = """kind: report_schedule
code: dau-thang
name: Gửi đầu tháng
report: tong-hop-don-vi
period: last_month
every: day
day: 1
at: "00:01"
formats: [xlsx, pdf]
roles: [LanhDao]
emails: [vpub@donglam.example]
message: Kính gửi báo cáo tháng.
"""


@pytest.fixture
def filled(one_connected: Platform) -> Platform:
    return fill(one_connected)


def actor(platform: Platform, user: str) -> Actor:
    with platform.database.read() as session:
        return identity_by_name(session, user).actor(platform.now())


def publish(platform: Platform, text: str = SCHEDULE) -> None:
    publish_text(platform, EDITOR, text, PublishWish(platform.today()))


def mails_to(sink: SmtpSink, address: str):
    return [mail for mail in sink.accepted if mail["To"] == address]


def test_schedule__sends_each_person_the_figures_of_their_own_agencies_once(
    filled: Platform, sink: SmtpSink
) -> None:
    publish(filled)
    assert "thư báo cáo" in mail_reports(filled)
    mail_reports(filled)
    drain(filled)
    leader = actor(filled, "lanhdao")
    with filled.database.read() as session:
        address = identity_by_name(session, "lanhdao").email
        keys = list(session.scalars(select(OutboxRow.key).where(OutboxRow.key.startswith("report:"))))
    assert len(keys) == len(set(keys)) == len(sink.accepted)
    (whole,) = mails_to(sink, "vpub@donglam.example")
    (own,) = mails_to(sink, address)
    assert whole["Subject"] == "Tổng hợp theo đơn vị, Tháng 10 năm 2026"
    for mail, scope in ((whole, EVERYTHING), (own, scope_of(leader))):
        result = run_report(filled, scope, ReportRequest("tong-hop-don-vi", "2026-10"))
        text = mail.get_body(("plain",)).get_content()
        assert "Kính gửi báo cáo tháng." in text
        assert f"Tiếp nhận, Tổng: {result.total.cells['c3']}" in text
        book, paper = list(mail.iter_attachments())
        assert (book.get_filename(), paper.get_filename()) == (
            "tong-hop-don-vi-2026-10.xlsx",
            "tong-hop-don-vi-2026-10.pdf",
        )
        sheet = openpyxl.load_workbook(io.BytesIO(book.get_content())).active
        assert sheet.title == "tong-hop-don-vi"
        assert paper.get_content().startswith(b"%PDF")


def test_schedule_of_a_report_not_shared_with_the_role__sends_nothing(
    filled: Platform, sink: SmtpSink
) -> None:
    publish(filled, SCHEDULE.replace("[LanhDao]", "[ThuLy]").replace("emails: [vpub@donglam.example]\n", ""))
    mail_reports(filled)
    drain(filled)
    assert sink.accepted == []


@pytest.mark.parametrize(
    ("every", "day", "now", "due"),
    [
        ("month", 2, datetime(2026, 11, 20, 9), datetime(2026, 11, 2, 7)),
        ("month", 25, datetime(2026, 11, 20, 9), datetime(2026, 10, 25, 7)),
        ("week", 1, datetime(2026, 11, 20, 9), datetime(2026, 11, 16, 7)),
        ("day", 1, datetime(2026, 11, 20, 6, 59), datetime(2026, 11, 19, 7)),
        ("reporting_quarter", 3, datetime(2026, 11, 20, 9), datetime(2026, 9, 17, 7)),
    ],
)
def test_due_moment__is_the_last_one_up_to_now(sqlite_platform, every, day, now, due):
    schedule = ReportSchedule("a", "A", "II.06a", "last_month", every, day, "07:00")
    found = due_moment(schedule, now.replace(tzinfo=VIETNAM), current_rules(sqlite_platform))
    assert found == due.replace(tzinfo=VIETNAM)


def test_late_or_future_schedule__is_left(filled: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(filled)
    assert filled.today() > date(2026, 1, 1)
    monkeypatch.setattr(report_mailing, "LATEST", report_mailing.timedelta(0))
    assert mail_reports(filled) == "Chuyển 0 thư báo cáo."


def test_workbook_in_the_background__has_every_row_the_mark_and_an_audit_entry(filled: Platform) -> None:
    leader = actor(filled, "lanhdao")
    request = ReportRequest("so-theo-doi", "2026-08")
    number = ask_for_workbook(filled, scope_of(leader), leader, request)
    assert [(one.id, one.state) for one in own_files(filled, leader)] == [(number, JobState.WAITING)]
    drain(filled)
    (line,) = own_files(filled, leader)
    assert (line.state, line.is_ready) == (JobState.DONE, True)
    place, name = own_file(filled, scope_of(leader), leader, number)
    assert name == "so-theo-doi-2026-08.xlsx"
    result = run_report(filled, scope_of(leader), request)
    sheet = openpyxl.load_workbook(place).active
    found = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {row.label for row in result.rows} <= found
    assert "lanhdao" in sheet.oddFooter.left.text
    with filled.database.read() as session:
        act = session.scalars(select(AuditEntryRow).where(AuditEntryRow.action == "export.report")).one()
    assert (act.actor, act.target, act.detail["rows"]) == ("lanhdao", "so-theo-doi", len(result.rows))


def test_finished_workbook__is_for_who_asked_and_may_still_see_it(filled: Platform) -> None:
    leader = actor(filled, "lanhdao")
    number = ask_for_workbook(filled, scope_of(leader), leader, ReportRequest("so-theo-doi", "2026-08"))
    drain(filled)
    other = actor(filled, "motcua")
    with pytest.raises(ReportFileMissingError):
        own_file(filled, scope_of(other), other, number)
    moved = replace(scope_of(leader), agencies=frozenset({"H88.32"}))
    with pytest.raises(ForbiddenError, match="không còn được xem"):
        own_file(filled, moved, leader, number)
    unshared = replace(scope_of(leader), roles=frozenset({"CongDan"}))
    with pytest.raises(ForbiddenError, match="không chia sẻ"):
        own_file(filled, unshared, leader, number)


def test_old_files__are_swept(filled: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    leader = actor(filled, "lanhdao")
    number = ask_for_workbook(filled, scope_of(leader), leader, ReportRequest("so-theo-doi", "2026-08"))
    drain(filled)
    monkeypatch.setattr(report_exports, "KEPT", -report_exports.timedelta(days=1000))
    assert report_exports.sweep_report_files(filled) == "Bỏ 1 tệp báo cáo cũ."
    with pytest.raises(ReportFileMissingError):
        own_file(filled, scope_of(leader), leader, number)
