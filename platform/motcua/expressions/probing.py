"""Tries conditions out with every answer that could matter: whether one can hold at all, and which hold together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from motcua.expressions.expression import Expression
from motcua.expressions.lexer import TokenKind, tokens
from motcua.expressions.scope import Input
from motcua.expressions.shapes import Kind, Shape

MOST_TRIALS = 4_096
_RECKONED = frozenset("+-*/%")
_USUAL_DAYS = (date(1960, 6, 15), date(2026, 1, 15))
_OTHER_TEXT = "giá trị khác"


def decided_by(expressions: Sequence[Expression]) -> list[tuple[str, ...]] | None:
    """The paths the conditions look at; None when trials cannot decide about one of them: it reckons, calls functions,
    goes through lists, or looks at something of no known kind.
    """
    found: dict[tuple[str, ...], None] = {}
    for expression in expressions:
        signs = {token.text for token in tokens(expression.text) if token.kind is not TokenKind.STRING}
        if expression.functions or signs & _RECKONED or "matches" in signs:
            return None
        for given in expression.inputs:
            if given.shape.kind in (Kind.ANY, Kind.LIST, Kind.RECORD):
                return None
            found[given.path] = None
    return list(found)


def trials(expressions: Sequence[Expression]) -> Iterator[dict[str, Any]]:
    """Environments that stand for every combination of answers the conditions can tell apart; none when there are too
    many, or when the conditions cannot be decided by trials.
    """
    paths = decided_by(expressions)
    if paths is None:
        return
    values = [_values(path, expressions) for path in paths]
    number = 1
    for few in values:
        number *= len(few)
    if number > MOST_TRIALS:
        return
    for combination in product(*values):
        env: dict[str, Any] = {}
        for path, value in zip(paths, combination, strict=True):
            inner = env
            for part in path[:-1]:
                inner = inner.setdefault(part, {})
            inner[path[-1]] = value
        yield env


def _values(path: tuple[str, ...], expressions: Sequence[Expression]) -> list[Any]:
    """The values of one path between which the conditions can tell."""
    inputs: list[Input] = []
    literals: dict[str, TokenKind] = {}
    for expression in expressions:
        own = [given for given in expression.inputs if given.path == path]
        if own:
            inputs += own
            literals |= {token.text: token.kind for token in tokens(expression.text)}
    return _distinct(inputs[0].shape, literals)


def _distinct(shape: Shape, literals: dict[str, TokenKind]) -> list[Any]:
    match shape.kind:
        case Kind.YES_NO:
            return [True, False]
        case Kind.NUMBER:
            numbers = [float(text) for text, kind in literals.items() if kind is TokenKind.NUMBER]
            around = {number + step for number in (*numbers, 0.0) for step in (-1.0, -0.5, 0.0, 0.5, 1.0)}
            return sorted(around)
        case Kind.DATE:
            days = [*_USUAL_DAYS, *(day for text in literals if (day := _day(text)) is not None)]
            steps = (-1, 0, 1)
            return ["", *sorted({(day + timedelta(days=step)).isoformat() for day in days for step in steps})]
        case _ if shape.options:
            return [*shape.options, ""]
        case _:
            texts = [text for text, kind in literals.items() if kind is TokenKind.STRING]
            return [*dict.fromkeys((*texts, _OTHER_TEXT, ""))]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
