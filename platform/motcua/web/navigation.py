"""The rail of staff pages: the places a person may go to, in the order of their work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from motcua.web.security.current import may

MOST_PLACES = 11


@dataclass(frozen=True, slots=True)
class RailPlace:
    """One place of the rail: shown to who has one of the permissions (none named: everybody signed in).

    It is marked as the current one on its own page and on every page below one of ``below``.
    """

    label: str
    icon: str
    path: str
    permissions: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a page belongs to this place."""
        return self.reach(path) > 0

    def reach(self, path: str) -> int:
        """How closely a page belongs to this place: the letters of the longest address it stands at or below."""
        starts = (self.path, *self.below)
        return max(
            (len(start) for start in starts if path == start or path.startswith(f"{start}/")), default=0
        )


RAIL: tuple[RailPlace, ...] = (
    RailPlace(
        "Thủ tục", "card-list", "/thu-tuc", ("can_view_catalog",), ("/thu-tuc", "/dinh-nghia/procedure")
    ),
    RailPlace("Biểu mẫu", "ui-checks-grid", "/dinh-nghia/form", ("can_edit_definition",)),
    RailPlace("Quy trình", "diagram-3", "/dinh-nghia/process", ("can_edit_definition",)),
    RailPlace(
        "Giám sát",
        "speedometer2",
        "/giam-sat",
        ("can_supervise", "can_assign", "can_view_dashboard"),
        ("/uy-quyen",),
    ),
    RailPlace(
        "Công bố",
        "megaphone",
        "/cong-bo",
        ("can_review_definition", "can_publish_definition"),
        ("/quan-tri/nhat-ky", "/quan-tri/pham-vi-sua"),
    ),
    RailPlace(
        "Tổng quan", "bar-chart", "/bang-theo-doi", ("can_view_dashboard", "can_process", "can_receive")
    ),
    RailPlace("Báo cáo", "table", "/bao-cao", ("can_report", "can_report_all")),
    RailPlace("Định nghĩa khác", "braces", "/dinh-nghia", ("can_edit_definition",)),
    RailPlace(
        "Nhập dữ liệu",
        "arrow-left-right",
        "/nhap-du-lieu",
        ("can_import_catalog",),
        ("/nhap-danh-muc",),
    ),
    RailPlace("Hàng đợi", "send", "/quan-tri/hang-doi", ("can_manage_job",)),
    RailPlace("Sắp xếp đơn vị", "building-gear", "/quan-tri/sap-xep-don-vi", ("can_manage_organization",)),
)


def rail() -> list[dict[str, Any]]:
    """The places the person signed in may go to, with the current one marked; the most specific one wins."""
    places = [place for place in RAIL if _may_go(place) and _is_served(_application(), place.path)]
    holding = [place for place in places if place.holds(request.path)]
    current = max(holding, key=lambda place: place.reach(request.path), default=None)
    return [
        {"label": place.label, "icon": place.icon, "href": place.path, "active": place is current}
        for place in places[:MOST_PLACES]
    ]


def _may_go(place: RailPlace) -> bool:
    return not place.permissions or any(map(may, place.permissions))


@cache
def _is_served(app: Flask, path: str) -> bool:
    """Whether this application has a page at a path; parts of the product may be left out."""
    try:
        app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True


def _application() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    return app
