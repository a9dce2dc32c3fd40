"""The definitions of a kind, each with its newest revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from motcua.kernel.codes import natural_sort_key
from motcua.storage.tables import DefinitionDraftRow, ReferenceRow, RevisionRow


class _Named(msgspec.Struct):
    name: str = ""


_NAMED = msgspec.json.Decoder(_Named)


@dataclass(frozen=True, slots=True)
class DefinitionLine:
    """A definition in a list. ``used_by`` counts the definitions that name it."""

    code: str
    name: str
    number: int
    effective_from: date
    coming: bool
    retired: bool
    drafted: bool
    used_by: int


def definition_lines(session: Session, kind: str, day: date, user: str = "") -> tuple[DefinitionLine, ...]:
    """Every definition of a kind by code. Not for procedures: the catalog has pages of them."""
    newest = (
        select(RevisionRow.code, func.max(RevisionRow.number).label("n"))
        .where(RevisionRow.kind == kind, RevisionRow.agency_code == "")
        .group_by(RevisionRow.code)
        .subquery()
    )
    rows = session.execute(
        select(
            RevisionRow.code,
            RevisionRow.number,
            RevisionRow.effective_from,
            RevisionRow.retired,
            RevisionRow.content,
        ).join(
            newest,
            and_(
                RevisionRow.code == newest.c.code,
                RevisionRow.number == newest.c.n,
                RevisionRow.kind == kind,
                RevisionRow.agency_code == "",
            ),
        )
    ).all()
    drafted, used = _drafted(session, kind, user), _used_by(session, kind)
    lines = [
        DefinitionLine(
            code=row.code,
            name=_NAMED.decode(row.content).name or row.code,
            number=row.number,
            effective_from=row.effective_from,
            coming=row.effective_from > day,
            retired=row.retired,
            drafted=row.code in drafted,
            used_by=used.get(row.code, 0),
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: natural_sort_key(line.code)))


def _drafted(session: Session, kind: str, user: str) -> frozenset[str]:
    rows = session.scalars(
        select(DefinitionDraftRow.code).where(
            DefinitionDraftRow.kind == kind, DefinitionDraftRow.created_by == user
        )
    )
    return frozenset(rows)


def _used_by(session: Session, kind: str) -> dict[str, int]:
    """How many definitions name each of this kind."""
    rows = session.execute(
        select(ReferenceRow.to_code, func.count(ReferenceRow.from_code.distinct()).label("n"))
        .where(ReferenceRow.to_kind == kind)
        .group_by(ReferenceRow.to_code)
    )
    return {row.to_code: row.n for row in rows}


def definition_codes(session: Session, kind: str, most: int = 1_000) -> list[tuple[str, str]]:
    """Code and name of the definitions of a kind, for lists to choose from; at most so many."""
    rows = session.execute(
        select(RevisionRow.code, RevisionRow.content, RevisionRow.retired)
        .where(RevisionRow.kind == kind, RevisionRow.agency_code == "")
        .order_by(RevisionRow.code, RevisionRow.number)
        .limit(3 * most)
    )
    newest = {row.code: None if row.retired else row.content for row in rows}
    named = [(code, _NAMED.decode(content).name) for code, content in newest.items() if content is not None]
    return named[:most]
