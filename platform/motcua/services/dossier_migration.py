"""Moves running dossiers to the rules in force now: a dry run that tells what changes, then one by one as chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.ruling_commands import ChangeRules
from motcua.services.access import require, scope_of
from motcua.services.acting import DossierMissingError, find_dossier
from motcua.services.audit import Act as Audited
from motcua.services.audit import write_audit_entry
from motcua.services.dossier_log import append
from motcua.services.migration_trial import (
    MigrationLine,
    Trial,
    line_of,
    revisions_of,
    row_revisions,
    target_bundle,
    try_dossier,
)
from motcua.services.receiving import RefusedError
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierDocumentRow, DossierRow

MOST_PLANNED = 200
ENDED = tuple(state.value for state in Lifecycle if state.is_end)
DRY_RUN = ChangeRules("Chạy thử")


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """The dossiers of a procedure that run under older rules, at most so many; ``total`` is how many there are."""

    procedure: str
    lines: tuple[MigrationLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Migrated:
    """What became of a migration: numbers moved, and why the others were not."""

    done: tuple[str, ...]
    failed: Mapping[str, str]


def plan_migration(platform: Platform, actor: Actor, code: str) -> MigrationPlan:
    """Dry run: every running dossier of a procedure that follows older rules than those in force, and what changes."""
    require(actor, "can_publish_definition", "chuyển hồ sơ sang bản mới")
    platform.rules.refresh()
    with platform.database.read(scope_of(actor)) as session:
        rows = list(_older(platform, session, code))
        lines = tuple(
            line_of(try_dossier(platform, session, actor, row, DRY_RUN), platform.now())
            for row in rows[:MOST_PLANNED]
        )
    return MigrationPlan(code, lines, len(rows))


def migrate(platform: Platform, actor: Actor, choices: Mapping[str, int], reason: str, code: str) -> Migrated:
    """Move the dossiers chosen, given by number with the version seen; each in a transaction of its own.

    A dossier somebody touched since is not moved. Every move is an event of the dossier and an entry of the audit.
    """
    require(actor, "can_publish_definition", "chuyển hồ sơ sang bản mới")
    platform.rules.refresh()
    done: list[str] = []
    failed: dict[str, str] = {}
    for number, version in choices.items():
        try:
            _move(platform, actor, number, version, reason, code)
            done.append(number)
        except (RefusedError, DossierMissingError, RulesMissingError) as error:
            failed[number] = str(error)
    return Migrated(tuple(done), failed)


def _older(platform: Platform, session: Session, code: str) -> Iterator[DossierRow]:
    """Running dossiers whose rules differ from those a dossier received today would follow."""
    rows = session.scalars(
        select(DossierRow)
        .where(DossierRow.procedure_code == code, DossierRow.lifecycle.not_in(ENDED))
        .order_by(DossierRow.due_at, DossierRow.id)
    )
    for row in rows:
        try:
            target = target_bundle(platform, row)
        except RulesMissingError:
            continue
        if revisions_of(target) != row_revisions(row):
            yield row


def _move(platform: Platform, actor: Actor, number: str, version: int, reason: str, code: str) -> None:
    with platform.database.write(scope_of(actor)) as session:
        row = find_dossier(session, number, lock=True)
        if row.procedure_code != code:
            raise DossierMissingError(number)
        if revisions_of(target_bundle(platform, row)) == row_revisions(row):
            return
        command = ChangeRules(reason, expected_version=version)
        trial = try_dossier(platform, session, actor, row, command)
        if trial.decision.refusals:
            raise RefusedError(trial.decision.refusals)
        before = row_revisions(row)
        _repin(row, trial)
        append(session, row, trial.rules, trial.decision.events)
        _add_papers(session, row, trial, actor, platform.now())
        detail = {
            "before": {"revisions": before, "due_at": _moment(trial.state.clock.due_at)},
            "after": {"revisions": row_revisions(row), "due_at": _moment(row.due_at)},
            "note": reason,
        }
        entry = Audited("change_rules", "dossier", row.number, detail)
        write_audit_entry(session, actor, entry, platform.now())


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""


def _repin(row: DossierRow, trial: Trial) -> None:
    bundle = trial.rules.bundle
    row.procedure_revision_id = bundle.procedure_revision
    row.form_revision_id = bundle.form_revision or None
    row.process_revision_id = bundle.process_revision
    row.policy_revision_id = bundle.policy_revision
    row.procedure_name = bundle.procedure.name
    row.field_of_work = bundle.procedure.field_of_work
    row.answers = dict(trial.evaluation.sheet.values)


def _add_papers(session: Session, row: DossierRow, trial: Trial, actor: Actor, now: datetime) -> None:
    """Lines for the papers asked for from now on, not handed in yet."""
    lines = {line.id: line for line in trial.evaluation.checklist}
    for paper in trial.papers:
        line = lines[paper]
        session.add(
            DossierDocumentRow(
                dossier_id=row.id,
                agency_code=row.agency_code,
                requirement_id=line.id,
                name=line.name,
                originals=line.originals,
                copies=line.copies,
                certified_copies=line.certified_copies,
                received=False,
                note="Theo bản quy định mới",
                added_by=actor.user,
                added_at=now,
            )
        )
