"""Reads request bodies: every problem is told with its JSON pointer, in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
from flask import request

from motcua.dossiers.field_error import FieldError
from motcua.services.intake_requests import InvalidRequestError
from motcua.web.api.bodies import BODIES

MAX_KEY = 120
_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`")
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]*)`")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]*)`")
_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`")
_WORDS = {
    "str": "chữ",
    "int": "số nguyên",
    "float": "số",
    "bool": "true hoặc false",
    "object": "nhóm giá trị {…}",
    "array": "danh sách […]",
    "null": "null",
    "datetime": "thời điểm ISO 8601",
    "date": "ngày dạng 2026-11-20",
}

Body = TypeVar("Body")

# made at import: two threads that meet a class for the first time at once would kill the process
_DECODERS: Mapping[type, msgspec.json.Decoder[Any]] = MappingProxyType(
    {kind: msgspec.json.Decoder(kind) for kind in BODIES}
)


def read_body(kind: type[Body]) -> Body:
    """The JSON body as its type. Raises :class:`InvalidRequestError` naming the field and the remedy."""
    raw = request.get_data(cache=True)
    if not raw:
        raise _invalid("", "empty_body", "Yêu cầu chưa có nội dung. Gửi một đối tượng JSON.")
    try:
        body: Body = _DECODERS[kind].decode(raw)
        return body
    except msgspec.ValidationError as error:
        raise explain(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(
            "", "not_json", "Nội dung không phải JSON UTF-8 đúng. Kiểm tra dấu ngoặc, dấu phẩy."
        ) from error


def explain(text: str) -> InvalidRequestError:
    """A decoder's message as a Vietnamese problem at its field."""
    found = _PATH.search(text)
    path = re.sub(r"\[\.\.\.\]", "", (found["path"] if found else "").lstrip("."))
    if unknown := _UNKNOWN.search(text):
        full = f"{path}.{unknown['name']}" if path else unknown["name"]
        return _invalid(full, "unknown_field", f"Không có trường “{unknown['name']}”. Bỏ trường này đi.")
    if missing := _MISSING.search(text):
        full = f"{path}.{missing['name']}" if path else missing["name"]
        return _invalid(full, "missing_field", f"Thiếu trường bắt buộc “{missing['name']}”.")
    if expected := _EXPECTED.search(text):
        wanted = " hoặc ".join(
            _WORDS.get(part.strip(), part.strip()) for part in expected["wanted"].split("|")
        )
        got = _WORDS.get(expected["got"], expected["got"])
        return _invalid(path, "wrong_type", f"Giá trị phải là {wanted}, không phải {got}.")
    return _invalid(
        path, "wrong_value", "Giá trị không dùng được. Xem mô tả trường trong /api/v1/openapi.json."
    )


def idempotency_key() -> str:
    """The `Idempotency-Key` header. Raises :class:`InvalidRequestError` for one that is too long."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > MAX_KEY:
        raise _invalid("Idempotency-Key", "key_too_long", f"Khóa chống gửi trùng dài quá {MAX_KEY} ký tự.")
    return key


def _invalid(path: str, code: str, message: str) -> InvalidRequestError:
    return InvalidRequestError((FieldError(path, code, message),))
