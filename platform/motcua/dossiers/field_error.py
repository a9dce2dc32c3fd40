"""What is wrong with one field of an intake, for people and for API clients."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class FieldError:
    """`path` is dotted with row numbers from 0 (`con[0].ho_ten`), `code` stable, `message` Vietnamese: what is
    wrong and how to right it.
    """

    path: str
    code: str
    message: str

    def under(self, prefix: str) -> FieldError:
        """The same error seen from one level above."""
        return replace(self, path=f"{prefix}.{self.path}" if self.path else prefix)

    def pointer(self) -> str:
        """The place as a JSON pointer: `/con/0/ho_ten`."""
        parts = self.path.replace("[", ".").replace("]", "").split(".")
        return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in parts if part)


class AnswerRefused(ValueError):  # noqa: N818 — it is an answer, not a programming error
    """A value is not accepted; the reader of the form puts the field's path to it."""

    def __init__(self, code: str, message: str, within: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.within = within


def unknown_name(what: str, name: str, known: Iterable[str]) -> str:
    """`Biểu mẫu không có trường “so_bn”. Có phải “so_ban”?`"""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    remedy = f"Có phải “{near[0]}”?" if near else "Bỏ trường này đi."
    return f"{what} không có “{name[:60]}”. {remedy}"
