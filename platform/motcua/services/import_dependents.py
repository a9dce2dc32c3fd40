"""What has come to depend on an import, so that it can no longer simply be undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from motcua.services.import_changes import Action
from motcua.storage.scope import Scope
from motcua.storage.tables import (
    DefinitionDraftRow,
    DossierRow,
    ImportChangeRow,
    ReferenceRow,
    RevisionRow,
)

CHECKING = Scope.everything("kiểm tra trước khi hoàn tác lần nhập danh mục")
MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something of the import that is in use, and how."""

    code: str
    why: str


class StillNeededError(RuntimeError):
    """Something depends on the import; `found` names it."""

    def __init__(self, found: Sequence[Dependent]) -> None:
        super().__init__(
            f"Không hoàn tác được: {len(found)} chỗ của lần nhập này đã được dùng, "
            f"trước hết là {found[0].code} ({found[0].why})."
        )
        self.found = tuple(found)


def dependents(session: Session, run: int, releases: Sequence[int]) -> tuple[Dependent, ...]:
    """Everything that depends on an import; empty when it may be undone. The session must see every dossier."""
    if not releases:
        return ()
    found = (
        *_dossiers(session, releases),
        *_later_revisions(session, run, releases),
        *_drafts(session, run),
        *_references(session, run),
    )
    return tuple(sorted(found, key=lambda one: one.code))


def _codes(run: int, *, added: bool = False) -> Select[str]:
    wanted = select(ImportChangeRow.code).where(
        ImportChangeRow.import_run_id == run, ImportChangeRow.release_id.is_not(None)
    )
    return wanted.where(ImportChangeRow.action == Action.ADDED.value) if added else wanted


def _dossiers(session: Session, releases: Sequence[int]) -> Iterator[Dependent]:
    """Dossiers received under what the import published, ended ones too."""
    rows = session.execute(
        select(DossierRow.procedure_code, func.count(DossierRow.id))
        .join(RevisionRow, RevisionRow.id == DossierRow.procedure_revision_id)
        .where(RevisionRow.release_id.in_(releases))
        .group_by(DossierRow.procedure_code)
        .order_by(DossierRow.procedure_code)
        .limit(MOST_NAMED)
    )
    for code, count in rows:
        yield Dependent(code, f"{count} hồ sơ đã tiếp nhận theo bản của lần nhập này")


def _later_revisions(session: Session, run: int, releases: Sequence[int]) -> Iterator[Dependent]:
    """What was published of the same procedures afterwards: local layers, offers, other imports."""
    rows = session.execute(
        select(RevisionRow.code, RevisionRow.agency_code, RevisionRow.note)
        .where(
            RevisionRow.kind == "procedure",
            RevisionRow.code.in_(_codes(run)),
            RevisionRow.release_id > max(releases),
        )
        .order_by(RevisionRow.code, RevisionRow.number)
        .limit(MOST_NAMED)
    )
    for code, agency, note in rows:
        whose = f"phần riêng của {agency}" if agency else "bản mới hơn"
        yield Dependent(code, f"có {whose} công bố sau đó" + (f" ({note})" if note else ""))


def _drafts(session: Session, run: int) -> Iterator[Dependent]:
    rows = session.execute(
        select(DefinitionDraftRow.code, DefinitionDraftRow.created_by)
        .where(DefinitionDraftRow.kind == "procedure", DefinitionDraftRow.code.in_(_codes(run, added=True)))
        .limit(MOST_NAMED)
    )
    for code, person in rows:
        yield Dependent(code, f"{person} đang có bản nháp")


def _references(session: Session, run: int) -> Iterator[Dependent]:
    added = _codes(run, added=True)
    rows = session.execute(
        select(ReferenceRow.to_code, ReferenceRow.from_kind, ReferenceRow.from_code)
        .where(
            ReferenceRow.to_kind == "procedure",
            ReferenceRow.to_code.in_(added),
            ReferenceRow.from_code.not_in(added),
        )
        .limit(MOST_NAMED)
    )
    for code, kind, other in rows:
        yield Dependent(code, f"{kind} {other} đang dẫn tới")
