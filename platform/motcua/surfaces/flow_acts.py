"""What is done to a process on the drawing board: steps added, connected, split and joined, as edits of its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.compiler.completing import JOIN
from motcua.compiler.edits import Edit
from motcua.definitions.process import ActionKind, StepKind
from motcua.surfaces.property_words import CHOICE_WORDS
from motcua.surfaces.workpiece import ActRefusedError, Path, Workpiece, free_id

STEPS, ACTIONS, PHASES = "steps", "actions", "phases"
LISTS = frozenset({STEPS, ACTIONS, PHASES})
_ONWARD = frozenset({ActionKind.FORWARD, ActionKind.DECIDE, ActionKind.ISSUE})

_NEW_IDS: Mapping[StepKind, str] = {
    StepKind.INTAKE: "receive",
    StepKind.HANDLE: "handle",
    StepKind.CONSULT: "opinion",
    StepKind.DECIDE: "sign",
    StepKind.ISSUE: "issue",
    StepKind.RETURN_RESULT: "return",
    StepKind.WAIT_FOR_PAYMENT: "payment",
    StepKind.WAIT_FOR_APPLICANT: "applicant",
    StepKind.CHILD_DOSSIER: "child",
    StepKind.AUTOMATIC: "automatic",
}
_POSITIONS: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.DECIDE: ("leader",),
    StepKind.ISSUE: ("clerk",),
    StepKind.RETURN_RESULT: ("one-stop-officer",),
    StepKind.INTAKE: ("one-stop-officer",),
}


def onward_action(step: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The usual button of a step that leads on to another."""
    actions = [one for one in step.get(ACTIONS, ()) if one.get("does", "forward") in _ONWARD]
    marked = [one for one in actions if one.get("main")]
    return next(iter(marked or actions), None)


def add_step(piece: Workpiece, does: str, after: str, known: frozenset[str]) -> tuple[Path, list[Edit]]:
    """A new step behind another one: what that one led to, the new one leads to. `known` are the positions."""
    kind = _kind(does)
    order = piece.ids((STEPS,))
    name = free_id(_NEW_IDS[kind], order)
    before = order[order.index(after) + 1] if after in order and order[-1] != after else ""
    source = piece.entry((STEPS, after)) if after in order else None
    onward = onward_action(source) if source else None
    targets = _targets(onward) if onward else ()
    following = targets or ((before,) if before else ())
    made = _new_step(piece, name, kind, source, known)
    made[ACTIONS] = [_first_action(kind, following)]
    edits = [piece.add((STEPS,), made, before)]
    if source is not None and onward is not None:
        edits.append(piece.set((STEPS, after, ACTIONS, str(onward["id"]), "to"), name))
    elif source is not None and source.get("does") != StepKind.RETURN_RESULT:
        edits.append(
            piece.add((STEPS, after, ACTIONS), _new_action(piece, after, name, "Chuyển tiếp", main=True))
        )
    return (STEPS, name), edits


def add_branch(piece: Workpiece, step: str, known: frozenset[str]) -> tuple[Path, list[Edit]]:
    """A branch that runs beside: the first time two of them and the button that opens them, later one more."""
    asking = piece.entry((STEPS, step))
    if asking.get("does") in {StepKind.CONSULT, StepKind.RETURN_RESULT}:
        raise ActRefusedError("Bước này không tách nhánh được. Chọn bước thụ lý hoặc bước ký duyệt.")
    opening = next((one for one in asking.get(ACTIONS, ()) if one.get("does") == ActionKind.CONSULT), None)
    order = list(piece.ids((STEPS,)))
    following = order[order.index(step) + 1] if order[-1] != step else ""
    edits, names = [], []
    for _branch in range(1 if opening else 2):
        name = free_id(_NEW_IDS[StepKind.CONSULT], order)
        order.append(name)
        names.append(name)
        made = _new_step(piece, name, StepKind.CONSULT, asking, known)
        made["name"] = f"Cho ý kiến {len([one for one in order if one.startswith('opinion')])}"
        made[ACTIONS] = [
            {"id": "answer", "name": "Trả lời ý kiến", "does": "answer", "to": JOIN, "main": True}
        ]
        edits.append(piece.add((STEPS,), made, following))
    if opening is not None:
        path = (STEPS, step, ACTIONS, str(opening["id"]), "to")
        edits.append(piece.set(path, [*_targets(opening), *names]))
    else:
        action = _new_action(piece, step, "", "Xin ý kiến", wanted="consult")
        edits.append(
            piece.add((STEPS, step, ACTIONS), {**action, "does": "consult", "to": names, "join": "all"})
        )
    return (STEPS, names[0]), edits


