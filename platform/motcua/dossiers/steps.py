"""Steps and buttons by meaning: the waiting steps every process has, who does a step, what an action really does."""

from __future__ import annotations

from motcua.definitions.directory import COMPETENT
from motcua.definitions.policy import PauseReason
from motcua.definitions.process import Action, ActionKind, Performer, Process, Step, StepKind
from motcua.dossiers.actor import Seat
from motcua.dossiers.refusals import Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.expressions.expression import Expression
from motcua.expressions.names import STEP_NAMES
from motcua.expressions.problem import ExpressionProblem

JOIN = "join"
"""The word in ``to`` for returning to the step that forked."""

SUBMITTED_STEP = "submitted"
SUPPLEMENT_STEP = "wait-supplement"
PAYMENT_STEP = "wait-payment"
RETURN_STEP = "hand-over"

_STANDARD = {
    SUBMITTED_STEP: Step(SUBMITTED_STEP, "Chờ tiếp nhận hồ sơ trực tuyến", StepKind.INTAKE),
    SUPPLEMENT_STEP: Step(SUPPLEMENT_STEP, "Chờ bổ sung hồ sơ", StepKind.WAIT_FOR_APPLICANT),
    PAYMENT_STEP: Step(PAYMENT_STEP, "Chờ nghĩa vụ tài chính", StepKind.WAIT_FOR_PAYMENT),
    RETURN_STEP: Step(RETURN_STEP, "Trả kết quả", StepKind.RETURN_RESULT),
}
_AT_THE_DESK = frozenset(
    {StepKind.INTAKE, StepKind.RETURN_RESULT, StepKind.WAIT_FOR_APPLICANT, StepKind.WAIT_FOR_PAYMENT}
)
TIMED = frozenset({ActionKind.FORWARD, ActionKind.BACK, ActionKind.ANSWER, ActionKind.CONSULT})
"""What a timer may do: move the dossier. Deciding, numbering and every end take a person."""
WAITING = frozenset({StepKind.WAIT_FOR_APPLICANT, StepKind.WAIT_FOR_PAYMENT})
_GOES_ANYWHERE = WAITING | {StepKind.CHILD_DOSSIER, StepKind.AUTOMATIC}
"""Steps nobody works in: wherever a dossier goes from there, it is not sent back."""
_PAYMENT_STATUS = 6


def find_step(process: Process, step_id: str) -> Step:
    """A step of the process, or one of those every process has. ``KeyError`` when there is none."""
    for step in process.steps:
        if step.id == step_id:
            return step
    return _STANDARD[step_id]


def step_name(process: Process, step_id: str) -> str:
    """The name of a step as screens show it; the id of one that is no longer there."""
    try:
        return find_step(process, step_id).name
    except KeyError:
        return step_id


def is_standard(step_id: str) -> bool:
    """Whether the step is one that every process has for free."""
    return step_id in _STANDARD


def desk(process: Process) -> Performer:
    """Who stands at the counter: the performer of the first intake step, else of the first step."""
    for step in process.steps:
        if step.does is StepKind.INTAKE and step.by is not None:
            return step.by
    first = process.steps[0].by if process.steps else None
    return first or Performer("one-stop-officer")


def performer(process: Process, step: Step) -> Performer:
    """Who does a step; the counter when the step does not say."""
    return step.by or desk(process)


def desk_seat(rules: Rules, agency: str) -> Seat:
    """The seat at the counter of an agency."""
    return Seat(agency, desk(rules.process).position)


