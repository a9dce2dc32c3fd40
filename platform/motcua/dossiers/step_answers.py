"""What the person of a step fills in: the form of the step or of the button, read like any other form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from motcua.definitions.form import Form
from motcua.definitions.process import Action, ActionKind, Process, Step
from motcua.dossiers.answers import read_answers
from motcua.dossiers.commands import Act
from motcua.dossiers.refusals import Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import effect


def forms_named(process: Process) -> frozenset[str]:
    """The codes of the forms that steps and buttons of a process ask to fill in."""
    codes = {step.form for step in process.steps}
    codes |= {action.form for step in process.steps for action in step.actions}
    return frozenset(codes - {""})


def form_asked(rules: Rules, step: Step, action: Action | None) -> Form | None:
    """The form to fill in: the button's, else the step's unless it sends back; None without one, or not at hand."""
    code = step.form
    if action is not None:
        sends_back = effect(rules.process, step, action) is ActionKind.BACK
        code = action.form or ("" if sends_back else step.form)
    own = rules.bundle.form
    if own is not None and own.code == code:
        return own
    return rules.bundle.step_forms.get(code)


def with_read_answers(rules: Rules, step: Step, action: Action, act: Act) -> Act:
    """The act with its answers read by the form asked for. Refused for the first answer that is missing or wrong."""
    form = form_asked(rules, step, action)
    if form is None:
        return act
    sheet = read_answers(form, act.answers, rules.env)
    if sheet.errors:
        error = sheet.errors[0]
        more = f" Còn {len(sheet.errors) - 1} chỗ khác cần sửa." if len(sheet.errors) > 1 else ""
        raise Refused("answers_wrong", f"{error.message}{more}", f"answers.{error.path}")
    return replace(act, answers=sheet.values)


def filled_forms(rules: Rules, state: DossierState) -> Iterator[tuple[Form, Mapping[str, Any]]]:
    """What was filled in along the way, with the form it was filled into; forms no longer named are left out."""
    steps = {step.id: step for step in rules.process.steps}
    for step_id, answers in (state.filled or {}).items():
        step = steps.get(step_id)
        asked = [form_asked(rules, step, action) for action in (None, *step.actions)] if step else []
        form = next((one for one in asked if one is not None), None)
        if form is not None:
            yield form, answers


def filled(step: Step, act: Act) -> dict[str, Any]:
    """What was filled in at a step, as it stands in the event."""
    return {"filled": {step.id: dict(act.answers)}} if act.answers else {}
