"""Single values of definitions in words: limits, money, dates, choices, lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from motcua.compiler.shapes import Shape
from motcua.kernel.money import format_money
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.surfaces.procedure_words import (
    APPLICANT_NAMES,
    CHANNEL_NAMES,
    COLLECT_NAMES,
    FEE_KIND_NAMES,
    LEVEL_NAMES,
    ONLINE_NAMES,
    REQUIREMENT_NAMES,
)

MOST_LETTERS = 160
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}).*)?")
_MONEY = frozenset({"amount", "maximum", "online", "counter", "post"})
_LIMITS = frozenset(
    {
        "time_limit",
        "budget",
        "deadline",
        "notice_within",
        "online_answer_within",
        "soon_within",
        "escalate_after",
        "keep_for",
    }
)

_DOES: Mapping[str, str] = MappingProxyType(
    {
        "intake": "tiếp nhận",
        "handle": "xử lý",
        "consult": "xin ý kiến",
        "decide": "quyết định",
        "issue": "cấp số, đóng dấu",
        "return_result": "trả kết quả",
        "wait_for_payment": "chờ nghĩa vụ tài chính",
        "wait_for_applicant": "chờ người nộp",
        "child_dossier": "hồ sơ liên thông",
        "automatic": "tự động",
        "forward": "chuyển tiếp",
        "back": "trả lại",
        "request_supplement": "yêu cầu bổ sung",
        "refuse": "từ chối",
        "stop": "dừng giải quyết",
        "withdraw": "rút hồ sơ",
        "suspend": "tạm dừng",
        "answer": "trả lời",
        "request_payment": "yêu cầu nộp tiền",
        "finish": "kết thúc",
    }
)
_CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "levels": LEVEL_NAMES,
        "level": LEVEL_NAMES,
        "applicants": APPLICANT_NAMES,
        "channels": CHANNEL_NAMES,
        "channel": CHANNEL_NAMES,
        "online_level": ONLINE_NAMES,
        "collect": COLLECT_NAMES,
        "kind": {**FEE_KIND_NAMES, **REQUIREMENT_NAMES},
        "does": _DOES,
        "count_from": {"minute": "từ phút tiếp nhận", "next_day": "từ ngày hôm sau"},
        "after": {"add_waiting_time": "cộng thêm thời gian chờ", "recount": "tính lại từ đầu"},
        "assign": {
            "pool": "ai nhận trước thì làm",
            "least_loaded": "người ít việc nhất",
            "round_robin": "lần lượt",
            "same_as": "người đã làm bước trước",
            "chosen": "người được chọn",
        },
        "wait_for": {"all": "chờ đủ", "any": "chỉ cần một"},
        "join": {"all": "chờ đủ", "any": "chỉ cần một"},
    }
)


def value_words(name: str, value: Any, shape: Shape) -> str:
    """The value of a property as a reader sees it; nothing there is `chưa ghi`."""
    match value:
        case None | "" | [] | {}:
            return "chưa ghi"
        case bool():
            return "có" if value else "không"
        case int() if name in _MONEY:
            return format_money(value) if value else "không thu"
        case int() | float():
            return str(value).replace(".", ",")
        case str():
            return _text_words(name, value, shape)
        case list():
            return brief(", ".join(value_words(name, item, shape.items or shape) for item in value))
        case dict():
            return brief(_mapping_words(value, shape))
    return brief(str(value))


def _text_words(name: str, value: str, shape: Shape) -> str:
    if name in _LIMITS or shape.special == "time_limit":
        try:
            return TimeLimit.parse(value).words()
        except TimeLimitError:
            return value
    if found := _DATE.fullmatch(value):
        year, month, day, time = found.groups()
        return f"{time + ' ' if time else ''}{day}/{month}/{year}"
    known = _CHOICES.get(name, {}).get(value)
    return (known[:1].lower() + known[1:]) if known else brief(value)


def _mapping_words(value: Mapping[str, Any], shape: Shape) -> str:
    named = value.get("name") or value.get("title") or value.get("label") or value.get("number")
    if named:
        return str(named)
    parts = []
    for key, item in value.items():
        child = shape.properties.get(key) or shape.values or shape
        title = _CHOICES["channels"].get(key) or child.title or key
        parts.append(f"{title[:1].lower()}{title[1:]} {value_words(key, item, child)}")
    return ", ".join(parts)


def brief(text: str) -> str:
    """A long text cut to one line."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1]}…"
