"""Formulas over the columns of a report: exact arithmetic, the same text as a live spreadsheet formula."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

Number = int | float
_PERCENT_DIGITS = 2
_FLOAT_DIGITS = 14

_ARITHMETIC: Mapping[type[ast.operator], str] = MappingProxyType(
    {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
)
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = MappingProxyType(
    {
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
    }
)
_FUNCTIONS = MappingProxyType({"percent": 2, "score": 4})
"""``percent(part, whole)``: hundred times the part over the whole to two decimals; empty when the whole is 0.
``score(part, whole, full_at, points)``: the points when the share reaches ``full_at`` percent, fewer in proportion.
"""


class FormulaError(ValueError):
    """A formula that cannot be understood; the message says why in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Formula:
    """An accepted formula. ``names`` are the columns it is counted from."""

    text: str
    names: frozenset[str]
    tree: ast.expr

    @property
    def is_comparison(self) -> bool:
        """Whether it answers yes or no, as the rule of a balance check must."""
        return isinstance(self.tree, ast.Compare | ast.BoolOp)

    def evaluate(self, values: Mapping[str, Number | None]) -> Number | None:
        """The value; whole numbers as int. None when a column is empty or something is divided by 0."""
        found = _value(self.tree, values)
        if found is None:
            return None
        return found.numerator if found.denominator == 1 else round(float(found), _FLOAT_DIGITS)

    def holds(self, values: Mapping[str, Number | None]) -> bool:
        """Whether a comparison is true; one with an empty side is not."""
        return _holds(self.tree, values)

    def spreadsheet(self, cell: Callable[[str], str]) -> str:
        """The formula in the language of spreadsheets, without the leading sign; ``cell`` gives a column's address."""
        return _spreadsheet(self.tree, cell)

    def terms(self) -> tuple[str, ...] | None:
        """The columns when it is nothing but their sum, else None."""
        return _terms(self.tree)


@lru_cache(maxsize=512)
def parse_formula(text: str) -> Formula:
    """The formula of a text: column names, numbers, ``+ - * /``, brackets, ``percent(a, b)``, one comparison at most.

    Raises FormulaError for anything else.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(
            f"Không đọc được công thức “{text}”. Dùng tên cột, số, + - * / và ngoặc, ví dụ c4 + c5."
        ) from None
    names: set[str] = set()
    if isinstance(tree, ast.Compare | ast.BoolOp):
        _check_rule(tree, names, text)
    else:
        _check(tree, names, text)
    return Formula(text, frozenset(names), tree)


def _check_rule(node: ast.expr, names: set[str], text: str) -> None:
    """A comparison, or several joined by ``and`` and ``or``."""
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                _check_rule(part, names, text)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            _check(left, names, text)
            _check(right, names, text)
        case _:
            raise FormulaError(f"Hệ thức “{text}” phải so sánh hai vế, ví dụ c3 == c7 + c11.")


def _check(node: ast.expr, names: set[str], text: str) -> None:
    match node:
        case ast.Name(id=name):
            names.add(name)
        case ast.Constant(value=bool()):
            raise FormulaError(f"Công thức “{text}” chỉ tính với số.")
        case ast.Constant(value=int() | float() as value) if math.isfinite(value):
            return
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            _check(left, names, text)
            _check(right, names, text)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _check(operand, names, text)
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]) if function in _FUNCTIONS:
            if len(arguments) != _FUNCTIONS[function]:
                raise FormulaError(f"Hàm {function} trong “{text}” cần {_FUNCTIONS[function]} giá trị.")
            for argument in arguments:
                _check(argument, names, text)
        case _:
            raise FormulaError(
                f"Công thức “{text}” có phần không dùng được. Chỉ dùng tên cột, số, + - * /, ngoặc và percent(a, b)."
            )


def _holds(node: ast.expr, values: Mapping[str, Number | None]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_holds(part, values) for part in parts)
        case ast.BoolOp(values=parts):
            return any(_holds(part, values) for part in parts)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            one, other = _value(left, values), _value(right, values)
            return one is not None and other is not None and _COMPARISONS[type(op)](one, other)
        case _:
            raise FormulaError("đây không phải là hệ thức so sánh")


def _value(node: ast.expr, values: Mapping[str, Number | None]) -> Fraction | None:
    match node:
        case ast.Name(id=name):
            found = values.get(name)
            return None if found is None else Fraction(found)
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.UnaryOp(operand=operand):
            inner = _value(operand, values)
            return None if inner is None else -inner
        case ast.Call(args=[part, whole]):
            ratio = _divided(_value(part, values), _value(whole, values))
            return None if ratio is None else _half_up(ratio * 100, _PERCENT_DIGITS)
        case ast.Call(args=[part, whole, full_at, points]):
            share = _divided(_divided(_value(part, values), _value(whole, values)), _value(full_at, values))
            worth = _value(points, values)
            if share is None or worth is None:
                return None
            return _half_up(min(Fraction(1), max(Fraction(0), share * 100)) * worth, _PERCENT_DIGITS)
        case ast.BinOp(left=left, op=op, right=right):
            return _combined(op, _value(left, values), _value(right, values))
        case _:
            return None


def _combined(op: ast.operator, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case _:
            return _divided(left, right)


def _divided(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None or right == 0 else left / right


def _half_up(value: Fraction, digits: int) -> Fraction:
    """Rounded as spreadsheets round: half away from zero."""
    scale = 10**digits
    rounded = math.floor(abs(value) * scale + Fraction(1, 2))
    return Fraction(rounded if value >= 0 else -rounded, scale)


def _spreadsheet(node: ast.expr, cell: Callable[[str], str]) -> str:
    match node:
        case ast.Name(id=name):
            return cell(name)
        case ast.Constant(value=value):
            return str(value)
        case ast.UnaryOp(operand=operand):
            return f"-{_inner(operand, cell)}"
        case ast.Call(args=[part, whole]):
            over = _spreadsheet(whole, cell)
            return f'IF(({over})=0,"",ROUND(({_spreadsheet(part, cell)})/({over})*100,{_PERCENT_DIGITS}))'
        case ast.Call(args=[part, whole, full_at, points]):
            over = _spreadsheet(whole, cell)
            share = f"({_spreadsheet(part, cell)})/({over})*100/({_spreadsheet(full_at, cell)})"
            worth = _spreadsheet(points, cell)
            return f'IF(({over})=0,"",ROUND(MIN(1,MAX(0,{share}))*({worth}),{_PERCENT_DIGITS}))'
        case ast.BinOp(left=left, op=op, right=right):
            sign = _ARITHMETIC[type(op)]
            if isinstance(op, ast.Add):
                return f"{_spreadsheet(left, cell)}+{_spreadsheet(right, cell)}"
            if isinstance(op, ast.Div):
                over = _spreadsheet(right, cell)
                return f'IF(({over})=0,"",{_inner(left, cell)}/{_inner(right, cell)})'
            return f"{_inner(left, cell)}{sign}{_inner(right, cell)}"
        case _:
            raise FormulaError("công thức này không ghi được vào bảng tính")


def _inner(node: ast.expr, cell: Callable[[str], str]) -> str:
    text = _spreadsheet(node, cell)
    return f"({text})" if isinstance(node, ast.BinOp | ast.UnaryOp) else text


def _terms(node: ast.expr) -> tuple[str, ...] | None:
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            one, other = _terms(left), _terms(right)
            return None if one is None or other is None else (*one, *other)
        case _:
            return None
