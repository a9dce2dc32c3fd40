"""Collects what a person must settle on an imported procedure, with ids that stay the same from import to import."""

from __future__ import annotations

from typing import Any

from motcua.kernel.text import slug

MAX_TEXT = 2_000


class ReviewList:
    """Review items of one record in the order they were found."""

    __slots__ = ("_items",)

    def __init__(self) -> None:
        self._items: dict[str, dict[str, Any]] = {}

    def add(self, kind: str, message: str, path: str = "", source_text: str = "", proposal: str = "") -> None:
        """Note an item; the same kind at the same place is noted once."""
        place = slug(path.replace("@", "-").replace("+", "-"))
        item_id = f"{slug(kind)}-{place}"[:120].rstrip("-")
        if item_id in self._items:
            return
        item = {"id": item_id, "kind": kind, "message": message[:MAX_TEXT]}
        for name, text in (("path", path), ("source_text", source_text), ("proposal", proposal)):
            if text:
                item[name] = text[:MAX_TEXT]
        self._items[item_id] = item

    def items(self) -> list[dict[str, Any]]:
        """The items as definitions hold them."""
        return list(self._items.values())
