"""The lists of dossiers an agency made lately, and those on their way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from motcua.storage.tables import DossierListItemRow, DossierListRow

MOST_LISTS = 50


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list as the overview shows it."""

    id: int
    kind: str
    number: str
    from_name: str
    to_name: str
    giver: str
    created_at: datetime
    confirmed_at: datetime | None
    count: int


def lists_of(session: Session, agency: str, *, incoming: bool) -> tuple[ListLine, ...]:
    """The newest lists an agency made, or those made for it that wait to be confirmed."""
    counted = (
        select(func.count()).where(DossierListItemRow.list_id == DossierListRow.id).correlate(DossierListRow)
    ).scalar_subquery()
    statement = select(
        DossierListRow.id,
        DossierListRow.kind,
        DossierListRow.number,
        DossierListRow.from_name,
        DossierListRow.to_name,
        DossierListRow.giver_name,
        DossierListRow.created_at,
        DossierListRow.confirmed_at,
        counted,
    )
    if incoming:
        statement = statement.where(
            DossierListRow.agency_code == agency, DossierListRow.confirmed_at.is_(None)
        )
    else:
        statement = statement.where(
            or_(DossierListRow.owner_agency == agency, DossierListRow.agency_code == agency)
        )
    rows = session.execute(
        statement.order_by(DossierListRow.created_at.desc(), DossierListRow.id.desc()).limit(MOST_LISTS)
    )
    return tuple(ListLine(*row) for row in rows)
