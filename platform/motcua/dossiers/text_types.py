"""Texts and what people are known by: names, phone numbers, e-mail, tax codes, identity numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from motcua.definitions.code_list import CodeList
from motcua.definitions.form import FormField
from motcua.dossiers.field_error import AnswerRefused
from motcua.dossiers.field_types import FieldType, FieldTypes, Reading, Schema, type_table
from motcua.dossiers.identity import check_identity_number
from motcua.kernel.tax_code import tax_check_digit
from motcua.kernel.text import clean, nfc, printable

TEXT_LENGTH = 500
LONG_TEXT_LENGTH = 10_000

_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.\-,()/])*")
_SEPARATORS = re.compile(r"[\s.\-()]+")
_PHONE = re.compile(r"0(?:[35789][0-9]{8}|2[0-9]{8,9})")
_FOREIGN_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_TAX_CODE = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?|[0-9]{12}")


def as_text(value: Any) -> str:
    """A given value as text. Raises AnswerRefused for lists and objects, and for what no database can store."""
    if isinstance(value, str):
        if value.isascii():
            return printable(value)
        return storable(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AnswerRefused("type", "Ghi bằng chữ, không phải danh sách hay nhóm giá trị.")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def storable(text: str) -> str:
    """The text without control characters. Raises AnswerRefused for halves of surrogate pairs (JSON has them)."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise AnswerRefused("type", "Có ký tự không lưu được. Xóa ký tự lạ và ghi lại.") from error
    return printable(text)


def read_text(reading: Reading, value: Any) -> str | None:
    """One line of text."""
    text = clean(as_text(value))
    _check_length(text, reading.field.max_length or TEXT_LENGTH)
    return text or None


def read_long_text(reading: Reading, value: Any) -> str | None:
    """Text with line breaks."""
    text = nfc(as_text(value)).replace("\r\n", "\n").replace("\r", "\n").strip()
    _check_length(text, reading.field.max_length or LONG_TEXT_LENGTH)
    return text or None


def _check_length(text: str, limit: int) -> None:
    if len(text) > limit:
        over = len(text) - limit
        raise AnswerRefused("max_length", f"Dài {len(text)} ký tự, quá {limit}. Rút ngắn bớt {over} ký tự.")


def read_person_name(reading: Reading, value: Any) -> str | None:
    """A person's name: letters of any alphabet, no digits."""
    text = clean(as_text(value))
    _check_length(text, reading.field.max_length or 100)
    if text and _NAME.fullmatch(text) is None:
        raise AnswerRefused(
            "person_name",
            f"“{text[:60]}” có ký tự không dùng trong họ tên. Chỉ ghi chữ, ví dụ Nguyễn Thị Hoa.",
        )
    return text or None


def read_identity_number(reading: Reading, value: Any) -> str | None:
    """A personal identification number of 12 digits."""
    text = _SEPARATORS.sub("", clean(as_text(value)))
    if not text:
        return None
    return check_identity_number(text, reading.code_lists, reading.today)


def read_tax_code(_reading: Reading, value: Any) -> str | None:
    """10 digits with their check digit, 13 for a branch (`0100109106-001`), or a personal number of 12."""
    text = clean(as_text(value)).replace(" ", "")
    if not text:
        return None
    match = _TAX_CODE.fullmatch(text)
    if match is None:
        raise AnswerRefused(
            "tax_code",
            f"“{text[:20]}” không phải mã số thuế. Mã số thuế có 10 số, 13 số (đơn vị phụ thuộc) hoặc 12 số (cá nhân).",
        )
    if match[1] is None:
        return text
    if tax_check_digit(match[1]) != int(match[1][9]):
        raise AnswerRefused(
            "tax_code", f"Mã số thuế “{text}” sai số kiểm tra. Đối chiếu từng số với giấy đăng ký."
        )
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def read_phone(_reading: Reading, value: Any) -> str | None:
    """A Vietnamese number as `0912345678`, a foreign one with its + prefix."""
    text = _SEPARATORS.sub("", clean(as_text(value)))
    if not text:
        return None
    if text.startswith("+84") or (text.startswith("84") and len(text) == 11):
        text = "0" + text.removeprefix("+")[2:].removeprefix("0")
    if _PHONE.fullmatch(text) or (text.startswith("+") and _FOREIGN_PHONE.fullmatch(text)):
        return text
    raise AnswerRefused(
        "phone", f"“{text[:20]}” không phải số điện thoại. Ghi 10 số bắt đầu bằng 0, ví dụ 0912 345 678."
    )


def read_email(_reading: Reading, value: Any) -> str | None:
    """An address with its domain in lower case."""
    text = clean(as_text(value))
    if not text:
        return None
    if len(text) > 254 or _EMAIL.fullmatch(text) is None:
        raise AnswerRefused("email", f"“{text[:60]}” không phải địa chỉ email. Ghi dạng ten@mien.vn.")
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


def _text_schema(limit: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": limit}


def _describe_text(field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    schema = _text_schema(field.max_length or TEXT_LENGTH)
    return schema | ({"pattern": f"^(?:{field.pattern})$"} if field.pattern else {})


def _describe_long_text(field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return _text_schema(field.max_length or LONG_TEXT_LENGTH)


def _describe_name(field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return _text_schema(field.max_length or 100) | {"pattern": r"^[^\d_]+$", "examples": ["Nguyễn Thị Hoa"]}


def _describe_identity(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "string", "pattern": "^[0-3][0-9]{2}[0-9]{9}$", "examples": ["001190000018"]}


def _describe_tax_code(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "string", "pattern": "^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$", "examples": ["0100109106"]}


def _describe_phone(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    pattern = r"^(0[35789][0-9]{8}|02[0-9]{8,9}|\+[1-9][0-9]{6,14})$"
    return {"type": "string", "pattern": pattern, "examples": ["0912345678"]}


def _describe_email(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "string", "format": "email", "maxLength": 254, "examples": ["hoa.nguyen@example.vn"]}


TEXT_TYPES: FieldTypes = type_table(
    FieldType("text", read_text, _describe_text),
    FieldType("long_text", read_long_text, _describe_long_text),
    FieldType("person_name", read_person_name, _describe_name),
    FieldType("identity_number", read_identity_number, _describe_identity),
    FieldType("tax_code", read_tax_code, _describe_tax_code),
    FieldType("phone", read_phone, _describe_phone),
    FieldType("email", read_email, _describe_email),
)
