"""Sends one message through Zalo Notification Service.

Source of fields and error codes: Zalo, "Zalo Notification Service: gửi thông báo" and "Cách xử lý mã lỗi".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from motcua.extension.points import DeliveryFailed, Message, Options
from motcua.extension.posting import international, post, secret

DEFAULT_URL = "https://business.openapi.zalo.me/message/template"
DEFAULT_TIMEOUT = 15.0
LONGEST_TRACKING = 48
NEVER = frozenset({-108, -110, -114, -118, -119})
"""Wrong number, old application, account that refuses or does not exist: repeating changes nothing."""

OPTIONS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["template_id", "text_parameter"],
    "description": "Cần template_id, text_parameter và access_token_file; có thể thêm url, timeout.",
    "properties": {
        "url": {
            "type": "string",
            "pattern": "^https?://",
            "description": "Ghi địa chỉ http:// hoặc https://.",
        },
        "template_id": {"type": "string", "minLength": 1, "description": "Ghi mã mẫu tin trong ngoặc kép."},
        "text_parameter": {"type": "string", "minLength": 1, "description": "Ghi tên tham số nhận nội dung."},
        "access_token": {"type": "string"},
        "access_token_file": {"type": "string", "description": "Ghi tệp chứa mã truy cập."},
        "timeout": {"type": "number", "minimum": 1, "maximum": 60, "description": "Từ 1 đến 60 giây."},
    },
}


class ZaloNotifier:
    """The channel ``zalo``. The key goes along as ``Idempotency-Key`` and, shortened, as ``tracking_id``."""

    def send(self, options: Options, message: Message, key: str) -> None:
        """Send the message; raises DeliveryFailed, permanent when Zalo will never take it."""
        token = secret(options, "access_token")
        if not token:
            raise DeliveryFailed("Chưa có mã truy cập Zalo OA. Ghi access_token_file trong plugin.yaml.")
        body = {
            "phone": international(message.to),
            "template_id": str(options["template_id"]),
            "template_data": {str(options["text_parameter"]): message.text},
            "tracking_id": key[-LONGEST_TRACKING:],
        }
        headers = {"Content-Type": "application/json", "access_token": token, "Idempotency-Key": key}
        answer = post(
            str(options.get("url") or DEFAULT_URL),
            json.dumps(body, ensure_ascii=False).encode(),
            headers,
            float(options.get("timeout") or DEFAULT_TIMEOUT),
        )
        _check(answer.text)


def _check(answer: str) -> None:
    """Zalo answers 200 and says in the body what happened."""
    try:
        said = json.loads(answer)
        code = int(said["error"])
    except (ValueError, KeyError, TypeError) as error:
        raise DeliveryFailed("Zalo trả lời không đọc được.") from error
    if code != 0:
        raise DeliveryFailed(f"Zalo báo lỗi {code}: {said.get('message', '')}", permanent=code in NEVER)
