"""Reads which papers were handed in, and in how many copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.definitions.procedure import RequirementKind
from motcua.dossiers.checklist import CheckLine
from motcua.dossiers.field_error import FieldError, unknown_name

COUNTS = {"originals": "bản chính", "copies": "bản sao", "certified_copies": "bản sao chứng thực"}
MOST_COPIES = 10_000
MOST_LETTERS = 500


def papers_received(
    lines: tuple[CheckLine, ...], documents: Any
) -> tuple[frozenset[str], tuple[FieldError, ...]]:
    """The ids of the papers received, and what is wrong, with paths such as `documents.to-khai.copies`.

    An entry counts as received unless it says `received: false`. Papers that are hidden may be stated; they do not
    count.
    """
    if not isinstance(documents, Mapping):
        return frozenset(), (FieldError("documents", "type", "Giấy tờ phải là một nhóm theo mã giấy tờ."),)
    known = {line.id: line for line in lines if line.kind is not RequirementKind.NOTE}
    received: set[str] = set()
    errors: list[FieldError] = []
    for name, entry in documents.items():
        line, path = known.get(str(name)), f"documents.{name}"
        if line is None:
            errors.append(
                FieldError(path, "unknown_document", unknown_name("Thành phần hồ sơ", str(name), known))
            )
        elif not isinstance(entry, Mapping):
            message = f"“{line.name}” phải là một nhóm gồm received, originals, copies, certified_copies."
            errors.append(FieldError(path, "type", message))
        else:
            errors += _count_errors(line, entry, path)
            if line.visible and is_received(entry):
                received.add(line.id)
    return frozenset(received), tuple(errors)


def is_received(entry: Any) -> bool:
    """Whether an entry of the papers says that the paper was handed in."""
    return isinstance(entry, Mapping) and entry.get("received", bool(entry)) is True


def _count_errors(line: CheckLine, entry: Mapping[str, Any], path: str) -> list[FieldError]:
    errors = []
    for name, words in COUNTS.items():
        count = entry.get(name, 0)
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_COPIES:
            message = f"“{line.name}”: số {words} phải là số nguyên từ 0. Ghi lại số {words}."
            errors.append(FieldError(f"{path}.{name}", "count", message))
    if not isinstance(entry.get("received", True), bool):
        errors.append(
            FieldError(f"{path}.received", "type", f"“{line.name}”: đã nhận phải là true hoặc false.")
        )
    note = entry.get("note", "")
    if not isinstance(note, str) or len(note) > MOST_LETTERS or not note.isprintable():
        message = f"“{line.name}”: ghi chú là một dòng chữ không quá {MOST_LETTERS} ký tự. Ghi lại ghi chú."
        errors.append(FieldError(f"{path}.note", "note", message))
    return errors
