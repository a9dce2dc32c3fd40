"""Pages and facets of the catalog of procedures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from motcua.definitions.procedure import Health
from motcua.kernel.text import fold
from motcua.services.cursors import CursorError, decode_text_cursor, encode_cursor
from motcua.services.runtime import Platform
from motcua.storage.search import text_matches
from motcua.storage.tables import CatalogEntryRow, DefinitionDraftRow, ReviewItemRow

PAGE = 50
BY_CODE = "code"
REVIEW_FIRST = "review"
SORTS = (BY_CODE, REVIEW_FIRST)
NONE_STATED = "none"
"""The value of a facet for rows that state nothing there."""


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """What is looked for; empty parts do not limit. ``public`` leaves out what the province does not offer.

    ``drafts_of`` are the procedures a user has a draft of; ``before`` is the cursor of a page to end in front of.
    """

    text: str = ""
    field_of_work: str = ""
    level: str = ""
    health: str = ""
    agency: str = ""
    source: str = ""
    online: str = ""
    review: str = ""
    drafts_of: str = ""
    sort: str = BY_CODE
    cursor: str = ""
    before: str = ""
    public: bool = False
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """A page in the order asked for, how many there are in all, and how many stand before it."""

    rows: tuple[CatalogEntryRow, ...]
    next_cursor: str
    total: int
    previous_cursor: str = ""
    skipped: int = 0


def catalog_page(platform: Platform, query: CatalogQuery) -> CatalogPage:
    """A page of the catalog. Raises ``CursorError`` for a foreign cursor."""
    with platform.database.read() as session:
        conditions = catalog_conditions(query)
        total = _count(session, conditions)
        if query.before:
            found = _rows(
                session, query, [*conditions, _beside(query, query.before, after=False)], backwards=True
            )
            rows, more_before, more_after = (
                tuple(reversed(found[: query.size])),
                len(found) > query.size,
                True,
            )
        else:
            edge = [_beside(query, query.cursor, after=True)] if query.cursor else []
            found = _rows(session, query, [*conditions, *edge])
            rows, more_before, more_after = (
                tuple(found[: query.size]),
                bool(query.cursor),
                len(found) > query.size,
            )
        if not rows:
            return CatalogPage((), "", total)
        first = _cursor(query, rows[0])
        skipped = _count(session, [*conditions, _beside(query, first, after=False)]) if more_before else 0
    return CatalogPage(
        rows=rows,
        next_cursor=_cursor(query, rows[-1]) if more_after else "",
        total=total,
        previous_cursor=first if more_before else "",
        skipped=skipped,
    )


def _count(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(CatalogEntryRow).where(*conditions)) or 0


def _rows(
    session: Session,
    query: CatalogQuery,
    conditions: Sequence[ColumnElement[bool]],
    *,
    backwards: bool = False,
) -> Sequence[CatalogEntryRow]:
    statement: Select[CatalogEntryRow] = select(CatalogEntryRow).where(*conditions)
    code = CatalogEntryRow.code.desc() if backwards else CatalogEntryRow.code
    if query.sort == REVIEW_FIRST:
        count = CatalogEntryRow.review_count
        statement = statement.order_by(count if backwards else count.desc(), code)
    else:
        statement = statement.order_by(code)
    return session.scalars(statement.limit(query.size + 1)).all()


def _cursor(query: CatalogQuery, row: CatalogEntryRow) -> str:
    return encode_cursor(row.code, row.review_count if query.sort == REVIEW_FIRST else row.id)


def _beside(query: CatalogQuery, cursor: str, *, after: bool) -> ColumnElement[bool]:
    """The rows after or before the one a cursor names."""
    code, count = decode_text_cursor(cursor)
    if not code:
        raise CursorError("Con trỏ trang không đúng. Mở lại danh sách từ trang đầu.")
    beside = CatalogEntryRow.code > code if after else CatalogEntryRow.code < code
    if query.sort != REVIEW_FIRST:
        return beside
    reviews = CatalogEntryRow.review_count
    return or_(reviews < count if after else reviews > count, and_(reviews == count, beside))


def catalog_conditions(query: CatalogQuery) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a query."""
    return tuple(condition for _part, condition in _conditions(query))


