"""The definitions the repository ships, compiled once: what the tests of this folder look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from motcua.compiler.compilation import Compilation, compile_documents
from motcua.compiler.library import EmptyLibrary
from motcua.compiler.sources import read_tree
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import DefinitionTest, Procedure
from motcua.kernel.clock import VIETNAM
from motcua.kernel.problems import Problem

PROJECT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)
IN_DEPTH = (
    "1.000656",
    "1.000894",
    "1.001029",
    "1.001193",
    "1.001612",
    "1.001776",
    "1.004222",
    "1.004859",
    "1.004873",
    "1.009122",
    "1.010041",
    "1.012785",
    "2.000635",
    "2.000815",
    "2.000884",
    "2.000986",
    "9.220001",
)


@dataclass(frozen=True)
class Shipped:
    """Definitions by kind and code, and every problem met on the way."""

    compilation: Compilation
    problems: tuple[Problem, ...]

    def all(self, kind: str) -> dict[str, Any]:
        return {item.code: item.definition for item in self.compilation.definitions if item.kind == kind}

    def one(self, kind: str, code: str) -> Any:
        return self.all(kind)[code]

    def directory(self) -> Directory:
        return Directory.link(self.all("organization").values(), self.all("calendar").values(), TODAY)

    def bundle(self, procedure: Procedure) -> ProcedureBundle:
        return ProcedureBundle(
            procedure=procedure,
            form=self.all("form").get(procedure.form),
            process=self.one("process", procedure.process),
            policy=self.one("policy", procedure.policy),
            code_lists=self.all("code_list"),
        )


@cache
def shipped() -> Shipped:
    documents, unread = read_tree([str(PROJECT / "metadata"), str(PROJECT / "exports")])
    compilation = compile_documents(documents, EmptyLibrary(), today=TODAY)
    return Shipped(compilation, (*unread, *compilation.problems))


def definition_tests() -> Iterator[tuple[str, DefinitionTest]]:
    for code, procedure in sorted(shipped().all("procedure").items()):
        for test in procedure.tests:
            yield code, test


def local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