def seat_of(rules: Rules, state: DossierState, step: Step) -> Seat:
    """The seat that does a step of this dossier: counter steps where it was received, the others where it is settled.

    Refused when the step belongs to a role that no agency in reach has.
    """
    by = performer(rules.process, step)
    if by.agency_role:
        agency = rules.directory.with_role(state.competent_agency, by.agency_role)
        if agency is None:
            raise Refused(
                "no_agency_for_step",
                f"Bước “{step.name}” cần cơ quan giữ vai trò “{by.agency_role}” nhưng chưa có cơ quan nào. "
                "Bổ sung vai trò này trong danh mục tổ chức.",
            )
        return Seat(agency, by.position, _unit(rules, agency, by))
    at_desk = step.does in _AT_THE_DESK and by.unit != COMPETENT
    agency = state.agency if at_desk else state.competent_agency
    return Seat(agency, by.position, _unit(rules, agency, by))


def _unit(rules: Rules, agency: str, by: Performer) -> str:
    """The id of the unit a performer names by id or role; empty for any unit of the agency."""
    if not by.unit or by.unit == COMPETENT:
        return ""
    if not rules.directory.knows(agency):
        return by.unit
    units = rules.directory.units_with(agency, by.position, by.unit)
    return units[0].id if units else by.unit


def targets(process: Process, step: Step, action: Action) -> tuple[str, ...]:
    """Where an action leads; one that does not say leads to the next step."""
    if action.to or action.does not in (ActionKind.FORWARD, ActionKind.DECIDE, ActionKind.ISSUE):
        return action.to
    if step.does is StepKind.RETURN_RESULT:
        return ()
    place = _place(process, step.id)
    following = process.steps[place + 1 : place + 2] if place >= 0 else ()
    return tuple(one.id for one in following)


def _place(process: Process, step_id: str) -> int:
    for place, step in enumerate(process.steps):
        if step.id == step_id:
            return place
    return -1


def effect(process: Process, step: Step, action: Action) -> ActionKind:
    """What an action really does: a plain forward that signs decides, that goes to an earlier step sends back …"""
    to = targets(process, step, action)
    kinds = {find_step(process, one).does for one in to if one != JOIN}
    if StepKind.WAIT_FOR_APPLICANT in kinds:
        return ActionKind.REQUEST_SUPPLEMENT
    if StepKind.WAIT_FOR_PAYMENT in kinds and action.does in (ActionKind.FORWARD, ActionKind.REQUEST_PAYMENT):
        return ActionKind.REQUEST_PAYMENT
    if action.does is not ActionKind.FORWARD:
        return action.does
    if to == (JOIN,):
        return ActionKind.ANSWER
    if len(to) > 1:
        return ActionKind.CONSULT
    if not to:
        return ActionKind.FINISH
    if action.numbers:
        return ActionKind.ISSUE
    if action.signs:
        return ActionKind.DECIDE
    goes_back = step.does not in _GOES_ANYWHERE and _place(process, to[0]) < _place(process, step.id)
    return ActionKind.BACK if goes_back else ActionKind.FORWARD


def approves(process: Process, step: Step, action: Action) -> bool:
    """Whether an action makes the result: it signs it, or decides without going back to an earlier step."""
    if action.signs:
        return True
    if effect(process, step, action) is not ActionKind.DECIDE or action.reason:
        return False
    to = targets(process, step, action)
    return not to or _place(process, to[0]) > _place(process, step.id)


def holds(rules: Rules, condition: str) -> bool:
    """Whether the condition of an action holds; one that cannot be evaluated does not."""
    if not condition:
        return True
    try:
        return Expression.compile(condition, STEP_NAMES).truth(rules.env)
    except ExpressionProblem:
        return False


def pause_of(rules: Rules, step: Step) -> PauseReason | None:
    """The ground on which the clock stands still in a step; nothing outside the policy's list pauses it."""
    if step.pauses:
        reason = rules.pause_reason(step.pauses)
    elif step.does is StepKind.WAIT_FOR_APPLICANT:
        reason = rules.pause_reason(rules.policy.supplement.pause_reason)
    elif step.does is StepKind.WAIT_FOR_PAYMENT:
        grounds = rules.policy.pauses
        reason = next((one for one in grounds if one.official_status == _PAYMENT_STATUS), None)
    else:
        return None
    return reason if reason is not None and reason.pauses else None
