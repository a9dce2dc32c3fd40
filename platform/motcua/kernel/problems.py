"""A problem in the author's words: what is wrong, where, what was expected and how to right it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

_CELL = re.compile(r"^\$?([A-Za-z]{1,3})\$?(\d+)")


class Severity(StrEnum):
    """How bad a problem is; only an error keeps a definition from being published."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


def _cell_order(cell: str) -> tuple[int, int]:
    """Row and column numbers of a cell name, so that B10 stands after B9."""
    match = _CELL.match(cell)
    if match is None:
        return (0, 0)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return (int(match[2]), column)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file position, a workbook cell, or a path inside a document.

    Lines and columns count from 1; 0 means unknown. `path` is a JSON pointer or a dotted path.
    """

    file: str = ""
    line: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""
    path: str = ""

    def __str__(self) -> str:
        """`file:line:column`, `sheet!cell`, or the path when nothing better is known."""
        if self.sheet or self.cell:
            in_book = "!".join(part for part in (self.sheet, self.cell) if part)
            return f"{self.file}:{in_book}" if self.file else in_book
        if not self.file and not self.line:
            return self.path
        parts = [self.file] if self.file else []
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)

    def sort_key(self) -> tuple[str, str, int, int, int, int, str, str]:
        """Reading order: file, sheet, line, column, then the cell by row and column."""
        row, column = _cell_order(self.cell)
        return (self.file, self.sheet, self.line, self.column, row, column, self.cell, self.path)

    def __lt__(self, other: Place) -> bool:
        """Reading order."""
        return self.sort_key() < other.sort_key()


NOWHERE = Place()


class CorrectionKind(StrEnum):
    """What a correction does to the value at its path."""

    SET = "set"
    REPLACE = "replace"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Correction:
    """A change that a tool may offer and apply on one click.

    `path` is a pointer by ids inside the definition: of the value to set or remove, of the list to add to, or of the
    text, list or expression in which `found` is to be replaced. `value` is JSON-ready; `label` says in Vietnamese what
    the click does.
    """

    path: str
    value: Any = None
    label: str = ""
    kind: CorrectionKind = CorrectionKind.SET
    found: str = ""

    def as_json(self) -> dict[str, object]:
        """A JSON-ready mapping."""
        body: dict[str, object] = {"kind": self.kind.value, "path": self.path, "label": self.label}
        if self.kind is not CorrectionKind.REMOVE:
            body["value"] = self.value
        if self.found:
            body["found"] = self.found
        return body


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to right. `message`, `expected` and `remedy` are Vietnamese sentences of the caller.

    `found` is the offending text, `fix` the replacement text a tool may apply safely, or None; `corrections` are
    changes by path, the likeliest first.
    """

    code: str
    severity: Severity
    message: str
    place: Place = NOWHERE
    found: str = ""
    expected: str = ""
    remedy: str = ""
    fix: str | None = None
    corrections: tuple[Correction, ...] = field(default=(), compare=False)

    def sort_key(self) -> tuple[tuple[str, str, int, int, int, int, str, str], str, str]:
        """By place, then by code, then by message."""
        return (self.place.sort_key(), self.code, self.message)

    def __lt__(self, other: Problem) -> bool:
        """By place, then by code."""
        return self.sort_key() < other.sort_key()

    @property
    def is_error(self) -> bool:
        """Whether it forbids publishing."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        """One line: place, code, message and remedy."""
        place = str(self.place)
        head = f"{place}: {self.code} {self.message}" if place else f"{self.code} {self.message}"
        return f"{head} Cách sửa: {self.remedy}" if self.remedy else head

    def as_json(self) -> dict[str, object]:
        """A JSON-ready mapping; empty fields are left out, the place is given whole and as text."""
        place = {
            name: value
            for name in ("file", "line", "column", "sheet", "cell", "path")
            if (value := getattr(self.place, name))
        }
        body: dict[str, object] = {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "place": {"text": str(self.place), **place},
        }
        for name in ("found", "expected", "remedy"):
            if value := getattr(self, name):
                body[name] = value
        if self.fix is not None:
            body["fix"] = self.fix
        if self.corrections:
            body["corrections"] = [correction.as_json() for correction in self.corrections]
        return body


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of them forbids publishing."""
    return any(problem.is_error for problem in problems)
