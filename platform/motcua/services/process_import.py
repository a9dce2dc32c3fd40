"""Processes out of a workbook: read, planned with a person's choices, compiled for a look, kept as drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from motcua.catalog.process_plan import Choices, ProcessPlan, plan_process
from motcua.catalog.process_workbook import ProcessReading, read_processes
from motcua.compiler.writing import yaml_text
from motcua.definitions.process import Process
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem
from motcua.services.access import require
from motcua.services.draft_keeping import keep_drafts
from motcua.services.editing import EditTarget, check
from motcua.services.new_procedure import CODE
from motcua.services.runtime import Platform
from motcua.spreadsheets.reading import read_bytes


@dataclass(frozen=True, slots=True)
class LookedProcess:
    """One process of a workbook as it would be: its plan, its text, what the compiler says, the drawn process."""

    plan: ProcessPlan
    text: str
    problems: tuple[Problem, ...]
    process: Process | None

    @property
    def usable(self) -> bool:
        """Whether it may be kept: every group of users has a position."""
        return not any(one.is_error for one in self.plan.problems) and bool(self.plan.content["code"])


@dataclass(frozen=True, slots=True)
class LookedBook:
    """What a workbook brings."""

    processes: tuple[LookedProcess, ...]
    problems: tuple[Problem, ...]


def positions_of(platform: Platform) -> Mapping[str, str]:
    """The positions of the province: code to name."""
    return {one.code: one.name for one in platform.directory().positions()}


def look_at_book(
    platform: Platform, session: Session, name: str, content: bytes, choices: Sequence[Choices]
) -> LookedBook:
    """What a workbook would bring with the choices for each of its processes, in order; nothing is stored."""
    reading = _read(name, content)
    known = positions_of(platform)
    looked = []
    for number, read in enumerate(reading.processes):
        chosen = choices[number] if number < len(choices) else choices[-1] if choices else Choices()
        plan = plan_process(read, chosen, known)
        text = yaml_text("process", plan.content)
        target = EditTarget("process", str(plan.content["code"]))
        compilation = check(platform, session, text, target)
        compiled = compilation.get("process", target.code)
        process = compiled.definition if compiled is not None else None
        looked.append(LookedProcess(plan, text, compilation.problems, process))
    return LookedBook(tuple(looked), tuple(reading.problems))


def _read(name: str, content: bytes) -> ProcessReading:
    found = read_bytes(content, name)
    if found.workbook is None:
        return ProcessReading(problems=list(found.problems))
    return read_processes(found.workbook)


def keep_processes(platform: Platform, actor: Actor, looked: LookedBook) -> tuple[EditTarget, ...]:
    """Keep every process as the actor's draft. Raises ``ValueError`` in Vietnamese, ``EditConflictError``."""
    require(actor, "can_edit_definition", "nhập quy trình")
    texts: dict[EditTarget, str] = {}
    for one in looked.processes:
        code = str(one.plan.content["code"])
        if not CODE.fullmatch(code):
            raise ValueError(f"Mã “{code}” chưa dùng được. Mã gồm chữ không dấu, số, gạch nối.")
        if not one.usable:
            raise ValueError(f"Quy trình “{one.plan.content['name']}” còn nhóm người dùng chưa có chức danh.")
        target = EditTarget("process", code)
        if target in texts:
            raise ValueError(f"Hai quy trình trong tệp có cùng mã “{code}”. Đổi một mã.")
        texts[target] = one.text
    if not texts:
        raise ValueError("Tệp không có quy trình nào dùng được.")
    keep_drafts(platform, actor, texts)
    return tuple(texts)
