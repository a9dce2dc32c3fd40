"""Reports handed in: frozen with their hash, listed, read again, compared with the same report counted anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.report import Report
from motcua.dossiers.actor import Actor
from motcua.reporting.frozen import Difference, difference, frozen_hash, frozen_text, thawed_result
from motcua.reporting.result import ReportResult
from motcua.services.access import require
from motcua.services.audit import Act, write_audit_entry
from motcua.services.report_counting import grouped_result
from motcua.services.report_lines import LISTS
from motcua.services.report_plans import (
    ReportNotFoundError,
    ReportPlan,
    ReportRequest,
    ReportRequestError,
    find_report,
    may_see,
    plan_report,
    report_stub,
)
from motcua.services.runtime import Platform
from motcua.storage.counters import next_number
from motcua.storage.scope import Scope
from motcua.storage.tables import ReportSubmissionRow


class SubmissionNotFoundError(LookupError):
    """There is no such submission among those the caller may see; the text is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A report as it was handed in, without its content. ``version`` counts the times for the same period."""

    id: int
    report_code: str
    report_name: str
    period: str
    period_name: str
    agency: str
    agency_name: str
    recipient: str
    version: int
    as_of: datetime
    content_hash: str
    balanced: bool
    note: str
    submitted_by: str
    submitted_by_name: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class SubmittedReport:
    """A submission with its content; ``intact`` says whether the content still has the hash it was stored with."""

    submission: Submission
    result: ReportResult
    intact: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A submission against the same report counted now, as of the same moment and by the same definition.

    ``definition_changed`` says that another revision of the definition is in force today.
    """

    submitted: SubmittedReport
    now: ReportResult
    difference: Difference
    definition_changed: bool


def submit_report(
    platform: Platform, scope: Scope, actor: Actor, request: ReportRequest, note: str = ""
) -> Submission:
    """Count a report, freeze it and note who handed it in.

    Raises ForbiddenError without the permission, ReportRequestError for a list, a period that still runs, several
    agencies at once, or an agency whose figures the caller sees only in part.
    """
    require(actor, "can_report", "gửi báo cáo")
    plan = plan_report(platform, scope, request)
    _check(platform, scope, plan)
    stub = report_stub(platform, plan.report.code)
    with platform.database.write(scope) as session:
        result = grouped_result(platform, session, plan)
        text = frozen_text(result)
        row = ReportSubmissionRow(
            report_code=plan.report.code,
            report_name=plan.report.name,
            period=plan.period.text,
            period_name=plan.period.name,
            agency_code=plan.agency,
            agency_name=plan.agency_name,
            recipient=plan.recipient,
            version=next_number(session, f"report:{plan.report.code}:{plan.period.text}:{plan.agency}"),
            as_of=result.as_of,
            content=text,
            content_hash=frozen_hash(text),
            balanced=result.balanced,
            report_revision_id=stub.id,
            note=note,
            submitted_by=actor.user,
            submitted_by_name=actor.full_name,
            submitted_at=platform.now(),
        )
        session.add(row)
        session.flush()
        write_audit_entry(session, actor, _act(row), platform.now())
        return _submission(row)


def _act(row: ReportSubmissionRow) -> Act:
    detail = {
        "report": row.report_code,
        "period": row.period,
        "agency": row.agency_code,
        "version": row.version,
        "sha256": row.content_hash,
    }
    return Act("submit_report", "report_submission", str(row.id), detail)


