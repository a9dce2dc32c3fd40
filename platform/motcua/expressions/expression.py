"""Conditions and amounts of definitions: compiled once against declared names, evaluated fail-closed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from motcua.expressions.cel_runtime import compile_cel
from motcua.expressions.functions import NO_REACH, Function, Reach, binding
from motcua.expressions.names import Names
from motcua.expressions.problem import ExpressionFailure, ExpressionProblem
from motcua.expressions.scope import Input
from motcua.expressions.shapes import Kind, ValueKindError, for_cel, is_answered, sample
from motcua.expressions.translate import Translation, Translator
from motcua.kernel.money import round_half_up
from motcua.kernel.text import nfc

if TYPE_CHECKING:
    from cel import Program

Env = Mapping[str, Any]
"""Values by root name: `form`, `applicant`, `dossier`. What is missing counts as its kind's empty value."""

_CEL_ERRORS = (TypeError, ValueError, KeyError, IndexError, RuntimeError, OverflowError, ArithmeticError)
_DIGITS = 14


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """An accepted expression. Immutable and shared between threads; make it with `compile`."""

    text: str
    kind: Kind
    paths: frozenset[str]
    code_lists: frozenset[str]
    functions: frozenset[str]
    _translation: Translation
    _program: Program

    @staticmethod
    def compile(text: str, names: Names, expects: Kind | None = None) -> Expression:
        """The expression over these names; the same text over the same names is compiled once.

        `expects` is the kind the result must have. Raises ExpressionProblem for bad syntax, unknown names,
        kinds that do not fit, and options a choice does not have.
        """
        made = _compiled(text, names)
        if expects is not None and made.kind is not expects and made.kind is not Kind.ANY:
            raise ExpressionProblem(
                f"Biểu thức cho {made.kind.words}, nhưng ở đây cần {expects.words}.",
                _REMEDIES.get(expects, ""),
            )
        return made

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What it takes from the environment: paths with their shapes."""
        return self._translation.inputs

    def evaluate(self, env: Env, reach: Reach = NO_REACH) -> Any:
        """The value: bool, text, list, or a number (int when whole, else float of 14 significant digits).

        Raises ExpressionFailure when the values are of other kinds than declared or the result is no number.
        """
        return _plain(self._run(env, reach))

    def truth(self, env: Env, reach: Reach = NO_REACH) -> bool:
        """Whether the condition holds; a condition that cannot be evaluated does not hold."""
        with suppress(ExpressionFailure):
            return self._run(env, reach) is True
        return False

    def number(self, env: Env, reach: Reach = NO_REACH) -> float:
        """The result as a finite number. Raises ExpressionFailure."""
        value = self._run(env, reach)
        if not isinstance(value, float) or not math.isfinite(value):
            raise ExpressionFailure(f"Biểu thức “{self.text}” không cho ra một số.")
        return value

    def amount(self, env: Env, reach: Reach = NO_REACH) -> int:
        """The result in whole đồng, halves rounded up. Raises ExpressionFailure when it is no number."""
        return round_half_up(float(f"{self.number(env, reach):.{_DIGITS}g}"))

    def _run(self, env: Env, reach: Reach) -> Any:
        translation = self._translation
        values: dict[str, Any] = {}
        try:
            for given in translation.inputs:
                found: Any = env
                for part in given.path:
                    found = found.get(part) if type(found) is dict or isinstance(found, Mapping) else None
                values[given.name] = (
                    is_answered(found) if given.asks_presence else for_cel(found, given.shape)
                )
        except ValueKindError as error:
            raise ExpressionFailure(f"Biểu thức “{self.text}” gặp giá trị sai kiểu.") from error
        for function in translation.functions:
            if function.needs_calendar and reach.calendar is None:
                raise ExpressionFailure(f"Biểu thức “{self.text}” cần lịch làm việc của cơ quan.")
            values[f"f_{function.name}"] = binding(function, reach)
        try:
            return self._program.execute(values)
        except _CEL_ERRORS as error:
            raise ExpressionFailure(
                f"Biểu thức “{self.text}” không tính được với các câu trả lời này."
            ) from error


_REMEDIES = {
    Kind.YES_NO: "Thêm phép so sánh, ví dụ “== 'gia-tri'” hoặc “> 0”.",
    Kind.NUMBER: "Ghi phép tính cho ra số, ví dụ form.so_ban * 2000.",
}


@lru_cache(maxsize=16_384)
def _compiled(text: str, names: Names) -> Expression:
    translation = Translator(nfc(text), names.roots).translation()
    try:
        program = compile_cel(translation.code)
    except ValueError as error:
        raise ExpressionProblem(
            f"Biểu thức “{text}” không đọc được.", "Viết lại biểu thức đơn giản hơn."
        ) from error
    made = Expression(
        text=text,
        kind=translation.shape.kind,
        paths=frozenset(".".join(given.path) for given in translation.inputs),
        code_lists=translation.code_lists,
        functions=frozenset(function.name for function in translation.functions),
        _translation=translation,
        _program=program,
    )
    _try_out(made)
    return made


def _try_out(expression: Expression) -> None:
    """Run once with plausible values of the declared kinds: what fails then would fail at the counter."""
    translation = expression._translation  # noqa: SLF001 — the same module made it
    values: dict[str, Any] = {
        given.name: True if given.asks_presence else sample(given.shape) for given in translation.inputs
    }
    values |= {f"f_{function.name}": _plausible(function) for function in translation.functions}
    if any(given.shape.kind is Kind.ANY for given in translation.inputs):
        return
    try:
        expression._program.execute(values)  # noqa: SLF001
    except IndexError:
        return
    except _CEL_ERRORS as error:
        reason = "mẫu so khớp sai" if ".matches(" in translation.code else "các kiểu giá trị không hợp nhau"
        raise ExpressionProblem(
            f"Biểu thức “{expression.text}” không chạy được: {reason}.", "Kiểm tra từng vế của biểu thức."
        ) from error


def _plausible(function: Function) -> Callable[..., Any]:
    return lambda *_given: sample(function.gives)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ExpressionFailure("Biểu thức không cho ra một số hữu hạn.")
        rounded = float(f"{value:.{_DIGITS}g}")
        return int(rounded) if rounded.is_integer() else rounded
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value
