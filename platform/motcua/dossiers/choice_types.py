"""Yes or no, choices, code lists, addresses, files and signatures."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.definitions.code_list import CodeItem, CodeList
from motcua.definitions.form import FormField
from motcua.definitions.legal import in_force
from motcua.dossiers.field_error import AnswerRefused, unknown_name
from motcua.dossiers.field_types import FieldType, FieldTypes, Reading, Schema, type_table
from motcua.dossiers.text_types import TEXT_LENGTH, as_text
from motcua.expressions.code_index import entries
from motcua.kernel.text import clean, fold

PROVINCES = "vietnam-provinces"
COMMUNES = "vietnam-communes"
MAX_FILES = 50
_LISTED_CODES = 300

_YES = frozenset({"true", "1", "on", "yes", "co", "x", "dung"})
_NO = frozenset({"false", "0", "off", "no", "khong", "sai"})
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,199}")


def read_yes_no(_reading: Reading, value: Any) -> bool | None:
    """True or false, also from the words of a posted form."""
    if isinstance(value, bool):
        return value
    word = fold(as_text(value))
    if not word:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise AnswerRefused("yes_no", "Chọn “Có” hoặc “Không”.")


def _labels(field: FormField) -> str:
    shown = ", ".join(f"“{option.label}”" for option in field.options[:8])
    return f"{shown}{' …' if len(field.options) > 8 else ''}"


def _check_option(field: FormField, value: str) -> str:
    if any(option.value == value for option in field.options):
        return value
    near = difflib.get_close_matches(value, [option.value for option in field.options], n=1, cutoff=0.7)
    hint = f" Có phải “{near[0]}”?" if near else ""
    raise AnswerRefused(
        "option", f"Không có lựa chọn “{value[:60]}”.{hint} Chọn một trong: {_labels(field)}."
    )


def read_choice(reading: Reading, value: Any) -> str | None:
    """One of the options by its value; without options, an entry of the code list."""
    text = clean(as_text(value))
    if not text:
        return None
    return _check_option(reading.field, text) if reading.field.options else _check_code(reading, text)


def read_choices(reading: Reading, value: Any) -> list[str] | None:
    """Some of the options, each once, in the order given."""
    given = value if isinstance(value, list | tuple) else [value]
    chosen: dict[str, None] = {}
    for one in given:
        text = read_choice(reading, one)
        if text is not None:
            chosen[text] = None
    return list(chosen) or None


def read_code(reading: Reading, value: Any) -> str | None:
    """A code of the field's list, valid on the day of receipt."""
    text = clean(as_text(value))
    return _check_code(reading, text) if text else None


def _check_code(reading: Reading, code: str) -> str:
    code_list = reading.code_lists.get(reading.field.code_list)
    if code_list is None or not code_list.items:
        if len(code) > TEXT_LENGTH:
            raise AnswerRefused("max_length", f"Mã dài quá {TEXT_LENGTH} ký tự. Chọn lại trong danh mục.")
        return code
    item = entries(code_list).get(code)
    if item is None:
        raise AnswerRefused(
            "code", f"Danh mục “{code_list.name}” không có mã “{code[:40]}”. Chọn lại trong danh mục."
        )
    _check_validity(item, reading.today)
    return code


def _check_validity(item: CodeItem, today: date | None) -> None:
    if today is not None and not in_force(item.valid_from, item.valid_to, today):
        raise AnswerRefused("code", f"“{item.name}” không còn dùng. Chọn mục đang có hiệu lực.")


_ADDRESS_PARTS = ("province", "commune", "detail", "province_name", "commune_name", "district_name")


def read_address(reading: Reading, value: Any) -> dict[str, str] | None:
    """Province, commune and detail, with the names of both places; a plain text is taken as the detail."""
    if isinstance(value, str):
        value = {"detail": value}
    if not isinstance(value, Mapping):
        raise AnswerRefused("type", "Địa chỉ gồm tỉnh (province), xã (commune) và địa chỉ chi tiết (detail).")
    parts: dict[str, str] = {}
    for name, given in value.items():
        if name not in _ADDRESS_PARTS:
            raise AnswerRefused(
                "unknown_field", unknown_name("Địa chỉ", str(name), _ADDRESS_PARTS[:3]), str(name)
            )
        text = "" if given is None else clean(as_text(given))
        if len(text) > TEXT_LENGTH:
            raise AnswerRefused("max_length", f"Dài quá {TEXT_LENGTH} ký tự. Ghi ngắn hơn.", str(name))
        if text:
            parts[name] = text
    return (
        {name: parts[name] for name in _ADDRESS_PARTS if name in _placed(reading, parts)} if parts else None
    )


