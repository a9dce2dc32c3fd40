"""Plausible answers to the form of a step, for dossiers that walk along a process without a person."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from motcua.definitions.form import Form
from motcua.dossiers.answers import read_answers
from motcua.dossiers.rules import Rules
from motcua.dossiers.step_answers import form_asked
from motcua.dossiers.steps import find_step
from motcua.services.sample_answers import Sampler

ROUNDS = 12
_UNANSWERED = frozenset({"heading", "note", "computed", "file", "signature"})


def sample_for_step(rules: Rules, step_id: str, action_id: str, today: date) -> dict[str, Any]:
    """Answers the form of a step or its button accepts, else the last ones tried; nothing without a form."""
    try:
        step = find_step(rules.process, step_id)
    except KeyError:
        return {}
    action = next((one for one in step.actions if one.id == action_id), None)
    form = form_asked(rules, step, action) if action is not None else None
    return _sample(rules, form, today) if form is not None else {}


def _sample(rules: Rules, form: Form, today: date) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for seed in range(ROUNDS):
        sampler = Sampler(random.Random(seed), today, rules.bundle.code_lists)  # noqa: S311 — made-up answers
        answers = {field.id: sampler.value(field) for field in form.fields() if field.type not in _UNANSWERED}
        if not read_answers(form, answers, rules.env).errors:
            break
    return answers
