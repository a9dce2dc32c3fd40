"""Who may act on an open step, and to whom a new one is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from motcua.definitions.process import Assign, Step, StepKind
from motcua.dossiers.actor import Actor, ActorKind, Seat, Standing
from motcua.dossiers.parts import ActiveStep
from motcua.dossiers.refusals import Refused
from motcua.dossiers.rules import Candidate, Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import desk_seat, find_step, performer, step_name

_COMES_BACK = frozenset({StepKind.HANDLE, StepKind.CONSULT, StepKind.DECIDE})
"""Kinds of steps that return to the person who did them before."""


def seat_of_entry(entry: ActiveStep) -> Seat:
    """The seat of an open step."""
    return Seat(entry.agency, entry.position, entry.unit)


def check_performer(
    rules: Rules, state: DossierState, entry: ActiveStep, actor: Actor, now: datetime
) -> Standing:
    """In which quality the actor does an open step. Refused when it is another's, or duties must be separate."""
    standing = check_seat(rules, entry, actor, now)
    check_separation(rules, state, find_step(rules.process, entry.step), entry, actor.user)
    check_child(state, entry)
    return standing


def check_seat(rules: Rules, entry: ActiveStep, actor: Actor, now: datetime) -> Standing:
    """As ``check_performer`` without the separation of duties."""
    seat = seat_of_entry(entry)
    if actor.kind is ActorKind.OFFICER:
        standing = actor.standing_at(seat, now, entry.assignee)
        if standing is not None:
            return standing
        if entry.assignee and actor.standing_at(seat, now) is not None:
            raise Refused(
                "assigned_to_other",
                f"Bước “{step_name(rules.process, entry.step)}” đã giao cho {entry.assignee}. "
                "Nhờ người đó xử lý, hoặc nhờ lãnh đạo giao lại.",
                "step",
            )
    raise Refused(
        "not_your_step",
        f"Bước “{step_name(rules.process, entry.step)}” không thuộc chức danh của bạn. "
        f"Bước này thuộc {rules.seat_words(seat)}.",
        "step",
    )


def check_child(state: DossierState, entry: ActiveStep) -> None:
    """Refused while the child dossier of a step is under way: its result takes the step on."""
    child = state.child_of(entry) if entry.kind is StepKind.CHILD_DOSSIER else None
    if child is not None and child.is_open:
        raise Refused(
            "child_open",
            f"Hồ sơ con {child.number} đang được giải quyết. Khi hồ sơ con có kết quả, hồ sơ này tự đi tiếp.",
            "step",
        )


def barred_by(state: DossierState, step: Step, user: str) -> str:
    """The earlier step because of which a person must not do this one; empty when nothing bars."""
    for earlier in step.not_same_person_as:
        if user in state.performers(earlier):
            return earlier
    return ""


def check_separation(rules: Rules, state: DossierState, step: Step, entry: ActiveStep, user: str) -> None:
    """Refused when the person has done a step that must not be done by the same person."""
    earlier = barred_by(state, step, user)
    if not earlier:
        return
    owner = f"Bước này thuộc {rules.seat_words(seat_of_entry(entry))}"
    if step.does is StepKind.DECIDE and find_step(rules.process, earlier).does is StepKind.HANDLE:
        message = f"Người thụ lý không được ký hồ sơ của mình. {owner}."
    else:
        done = step_name(rules.process, earlier)
        message = (
            f"Bạn đã làm bước “{done}” nên không được làm bước “{step.name}”. {owner}, cần người khác xử lý."
        )
    raise Refused("same_person", message, "step")


def check_desk(rules: Rules, agency: str, actor: Actor, now: datetime, what: str) -> Standing:
    """In which quality the actor stands at the counter of an agency, or of one that follows it. Refused for others."""
    seat = desk_seat(rules, agency)
    if actor.kind is ActorKind.OFFICER:
        for code in rules.directory.going_on(agency):
            if standing := actor.standing_at(replace(seat, agency=code), now):
                return standing
    raise Refused(
        "not_at_this_desk",
        f"Bạn không có chức danh {rules.position_name(seat.position)} tại {rules.agency_name(agency)} "
        f"nên không {what} được ở đây.",
    )


