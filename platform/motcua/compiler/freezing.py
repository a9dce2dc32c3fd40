"""From effective content to frozen dataclasses and back to one canonical text with its hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from motcua.compiler.kinds import DEFINITION_CLASSES
from motcua.compiler.problem_codes import Finding
from motcua.kernel.time_limit import TimeLimit, TimeLimitError

# Learning a class is not safe in msgspec when two threads meet it for the first time (the process dies of it),
# so every class is learned here, under the lock of the import.
_DECODERS: Mapping[str, msgspec.json.Decoder[Any]] = MappingProxyType(
    {kind: msgspec.json.Decoder(one) for kind, one in DEFINITION_CLASSES.items()}
)

_JSON_PATH = re.compile(r"`\$(?P<path>[^`]*)`")


class ThawError(ValueError):
    """Content that does not make a definition; `finding` says what and where, in Vietnamese."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def canonical_json(content: Mapping[str, Any]) -> bytes:
    """The one text of a content: sorted names, no blanks, UTF-8."""
    return msgspec.json.encode(content, order="deterministic")


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def thaw(kind: str, content: Mapping[str, Any] | str | bytes) -> Any:
    """The definition of a stored content (mapping or canonical text): the dataclass of its kind.

    Raises ThawError when it does not fit. Fast enough for run time: tens of microseconds a procedure.
    """
    try:
        data = msgspec.json.decode(content) if isinstance(content, str | bytes) else content
        return msgspec.convert(_PREPARE[kind](data), _DECODERS[kind].type)
    except TimeLimitError as error:
        finding = Finding(
            "SHAPE-005", error.message, found="", expected="3 working_days", remedy=error.remedy
        )
        raise ThawError(finding) from error
    except (msgspec.ValidationError, msgspec.DecodeError, KeyError, TypeError, AttributeError) as error:
        raise ThawError(_explain(error)) from error


def _explain(error: Exception) -> Finding:
    match = _JSON_PATH.search(str(error))
    path = match["path"] if match else ""
    pointer = re.sub(r"\[(\d+)\]", r"/\1", path).replace(".", "/").replace("[...]", "")
    return Finding(
        "SHAPE-015", f"Giá trị ở “{path.lstrip('.') or '?'}” không dùng được.", pointer, found=str(error)
    )


@lru_cache(maxsize=4096)
def _limit(text: str) -> dict[str, Any]:
    limit = TimeLimit.parse(text)
    return {"amount": limit.amount, "unit": limit.unit.value}


def _limits(entry: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The entry with its time limits taken apart."""
    found = {name: _limit(entry[name]) for name in names if entry.get(name)}
    return {**entry, **found} if found else entry


def _procedure(content: Mapping[str, Any]) -> Mapping[str, Any]:
    offers = content.get("offers")
    if not offers:
        return content
    return {**content, "offers": [_limits(offer, "time_limit") for offer in offers]}


def _baseline(content: Mapping[str, Any]) -> Mapping[str, Any]:
    head = {key: content[key] for key in ("code", "name", "extends", "applies_to") if key in content}
    return {**head, "body": _procedure(content)}


def _process(content: Mapping[str, Any]) -> Mapping[str, Any]:
    steps = [_step(step) for step in content.get("steps", ())]
    phases = [_limits(phase, "budget") for phase in content.get("phases", ())]
    return {**content, "steps": steps, "phases": phases}


def _step(step: Mapping[str, Any]) -> Mapping[str, Any]:
    actions = step.get("actions", ())
    joins = [action["join"] for action in actions if "join" in action]
    if any("after" in action for action in actions):
        step = {**step, "actions": [_limits(action, "after") for action in actions]}
    return _limits({**step, "wait_for": joins[0]} if joins else step, "budget")


def _policy(content: Mapping[str, Any]) -> Mapping[str, Any]:
    whole = _limits(content, "online_answer_within", "soon_within", "escalate_after", "keep_for")
    if "supplement" in whole:
        whole = {**whole, "supplement": _limits(whole["supplement"], "deadline", "notice_within")}
    return whole


def _print(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**content, "blocks": [_block(block) for block in content.get("blocks", ())]}


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    options = {key: value for key, value in block.items() if key not in ("is", "when")}
    return {"kind": block["is"], "options": options, "when": block.get("when", "")}


def _calendar(content: Mapping[str, Any]) -> Mapping[str, Any]:
    years = [
        {**year, "days": [{**day, "is_": day["is"]} for day in year.get("days", ())]}
        for year in content.get("years", ())
    ]
    return {**content, "years": years}


def _as_it_is(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return content


_PREPARE: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    **dict.fromkeys(DEFINITION_CLASSES, _as_it_is),
    "procedure": _procedure,
    "baseline": _baseline,
    "process": _process,
    "policy": _policy,
    "print": _print,
    "calendar": _calendar,
}
