"""Acts on dossiers: load, decide, store, in one transaction with the right version, once for each key."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.dossiers.actions import numbers_needed
from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import Act, Command, CorrectReceipt, Pay, Receive
from motcua.dossiers.decide import decide
from motcua.dossiers.intake import environment
from motcua.dossiers.outcomes import OUTCOME, VERIFY
from motcua.dossiers.record_commands import ReplaceOutcome
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.services.access import scope_of
from motcua.services.child_dossiers import Family, has_family
from motcua.services.dossier_log import append, load_state
from motcua.services.fee_numbers import with_fee_receipt
from motcua.services.idempotency import Request, earlier_answer, remember, request_hash, wait_for_twin
from motcua.services.number_allocation import NumberContext, allocate
from motcua.services.papers import issue_papers
from motcua.services.receipt_corrections import correct_row
from motcua.services.receiving import RefusedError
from motcua.services.rule_store import RuleStore
from motcua.services.runtime import Platform
from motcua.services.staffing import StoredStaff
from motcua.storage.dossier_access import load_dossier
from motcua.storage.tables import DossierDocumentRow, DossierRow

OUTCOME_NUMBERING = "outcome-number"
"""The numbering of results whose procedure names none."""


class DossierMissingError(LookupError):
    """There is no such dossier, or the actor may not see it; the two look the same on purpose."""

    def __init__(self, number: str) -> None:
        super().__init__(f"Không tìm thấy hồ sơ {number} trong phạm vi của bạn. Kiểm tra lại mã hồ sơ.")


def find_dossier(session: Session, number: str, *, lock: bool = False) -> DossierRow:
    """The dossier with this number within the session's scope. Raises :class:`DossierMissingError`."""
    row = load_dossier(session, number.strip().upper(), lock=lock)
    if row is None:
        raise DossierMissingError(number)
    return row


def bundle_of(rules: RuleStore, row: DossierRow) -> ProcedureBundle:
    """The rules the dossier was received under."""
    revisions = (
        row.procedure_revision_id,
        row.form_revision_id or 0,
        row.process_revision_id,
        row.policy_revision_id,
    )
    return rules.bundle_of(revisions, row.received_at.date())


def rules_of(platform: Platform, session: Session, row: DossierRow, directory: Directory) -> Rules:
    """Everything a decision on this dossier depends on."""
    env = environment(
        row.answers,
        row.applicant,
        {
            "channel": row.channel,
            "variant": row.variant,
            "agency": row.competent_agency,
            "received_date": row.received_at.date().isoformat(),
            "quantity": int(row.state.get("quantity", 1)) if row.state else 1,
            "procedure": row.procedure_code,
        },
    )
    env["steps"] = row.state.get("filled") or {}
    return Rules(bundle_of(platform.rules, row), directory, env, StoredStaff(session, platform.today()))


@dataclass(frozen=True, slots=True)
class Acted:
    """What a command left: the dossier's row, within the scope of whoever acted, and its state."""

    row: DossierRow
    state: DossierState


def act(platform: Platform, actor: Actor, number: str, command: Command, key: str = "") -> DossierState:
    """As ``act_on``; returns the state after the command."""
    return act_on(platform, actor, number, command, key).state


def act_on(platform: Platform, actor: Actor, number: str, command: Command, key: str = "") -> Acted:
    """Carry out a command on a dossier. The same key does nothing twice.

    Raises ``DossierMissingError``, ``RefusedError`` (its codes: ``stale_version`` and the engine's) or
    ``KeyReusedError``; nothing is stored then.
    """
    platform.rules.refresh()
    body = {"number": number, "kind": type(command).__name__, "command": command}
    asked = Request(actor.user, "act", key, request_hash(body) if key else "")
    with platform.database.write(scope_of(actor)) as session:
        row = find_dossier(session, number, lock=True)
        if key:
            wait_for_twin(session, asked)
            if earlier_answer(session, asked) is not None:
                return Acted(row, load_state(row))
        state = act_within(platform, session, row, actor, command)
        if key:
            remember(session, asked, {"number": row.number, "version": state.version}, platform.now())
        return Acted(row, state)


