"""The process and the papers of a procedure page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from motcua.definitions.directory import Directory
from motcua.definitions.process import Step
from motcua.surfaces.flow_drawing import FlowDrawing, StepWords, draw_flow
from motcua.web.screens.procedure_names import STEP_KINDS
from motcua.web.screens.procedure_parts import ProcedureView


def flow(view: ProcedureView) -> dict[str, Any] | None:
    """The process drawn, and the same as rows."""
    if view.bundle is None:
        return None
    process = view.bundle.process
    drawing: FlowDrawing = draw_flow(process, step_words(view.directory))
    names = {step.id: step.name for step in process.steps}
    return {
        "code": process.code,
        "name": process.name,
        "origin": view.origin("/process"),
        "drawing": drawing,
        "steps": [
            {
                "name": step.name,
                "kind": STEP_KINDS[step.does],
                "who": step_words(view.directory)(step).who,
                "time": step.budget.words() if step.budget else "",
                "actions": [
                    {
                        "name": action.name,
                        "to": ", ".join(names.get(one, "") for one in action.to if one in names),
                    }
                    for action in step.actions
                ],
                "apart": ", ".join(names.get(one, one) for one in step.not_same_person_as),
            }
            for step in process.steps
        ],
    }


def step_words(directory: Directory) -> Callable[[Step], StepWords]:
    """Who does a step and how long they have, as its box shows it."""

    def words(step: Step) -> StepWords:
        who = "Hệ thống"
        if step.by is not None:
            try:
                who = directory.position(step.by.position).name
            except KeyError:
                who = step.by.position
        return StepWords(who, step.budget.words() if step.budget else "")

    return words


def prints(view: ProcedureView) -> list[dict[str, str]]:
    """Papers that can be printed."""
    found = []
    codes: Sequence[str] = (
        *view.procedure.prints,
        *(one.print for one in view.procedure.outcomes if one.print),
    )
    for code in dict.fromkeys(codes):
        try:
            template = view.platform.rules.definition("print", code, view.platform.today())
        except LookupError:
            continue
        found.append({"code": code, "name": template.name, "origin": view.origin("/prints")})
    return found
