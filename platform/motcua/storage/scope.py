"""Agency scope: a session sees and changes the rows of its agencies only, and nothing without a scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import ClauseElement, ColumnElement, FromClause, TextClause, event, exists, inspect, or_
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import AliasedReturnsRows

from motcua.storage.declaration import Base
from motcua.storage.tables import (
    ChildDossierRow,
    CustomerRow,
    DossierAccessRow,
    DossierAgencyChangeRow,
    DossierDocumentRow,
    DossierEventRow,
    DossierFileRow,
    DossierListItemRow,
    DossierListRow,
    DossierRow,
    FeeLineRow,
    FileUploadRow,
    IntakeDraftRow,
    IssuedOutcomeRow,
    IssuedPaperRow,
    NoticeDeliveryRow,
    PaymentRow,
    ReportSubmissionRow,
    StatedFigureRow,
    SurveyAnswerRow,
    WorkItemRow,
)

OF_A_DOSSIER: tuple[type[Base], ...] = (
    DossierEventRow,
    DossierDocumentRow,
    FeeLineRow,
    PaymentRow,
    IssuedPaperRow,
    IssuedOutcomeRow,
    DossierFileRow,
    NoticeDeliveryRow,
    DossierAccessRow,
    DossierAgencyChangeRow,
    SurveyAnswerRow,
    ChildDossierRow,
)
OF_AN_AGENCY: tuple[type[Base], ...] = (
    IntakeDraftRow,
    CustomerRow,
    ReportSubmissionRow,
    StatedFigureRow,
    FileUploadRow,
)
BETWEEN_AGENCIES: tuple[type[Base], ...] = (WorkItemRow, DossierListRow, DossierListItemRow)
SCOPED: frozenset[type[Base]] = frozenset({DossierRow, *BETWEEN_AGENCIES, *OF_A_DOSSIER, *OF_AN_AGENCY})
ROW_OF_TABLE: MappingProxyType[str, type[Base]] = MappingProxyType({row.__tablename__: row for row in SCOPED})
SCOPED_TABLES: frozenset[str] = frozenset(ROW_OF_TABLE)


WORDS = re.compile(r"[a-z_]+")


class ScopeMissingError(RuntimeError):
    """A table of agencies was touched by a session without a scope."""


class OutsideScopeError(PermissionError):
    """A row of another agency was to be written."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The agencies whose rows may be touched (`None` = all), and why.

    `roles` are those of the account that asks, by which reports are shared; `None` when the platform itself asks.
    """

    agencies: frozenset[str] | None
    reason: str
    roles: frozenset[str] | None = None

    @classmethod
    def of(cls, agencies: Iterable[str], reason: str) -> Scope:
        """The rows of these agencies; no agency means no rows."""
        return cls(frozenset(agencies), reason)

    @classmethod
    def everything(cls, reason: str) -> Scope:
        """Every row of the province; the reason says by which right."""
        return cls(None, reason)

    @property
    def is_everything(self) -> bool:
        """Whether no row is hidden."""
        return self.agencies is None

    def covers(self, agency_code: str) -> bool:
        """Whether rows of this agency may be touched."""
        return self.agencies is None or agency_code in self.agencies


class ScopedSession(Session):
    """A session whose statements and flushes are held to the scope bound to it."""


def bind_scope(session: Session, scope: Scope | None) -> None:
    """Hold everything the session does from now on to the scope."""
    session.info["scope"] = scope


def scope_of(session: Session) -> Scope | None:
    """The scope bound to the session."""
    scope = session.info.get("scope")
    return scope if isinstance(scope, Scope) else None


def visible(row: Any, agencies: frozenset[str]) -> ColumnElement[bool]:
    """The condition under which rows of this class may be touched by the agencies."""
    codes = sorted(agencies)
    own = _one_of(row.agency_code, codes)
    if row is DossierRow:
        return or_(own, _one_of(DossierRow.competent_agency, codes), _shown_to(DossierRow.id, codes))
    if row in BETWEEN_AGENCIES:
        return or_(own, _one_of(row.owner_agency, codes))
    if row in OF_A_DOSSIER:
        return or_(own, _of_visible_dossier(row.dossier_id, codes), _shown_to(row.dossier_id, codes))
    return own


def _one_of(column: Any, codes: list[str]) -> ColumnElement[bool]:
    """Membership; most officers belong to one agency, and an equality is cheaper to put together and to plan."""
    found: ColumnElement[bool] = column == codes[0] if len(codes) == 1 else column.in_(codes)
    return found


def _shown_to(dossier_id: Any, codes: list[str]) -> ColumnElement[bool]:
    access = DossierAccessRow.metadata.tables["dossier_access"].alias()
    return exists().where(access.c.dossier_id == dossier_id, _one_of(access.c.agency_code, codes))


def _of_visible_dossier(dossier_id: Any, codes: list[str]) -> ColumnElement[bool]:
    dossier = DossierRow.metadata.tables["dossier"].alias()
    return exists().where(
        dossier.c.id == dossier_id,
        or_(_one_of(dossier.c.agency_code, codes), _one_of(dossier.c.competent_agency, codes)),
    )


@lru_cache(maxsize=4096)
def _condition(table: str, agencies: frozenset[str]) -> LoaderCriteriaOption:
    """The condition of a table as an option of a statement; making one takes a millisecond, so they are kept."""
    row = ROW_OF_TABLE[table]
    return with_loader_criteria(row, visible(row, agencies), include_aliases=True)


@event.listens_for(ScopedSession, "do_orm_execute")
def _limit_statement(state: ORMExecuteState) -> None:
    """Add the scope's condition to whatever the statement reads, updates or deletes."""
    if state.is_column_load or state.is_relationship_load:
        return
    scope = scope_of(state.session)
    if scope is not None and scope.agencies is None:
        return
    touched = _scoped_tables(state)
    if not touched:
        return
    names = ", ".join(sorted(touched))
    if scope is None or scope.agencies is None:
        raise ScopeMissingError(f"{names}: the session has no scope")
    if not state.is_orm_statement:
        raise ScopeMissingError(f"{names}: bare table in a scoped session; select the mapped columns instead")
    if state.is_insert:
        _check_bulk_insert(state)
        return
    state.statement = state.statement.options(
        *(_condition(table, scope.agencies) for table in sorted(touched))
    )


