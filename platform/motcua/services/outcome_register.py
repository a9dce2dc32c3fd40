"""The book of results of the agencies a person sees, and the results nobody has come for yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from motcua.dossiers.parts import Lifecycle
from motcua.kernel.text import fold
from motcua.services.outcome_check import Standing, standing_of
from motcua.storage.tables import DossierRow, IssuedOutcomeRow

PAGE = 25


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One issued result. ``waiting_since`` is when it was ready, while nobody has come for it."""

    id: int
    number: str
    name: str
    issued_at: datetime
    valid_until: date | None
    standing: Standing
    signer: str
    is_signed: bool
    dossier: str
    applicant: str
    phone: str
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the book, the newest first; ``after`` continues it, 0 at its end."""

    lines: tuple[RegisterLine, ...]
    after: int


def register_page(
    session: Session, today: date, *, query: str = "", uncollected: bool = False, after: int = 0
) -> RegisterPage:
    """A page of the results issued, or of those that still wait for their applicant, the longest first."""
    wanted = select(IssuedOutcomeRow, DossierRow).join(
        DossierRow, DossierRow.id == IssuedOutcomeRow.dossier_id
    )
    if uncollected:
        wanted = wanted.where(
            DossierRow.lifecycle == Lifecycle.DONE.value, IssuedOutcomeRow.state == Standing.VALID.value
        ).order_by(IssuedOutcomeRow.id)
        wanted = wanted.where(IssuedOutcomeRow.id > after)
    else:
        wanted = wanted.order_by(IssuedOutcomeRow.id.desc())
        if after:
            wanted = wanted.where(IssuedOutcomeRow.id < after)
    if text := query.strip():
        folded = f"%{_escaped(fold(text))}%"
        wanted = wanted.where(
            or_(
                IssuedOutcomeRow.number.startswith(text, autoescape=True),
                DossierRow.number == text.upper(),
                DossierRow.applicant_folded.like(folded, escape="\\"),
            )
        )
    rows = session.execute(wanted.limit(PAGE + 1)).all()
    lines = tuple(_line(outcome, dossier, today) for outcome, dossier in rows[:PAGE])
    return RegisterPage(lines, lines[-1].id if len(rows) > PAGE else 0)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _line(outcome: IssuedOutcomeRow, dossier: DossierRow, today: date) -> RegisterLine:
    waits = dossier.lifecycle == Lifecycle.DONE.value
    return RegisterLine(
        id=outcome.id,
        number=outcome.number,
        name=outcome.name,
        issued_at=outcome.issued_at,
        valid_until=outcome.valid_until,
        standing=standing_of(outcome, today),
        signer=outcome.signer_name,
        is_signed=bool(outcome.sha256 and outcome.signatures),
        dossier=dossier.number,
        applicant=dossier.applicant_name,
        phone=dossier.applicant_phone,
        waiting_since=dossier.finished_at if waits else None,
    )
