"""Values of a definition as controls show them and as words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.compiler.value_text import as_text, block_lines
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.surfaces.schema_nodes import Control, SchemaNode
from motcua.surfaces.schema_words import choice_words

_TITLE_NAMES = ("name", "title", "label", "message", "text", "number", "id", "code")


def entry_title(node: SchemaNode, content: Mapping[str, Any], key: str) -> str:
    """What an entry is called: its name, else what it is about in a few words, else its id."""
    if "time_limit" in content or (node.name == "offers" and "channels" in content):
        return _offer_title(content)
    for name in _TITLE_NAMES:
        found = content.get(name)
        if isinstance(found, str) and found:
            return found
    return f"Mục {int(key) + 1}" if key.isdecimal() else key


def _offer_title(content: Mapping[str, Any]) -> str:
    words = limit_words(content.get("time_limit")) or "Chưa rõ thời hạn"
    channels = content.get("channels")
    listed = channels if isinstance(channels, list) else []
    return ": ".join(filter(None, (", ".join(choice_words("channels", str(one)) for one in listed), words)))


def shown(node: SchemaNode, value: Any) -> Any:
    """A value as its control takes it."""
    plain = as_text(value)
    match node.control:
        case Control.SEVERAL | Control.LINES:
            return plain if isinstance(plain, list) else [plain] if plain else []
        case Control.LIMIT:
            return _limit_parts(plain) if isinstance(plain, str) else ("", "")
        case Control.RAW:
            return "\n".join(block_lines(plain)) if isinstance(plain, dict | list) and plain else plain or ""
        case Control.DATE if isinstance(plain, str):
            return day_first(plain)
    if isinstance(plain, dict | list):
        return "\n".join(block_lines(plain)) if plain else ""
    return plain or ""


def day_first(text: str) -> str:
    """`2026-07-01` as `01/07/2026`; anything else as it is."""
    parts = text.split("-")
    if len(text) == 10 and len(parts) == 3:
        return "/".join(reversed(parts))
    return text


def _limit_parts(text: str) -> tuple[str, str]:
    """Amount and unit; what does not read stands in the amount."""
    try:
        limit = TimeLimit.parse(text)
    except TimeLimitError:
        return text, ""
    return (str(limit).partition(" ")[0] if limit.unit.has_amount else "", limit.unit.value)


def value_words(node: SchemaNode, value: Any) -> str:
    """A value in words, for the line that says what lies below."""
    plain = as_text(value)
    match node.control:
        case Control.FLAG:
            return "Có" if plain == "true" else "Không"
        case Control.SEVERAL | Control.LINES:
            listed = plain if isinstance(plain, list) else [plain]
            return ", ".join(choice_words(node.name, str(one)) for one in listed) or "không có gì"
        case Control.LIMIT:
            return limit_words(plain)
        case Control.CHOICE:
            return choice_words(node.name, str(plain))
    written = shown(node, value)
    return written if isinstance(written, str) else ", ".join(map(str, written))


def limit_words(value: Any) -> str:
    """A time limit in words; what does not read as it is."""
    text = value if isinstance(value, str) else ""
    try:
        return TimeLimit.parse(text).words() if text else ""
    except TimeLimitError:
        return text
