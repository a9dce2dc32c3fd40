"""How a value is written in YAML that is read text first: quotes only where it would read back as another."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from motcua.compiler.spans import NOTHING
from motcua.kernel.text import nfc

SHORT = 70
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_LITERAL = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff][^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]*"
)


def as_text(value: Any) -> Any:
    """A value as it reads back: numbers and yes or no become text, all the way down."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return {nfc(str(key)): as_text(child) for key, child in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_text(child) for child in value]
    return value if value is None else nfc(str(value))


def inline_text(value: Any, *, flow: bool, quote: str = "", json_style: bool = False) -> str:
    """A value on one line; `flow` when it stands between brackets, `quote` the quotes it had before.

    `value` is as :func:`as_text` gives it. With `json_style` every text is quoted as JSON does.
    """
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        inside = (
            f"{inline_text(str(key), flow=True, json_style=json_style)}: "
            f"{inline_text(child, flow=True, json_style=json_style)}"
            for key, child in value.items()
        )
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        inside = (inline_text(child, flow=True, json_style=json_style) for child in value)
        return "[" + ", ".join(inside) + "]"
    return _scalar(value, flow, '"' if json_style else quote)


def _scalar(text: str, flow: bool, quote: str) -> str:
    if quote == "'" and "\n" not in text and _read_alone("'" + text.replace("'", "''") + "'") == text:
        return "'" + text.replace("'", "''") + "'"
    if quote == '"' or not _plain(text, flow):
        return quoted(text)
    return text


def quoted(text: str) -> str:
    """A text in double quotes."""
    written = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def _plain(text: str, flow: bool) -> bool:
    """Whether a text may stand without quotes: asked of the parser itself, in each surrounding it may come into."""
    if text in NOTHING or "\n" in text or "\r" in text:
        return False
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", text):
        return True
    frames = ("{{k: {}}}", "[{}, z]", "{{{}: z}}") if flow else ("k: {} # c", "- {}\n", "{}: z")
    return all(_scalars(frame.format(text)) in ([text], ["k", text], [text, "z"]) for frame in frames)


def _scalars(document: str) -> list[str]:
    """Every scalar of a document, empty when it does not read or uses anchors or tags."""
    found = []
    try:
        for event in yaml.parse(document, yaml.CSafeLoader):
            if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
                return []
            if isinstance(event, yaml.ScalarEvent):
                found.append(event.value)
    except (yaml.YAMLError, UnicodeEncodeError):
        return []
    return found


def _read_alone(written: str) -> str | None:
    found = _scalars(f"k: {written}")
    return found[1] if len(found) == 2 else None


def literal_lines(text: str) -> list[str] | None:
    """A text of several lines as a `|` block, its lines not yet indented; None when it must be quoted."""
    body = text.removesuffix("\n")
    if "\n" not in body or body.endswith("\n") or not _LITERAL.fullmatch(text):
        return None
    return ["|" if text.endswith("\n") else "|-", *body.split("\n")]


def block_lines(value: Any) -> list[str]:
    """A group or list over several lines, names at the left margin; `value` is as :func:`as_text` gives it."""
    lines: list[str] = []
    if isinstance(value, Mapping):
        for key, child in value.items():
            name = inline_text(str(key), flow=False)
            lines += _under(f"{name}:", child, "  ")
        return lines
    for child in value:
        if isinstance(child, Mapping) and child:
            first, *rest = block_lines(child)
            lines += [f"- {first}", *(indented(line, "  ") for line in rest)]
        elif isinstance(child, list):
            lines.append(f"- {inline_text(child, flow=True)}")
        else:
            lines += _under("-", child, "  ")
    return lines


def _under(head: str, value: Any, indent: str) -> list[str]:
    literal = literal_lines(value) if isinstance(value, str) else None
    if literal is not None:
        return [f"{head} {literal[0]}", *(indented(line, indent) for line in literal[1:])]
    if fits_inline(value):
        return [f"{head} {inline_text(value, flow=isinstance(value, Mapping | list))}"]
    return [head, *(indented(line, indent) for line in block_lines(value))]


def indented(line: str, indent: str) -> str:
    """A line moved to the right; empty lines stay empty."""
    return indent + line if line else line


def fits_inline(value: Any) -> bool:
    """Whether a value is written on the line of its name: single values, empty groups, short lists of words."""
    if isinstance(value, Mapping):
        return not value
    if isinstance(value, list):
        words = all(child is None or isinstance(child, str) for child in value)
        return not value or (words and sum(len(child or "") + 2 for child in value) <= SHORT)
    return True
