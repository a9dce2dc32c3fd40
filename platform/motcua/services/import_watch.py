"""Who watches a long import: hears how far it is, and may call it off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session


class ImportLostError(RuntimeError):
    """The import was called off or taken up by another worker; nothing of this one may be stored."""


def _say_nothing(done: int, total: int | None, message: str) -> None:
    del done, total, message


def _may_store(session: Session) -> bool:
    del session
    return True


@dataclass(frozen=True, slots=True)
class Watch:
    """`progress(done, total, message)` is told between two pieces of work, never while something is being written, and
    may raise to end the import. `may_store(session)` is asked within the transaction that stores.
    """

    progress: Callable[[int, int | None, str], None] = _say_nothing
    may_store: Callable[[Session], bool] = _may_store

    def must_be_mine(self, session: Session) -> None:
        """Raise :class:`ImportLostError` unless the import may still be stored."""
        if not self.may_store(session):
            raise ImportLostError("Lần nhập đã được dừng.")


UNWATCHED = Watch()