def connect(piece: Workpiece, source: str, target: str) -> tuple[Path, list[Edit]]:
    """An arrow from one step to another: a new button; back to an earlier step it asks for the reason."""
    if source == target:
        raise ActRefusedError("Một bước không nối được với chính nó. Chọn bước khác.")
    end = piece.entry((STEPS, target))
    piece.entry((STEPS, source))
    action = _new_action(piece, source, target, f"Chuyển {_lower(str(end.get('name', target)))}")
    if source in _reached_from(piece, target):
        action |= {"name": f"Trả lại {_lower(str(end.get('name', target)))}", "does": "back", "reason": True}
    elif onward_action(piece.entry((STEPS, source))) is None:
        action["main"] = True
    path = (STEPS, source, ACTIONS)
    return (*path, action["id"]), [piece.add(path, action)]


def _reached_from(piece: Workpiece, start: str) -> frozenset[str]:
    """The steps a dossier may come to from a step without being sent back."""
    onward = {
        str(step["id"]): [
            target
            for action in step.get(ACTIONS, ())
            if action.get("does", "forward") in _ONWARD
            for target in _targets(action)
        ]
        for step in piece.whole.get(STEPS, ())
    }
    found, waiting = {start}, [start]
    while waiting:
        for target in onward.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)


def join(piece: Workpiece, step: str) -> tuple[Path, list[Edit]]:
    """Let a branch answer to where it was opened instead of going on by itself."""
    path = (STEPS, step, ACTIONS)
    action = onward_action(piece.entry((STEPS, step)))
    if action is None:
        made = {
            "id": free_id("answer", piece.ids(path)),
            "name": "Trả lời ý kiến",
            "does": "answer",
            "to": JOIN,
        }
        return (*path, str(made["id"])), [piece.add(path, made)]
    here = (*path, str(action["id"]))
    return here, [piece.set((*here, "to"), JOIN), piece.set((*here, "does"), "answer")]


def add_action(piece: Workpiece, step: str) -> tuple[Path, list[Edit]]:
    """A further button of a step, leading to the step behind it."""
    order = piece.ids((STEPS,))
    following = order[piece.place((STEPS, step), LISTS) + 1] if order[-1:] != (step,) else ""
    action = _new_action(piece, step, following, "Nút mới", wanted="nut-moi")
    return (STEPS, step, ACTIONS, action["id"]), [piece.add((STEPS, step, ACTIONS), action)]


def add_phase(piece: Workpiece) -> tuple[Path, list[Edit]]:
    """A further phase."""
    name = free_id("giai-doan-moi", piece.ids((PHASES,)))
    return (PHASES, name), [piece.add((PHASES,), {"id": name, "name": "Giai đoạn mới"})]