def _check(platform: Platform, scope: Scope, plan: ReportPlan) -> None:
    directory = platform.directory()
    if plan.report.rows.each in LISTS:
        raise ReportRequestError(
            f"{plan.report.name} là danh sách, không gửi đi được. Chọn một báo cáo có số liệu tổng hợp."
        )
    if plan.query.as_of < plan.period.ends_at:
        raise ReportRequestError(
            f"{plan.period.name} chưa kết thúc (đến hết ngày {plan.period.end:%d/%m/%Y}). Gửi báo cáo sau ngày đó."
        )
    if not directory.knows(plan.agency):
        raise ReportRequestError("Mỗi lần gửi báo cáo cho đúng một đơn vị. Chọn một đơn vị rồi gửi lại.")
    hidden = [code for code in directory.below(plan.agency) if not scope.covers(code)]
    if hidden:
        raise ReportRequestError(
            f"Số liệu của {plan.agency_name} còn gồm các đơn vị ngoài phạm vi của tài khoản. "
            "Chọn đơn vị của mình, hoặc dùng tài khoản được lập báo cáo toàn tỉnh."
        )


def submissions(
    platform: Platform, scope: Scope, *, report: str = "", agency: str = "", limit: int = 100
) -> tuple[Submission, ...]:
    """What was handed in, newest first, of the agencies the scope covers."""
    statement = select(ReportSubmissionRow).order_by(ReportSubmissionRow.id.desc()).limit(limit)
    if report:
        statement = statement.where(ReportSubmissionRow.report_code == report)
    if agency:
        statement = statement.where(ReportSubmissionRow.agency_code == agency)
    with platform.database.read(scope) as session:
        return tuple(
            _submission(row)
            for row in session.scalars(statement)
            if may_see(_definition(platform, row), scope)
        )


def submitted_report(platform: Platform, scope: Scope, submission_id: int) -> SubmittedReport:
    """A submission with its content. Raises SubmissionNotFoundError when there is none in the scope, or its report
    is not shared with the caller.
    """
    with platform.database.read(scope) as session:
        return _opened(platform, _row(platform, session, scope, submission_id))


def compare_submission(platform: Platform, scope: Scope, submission_id: int) -> Comparison:
    """Count a submitted report anew and tell which cells differ."""
    with platform.database.read(scope) as session:
        row = _row(platform, session, scope, submission_id)
        submitted, revision = _opened(platform, row), row.report_revision_id
    report = submitted.result.report
    request = ReportRequest(
        report.code, submitted.submission.period, submitted.submission.agency, submitted.submission.as_of
    )
    plan = plan_report(platform, scope, request, report)
    with platform.database.read(scope) as session:
        now = grouped_result(platform, session, plan)
    in_force = platform.rules.stub("report", report.code, platform.today())
    return Comparison(
        submitted,
        now,
        difference(submitted.result, now),
        in_force is None or in_force.id != revision,
    )


def _definition(platform: Platform, row: ReportSubmissionRow) -> Report:
    """The report as it is shared today; as it was handed in when there is none any more."""
    try:
        return find_report(platform, row.report_code)
    except ReportNotFoundError:
        handed_in: Report = platform.rules.by_id("report", row.report_revision_id)
        return handed_in


def _row(platform: Platform, session: Session, scope: Scope, submission_id: int) -> ReportSubmissionRow:
    row = session.get(ReportSubmissionRow, submission_id)
    if row is None or not may_see(_definition(platform, row), scope):
        raise SubmissionNotFoundError(
            f"Không có báo cáo đã gửi số {submission_id} trong phạm vi của tài khoản."
        )
    return row


def _opened(platform: Platform, row: ReportSubmissionRow) -> SubmittedReport:
    report = platform.rules.by_id("report", row.report_revision_id)
    return SubmittedReport(
        _submission(row),
        thawed_result(report, json.loads(row.content)),
        frozen_hash(row.content) == row.content_hash,
    )


def _submission(row: ReportSubmissionRow) -> Submission:
    return Submission(
        id=row.id,
        report_code=row.report_code,
        report_name=row.report_name,
        period=row.period,
        period_name=row.period_name,
        agency=row.agency_code,
        agency_name=row.agency_name,
        recipient=row.recipient,
        version=row.version,
        as_of=row.as_of,
        content_hash=row.content_hash,
        balanced=row.balanced,
        note=row.note,
        submitted_by=row.submitted_by,
        submitted_by_name=row.submitted_by_name,
        submitted_at=row.submitted_at,
    )
