"""Work lists: pages of open steps or dossiers as a screen definition describes them, by keyset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, Subquery, false, func, select, tuple_, union_all
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.screen import Scope as ListScope
from motcua.definitions.screen import Screen
from motcua.dossiers.actor import Actor
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.remaining import ClockState, remaining
from motcua.services.cursors import CursorError, decode_cursor, encode_cursor
from motcua.services.dossier_log import NO_DUE
from motcua.services.list_conditions import (
    FINISHED,
    PAUSED,
    Frame,
    filter_condition,
    scope_conditions,
    scope_parts,
)
from motcua.storage.search import dossier_matches
from motcua.storage.tables import DossierRow, WorkItemRow

COUNT_CAP = 1_000
MAX_PAGE = 200
_PAUSED_WORDS = {
    Lifecycle.WAITING_SUPPLEMENT: "dừng, chờ bổ sung",
    Lifecycle.WAITING_PAYMENT: "dừng, chờ nghĩa vụ tài chính",
    Lifecycle.SUSPENDED: "tạm dừng",
}

__all__ = [
    "CursorError",
    "ListQuery",
    "ListRow",
    "Page",
    "clock_chip",
    "count_filters",
    "count_lists",
    "has_more_than",
    "list_page",
]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a person asks of a list: search text, chosen filters, where the last page ended, page size."""

    text: str = ""
    filters: tuple[str, ...] = ()
    cursor: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list."""

    number: str
    clock_kind: str
    clock_words: str
    due_at: datetime | None
    applicant: str
    procedure_code: str
    procedure: str
    field_of_work: str
    waiting: str
    note: str
    channel: str
    received_at: datetime
    step: str
    step_kind: str
    step_due_at: datetime | None
    assignee: str
    agency: str
    lifecycle: str
    official_status: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; ``next_cursor`` is empty on the last one."""

    rows: tuple[ListRow, ...]
    next_cursor: str


def list_page(
    session: Session, screen: Screen, actor: Actor, directory: Directory, now: datetime, query: ListQuery
) -> Page:
    """One page of a screen. The session's scope already limits the rows to the actor's agencies."""
    frame = Frame(actor, now, directory)
    table: Any = _table(screen)
    size = min(query.size or screen.page_size, MAX_PAGE)
    columns = _sort(screen, table)
    descending = screen.sort == "newest"
    ordered = [column.desc() for column in columns] if descending else list(columns)
    beyond: list[ColumnElement[bool]] = []
    if query.cursor:
        at, row_id = decode_cursor(query.cursor)
        mark = tuple_(*columns)
        beyond = [mark < (at, row_id) if descending else mark > (at, row_id)]
    matching = _matching(session, screen, frame, query)
    if len(matching) == 1:
        statement = select(table).where(*matching[0], *beyond)
    else:
        tops = (
            select(table.id).where(*part, *beyond).order_by(*ordered).limit(size + 1) for part in matching
        )
        statement = select(table).where(table.id.in_(select(_together(tops).c.id)))
    found = session.scalars(statement.order_by(*ordered).limit(size + 1)).all()
    rows = found[:size]
    cursor = ""
    if len(found) > size:
        last = rows[-1]
        cursor = encode_cursor(getattr(last, columns[0].key), last.id)
    return Page(tuple(_row(row, frame) for row in rows), cursor)


def count_filters(
    session: Session, screen: Screen, actor: Actor, directory: Directory, now: datetime
) -> dict[str, int]:
    """How many rows each counter of the screen has, ``all`` for the whole list; no more than 1,000 are counted."""
    wanted: dict[str, tuple[Screen, tuple[str, ...]]] = {"all": (screen, ())}
    wanted |= {counter.id: (screen, (counter.filter,)) for counter in screen.counters if counter.filter}
    return _counts(session, wanted, Frame(actor, now, directory))


def count_lists(
    session: Session, screens: Sequence[Screen], actor: Actor, directory: Directory, now: datetime
) -> dict[str, int]:
    """How many rows each of several lists has, by their codes; no more than 1,000 are counted."""
    wanted: dict[str, tuple[Screen, tuple[str, ...]]] = {screen.code: (screen, ()) for screen in screens}
    return _counts(session, wanted, Frame(actor, now, directory))


def has_more_than(
    session: Session,
    screen: Screen,
    actor: Actor,
    directory: Directory,
    now: datetime,
    asked: tuple[ListQuery, int],
) -> bool:
    """Whether a list with these filters has more rows than so many."""
    query, most = asked
    parts = _matching(session, screen, Frame(actor, now, directory), query)
    capped = _together(select(_table(screen).id).where(*part).limit(most + 1) for part in parts)
    return (session.scalar(select(func.count()).select_from(capped)) or 0) > most