def open_children(platform: Platform, actor: Actor, number: str) -> bool:
    """Open the child dossiers an earlier act could not; whether there were any. Raises ``RefusedError`` if it fails."""
    with platform.database.write(scope_of(actor)) as session:
        row = find_dossier(session, number, lock=True)
        state = load_state(row)
        after = Family(platform, session, rules_of).follow(row, state, insist=True)
        return after.version > state.version


def act_on_many(
    platform: Platform, actor: Actor, numbers: Sequence[str], make: Callable[[str], Command]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Carry out the same command on several dossiers, each on its own: (done, why the others were not)."""
    done: list[str] = []
    failed: dict[str, str] = {}
    for number in dict.fromkeys(numbers):
        try:
            act(platform, actor, number, make(number))
            done.append(number)
        except (RefusedError, DossierMissingError) as error:
            failed[number] = str(error)
    return tuple(done), failed


def act_within(
    platform: Platform, session: Session, row: DossierRow, actor: Actor, command: Command
) -> DossierState:
    """Carry out a command in the caller's transaction, on a row locked there. Raises ``RefusedError``."""
    now = platform.now()
    directory = platform.directory()
    rules = rules_of(platform, session, row, directory)
    state = load_state(row)
    command = _with_numbers(platform, session, row, rules, state, _with_draft(rules, command))
    decision = decide(rules, state, command, actor, max(now, state.last_at or now))
    if decision.refusals:
        raise RefusedError(decision.refusals)
    if isinstance(command, CorrectReceipt):
        correct_row(row, command.changes)
    after = append(session, row, rules, decision.events).state
    issue_papers(session, platform.rules, directory, row, decision.events)
    if isinstance(command, Act):
        _mark_documents(session, row, command.documents)
    family = Family(platform, session, rules_of)
    return family.follow(row, after, insist=isinstance(command, Act)) if has_family(after) else after


def _with_draft(rules: Rules, command: Command) -> Command:
    """An action on a result that nobody drafted gets the draft the platform draws up from the dossier's data."""
    if isinstance(command, Act) and command.outcome is None and rules.bundle.procedure.outcomes:
        needs = {
            need
            for step in rules.process.steps
            for action in step.actions
            if action.id == command.action and (not command.step or step.id == command.step)
            for need in action.needs
        }
        if "outcome.draft" in needs:
            return replace(command, outcome={})
    return command


def _with_numbers(
    platform: Platform,
    session: Session,
    row: DossierRow,
    rules: Rules,
    state: DossierState,
    command: Command,
) -> Command:
    """The command with the numbers it needs, given out in this transaction."""
    if isinstance(command, Pay):
        return with_fee_receipt(session, platform.rules, row, command, platform.now())
    if not isinstance(command, Act | Receive | CorrectReceipt | ReplaceOutcome):
        return command
    numbers = dict(command.numbers)
    now = platform.now()
    agency = rules.directory.agency(row.competent_agency)
    for name, code in numbers_needed(rules, state, command).items():
        if name not in numbers:
            numbering = platform.rules.definition("numbering", code or OUTCOME_NUMBERING, now.date())
            numbers[name] = allocate(session, numbering, NumberContext(agency.code, now, agency.short_name))
    if OUTCOME in numbers:
        numbers.setdefault(VERIFY, secrets.token_urlsafe(12))
    return replace(command, numbers=numbers) if numbers else command


def _mark_documents(session: Session, row: DossierRow, requirement_ids: Sequence[str]) -> None:
    """Papers handed in later count as received."""
    if not requirement_ids:
        return
    for line in session.scalars(
        select(DossierDocumentRow).where(
            DossierDocumentRow.dossier_id == row.id, DossierDocumentRow.requirement_id.in_(requirement_ids)
        )
    ):
        line.received = True
