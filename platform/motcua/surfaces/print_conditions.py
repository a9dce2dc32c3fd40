"""Conditions of print blocks: CEL over the names of the paper's data contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from motcua.expressions.expression import Expression
from motcua.expressions.names import Names
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import ANY, DATE, NUMBER, OPEN_RECORD, TEXT, YES_NO, Kind, Shape
from motcua.surfaces.print_contract import CONTRACTS, DataName, DataType

_PLAIN = {
    DataType.TEXT: TEXT,
    DataType.INTEGER: NUMBER,
    DataType.MONEY: NUMBER,
    DataType.DATE: DATE,
    DataType.DATETIME: DATE,
    DataType.FLAG: YES_NO,
    DataType.OPEN: OPEN_RECORD,
}


def _shape(name: DataName) -> Shape:
    if name.type in (DataType.GROUP, DataType.ROWS):
        inside = Shape(Kind.RECORD, fields={key: _shape(inner) for key, inner in name.inside.items()})
        return inside if name.type is DataType.GROUP else Shape(Kind.LIST, item=inside)
    return _PLAIN.get(name.type, ANY)


_NAMES: Mapping[str, Names] = {
    code: Names({key: _shape(name) for key, name in contract.items()}) for code, contract in CONTRACTS.items()
}


def print_condition(text: str, contract: str) -> Expression:
    """The condition of a block. Raises ExpressionProblem when it cannot hold or names what is not there."""
    return Expression.compile(text, _NAMES[contract], Kind.YES_NO)


def truth_for(contract: str) -> Callable[[str, Mapping[str, Any]], bool]:
    """How a composer decides a block's ``when``: fail-closed, so a wrong condition leaves the block out."""

    def truth(text: str, data: Mapping[str, Any]) -> bool:
        try:
            return print_condition(text, contract).truth(data)
        except ExpressionProblem:
            return False

    return truth
