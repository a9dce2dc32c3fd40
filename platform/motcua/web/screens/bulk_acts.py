"""What can be done with several dossiers of a list at once: the usual way on, the signature, a person for the step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.process import Action, Process
from motcua.definitions.screen import Screen
from motcua.dossiers.actions import OfferedAction, available
from motcua.dossiers.actor import Actor, Seat
from motcua.dossiers.commands import Act, Assign, Command
from motcua.dossiers.steps import approves, effect, find_step
from motcua.services.acting import rules_of
from motcua.services.dossier_log import load_state
from motcua.services.runtime import Platform
from motcua.services.staffing import present_users
from motcua.services.worklists import ListRow
from motcua.storage.tables import DossierRow, OfficerRow, WorkItemRow

BULK_WORDS = {
    "forward": "Đã chuyển",
    "decide": "Đã ký",
    "issue": "Đã cấp số",
    "finish": "Đã trả kết quả",
    "answer": "Đã trả lời",
    "assign": "Đã phân công",
}
LABELS = {
    "forward": "Chuyển bước",
    "decide": "Ký duyệt",
    "issue": "Cấp số",
    "finish": "Trả kết quả",
    "answer": "Trả lời ý kiến",
    "assign": "Phân công…",
}
KEYS = {"forward": "T", "decide": "T", "issue": "T", "finish": "T", "assign": "P"}


def bulk_buttons(
    platform: Platform, session: Session, screen: Screen, rows: Sequence[ListRow]
) -> list[dict[str, Any]]:
    """The buttons of a list for the rows on the page, each with the numbers it fits; those that fit none stay out."""
    if not screen.bulk_actions or not rows:
        return []
    processes = _processes(platform, session, [row.number for row in rows])
    buttons, taken = [], set()
    for kind in screen.bulk_actions:
        fits: dict[str, str] = {}
        for row in rows:
            if kind == "assign":
                fits[row.number] = LABELS[kind]
                continue
            action = _usual(processes.get(row.number), row.step, kind)
            if action is not None:
                fits[row.number] = action.name or LABELS[kind]
        if not fits:
            continue
        names = set(fits.values())
        key = KEYS.get(kind, "")
        buttons.append(
            {
                "kind": kind,
                "label": names.pop() if len(names) == 1 else LABELS[kind],
                "key": "" if key in taken else key,
                "numbers": frozenset(fits),
            }
        )
        taken.add(key)
    return buttons


def can_of_rows(buttons: Iterable[Mapping[str, Any]], rows: Sequence[ListRow]) -> dict[str, list[str]]:
    """Which buttons fit each row."""
    listed = list(buttons)
    return {row.number: [one["kind"] for one in listed if row.number in one["numbers"]] for row in rows}


def _processes(platform: Platform, session: Session, numbers: Sequence[str]) -> dict[str, Process]:
    found = session.execute(
        select(DossierRow.number, DossierRow.process_revision_id).where(DossierRow.number.in_(numbers))
    )
    return {number: platform.rules.by_id("process", revision) for number, revision in found}


def _usual(process: Process | None, step_id: str, kind: str) -> Action | None:
    """The step's usual way on when it is of this kind and asks for nothing that differs between dossiers."""
    if process is None:
        return None
    try:
        step = find_step(process, step_id)
    except KeyError:
        return None
    for action in step.actions:
        own = effect(process, step, action).value
        if approves(process, step, action) and not action.numbers:
            own = "decide"
        asks = action.reason or action.form or step.form or set(action.needs) & {"reason", "assignee"}
        if own == kind and not asks and (action.main or len(step.actions) == 1):
            return action
    return None


def press_command(
    platform: Platform, session: Session, actor: Actor, numbers: Sequence[str], kind: str
) -> dict[str, Command]:
    """The command for each dossier whose offered usual way on is of this kind; the others are left out."""
    directory, now = platform.directory(), platform.now()
    commands: dict[str, Command] = {}
    for row in session.scalars(select(DossierRow).where(DossierRow.number.in_(numbers))):
        rules, state = rules_of(platform, session, row, directory), load_state(row)
        offered = available(rules, state, actor, now)
        chosen = next((one for one in offered if one.kind == kind and one.main and not _asks(one)), None)
        if chosen is not None:
            commands[row.number] = Act(chosen.id, chosen.step, expected_version=state.version)
    return commands


def _asks(offered: OfferedAction) -> bool:
    return bool(set(offered.requires) - {"outcome.draft"})


def assign_command(session: Session, numbers: Sequence[str], assignee: str) -> dict[str, Command]:
    """The command that gives the open step of each dossier to a person."""
    rows = session.execute(
        select(WorkItemRow.number, WorkItemRow.step)
        .where(WorkItemRow.number.in_(numbers))
        .order_by(WorkItemRow.id)
    )
    return {number: Assign(step, assignee) for number, step in rows}


def people_of(session: Session, rows: Sequence[ListRow], day: date) -> tuple[tuple[str, str], ...]:
    """Who could do the steps on the page: user names with full names."""
    items = session.scalars(select(WorkItemRow).where(WorkItemRow.number.in_([row.number for row in rows])))
    seats = {(Seat(one.agency_code, one.position, one.unit), one.field_of_work) for one in items}
    users = sorted({user for seat, field in seats for user in present_users(session, seat, day, field)})
    named = session.execute(
        select(OfficerRow.username, OfficerRow.full_name)
        .where(OfficerRow.username.in_(users))
        .order_by(OfficerRow.name_folded)
    )
    return tuple((row.username, row.full_name) for row in named)
