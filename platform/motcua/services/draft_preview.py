"""What a draft would look like in use: a made-up dossier run by the drafted rules, its papers and its notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.form import Form
from motcua.definitions.notice import Notice
from motcua.definitions.policy import Policy
from motcua.definitions.print_template import PrintTemplate
from motcua.definitions.procedure import Channel
from motcua.definitions.process import Process
from motcua.documents.words import amount_words_filter
from motcua.dossiers.actor import Actor
from motcua.dossiers.plugin_types import types_with
from motcua.dossiers.steps import step_name
from motcua.extension.points import FIELD_TYPES
from motcua.services.definition_store import StoredLibrary
from motcua.services.drafted_rules import ChosenRules, NoRulesError, drafted_rules
from motcua.services.editing import EditTarget, open_editor
from motcua.services.preview_samples import Sample, answers_of, applicant_of
from motcua.services.print_data import Issuing, print_data
from motcua.services.runtime import Platform
from motcua.services.simulated_papers import CHANNEL_WORDS, TO_WORDS, simulated_file
from motcua.services.simulation import Simulation, follow_main_road, simulate
from motcua.services.simulation_script import Script, request_of
from motcua.services.visual_editing import draw
from motcua.storage.tables import ReferenceRow
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER

MOST_PROCEDURES = 40
EARLIER = timedelta(days=3)
"""How long before now the made-up dossier came in, so that all of its steps lie in the past."""


_WITH_FORM = (
    select(ReferenceRow.from_code)
    .where(ReferenceRow.from_kind == "procedure", ReferenceRow.to_kind == "form")
    .distinct()
    .order_by(ReferenceRow.from_code)
    .limit(MOST_PROCEDURES)
)
"""Procedures that show most: what nothing uses yet is seen through one of them."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft in use. `definition` is the drafted definition itself, None when it is broken."""

    target: EditTarget
    procedure: str
    rules: ChosenRules
    run: Simulation
    definition: Any


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice as its receiver reads it."""

    name: str
    to: str
    channel: str
    event: str
    subject: str
    text: str


def procedures_for(session: Session, target: EditTarget) -> tuple[tuple[str, str], ...]:
    """Codes and names of procedures a definition is seen through: itself, else those that use it."""
    library = StoredLibrary(session)
    if target.kind == "procedure":
        codes: Sequence[str] = (target.code,)
    else:
        codes = sorted(
            code for kind, code in library.referrers(target.kind, target.code) if kind == "procedure"
        )
    if not codes:
        codes = session.scalars(_WITH_FORM).all()
    return tuple((code, _name(library, code)) for code in codes[:MOST_PROCEDURES])


def _name(library: StoredLibrary, code: str) -> str:
    content = library.content("procedure", code)
    return str((content or {}).get("name", code))


def preview(
    platform: Platform, session: Session, actor: Actor, target: EditTarget, wanted: tuple[str, Sample]
) -> Preview:
    """The actor's draft in use, seen through a procedure. Raises :class:`NoRulesError` when it has errors."""
    code, sample = wanted
    text = open_editor(session, actor, target).text
    drawn = draw(platform, session, text, target)
    agency = target.agency or _agency(platform, session, code)
    rules = drafted_rules(platform, session, actor, code, agency)
    rules = replace(rules, bundle=_seen_through(rules.bundle, drawn.definition))
    if drawn.definition is None and target.kind != "procedure":
        errors = [problem for problem in drawn.problems if problem.is_error]
        raise NoRulesError(f"Bản nháp còn {len(errors)} lỗi nên chưa xem trước được. Sửa lỗi trước.", errors)
    script = _script(platform, rules, agency, sample)
    types = types_with(platform.registry.every(FIELD_TYPES))
    run = follow_main_road(simulate(rules.bundle, rules.directory, script, types), rules.bundle, types)
    return Preview(target, code, rules, run, drawn.definition)


def _seen_through(bundle: ProcedureBundle, definition: Any) -> ProcedureBundle:
    """The rules with the drafted part in place of the procedure's own: what nothing uses yet is seen all the same."""
    match definition:
        case Form() if bundle.procedure.form != definition.code:
            return replace(bundle, form=definition)
        case Process() if bundle.procedure.process != definition.code and definition.steps:
            return replace(bundle, process=definition)
        case Policy() if bundle.procedure.policy != definition.code:
            return replace(bundle, policy=definition)
    return bundle