def _counts(
    session: Session, wanted: Mapping[str, tuple[Screen, tuple[str, ...]]], frame: Frame
) -> dict[str, int]:
    """All counts in one statement."""
    if not wanted:
        return {}
    columns = []
    for screen, filters in wanted.values():
        parts = _matching(session, screen, frame, ListQuery(filters=filters))
        capped = _together(select(_table(screen).id).where(*part).limit(COUNT_CAP) for part in parts)
        columns.append(select(func.count()).select_from(capped).scalar_subquery())
    row = session.execute(select(*columns)).one()
    return {name: min(count, COUNT_CAP) for name, count in zip(wanted, row, strict=True)}


def _together(limited: Iterable[Select[Any]]) -> Subquery:
    """Several limited selects as one; SQLite wants each of them wrapped."""
    parts = [one.subquery() for one in limited]
    return parts[0] if len(parts) == 1 else union_all(*(select(part) for part in parts)).subquery()


def _table(screen: Screen) -> type[WorkItemRow | DossierRow]:
    by_step = bool(screen.step_kinds) or screen.scope in (ListScope.MINE, ListScope.POSITION)
    return WorkItemRow if by_step else DossierRow


def _sort(screen: Screen, table: Any) -> tuple[Any, Any]:
    return (table.due_at if screen.sort == "due" and table is WorkItemRow else table.received_at, table.id)


def _matching(
    session: Session, screen: Screen, frame: Frame, query: ListQuery
) -> tuple[tuple[ColumnElement[bool], ...], ...]:
    """The conditions of a list, once for each part of its rows; the few a search may find are one part."""
    table = _table(screen)
    conditions: list[ColumnElement[bool]] = []
    if screen.step_kinds and table is WorkItemRow:
        conditions.append(WorkItemRow.step_kind.in_(screen.step_kinds))
    if screen.states:
        conditions.append(table.lifecycle.in_(screen.states))
    conditions.extend(
        filter_condition(name, table, frame) for name in (screen.filter, *query.filters) if name
    )
    if query.text.strip():
        found = dossier_matches(session, query.text)
        if found is None:
            conditions.append(false())
        else:
            conditions.append(found.of_steps() if table is WorkItemRow else found.of_dossiers())
        if found is None or found.few:
            return ((*scope_conditions(screen, table, frame), *conditions),)
    return tuple((*part, *conditions) for part in scope_parts(screen, table, frame))


@dataclass(frozen=True, slots=True)
class ClockChip:
    """A clock as lists show it: kind ``ok``, ``soon``, ``late``, ``wait`` or ``idle``, and its words."""

    kind: str
    words: str


def clock_chip(
    lifecycle: Lifecycle, due_at: datetime | None, frame_now: datetime, directory: Directory, agency: str
) -> ClockChip:
    """The words and colour of a dossier's clock."""
    if lifecycle in PAUSED:
        return ClockChip("wait", _PAUSED_WORDS[lifecycle])
    if lifecycle is Lifecycle.SUBMITTED:
        return ClockChip("idle", "chờ tiếp nhận")
    if lifecycle in FINISHED:
        return ClockChip("idle", "xong")
    if due_at is None or due_at == NO_DUE:
        return ClockChip("idle", "chưa có hạn")
    left = remaining(directory.calendar_of(agency), frame_now, due_at)
    return ClockChip(
        {ClockState.OK: "ok", ClockState.SOON: "soon", ClockState.LATE: "late"}[left.kind], left.words
    )


def _row(row: Any, frame: Frame) -> ListRow:
    is_step = isinstance(row, WorkItemRow)
    lifecycle = Lifecycle(row.lifecycle)
    due_at = row.due_at if row.due_at != NO_DUE else None
    agency = row.agency_code
    chip = clock_chip(lifecycle, due_at, frame.now, frame.directory, agency)
    waiting, step, step_kind, step_due, assignee, note = "", "", "", None, "", ""
    if is_step:
        waiting, step, step_kind = row.step_name, row.step, row.step_kind
        step_due, assignee, note = row.step_due_at, row.assignee, row.what
    else:
        open_steps = msgspec.to_builtins(row.state).get("active") or ()
        if open_steps:
            step, step_kind = str(open_steps[0]["step"]), str(open_steps[0]["kind"])
            assignee = str(open_steps[0].get("assignee", ""))
        waiting = lifecycle.name_in_vietnamese
    return ListRow(
        number=row.number,
        clock_kind=chip.kind,
        clock_words=chip.words,
        due_at=due_at,
        applicant=row.applicant_name,
        procedure_code=row.procedure_code,
        procedure=row.procedure_name,
        field_of_work=row.field_of_work,
        waiting=waiting,
        note=note,
        channel=row.channel,
        received_at=row.received_at,
        step=step,
        step_kind=step_kind,
        step_due_at=step_due,
        assignee=assignee,
        agency=agency,
        lifecycle=lifecycle.value,
        official_status=row.official_status,
    )