def remove_step(piece: Workpiece, step: str) -> tuple[Path, list[Edit]]:
    """A step gone: buttons that led to it lead to what it led to, and nobody refers to it any more."""
    gone = piece.entry((STEPS, step))
    order = piece.ids((STEPS,))
    piece.place((STEPS, step), LISTS)
    if len(order) == 1:
        raise ActRefusedError("Quy trình cần ít nhất một bước. Thêm bước khác trước khi bỏ bước này.")
    onward = onward_action(gone)
    following = [one for one in (_targets(onward) if onward else ()) if one not in {step, JOIN}]
    edits = list(piece.remove((STEPS, step)))
    for other in piece.whole.get(STEPS, ()):
        if other["id"] != step:
            edits += _without(piece, other, step, following)
    at = order.index(step)
    return (STEPS, order[at - 1] if at else order[1]), edits


def _without(piece: Workpiece, other: Mapping[str, Any], step: str, following: list[str]) -> Iterator[Edit]:
    path = (STEPS, str(other["id"]))
    for action in other.get(ACTIONS, ()):
        targets = _targets(action)
        if step not in targets:
            continue
        here = (*path, ACTIONS, str(action["id"]))
        rest = [one for one in targets if one != step]
        moves_on = not rest and action.get("does", "forward") in _ONWARD
        rest = rest or [one for one in following if one != other["id"]] if moves_on else rest
        if rest:
            yield piece.set((*here, "to"), rest[0] if len(rest) == 1 else rest)
        else:
            yield from piece.remove(here)
    apart = other.get("not_same_person_as", ())
    if step in apart:
        rest = [one for one in apart if one != step]
        name = (*path, "not_same_person_as")
        yield piece.set(name, rest) if rest else piece.clear(name)
    if (other.get("by") or {}).get("same_as") == step:
        yield piece.clear((*path, "by", "same_as"))


def _kind(does: str) -> StepKind:
    try:
        return StepKind(does)
    except ValueError as error:
        raise ActRefusedError("Không có loại bước này. Chọn một loại trong danh sách.") from error


def _first_action(kind: StepKind, following: tuple[str, ...]) -> dict[str, Any]:
    """The usual button of a new step."""
    match kind:
        case StepKind.RETURN_RESULT:
            return {"id": "hand-over", "name": "Trả kết quả cho người nộp", "does": "finish", "main": True}
        case StepKind.DECIDE:
            made: dict[str, Any] = {
                "id": "approve",
                "name": "Ký duyệt",
                "does": "decide",
                "signs": ["outcome"],
            }
        case StepKind.ISSUE:
            made = {"id": "number", "name": "Cấp số", "does": "issue", "numbers": ["outcome"]}
        case _:
            made = {"id": "forward", "name": "Chuyển tiếp", "does": "forward"}
    return {**made, **_leading(following), "main": True}


def _new_step(
    piece: Workpiece, name: str, kind: StepKind, source: Mapping[str, Any] | None, known: frozenset[str]
) -> dict[str, Any]:
    made: dict[str, Any] = {"id": name, "name": CHOICE_WORDS[kind], "does": kind.value}
    phase = source.get("phase") if source else (piece.ids((PHASES,)) or ("",))[0]
    if phase:
        made["phase"] = phase
    if kind is StepKind.AUTOMATIC:
        return made
    usual = next((one for one in _POSITIONS.get(kind, ()) if one in known), "")
    position = usual or ((source or {}).get("by") or {}).get("position") or next(iter(sorted(known)), "")
    if position:
        made["by"] = {"position": position}
    return made


def _new_action(
    piece: Workpiece, step: str, target: str, name: str, *, wanted: str = "", main: bool = False
) -> dict[str, Any]:
    free = free_id(wanted or f"to-{target}", piece.ids((STEPS, step, ACTIONS)))
    return {
        "id": free,
        "name": name,
        "does": "forward",
        **_leading((target,) if target else ()),
        **({"main": True} if main else {}),
    }


def _leading(targets: tuple[str, ...]) -> dict[str, Any]:
    if not targets:
        return {}
    return {"to": targets[0] if len(targets) == 1 else list(targets)}


def _targets(action: Mapping[str, Any]) -> tuple[str, ...]:
    found = action.get("to") or ()
    return (found,) if isinstance(found, str) else tuple(found)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
