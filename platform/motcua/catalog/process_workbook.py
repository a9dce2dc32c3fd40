"""Reads process workbooks of one-stop units: a table of steps and a table of transitions, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from motcua.catalog.import_problems import import_problem
from motcua.kernel.problems import Place, Problem
from motcua.kernel.sheet import Sheet, Workbook, cell_name
from motcua.kernel.text import clean, fold

MOST_HEADER_ROWS = 30
_NUMBERED = re.compile(r"\s*\(?\d+\)?$")

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "procedure": ("tthc", "ma tthc", "gan vao tthc", "ma thu tuc", "thu tuc"),
        "process": ("ten quy trinh", "quy trinh", "ten luong"),
        "alias": ("bi danh", "ma quy trinh", "ky hieu quy trinh"),
        "number": ("id", "stt", "tt", "so thu tu", "buoc so", "ma buoc"),
        "step": (
            "ten form",
            "ten buoc",
            "buoc",
            "buoc xu ly",
            "buoc thuc hien",
            "noi dung cong viec",
            "cong viec",
        ),
        "action": ("ma action", "action", "ten action", "hanh dong", "thao tac", "ten nut"),
        "time": (
            "thoi gian",
            "thoi han",
            "thoi gian xu ly",
            "thoi gian thuc hien",
            "thoi han xu ly",
            "so gio",
            "so ngay",
        ),
        "group": (
            "nhom nguoi dung",
            "vai tro",
            "chuc danh",
            "nguoi thuc hien",
            "nguoi xu ly",
            "doi tuong thuc hien",
        ),
        "unit": ("phong ban", "don vi", "bo phan", "phong chuyen mon", "don vi thuc hien"),
        "from": ("tu form", "tu buoc", "buoc hien tai", "form hien tai", "buoc di"),
        "to": ("den form", "den buoc", "buoc tiep theo", "form tiep theo", "buoc den", "chuyen den"),
    }
)
"""Folded headings by what they mean; a number behind one (Đến Form 2) is left aside."""


@dataclass(frozen=True, slots=True)
class ReadStep:
    """A step as the workbook has it; ``time`` is its text, often a number without unit."""

    number: str
    name: str
    action: str
    time: str
    group: str
    unit: str
    place: Place


@dataclass(frozen=True, slots=True)
class Arrow:
    """A transition by the names of its steps."""

    start: str
    end: str
    place: Place


@dataclass(frozen=True, slots=True)
class ReadProcess:
    """One process of a workbook."""

    name: str
    alias: str
    procedure: str
    steps: tuple[ReadStep, ...]
    arrows: tuple[Arrow, ...]


@dataclass(slots=True)
class ProcessReading:
    """What a workbook holds, and what of it could not be used."""

    processes: tuple[ReadProcess, ...] = ()
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with a header: what each of its columns means."""

    file: str
    sheet: Sheet
    header: int
    columns: Mapping[str, tuple[int, ...]]

    def rows(self) -> Iterator[int]:
        for row in range(self.header + 1, len(self.sheet.rows)):
            if any(map(clean, self.sheet.rows[row])):
                yield row

    def text(self, row: int, meaning: str) -> str:
        found = self.columns.get(meaning)
        return clean(self.sheet.text(row, found[0])) if found else ""

    def place(self, row: int, meaning: str, which: int = 0) -> Place:
        columns = self.columns.get(meaning, (0,))
        return Place(
            self.file, sheet=self.sheet.name, cell=cell_name(row, columns[min(which, len(columns) - 1)])
        )


def read_processes(workbook: Workbook) -> ProcessReading:
    """The processes of a workbook. Rows that make no sense become problems at their cells; nothing is raised."""
    reading = ProcessReading()
    shown = [sheet for sheet in workbook.sheets if not sheet.hidden]
    tables = list(filter(None, (_table(workbook.file, sheet) for sheet in shown)))
    steps = [table for table in tables if "step" in table.columns]
    if not steps:
        reading.problems.append(import_problem("IMP-030", Place(workbook.file)))
        return reading
    arrows = [table for table in tables if "from" in table.columns and "to" in table.columns]
    named = {table.sheet.name: _head_of(table) for table in tables}
    found: dict[str, list[tuple[_Table, int]]] = {}
    for table in steps:
        for row in table.rows():
            name = (
                table.text(row, "process") or named[table.sheet.name].get("process", "") or table.sheet.name
            )
            found.setdefault(name, []).append((table, row))
    processes = []
    for name, rows in found.items():
        made = _steps(rows, reading.problems)
        if made:
            own = _arrows(name, arrows, named, single=len(found) == 1) or list(_inline_arrows(rows))
            _check(made, own, reading.problems)
            first_table, first_row = rows[0]
            head = named[first_table.sheet.name]
            processes.append(
                ReadProcess(
                    name=name,
                    alias=first_table.text(first_row, "alias") or head.get("alias", ""),
                    procedure=first_table.text(first_row, "procedure") or head.get("procedure", ""),
                    steps=tuple(made),
                    arrows=tuple(own) or _in_order(made),
                )
            )
    reading.processes = tuple(processes)
    reading.problems.sort()
    return reading


