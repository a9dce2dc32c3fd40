"""The imports there were, for those who may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from motcua.dossiers.actor import Actor
from motcua.services.import_runs import KINDS, TAKEN, may_see
from motcua.storage.tables import ImportRunRow, OfficerRow

PROGRAMS: Mapping[str, str] = MappingProxyType({"cli": "dòng lệnh", "motcua": "hệ thống"})


@dataclass(frozen=True, slots=True)
class RunLine:
    """An import in the history."""

    row: ImportRunRow
    starter: str


def history(
    session: Session, actor: Actor, kinds: Collection[str] = KINDS, limit: int = 50
) -> tuple[RunLine, ...]:
    """Imports the actor may see, the newest first; those tried and then taken in appear once, as taken in."""
    found = session.scalars(
        select(ImportRunRow)
        .where(ImportRunRow.kind.in_(sorted(kinds)), ImportRunRow.state != TAKEN)
        .order_by(ImportRunRow.id.desc())
        .limit(4 * limit)
        .options(defer(ImportRunRow.plan))
    )
    rows = [row for row in found if may_see(actor, row)][:limit]
    names: Mapping[str, str] = {
        found.username: found.full_name
        for found in session.execute(
            select(OfficerRow.username, OfficerRow.full_name).where(
                OfficerRow.username.in_({row.started_by for row in rows})
            )
        )
    }
    return tuple(
        RunLine(row, names.get(row.started_by) or PROGRAMS.get(row.started_by, row.started_by))
        for row in rows
    )
