"""The state of a dossier, projected from its events; the version is the number of the last event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from motcua.definitions.process import StepKind
from motcua.dossiers.events import DossierEvent, EventKind
from motcua.dossiers.parts import (
    ActiveStep,
    Adjustment,
    AdjustmentKind,
    Branch,
    Child,
    ClockState,
    FeeAccount,
    FeeStatus,
    Fork,
    Hold,
    Lifecycle,
    Outcome,
    Performed,
    Supplement,
    Suspension,
    Wait,
)
from motcua.dossiers.plain_data import revive
from motcua.dossiers.record import project_record
from motcua.dossiers.snapshot import DossierState

__all__ = [
    "ActiveStep",
    "Adjustment",
    "AdjustmentKind",
    "Branch",
    "ClockState",
    "DossierState",
    "FeeAccount",
    "FeeStatus",
    "Fork",
    "Hold",
    "Lifecycle",
    "Outcome",
    "Performed",
    "Supplement",
    "Suspension",
    "Wait",
    "apply",
    "replay",
    "state_from_json",
    "state_to_json",
]

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(DossierState)


def state_to_json(state: DossierState) -> str:
    """The state as JSON text."""
    return _ENCODER.encode(state).decode()


def state_from_json(text: str | bytes) -> DossierState:
    """The state from its JSON text. Raises ``msgspec.ValidationError`` for other text."""
    return _DECODER.decode(text)


def replay(events: Iterable[DossierEvent]) -> DossierState:
    """The state after all events of a dossier. Raises ValueError when there are none or one is out of order."""
    state: DossierState | None = None
    for event in events:
        state = apply(state, event)
    if state is None:
        raise ValueError("a dossier has at least one event")
    return state


def apply(state: DossierState | None, event: DossierEvent) -> DossierState:
    """The state after an event; needs no rules, every effect stands in the event.

    Raises ValueError when the event is not the next one of this dossier.
    """
    data = event.data
    if event.seq != (state.version if state else 0) + 1:
        raise ValueError(f"event {event.seq} does not follow version {state.version if state else 0}")
    if state is None:
        state = revive(DossierState, data["begin"])
    changes: dict[str, Any] = {"version": event.seq, "last_at": event.at}
    if corrected := data.get("corrected"):
        changes.update(corrected)
    if event.kind is EventKind.SUBMITTED:
        changes["submitted_at"] = event.at
    elif event.kind is EventKind.RECEIVED:
        changes["received_at"] = event.at
    _project_work(state, event, changes)
    _project_clock(state, data, changes)
    _project_sub_flows(state, event, changes)
    project_record(state, event, changes)
    if outcome := data.get("outcome"):
        changes["outcome"] = revive(Outcome, outcome)
    if children := data.get("children"):
        changed = {one["number"]: revive(Child, one) for one in children}
        kept = tuple(changed.pop(one.number, one) for one in state.children)
        changes["children"] = (*kept, *changed.values())
    if filled := data.get("filled"):
        changes["filled"] = {**(state.filled or {}), **filled}
    if fees := data.get("fees"):
        changes["fees"] = _merged_fees(state.fees, fees)
    _project_life(state, event, changes)
    return replace(state, **changes)


def _project_work(state: DossierState, event: DossierEvent, changes: dict[str, Any]) -> None:
    """Open and closed steps, forks and who has done what."""
    data = event.data
    active = state.active
    if left := data.get("left"):
        active = tuple(one for one in active if one.step not in left)
        changes["waits"] = tuple(one for one in state.waits if one.step not in left)
    for entered in data.get("entered", ()):
        opened = revive(ActiveStep, entered)
        active += (replace(opened, entered_at=event.at, seq=event.seq, sent_by=event.actor),)
    for assigned in data.get("assigned", ()):
        active = tuple(
            replace(one, assignee=assigned["assignee"]) if one.step == assigned["step"] else one
            for one in active
        )
    if dues := data.get("step_dues"):
        active = tuple(
            replace(one, due_at=datetime.fromisoformat(dues[one.step])) if one.step in dues else one
            for one in active
        )
    if moved := data.get("moved"):
        active = tuple(revive(ActiveStep, one) for one in moved["active"])
        changes["waits"] = tuple(revive(Wait, one) for one in moved["waits"])
    if active is not state.active:
        changes["active"] = active
    if data.get("performed"):
        done = Performed(event.step, event.actor, data.get("on_behalf_of", ""))
        if not state.performed or state.performed[-1] != done:
            changes["performed"] = (*(one for one in state.performed if one != done), done)
    if forks := data.get("forks"):
        changed = {fork["id"]: revive(Fork, fork) for fork in forks}
        kept = tuple(changed.pop(one.id, one) for one in state.forks)
        changes["forks"] = (*kept, *changed.values())
    if dropped := data.get("dropped_fork"):
        changes["forks"] = tuple(one for one in state.forks if one.id != dropped)


def _project_clock(state: DossierState, data: Mapping[str, Any], changes: dict[str, Any]) -> None:
    if (clock := data.get("clock")) is None:
        return
    adjustments = tuple(revive(Adjustment, one) for one in data.get("adjustments", ()))
    revived = revive(ClockState, clock)
    changes["clock"] = replace(revived, adjustments=(*state.clock.adjustments, *adjustments))


def _project_sub_flows(state: DossierState, event: DossierEvent, changes: dict[str, Any]) -> None:
    """Supplements, other waits, and suspensions."""
    data = event.data
    if wait := data.get("wait"):
        changes["waits"] = (*changes.get("waits", state.waits), revive(Wait, wait))
    if supplement := data.get("supplement"):
        changes["supplements"] = (*state.supplements, revive(Supplement, supplement))
    elif event.kind is EventKind.SUPPLEMENT_RECEIVED:
        last = replace(state.supplements[-1], received_at=event.at, received_by=event.actor)
        changes["supplements"] = (*state.supplements[:-1], last)
    elif event.kind is EventKind.SUPPLEMENT_LAPSED:
        changes["supplements"] = (*state.supplements[:-1], replace(state.supplements[-1], lapsed_at=event.at))
    if suspension := data.get("suspension"):
        changes["suspension"] = revive(Suspension, suspension)
    elif event.kind is EventKind.RESUMED:
        changes["suspension"] = None


def _merged_fees(
    fees: tuple[FeeAccount, ...], changed: Iterable[Mapping[str, Any]]
) -> tuple[FeeAccount, ...]:
    by_id = {fee.fee: fee for fee in fees}
    by_id.update({one["fee"]: revive(FeeAccount, one) for one in changed})
    return tuple(by_id.values())


def _project_life(state: DossierState, event: DossierEvent, changes: dict[str, Any]) -> None:
    """Lifecycle, the dates it sets, and the national status."""
    if end := event.data.get("end"):
        after = Lifecycle(end)
        changes.update(active=(), waits=(), suspension=None)
    elif state.lifecycle.is_end and state.version:
        after = state.lifecycle
    else:
        received = changes.get("received_at", state.received_at)
        suspended = changes.get("suspension", state.suspension) is not None
        after = _lifecycle(
            changes.get("active", state.active), received=received is not None, suspended=suspended
        )
    before = state.lifecycle
    changes["lifecycle"] = after
    changes["official_status"] = event.data.get("official_status", state.official_status)
    has_result = after is Lifecycle.DONE or after.is_end
    if not has_result:
        changes["finished_at"] = None
    elif state.finished_at is None:
        changes["finished_at"] = event.at
    if after is Lifecycle.RETURNED and before is not Lifecycle.RETURNED:
        changes["returned_at"] = event.at


def _lifecycle(active: tuple[ActiveStep, ...], *, received: bool, suspended: bool) -> Lifecycle:
    if not received:
        return Lifecycle.SUBMITTED
    if suspended:
        return Lifecycle.SUSPENDED
    kinds = {one.kind for one in active}
    if StepKind.WAIT_FOR_APPLICANT in kinds:
        return Lifecycle.WAITING_SUPPLEMENT
    if StepKind.WAIT_FOR_PAYMENT in kinds:
        return Lifecycle.WAITING_PAYMENT
    return Lifecycle.DONE if kinds == {StepKind.RETURN_RESULT} else Lifecycle.PROCESSING
