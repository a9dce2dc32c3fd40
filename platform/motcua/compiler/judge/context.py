"""What a rule may ask besides the definition it judges."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from motcua.compiler.nodes import join_pointer
from motcua.compiler.problem_codes import Finding
from motcua.compiler.suggestions import did_you_mean
from motcua.definitions.directory import Directory
from motcua.expressions.expression import Expression
from motcua.expressions.names import Names
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import Kind
from motcua.extension.registry import Registry, Vocabulary

T = TypeVar("T")
D = TypeVar("D")

Rule = Callable[[Any, "Context"], Iterable[Finding]]
"""Takes a frozen definition, yields what is wrong; never raises."""


def _nothing(_kind: str, _code: str) -> None:
    return None


def _no_codes(_kind: str) -> Collection[str]:
    return ()


@dataclass(slots=True)
class Context:
    """`resolve` gives the frozen definition of a kind and code, None when there is none or it is broken.

    `directory` is None while no organization is known: then nothing can be said about agencies and positions.
    `content` is the content of the definition being judged, `published` what stands so far under a kind and code,
    `codes` every known code of a kind.
    """

    resolve: Callable[[str, str], Any]
    registry: Registry
    today: date
    directory: Directory | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    published: Callable[[str, str], Mapping[str, Any] | None] = _nothing
    codes: Callable[[str], Collection[str]] = _no_codes
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value made for this key earlier in the same compile, else a new one."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]
        return kept

    def word(self, vocabulary: Vocabulary, word: str) -> Collection[str] | None:
        """The known words when `word` is not one of them; None when it is, or when nothing is known."""
        words = self.registry.words(vocabulary)
        return words if words is not None and word not in words else None


def at(*segments: str) -> str:
    """The pointer of these segments."""
    return join_pointer(segments)


def unknown(code: str, what: str, path: str, name: str, known: Collection[str]) -> Finding:
    """A name that is not among the known ones, with the nearest of them."""
    remedy, fix = did_you_mean(name, known)
    return Finding(code, f"{what} “{name}” không có.", path, name, "", remedy, fix)


def check_expression(text: str, path: str, names: Names, expects: Kind | None = None) -> Iterator[Finding]:
    """What keeps an expression from compiling; an empty text is no expression."""
    if not text:
        return
    try:
        Expression.compile(text, names, expects)
    except ExpressionProblem as problem:
        yield expression_finding(problem, path, text)


def expression_finding(problem: ExpressionProblem, path: str, text: str = "") -> Finding:
    """A refused expression as a finding."""
    where = f" (ký tự {problem.column})" if problem.column > 1 else ""
    return Finding("EXPR-001", f"{problem.message}{where}", path, text[:200], "", problem.remedy, problem.fix)
