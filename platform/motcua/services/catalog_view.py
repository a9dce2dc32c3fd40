"""Pages and facets of the catalog of procedures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from motcua.kernel.text import fold
from motcua.services.cursors import CursorError, decode_text_cursor, encode_cursor
from motcua.services.runtime import Platform
from motcua.storage.search import text_matches
from motcua.storage.tables import CatalogEntryRow

PAGE = 50


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """What is looked for; empty parts do not limit. ``public`` leaves out what the province does not offer."""

    text: str = ""
    field_of_work: str = ""
    level: str = ""
    health: str = ""
    agency: str = ""
    source: str = ""
    cursor: str = ""
    public: bool = False
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """A page in the order of codes, and how many there are in all."""

    rows: tuple[CatalogEntryRow, ...]
    next_cursor: str
    total: int


def catalog_page(platform: Platform, query: CatalogQuery) -> CatalogPage:
    """A page of the catalog. Raises ``CursorError`` for a foreign cursor."""
    with platform.database.read() as session:
        conditions = _conditions(query)
        statement = select(CatalogEntryRow).where(*conditions)
        total = session.scalar(select(func.count()).select_from(CatalogEntryRow).where(*conditions)) or 0
        if query.cursor:
            code, _row_id = decode_text_cursor(query.cursor)
            if not code:
                raise CursorError("Con trỏ trang không đúng. Mở lại danh sách từ trang đầu.")
            statement = statement.where(CatalogEntryRow.code > code)
        found = session.scalars(statement.order_by(CatalogEntryRow.code).limit(query.size + 1)).all()
    rows = tuple(found[: query.size])
    cursor = encode_cursor(rows[-1].code, rows[-1].id) if len(found) > query.size else ""
    return CatalogPage(rows, cursor, total)


def _conditions(query: CatalogQuery) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.text.strip():
        found = text_matches(CatalogEntryRow.search_text, query.text)
        wanted = CatalogEntryRow.code == query.text.strip()
        conditions.append(
            wanted if found is None else (found | CatalogEntryRow.code.contains(query.text.strip()))
        )
    if query.field_of_work:
        conditions.append(CatalogEntryRow.field_folded == fold(query.field_of_work))
    if query.level:
        conditions.append(CatalogEntryRow.levels.contains(query.level, autoescape=True))
    if query.health:
        conditions.append(CatalogEntryRow.health == query.health)
    if query.source:
        conditions.append(CatalogEntryRow.source == query.source)
    if query.agency:
        conditions.append(CatalogEntryRow.issuing_agency.contains(query.agency, autoescape=True))
    if query.public:
        conditions.append(CatalogEntryRow.retired.is_(False))
        conditions.append(CatalogEntryRow.outside_competence.is_(False))
    return conditions


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a facet with how many procedures have it."""

    value: str
    count: int


def facets(session: Session) -> dict[str, tuple[Facet, ...]]:
    """Counts by field of work, health, source and issuing agency; the most frequent first."""
    made: dict[str, tuple[Facet, ...]] = {}
    for name in ("field_of_work", "health", "source", "issuing_agency"):
        column = getattr(CatalogEntryRow, name)
        rows = session.execute(
            select(column, func.count()).group_by(column).order_by(func.count().desc(), column)
        )
        made[name] = tuple(Facet(str(value), count) for value, count in rows if value)
    levels: dict[str, int] = {}
    for text, count in session.execute(
        select(CatalogEntryRow.levels, func.count()).group_by(CatalogEntryRow.levels)
    ):
        for level in filter(None, text.split(",")):
            levels[level] = levels.get(level, 0) + count
    made["level"] = tuple(Facet(level, count) for level, count in sorted(levels.items()))
    return made
