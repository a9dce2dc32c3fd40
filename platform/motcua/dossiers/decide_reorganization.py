"""Carrying a running dossier on at the agencies that follow others: where it lies, who acts, where it returns to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from motcua.definitions.directory import Directory
from motcua.definitions.process import StepKind
from motcua.dossiers.actor import Seat
from motcua.dossiers.events import EventKind
from motcua.dossiers.flows import check_open
from motcua.dossiers.parts import ActiveStep, Branch, Fork, Lifecycle, Wait
from motcua.dossiers.plain_data import brief
from motcua.dossiers.platform_commands import FollowAgency
from motcua.dossiers.refusals import Refused, required
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.turn import Turn


def follow_agency(turn: Turn, command: FollowAgency) -> None:
    """Go on at the agencies that follow. Number, due dates, targets and the time a step was entered stay.

    A dossier that has its result stays settled by the agency that settled it; only where it is handed over changes.
    Refused for an ended dossier, an unknown successor, and when nothing of the dossier lies at the agencies left.
    """
    check_open(turn.state)
    decision = required(
        command.decision, "decision_needed", "Chưa ghi số quyết định sắp xếp đơn vị.", "decision"
    )
    followers = {old: new for old, new in command.followers.items() if old != new}
    for new in (*followers.values(), *command.children.values()):
        if not turn.rules.directory.knows(new):
            raise Refused("successor_unknown", f"Không có đơn vị kế tục “{new}” trong danh mục tổ chức.")
    data = _effects(turn.rules, turn.state, followers, command.children)
    if data is None:
        raise Refused("nothing_to_move", "Hồ sơ không còn việc gì ở các đơn vị được sắp xếp.")
    data |= {"decision": decision, "followers": followers}
    if command.reason.strip():
        data["reason"] = command.reason.strip()
    if command.ordered_by:
        data["ordered_by"] = command.ordered_by
    turn.record(EventKind.AGENCY_CHANGED, data)


def _effects(
    rules: Rules, state: DossierState, followers: Mapping[str, str], children: Mapping[str, str]
) -> dict[str, Any] | None:
    """What changes of the state, JSON-ready; None when nothing does."""
    corrected: dict[str, str] = {}
    if state.agency in followers:
        corrected["agency"] = followers[state.agency]
    if state.competent_agency in followers and state.lifecycle is not Lifecycle.DONE:
        corrected["competent_agency"] = followers[state.competent_agency]
    move = _Mover(rules, followers)
    active = tuple(_with_child(state, children, one, move.step(one)) for one in state.active)
    waits = tuple(Wait(one.step, move.step(one.back)) for one in state.waits)
    forks = tuple(move.fork(one) for one in state.forks)
    data: dict[str, Any] = {}
    if corrected:
        data["corrected"] = corrected
        data["previous"] = {name: getattr(state, name) for name in corrected}
    if active != state.active or waits != state.waits:
        data["moved"] = {"active": [brief(one) for one in active], "waits": [brief(one) for one in waits]}
    changed = [brief(new) for new, old in zip(forks, state.forks, strict=True) if new != old]
    if changed:
        data["forks"] = changed
    elsewhere = [
        brief(replace(one, agency=children[one.number]))
        for one in state.children
        if children.get(one.number, one.agency) != one.agency
    ]
    if elsewhere:
        data["children"] = elsewhere
    return data or None


def _with_child(
    state: DossierState, children: Mapping[str, str], before: ActiveStep, after: ActiveStep
) -> ActiveStep:
    """A step that waits at the agency of its child dossier goes where the child goes."""
    child = state.child_of(before) if before.kind is StepKind.CHILD_DOSSIER else None
    if child is None or child.agency != before.agency or child.number not in children:
        return after
    return replace(after, agency=children[child.number])


class _Mover:
    """Steps and what returns to them, at the agencies that follow."""

    __slots__ = ("_followers", "_rules")

    def __init__(self, rules: Rules, followers: Mapping[str, str]) -> None:
        self._rules = rules
        self._followers = followers

    def step(self, entry: ActiveStep) -> ActiveStep:
        """The step there: the unit with the same id or role, the same person if that one sits there too."""
        agency = self._followers.get(entry.agency)
        if agency is None:
            return entry
        unit = unit_there(self._rules.directory, entry.agency, agency, entry.unit, entry.position)
        people = self._rules.staff.candidates(Seat(agency, entry.position, unit)) if entry.assignee else ()
        stays = any(one.user == entry.assignee for one in people)
        return replace(entry, agency=agency, unit=unit, assignee=entry.assignee if stays else "")

    def fork(self, fork: Fork) -> Fork:
        """A consultation whose asking step, or a branch left open, lies at an agency that is left."""
        return replace(
            fork, back=self.step(fork.back), branches=tuple(self._branch(one) for one in fork.branches)
        )

    def _branch(self, branch: Branch) -> Branch:
        if branch.left_open is None:
            return branch
        return replace(branch, left_open=self.step(branch.left_open))


def unit_there(directory: Directory, old: str, new: str, unit: str, position: str) -> str:
    """The unit of the new agency for work of a unit of the old one: by id, else by role, else any unit (empty)."""
    if not unit or not directory.knows(new):
        return ""
    units = directory.units(new)
    if any(one.id == unit for one in units):
        return unit
    known = directory.units(old) if directory.knows(old) else ()
    role = next((one.role for one in known if one.id == unit), "")
    same = [
        one.id for one in units if role and one.role == role and (not position or position in one.positions)
    ]
    return same[0] if same else ""
