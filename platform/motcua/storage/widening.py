"""A wider scope for a moment: what the platform itself does with a dossier beyond the reach of whoever acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from motcua.storage.scope import Scope, ScopeMissingError, bind_scope, scope_of


@contextmanager
def widened(session: Session, reason: str) -> Iterator[None]:
    """Work on every agency's rows within the block, for a reason; what was pending is checked by the old scope.

    Only for what follows from an act by rule, such as a child dossier at another agency. Raises ScopeMissingError
    when the session has no scope of its own.
    """
    kept = scope_of(session)
    if kept is None:
        raise ScopeMissingError("dossier: the session has no scope")
    session.flush()
    bind_scope(session, Scope.everything(reason))
    try:
        yield
        session.flush()
    finally:
        bind_scope(session, kept)
