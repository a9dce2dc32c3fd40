"""What a person chose about a work list: which columns, in which order, and filters saved under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.runtime import Platform
from motcua.storage.insertion import insert_missing
from motcua.storage.tables import ListChoiceRow

COLUMNS, FILTER = "columns", "filter"
MOST_FILTERS = 12
LONGEST_NAME = 60


class ChoiceRefusedError(ValueError):
    """A choice cannot be kept; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter by its name: the counter chosen and the words searched for."""

    name: str
    counter: str
    text: str


@dataclass(frozen=True, slots=True)
class ListChoices:
    """The values of the columns chosen (none: as the list defines them) and the saved filters by name."""

    columns: tuple[str, ...] = ()
    filters: tuple[SavedFilter, ...] = ()


def choices_of(session: Session, user: str, screen: str) -> ListChoices:
    """What a person chose about a list."""
    rows = session.execute(
        select(ListChoiceRow.kind, ListChoiceRow.name, ListChoiceRow.value)
        .where(ListChoiceRow.username == user, ListChoiceRow.screen == screen)
        .order_by(ListChoiceRow.name)
    )
    columns: tuple[str, ...] = ()
    filters = []
    for kind, name, value in rows:
        if kind == COLUMNS:
            columns = tuple(str(one) for one in value)
        else:
            filters.append(SavedFilter(name, str(value.get("counter", "")), str(value.get("text", ""))))
    return ListChoices(columns, tuple(filters))


def choose_columns(platform: Platform, actor: Actor, screen: str, columns: Sequence[str]) -> None:
    """Keep which columns a person wants; none goes back to the list's own."""
    _keep(platform, actor, screen, (COLUMNS, ""), list(dict.fromkeys(columns)))


def save_filter(platform: Platform, actor: Actor, screen: str, saved: SavedFilter) -> None:
    """Keep a filter under a name, replacing one of that name. Raises :class:`ChoiceRefusedError`."""
    name = " ".join(saved.name.split())[:LONGEST_NAME]
    if not name:
        raise ChoiceRefusedError("Chưa đặt tên bộ lọc. Ghi tên ngắn, ví dụ “Hộ tịch quá hạn”.")
    if not saved.counter and not saved.text:
        raise ChoiceRefusedError("Chưa có gì để lưu. Chọn một nhóm hoặc gõ từ tìm rồi lưu.")
    with platform.database.read() as session:
        known = choices_of(session, actor.user, screen).filters
    if len(known) >= MOST_FILTERS and name not in {one.name for one in known}:
        raise ChoiceRefusedError(f"Đã có {MOST_FILTERS} bộ lọc. Bỏ bớt một bộ rồi lưu.")
    _keep(platform, actor, screen, (FILTER, name), {"counter": saved.counter, "text": saved.text})


def drop_filter(platform: Platform, actor: Actor, screen: str, name: str) -> None:
    """Throw a saved filter away."""
    with platform.database.write() as session:
        session.execute(
            delete(ListChoiceRow).where(
                ListChoiceRow.username == actor.user,
                ListChoiceRow.screen == screen,
                ListChoiceRow.kind == FILTER,
                ListChoiceRow.name == name,
            )
        )


def _keep(
    platform: Platform,
    actor: Actor,
    screen: str,
    key: tuple[str, str],
    value: Sequence[str] | Mapping[str, str],
) -> None:
    kind, name = key
    now = platform.now()
    values = {
        "username": actor.user,
        "screen": screen,
        "kind": kind,
        "name": name,
        "value": value,
        "updated_at": now,
    }
    with platform.database.write() as session:
        if insert_missing(session, ListChoiceRow, values):
            return
        row = session.scalars(
            select(ListChoiceRow).where(
                ListChoiceRow.username == actor.user,
                ListChoiceRow.screen == screen,
                ListChoiceRow.kind == kind,
                ListChoiceRow.name == name,
            )
        ).one()
        row.value, row.updated_at = value, now
