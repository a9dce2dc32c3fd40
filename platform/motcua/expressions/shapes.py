"""What kind of value a name in an expression has, and how a stored value becomes one CEL can reckon with.

Every number is a double on both sides: answers are turned into floats here, literals by the translation, so
that `dien_tich * 1500` is right whatever was typed. Dates are ISO text. A missing value is the empty value
of its kind: "" for texts and dates, 0 for numbers, false, [].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, assert_never


class Kind(StrEnum):
    """Kind of a value inside an expression; `any` escapes the static check and is judged when it runs."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    LIST = "list"
    RECORD = "record"
    ANY = "any"

    @property
    def words(self) -> str:
        """The kind in Vietnamese, as messages name it."""
        return _WORDS[self]


_WORDS = {
    Kind.TEXT: "chữ",
    Kind.NUMBER: "số",
    Kind.YES_NO: "đúng/sai",
    Kind.DATE: "ngày",
    Kind.LIST: "danh sách",
    Kind.RECORD: "nhóm giá trị",
    Kind.ANY: "giá trị bất kỳ",
}


# what most values are already; looked up first because this runs for every name of every expression
_AS_IT_IS = {Kind.TEXT: str, Kind.DATE: str, Kind.YES_NO: bool, Kind.NUMBER: float}


class ValueKindError(ValueError):
    """A stored value is not of its declared kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A kind with its parts: `fields` of a record (None = any), `item` of a list, `options` a text may take."""

    kind: Kind
    fields: Mapping[str, Shape] | None = None
    item: Shape | None = None
    options: tuple[str, ...] = ()


TEXT = Shape(Kind.TEXT)
NUMBER = Shape(Kind.NUMBER)
YES_NO = Shape(Kind.YES_NO)
DATE = Shape(Kind.DATE)
ANY = Shape(Kind.ANY)
TEXTS = Shape(Kind.LIST, item=TEXT)
NUMBERS = Shape(Kind.LIST, item=NUMBER)
OPEN_RECORD = Shape(Kind.RECORD)


def record(**fields: Shape) -> Shape:
    """A record with exactly these parts."""
    return Shape(Kind.RECORD, fields=fields)


def choice(*options: str) -> Shape:
    """A text that is one of the options."""
    return Shape(Kind.TEXT, options=options)


def for_cel(value: Any, shape: Shape) -> Any:
    """The value as CEL takes it, typed empty when missing. Raises ValueKindError when it is of another kind."""
    if type(value) is _AS_IT_IS.get(shape.kind):
        return value
    match shape.kind:
        case Kind.NUMBER:
            return _number(value)
        case Kind.TEXT:
            return _text(value)
        case Kind.YES_NO:
            return _yes_no(value)
        case Kind.DATE:
            return _text(value)
        case Kind.LIST:
            return _list(value, shape.item or ANY)
        case Kind.RECORD:
            return _record(value, shape)
        case Kind.ANY:
            return _any(value)
        case _:
            assert_never(shape.kind)


def sample(shape: Shape) -> Any:
    """A plausible value of the kind, for trying an expression out when it is compiled."""
    match shape.kind:
        case Kind.NUMBER:
            return 2.0
        case Kind.TEXT:
            return shape.options[0] if shape.options else "mẫu"
        case Kind.YES_NO:
            return True
        case Kind.DATE:
            return "2026-01-15"
        case Kind.LIST:
            return [sample(shape.item or ANY)]
        case Kind.RECORD:
            return {name: sample(part) for name, part in (shape.fields or {}).items()}
        case Kind.ANY:
            return "mẫu"
        case _:
            assert_never(shape.kind)


def is_answered(value: Any) -> bool:
    """Whether a value counts as given: not missing, not empty text, list or record. 0 and false are given."""
    if value is None or type(value) is str:
        return bool(value)
    if isinstance(value, Mapping):
        return any(is_answered(part) for part in value.values())
    return value not in ("", [], ())


def _number(value: Any) -> float:
    if value is None or value == "":
        return 0.0
    if isinstance(value, bool):
        raise ValueKindError("yes/no given for a number")
    if isinstance(value, int | float | Decimal):
        return float(value)
    try:
        return float(Decimal(str(value)))
    except InvalidOperation as error:
        raise ValueKindError("not a number") from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | Mapping | list | tuple):
        raise ValueKindError("not a text")
    return str(value)


def _yes_no(value: Any) -> bool:
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    raise ValueKindError("not yes or no")


def _list(value: Any, item: Shape) -> list[Any]:
    if value is None or value == "":
        return []
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueKindError("not a list")
    return [for_cel(part, item) for part in value]


def _record(value: Any, shape: Shape) -> dict[str, Any]:
    parts = {} if value is None or value == "" else value
    if not isinstance(parts, Mapping):
        raise ValueKindError("not a record")
    if shape.fields is None:
        return {str(name): _any(part) for name, part in parts.items()}
    return {name: for_cel(parts.get(name), part) for name, part in shape.fields.items()}


def _any(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(name): _any(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_any(part) for part in value]
    return _text(value)
