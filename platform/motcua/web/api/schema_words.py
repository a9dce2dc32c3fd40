"""Short words for writing JSON Schemas."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def text(about: str = "", **more: Any) -> Schema:
    """A text."""
    return {"type": "string", **({"description": about} if about else {}), **more}


def code(about: str, values: Any) -> Schema:
    """One of some words."""
    return text(about, enum=sorted(str(value) for value in values))


def whole(about: str = "", **more: Any) -> Schema:
    """A whole number."""
    return {"type": "integer", **({"description": about} if about else {}), **more}


def yes_no(about: str = "") -> Schema:
    """True or false."""
    return {"type": "boolean", **({"description": about} if about else {})}


def moment(about: str) -> Schema:
    """A moment with its zone, or null."""
    return {"type": ["string", "null"], "format": "date-time", "description": about}


def many(items: Schema, about: str = "") -> Schema:
    """A list."""
    return {"type": "array", "items": items, **({"description": about} if about else {})}


def group(about: str = "", /, **properties: Schema) -> Schema:
    """An object whose properties are all there."""
    return {
        "type": "object",
        **({"description": about} if about else {}),
        "properties": properties,
        "required": list(properties),
    }


def ref(name: str) -> Schema:
    """A schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def page(items: Schema, **more: Schema) -> Schema:
    """A page of a list by keyset."""
    cursor = {
        "type": ["string", "null"],
        "description": "Gửi lại ở tham số cursor để lấy trang sau; null là hết.",
    }
    return group("", items=many(items), next_cursor=cursor, **more)
