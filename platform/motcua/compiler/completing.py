"""What authors may leave unsaid in a process: names of steps and buttons, and what a button does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from motcua.definitions.process import ActionKind, StepKind

JOIN = "join"

_STEP_NAMES: Mapping[str, str] = {
    StepKind.INTAKE: "Tiếp nhận hồ sơ",
    StepKind.HANDLE: "Thụ lý hồ sơ",
    StepKind.CONSULT: "Cho ý kiến",
    StepKind.DECIDE: "Xem xét, ký duyệt",
    StepKind.ISSUE: "Cấp số, phát hành",
    StepKind.RETURN_RESULT: "Trả kết quả",
    StepKind.WAIT_FOR_PAYMENT: "Chờ nộp tiền",
    StepKind.WAIT_FOR_APPLICANT: "Chờ người nộp",
    StepKind.CHILD_DOSSIER: "Chờ cơ quan khác",
    StepKind.AUTOMATIC: "Tự động",
}
_ACTION_NAMES: Mapping[str, str] = {
    ActionKind.FORWARD: "Chuyển tiếp",
    ActionKind.BACK: "Trả lại bước trước",
    ActionKind.REQUEST_SUPPLEMENT: "Yêu cầu bổ sung",
    ActionKind.REFUSE: "Từ chối",
    ActionKind.STOP: "Dừng giải quyết",
    ActionKind.WITHDRAW: "Rút hồ sơ",
    ActionKind.SUSPEND: "Tạm dừng",
    ActionKind.CONSULT: "Xin ý kiến",
    ActionKind.ANSWER: "Trả lời ý kiến",
    ActionKind.DECIDE: "Ký duyệt",
    ActionKind.ISSUE: "Cấp số",
    ActionKind.REQUEST_PAYMENT: "Thông báo nộp tiền",
    ActionKind.FINISH: "Trả kết quả, kết thúc",
}
_NOBODY_THERE = frozenset({StepKind.CHILD_DOSSIER, StepKind.AUTOMATIC})
"""Steps nobody works in: a dossier that goes from there to an earlier step is not sent back."""


def complete(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """The content with everything said that its author may leave out; other kinds come back as they are."""
    if kind != "process":
        return content
    steps = content.get("steps", [])
    order = [step.get("id") for step in steps]
    return {**content, "steps": [_step(step, order, index) for index, step in enumerate(steps)]}


def _step(step: dict[str, Any], order: Sequence[Any], index: int) -> dict[str, Any]:
    named = {"name": _STEP_NAMES.get(step.get("does", ""), ""), **step}
    if "actions" in step:
        earlier = frozenset(order[:index])
        named["actions"] = [_action(action, step.get("does", ""), earlier) for action in step["actions"]]
    return named


def _action(action: dict[str, Any], step_kind: str, earlier: frozenset[Any]) -> dict[str, Any]:
    does = action.get("does") or _meaning(action, step_kind, earlier)
    return {"name": _ACTION_NAMES.get(does, ""), **action, "does": str(does)}


def _meaning(action: Mapping[str, Any], step_kind: str, earlier: frozenset[Any]) -> ActionKind:
    targets = action.get("to", [])
    if targets == [JOIN]:
        return ActionKind.ANSWER
    if len(targets) > 1 or "join" in action:
        return ActionKind.CONSULT
    if action.get("numbers"):
        return ActionKind.ISSUE
    if action.get("signs") and step_kind == StepKind.DECIDE:
        return ActionKind.DECIDE
    if targets and targets[0] in earlier and step_kind not in _NOBODY_THERE:
        return ActionKind.BACK
    if not targets and step_kind == StepKind.RETURN_RESULT:
        return ActionKind.FINISH
    return ActionKind.FORWARD
