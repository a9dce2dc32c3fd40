"""Sends reports by e-mail on their schedules: due once, counted for each scope, handed to the outbox in one go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.report_schedule import ReportSchedule
from motcua.kernel.clock import VIETNAM
from motcua.kernel.date_words import date_words, time_words
from motcua.reporting.cell_words import cell_text
from motcua.reporting.charts import column_names
from motcua.reporting.periods import (
    Period,
    PeriodKind,
    PeriodRules,
    period_by_rule,
    period_with,
    previous_period,
)
from motcua.reporting.result import ReportResult
from motcua.services.access import ForbiddenError, scope_of
from motcua.services.officers import load_identity
from motcua.services.outbox import MESSAGES
from motcua.services.report_exports import FOLDER
from motcua.services.report_files import MEDIA_TYPES, FileFormat, report_file
from motcua.services.report_plans import (
    ReportNotFoundError,
    ReportRequest,
    ReportRequestError,
    current_rules,
)
from motcua.services.reporting import Export, run_report, write_workbook
from motcua.services.runtime import Platform
from motcua.storage.accounts import USER, role_ids, roles_of
from motcua.storage.scope import Scope
from motcua.storage.tables import OutboxRow

LATEST = timedelta(days=2)
"""A report that could not be sent for so long after its time is not sent any more."""
_MAKES_REPORTS = frozenset({"can_report", "can_report_all"})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a report: the address, whose figures, and for which agency."""

    address: str
    scope: Scope
    agency: str = ""


@dataclass(frozen=True, slots=True)
class _Made:
    """A report made for one scope: the words of the letter and the files it carries."""

    subject: str
    text: str
    files: tuple[dict[str, str], ...]


def mail_reports(platform: Platform) -> str:
    """Send every report that is due and was not sent yet; says how many letters. May run twice."""
    platform.rules.refresh()
    schedules: Sequence[ReportSchedule] = platform.rules.every("report_schedule", platform.today())
    sent, problems = 0, []
    for schedule in schedules:
        due = due_moment(schedule, platform.now(), current_rules(platform))
        if not _is_open(platform, schedule, due):
            continue
        try:
            sent += _send(platform, schedule, due)
        except (ReportNotFoundError, ReportRequestError, ForbiddenError) as error:
            problems.append(f"{schedule.code}: {error}")
    return " ".join([f"Chuyển {sent} thư báo cáo.", *problems])


def due_moment(schedule: ReportSchedule, now: datetime, rules: PeriodRules) -> datetime:
    """The last time up to now at which the schedule was due."""
    local = now.astimezone(VIETNAM)
    period = period_with(PeriodKind(schedule.every), local.date(), rules)
    due = _due_in(schedule, period)
    return due if due <= local else _due_in(schedule, previous_period(period, rules))


def _due_in(schedule: ReportSchedule, period: Period) -> datetime:
    hour, _, minute = schedule.at.partition(":")
    day = min(period.start + timedelta(days=schedule.day - 1), period.end)
    return datetime.combine(day, time(int(hour), int(minute)), VIETNAM)


def _key(schedule: ReportSchedule, due: datetime) -> str:
    return f"report:{schedule.code}:{due:%Y%m%d%H%M}"


def _is_open(platform: Platform, schedule: ReportSchedule, due: datetime) -> bool:
    """Whether it is due, not too long ago, under a revision of the day, and nothing of it was sent."""
    stub = platform.rules.stub("report_schedule", schedule.code, platform.today())
    if platform.now() - due > LATEST or stub is None or due.date() < stub.effective_from:
        return False
    prefix = f"{_key(schedule, due)}:"
    with platform.database.read() as session:
        return session.scalar(select(OutboxRow.id).where(OutboxRow.key.startswith(prefix)).limit(1)) is None


def _send(platform: Platform, schedule: ReportSchedule, due: datetime) -> int:
    with platform.database.read() as session:
        people = list(recipients(platform, session, schedule))
    made: dict[tuple[Scope, str], _Made | None] = {}
    rows = []
    for one in people:
        # the same figures for everybody who may see the same agencies
        group = (replace(one.scope, reason=""), one.agency)
        if group not in made:
            made[group] = _make(platform, schedule, due, one)
        if letter := made[group]:
            rows.append(_row(platform, schedule, due, one, letter))
    with platform.database.write() as session:
        session.add_all(rows)
    return len(rows)


