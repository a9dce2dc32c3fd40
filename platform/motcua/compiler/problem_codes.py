"""The one table of compiler problems: number, severity, what it means and how it is righted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from motcua.kernel.problems import NOWHERE, Correction, CorrectionKind, Place, Problem, Severity


@dataclass(frozen=True, slots=True)
class ProblemCode:
    """One numbered rule. `title`, `meaning` and `remedy` are Vietnamese; `bad` and `good` are short examples."""

    code: str
    severity: Severity
    title: str
    meaning: str
    remedy: str
    bad: str = ""
    good: str = ""


@cache
def problem_codes() -> Mapping[str, ProblemCode]:
    """Every problem the compiler may report, by number, in the order of `problem_codes.toml`."""
    text = files("motcua.compiler").joinpath("problem_codes.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return MappingProxyType(
        {
            code: ProblemCode(code=code, severity=Severity(entry.pop("severity")), **entry)
            for code, entry in table.items()
        }
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, before its place is known; `path` is the pointer by ids inside the definition."""

    code: str
    message: str
    path: str = ""
    found: str = ""
    expected: str = ""
    remedy: str = ""
    fix: str | None = None
    corrections: tuple[Correction, ...] = ()

    def at(self, place: Place = NOWHERE) -> Problem:
        """The problem at a place; severity and a missing remedy come from the table."""
        entry = problem_codes()[self.code]
        return Problem(
            code=self.code,
            severity=entry.severity,
            message=self.message,
            place=place,
            found=self.found,
            expected=self.expected,
            remedy=self.remedy or entry.remedy,
            fix=self.fix,
            corrections=self.corrections or self._by_fix(place),
        )

    def _by_fix(self, place: Place) -> tuple[Correction, ...]:
        """A replacement text as a correction of the value it was found at."""
        path = self.path or place.path
        if self.fix is None or not path:
            return ()
        label = f"Thay “{self.found[:40]}” bằng “{self.fix[:40]}”"
        return (Correction(path, self.fix, label, CorrectionKind.REPLACE, self.found),)
