"""Carries a fictitious dossier through the real rules in memory: what each press brings, and what may come next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Channel
from motcua.dossiers.actions import OfferedAction, available, missing, numbers_needed
from motcua.dossiers.actor import Actor, ActorKind, Holding
from motcua.dossiers.commands import Act, Command, Intake, Receive, Submit
from motcua.dossiers.decide import Decision, decide
from motcua.dossiers.events import DossierEvent
from motcua.dossiers.field_reading import BUILT_IN_TYPES
from motcua.dossiers.field_types import FieldTypes
from motcua.dossiers.intake import IntakeEvaluation, evaluate
from motcua.dossiers.parts import ActiveStep
from motcua.dossiers.refusals import Refusal
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import desk_seat
from motcua.kernel.clock import in_vietnam
from motcua.kernel.working_calendar import CalendarError
from motcua.kernel.working_time import add_working_minutes
from motcua.services.simulation_script import Press, Script, command_of, intake_of, request_of

MOST_PRESSES = 100
PACE = 30
"""Working minutes between two presses when no time is said."""
NUMBER = "MP-0001"
APPLICANT = Actor("nguoi.nop", "Người nộp hồ sơ", kind=ActorKind.APPLICANT)


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that could be pressed now, by the holder of a seat."""

    button: OfferedAction
    actor: Actor


@dataclass(frozen=True, slots=True)
class Stage:
    """What one press brought: the events, and the dossier right after them."""

    at: datetime
    pressed: str
    step: str
    actor: Actor
    events: tuple[DossierEvent, ...]
    state: DossierState


@dataclass(frozen=True, slots=True)
class Simulation:
    """A run so far. ``stopped`` says why the last press, or the reception, was refused."""

    script: Script
    rules: Rules
    evaluation: IntakeEvaluation
    stages: tuple[Stage, ...]
    choices: tuple[Choice, ...]
    refused: tuple[tuple[str, str], ...]
    stopped: str = ""

    @property
    def state(self) -> DossierState | None:
        """The dossier as it stands."""
        return self.stages[-1].state if self.stages else None

    @property
    def is_over(self) -> bool:
        """Whether the dossier has come to an end."""
        return self.state is not None and self.state.lifecycle.is_end

    @property
    def now(self) -> datetime:
        """The moment of the last press."""
        return self.stages[-1].at if self.stages else in_vietnam(self.script.received_at)

    def steps_done(self) -> tuple[str, ...]:
        """The steps in the order they were left."""
        return tuple(stage.step for stage in self.stages if stage.step)


def simulate(
    bundle: ProcedureBundle, directory: Directory, script: Script, types: FieldTypes = BUILT_IN_TYPES
) -> Simulation:
    """Run a script. Pure: nothing is stored, no number given out; it stops at the first press that is refused."""
    received = in_vietnam(script.received_at)
    evaluation = evaluate(bundle, directory, request_of(script), types=types)
    rules = Rules(bundle, directory, evaluation.env)
    intake = intake_of(script, evaluation)
    if not directory.knows(script.agency):
        return Simulation(script, rules, evaluation, (), (), (), f"Không có cơ quan “{script.agency}”.")
    online = script.channel is Channel.ONLINE
    clerk = _desk(rules, script.agency)
    opening: Command = Submit(intake, {"dossier": NUMBER}) if online else Receive(intake, {"dossier": NUMBER})
    actor = APPLICANT if online else clerk
    decision = _decided(rules, None, opening, actor, received)
    if decision.state is None or decision.refusals:
        said = "; ".join(refusal.message for refusal in decision.refusals)
        return Simulation(script, rules, evaluation, (), (), (), said)
    name = "Nộp trực tuyến" if online else "Tiếp nhận hồ sơ"
    stages = [Stage(received, name, "", actor, decision.events, decision.state)]
    stopped = ""
    for press in script.presses[:MOST_PRESSES]:
        found = _pressed(rules, stages[-1], press, intake)
        if isinstance(found, str):
            stopped = found
            break
        stages.append(found)
    last = stages[-1]
    return Simulation(
        script,
        rules,
        evaluation,
        tuple(stages),
        tuple(choices(rules, last.state, next_moment(rules, last))),
        tuple(_refused(rules, last.state, last.at)),
        stopped,
    )


def follow_main_road(simulation: Simulation, bundle: ProcedureBundle, types: FieldTypes) -> Simulation:
    """The run carried on along the usual buttons to its end; money owed is paid where it stands in the way."""
    directory = simulation.rules.directory
    while not simulation.is_over and not simulation.stopped and len(simulation.stages) < MOST_PRESSES:
        usual = _usual(simulation)
        if usual is None:
            break
        press = Press(usual.button.step, usual.button.id)
        simulation = simulate(bundle, directory, simulation.script.then(press), types)
    return simulation


