"""Results nobody has come for: who is to be reminded, and when again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from motcua.dossiers.parts import Lifecycle
from motcua.kernel.clock import in_vietnam
from motcua.services.outcome_check import Standing
from motcua.storage.tables import DossierRow, IssuedOutcomeRow

AGAIN_AFTER = timedelta(days=10)
"""How long a result waits before its applicant is reminded, and reminded again."""
MOST_REMINDERS = 3


@dataclass(frozen=True, slots=True)
class Watched:
    """A dossier with a date that may call for a reminder. ``policy`` is the revision of its clock rules."""

    dossier_id: int
    number: str
    agency: str
    due_at: datetime
    policy: int = 0


def waiting_results(session: Session, now: datetime) -> Iterator[Watched]:
    """Dossiers whose valid result waits at the counter for the applicant, with the moment a reminder falls due.

    The moment moves on by the same span each time, so that each span brings one reminder, a few in all.
    """
    valid = exists().where(
        IssuedOutcomeRow.dossier_id == DossierRow.id, IssuedOutcomeRow.state == Standing.VALID.value
    )
    rows = session.execute(
        select(
            DossierRow.id, DossierRow.number, DossierRow.agency_code, DossierRow.finished_at, DossierRow.state
        )
        .where(
            DossierRow.lifecycle == Lifecycle.DONE.value,
            DossierRow.finished_at <= now - AGAIN_AFTER,
            DossierRow.finished_at > now - AGAIN_AFTER * (MOST_REMINDERS + 1),
            valid,
        )
        .order_by(DossierRow.id)
    )
    for row_id, number, agency, finished_at, state in rows:
        if (state or {}).get("delivery"):
            continue  # on its way by post or ready online: nobody is asked to come
        spans = (now - in_vietnam(finished_at)) // AGAIN_AFTER
        yield Watched(row_id, number, agency, in_vietnam(finished_at) + AGAIN_AFTER * spans)
