"""Keeps a simulated run as a test of the definition, in the words a definition is written in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from motcua.compiler.shapes import shape_of
from motcua.compiler.text_edits import Act, Edit, edit_text
from motcua.definitions.procedure import Channel
from motcua.dossiers.actor import Actor
from motcua.kernel.clock import in_vietnam
from motcua.services.editing import EditTarget, open_editor, save_draft
from motcua.services.main_road import Departure, walk
from motcua.services.runtime import Platform
from motcua.services.simulation import Simulation

MOST_LETTERS = 120


def entry_of(simulation: Simulation, name: str) -> dict[str, Any]:
    """The run as an entry of `tests`: its circumstances, and everything that came out as what is expected.

    The path is expected when the run took the usual buttons from reception to the end.
    """
    script, evaluation = simulation.script, simulation.evaluation
    given: dict[str, Any] = {"received": _moment(script.received_at), "agency": script.agency}
    if script.channel is not Channel.COUNTER:
        given["channel"] = script.channel.value
    if script.variant:
        given["variant"] = script.variant
    if script.answers:
        # as they were read: what was typed as 15.000 is kept as 15000
        values = evaluation.sheet.values
        given["answers"] = _plain({name: values.get(name, raw) for name, raw in script.answers.items()})
    applicant = {key: value for key, value in script.applicant.items() if value not in ("", None, {})}
    if applicant:
        given["applicant"] = _plain(applicant)
    expect: dict[str, Any] = {}
    if evaluation.variant:
        expect["variant"] = evaluation.variant
    if evaluation.due is not None:
        expect["due"] = _moment(evaluation.due.due_at)
    if evaluation.fees.total is not None:
        expect["fee"] = evaluation.fees.total
    expect["documents"] = [line.id for line in evaluation.checklist if line.required]
    if evaluation.problems:
        expect["problems"] = sorted(
            {problem.path.removeprefix("answers.") for problem in evaluation.problems}
        )
    if path := _usual_path(simulation):
        expect["path"] = list(path)
    return {"name": name.strip()[:MOST_LETTERS], "given": given, "expect": expect}


def _usual_path(simulation: Simulation) -> tuple[str, ...]:
    if not simulation.is_over:
        return ()
    script = simulation.script
    start = Departure(script.agency, script.channel, in_vietnam(script.received_at), simulation.evaluation)
    road = walk(simulation.rules.bundle, simulation.rules.directory, start)
    left = tuple(step for step in simulation.steps_done() if step in road.steps)
    return road.steps if not road.stopped and left == road.steps else ()


def _moment(moment: datetime) -> str:
    return in_vietnam(moment).strftime("%Y-%m-%dT%H:%M")


def _plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def save_as_test(platform: Platform, actor: Actor, code: str, simulation: Simulation, name: str) -> int:
    """Put the run into the tests of the actor's draft of the procedure; a test of that name is replaced.

    Returns the new version of the draft. Raises ``EditConflictError``, ``EditError`` and ``ForbiddenError``.
    """
    target = EditTarget("procedure", code)
    with platform.database.read() as session:
        editable = open_editor(session, actor, target)
    entry = entry_of(simulation, name)
    return save_draft(platform, actor, target, with_test(editable.text, entry), editable.version)


def with_test(text: str, entry: dict[str, Any]) -> str:
    """The text of a procedure with one test more, or with the test of that name replaced."""
    shape = shape_of("procedure")
    path = ("tests", str(entry["name"]))
    without = edit_text(text, [Edit(Act.REMOVE, path)], shape)
    return edit_text(without, [Edit(Act.INSERT, ("tests",), entry)], shape)