def _scoped_tables(state: ORMExecuteState) -> AbstractSet[str]:
    """The tables of agencies a statement mentions anywhere: columns, joins, subqueries, words of bare SQL."""
    if isinstance(state.statement, TextClause):
        return SCOPED_TABLES.intersection(WORDS.findall(state.statement.text.lower()))
    mapped = {mapper.class_.__tablename__ for mapper in state.all_mappers if mapper.class_ in SCOPED}
    statement = cast("ClauseElement", state.statement)
    key = statement._generate_cache_key()  # noqa: SLF001 — memoized; what SQLAlchemy itself tells statements apart by
    if key is None:
        return mapped | scoped_tables_within(statement)
    return mapped | _tables_of_shape(_Shape(key.key, statement))


class _Shape:
    """A statement as far as it can be told from others; two of one shape differ in their parameters only."""

    __slots__ = ("_hash", "key", "statement")

    def __init__(self, key: Any, statement: ClauseElement) -> None:
        self.key = key
        self.statement = statement
        self._hash = hash(key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shape) and self.key == other.key


@lru_cache(maxsize=2048)
def _tables_of_shape(shape: _Shape) -> frozenset[str]:
    """Walking a statement takes a quarter of a millisecond, and the same few hundred come again and again."""
    return scoped_tables_within(shape.statement)


def scoped_tables_within(statement: ClauseElement) -> frozenset[str]:
    """The tables of agencies a statement mentions anywhere."""
    found: set[str] = set()
    for part in visitors.iterate(statement):
        if isinstance(part, TextClause):
            found.update(SCOPED_TABLES.intersection(WORDS.findall(part.text.lower())))
            continue
        table: Any = part if isinstance(part, FromClause) else getattr(part, "table", None)
        while isinstance(table, AliasedReturnsRows):
            table = table.element
        name = getattr(table, "name", None)
        if name in SCOPED_TABLES:
            found.add(name)
    return frozenset(found)


def _check_bulk_insert(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if mapper is None or mapper.class_ not in SCOPED:
        return
    rows: Any = state.parameters
    for values in rows if isinstance(rows, list | tuple) else [rows or {}]:
        check_written(state.session, mapper.class_, values)


@event.listens_for(ScopedSession, "before_flush")
def _check_flush(session: Session, context: Any, instances: Any) -> None:
    """Refuse to write rows of another agency, unless they belong to a dossier this session was allowed to load."""
    del context, instances
    scope = scope_of(session)
    if scope is not None and scope.is_everything:
        return
    for instance in (*session.new, *session.deleted):
        if type(instance) in SCOPED:
            check_written(session, type(instance), instance.__dict__)
    for instance in session.dirty:
        if type(instance) in SCOPED and "agency_code" in inspect(instance).committed_state:
            check_written(session, type(instance), {"agency_code": instance.agency_code})


def check_written(session: Session, row: type[Base], values: Mapping[str, Any]) -> None:
    """Raise OutsideScopeError when a row with these values must not be stored by the session."""
    scope = scope_of(session)
    if scope is None:
        raise ScopeMissingError(f"{row.__tablename__}: the session has no scope")
    if any(scope.covers(values.get(key, "")) for key in ("agency_code", "owner_agency")):
        return
    if row is not DossierRow and has_loaded(session, values.get("dossier_id")):
        return
    raise OutsideScopeError(
        f"{row.__tablename__}: agency {values.get('agency_code') or '?'} is outside the scope ({scope.reason})"
    )


def has_loaded(session: Session, row_id: Any, kind: type[Base] = DossierRow) -> bool:
    """Whether the session holds this dossier (or other row), which it could only load within its scope."""
    return row_id is not None and identity_key(kind, row_id) in session.identity_map
