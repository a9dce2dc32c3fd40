"""Officers as a staff list wants them, and as they stand: kept before it changes them, put back when it is undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from motcua.kernel.text import fold
from motcua.services.catalog_rows import chunks
from motcua.storage.accounts import USER
from motcua.storage.tables import HoldingRow, OfficerRow

FIELDS = ("full_name", "agency_code", "unit", "title", "email", "active")


@dataclass(slots=True)
class PlannedOfficer:
    """One person of the list with every position the list gives. ``password`` is set when the account is new."""

    username: str
    full_name: str
    agency: str
    unit: str = ""
    title: str = ""
    email: str = ""
    active: bool = True
    is_new: bool = True
    holdings: dict[tuple[str, str, str], tuple[date | None, date | None]] = field(default_factory=dict)
    password: str = ""


def officers_as_they_are(session: Session, usernames: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The officers of these user names with their positions; those that do not exist are left out."""
    found: dict[str, dict[str, Any]] = {}
    for part in chunks(usernames):
        rows = session.scalars(select(OfficerRow).where(OfficerRow.username.in_(part))).all()
        names = {row.id: row.username for row in rows}
        for row in rows:
            found[row.username] = {name: getattr(row, name) for name in FIELDS} | {"holdings": []}
        holdings = session.scalars(
            select(HoldingRow).where(HoldingRow.officer_id.in_(names)).order_by(HoldingRow.id)
        )
        for held in holdings:
            days = [day.isoformat() if day else "" for day in (held.starts, held.ends)]
            found[names[held.officer_id]]["holdings"].append(
                [held.position, held.agency_code, held.unit, *days]
            )
    return found


def put_back(session: Session, officer: OfficerRow, kept: Mapping[str, Any]) -> None:
    """Make an officer again what :func:`officers_as_they_are` told."""
    for name in FIELDS:
        setattr(officer, name, kept[name])
    officer.name_folded = fold(officer.full_name)
    session.execute(update(USER).where(USER.c.id == officer.user_id).values(active=officer.active))
    wanted = {(position, agency, unit): days for position, agency, unit, *days in kept["holdings"]}
    for row in session.scalars(select(HoldingRow).where(HoldingRow.officer_id == officer.id)).all():
        days = wanted.get((row.position, row.agency_code, row.unit))
        if days is None:
            session.execute(delete(HoldingRow).where(HoldingRow.id == row.id))
        else:
            row.starts, row.ends = (date.fromisoformat(day) if day else None for day in days)