def _row(
    platform: Platform, schedule: ReportSchedule, due: datetime, one: Recipient, letter: _Made
) -> OutboxRow:
    digest = hashlib.sha256(one.address.lower().encode()).hexdigest()[:16]
    return OutboxRow(
        topic=f"{MESSAGES}email",
        key=f"{_key(schedule, due)}:{digest}",
        payload={
            "to": one.address,
            "subject": letter.subject,
            "text": letter.text,
            "notice": f"report:{schedule.code}",
            "files": list(letter.files),
        },
        created_at=platform.now(),
        available_at=platform.now(),
    )


def recipients(platform: Platform, session: Session, schedule: ReportSchedule) -> Iterator[Recipient]:
    """Everybody a schedule names, each address once: officers by role with what they may see, then addresses."""
    known = role_ids(session)
    wanted = [known[name] for name in schedule.roles if name in known]
    seen: set[str] = set()
    users = session.execute(
        select(USER.c.id, USER.c.email).where(USER.c.active.is_(True)).order_by(USER.c.id)
    )
    for user_id, email in users.all() if wanted else ():
        held = set(session.scalars(select(roles_of(user_id))))
        if not email or email.lower() in seen or held.isdisjoint(wanted):
            continue
        identity = load_identity(session, user_id)
        if identity is None or not identity.permissions & _MAKES_REPORTS:
            continue
        seen.add(email.lower())
        yield Recipient(email, scope_of(identity.actor(platform.now())))
    for address in schedule.emails:
        if address.lower() not in seen:
            seen.add(address.lower())
            scope = Scope.everything(f"lịch gửi {schedule.code}")
            yield Recipient(address, scope, schedule.agency)


def _make(platform: Platform, schedule: ReportSchedule, due: datetime, one: Recipient) -> _Made | None:
    """The letter for one scope; None when the report is not shared with it."""
    period = period_by_rule(schedule.period, due.date(), current_rules(platform))
    request = ReportRequest(schedule.report, period.text, one.agency, due)
    try:
        result = run_report(platform, one.scope, request, 1)
    except ForbiddenError:
        return None
    text = _text(schedule, result)
    digest = hashlib.sha256(f"{sorted(one.scope.agencies or ())}|{one.agency}".encode()).hexdigest()[:12]
    folder = Path(FOLDER) / f"{schedule.code}-{due:%Y%m%d%H%M}-{digest}"
    place = platform.settings.file_folder / folder
    place.mkdir(parents=True, exist_ok=True)
    files = tuple(_file(platform, one.scope, request, place, FileFormat(form)) for form in schedule.formats)
    return _Made(f"{result.report.name}, {period.name}", text, files)


def _file(
    platform: Platform, scope: Scope, request: ReportRequest, place: Path, form: FileFormat
) -> dict[str, str]:
    name = f"{request.code}-{request.period.replace('..', '-')}.{form.value}"
    if form is FileFormat.XLSX:
        write_workbook(platform, scope, request, place / name, Export())
    else:
        (place / name).write_bytes(report_file(platform, scope, request, form).data)
    path = (place / name).relative_to(platform.settings.file_folder)
    return {"name": name, "path": str(path), "media_type": MEDIA_TYPES[form]}


def _text(schedule: ReportSchedule, result: ReportResult) -> str:
    """The letter: what it is, for whom, and the row of totals in words."""
    as_of = f"{time_words(result.as_of)} ngày {date_words(result.as_of)}"
    lines = [schedule.message] if schedule.message else []
    lines += [
        result.report.title,
        f"Kỳ báo cáo: {result.period.name} (từ {date_words(result.period.start)} đến {date_words(result.period.end)})",
        f"Đơn vị: {result.agency_name}",
        f"Số liệu lấy tại: {as_of}",
        "",
    ]
    columns = [column for column in result.report.columns if not column.value]
    if result.total is not None:
        names = [", ".join(column_names([column])) for column in columns]
        cells = [result.total.cells.get(column.id) for column in columns]
        lines += [
            f"{name}: {cell_text(value, 'decimal' if isinstance(value, float) else 'number') or 'chưa có'}"
            for name, value in zip(names, cells, strict=True)
        ]
    lines += ["", "Thư này được gửi tự động theo lịch gửi báo cáo."]
    return "\n".join(lines)
