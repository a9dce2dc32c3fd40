"""Writes a content as the YAML its author would write: names in the order of the schema, short lists on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from motcua.compiler.shapes import ANYTHING, Shape, shape_of

WIDTH = 110
SHORT = 70


class _Dumper(yaml.SafeDumper):
    """Block style, with lists of short words on one line and long texts folded."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never write anchors."""
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        """Indent lists below their name."""
        del indentless
        return super().increase_indent(flow, False)


def _write_list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    plain = all(isinstance(item, str | int | float) for item in value)
    short = plain and sum(len(str(item)) + 2 for item in value) <= SHORT
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


def _write_text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value and not value.startswith((" ", "\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(list, _write_list)
_Dumper.add_representer(str, _write_text)


def yaml_text(kind: str, content: Mapping[str, Any]) -> str:
    """The content as YAML text that reads back to the same content."""
    ordered = _ordered(dict(content), shape_of(kind))
    return yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


def _ordered(value: Any, shape: Shape) -> Any:
    if isinstance(value, list):
        inner = shape.items or ANYTHING
        return [_ordered(item, inner) for item in value]
    if not isinstance(value, dict):
        return value
    names = [name for name in shape.properties if name in value]
    names += [name for name in value if name not in shape.properties]
    return {
        name: _ordered(value[name], shape.properties.get(name) or shape.values or ANYTHING) for name in names
    }
