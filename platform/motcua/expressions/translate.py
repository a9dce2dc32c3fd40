"""Translates an author's expression to CEL: names checked, kinds checked, numbers all doubles, paths flattened.

Each path (`form.so_ban`) becomes one variable, so that a run converts only the values it uses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from motcua.expressions.calls import check_arguments, number_literal, size_of, text_literal
from motcua.expressions.cursor import Cursor
from motcua.expressions.functions import DIVIDE, FUNCTIONS, SIZE, Function
from motcua.expressions.lexer import Token, TokenKind
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.scope import Input, Scope
from motcua.expressions.shapes import ANY, NUMBER, TEXT, YES_NO, Kind, Shape, choice
from motcua.expressions.terms import (
    Term,
    addition,
    equality,
    member_shape,
    membership,
    nearest,
    need,
    need_both,
    ordering,
)

_TEXT_METHODS = frozenset({"contains", "startsWith", "endsWith", "matches"})
_MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
_PRECEDENCE: tuple[frozenset[str], ...] = (
    frozenset({"||"}),
    frozenset({"&&"}),
    frozenset({"==", "!=", "<", "<=", ">", ">=", "in"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%"}),
)


@dataclass(frozen=True, slots=True)
class Translation:
    """The CEL text with its inputs, the functions it calls and the code lists it names."""

    code: str
    shape: Shape
    inputs: tuple[Input, ...]
    functions: tuple[Function, ...]
    code_lists: frozenset[str]


class Translator:
    """Reads one expression from left to right; used once."""

    def __init__(self, text: str, roots: Mapping[str, Shape]) -> None:
        self._cursor = Cursor(text)
        self._scope = Scope(roots)
        self._functions: dict[str, Function] = {}
        self._code_lists: set[str] = set()

    def translation(self) -> Translation:
        """The whole expression. Raises ExpressionProblem."""
        if self._cursor.at_end():
            raise ExpressionProblem(
                "Biểu thức còn trống.", "Ghi điều kiện hoặc phép tính, hoặc bỏ hẳn dòng này."
            )
        term = self._scope.value(self._expression())
        if not self._cursor.at_end():
            raise self._cursor.unexpected(self._cursor.peek)
        functions = tuple(self._functions.values())
        return Translation(term.code, term.shape, self._scope.inputs, functions, frozenset(self._code_lists))

    def _expression(self) -> Term:
        self._cursor.deeper()
        term = self._binary(0)
        if self._cursor.takes("?"):
            term = self._choice_of(term)
        self._cursor.back()
        return term

    def _choice_of(self, condition: Term) -> Term:
        condition = self._scope.value(condition)
        need(condition, Kind.YES_NO, "trước dấu “?”")
        first = self._scope.value(self._expression())
        self._cursor.expects(":", "giữa hai giá trị của phép chọn “điều kiện ? a : b”")
        second = self._scope.value(self._expression())
        if Kind.ANY not in {first.kind, second.kind}:
            need(second, first.kind, "vế sau của phép chọn")
        shape = second.shape if first.kind is Kind.ANY else first.shape
        return Term(f"({condition.code} ? {first.code} : {second.code})", shape, condition.column)

    def _binary(self, level: int) -> Term:
        if level == len(_PRECEDENCE):
            return self._unary()
        left = self._binary(level + 1)
        while self._cursor.peek.text in _PRECEDENCE[level] and self._cursor.peek.kind in {
            TokenKind.SIGN,
            TokenKind.NAME,
        }:
            sign = self._cursor.next()
            left = self._scope.value(left)
            left = self._joined(sign, left, self._scope.value(self._binary(level + 1)))
        return left

    def _joined(self, sign: Token, left: Term, right: Term) -> Term:
        match sign.text:
            case "||" | "&&":
                need_both(left, right, Kind.YES_NO, sign.text)
                return Term(f"({left.code} {sign.text} {right.code})", YES_NO, left.column)
            case "==" | "!=":
                return equality(sign.text, left, right)
            case "in":
                return membership(left, right)
            case "<" | "<=" | ">" | ">=":
                return ordering(sign.text, left, right)
            case "+":
                return addition(left, right)
            case "%":
                raise ExpressionProblem("Không dùng “%”.", "Dùng remainder(a, b) cho số dư.", sign.column)
            case _:
                need_both(left, right, Kind.NUMBER, sign.text)
                if sign.text == "/":
                    self._functions[DIVIDE.name] = DIVIDE
                    return Term(f"f_{DIVIDE.name}({left.code}, {right.code})", NUMBER, left.column)
                return Term(f"({left.code} {sign.text} {right.code})", NUMBER, left.column)

    def _unary(self) -> Term:
        token = self._cursor.peek
        if self._cursor.takes("!"):
            term = self._scope.value(self._nested_unary())
            need(term, Kind.YES_NO, "phép phủ định “!”")
            return Term(f"(!{term.code})", YES_NO, token.column)
        if self._cursor.takes("-"):
            term = self._scope.value(self._nested_unary())
            need(term, Kind.NUMBER, "dấu trừ")
            return Term(f"(-{term.code})", NUMBER, token.column)
        return self._member()

    def _nested_unary(self) -> Term:
        self._cursor.deeper()
        term = self._unary()
        self._cursor.back()
        return term

    def _member(self) -> Term:
        term = self._primary()
        while True:
            if self._cursor.takes("."):
                term = self._after_dot(term)
            elif self._cursor.takes("["):
                term = self._indexed(term)
            else:
                return term

    def _after_dot(self, owner: Term) -> Term:
        token = self._cursor.next()
        if token.kind is not TokenKind.NAME:
            raise ExpressionProblem(
                "Sau dấu chấm phải là tên trường.", "Ghi tên, ví dụ form.so_ban.", token.column
            )
        if self._cursor.takes("("):
            return self._method(self._scope.value(owner), token)
        return self._part(owner, token)

    def _part(self, owner: Term, token: Token) -> Term:
        if owner.kind is Kind.ANY:
            return self._part_of(owner, token, ANY)
        need(owner, Kind.RECORD, f"trước “.{token.text}”")
        fields = owner.shape.fields
        name = ".".join(owner.path) or "dòng của bảng"
        shape = ANY if fields is None else member_shape(name, fields, token)
        return self._part_of(owner, token, shape)

    def _part_of(self, owner: Term, token: Token, shape: Shape) -> Term:
        if owner.path:
            return Term("", shape, owner.column, (*owner.path, token.text))
        name = f"{owner.name}.{token.text}" if owner.name else ""
        return Term(f"{owner.code}[{json.dumps(token.text)}]", shape, owner.column, name=name)

    def _indexed(self, owner: Term) -> Term:
        index = self._scope.value(self._expression())
        self._cursor.expects("]", "sau chỉ số")
        if index.literal is not None:
            return self._part(owner, Token(TokenKind.NAME, index.literal, index.column))
        owner = self._scope.value(owner)
        need(owner, Kind.LIST, "trước dấu “[”")
        need(index, Kind.NUMBER, "chỉ số trong “[ ]”")
        return Term(f"{owner.code}[int({index.code})]", owner.shape.item or ANY, owner.column)

    def _primary(self) -> Term:
        token = self._cursor.next()
        match token.kind:
            case TokenKind.NUMBER:
                return Term(number_literal(token), NUMBER, token.column)
            case TokenKind.STRING:
                return Term(text_literal(token.text), TEXT, token.column, literal=token.text)
            case TokenKind.NAME:
                return self._call(token) if self._cursor.takes("(") else self._scope.named(token)
            case TokenKind.SIGN if token.text == "(":
                term = self._expression()
                self._cursor.expects(")", "để đóng ngoặc")
                return term
            case TokenKind.SIGN if token.text == "[":
                return self._list(token)
            case _:
                raise self._cursor.unexpected(token)

    def _list(self, opening: Token) -> Term:
        items: list[Term] = []
        while not self._cursor.takes("]"):
            if items:
                self._cursor.expects(",", "giữa các phần tử, hoặc “]” ở cuối")
            items.append(self._scope.value(self._expression()))
            if items[0].kind is not Kind.ANY:
                need(items[-1], items[0].kind, "danh sách này")
        options = tuple(item.literal for item in items if item.literal is not None)
        closed = len(options) == len(items)
        item_shape = choice(*options) if closed and items else items[0].shape if items else ANY
        code = f"[{', '.join(item.code for item in items)}]"
        return Term(code, Shape(Kind.LIST, item=item_shape), opening.column)

    def _call(self, token: Token) -> Term:
        if token.text == "has":
            return self._has(token)
        if token.text == "size":
            argument = self._scope.value(self._expression())
            self._cursor.expects(")", "sau tham số của size")
            return self._counted(argument, token)
        function = FUNCTIONS.get(token.text)
        if function is None:
            raise ExpressionProblem(
                f"Không có hàm “{token.text}”.",
                nearest(token.text, [*FUNCTIONS, "size", "has"]),
                token.column,
            )
        given = self._arguments()
        check_arguments(function, given, token)
        self._functions[function.name] = function
        if function.name in {"name_of", "item", "is_in"} and given[0].literal:
            self._code_lists.add(given[0].literal)
        code = ", ".join(term.code for term in given)
        return Term(f"f_{function.name}({code})", function.gives, token.column)

    def _counted(self, term: Term, token: Token) -> Term:
        self._functions[SIZE.name] = SIZE
        return size_of(term, token)

    def _arguments(self) -> list[Term]:
        given: list[Term] = []
        while not self._cursor.takes(")"):
            if given:
                self._cursor.expects(",", "giữa các tham số, hoặc “)” ở cuối")
            given.append(self._scope.value(self._expression()))
        return given

    def _has(self, token: Token) -> Term:
        argument = self._expression()
        self._cursor.expects(")", "sau tham số của has")
        if not argument.path:
            raise ExpressionProblem(
                "has(…) chỉ nhận tên một trường.", "Ghi has(form.ten_truong).", token.column
            )
        return Term(self._scope.variable(argument, asks_presence=True), YES_NO, token.column)

    def _method(self, owner: Term, token: Token) -> Term:
        if token.text in _MACROS:
            return self._macro(owner, token)
        if token.text == "size":
            self._cursor.expects(")", "sau “size(”")
            return self._counted(owner, token)
        if token.text not in _TEXT_METHODS:
            known = nearest(token.text, [*_TEXT_METHODS, *_MACROS, "size"])
            hint = f"Ghi {token.text}(…) thay vì ….{token.text}(…)." if token.text in FUNCTIONS else known
            raise ExpressionProblem(f"Không có phép “.{token.text}(…)”.", hint, token.column)
        if owner.kind is Kind.LIST and token.text == "contains":
            raise ExpressionProblem("Danh sách không có “.contains”.", "Ghi “a in danh_sach”.", token.column)
        need(owner, Kind.TEXT, f"trước “.{token.text}”")
        given = self._arguments()
        if len(given) != 1:
            raise ExpressionProblem(f"“.{token.text}” cần đúng một tham số.", "", token.column)
        need(given[0], Kind.TEXT, f"“.{token.text}”")
        return Term(f"{owner.code}.{token.text}({given[0].code})", YES_NO, owner.column)

    def _macro(self, owner: Term, token: Token) -> Term:
        need(owner, Kind.LIST, f"trước “.{token.text}”")
        variable = self._cursor.next()
        with self._scope.binding(variable, owner, token.text) as own:
            self._cursor.expects(",", "sau tên dòng")
            body = self._scope.value(self._expression())
        self._cursor.expects(")", f"để đóng “.{token.text}(”")
        if token.text != "map":
            need(body, Kind.YES_NO, f"điều kiện của “.{token.text}”")
        code = f"{owner.code}.{token.text}({own.code}, {body.code})"
        if token.text == "map":
            return Term(code, Shape(Kind.LIST, item=body.shape), owner.column)
        return Term(code, owner.shape if token.text == "filter" else YES_NO, owner.column)
