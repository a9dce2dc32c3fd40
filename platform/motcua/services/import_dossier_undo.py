"""Takes past dossiers out again while nobody worked on them and no report that was handed in counts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.import_dependents import Dependent
from motcua.services.runtime import Platform
from motcua.storage.dossier_removal import remove_dossiers
from motcua.storage.tables import (
    ChildDossierRow,
    DossierAgencyChangeRow,
    DossierFileRow,
    DossierListItemRow,
    DossierRow,
    ImportChangeRow,
    ImportRunRow,
    IssuedPaperRow,
    NoticeDeliveryRow,
    PaymentRow,
    ReportSubmissionRow,
    SurveyAnswerRow,
)

MOST_NAMED = 50
Speaking = (
    type[DossierListItemRow]
    | type[SurveyAnswerRow]
    | type[NoticeDeliveryRow]
    | type[PaymentRow]
    | type[IssuedPaperRow]
    | type[DossierFileRow]
    | type[DossierAgencyChangeRow]
)
SIGNS: tuple[tuple[Speaking, str], ...] = (
    (DossierListItemRow, "nằm trong danh sách bàn giao"),
    (SurveyAnswerRow, "đã có phiếu đánh giá"),
    (NoticeDeliveryRow, "đã gửi thông báo cho người nộp"),
    (PaymentRow, "đã có khoản thu"),
    (IssuedPaperRow, "đã in giấy tờ"),
    (DossierFileRow, "đã có tệp đính kèm"),
    (DossierAgencyChangeRow, "đã chuyển cơ quan khi sắp xếp"),
)


class DossierUndo:
    """The undo of the kind of table whose rows are dossiers."""

    at_once = False

    def dependents(self, session: Session, row: ImportRunRow) -> Sequence[Dependent]:
        """Dossiers somebody acted on since, or that something else speaks of; reports that count them."""
        return (*_worked_on(session, row), *_spoken_of(session, row), *_reported(session, row))

    def give_back(
        self, session: Session, platform: Platform, actor: Actor, rows: Sequence[ImportChangeRow]
    ) -> None:
        """Remove them with their logs; the audit log keeps that they were here."""
        del platform, actor
        numbers = [row.code for row in rows]
        ids = session.scalars(select(DossierRow.id).where(DossierRow.number.in_(numbers))).all()
        remove_dossiers(session, ids)


def _mine(row: ImportRunRow) -> Select[str]:
    return select(ImportChangeRow.code).where(ImportChangeRow.import_run_id == row.id)


def _worked_on(session: Session, row: ImportRunRow) -> Iterator[Dependent]:
    since = datetime.fromisoformat(str(row.summary["since"]))
    numbers = session.scalars(
        select(DossierRow.number)
        .join(ImportChangeRow, ImportChangeRow.code == DossierRow.number)
        .where(ImportChangeRow.import_run_id == row.id, DossierRow.last_event_at >= since)
        .limit(MOST_NAMED)
    )
    for number in numbers:
        yield Dependent(number, "đã được xử lý sau khi nhập")


def _spoken_of(session: Session, row: ImportRunRow) -> Iterator[Dependent]:
    for table, why in SIGNS:
        numbers = session.scalars(
            select(DossierRow.number)
            .join(table, table.dossier_id == DossierRow.id)
            .join(ImportChangeRow, ImportChangeRow.code == DossierRow.number)
            .where(ImportChangeRow.import_run_id == row.id)
            .distinct()
            .limit(MOST_NAMED)
        )
        for number in numbers:
            yield Dependent(number, why)
    children = session.scalars(
        select(ChildDossierRow.parent_number)
        .where(ChildDossierRow.parent_number.in_(_mine(row)))
        .limit(MOST_NAMED)
    )
    for number in children:
        yield Dependent(number, "đã có hồ sơ con")


def _reported(session: Session, row: ImportRunRow) -> Iterator[Dependent]:
    first = session.scalar(select(func.min(DossierRow.received_at)).where(DossierRow.number.in_(_mine(row))))
    since = datetime.fromisoformat(str(row.summary["since"]))
    reports = session.scalars(
        select(ReportSubmissionRow)
        .where(ReportSubmissionRow.submitted_at >= since, ReportSubmissionRow.as_of >= first)
        .order_by(ReportSubmissionRow.id)
        .limit(MOST_NAMED)
    )
    for report in reports if first else ():
        yield Dependent(
            f"{report.report_code} {report.period_name}",
            f"báo cáo của {report.agency_name} nộp sau khi nhập có thể đã đếm các hồ sơ này",
        )
