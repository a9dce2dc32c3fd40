import dataclasses
import json
import types
import typing
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from tests.compiler_cases.cases import standing

from motcua.compiler.kinds import DEFINITION_CLASSES, KINDS, layer_schema, schema
from motcua.definitions.print_template import Block
from motcua.definitions.process import Action
from motcua.kernel.time_limit import TimeLimit

KEYWORDS_OF_AUTHORS = {"Action": {"join"}}
"""What authors write that is no field of the class."""


def resolved(node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        return {**whole["$defs"][node["$ref"].rpartition("/")[2]], **node}
    return node


def bare(annotation: Any) -> Any:
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        parts = [part for part in typing.get_args(annotation) if part is not type(None)]
        return parts[0] if len(parts) == 1 else annotation
    return annotation


def check_agreement(
    cls: type, node: dict[str, Any], whole: dict[str, Any], seen: set[str], extra: set[str]
) -> None:
    if cls.__name__ in seen:
        return
    seen.add(cls.__name__)
    hints = typing.get_type_hints(cls)
    names = {"is" if name == "is_" else name for name in hints}
    if cls is Block:
        names = {"is", "when"}
    assert set(node["properties"]) == names | extra | KEYWORDS_OF_AUTHORS.get(cls.__name__, set()), cls
    for name, child in node["properties"].items():
        assert child.get("title"), f"{cls.__name__}.{name} has no title"
        assert child.get("description"), f"{cls.__name__}.{name} has no description"
        key = {"is": "is_"}.get(name, name)
        if cls is not Block and key in hints and (cls is not Action or name != "to"):
            check_type(bare(hints[key]), resolved(child, whole), whole, seen)


def check_type(annotation: Any, node: dict[str, Any], whole: dict[str, Any], seen: set[str]) -> None:
    origin = typing.get_origin(annotation)
    if origin is tuple:
        assert node["type"] == "array"
        check_type(typing.get_args(annotation)[0], resolved(node["items"], whole), whole, seen)
    elif origin is dict:
        assert node["type"] == "object"
    elif annotation is TimeLimit:
        assert node["x-type"] == "time_limit"
    elif annotation in (date, datetime, time):
        assert node["format"] == {date: "date", datetime: "date-time", time: "time"}[annotation]
    elif isinstance(annotation, type) and issubclass(annotation, StrEnum):
        assert node["enum"] == [item.value for item in annotation]
    elif isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        check_agreement(annotation, node, whole, seen, set())
    elif annotation in (str, int, bool):
        assert node["type"] == {str: "string", int: "integer", bool: "boolean"}[annotation]


@pytest.mark.parametrize("kind", [kind for kind in DEFINITION_CLASSES if kind != "baseline"])
def test_schema__says_what_the_class_holds(kind: str) -> None:
    whole = schema(kind)
    check_agreement(DEFINITION_CLASSES[kind], whole, whole, set(), {"kind"})


def test_baseline_schema__is_a_procedure_and_its_rules() -> None:
    names = set(schema("baseline")["properties"])
    assert names == set(schema("procedure")["properties"]) | {"abstract", "applies_to"}


@pytest.mark.parametrize("kind", KINDS)
def test_schemas__are_valid_and_whole(kind: str) -> None:
    for made in (schema(kind), layer_schema(kind)):
        jsonschema.Draft202012Validator.check_schema(made)
        assert ".json#" not in json.dumps(made)


def test_both_validators__agree_on_good_and_bad_contents() -> None:
    library = standing()
    for kind in DEFINITION_CLASSES:
        reference = jsonschema.Draft202012Validator(schema(kind))
        fast = jsonschema_rs.Draft202012Validator(schema(kind))
        for code in library.codes(kind):
            content = dict(library.content(kind, code) or {})
            assert reference.is_valid(content)
            assert fast.is_valid(content)
            for name in content:
                for bad in (None, 7, "", [], {}, [1], {"x": 1}, "không có"):
                    changed = {**content, name: bad}
                    assert reference.is_valid(changed) == fast.is_valid(changed), (kind, name, bad)


def test_unknown_kind__is_a_key_error() -> None:
    with pytest.raises(KeyError):
        schema("proces")
