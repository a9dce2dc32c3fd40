"""The names an expression uses: what they are, and the variables they become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from motcua.expressions.cursor import WORD_SIGNS
from motcua.expressions.lexer import Token, TokenKind
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import ANY, YES_NO, Kind, Shape
from motcua.expressions.terms import Term, nearest


@dataclass(frozen=True, slots=True)
class Input:
    """A variable of the translated expression: the path it takes its value from and what becomes of it."""

    name: str
    path: tuple[str, ...]
    shape: Shape
    asks_presence: bool = False


class Scope:
    """Root names, names bound by macros, and the variables collected so far."""

    def __init__(self, roots: Mapping[str, Shape]) -> None:
        self._roots = roots
        self._bound: dict[str, Term] = {}
        self._bound_count = 0
        self._inputs: dict[tuple[tuple[str, ...], bool], Input] = {}

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The variables in the order of their first use."""
        return tuple(self._inputs.values())

    def named(self, token: Token) -> Term:
        """What a single name stands for. Raises ExpressionProblem for an unknown one."""
        if token.text in {"true", "false"}:
            return Term(token.text, YES_NO, token.column)
        if token.text in self._bound:
            return replace(self._bound[token.text], column=token.column)
        shape = self._roots.get(token.text)
        if shape is None:
            sign = WORD_SIGNS.get(token.text.lower())
            known = nearest(token.text, [*self._roots, *self._bound])
            raise ExpressionProblem(
                f"Không có tên “{token.text}”.", f"Ghi “{sign}”." if sign else known, token.column
            )
        return Term("", shape, token.column, (token.text,))

    def value(self, term: Term) -> Term:
        """The part as a value: a path becomes a variable, a whole record is refused."""
        if not term.path:
            return term
        if term.kind is Kind.RECORD:
            fields = term.shape.fields or {}
            example = ".".join((*term.path, next(iter(fields), "ten_truong")))
            raise ExpressionProblem(
                f"{term.shown} là cả một nhóm giá trị.", f"Ghi rõ một phần, ví dụ {example}.", term.column
            )
        return Term(self.variable(term), term.shape, term.column, name=".".join(term.path))

    def variable(self, term: Term, *, asks_presence: bool = False) -> str:
        """The variable of a path, or of the question whether it is answered."""
        key = (term.path, asks_presence)
        if key not in self._inputs:
            name = f"v{len(self._inputs)}"
            self._inputs[key] = Input(name, term.path, term.shape, asks_presence)
        return self._inputs[key].name

    @contextmanager
    def binding(self, token: Token, owner: Term, macro: str) -> Iterator[Term]:
        """A name for each item of a list while a macro's body is read."""
        if token.kind is not TokenKind.NAME or token.text in self._roots:
            raise ExpressionProblem(
                f"“.{macro}” cần tên cho mỗi dòng.", f"Ghi .{macro}(r, r.cot > 0).", token.column
            )
        outer = self._bound.get(token.text)
        self._bound_count += 1
        own = Term(f"b{self._bound_count}", owner.shape.item or ANY, token.column, name=token.text)
        self._bound[token.text] = own
        yield own
        if outer is None:
            del self._bound[token.text]
        else:
            self._bound[token.text] = outer
