"""From written text to typed values: the schema says what is a number, a date or yes and no; all else stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from motcua.compiler.nodes import ListNode, MapNode, Mark, Node, TextNode, join_pointer
from motcua.compiler.problem_codes import Finding
from motcua.compiler.shapes import ANYTHING, REMOVE, Shape
from motcua.kernel.clock import in_vietnam
from motcua.kernel.problems import Correction
from motcua.kernel.time_limit import TimeLimit, TimeLimitError

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,_ ])[0-9]{3})(?:\1[0-9]{3})*")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YES = frozenset({"yes", "on", "y", "có", "đúng", "1", "true"})
_NO = frozenset({"no", "off", "n", "không", "sai", "0", "false"})

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Typed:
    """A document with typed values. `unset` are values written as empty: a layer takes them away from the one
    below. `failed` are the paths of values that could not be typed (None stands there).
    """

    data: dict[str, Any] = field(default_factory=dict)
    unset: list[tuple[str, ...]] = field(default_factory=list)
    failed: list[Path] = field(default_factory=list)
    findings: list[tuple[Finding, Mark]] = field(default_factory=list)


def type_document(node: MapNode, shape: Shape) -> Typed:
    """Type every value of a document along its shape; everything wrong is found in one go."""
    typed = Typed()
    typed.data = _map(node, shape, (), (), typed)
    return typed


def _map(
    node: MapNode, shape: Shape, path: Path, ids: tuple[str, ...] | None, typed: Typed
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, child in node.entries.items():
        inner = shape.properties.get(key) or shape.values or ANYTHING
        if key == REMOVE and key not in shape.properties:
            inner = _REMOVE
        if isinstance(child, TextNode) and child.text is None:
            if inner is ANYTHING and shape.properties and not shape.free:
                result[key] = None  # kept, so that the schema refuses the name
            elif ids is not None:
                typed.unset.append((*ids, key))
            continue
        below = None if ids is None else (*ids, key)
        result[key] = _value(child, inner, (*path, key), below, typed)
    return result


_REMOVE = Shape(types=frozenset({"boolean"}))


def _value(node: Node, shape: Shape, path: Path, ids: tuple[str, ...] | None, typed: Typed) -> Any:
    if shape.free and not shape.types:
        return _free(node)
    match node:
        case MapNode() if shape.is_object() or not shape.types:
            return _map(node, shape, path, ids, typed)
        case ListNode() if "array" in shape.types or not shape.types:
            return _list(node, shape, path, ids, typed)
        case TextNode(text=str() as text):
            if shape.types & {"object", "array"}:
                if shape.single and shape.items is not None:
                    return [_scalar(text, shape.items, node.mark, path, typed)]
                return _wrong_form(node, shape, path, typed)
            return _scalar(text, shape, node.mark, path, typed)
        case _:
            return _wrong_form(node, shape, path, typed)


def _free(node: Node) -> Any:
    match node:
        case MapNode():
            return {key: _free(child) for key, child in node.entries.items()}
        case ListNode():
            return [_free(item) for item in node.items]
        case TextNode():
            return node.text


def _list(node: ListNode, shape: Shape, path: Path, ids: tuple[str, ...] | None, typed: Typed) -> list[Any]:
    inner = shape.items or ANYTHING
    result = []
    for index, item in enumerate(node.items):
        below: tuple[str, ...] | None = None
        if shape.key and ids is not None and isinstance(item, MapNode):
            key = item.entries.get(shape.key)
            if isinstance(key, TextNode) and key.text is not None:
                below = (*ids, key.text)
        result.append(_value(item, inner, (*path, index), below, typed))
    return result


def _fail(finding: Finding, mark: Mark, path: Path, typed: Typed) -> None:
    typed.findings.append((replace(finding, path=join_pointer(path)), mark))
    typed.failed.append(path)


def _name(shape: Shape, path: Path) -> str:
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    return f"“{shape.title}” ({key})" if shape.title else f"“{key}”"


_FORMS = {"object": "một nhóm mục “tên: giá trị”", "array": "một danh sách", "string": "một chữ"}


def _wrong_form(node: Node, shape: Shape, path: Path, typed: Typed) -> None:
    expected = next((words for kind, words in _FORMS.items() if kind in shape.types), "một giá trị đơn")
    match node:
        case MapNode():
            found = "một nhóm mục"
        case ListNode():
            found = "một danh sách"
        case TextNode():
            found = f"“{node.text[:60]}”" if node.text else "chỗ trống"
    _fail(
        Finding(
            "SHAPE-001",
            f"{_name(shape, path)} phải là {expected}, ở đây là {found}.",
            found=found,
            expected=expected,
        ),
        node.mark,
        path,
        typed,
    )


def _scalar(text: str, shape: Shape, mark: Mark, path: Path, typed: Typed) -> Any:
    finding: Finding | None
    value: Any
    types = shape.types
    if "boolean" in types:
        value, finding = _boolean(text, shape, path)
    elif "integer" in types:
        value, finding = _integer(text, shape, path)
    elif shape.format in {"date", "time", "date-time"}:
        value, finding = _moment(text, shape, path)
    elif shape.special == "time_limit":
        value, finding = _limit(text, shape, path)
    else:
        return text
    if finding is not None:
        _fail(finding, mark, path, typed)
        return None
    return value


def _boolean(text: str, shape: Shape, path: Path) -> tuple[bool | None, Finding | None]:
    if text in ("true", "false"):
        return text == "true", None
    if shape.true_word and text == shape.true_word:
        return True, None
    folded = text.strip().lower()
    fix = "true" if folded in _YES else "false" if folded in _NO else None
    remedy = f"Ghi {fix}." if fix else "Ghi true hoặc false."
    message = f"{_name(shape, path)} chỉ nhận true hoặc false, ở đây là “{text[:60]}”."
    return None, Finding(
        "SHAPE-003", message, found=text[:200], expected="true hoặc false", remedy=remedy, fix=fix
    )


def _integer(text: str, shape: Shape, path: Path) -> tuple[int | str | None, Finding | None]:
    bare = text.strip()
    if _INTEGER.fullmatch(bare):
        return int(bare), None
    grouped = _GROUPED.fullmatch(bare)
    if "string" in shape.types and not grouped:
        return text, None
    fix = re.sub(r"[^0-9]", "", bare) if grouped else None
    remedy = f"Ghi liền các chữ số: {fix}." if fix else "Ghi số nguyên bằng chữ số, không kèm đơn vị."
    message = f"{_name(shape, path)} phải là số nguyên, ở đây là “{text[:60]}”."
    return None, Finding("SHAPE-002", message, found=text[:200], expected="số nguyên", remedy=remedy, fix=fix)


def _limit(text: str, shape: Shape, path: Path) -> tuple[str | None, Finding | None]:
    try:
        return str(TimeLimit.parse(text)), None
    except TimeLimitError as error:
        finding = limit_finding(error, text, _name(shape, path))
        return None, replace(finding, corrections=_with_unit(text, path))


def _with_unit(text: str, path: Path) -> tuple[Correction, ...]:
    """A number without a unit may be meant in either usual unit; the author chooses."""
    amount = text.strip()
    if not _INTEGER.fullmatch(amount) or amount.startswith(("+", "-")):
        return ()
    units = (("working_days", "ngày làm việc"), ("calendar_days", "ngày"))
    return tuple(
        Correction(join_pointer(path), f"{amount} {unit}", f"Ghi {amount} {words}") for unit, words in units
    )


def limit_finding(error: TimeLimitError, text: str, name: str) -> Finding:
    """A time limit that does not read, in the words of the kernel."""
    return Finding(
        "SHAPE-005",
        f"{name}: {error.message}",
        found=text[:200],
        expected="ví dụ 3 working_days",
        remedy=error.remedy,
        fix=error.fix,
    )


def _moment(text: str, shape: Shape, path: Path) -> tuple[str | None, Finding | None]:
    bare = text.strip()
    try:
        return _iso(bare, shape.format), None
    except ValueError:
        pass
    example = {"date": "2026-07-01", "time": "15:00", "date-time": "2026-04-24T16:30"}[shape.format]
    message = f"{_name(shape, path)}: “{text[:60]}” không phải là {_MOMENTS[shape.format]} có thật."
    fix = _day_first(bare) if shape.format == "date" else None
    remedy = f"Ghi {fix}." if fix else f"Ghi dạng {example}."
    return None, Finding(
        "SHAPE-004", message, found=text[:200], expected=f"dạng {example}", remedy=remedy, fix=fix
    )


_MOMENTS = {"date": "ngày", "time": "giờ", "date-time": "ngày giờ"}


def _iso(text: str, form: str) -> str:
    match form:
        case "date":
            if len(text) != len("2026-07-01"):
                raise ValueError(text)
            return date.fromisoformat(text).isoformat()
        case "time":
            return time.fromisoformat(text).isoformat()
        case _:
            return in_vietnam(datetime.fromisoformat(text.replace(" ", "T", 1))).isoformat()


def _day_first(text: str) -> str | None:
    match = _DAY_FIRST.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return None


def path_starts(path: Sequence[str | int], prefix: Sequence[str | int]) -> bool:
    """Whether `path` lies at or below `prefix`."""
    return tuple(path[: len(prefix)]) == tuple(prefix)
