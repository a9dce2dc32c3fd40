"""Papers that need not be handed in again: results issued before, and files of the same person's earlier dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.procedure import DocumentRequirement, Procedure
from motcua.dossiers.actor import Actor
from motcua.dossiers.record_parts import FileSource, PaperFile
from motcua.kernel.due_clock import last_day
from motcua.kernel.time_limit import TimeLimit
from motcua.services.access import scope_of
from motcua.services.file_scanning import ScanState
from motcua.services.outcome_check import Standing, standing_of
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierFileRow, DossierRow, IssuedOutcomeRow, StoredFileRow

MOST_HELD = 5
SERVED = tuple(one.value for one in ScanState if one.is_served)
OTHER_AGENCIES = Scope.everything("tái sử dụng kết quả đã cấp cho chính người nộp")


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A paper already held: ``key`` names it in a request, ``origin`` says where it is from."""

    key: str
    paper: str
    name: str
    origin: str
    issued_on: date
    valid_until: date | None
    file_name: str
    sha256: str
    media_type: str
    size: int

    def as_file(self, consent: str) -> PaperFile:
        """The paper put to its line again, with the words of who agreed to it."""
        return PaperFile(
            self.paper,
            self.sha256,
            self.file_name,
            self.media_type,
            self.size,
            FileSource.REUSED,
            self.origin,
            consent,
        )


def identity_of(applicant: Mapping[str, Any]) -> str:
    """The number by which the same person is known again; empty when none is given."""
    return str(applicant.get("identity_number") or applicant.get("tax_code") or "").strip()


def find_held(
    platform: Platform, actor: Actor, procedure: Procedure, identity: str
) -> Mapping[str, Sequence[HeldPaper]]:
    """What is held of a person for the lines of a checklist that allow it, the newest first; nothing without identity.

    Results are found whichever agency issued them, files of earlier dossiers only among those the actor may see.
    """
    lines = [line for line in procedure.checklist if line.reusable is not None]
    if not identity or not lines:
        return {}
    today = platform.today()
    found: dict[str, list[HeldPaper]] = {}
    with platform.database.read(OTHER_AGENCIES) as session:
        for line in lines:
            found.setdefault(line.id, []).extend(_outcomes(session, line, identity, today))
    with platform.database.read(scope_of(actor)) as session:
        for line in lines:
            found[line.id].extend(_files(session, line, procedure.code, identity, today))
    return {line: some[:MOST_HELD] for line, some in found.items() if some}


def _outcomes(session: Session, line: DocumentRequirement, identity: str, today: date) -> Iterator[HeldPaper]:
    wanted = line.reusable.outcomes if line.reusable else ()
    rows = session.execute(
        select(IssuedOutcomeRow, DossierFileRow, StoredFileRow)
        .join(
            DossierFileRow,
            (DossierFileRow.dossier_id == IssuedOutcomeRow.dossier_id)
            & (DossierFileRow.sha256 == IssuedOutcomeRow.sha256)
            & (DossierFileRow.dropped == ""),
        )
        .join(StoredFileRow, StoredFileRow.id == DossierFileRow.file_id)
        .where(
            IssuedOutcomeRow.holder_identity == identity,
            IssuedOutcomeRow.outcome_code.in_(wanted),
            StoredFileRow.scan_state.in_(SERVED),
        )
        .order_by(IssuedOutcomeRow.issued_at.desc())
    )
    for outcome, kept, stored in rows:
        until = _until(line, outcome.issued_at.date(), outcome.valid_until)
        if standing_of(outcome, today) is not Standing.VALID or (until is not None and until < today):
            continue
        yield HeldPaper(
            f"outcome:{outcome.verify_code or outcome.number}",
            line.id,
            outcome.name,
            f"{outcome.name} số {outcome.number}",
            outcome.issued_at.date(),
            until,
            kept.file_name,
            stored.sha256,
            stored.media_type,
            stored.size,
        )


def _files(
    session: Session, line: DocumentRequirement, procedure: str, identity: str, today: date
) -> Iterator[HeldPaper]:
    """Files of the same line of the same procedure, handed in by the same person while the paper still holds."""
    rows = session.execute(
        select(DossierRow.number, DossierFileRow, StoredFileRow)
        .join(DossierRow, DossierRow.id == DossierFileRow.dossier_id)
        .join(StoredFileRow, StoredFileRow.id == DossierFileRow.file_id)
        .where(
            DossierRow.applicant_identity == identity,
            DossierRow.procedure_code == procedure,
            DossierFileRow.requirement_id == line.id,
            DossierFileRow.dropped == "",
            DossierFileRow.source != FileSource.REUSED.value,
            StoredFileRow.scan_state.in_(SERVED),
        )
        .order_by(DossierFileRow.added_at.desc())
        .limit(MOST_HELD)
    )
    for number, kept, stored in rows:
        until = _until(line, kept.added_at.date(), None)
        if until is not None and until < today:
            continue
        yield HeldPaper(
            f"file:{number}:{stored.sha256}",
            line.id,
            line.name,
            f"hồ sơ {number}",
            kept.added_at.date(),
            until,
            kept.file_name,
            stored.sha256,
            stored.media_type,
            stored.size,
        )


def _until(line: DocumentRequirement, issued_on: date, own: date | None) -> date | None:
    """The last day the paper may be used again: its own, and the one the procedure sets, whichever comes first."""
    text = line.reusable.valid_for if line.reusable else ""
    limit = last_day(issued_on, TimeLimit.parse(text)) if text else None
    days = [one for one in (own, limit) if one is not None]
    return min(days) if days else None
