"""Rules against what is published already: ids stay what they are, and no day is left without rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from motcua.compiler.judge.context import Context, Rule
from motcua.compiler.problem_codes import Finding
from motcua.compiler.shapes import Shape, shape_of
from motcua.kernel.problems import Correction
from motcua.kernel.text import fold

_NAMES = ("name", "label", "title")


def ids_are_stable(definition: Any, context: Context) -> Iterator[Finding]:
    """LINK-007: what is published keeps its id; running dossiers, differences and reports speak of it."""
    kind = str(context.content.get("kind", ""))
    before = context.published(kind, str(definition.code))
    if not before or before == context.content:
        return
    yield from _renamed(before, context.content, shape_of(kind), "")


def _renamed(before: Any, after: Any, shape: Shape, path: str) -> Iterator[Finding]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name, child in shape.properties.items():
            if name in before and name in after and before[name] != after[name]:
                yield from _renamed(before[name], after[name], child, f"{path}/{name}")
        return
    if not isinstance(before, list) or not isinstance(after, list) or not shape.key or shape.items is None:
        return
    old, new = _by_key(before, shape.key), _by_key(after, shape.key)
    for key in old.keys() & new.keys():
        yield from _renamed(old[key], new[key], shape.items, f"{path}/{key}")
    gone = {_called(entry): key for key, entry in old.items() if key not in new and _called(entry)}
    for key, entry in new.items():
        was = gone.get(_called(entry)) if key not in old else None
        if was is not None:
            place = f"{path}/{key}/{shape.key}"
            message = (
                f"“{was}” đã công bố nay thành “{key}”. Hồ sơ đang chạy, bản khác biệt và báo cáo nhắc “{was}” "
                "sẽ không tìm thấy nữa."
            )
            keep = Correction(place, was, f"Giữ định danh “{was}”")
            yield Finding("LINK-007", message, place, key, was, corrections=(keep,))


def _by_key(entries: list[Any], key: str) -> dict[str, Mapping[str, Any]]:
    return {str(entry[key]): entry for entry in entries if isinstance(entry, dict) and key in entry}


def _called(entry: Mapping[str, Any]) -> str:
    return next((fold(str(entry[name])) for name in _NAMES if entry.get(name)), "")


def dates_leave_no_gap(definition: Any, context: Context) -> Iterator[Finding]:
    """DATE-003: the new dates of a definition follow those in force, or some days are left without rules."""
    before = context.published(str(context.content.get("kind", "")), str(definition.code))
    last, first = _day(before, "effective_to"), _day(context.content, "effective_from")
    if last is None or first is None or first <= last + timedelta(days=1):
        return
    follows = last + timedelta(days=1)
    message = (
        f"Bản đang áp dụng hết ngày {last:%d/%m/%Y}, bản này bắt đầu {first:%d/%m/%Y}: "
        "giữa hai ngày không có quy định."
    )
    fix = Correction("/effective_from", follows.isoformat(), f"Bắt đầu từ {follows:%d/%m/%Y}")
    yield Finding(
        "DATE-003", message, "/effective_from", first.isoformat(), follows.isoformat(), corrections=(fix,)
    )


def _day(content: Mapping[str, Any] | None, name: str) -> date | None:
    text = (content or {}).get(name)
    return date.fromisoformat(text) if isinstance(text, str) else None


STABILITY_RULES: tuple[Rule, ...] = (ids_are_stable, dates_leave_no_gap)