def _placed(reading: Reading, parts: dict[str, str]) -> dict[str, str]:
    province = _place(reading, PROVINCES, parts, "province")
    commune = _place(reading, COMMUNES, parts, "commune")
    if province and commune and commune.parent and commune.parent != province.code:
        raise AnswerRefused(
            "commune",
            f"{commune.name} không thuộc {province.name}. Chọn lại xã sau khi chọn tỉnh.",
            "commune",
        )
    if commune and not province and commune.parent:
        parts["province"] = commune.parent
        _place(reading, PROVINCES, parts, "province")
    if (
        reading.field.required
        and not {"province", "commune"} <= parts.keys()
        and _provided(reading, COMMUNES)
    ):
        missing = "province" if "province" not in parts else "commune"
        word = "tỉnh, thành phố" if missing == "province" else "xã, phường, đặc khu"
        raise AnswerRefused("required", f"Chưa chọn {word}. Chọn trong danh sách.", missing)
    return parts


def _provided(reading: Reading, provider: str) -> CodeList | None:
    known = reading.code_lists.get(provider)
    if known is None:
        known = next((one for one in reading.code_lists.values() if one.provider == provider), None)
    return known if known is not None and known.items else None


def _place(reading: Reading, provider: str, parts: dict[str, str], name: str) -> CodeItem | None:
    code_list = _provided(reading, provider)
    code = parts.get(name, "")
    if code_list is None or not code:
        return None
    item = entries(code_list).get(code)
    if item is None:
        word = "tỉnh, thành phố" if name == "province" else "xã, phường"
        raise AnswerRefused(name, f"Không có {word} mang mã “{code[:20]}”. Chọn lại trong danh sách.", name)
    parts[f"{name}_name"] = item.name
    return item


def read_files(_reading: Reading, value: Any) -> list[str] | None:
    """Ids of stored files."""
    given = value if isinstance(value, list | tuple) else [value]
    files = list(dict.fromkeys(text for one in given if (text := clean(as_text(one)))))
    if len(files) > MAX_FILES:
        raise AnswerRefused("files", f"Có {len(files)} tệp, quá {MAX_FILES}. Gộp bớt tệp.")
    for file in files:
        if _FILE.fullmatch(file) is None:
            raise AnswerRefused("file", f"“{file[:40]}” không phải mã tệp đã tải lên. Tải tệp lên trước.")
    return files or None


def read_signature(_reading: Reading, value: Any) -> str | None:
    """The id of a stored signature."""
    files = read_files(_reading, value)
    if files and len(files) > 1:
        raise AnswerRefused("signature", "Chỉ ký một lần. Xóa chữ ký thừa.")
    return files[0] if files else None


def _codes(field: FormField, lists: Mapping[str, CodeList]) -> Schema:
    if field.options:
        return {"enum": [option.value for option in field.options]}
    code_list = lists.get(field.code_list)
    if code_list is None or not code_list.items:
        return {"type": "string", "minLength": 1, "maxLength": TEXT_LENGTH}
    codes = [item.code for item in code_list.items]
    if len(codes) <= _LISTED_CODES:
        return {"enum": codes}
    return {"type": "string", "minLength": 1, "examples": codes[:3]}


def _describe_choices(field: FormField, lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "array", "items": _codes(field, lists), "uniqueItems": True, "minItems": 1}


def _describe_yes_no(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "boolean"}


def _describe_address(field: FormField, lists: Mapping[str, CodeList]) -> Schema:
    reading = Reading(field, lists)
    communes = _provided(reading, COMMUNES)
    provinces = _provided(reading, PROVINCES)
    text: Schema = {"type": "string", "maxLength": TEXT_LENGTH}
    schema: Schema = {"type": "object", "additionalProperties": False, "minProperties": 1}
    schema["properties"] = {name: dict(text) for name in _ADDRESS_PARTS}
    if provinces:
        schema["properties"]["province"] = {"enum": [item.code for item in provinces.items]}
    if communes:
        schema["required"] = ["province", "commune"]
        first = communes.items[0]
        schema["properties"]["commune"] = text | {"minLength": 1, "examples": [first.code]}
        schema["examples"] = [{"province": first.parent, "commune": first.code, "detail": "12 Trần Phú"}]
    return schema


def _describe_files(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    one = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$"}
    return {"type": "array", "items": one, "minItems": 1, "maxItems": MAX_FILES, "uniqueItems": True}


def _describe_signature(_field: FormField, _lists: Mapping[str, CodeList]) -> Schema:
    return {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$"}


CHOICE_TYPES: FieldTypes = type_table(
    FieldType("yes_no", read_yes_no, _describe_yes_no, "Chọn"),
    FieldType("choice", read_choice, _codes, "Chọn"),
    FieldType("multiple_choice", read_choices, _describe_choices, "Chọn"),
    FieldType("code_list", read_code, _codes, "Chọn"),
    FieldType("address", read_address, _describe_address, "Ghi"),
    FieldType("file", read_files, _describe_files, "Đính kèm"),
    FieldType("signature", read_signature, _describe_signature, "Ký vào"),
)
