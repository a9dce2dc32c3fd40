"""Why an expression is refused, and why one that was accepted gave no value."""

from __future__ import annotations


class ExpressionProblem(ValueError):  # noqa: N818 — it is shown to authors as a problem, with its place
    """The text is no usable expression. `message` and `remedy` are Vietnamese; `column` counts from 1.

    `fix` is a text for the whole expression that a tool may put in its place, or None.
    """

    def __init__(self, message: str, remedy: str = "", column: int = 1, fix: str | None = None) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
        self.column = column
        self.fix = fix


class ExpressionFailure(ValueError):  # noqa: N818 — a failed evaluation, never a programming error
    """An accepted expression gave no usable value for these answers; the message is Vietnamese."""