def _table(file: str, sheet: Sheet) -> _Table | None:
    """The table of a sheet by its best header row; none when nothing is recognized."""
    best: tuple[int, int, dict[str, tuple[int, ...]]] = (1, 0, {})
    for row in range(min(len(sheet.rows), MOST_HEADER_ROWS)):
        columns: dict[str, list[int]] = {}
        for column, text in enumerate(sheet.rows[row]):
            meaning = _meaning(text)
            if meaning:
                columns.setdefault(meaning, []).append(column)
        useful = "step" in columns or ("from" in columns and "to" in columns)
        if useful and len(columns) > best[0]:
            best = (len(columns), row, {name: tuple(found) for name, found in columns.items()})
    return _Table(file, sheet, best[1], best[2]) if best[2] else None


def _meaning(text: str) -> str:
    folded = _NUMBERED.sub("", fold(clean(text)).rstrip(" :"))
    return next((meaning for meaning, words in HEADINGS.items() if folded in words), "")


def _head_of(table: _Table) -> dict[str, str]:
    """Labels and values above the table: `Tên quy trình: …`."""
    head: dict[str, str] = {}
    for row in range(table.header):
        texts = [clean(text) for text in table.sheet.rows[row]]
        for column, text in enumerate(texts):
            label, _colon, inside = text.partition(":")
            meaning = _meaning(label)
            value = clean(inside) or next(filter(None, texts[column + 1 :]), "")
            if meaning in ("process", "alias", "procedure") and value:
                head.setdefault(meaning, value)
    return head


def _steps(rows: Sequence[tuple[_Table, int]], problems: list[Problem]) -> list[ReadStep]:
    made: list[ReadStep] = []
    known: set[str] = set()
    for table, row in rows:
        name = table.text(row, "step")
        place = table.place(row, "step")
        if not name:
            problems.append(import_problem("IMP-031", place))
            continue
        if fold(name) in known:
            problems.append(import_problem("IMP-032", place, found=name))
            continue
        known.add(fold(name))
        texts = {
            meaning: table.text(row, meaning) for meaning in ("number", "action", "time", "group", "unit")
        }
        made.append(ReadStep(name=name, place=place, **texts))
    return made


def _arrows(
    name: str, tables: Sequence[_Table], named: Mapping[str, Mapping[str, str]], *, single: bool
) -> list[Arrow]:
    found: list[Arrow] = []
    for table in tables:
        for row in table.rows():
            owner = table.text(row, "process") or named[table.sheet.name].get("process", "")
            start = table.text(row, "from")
            if start and (single or fold(owner) == fold(name)):
                found += _ends(table, row, start)
    return found


def _inline_arrows(rows: Sequence[tuple[_Table, int]]) -> Iterator[Arrow]:
    """Transitions that stand beside the steps, in a column for the next step."""
    for table, row in rows:
        if "to" in table.columns and table.text(row, "step"):
            yield from _ends(table, row, table.text(row, "step"))


def _ends(table: _Table, row: int, start: str) -> Iterator[Arrow]:
    for which, column in enumerate(table.columns["to"]):
        end = clean(table.sheet.text(row, column))
        if end:
            yield Arrow(start, end, table.place(row, "to", which))


def _check(steps: Sequence[ReadStep], arrows: Sequence[Arrow], problems: list[Problem]) -> None:
    """Transitions between steps that are not there are reported with the nearest name."""
    known = {fold(step.name) for step in steps}
    names = ", ".join(step.name for step in steps)
    problems.extend(
        import_problem("IMP-033", arrow.place, found=end, what=names[:300])
        for arrow in arrows
        for end in (arrow.start, arrow.end)
        if fold(end) not in known
    )


def _in_order(steps: Sequence[ReadStep]) -> tuple[Arrow, ...]:
    """Without a table of transitions each step leads to the next one."""
    return tuple(Arrow(step.name, following.name, step.place) for step, following in pairwise(steps))