def _usual(simulation: Simulation) -> Choice | None:
    main = next((one for one in simulation.choices if one.button.main), None)
    if main is not None:
        return main
    waited = ("pay", "payment_done", "supplement_received", "resume")
    return next((one for name in waited for one in simulation.choices if one.button.id == name), None)


def next_moment(rules: Rules, stage: Stage) -> datetime:
    """Half a working hour after a stage, by the calendar of the agency that settles the dossier."""
    try:
        calendar = rules.directory.calendar_of(stage.state.competent_agency)
        return add_working_minutes(calendar, stage.at, PACE)
    except (CalendarError, LookupError):
        return stage.at + timedelta(minutes=PACE)


def choices(rules: Rules, state: DossierState, now: datetime) -> Iterator[Choice]:
    """Every button somebody could press now, each once, by the first who may."""
    seen: set[tuple[str, str]] = set()
    for actor in _actors(rules, state):
        for button in available(rules, state, actor, now):
            if (button.step, button.id) not in seen:
                seen.add((button.step, button.id))
                yield Choice(button, actor)


def _refused(rules: Rules, state: DossierState, now: datetime) -> Iterator[tuple[str, str]]:
    """Buttons of the open steps that nobody may press now, with the reason."""
    offered = {(one.button.step, one.button.id) for one in choices(rules, state, now)}
    seen: set[str] = set()
    for entry in state.active:
        for one in missing(rules, state, _seated(entry), now):
            if one.step == entry.step and (one.step, one.id) not in offered and one.id not in seen:
                seen.add(one.id)
                yield one.name, one.message


def _actors(rules: Rules, state: DossierState) -> Iterator[Actor]:
    """Somebody in every seat the dossier waits for, then somebody at the counter who may take money."""
    for entry in state.active:
        yield _seated(entry)
    yield _desk(rules, state.agency)


def _seated(entry: ActiveStep) -> Actor:
    # somebody else for each step, so that separate duties do not end the run
    user = entry.assignee or f"mo-phong.{entry.step}"
    return Actor(user, "Người mô phỏng", entry.agency, (Holding(entry.position, entry.agency, entry.unit),))


def _desk(rules: Rules, agency: str) -> Actor:
    seat = desk_seat(rules, agency)
    return Actor(
        "mo-phong.mot-cua",
        "Người mô phỏng",
        agency,
        (Holding(seat.position, seat.agency, seat.unit),),
        permissions=frozenset({"can_collect_fee", "can_receive"}),
    )


def _pressed(rules: Rules, before: Stage, press: Press, intake: Intake) -> Stage | str:
    """The stage a press brings, or why it cannot be made."""
    state = before.state
    at = in_vietnam(press.at) if press.at else next_moment(rules, before)
    if at < before.at:
        return f"Thời điểm của “{press.action}” sớm hơn thao tác trước. Chọn thời điểm muộn hơn."
    wanted = (
        one
        for one in choices(rules, state, at)
        if one.button.id == press.action and one.button.step in (press.step, "")
    )
    choice = next(wanted, None)
    if choice is None:
        return _why_not(rules, state, press, at)
    command = command_of(rules, state, choice.button, press, intake)
    numbers = dict.fromkeys(numbers_needed(rules, state, command), NUMBER)
    if isinstance(command, Act) and numbers:
        command = replace(command, numbers=numbers)
    decision = _decided(rules, state, command, choice.actor, at)
    if decision.refusals or decision.state is None:
        return "; ".join(refusal.message for refusal in decision.refusals)
    return Stage(at, choice.button.name, press.step, choice.actor, decision.events, decision.state)


def _decided(
    rules: Rules, state: DossierState | None, command: Command, actor: Actor, at: datetime
) -> Decision:
    """What the engine decides; a date outside the working calendar is a reason like any other."""
    try:
        return decide(rules, state, command, actor, at)
    except CalendarError as error:
        return Decision(refusals=(Refusal("calendar", str(error)),), state=state)


def _why_not(rules: Rules, state: DossierState, press: Press, at: datetime) -> str:
    for actor in _actors(rules, state):
        for one in missing(rules, state, actor, at):
            if one.id == press.action and one.step in (press.step, ""):
                return one.message
    return f"Không có nút “{press.action}” ở bước “{press.step}”."
