"""What taking a table in means: the plan of an import of organization, staff, codes, days, offers or past dossiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.orm import Session

from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_rows import TableRow
from motcua.compiler.edits import Act, Edit, EditError, apply_edit, child_shape
from motcua.compiler.shapes import ANYTHING
from motcua.compiler.spans import plain_data, read_spans
from motcua.compiler.text_edits import document_shape, edit_text
from motcua.compiler.value_text import as_text
from motcua.definitions.import_mapping import ImportMapping, ImportSubject
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Place, Problem
from motcua.services.editing import EditTarget, standing_text
from motcua.services.import_changes import Action
from motcua.services.import_watch import UNWATCHED, Watch
from motcua.services.runtime import Platform

FEW = 25
"""Up to so many changes of a definition are written one by one, each leaving everything around it as it was."""


class Standing(StrEnum):
    """How a row stands to what is here."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class TableLine:
    """One row of a table beside what is here; ``changes`` says in Vietnamese what becomes different."""

    key: str
    name: str
    standing: Standing
    place: Place
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableOrder:
    """What to take in and how: ``into`` is the definition or agency that takes the rows, where the kind needs one.

    ``subject`` says what the rows are when the layout alone does not.
    """

    file: str
    into: str = ""
    subject: ImportSubject | None = None
    effective_from: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Looking:
    """What a plan may look at."""

    platform: Platform
    session: Session
    order: TableOrder
    mapping: ImportMapping
    watch: Watch = UNWATCHED

    @property
    def into(self) -> str:
        """What takes the rows: as ordered, else as the mapping says."""
        return self.order.into.strip() or self.mapping.into


@dataclass(slots=True)
class TablePlan:
    """What taking a table in would do. ``edits`` are changes of definitions; ``data`` is what a kind keeps for itself.

    Rows of ``rejected`` have a problem and are left out; everything else can be taken in, unless ``blocked`` says that
    what the definitions would become has errors.
    """

    lines: list[TableLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rejected: int = 0
    edits: dict[EditTarget, list[Edit]] = field(default_factory=dict)
    beginnings: dict[EditTarget, Mapping[str, Any]] = field(default_factory=dict)
    data: list[Any] = field(default_factory=list)
    blocked: bool = False

    def count(self, standing: Standing) -> int:
        """How many rows stand so."""
        return sum(line.standing is standing for line in self.lines)

    def reject(self, problem: Problem) -> None:
        """Leave a row out."""
        self.problems.append(problem)
        self.rejected += 1

    def keep(self, row: TableRow, key: str, name: str, changes: Sequence[str], *, is_new: bool) -> None:
        """Note a row with what it changes."""
        standing = Standing.ADDED if is_new else Standing.CHANGED if changes else Standing.UNCHANGED
        self.lines.append(TableLine(key, name, standing, row.place, () if is_new else tuple(changes)))

    def edit(self, target: EditTarget, path: tuple[str, ...], value: Any) -> None:
        """Change a definition."""
        self.edits.setdefault(target, []).append(Edit(Act.SET, path, value))


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes a plan in, under which import."""

    platform: Platform
    actor: Actor
    order: TableOrder
    import_run: int


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What an import did to one thing, under its key, and what stood there before: enough to put it back.

    ``release`` is the release that brought it, for definitions.
    """

    key: str
    name: str
    action: Action
    before: Mapping[str, Any]
    release: int | None = None


class ImportKind(Protocol):
    """One kind of table: how its rows are planned, and how the plan is carried out."""

    def plan(self, looking: Looking, rows: Sequence[TableRow]) -> TablePlan:
        """What taking the rows in would do; nothing is changed."""

    def parts(self, plan: TablePlan) -> Sequence[Sequence[Any]]:
        """What is stored together, each part in one transaction: a part stands whole or not at all."""

    def take(
        self, session: Session, taking: Taking, plan: TablePlan, part: Sequence[Any]
    ) -> Sequence[TakenRow]:
        """Store one part in the caller's transaction. Rows that stand here already are left as they are."""


def texts_of(session: Session, plan: TablePlan) -> dict[EditTarget, str]:
    """The texts of the definitions a plan changes, as they would be; comments and order of what stands are kept.

    Raises ValueError, in Vietnamese, when a standing text cannot be changed so.
    """
    texts: dict[EditTarget, str] = {}
    for target, edits in plan.edits.items():
        text = standing_text(session, target)
        # what is laid over another definition has a reason, what is new has a name
        first = "reason" if text.startswith("kind: overlay") else "name"
        begin = [
            Edit(Act.SET, (name,), value)
            for name, value in plan.beginnings.get(target, {}).items()
            if name == first
        ]
        try:
            texts[target] = edit_text(
                text, [*begin, *(edits if len(edits) <= FEW else gathered(text, edits))]
            )
        except EditError as error:
            raise ValueError(f"Không ghi được vào {target.kind} “{target.code}”: {error}") from error
    return texts


def gathered(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Many changes of entries as one change of each list, which is written anew once."""
    data = plain_data(read_spans(text)) or {}
    shape = document_shape(data)
    lists: dict[str, dict[str, Any]] = {}
    plain: list[Edit] = []
    for edit in edits:
        name = edit.path[0]
        within = child_shape(shape, name)
        if len(edit.path) < 2 or not within.key:
            plain.append(edit)
            continue
        if name not in lists:
            lists[name] = {str(one.get(within.key, "")): one for one in data.get(name) or ()}
        entries, key = lists[name], edit.path[1]
        if len(edit.path) == 2:
            entries[key] = as_text(edit.value)
            continue
        old = entries.get(key, {within.key: key})
        entries[key] = apply_edit(
            old, Edit(edit.act, edit.path[2:], edit.value, edit.before), within.items or ANYTHING
        )
    return [*plain, *(Edit(Act.SET, (name,), list(entries.values())) for name, entries in lists.items())]


def each_once(rows: Sequence[TableRow], plan: TablePlan, column: str, what: str) -> list[TableRow]:
    """The rows whose key stands for the first time; the others are rejected, with the cell of the first."""
    first: dict[str, TableRow] = {}
    for row in rows:
        key = str(row.values.get(column, ""))
        before = first.setdefault(key, row)
        if before is not row:
            place = before.at(column)
            plan.reject(
                table_problem("TAB-005", row.at(column), what, key, f"{place.sheet}!{place.cell}".strip("!"))
            )
    return list(first.values())


def change_words(name: str, old: Any, new: Any) -> str:
    """A changed value in words."""
    return f"{name}: {old or '(trống)'} → {new or '(trống)'}"