def _agency(platform: Platform, session: Session, code: str) -> str:
    """An agency that takes the procedure in, else any that receives."""
    directory = platform.directory()
    try:
        offering = directory.offering(StoredLibrary(session).load("procedure", code))
    except KeyError:
        offering = ()
    return next(iter(offering), "") or next((one.code for one in directory.agencies() if one.receives), "")


def _script(platform: Platform, rules: ChosenRules, agency: str, sample: Sample) -> Script:
    channels = rules.bundle.procedure.channels
    channel = Channel.COUNTER if Channel.COUNTER in channels or not channels else channels[0]
    bare = Script(agency, platform.now() - EARLIER, channel, applicant=applicant_of(rules.bundle, sample))
    answers = answers_of(rules.bundle, rules.directory, request_of(bare), sample, platform.today())
    return replace(bare, answers=answers)


def print_templates(platform: Platform, shown: Preview) -> tuple[PrintTemplate, ...]:
    """The papers there are to see: the drafted one, else those of the procedure and the official ones."""
    if isinstance(shown.definition, PrintTemplate):
        return (shown.definition,)
    procedure = shown.rules.bundle.procedure
    wanted = {*procedure.prints, *(one.print for one in procedure.outcomes if one.print)}
    every = platform.rules.every("print", platform.today())
    receipt = platform.rules.print_for("receipt", platform.today(), shown.run.script.agency)
    first = [receipt] if receipt else []
    own = [one for one in every if one.code in wanted and one not in first]
    rest = [
        one for one in every if one.role and one not in first and one not in own and one.data == "dossier"
    ]
    return (*first, *own, *rest)


def compose_print(platform: Platform, shown: Preview, template: PrintTemplate) -> Paper:
    """A paper of the made-up dossier at its end."""
    composer = Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter})
    return composer.compose(template, _data(platform, shown, len(shown.run.stages) - 1))


def notices(platform: Platform, shown: Preview) -> tuple[ShownNotice, ...]:
    """The notices the made-up dossier calls for on its way; of a drafted notice its words, called for or not."""
    if isinstance(shown.definition, Notice):
        return tuple(_written(platform, shown, shown.definition, len(shown.run.stages) - 1))
    found: list[ShownNotice] = []
    every = [one for one in platform.rules.every("notice", platform.today()) if one.enabled]
    for at, stage in enumerate(shown.run.stages):
        kinds = {event.kind.value for event in stage.events}
        for notice in every:
            if notice.event in kinds:
                found += _written(platform, shown, notice, at)
    return tuple(found)


def _written(platform: Platform, shown: Preview, notice: Notice, stage: int) -> list[ShownNotice]:
    composer = Composer(truth_for("dossier"), {WORDS_FILTER: amount_words_filter})
    at = shown.run.stages[stage]
    event = next((one for one in at.events if one.kind.value == notice.event), at.events[-1])
    to = TO_WORDS.get(notice.to, notice.to)
    data: Mapping[str, Any] = {
        **_data(platform, shown, stage),
        "recipient": {"name": str(shown.run.evaluation.applicant.get("full_name", to))},
        "event": {
            "at": event.at,
            "actor_name": event.actor_name,
            "reason": str(event.data.get("reason") or ""),
            "text": str(event.data.get("text") or ""),
            "step_name": step_name(shown.run.rules.process, event.step) if event.step else "",
        },
    }
    return [
        ShownNotice(
            notice.name,
            to,
            CHANNEL_WORDS.get(text.channel, text.channel),
            notice.event,
            composer.text(text.subject, data),
            composer.text(text.text, data),
        )
        for text in notice.texts
        if not (text.channel == "in_app" and notice.to == "applicant")
    ]


def _data(platform: Platform, shown: Preview, stage: int) -> Mapping[str, Any]:
    at = shown.run.stages[stage]
    issuing = Issuing(
        officer_name=at.actor.full_name,
        officer_title="",
        now=at.at,
        tracking_url=f"{platform.public_url}/tra-cuu/{at.state.number}",
        number="…",
        book="…",
        order="…",
    )
    return print_data(simulated_file(shown.run, stage), shown.run.rules.directory, issuing)
