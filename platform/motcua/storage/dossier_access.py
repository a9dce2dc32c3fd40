"""Finds a dossier within a session's scope, and reads what belongs to one that was found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from motcua.storage.own_rows import find_rows
from motcua.storage.scope import (
    OutsideScopeError,
    Scope,
    ScopeMissingError,
    bind_scope,
    has_loaded,
    scope_of,
)
from motcua.storage.tables import DossierAccessRow, DossierRow


@contextmanager
def within_dossier(session: Session, dossier: DossierRow) -> Iterator[None]:
    """Read the rows of a dossier that this session could load within its scope, without asking anew for each table.

    Only statements for that dossier's own rows belong in here. Raises OutsideScopeError for any other dossier.
    """
    if not has_loaded(session, dossier.id):
        raise OutsideScopeError(f"dossier {dossier.id} was not loaded by this session")
    with _unlimited(session, "hồ sơ đã nạp trong phạm vi"):
        yield


@contextmanager
def _unlimited(session: Session, reason: str) -> Iterator[None]:
    """Reads without conditions; nothing is flushed meanwhile, so that writes keep being checked."""
    kept = scope_of(session)
    with session.no_autoflush:
        bind_scope(session, Scope.everything(reason))
        try:
            yield
        finally:
            bind_scope(session, kept)


def load_dossier(session: Session, number: str, *, lock: bool = False) -> DossierRow | None:
    """The dossier with this number, nothing when there is none within the session's scope.

    The same rule as the condition of `visible`, asked of one row: that is four times as fast as asking the database.
    """
    scope = scope_of(session)
    if scope is None:
        raise ScopeMissingError("dossier: the session has no scope")
    found = find_rows(session, DossierRow, "number", number, lock=lock)
    if not found or not _may_be_seen(session, scope, found[0]):
        return None
    row = found[0]
    known = session.identity_map.get(identity_key(DossierRow, row.id))
    if known is not None:
        if lock or known.version != row.version:
            session.refresh(known)
        return known
    make_transient_to_detached(row)
    session.add(row)
    return row


def _may_be_seen(session: Session, scope: Scope, row: DossierRow) -> bool:
    if scope.covers(row.agency_code) or scope.covers(row.competent_agency):
        return True
    shown = find_rows(session, DossierAccessRow, "dossier_id", row.id)
    return any(scope.covers(access.agency_code) for access in shown)
