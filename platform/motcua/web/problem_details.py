"""Errors of the API as problem details (RFC 9457), in Vietnamese, with pointers to the fields meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import msgspec
from flask import Response, g, request

TITLES: Mapping[int, str] = MappingProxyType(
    {
        400: "Yêu cầu chưa đúng",
        401: "Chưa đăng nhập",
        403: "Không có quyền",
        404: "Không tìm thấy",
        405: "Cách gọi không được hỗ trợ",
        406: "Không có dạng dữ liệu được yêu cầu",
        409: "Dữ liệu đã thay đổi",
        410: "Không còn nữa",
        413: "Dữ liệu gửi lên quá lớn",
        415: "Dạng dữ liệu không được hỗ trợ",
        422: "Dữ liệu chưa hợp lệ",
        428: "Thiếu điều kiện",
        429: "Quá nhiều yêu cầu",
        500: "Lỗi của hệ thống",
        503: "Hệ thống đang bận",
    }
)


def problem(
    status: int, detail: str = "", errors: Sequence[Mapping[str, Any]] = (), **members: Any
) -> Response:
    """A problem: what is wrong, how to right it, and for each field `{pointer, detail}`."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "instance": request.path,
        **members,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = [dict(error) for error in errors]
    request_id = g.get("request_id")
    if request_id:
        body["request_id"] = request_id
    return Response(msgspec.json.encode(body), status=status, mimetype="application/problem+json")


def is_for_program() -> bool:
    """Whether the request came to the API and is to be answered with JSON."""
    return request.path.startswith("/api/")
