"""Literals and the arguments of function calls."""

from __future__ import annotations

import json

from motcua.expressions.functions import Function
from motcua.expressions.lexer import Token
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import NUMBER, Kind
from motcua.expressions.terms import Term, check_option, is_date, need


def number_literal(token: Token) -> str:
    """A number of the author as a CEL double."""
    if any(mark in token.text for mark in ".eE"):
        return repr(float(token.text))
    if len(token.text) > 15:
        raise ExpressionProblem(f"Số “{token.text}” quá lớn.", "Ghi số không quá 15 chữ số.", token.column)
    return f"{int(token.text)}.0"


def text_literal(text: str) -> str:
    """A text as CEL quotes it."""
    return json.dumps(text, ensure_ascii=False)


def size_of(term: Term, token: Token) -> Term:
    """`size(x)` of a text or a list, as a double like every number."""
    if term.kind not in {Kind.TEXT, Kind.LIST, Kind.ANY}:
        raise ExpressionProblem(
            f"size(…) chỉ đếm chữ và danh sách; đây là {term.kind.words}.", "Bỏ size(…).", token.column
        )
    return Term(f"f_size({term.code})", NUMBER, token.column)


def check_arguments(function: Function, given: list[Term], token: Token) -> None:
    """Refuse a wrong number of arguments or one of the wrong kind."""
    if len(given) != len(function.takes):
        raise ExpressionProblem(
            f"{function.name}(…) cần {len(function.takes)} tham số, đang có {len(given)}.",
            f"Ví dụ: {function.example}", token.column,
        )  # fmt: skip
    for number, (term, wanted) in enumerate(zip(given, function.takes, strict=True), start=1):
        where = f"tham số thứ {number} của {function.name}(…)"
        if wanted.kind is Kind.DATE:
            if not is_date(term):
                need(term, Kind.DATE, where)
            continue
        if wanted.kind is Kind.TEXT and term.kind is Kind.DATE:
            continue
        need(term, wanted.kind, where)
        if wanted.item is not None and term.shape.item is not None and term.shape.item.kind is not Kind.ANY:
            need(Term("", term.shape.item, term.column), wanted.item.kind, where)
        check_option(wanted, term)
