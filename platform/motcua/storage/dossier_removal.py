"""Takes dossiers out of the database with everything that hangs on them: only for an import that is undone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from motcua.storage.declaration import Base
from motcua.storage.tables import (
    ChildDossierRow,
    DossierAccessRow,
    DossierAgencyChangeRow,
    DossierDocumentRow,
    DossierEventRow,
    DossierFileRow,
    DossierListItemRow,
    DossierRow,
    FeeLineRow,
    InAppNoticeRow,
    IssuedOutcomeRow,
    IssuedPaperRow,
    NoticeDeliveryRow,
    OutboxRow,
    PaymentRow,
    ReminderRow,
    SurveyAnswerRow,
    WorkItemRow,
)

OWN: tuple[type[Base], ...] = (
    WorkItemRow,
    InAppNoticeRow,
    ReminderRow,
    OutboxRow,
    NoticeDeliveryRow,
    SurveyAnswerRow,
    DossierListItemRow,
    ChildDossierRow,
    IssuedPaperRow,
    IssuedOutcomeRow,
    DossierFileRow,
    PaymentRow,
    FeeLineRow,
    DossierDocumentRow,
    DossierAgencyChangeRow,
    DossierEventRow,
    DossierAccessRow,
)
"""Every table whose rows belong to one dossier; `dossier_id` names it."""


def remove_dossiers(session: Session, ids: Sequence[int]) -> None:
    """Remove them, log and all, in the caller's transaction. Whoever calls must know that nothing depends on them."""
    for table in OWN:
        session.execute(
            delete(table)
            .where(table.__table__.c.dossier_id.in_(ids))
            .execution_options(synchronize_session=False)
        )
    session.execute(
        delete(DossierRow).where(DossierRow.id.in_(ids)).execution_options(synchronize_session=False)
    )
