"""The dossiers around one: the one whose step opened it, and those its own steps opened, with what they lack."""

from __future__ import annotations

from typing import Any

from motcua.dossiers.events import EventKind
from motcua.dossiers.parts import Child
from motcua.services.dossier_view import DossierView


def family(view: DossierView) -> list[tuple[str, list[dict[str, Any]]]]:
    """The section of the page about parent and children; nothing when there are none."""
    state = view.state
    lines: list[dict[str, Any]] = []
    if state.parent:
        lines.append({"label": "Thuộc hồ sơ gốc", "value": state.parent, "strong": True})
    lines += [_child(view, child) for child in state.children]
    lines += [{"label": "Chưa chuyển được", "value": text} for text in _lacking(view)]
    return [("Hồ sơ liên thông", lines)] if lines else []


def _child(view: DossierView, child: Child) -> dict[str, Any]:
    words = f"{child.number}, {child.lifecycle.name_in_vietnamese.lower()}"
    if child.outcome:
        words += f", kết quả số {child.outcome}"
    return {"label": view.rules.agency_name(child.agency), "value": words, "strong": child.is_open}


def _lacking(view: DossierView) -> list[str]:
    """What could not be handed over to the children still under way."""
    if not any(child.is_open for child in view.state.children):
        return []
    opened = [event for event in view.file.events if event.kind == EventKind.CHILD_OPENED.value]
    return [str(text) for event in opened[-1:] for text in event.data["data"].get("lacking", ())]
