"""What an action that needs the answers of child dossiers (``needs: [children]``) still waits for."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.definitions.process import Action, Step, StepKind
from motcua.dossiers.refusals import Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import find_step, step_name, targets

CHILDREN = "children"


def check_children(rules: Rules, state: DossierState, step: Step, action: Action) -> None:
    """Refuse an action that needs the child dossiers while one is under way, or has never been opened.

    Those to be opened are the ones other actions of the same step lead to; a person may have answered in their stead.
    """
    if CHILDREN not in action.needs:
        return
    wanted = action.name or action.id
    under_way = [one for one in state.children if one.is_open]
    if under_way:
        named = ", ".join(f"{one.number} ({step_name(rules.process, one.step)})" for one in under_way)
        raise Refused(
            "children_open", f"Hồ sơ con {named} chưa có kết quả. Chờ có kết quả rồi bấm “{wanted}”.", "step"
        )
    for opener, child in _still_to_open(rules, state, step, action):
        raise Refused(
            "children_needed",
            f"Chưa mở hồ sơ con “{step_name(rules.process, child)}”. "
            f"Bấm “{opener.name or opener.id}”, có kết quả rồi bấm “{wanted}”.",
            "step",
        )


def opener_first(rules: Rules, state: DossierState, step: Step, action: Action) -> Action:
    """The action itself, or the one that opens the child dossiers it needs as long as those are not opened."""
    if CHILDREN not in action.needs:
        return action
    return next((opener for opener, _child in _still_to_open(rules, state, step, action)), action)


def _still_to_open(
    rules: Rules, state: DossierState, step: Step, action: Action
) -> Iterator[tuple[Action, str]]:
    opened = {one.step for one in state.children}
    for opener, child in _openers(rules, step, action):
        if child not in opened and not state.performers(child):
            yield opener, child


def _openers(rules: Rules, step: Step, action: Action) -> Iterator[tuple[Action, str]]:
    """The child steps the other actions of a step lead to, each with its action."""
    for other in step.actions:
        if other.id == action.id:
            continue
        for target in targets(rules.process, step, other):
            known = next((one for one in rules.process.steps if one.id == target), None)
            if known is not None and find_step(rules.process, target).does is StepKind.CHILD_DOSSIER:
                yield other, target
