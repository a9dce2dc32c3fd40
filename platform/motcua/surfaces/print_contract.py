"""The data each official paper may name: the documented contract that tokens are checked against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.definitions.print_template import PrintTemplate
from motcua.surfaces.paper_data import DOSSIER_CONTRACT, LIST_CONTRACT, REGISTER_CONTRACT, DataName, DataType

__all__ = [
    "CONTRACTS",
    "DOSSIER_CONTRACT",
    "TOKEN",
    "DataName",
    "DataType",
    "find",
    "split_token",
    "tokens",
    "unknown_names",
]

CONTRACTS: Mapping[str, Mapping[str, DataName]] = {
    "dossier": DOSSIER_CONTRACT,
    "list": LIST_CONTRACT,
    "register": REGISTER_CONTRACT,
}

TOKEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_PATH_OPTIONS = frozenset({"value", "of", "qr", "code128", "image"})
_TEXT_OPTIONS = frozenset(
    {"text", "left", "right", "number", "label", "place", "items", "title", "note", "name"}
)


def find(contract: Mapping[str, DataName], path: str) -> DataName | None:
    """The name at a dotted path, or ``None``; anything below an open name is accepted."""
    names = contract
    found: DataName | None = None
    for part in path.split("."):
        found = names.get(part)
        if found is None:
            return None
        if found.type is DataType.OPEN:
            return found
        names = found.inside
    return found


@dataclass(frozen=True, slots=True)
class NamedToken:
    """A place in a template that names data: block index, option, dotted path and filters as written."""

    block: int
    option: str
    path: str
    filters: tuple[str, ...]
    rows_of: str = ""


def split_token(text: str) -> tuple[str, tuple[str, ...]]:
    """``"dossier.due_at | long_datetime"`` -> (path, filters)."""
    parts = [part.strip() for part in text.split("|")]
    return parts[0], tuple(parts[1:])


def tokens(template: PrintTemplate) -> Iterator[NamedToken]:
    """Every name a template uses, in order."""
    for index, block in enumerate(template.blocks):
        rows_of = str(block.options.get("of", ""))
        yield from _tokens_in(index, "", block.options, rows_of)


def _tokens_in(block: int, option: str, value: Any, rows_of: str) -> Iterator[NamedToken]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _tokens_in(block, str(key), inner, rows_of)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _tokens_in(block, option, inner, rows_of)
    elif isinstance(value, str) and value:
        if option in _PATH_OPTIONS and "{{" not in value:
            path, filters = split_token(value)
            yield NamedToken(block, option, path, filters, "" if option == "of" else rows_of)
        else:
            for match in TOKEN.finditer(value):
                path, filters = split_token(match.group(1))
                yield NamedToken(block, option, path, filters, rows_of)


def unknown_names(template: PrintTemplate, known_filters: frozenset[str]) -> list[tuple[NamedToken, str]]:
    """Tokens without a source, each with the reason in Vietnamese; an empty list is a clean template."""
    contract = CONTRACTS.get(template.data)
    if contract is None:
        known = ", ".join(sorted(CONTRACTS))
        return [(NamedToken(0, "data", template.data, ()), f"không có bộ dữ liệu này; có: {known}")]
    found: list[tuple[NamedToken, str]] = []
    for token in tokens(template):
        names = contract
        rows = find(contract, token.rows_of) if token.rows_of else None
        inside = rows is not None and (
            rows.type is DataType.OPEN or find(rows.inside, token.path) is not None
        )
        if not inside and find(names, token.path) is None:
            found.append((token, "tên này không có trong dữ liệu của mẫu"))
        found.extend(
            (token, f"không có bộ lọc “{name}”")
            for text in token.filters
            if (name := text.split(":", 1)[0].strip()) not in known_filters
        )
    return found
