"""Appends events to a dossier's log and brings every projection up to date, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from motcua.dossiers.events import FIRST_HASH, DossierEvent, EventKind, chain_hash
from motcua.dossiers.parts import ActiveStep, FeeStatus
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.state import apply, state_from_json
from motcua.dossiers.steps import step_name
from motcua.kernel.clock import VIETNAM
from motcua.storage.dossier_access import within_dossier
from motcua.storage.tables import (
    DossierAccessRow,
    DossierEventRow,
    DossierRow,
    FeeLineRow,
    OutboxRow,
    PaymentRow,
    WorkItemRow,
)

_WORK = select(WorkItemRow).where(WorkItemRow.dossier_id == bindparam("dossier"))

NO_DUE = datetime(9999, 1, 1, tzinfo=VIETNAM)
"""Where dossiers without a due date stand in lists sorted by it."""

_MONEY = {EventKind.PAID: "paid", EventKind.REFUNDED: "refunded", EventKind.WAIVED: "waived"}


class StaleDossierError(RuntimeError):
    """Somebody else changed the dossier in the meantime; nothing was stored."""


def load_state(row: DossierRow) -> DossierState:
    """The state a row holds."""
    return state_from_json(msgspec.json.encode(row.state))


def append(session: Session, row: DossierRow, rules: Rules, events: Sequence[DossierEvent]) -> DossierState:
    """Store the events after those the row knows and project them; the row must be locked, or new and not stored yet.

    Returns the new state. Rows, work items, access, money and outbox all follow in this transaction.
    """
    state = load_state(row) if row.version else None
    previous = row.last_hash or FIRST_HASH
    links: list[tuple[DossierEvent, DossierState, str, str]] = []
    for event in events:
        state = apply(state, event)
        entry = chain_hash(previous, event)
        links.append((event, state, previous, entry))
        previous = entry
    if state is None:
        raise ValueError("no event to store")
    is_new = row.version == 0
    _project(row, state, previous)
    if is_new:
        # stored once with what its events make of it; the rows below need its id
        session.add(row)
        session.flush()
    session.add_all(_event_row(row, *link) for link in links)
    _sync_work(session, row, rules, state, is_new=is_new)
    _sync_money(session, row, state, events, is_new=is_new)
    _tell_outside(session, row, events)
    return state


def _event_row(
    row: DossierRow, event: DossierEvent, state: DossierState, previous: str, entry: str
) -> DossierEventRow:
    return DossierEventRow(
        dossier_id=row.id,
        agency_code=row.agency_code,
        seq=event.seq,
        kind=event.kind.value,
        at=event.at,
        actor=event.actor,
        actor_name=event.actor_name,
        position=event.position,
        step=event.step,
        data={"agency": event.agency, "data": event.data},
        previous_hash=previous,
        hash=entry,
        lifecycle_after=state.lifecycle.value,
        official_status_after=state.official_status,
        due_at_after=state.clock.due_at,
        finished_at_after=state.finished_at,
    )


def event_of(row: DossierEventRow) -> DossierEvent:
    """The event a log row holds, exactly as it was hashed."""
    return DossierEvent(
        seq=row.seq,
        kind=EventKind(row.kind),
        at=row.at,
        actor=row.actor,
        actor_name=row.actor_name,
        position=row.position,
        agency=row.data["agency"],
        step=row.step,
        data=row.data["data"],
    )


def _project(row: DossierRow, state: DossierState, last_hash: str) -> None:
    row.state = msgspec.to_builtins(state)
    row.lifecycle = state.lifecycle.value
    row.official_status = state.official_status
    row.variant = state.variant
    row.original_due_at = state.clock.original_due_at
    row.due_at = state.clock.due_at
    row.finished_at = state.finished_at
    row.returned_at = state.returned_at
    if state.received_at is not None:
        row.received_at = state.received_at
    if state.last_at is not None:
        row.last_event_at = state.last_at
    row.version = state.version
    row.last_hash = last_hash


def _sync_work(session: Session, row: DossierRow, rules: Rules, state: DossierState, *, is_new: bool) -> None:
    """One work item for each open step; agencies that must act may see the dossier from then on."""
    known: dict[tuple[str, str], WorkItemRow] = {}
    if not is_new:
        with within_dossier(session, row):
            stored = session.scalars(_WORK, {"dossier": row.id}).all()
        known = {(item.step, item.branch): item for item in stored}
    wanted = {(step.step, step.branch): step for step in state.active}
    for gone in known.keys() - wanted.keys():
        session.delete(known[gone])
    for key, step in wanted.items():
        item = known.get(key)
        if item is None:
            session.add(WorkItemRow(**_work_values(row, rules, state, step), dossier_id=row.id))
        else:
            for name, value in _work_values(row, rules, state, step).items():
                setattr(item, name, value)
    own = {row.agency_code, row.competent_agency}
    others = {step.agency for step in state.active} - own
    if others:
        _grant(session, row, others, state.last_at or row.received_at)


def _work_values(row: DossierRow, rules: Rules, state: DossierState, step: ActiveStep) -> dict[str, Any]:
    return {
        "agency_code": step.agency,
        "owner_agency": row.agency_code,
        "step": step.step,
        "step_name": step_name(rules.process, step.step),
        "step_kind": step.kind.value,
        "branch": step.branch,
        "position": step.position,
        "unit": step.unit,
        "assignee": step.assignee,
        "entered_at": step.entered_at or row.received_at,
        "step_due_at": step.due_at,
        "due_at": state.clock.due_at or NO_DUE,
        "has_due": state.clock.due_at is not None,
        "received_at": row.received_at,
        "lifecycle": state.lifecycle.value,
        "official_status": state.official_status,
        "number": row.number,
        "applicant_name": row.applicant_name,
        "applicant_folded": row.applicant_folded,
        "procedure_code": row.procedure_code,
        "procedure_name": row.procedure_name,
        "field_of_work": row.field_of_work,
        "channel": row.channel,
        "what": step.note,
    }


def _grant(session: Session, row: DossierRow, agencies: set[str], at: datetime) -> None:
    known = set(
        session.scalars(select(DossierAccessRow.agency_code).where(DossierAccessRow.dossier_id == row.id))
    )
    for agency in sorted(agencies - known):
        session.add(
            DossierAccessRow(
                dossier_id=row.id, agency_code=agency, reason="phối hợp giải quyết", granted_at=at
            )
        )


def _sync_money(
    session: Session, row: DossierRow, state: DossierState, events: Sequence[DossierEvent], *, is_new: bool
) -> None:
    if not state.fees:
        return
    lines: dict[str, FeeLineRow] = {}
    if not is_new:
        if not any(event.data.get("fees") for event in events):
            return
        stored = session.scalars(select(FeeLineRow).where(FeeLineRow.dossier_id == row.id))
        lines = {line.fee_id: line for line in stored}
    for fee in state.fees:
        line = lines.get(fee.fee)
        if line is None:
            line = FeeLineRow(
                dossier_id=row.id,
                agency_code=row.agency_code,
                fee_id=fee.fee,
                name=fee.name,
                kind=fee.kind,
                quantity=state.quantity,
                collect=fee.collect,
                explanation=[],
            )
            session.add(line)
            lines[fee.fee] = line
        line.amount = fee.amount
        line.state = (
            fee.status.value if fee.status is not FeeStatus.DUE or fee.amount else FeeStatus.DUE.value
        )
    booked = [event for event in events if event.kind in _MONEY]
    if booked:
        session.flush()  # new lines get their ids, which the entries point to
    for event in booked:
        _book(session, row, event, lines)


def _book(session: Session, row: DossierRow, event: DossierEvent, lines: Mapping[str, FeeLineRow]) -> None:
    """One entry of the money book for each fee an event moved; entries are never changed."""
    data = event.data
    for entry in data.get("payments", ()):
        session.add(
            PaymentRow(
                dossier_id=row.id,
                agency_code=row.agency_code,
                fee_line_id=lines[entry["fee"]].id if entry["fee"] in lines else None,
                kind=_MONEY[event.kind],
                amount=int(entry["amount"]),
                method=str(entry.get("method", "")),
                receipt_number=str(data.get("receipt", "")),
                external_id=str(data.get("reference", "")),
                note=f"{entry['fee']}: {data.get('reason', '')}".rstrip(": "),
                actor=event.actor,
                at=event.at,
            )
        )


def _tell_outside(session: Session, row: DossierRow, events: Sequence[DossierEvent]) -> None:
    for event in events:
        session.add(
            OutboxRow(
                topic=f"dossier.{event.kind.value}",
                dossier_id=row.id,
                payload={"number": row.number, "seq": event.seq, "official_status": row.official_status},
                created_at=event.at,
                available_at=event.at,
            )
        )
