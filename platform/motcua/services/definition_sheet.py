"""One definition as it stands: its content, where every value comes from, its revisions, who names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.compiler.freezing import thaw
from motcua.compiler.merging import origin_of
from motcua.services.runtime import Platform
from motcua.storage.tables import OfficerRow, ReferenceRow, RevisionRow

LAYER_WORDS: Mapping[str, str] = MappingProxyType(
    {"national": "danh mục quốc gia", "province": "tỉnh", "agency": "cơ quan"}
)


@dataclass(frozen=True, slots=True)
class DefinitionSheet:
    """A revision with its content. ``in_force`` is false for one that only begins later, or is retired."""

    kind: str
    code: str
    agency: str
    revision: RevisionRow
    content: Mapping[str, Any]
    definition: Any
    in_force: bool

    def origin(self, pointer: str) -> str:
        """The layer a value comes from, by pointer of ids."""
        return origin_of(self.revision.origins, pointer)


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision in the history. ``state`` is coming, current or past."""

    id: int
    number: int
    agency: str
    effective_from: date
    published_at: datetime
    publisher: str
    decision_number: str
    note: str
    retired: bool
    state: str


def open_sheet(session: Session, kind: str, code: str, day: date, agency: str = "") -> DefinitionSheet | None:
    """The revision in force on a day, the agency's own first; else the newest one; nothing when there is none."""
    chosen, in_force = None, False
    for owner in dict.fromkeys((agency, "")):
        rows = _revisions(kind, code).where(RevisionRow.agency_code == owner)
        newest = session.scalars(rows.limit(1)).first()
        current = session.scalars(rows.where(RevisionRow.effective_from <= day).limit(1)).first()
        if current is not None:
            chosen, in_force = current, not current.retired
            break
        chosen = chosen or newest
    return None if chosen is None else _sheet(chosen, in_force=in_force)


def newest_sheet(session: Session, kind: str, code: str, agency: str = "") -> DefinitionSheet | None:
    """The newest revision, whatever day it takes effect: what an editor changes."""
    row = session.scalars(_revisions(kind, code).where(RevisionRow.agency_code == agency).limit(1)).first()
    return None if row is None else _sheet(row, in_force=not row.retired)


def sheet_of(session: Session, kind: str, code: str, number: int, agency: str = "") -> DefinitionSheet | None:
    """One revision by its number."""
    row = session.scalars(
        _revisions(kind, code).where(RevisionRow.agency_code == agency, RevisionRow.number == number)
    ).first()
    return None if row is None else _sheet(row, in_force=False)


def _revisions(kind: str, code: str) -> Any:
    return (
        select(RevisionRow)
        .where(RevisionRow.kind == kind, RevisionRow.code == code)
        .order_by(RevisionRow.number.desc())
    )


def _sheet(row: RevisionRow, *, in_force: bool) -> DefinitionSheet:
    content = msgspec.json.decode(row.content)
    return DefinitionSheet(
        row.kind, row.code, row.agency_code, row, content, thaw(row.kind, content), in_force
    )


def revision_lines(session: Session, kind: str, code: str, day: date) -> tuple[RevisionLine, ...]:
    """Every revision, the newest first; those of agencies after those for all."""
    rows = session.scalars(
        _revisions(kind, code).order_by(None).order_by(RevisionRow.agency_code, RevisionRow.number.desc())
    ).all()
    names = {
        row.username: row.full_name
        for row in session.execute(
            select(OfficerRow.username, OfficerRow.full_name).where(
                OfficerRow.username.in_({row.published_by for row in rows})
            )
        )
    }
    current: dict[str, int] = {}
    for row in rows:
        if row.effective_from <= day:
            current.setdefault(row.agency_code, row.number)
    return tuple(
        RevisionLine(
            id=row.id,
            number=row.number,
            agency=row.agency_code,
            effective_from=row.effective_from,
            published_at=row.published_at,
            publisher=names.get(row.published_by, row.published_by),
            decision_number=row.decision_number,
            note=row.note,
            retired=row.retired,
            state="coming"
            if row.effective_from > day
            else "current"
            if current.get(row.agency_code) == row.number
            else "past",
        )
        for row in rows
    )


def referrer_count(session: Session, kind: str, code: str, from_kind: str = "procedure") -> int:
    """How many definitions of a kind name this one."""
    return (
        session.scalar(
            select(func.count(ReferenceRow.from_code.distinct())).where(
                ReferenceRow.to_kind == kind,
                ReferenceRow.to_code == code,
                ReferenceRow.from_kind == from_kind,
            )
        )
        or 0
    )


def referrers(session: Session, kind: str, code: str, most: int = 50) -> tuple[tuple[str, str], ...]:
    """Kind and code of definitions that name this one, at most so many."""
    rows = session.execute(
        select(ReferenceRow.from_kind, ReferenceRow.from_code)
        .where(ReferenceRow.to_kind == kind, ReferenceRow.to_code == code)
        .distinct()
        .order_by(ReferenceRow.from_kind, ReferenceRow.from_code)
        .limit(most)
    )
    return tuple((row.from_kind, row.from_code) for row in rows)


def origin_words(platform: Platform, origin: str) -> str:
    """Where a value comes from, in words: `danh mục quốc gia`, `tỉnh`, `mẫu chung thủ tục hộ tịch cấp xã`."""
    kind, _, code = origin.partition(":")
    if not code:
        return LAYER_WORDS.get(origin, origin)
    try:
        name = platform.rules.definition(kind, code, platform.today()).name
    except LookupError:
        name = code
    if kind != "baseline":
        return f"định nghĩa chung “{name}”"
    for prefix in ("Nền chung ", "Nền "):
        if name.startswith(prefix):
            return f"mẫu chung {name.removeprefix(prefix)}"
    return f"mẫu chung “{name}”"
