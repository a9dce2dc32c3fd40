"""Whole numbers, decimals and money, from JSON numbers or as Vietnamese people type them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from motcua.definitions.code_list import CodeList
from motcua.definitions.form import FormField
from motcua.dossiers.field_error import AnswerRefused
from motcua.dossiers.field_types import FieldType, FieldTypes, Reading, Schema, type_table
from motcua.kernel.money import MoneyError, format_amount, parse_money
from motcua.kernel.text import clean

LARGEST = 10**15 - 1
DECIMALS = 6

_LONGEST = 60

_GROUPED = re.compile(r"-?[0-9]{1,3}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*(?:,[0-9]+)?")
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


def parse_decimal(text: str) -> Decimal | None:
    """A number as typed: `1,5`, `1.5`, `15.000` (thousands), `1.234,5`; None when it is none."""
    bare = clean(text)
    if _GROUPED.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(" ", "").replace(",", "."))
    if _PLAIN.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    return None


def number_words(value: float | Decimal) -> str:
    """A number as shown: `15.000`, `1,5`."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    whole = int(exact)
    shown = format_amount(whole) if whole or exact >= 0 else "-0"
    digits = f"{abs(exact - whole):f}".partition(".")[2].rstrip("0")
    return f"{shown},{digits}" if digits else shown


def _given(value: Any, message: str) -> Decimal | None:
    if isinstance(value, bool | dict | list | tuple):
        raise AnswerRefused("type", message)
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise AnswerRefused("type", message)
        return Decimal(repr(value))
    text = clean(str(value))
    if not text:
        return None
    if len(text) > _LONGEST:
        raise AnswerRefused("too_large", "Số quá lớn. Ghi số không quá 15 chữ số.")
    number = parse_decimal(text)
    if number is None:
        raise AnswerRefused("type", f"“{text[:40]}” không phải là số. {message}")
    return number


def _check_size(number: Decimal) -> None:
    if abs(number) > LARGEST:
        raise AnswerRefused("too_large", "Số quá lớn. Ghi số không quá 15 chữ số.")


def read_integer(_reading: Reading, value: Any) -> int | None:
    """A whole number."""
    number = _given(value, "Ghi một số nguyên, ví dụ 2.")
    if number is None:
        return None
    _check_size(number)
    if number != number.to_integral_value():
        raise AnswerRefused(
            "integer", f"{number_words(number)} không phải số nguyên. Ghi một số nguyên, ví dụ 2."
        )
    return int(number)


def read_decimal(_reading: Reading, value: Any) -> int | float | None:
    """A decimal number, exact to 15 significant digits and 6 decimals."""
    number = _given(value, "Ghi một số, ví dụ 1,5.")
    if number is None:
        return None
    _check_size(number)
    number = number.normalize()
    _, digits, exponent = number.as_tuple()
    if isinstance(exponent, int) and (-exponent > DECIMALS or len(digits) > 15):
        raise AnswerRefused(
            "decimals", f"Số có quá nhiều chữ số. Ghi không quá {DECIMALS} chữ số sau dấu phẩy."
        )
    return int(number) if number == number.to_integral_value() else float(number)


def read_money(_reading: Reading, value: Any) -> int | None:
    """Whole đồng; `15.000 đ` counts as typed."""
    if isinstance(value, str):
        if not clean(value):
            return None
        if len(value) > _LONGEST:
            raise AnswerRefused("too_large", "Số quá lớn. Ghi số không quá 15 chữ số.")
        try:
            amount = Decimal(parse_money(value))
        except MoneyError as error:
            raise AnswerRefused("type", str(error)) from error
    else:
        given = _given(value, "Ghi số nguyên đồng, ví dụ 15000.")
        amount = Decimal(0) if given is None else given
    _check_size(amount)
    if amount != amount.to_integral_value():
        raise AnswerRefused("integer", "Số tiền phải là số nguyên đồng. Bỏ phần lẻ sau dấu phẩy.")
    return int(amount)


def _bounds(field: FormField) -> Schema:
    schema: Schema = {}
    for name, text in (("minimum", field.min), ("maximum", field.max)):
        if _PLAIN.fullmatch(text):
            number = Decimal(text)
            schema[name] = int(number) if number == number.to_integral_value() else float(number)
    return schema


def _describe_integer(field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST} | _bounds(field)


def _describe_decimal(field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "number", "minimum": -LARGEST, "maximum": LARGEST, "x-decimals": DECIMALS} | _bounds(
        field
    )


NUMBER_TYPES: FieldTypes = type_table(
    FieldType("integer", read_integer, _describe_integer),
    FieldType("decimal", read_decimal, _describe_decimal),
    FieldType("money", read_money, _describe_integer),
)
