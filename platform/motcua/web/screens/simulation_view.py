"""A simulated run as its page draws it: the stages with dates, money, notices and papers, and the form filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.status import STATUS_NAMES
from motcua.dossiers.steps import step_name
from motcua.kernel.date_words import moment_words
from motcua.kernel.money import format_money
from motcua.services.simulated_papers import Outputs, SimulatedNotice, SimulatedPaper
from motcua.services.simulation import Simulation, Stage
from motcua.surfaces.form_view import FormState, SectionView, describe_form


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage in words: `who` pressed, whom it waits for now, what went out."""

    number: int
    pressed: str
    at: datetime
    who: str
    status: str
    lifecycle: str
    due: str
    due_moved: bool
    waiting: tuple[str, ...]
    money: str
    notices: tuple[SimulatedNotice, ...]
    papers: tuple[SimulatedPaper, ...]


def stage_views(run: Simulation, outputs: Outputs) -> tuple[StageView, ...]:
    """Every stage of a run, the first one first."""
    return tuple(_stage(run, outputs, number, stage) for number, stage in enumerate(run.stages))


def _stage(run: Simulation, outputs: Outputs, number: int, stage: Stage) -> StageView:
    rules, state = run.rules, stage.state
    holding = stage.actor.holdings[0] if stage.actor.holdings else None
    who = (
        f"{rules.position_name(holding.position)}, {rules.agency_name(holding.agency)}"
        if holding
        else "Người nộp hồ sơ"
    )
    before = run.stages[number - 1].state.clock.due_at if number else state.clock.due_at
    due = state.clock.due_at
    paused = " (đồng hồ đang dừng)" if state.clock.is_paused else ""
    return StageView(
        number=number,
        pressed=stage.pressed.rstrip("…"),
        at=stage.at,
        who=who,
        status=STATUS_NAMES.get(state.official_status, ""),
        lifecycle=state.lifecycle.name_in_vietnamese,
        due=f"{moment_words(due)}{paused}" if due else "chưa rõ",
        due_moved=number > 0 and before != due,
        waiting=tuple(
            f"“{step_name(rules.process, one.step)}” chờ {rules.position_name(one.position)}, "
            f"{rules.agency_name(one.agency)}" + (f", hạn {moment_words(one.due_at)}" if one.due_at else "")
            for one in state.active
        ),
        money=_money(stage),
        notices=outputs.notices(number),
        papers=outputs.papers(number),
    )


def _money(stage: Stage) -> str:
    fees = stage.state.fees
    if not fees:
        return "Không thu"
    if any(fee.amount is None for fee in fees):
        return "Chưa rõ"
    owed = sum(fee.owed or 0 for fee in fees)
    total = sum(fee.amount or 0 for fee in fees)
    return f"{format_money(total)}, còn phải nộp {format_money(owed)}" if owed else format_money(total)


def form_sections(run: Simulation) -> tuple[SectionView, ...]:
    """The procedure's form with the run's answers, and what is wrong with them."""
    bundle, sheet = run.rules.bundle, run.evaluation.sheet
    if bundle.form is None:
        return ()
    errors = {
        error.path.removeprefix("answers."): error.message
        for error in run.evaluation.problems
        if error.path.startswith("answers.")
    }
    values = {**dict(run.script.answers), **sheet.values}
    state = FormState(values, errors, sheet.visible)
    return describe_form(bundle.form, state, bundle.code_lists)
