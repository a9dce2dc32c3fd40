"""The steps of a dossier: who did them in which time, where it stands, what is to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from motcua.definitions.process import Step, StepKind
from motcua.dossiers.actor import Actor
from motcua.dossiers.parts import ActiveStep
from motcua.dossiers.steps import find_step, is_standard, performer
from motcua.kernel.time_limit import decimal_words
from motcua.kernel.working_time import working_minutes_between
from motcua.services.dossier_view import DossierView

OFF_THE_WAY = frozenset(
    {StepKind.AUTOMATIC, StepKind.CONSULT, StepKind.WAIT_FOR_APPLICANT, StepKind.WAIT_FOR_PAYMENT}
)


def tracker(view: DossierView, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """The steps in the order of the process; consultations and waits only once they have come."""
    process, state = view.rules.process, view.state
    spans = _spans(view)
    active = {one.step: one for one in state.active}
    done_by = {one.step: one.on_behalf_of or one.user for one in state.performed}
    steps = []
    for step in process.steps:
        if step.id in active:
            steps.append(_now(view, step, active[step.id], actor, now))
        elif step.id in done_by:
            begun, ended = spans.get(step.id, (None, None))
            used = _against(_hours(view, begun, ended), _budget(step)) if begun and ended else ""
            steps.append(_line(step.name, "done", _person(view, done_by[step.id], actor), used))
        elif step.does not in OFF_THE_WAY:
            who = view.rules.position_name(performer(process, step).position)
            steps.append(_line(step.name, "next", who, _budget(step)))
    for step_id, entry in active.items():
        if is_standard(step_id):
            who = view.rules.position_name(entry.position)
            wait = state.wait(step_id)
            after = find_step(process, wait.back.step).name if wait is not None else ""
            steps.insert(_place(steps, after), _line(find_step(process, step_id).name, "now", who, ""))
    return steps


def _line(label: str, state: str, person: str, used: str) -> dict[str, str]:
    return {"label": label, "state": state, "person": person, "time": used}


def _budget(step: Step) -> str:
    return step.budget.words().replace(" làm việc", "") if step.budget else ""


def _now(view: DossierView, step: Step, entry: ActiveStep, actor: Actor, now: datetime) -> dict[str, str]:
    """The open step with the time used against its target."""
    who = _person(view, entry.assignee, actor) or view.rules.position_name(entry.position)
    used = _against(_hours(view, entry.entered_at, now), _budget(step))
    line = _line(step.name, "now", who, used)
    if step.budget and entry.due_at is not None and now > entry.due_at:
        line |= {"time": f"{used}, quá giờ", "time_kind": "late"}
    return line


def _place(steps: Sequence[Mapping[str, str]], after: str) -> int:
    """After the step that waits, else after the last one that is done."""
    return max(
        (index + 1 for index, step in enumerate(steps) if step["state"] == "done" or step["label"] == after),
        default=0,
    )


def _against(used: str, budget: str) -> str:
    return f"{used} / {budget}" if used and budget else used or budget


def _person(view: DossierView, user: str, actor: Actor) -> str:
    if not user:
        return ""
    name = view.names.get(user, user)
    return f"{name} (bạn)" if user == actor.user else name


def _hours(view: DossierView, start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None or end <= start:
        return ""
    calendar = view.rules.directory.calendar_of(view.file.row.competent_agency)
    minutes = working_minutes_between(calendar, start, end)
    if minutes < 60:
        return f"{minutes} phút"
    if minutes < calendar.minutes_per_day:
        return f"{decimal_words(_tenths(minutes, 60))} giờ"
    return f"{decimal_words(_tenths(minutes, calendar.minutes_per_day))} ngày"


def _tenths(minutes: int, unit: int) -> Decimal:
    return Decimal(minutes * 10 // unit) / 10


def _spans(view: DossierView) -> dict[str, tuple[datetime, datetime]]:
    """When each step was last open: entered and left, from the log."""
    begun: dict[str, datetime] = {}
    spans: dict[str, tuple[datetime, datetime]] = {}
    for event in view.file.events:
        data = event.data["data"]
        for step in data.get("left", ()):
            if step in begun:
                spans[step] = (begun[step], event.at)
        for entered in data.get("entered", ()):
            begun[str(entered["step"])] = event.at
    return spans
