"""What a simulated dossier would send and print: the same notices and papers as a real one, from rows never stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from motcua.definitions.notice import Notice
from motcua.definitions.print_template import PrintTemplate
from motcua.documents.words import amount_words_filter
from motcua.dossiers.events import DossierEvent
from motcua.dossiers.steps import step_name
from motcua.expressions.expression import Expression
from motcua.expressions.names import ANY_FORM
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import Kind
from motcua.services.papers import ROLE_OF_EVENT, PaperMissingError
from motcua.services.print_data import DossierFile, Issuing, print_data
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.services.simulation import Simulation
from motcua.storage.tables import DossierDocumentRow, DossierEventRow, DossierRow, FeeLineRow
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER

TO_WORDS = {
    "applicant": "người nộp",
    "officer": "người đang xử lý",
    "supervisor": "lãnh đạo, người phân công",
}
CHANNEL_WORDS = {"email": "thư điện tử", "sms": "tin nhắn", "zalo": "Zalo", "in_app": "trên màn hình"}


@dataclass(frozen=True, slots=True)
class SimulatedNotice:
    """A message a stage would send: to whom, over which channel, with its words."""

    name: str
    to: str
    channel: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class SimulatedPaper:
    """A paper a stage calls for; `code` opens its preview."""

    code: str
    name: str
    stage: int


class Outputs:
    """What the stages of one run send and print."""

    def __init__(self, platform: Platform, simulation: Simulation) -> None:
        self._platform, self._run = platform, simulation
        self._composer = Composer(truth_for("dossier"), {WORDS_FILTER: amount_words_filter})

    def notices(self, stage: int) -> tuple[SimulatedNotice, ...]:
        """The messages of a stage, whatever channels this installation has set up."""
        at = self._run.stages[stage]
        kinds = {event.kind.value for event in at.events}
        heard = [
            notice
            for notice in self._platform.rules.every("notice", self._platform.today())
            if notice.enabled and notice.event in kinds and self._applies(notice)
        ]
        if not heard:
            return ()
        return tuple(self._written(heard, stage))

    def papers(self, stage: int) -> tuple[SimulatedPaper, ...]:
        """The papers of a stage: those its events call for, and the result once it is there."""
        rules, run = self._platform.rules, self._run
        day, agency = run.stages[0].at.date(), run.script.agency
        found: dict[str, SimulatedPaper] = {}
        for event in run.stages[stage].events:
            role = ROLE_OF_EVENT.get(event.kind)
            template = rules.print_for(role, day, agency) if role else None
            if template is not None:
                found[template.code] = SimulatedPaper(template.code, template.name, stage)
        before = run.stages[stage - 1].state.outcome.exists if stage else False
        if run.stages[stage].state.outcome.exists and not before:
            for outcome in run.rules.bundle.procedure.outcomes:
                if outcome.print and (template := self._template(outcome.print)) is not None:
                    found[template.code] = SimulatedPaper(template.code, template.name, stage)
        return tuple(found.values())

    def paper(self, stage: int, code: str) -> Paper:
        """A paper composed with the dossier as it stood after a stage. Raises ``PaperMissingError``."""
        template = self._template(code)
        if template is None or not 0 <= stage < len(self._run.stages):
            raise PaperMissingError(f"Không có mẫu in “{code}” đang áp dụng. Kiểm tra lại mã mẫu in.")
        composer = Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter})
        return composer.compose(template, self._data(stage))

    def _template(self, code: str) -> PrintTemplate | None:
        try:
            found: PrintTemplate = self._platform.rules.definition(
                "print", code, self._run.stages[0].at.date(), self._run.script.agency
            )
        except RulesMissingError:
            return None
        return found

    def _applies(self, notice: Notice) -> bool:
        if not notice.when:
            return True
        try:
            return Expression.compile(notice.when, ANY_FORM, Kind.YES_NO).truth(self._run.rules.env)
        except ExpressionProblem:
            return False

    def _written(self, heard: list[Notice], stage: int) -> Iterator[SimulatedNotice]:
        data = self._data(stage)
        for notice in heard:
            event = next(one for one in self._run.stages[stage].events if one.kind.value == notice.event)
            quoted = {**data, "event": self._happened(event), "recipient": {"name": TO_WORDS[notice.to]}}
            for text in notice.texts:
                if text.channel == "in_app" and notice.to == "applicant":
                    continue
                yield SimulatedNotice(
                    notice.name,
                    TO_WORDS[notice.to],
                    CHANNEL_WORDS.get(text.channel, text.channel),
                    self._composer.text(text.subject, quoted),
                    self._composer.text(text.text, quoted),
                )

    def _happened(self, event: DossierEvent) -> dict[str, Any]:
        return {
            "at": event.at,
            "actor_name": event.actor_name,
            "reason": str(event.data.get("reason") or ""),
            "text": str(event.data.get("text") or ""),
            "step_name": step_name(self._run.rules.process, event.step) if event.step else "",
        }

    def _data(self, stage: int) -> Mapping[str, Any]:
        at = self._run.stages[stage]
        issuing = Issuing(
            officer_name=at.actor.full_name,
            officer_title="",
            now=at.at,
            tracking_url=f"{self._platform.public_url}/tra-cuu/{at.state.number}",
            number="…",
            book="…",
            order="…",
        )
        return print_data(simulated_file(self._run, stage), self._run.rules.directory, issuing)


def simulated_file(run: Simulation, stage: int) -> DossierFile:
    """The dossier of a run after a stage as papers read it; its rows never come near a database."""
    at = run.stages[stage]
    state, script, bundle = at.state, run.script, run.rules.bundle
    applicant: dict[str, Any] = dict(run.evaluation.applicant)
    row = DossierRow(
        number=state.number,
        agency_code=state.agency,
        competent_agency=state.competent_agency,
        procedure_code=bundle.procedure.code,
        procedure_name=bundle.procedure.name,
        field_of_work=bundle.procedure.field_of_work,
        variant=state.variant,
        channel=script.channel.value,
        summary="",
        applicant_name=str(applicant.get("full_name", "")),
        applicant=applicant,
        answers=run.evaluation.sheet.values,
        received_at=state.received_at or run.stages[0].at,
        original_due_at=state.clock.original_due_at,
        due_at=state.clock.due_at,
        finished_at=state.finished_at,
        returned_at=state.returned_at,
        lifecycle=state.lifecycle.value,
        official_status=state.official_status,
        demo=True,
    )
    return DossierFile(
        row=row,
        state=state,
        bundle=bundle,
        events=[_event(event) for one in run.stages[: stage + 1] for event in one.events],
        documents=_documents(run),
        fees=[
            FeeLineRow(
                fee_id=fee.fee,
                name=fee.name,
                kind=fee.kind,
                amount=fee.amount,
                quantity=1,
                state="paid" if fee.paid else "due",
            )
            for fee in state.fees
        ],
    )


def _event(event: DossierEvent) -> DossierEventRow:
    return DossierEventRow(
        seq=event.seq,
        kind=event.kind.value,
        at=event.at,
        actor=event.actor,
        actor_name=event.actor_name,
        position=event.position,
        step=event.step,
        data={"agency": event.agency, "data": msgspec.to_builtins(event.data)},
    )


def _documents(run: Simulation) -> list[DossierDocumentRow]:
    return [
        DossierDocumentRow(
            requirement_id=line.id,
            name=line.name,
            originals=line.originals,
            copies=line.copies,
            certified_copies=line.certified_copies,
            received=True,
            note="",
        )
        for line in run.evaluation.checklist
        if line.visible and line.required and line.kind.value != "note"
    ]
