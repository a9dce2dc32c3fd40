"""Why a command is not possible, in the words an officer reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason: a stable code, a Vietnamese message with the remedy, and the command's field it is about."""

    code: str
    message: str
    field: str = ""


class Refused(Exception):  # noqa: N818 — it is an answer, not an error
    """Leaves a rule with a refusal; never leaves the package."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.refusal = Refusal(code, message, field)


def required(value: str, code: str, message: str, field: str) -> str:
    """The text without blanks around; refused when nothing is left."""
    stripped = value.strip()
    if not stripped:
        raise Refused(code, message, field)
    return stripped


def reason_required(reason: str, what: str) -> str:
    """The reason, refused when empty; ``what`` names the action in lower case."""
    return required(reason, "reason_needed", f"Chưa ghi lý do {what}. Ghi lý do rồi làm lại.", "reason")