def _conditions(query: CatalogQuery) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """Each condition with the part of the query it comes from."""
    if query.text.strip():
        found = text_matches(CatalogEntryRow.search_text, query.text)
        wanted = CatalogEntryRow.code == query.text.strip()
        by_code = CatalogEntryRow.code.contains(query.text.strip(), autoescape=True)
        yield "text", wanted if found is None else (found | by_code)
    if query.field_of_work:
        wanted_field = "" if query.field_of_work == NONE_STATED else fold(query.field_of_work)
        yield "field_of_work", CatalogEntryRow.field_folded == wanted_field
    if query.level:
        yield "level", CatalogEntryRow.levels.contains(query.level, autoescape=True)
    if query.health:
        yield "health", CatalogEntryRow.health == query.health
    if query.source:
        yield "source", CatalogEntryRow.source == query.source
    if query.online:
        yield "online", CatalogEntryRow.online_level == ("" if query.online == NONE_STATED else query.online)
    if query.agency:
        yield (
            "agency",
            CatalogEntryRow.issuing_agency == ("" if query.agency == NONE_STATED else query.agency),
        )
    if query.review:
        yield (
            "review",
            exists().where(
                ReviewItemRow.procedure_code == CatalogEntryRow.code,
                ReviewItemRow.state == "open",
                ReviewItemRow.kind == query.review,
            ),
        )
    if query.drafts_of:
        yield "drafts_of", CatalogEntryRow.code.in_(_draft_codes(query.drafts_of))
    if query.public:
        yield "public", CatalogEntryRow.retired.is_(False)
        yield "public", CatalogEntryRow.health != Health.OUTSIDE.value


def _draft_codes(user: str) -> Select[str]:
    return select(DefinitionDraftRow.code).where(
        DefinitionDraftRow.kind == "procedure", DefinitionDraftRow.created_by == user
    )


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a facet with how many procedures have it."""

    value: str
    count: int


_COLUMNS: Mapping[str, str] = {
    "field_of_work": "field_of_work",
    "health": "health",
    "source": "source",
    "agency": "issuing_agency",
    "online": "online_level",
}


def facets(
    session: Session, query: CatalogQuery | None = None, user: str = ""
) -> dict[str, tuple[Facet, ...]]:
    """Counts by level, field of work, health, source, online service, issuing agency and kind of review item.

    Each facet is counted under every condition of the query but its own; the most frequent value comes first.
    ``drafts`` counts the drafts of ``user``.
    """
    asked = query or CatalogQuery()
    made: dict[str, tuple[Facet, ...]] = {}
    for part, name in _COLUMNS.items():
        column = getattr(CatalogEntryRow, name)
        number = func.count()
        rows = session.execute(
            select(column, number)
            .where(*_others(asked, part))
            .group_by(column)
            .order_by(number.desc(), column)
        )
        made[part] = tuple(Facet(str(value or NONE_STATED), count) for value, count in rows)
    made["level"] = _levels(session, asked)
    number = func.count(CatalogEntryRow.code.distinct())
    rows = session.execute(
        select(ReviewItemRow.kind, number)
        .join(CatalogEntryRow, CatalogEntryRow.code == ReviewItemRow.procedure_code)
        .where(ReviewItemRow.state == "open", *_others(asked, "review"))
        .group_by(ReviewItemRow.kind)
        .order_by(number.desc(), ReviewItemRow.kind)
    )
    made["review"] = tuple(Facet(kind, count) for kind, count in rows)
    if user:
        drafted = [*_others(asked, "drafts_of", "health"), CatalogEntryRow.code.in_(_draft_codes(user))]
        made["drafts"] = (Facet(user, _count(session, drafted)),)
    return made


def _others(query: CatalogQuery, *parts: str) -> list[ColumnElement[bool]]:
    return [condition for part, condition in _conditions(query) if part not in parts]


def _levels(session: Session, query: CatalogQuery) -> tuple[Facet, ...]:
    levels: dict[str, int] = {}
    for text, count in session.execute(
        select(CatalogEntryRow.levels, func.count())
        .where(*_others(query, "level"))
        .group_by(CatalogEntryRow.levels)
    ):
        for level in filter(None, text.split(",")):
            levels[level] = levels.get(level, 0) + count
    return tuple(Facet(level, count) for level, count in sorted(levels.items()))


def without(query: CatalogQuery, *parts: str) -> CatalogQuery:
    """The query without some of its parts, from its first page."""
    blank = CatalogQuery()
    return replace(query, cursor="", before="", **{part: getattr(blank, part) for part in parts})
