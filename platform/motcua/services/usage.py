"""Who uses a definition: other definitions that stand, and dossiers under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.compiler.kinds import kind_words
from motcua.dossiers.parts import Lifecycle
from motcua.services.publishing import newest_revisions
from motcua.storage.tables import DossierRow, ReferenceRow

ENDED = tuple(state.value for state in Lifecycle if state.is_end)
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Usage:
    """What names a definition, by kind and code."""

    referrers: tuple[tuple[str, str], ...] = ()

    @property
    def is_needed(self) -> bool:
        """Whether other definitions would break without it; dossiers keep their own revision."""
        return bool(self.referrers)

    def words(self) -> str:
        """The first few who use it."""
        named = [
            f"{kind_words(kind).rpartition(' (')[0]} {code}" for kind, code in self.referrers[:MOST_NAMED]
        ]
        more = len(self.referrers) - len(named)
        return ", ".join(named) + (f" và {more} định nghĩa nữa" if more > 0 else "")


def usage_of(session: Session, kind: str, code: str) -> Usage:
    """Standing definitions that name this one."""
    named = {
        (row.from_kind, row.from_code)
        for row in session.execute(
            select(ReferenceRow.from_kind, ReferenceRow.from_code)
            .where(ReferenceRow.to_kind == kind, ReferenceRow.to_code == code)
            .distinct()
        )
    } - {(kind, code)}
    newest = newest_revisions(session, {one for one, _code in named}) if named else {}
    live = sorted(key for key in named if (found := newest.get((*key, ""))) is not None and not found.retired)
    return Usage(tuple(live))


def running_dossiers(session: Session, codes: Sequence[str]) -> int:
    """How many dossiers of these procedures are under way, within the session's scope."""
    if not codes:
        return 0
    return (
        session.scalar(
            select(func.count(DossierRow.id)).where(
                DossierRow.procedure_code.in_(codes[:900]), DossierRow.lifecycle.not_in(ENDED)
            )
        )
        or 0
    )
