"""The kinds of definitions, their JSON Schemas and the classes they become."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from motcua.definitions.baseline import Baseline
from motcua.definitions.calendar_definition import CalendarDefinition
from motcua.definitions.code_list import CodeList
from motcua.definitions.dashboard import Dashboard
from motcua.definitions.form import Form
from motcua.definitions.import_mapping import ImportMapping
from motcua.definitions.notice import Notice
from motcua.definitions.numbering import Numbering
from motcua.definitions.organization import Organization
from motcua.definitions.policy import Policy
from motcua.definitions.print_template import PrintTemplate
from motcua.definitions.procedure import Procedure
from motcua.definitions.process import Process
from motcua.definitions.register import Register, Survey
from motcua.definitions.report import Report
from motcua.definitions.report_schedule import ReportSchedule
from motcua.definitions.screen import Screen

OVERLAY = "overlay"

DEFINITION_CLASSES: Mapping[str, type] = MappingProxyType(
    {
        "baseline": Baseline,
        "procedure": Procedure,
        "form": Form,
        "process": Process,
        "policy": Policy,
        "print": PrintTemplate,
        "report": Report,
        "dashboard": Dashboard,
        "report_schedule": ReportSchedule,
        "notice": Notice,
        "calendar": CalendarDefinition,
        "organization": Organization,
        "code_list": CodeList,
        "screen": Screen,
        "register": Register,
        "survey": Survey,
        "numbering": Numbering,
        "import_mapping": ImportMapping,
    }
)
KINDS = (*DEFINITION_CLASSES, OVERLAY)


def kind_words(kind: str) -> str:
    """What a kind is called in messages: `mẫu in (print)`."""
    title = str(_bundled(kind).get("title", kind))
    return f"{title[:1].lower()}{title[1:]} ({kind})"


@cache
def _file(name: str) -> dict[str, Any]:
    text = files("motcua.compiler").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _bundled(kind: str) -> dict[str, Any]:
    whole = copy.deepcopy(_file(kind))
    definitions: dict[str, Any] = whole.setdefault("$defs", {})
    _take_in(whole, kind, definitions)
    if not definitions:
        del whole["$defs"]
    return whole


def _take_in(node: object, file: str, definitions: dict[str, Any]) -> None:
    """Copy what references to other files name into `definitions` and point the references there."""
    if isinstance(node, list):
        for item in node:
            _take_in(item, file, definitions)
        return
    if not isinstance(node, dict):
        return
    reference = node.get("$ref")
    if isinstance(reference, str):
        home, _, pointer = reference.partition("#")
        name = pointer.rpartition("/")[2]
        source = home.removesuffix(".json") or file
        if name not in definitions:
            definitions[name] = copy.deepcopy(_file(source)["$defs"][name])
            _take_in(definitions[name], source, definitions)
        node["$ref"] = f"#/$defs/{name}"
    for key, value in list(node.items()):
        if key != "$defs" or node is not definitions:
            _take_in(value, file, definitions)


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind, in one piece; a fresh copy. `KeyError` for a kind that does not exist."""
    if kind not in KINDS:
        raise KeyError(kind)
    return copy.deepcopy(_bundled(kind))


@cache
def layer_schema(kind: str) -> dict[str, Any]:
    """The schema of one layer of a definition: nothing but the ids of list entries is required, and entries may be
    removed. Entries of lists without ids are replaced whole and stay strict. Do not change the answer.
    """
    relaxed = schema(kind)
    definitions: dict[str, Any] = relaxed.get("$defs", {})
    whole = {f"whole_{name}": _point_to_whole(copy.deepcopy(body)) for name, body in definitions.items()}
    objects = [relaxed, *definitions.values()]
    keys = {
        _target(child): child["x-key"] for node in objects for child in _children(node) if "x-key" in child
    }
    for node in objects:
        for child in _children(node):
            if "items" in child and "x-key" not in child:
                _point_to_whole(child["items"])
    relaxed["required"] = ["kind"]
    for name, node in definitions.items():
        node.pop("required", None)
        if name in keys:
            node["required"] = [keys[name]]
            node["properties"]["remove"] = {"title": "Bỏ mục", "type": "boolean"}
    definitions.update(whole)
    return relaxed


def _children(node: dict[str, Any]) -> list[dict[str, Any]]:
    return list(node.get("properties", {}).values())


def _target(child: dict[str, Any]) -> str:
    return str(child["items"]["$ref"]).rpartition("/")[2]


def _point_to_whole(node: Any) -> Any:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            node["$ref"] = node["$ref"].replace("#/$defs/", "#/$defs/whole_")
        for value in node.values():
            _point_to_whole(value)
    return node
