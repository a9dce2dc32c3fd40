"""The screens, papers and notices of a previewed draft as their templates read them."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from motcua.definitions.form import FormField
from motcua.documents.pdf import page_svgs
from motcua.dossiers.actions import available, missing, waiting_for
from motcua.dossiers.actor import Actor, Holding
from motcua.dossiers.intake import evaluate
from motcua.kernel.clock import FixedClock
from motcua.services.definition_tests import with_places
from motcua.services.dossier_view import DossierView, explain_due
from motcua.services.draft_preview import Preview, compose_print, notices, print_templates
from motcua.services.intake_requests import DossierRequest, Weighed
from motcua.services.simulated_papers import simulated_file
from motcua.services.simulation_script import request_of
from motcua.services.worklists import clock_chip
from motcua.surfaces.form_view import FormState, describe_form, display_value
from motcua.web.screens.counter_entry import CounterEntry, read_entry
from motcua.web.screens.counter_view import CHANNELS, DELIVERIES, build_page
from motcua.web.screens.dossier_acts import Typed
from motcua.web.screens.dossier_page import build_dossier_page, received_words
from motcua.web.screens.portal_procedure import public_procedure
from motcua.web.security.current import current_platform

PERSON = "Người xử lý"
WORKS = frozenset({"can_process", "can_receive", "can_read_dossier"})


def counter_frame(shown: Preview) -> dict[str, Any]:
    """The reception page, filled in."""
    run, bundle = shown.run, shown.rules.bundle
    entry = _entry(shown)
    script = run.script
    request = DossierRequest(
        procedure=shown.procedure,
        agency=script.agency,
        channel=script.channel,
        competent_agency=script.agency,
        applicant=run.evaluation.applicant,
        answers=script.answers,
    )
    needed = (line for line in run.evaluation.checklist if line.visible and line.required)
    handed = {line.id: {"received": True} for line in needed}
    bundle = with_places(bundle)
    evaluation = evaluate(bundle, shown.rules.directory, replace(request_of(script), documents=handed))
    weighed = Weighed(request, bundle, shown.rules.directory, evaluation, script.received_at)
    return {
        "page": build_page(entry, weighed),
        "entry": entry,
        "deliveries": [{"value": value, "label": label} for value, label in DELIVERIES],
        "channel_names": CHANNELS,
        "may_collect": True,
    }


def _entry(shown: Preview) -> CounterEntry:
    form = shown.rules.bundle.form
    pairs = [("variant_auto", shown.run.evaluation.variant), ("own", "1"), ("attempted", "1")]
    needed = (line for line in shown.run.evaluation.checklist if line.visible and line.required)
    pairs += [(f"paper.{line.id}.received", "1") for line in needed]
    person = shown.run.script.applicant
    pairs += [pair for name, value in person.items() for pair in _pairs(f"applicant.{name}", value)]
    for field in form.fields() if form else ():
        if field.id in shown.run.script.answers:
            pairs += _field_pairs(field, shown.run.script.answers[field.id])
    return read_entry(shown.procedure, pairs, form)


def _field_pairs(field: FormField, value: Any) -> Iterator[tuple[str, str]]:
    if field.type == "table" and isinstance(value, Sequence):
        for at, row in enumerate(value):
            for column in field.columns:
                if column.id in row:
                    name = f"form.{field.id}.{row.get('_row', f'r{at + 1}')}.{column.id}"
                    yield from _pairs(name, display_value(column.type, row[column.id]))
        return
    yield from _pairs(f"form.{field.id}", display_value(field.type, value))


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for part, inner in value.items():
            yield f"{name}.{part}", str(inner)
    elif isinstance(value, list):
        for inner in value:
            yield name, str(inner)
    else:
        yield name, str(value)


def citizen_frame(shown: Preview) -> dict[str, Any]:
    """The form as a citizen fills it in, with papers, due date and fee beside it."""
    run, bundle = shown.run, with_places(shown.rules.bundle)
    sheet = run.evaluation.sheet
    state = FormState(dict(sheet.values), {}, sheet.visible, sheet.required)
    sections = describe_form(bundle.form, state, bundle.code_lists) if bundle.form else ()
    return {
        "procedure": bundle.procedure,
        "sections": sections,
        "papers": [one for one in run.evaluation.checklist if one.visible and one.kind.value != "note"],
        "due": run.evaluation.due,
        "fees": run.evaluation.fees,
    }


def portal_frame(shown: Preview) -> dict[str, Any]:
    """The page of the procedure in the portal."""
    bundle = shown.rules.bundle
    return public_procedure(current_platform(), bundle, shown.rules.directory.offering(bundle.procedure))


def steps_of(shown: Preview) -> list[dict[str, Any]]:
    """Where the made-up dossier stands after each press: the screens of processing."""
    process = shown.run.rules.process
    names = {step.id: step.name for step in process.steps}
    found = []
    for at, stage in enumerate(shown.run.stages):
        waits = [names.get(one.step, one.step) for one in stage.state.active]
        found.append({"value": str(at), "label": ", ".join(waits) or "Đã kết thúc"})
    return found


def step_frame(shown: Preview, stage: int) -> dict[str, Any]:
    """The dossier page of whoever the made-up dossier waits for after a stage."""
    platform, run = current_platform(), shown.run
    at = run.stages[stage]
    file = simulated_file(run, stage)
    waiting = waiting_for(run.rules, at.state)
    first = next(iter(waiting), None)
    holdings = (Holding(first.position, first.agency, first.unit),) if first else ()
    agency = first.agency if first else run.script.agency
    actor = Actor("xem-truoc", PERSON, agency, holdings, permissions=WORKS)
    view = DossierView(
        file=file,
        rules=run.rules,
        actions=available(run.rules, at.state, actor, at.at),
        missing=missing(run.rules, at.state, actor, at.at),
        waiting=waiting,
        candidates={},
        chip=clock_chip(at.state.lifecycle, file.row.due_at, at.at, shown.rules.directory, agency),
        due_explanation=explain_due(run.rules, file),
        papers=(),
        names={one.actor.user: PERSON for one in run.stages},
    )
    typed = Typed()
    # the page counts from the moment of the stage, whatever time it is now
    then = replace(platform, clock=FixedClock(at.at))
    return {
        "page": build_dossier_page(then, actor, view, typed),
        "row": file.row,
        "typed": typed,
        "received": received_words(view),
        "who": run.rules.position_name(first.position) if first else "",
    }


def print_frame(shown: Preview, wanted: str) -> dict[str, Any]:
    """A paper as pages, and the papers there are to choose from."""
    platform = current_platform()
    templates = print_templates(platform, shown)
    template = next((one for one in templates if one.code == wanted), None) or next(iter(templates), None)
    if template is None:
        return {"template": None, "images": [], "copies": ()}
    paper = compose_print(platform, shown, template)
    return {
        "template": template,
        "images": [base64.b64encode(page.encode()).decode() for page in page_svgs(paper)],
        "copies": paper.copies,
    }


def notice_frame(shown: Preview) -> dict[str, Any]:
    """The notices on the way of the made-up dossier."""
    return {"notices": notices(current_platform(), shown)}
