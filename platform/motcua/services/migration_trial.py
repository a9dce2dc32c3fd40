"""One running dossier under newer rules, tried without storing anything: what changes, and whether it may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.dossiers.actor import Actor
from motcua.dossiers.decide import Decision, decide
from motcua.dossiers.decide_migration import vanished_steps
from motcua.dossiers.intake import IntakeEvaluation, IntakeRequest, environment, evaluate
from motcua.dossiers.plugin_types import types_with
from motcua.dossiers.rules import Rules
from motcua.dossiers.ruling_commands import ChangeRules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import step_name
from motcua.extension.points import FIELD_TYPES
from motcua.services.acting import bundle_of
from motcua.services.dossier_log import load_state
from motcua.services.runtime import Platform
from motcua.services.staffing import StoredStaff
from motcua.storage.tables import DossierDocumentRow, DossierRow

OWN_KEYS = frozenset({"delivery", "owner"})
"""What the row keeps beside the applicant's own values."""


@dataclass(frozen=True, slots=True)
class MigrationLine:
    """What moving one dossier would change; ``refusal`` says why it cannot be moved."""

    number: str
    applicant: str
    agency: str
    version: int
    standing: str
    limit_before: str
    limit_after: str
    due_before: datetime | None
    due_after: datetime | None
    variant_before: str
    variant_after: str
    steps_gone: tuple[str, ...]
    steps_reseated: tuple[str, ...]
    answers_lost: tuple[str, ...]
    answers_wanted: tuple[str, ...]
    papers_new: tuple[str, ...]
    papers_gone: tuple[str, ...]
    overdue_at_once: bool
    refusal: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether the dossier can be moved."""
        return not self.refusal

    @property
    def changes_nothing(self) -> bool:
        """Whether the dossier goes on exactly as before, under another revision number."""
        same = self.due_before == self.due_after and self.variant_before == self.variant_after
        return same and not (
            self.steps_gone
            or self.steps_reseated
            or self.answers_lost
            or self.answers_wanted
            or self.papers_new
            or self.papers_gone
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """One dossier under its new rules, decided but not stored."""

    row: DossierRow
    before: ProcedureBundle
    rules: Rules
    state: DossierState
    evaluation: IntakeEvaluation
    lost: Mapping[str, Any]
    papers: tuple[str, ...]
    decision: Decision


def target_bundle(platform: Platform, row: DossierRow) -> ProcedureBundle:
    """The rules in force today for the agency that settles a dossier."""
    return platform.rules.bundle(row.procedure_code, row.competent_agency, platform.today())


def revisions_of(bundle: ProcedureBundle) -> dict[str, int]:
    """The revisions of a bundle by kind."""
    return {
        "procedure": bundle.procedure_revision,
        "form": bundle.form_revision,
        "process": bundle.process_revision,
        "policy": bundle.policy_revision,
    }


def row_revisions(row: DossierRow) -> dict[str, int]:
    """The revisions a dossier follows by kind."""
    return {
        "procedure": row.procedure_revision_id,
        "form": row.form_revision_id or 0,
        "process": row.process_revision_id,
        "policy": row.policy_revision_id,
    }


def try_dossier(
    platform: Platform, session: Session, actor: Actor, row: DossierRow, command: ChangeRules
) -> Trial:
    """Decide what a dossier becomes under the rules in force; `command` gives the reason and the version seen."""
    bundle, directory = target_bundle(platform, row), platform.directory()
    state = load_state(row)
    evaluation = _evaluate(platform, bundle, directory, row, state)
    values = evaluation.sheet.values
    known = {line.id for line in evaluation.checklist if line.visible and line.kind.value != "note"}
    have = {
        line.requirement_id
        for line in session.scalars(select(DossierDocumentRow).where(DossierDocumentRow.dossier_id == row.id))
    }
    required = {line.id for line in evaluation.checklist if line.required and line.kind.value != "note"}
    lost = {name: value for name, value in row.answers.items() if name not in values and not _is_empty(value)}
    papers = tuple(sorted((required & known) - have))
    rules = Rules(
        bundle,
        directory,
        environment(values, row.applicant, dict(evaluation.env["dossier"])),
        StoredStaff(session, platform.today()),
    )
    full = replace(
        command,
        previous=row_revisions(row),
        limit=evaluation.limit,
        variant=evaluation.variant,
        dropped=lost,
        papers=papers,
    )
    now = max(platform.now(), state.last_at or platform.now())
    decision = decide(rules, state, full, actor, now)
    return Trial(row, bundle_of(platform.rules, row), rules, state, evaluation, lost, papers, decision)


def _evaluate(
    platform: Platform, bundle: ProcedureBundle, directory: Directory, row: DossierRow, state: DossierState
) -> IntakeEvaluation:
    """The dossier as the new rules see it: the answers they have a field for, the case that still exists."""
    fields = {field.id for field in bundle.form.fields()} if bundle.form else set()
    variants = {one.id for one in bundle.procedure.variants}
    return evaluate(
        bundle,
        directory,
        IntakeRequest(
            agency=row.competent_agency,
            received_at=row.received_at,
            channel=state.channel,
            variant=state.variant if state.variant in variants else None,
            answers={name: value for name, value in row.answers.items() if name in fields},
            applicant={name: value for name, value in row.applicant.items() if name not in OWN_KEYS},
            quantity=state.quantity,
        ),
        types=types_with(platform.registry.every(FIELD_TYPES)),
    )


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def line_of(trial: Trial, now: datetime) -> MigrationLine:
    """What a trial changes, in the words of people."""
    row, before = trial.row, trial.state
    after = trial.decision.state or before
    old = {item.id: item.name for item in trial.before.procedure.checklist}
    new = {item.id: item.name for item in trial.rules.bundle.procedure.checklist}
    fields = {one.id: one.label for one in trial.before.form.fields()} if trial.before.form else {}
    asked = {one.id: one.label for one in trial.rules.bundle.form.fields()} if trial.rules.bundle.form else {}
    due_after = after.clock.due_at
    return MigrationLine(
        number=row.number,
        applicant=row.applicant_name,
        agency=row.competent_agency,
        version=before.version,
        standing=", ".join(step_name(trial.rules.process, one.step) for one in before.active),
        limit_before=before.clock.limit,
        limit_after=after.clock.limit,
        due_before=before.clock.due_at,
        due_after=due_after,
        variant_before=_variant(trial.before, before.variant),
        variant_after=_variant(trial.rules.bundle, after.variant),
        steps_gone=vanished_steps(trial.rules, before),
        steps_reseated=tuple(_reseated(trial)),
        answers_lost=tuple(fields.get(name, name) for name in trial.lost),
        answers_wanted=tuple(_wanted(trial.evaluation, asked)),
        papers_new=tuple(new.get(one, one) for one in trial.papers),
        papers_gone=tuple(name for key, name in old.items() if key not in new),
        overdue_at_once=bool(due_after and due_after < now and (before.clock.due_at or now) >= now),
        refusal="; ".join(one.message for one in trial.decision.refusals),
    )


def _variant(bundle: ProcedureBundle, code: str) -> str:
    return next((one.name for one in bundle.procedure.variants if one.id == code), code)


def _reseated(trial: Trial) -> Iterator[str]:
    if trial.decision.state is None:
        return
    before = {one.step: one for one in trial.state.active}
    for one in trial.decision.state.active:
        old = before.get(one.step)
        if old is not None and (old.agency, old.position, old.unit) != (one.agency, one.position, one.unit):
            name = step_name(trial.rules.process, one.step)
            position = trial.rules.position_name
            yield f"{name}: {position(old.position)} → {position(one.position)}"


def _wanted(evaluation: IntakeEvaluation, labels: Mapping[str, str]) -> Iterator[str]:
    """Fields the new form asks for that the dossier has no answer to."""
    for error in evaluation.problems:
        if error.path.startswith("answers."):
            name = error.path.removeprefix("answers.").split(".")[0].split("[")[0]
            yield labels.get(name, name)
