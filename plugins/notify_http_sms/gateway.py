"""Sends one SMS by an HTTP POST, as most Vietnamese providers take it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from motcua.extension.points import DeliveryFailed, Message, Options
from motcua.extension.posting import international, post, secret

DEFAULT_TIMEOUT = 15.0

OPTIONS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["url"],
    "description": "Cần url; các mục khác: format, phone_field, text_field, key_field, extra, authorization_file, "
    "success_field, success_values, strip_accents, timeout.",
    "properties": {
        "url": {
            "type": "string",
            "pattern": "^https?://",
            "description": "Ghi địa chỉ http:// hoặc https://.",
        },
        "format": {"enum": ["json", "form"], "description": "Chọn json hoặc form."},
        "phone_field": {"type": "string"},
        "text_field": {"type": "string"},
        "key_field": {"type": "string"},
        "extra": {"type": "object", "description": "Ghi các trường cố định của cổng."},
        "authorization": {"type": "string"},
        "authorization_file": {
            "type": "string",
            "description": "Ghi tệp chứa giá trị của đầu mục Authorization.",
        },
        "success_field": {"type": "string"},
        "success_values": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Ghi các giá trị dạng chữ.",
        },
        "strip_accents": {"type": "boolean", "description": "Ghi true hoặc false."},
        "timeout": {"type": "number", "minimum": 1, "maximum": 60, "description": "Từ 1 đến 60 giây."},
    },
}


class HttpSmsNotifier:
    """The channel ``sms``. The key goes along as ``Idempotency-Key``, so that a repetition is sent once."""

    def send(self, options: Options, message: Message, key: str) -> None:
        """Send the message; raises DeliveryFailed, permanent when the gateway will never take it."""
        text = unaccented(message.text) if options.get("strip_accents", True) else message.text
        fields: dict[str, Any] = dict(options.get("extra") or {})
        fields[str(options.get("phone_field") or "phone")] = international(message.to)
        fields[str(options.get("text_field") or "message")] = text
        if options.get("key_field"):
            fields[str(options["key_field"])] = key
        as_form = options.get("format") == "form"
        body = urlencode(fields) if as_form else json.dumps(fields, ensure_ascii=False)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded"
            if as_form
            else "application/json; charset=utf-8",
            "Idempotency-Key": key,
        }
        if authorization := secret(options, "authorization"):
            headers["Authorization"] = authorization
        answer = post(
            str(options["url"]), body.encode(), headers, float(options.get("timeout") or DEFAULT_TIMEOUT)
        )
        _check(options, answer.text)


def _check(options: Options, answer: str) -> None:
    """Look at the answer of a gateway that says 200 whatever happened."""
    field = str(options.get("success_field") or "")
    if not field:
        return
    try:
        said = str(json.loads(answer).get(field, ""))
    except (ValueError, AttributeError) as error:
        raise DeliveryFailed("Cổng SMS trả lời không đọc được.") from error
    if said not in (options.get("success_values") or ()):
        raise DeliveryFailed(f"Cổng SMS báo {field} = {said or 'trống'}.")


def unaccented(text: str) -> str:
    """The text without Vietnamese marks: one SMS holds 160 such letters, but only 70 with marks."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
