"""What a new national record changes against the stored one, field by field and entry by entry."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from motcua.kernel.text import clean

MAX_SHOWN = 400
_KEYS = ("id", "number", "title", "code")
_LABELS = {
    "name": "Tên thủ tục",
    "field_of_work": "Lĩnh vực",
    "levels": "Cấp thực hiện",
    "applicants": "Đối tượng thực hiện",
    "issuing_agency": "Cơ quan ban hành",
    "executing_agencies": "Cơ quan thực hiện",
    "competent_agency": "Cơ quan có thẩm quyền",
    "decision_number": "Quyết định công bố",
    "online_level": "Mức độ dịch vụ công",
    "channels": "Kênh nộp",
    "variants": "Trường hợp",
    "offers": "Thời hạn",
    "fees": "Phí, lệ phí",
    "checklist": "Thành phần hồ sơ",
    "outcomes": "Kết quả",
    "legal_basis": "Căn cứ pháp lý",
    "texts": "Nội dung công khai",
    "review": "Mục cần rà soát",
    "extends": "Nền thủ tục",
    "outside_competence": "Ngoài thẩm quyền của tỉnh",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that changed. `path` is a pointer by ids, `label` the field in Vietnamese; None = was or is not there.

    `digest` tells the whole new value from any other, where `new` is cut short.
    """

    path: str
    label: str
    old: str | None
    new: str | None
    digest: str = ""

    def as_json(self) -> dict[str, str | None]:
        """A JSON-ready mapping."""
        shown = {"path": self.path, "label": self.label, "old": self.old, "new": self.new}
        return {**shown, "digest": self.digest}


def field_label(path: str) -> str:
    """The field a path lies in, in Vietnamese."""
    name = path.lstrip("/").partition("/")[0]
    return _LABELS.get(name, name)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every difference between two records of the same procedure, in the order of the fields."""
    found: list[Difference] = []
    for name in dict.fromkeys([*old, *new]):
        label = _LABELS.get(name, name)
        found += _compare(f"/{name}", label, old.get(name), new.get(name))
    return tuple(found)


def _compare(path: str, label: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, list) and isinstance(new, list) and _has_ids(old) and _has_ids(new):
        yield from _compare_entries(path, label, old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys([*old, *new]):
            yield from _compare(f"{path}/{name}", label, old.get(name), new.get(name))
    else:
        yield Difference(path, label, _shown(old), _shown(new), _digest(new))


def _compare_entries(
    path: str, label: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    before, after = {_key(item): item for item in old}, {_key(item): item for item in new}
    for key in dict.fromkeys([*before, *after]):
        below = f"{path}/{key}"
        if key not in after:
            yield Difference(below, label, _shown(before[key]), None, _digest(None))
        elif key not in before:
            yield Difference(below, label, None, _shown(after[key]), _digest(after[key]))
        else:
            yield from _compare(below, label, before[key], after[key])


def _has_ids(items: Sequence[Any]) -> bool:
    return all(isinstance(item, Mapping) for item in items)


def _key(item: Mapping[str, Any]) -> str:
    """The id of an entry; offers without one are known by their cases and channels."""
    for name in _KEYS:
        if item.get(name):
            return str(item[name])
    parts = ("+".join(item.get(name, ())) or "any" for name in ("variants", "channels"))
    return "@".join(parts)


def _digest(value: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()[:32]


def _shown(value: Any) -> str | None:
    match value:
        case None:
            return None
        case str():
            text = clean(value)
        case bool():
            text = "có" if value else "không"
        case list():
            text = "; ".join(filter(None, map(_shown, value)))
        case Mapping():
            text = str(value.get("name") or value.get("time_limit") or value.get("message") or _key(value))
        case _:
            text = str(value)
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def with_refused(old: Mapping[str, Any], new: Mapping[str, Any], refused: Collection[str]) -> dict[str, Any]:
    """The new record with the old values at the refused paths, as `differences` named them."""
    merged: dict[str, Any] = {}
    for name in dict.fromkeys([*new, *old]):
        value = _choose(f"/{name}", old.get(name), new.get(name), refused)
        if value is not None:
            merged[name] = value
    return merged


def _choose(path: str, old: Any, new: Any, refused: Collection[str]) -> Any:
    if path in refused:
        return old
    if old == new or not any(one.startswith(f"{path}/") for one in refused):
        return new
    if isinstance(old, list) and isinstance(new, list):
        before, after = {_key(item): item for item in old}, {_key(item): item for item in new}
        chosen = (
            _choose(f"{path}/{key}", before.get(key), after.get(key), refused) for key in {**after, **before}
        )
        return [item for item in chosen if item is not None]
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        values = {
            name: _choose(f"{path}/{name}", old.get(name), new.get(name), refused)
            for name in dict.fromkeys([*new, *old])
        }
        return {name: value for name, value in values.items() if value is not None}
    return new