def choose_person(
    rules: Rules, state: DossierState, step: Step, seat: Seat, *, chosen: str = "", coming_back: bool = False
) -> str:
    """The person a new step is given to; empty for the common list of its position.

    ``chosen`` is the sender's choice; ``coming_back`` gives professional steps to who did them before.
    """
    if chosen:
        return _checked_choice(rules, state, step, seat, chosen)
    by = performer(rules.process, step)
    before = state.last_performer(step.id) if coming_back and step.does in _COMES_BACK else ""
    if before and (there := _who_is_there(rules, seat, before)):
        return there if there == before else _unbarred_one(state, step, there)
    match by.assign:
        case Assign.SAME_AS:
            same = state.last_performer(by.same_as)
            return _unbarred_one(state, step, _who_is_there(rules, seat, same)) if same else ""
        case Assign.CHOSEN:
            raise Refused(
                "assignee_needed",
                f"Chưa chọn người làm bước “{step.name}”. Chọn một người rồi chuyển.",
                "assignee",
            )
        case Assign.LEAST_LOADED:
            return _first(rules, state, step, seat, _by_load)
        case Assign.ROUND_ROBIN:
            return _first(rules, state, step, seat, _by_turn)
        case Assign.POOL:
            return ""


def _who_is_there(rules: Rules, seat: Seat, user: str) -> str:
    """The person while still in a seat, who stands in while that one is absent; empty when neither is there.

    When nobody is known, people are taken to be where they were.
    """
    people = rules.staff.candidates(seat)
    if not people:
        return user
    found = next((one for one in people if one.user == user), None)
    return "" if found is None else _present(rules, people, found)


def _present(rules: Rules, people: tuple[Candidate, ...], one: Candidate) -> str:
    """The candidate or the stand-in; empty when that one is absent too."""
    field = rules.bundle.procedure.field_of_work
    substitute = one.stand_in(field)
    if not substitute:
        return one.user
    also_absent = any(other.user == substitute and other.stand_in(field) for other in people)
    return "" if also_absent else substitute


def kept_person(rules: Rules, state: DossierState, step: Step, seat: Seat, user: str) -> str:
    """The person a step is kept for, or who stands in for that one, as long as they are in the seat."""
    there = _who_is_there(rules, seat, user) if user else ""
    return there if there == user else _unbarred_one(state, step, there)


def _unbarred_one(state: DossierState, step: Step, user: str) -> str:
    return "" if not user or barred_by(state, step, user) else user


def _first(
    rules: Rules, state: DossierState, step: Step, seat: Seat, order: Callable[[Candidate], Any]
) -> str:
    """The first in turn of those who are there; only when all are absent, who stands in for the first of them."""
    people = rules.staff.candidates(seat)
    field = rules.bundle.procedure.field_of_work
    free = [one for one in people if not barred_by(state, step, one.user)]
    there = [one for one in free if not one.stand_in(field)]
    if there:
        return min(there, key=order).user
    covered = (_present(rules, people, one) for one in sorted(free, key=order))
    return next((user for user in covered if _unbarred_one(state, step, user)), "")


def _checked_choice(rules: Rules, state: DossierState, step: Step, seat: Seat, chosen: str) -> str:
    people = rules.staff.candidates(seat)
    field = rules.bundle.procedure.field_of_work
    covers = {one.user: one.stand_in(field) for one in people}
    if people and chosen not in covers and chosen not in covers.values():
        raise Refused(
            "assignee_unfit",
            f"{chosen} không giữ chức danh {rules.seat_words(seat)}. Chọn người khác cho bước “{step.name}”.",
            "assignee",
        )
    if covers.get(chosen):
        raise Refused(
            "assignee_absent",
            f"{chosen} đang vắng mặt, {covers[chosen]} thay. Chọn {covers[chosen]} hoặc người khác.",
            "assignee",
        )
    earlier = barred_by(state, step, chosen)
    if earlier:
        raise Refused(
            "same_person",
            f"{chosen} đã làm bước “{step_name(rules.process, earlier)}” nên không được làm bước “{step.name}”. "
            "Chọn người khác.",
            "assignee",
        )
    return chosen


def _by_load(one: Candidate) -> tuple[int, float, str]:
    return (one.load, one.last_assigned.timestamp() if one.last_assigned else 0.0, one.user)


def _by_turn(one: Candidate) -> tuple[float, str]:
    return (one.last_assigned.timestamp() if one.last_assigned else 0.0, one.user)
