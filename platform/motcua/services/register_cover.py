"""The cover of a register book: whose book it is, which volume, opened and closed when, how many pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.definitions.register import Register
from motcua.kernel.clock import VIETNAM
from motcua.kernel.date_words import date_words
from motcua.services.list_papers import ListOnPaper
from motcua.storage.tables import IssuedOutcomeRow

ROLE = "register_cover"
LINES_A_PAGE = 20
MOST_PAGES = 9_999


@dataclass(frozen=True, slots=True)
class Volume:
    """One year of an agency's register; `pages` as they were counted, 0 to have them reckoned from the entries."""

    register: Register
    agency: str
    year: int
    number: str = "01"
    pages: int = 0


def register_cover(session: Session, volume: Volume, now: datetime, officer: str) -> ListOnPaper:
    """What the cover says. A volume is opened with its first entry and closed with the year, or left open."""
    begins = datetime.combine(date(volume.year, 1, 1), time.min, VIETNAM)
    ends = datetime.combine(date(volume.year + 1, 1, 1), time.min, VIETNAM)
    within = (
        IssuedOutcomeRow.agency_code == volume.agency,
        IssuedOutcomeRow.outcome_code.in_(volume.register.fed_by),
        IssuedOutcomeRow.issued_at >= begins,
        IssuedOutcomeRow.issued_at < ends,
    )
    count, first, last = session.execute(
        select(func.count(), func.min(IssuedOutcomeRow.id), func.max(IssuedOutcomeRow.id)).where(*within)
    ).one()
    entries = {
        row.id: row
        for row in session.scalars(
            select(IssuedOutcomeRow).where(IssuedOutcomeRow.id.in_({first, last} - {None}))
        )
    }
    closed = f"Khóa sổ ngày {date_words(date(volume.year, 12, 31))}" if now >= ends else "Chưa khóa sổ"
    opened = date_words(entries[first].issued_at.date()) if entries else "…"
    head = {
        "title": volume.register.name,
        "number": f"{volume.number}/{volume.year}",
        "period": f"Mở sổ ngày {opened}. {closed}.",
        "note": f"Từ số {entries[first].number} đến số {entries[last].number}" if entries else "",
        "count": int(count),
        "pages": volume.pages or -(-int(count) // LINES_A_PAGE),
    }
    return ListOnPaper(ROLE, volume.agency, now, head, (), officer)
