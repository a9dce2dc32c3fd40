"""The catalog of procedures: search, facets, health, keyset pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import select

from motcua.kernel.date_words import date_words
from motcua.services.catalog_lines import catalog_lines
from motcua.services.catalog_view import (
    BY_CODE,
    NONE_STATED,
    SORTS,
    CatalogQuery,
    Facet,
    catalog_page,
    facets,
)
from motcua.services.cursors import CursorError
from motcua.storage.tables import ImportRunRow
from motcua.surfaces.procedure_words import (
    HEALTH_WORDS,
    LEVEL_NAMES,
    ONLINE_NAMES,
    REVIEW_NAMES,
    SOURCE_NAMES,
)
from motcua.web.screens.words import numbers
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("catalog", __name__)

PAGE = 20
SHOWN_FIELDS = 10
PARTS = {
    "q": "text",
    "cap": "level",
    "linh-vuc": "field_of_work",
    "tinh-trang": "health",
    "dich-vu": "online",
    "nguon": "source",
    "ra-soat": "review",
    "ban-hanh": "agency",
    "sap-xep": "sort",
}
"""Names in the address and the parts of the query they set."""
_AGENCIES = {NONE_STATED: "Chưa ghi cơ quan"}
SORT_NAMES = {"code": "Theo mã", "review": "Cần rà soát trước"}


@blueprint.get("/thu-tuc")
@require("can_view_catalog")
def listing() -> str:
    """A page of the catalog."""
    platform, actor = current_platform(), current_actor()
    platform.rules.refresh()
    query = catalog_query(request.args)
    try:
        page = catalog_page(platform, query)
    except CursorError:
        abort(400)
    with platform.database.read() as session:
        counted = facets(session, query, actor.user)
        lines = catalog_lines(session, page.rows)
        last_import = session.scalars(
            select(ImportRunRow.finished_at)
            .where(ImportRunRow.state == "finished", ImportRunRow.dry_run.is_(False))
            .order_by(ImportRunRow.id.desc())
            .limit(1)
        ).first()
    return render_template(
        "catalog/list.html",
        query=query,
        lines=lines,
        page=page,
        first=page.skipped + 1,
        total=numbers(page.total),
        lead=_lead(page.total, query, last_import),
        sides=_sides(query, counted),
        states=_states(query, counted),
        sorts=[{"value": name, "label": SORT_NAMES[name], "chosen": query.sort == name} for name in SORTS],
        kept={
            name: value
            for name in PARTS
            if name not in ("q", "sap-xep") and (value := request.args.get(name))
        },
        previous=_link(truoc=page.previous_cursor) if page.previous_cursor else "",
        next=_link(sau=page.next_cursor) if page.next_cursor else "",
        health=HEALTH_WORDS,
        drafted=bool(query.drafts_of),
    )


def catalog_query(args: Mapping[str, str]) -> CatalogQuery:
    """The search that the arguments of an address, or the fields of a form, ask for."""
    found: dict[str, Any] = {part: args.get(name, "").strip()[:200] for name, part in PARTS.items()}
    if found["sort"] not in SORTS:
        found["sort"] = BY_CODE
    drafts = current_actor().user if args.get("nhap") else ""
    return CatalogQuery(
        **found, drafts_of=drafts, cursor=args.get("sau", ""), before=args.get("truoc", ""), size=PAGE
    )


def _link(**changes: str) -> str:
    """This list with other parts, from its first page; an empty part is taken away."""
    args: dict[str, Any] = {
        name: value for name, value in request.args.items() if name not in ("sau", "truoc") and value
    }
    args.update({name.replace("_", "-"): value for name, value in changes.items()})
    return url_for("catalog.listing", **{name: value for name, value in args.items() if value})


def _lead(total: int, query: CatalogQuery, last_import: datetime | None) -> str:
    level = f" {LEVEL_NAMES[query.level].lower()}" if query.level in LEVEL_NAMES else ""
    lead = f"{numbers(total)} thủ tục{level}."
    if last_import is not None:
        lead += f" Danh mục quốc gia nhập gần nhất ngày {date_words(last_import)}."
    return lead


def _states(query: CatalogQuery, counted: Mapping[str, tuple[Facet, ...]]) -> list[dict[str, Any]]:
    """Counters by health that are filters too."""
    by_health = {facet.value: facet.count for facet in counted["health"]}
    icons = {"ready": "check-circle-fill", "needs_review": "exclamation-triangle-fill"}
    plain = not query.health and not query.drafts_of
    items = [
        {
            "label": "Tất cả",
            "href": _link(tinh_trang="", nhap=""),
            "active": plain,
            "count": numbers(sum(by_health.values())),
        }
    ]
    for health, (kind, word) in HEALTH_WORDS.items():
        if health in by_health or query.health == health:
            items.append(
                {
                    "label": word,
                    "href": _link(tinh_trang=health, nhap=""),
                    "active": query.health == health,
                    "count": numbers(by_health.get(health, 0)),
                    "icon": icons.get(health, ""),
                    "kind": kind if health in icons else "",
                }
            )
    drafts = sum(facet.count for facet in counted["drafts"])
    if drafts or query.drafts_of:
        items.append(
            {
                "label": "Nháp của tôi",
                "href": _link(nhap="1", tinh_trang=""),
                "active": bool(query.drafts_of),
                "count": numbers(drafts),
                "icon": "pencil",
            }
        )
    return items


def _sides(query: CatalogQuery, counted: Mapping[str, tuple[Facet, ...]]) -> list[dict[str, Any]]:
    """Groups of the filter panel; a chosen value is taken away by choosing it again."""
    fields = counted["field_of_work"]
    if request.args.get("tat-ca") != "linh-vuc":
        chosen = [facet for facet in fields[SHOWN_FIELDS:] if facet.value == query.field_of_work]
        fields = (*fields[:SHOWN_FIELDS], *chosen)
    groups = [
        _group("Cấp thực hiện", "cap", query.level, counted["level"], LEVEL_NAMES),
        _group("Lĩnh vực", "linh-vuc", query.field_of_work, fields, {NONE_STATED: "Chưa ghi lĩnh vực"}),
        _group(
            "Dịch vụ công",
            "dich-vu",
            query.online,
            counted["online"],
            {**ONLINE_NAMES, NONE_STATED: "Chỉ nộp trực tiếp"},
        ),
        _group("Chờ rà soát", "ra-soat", query.review, counted["review"], REVIEW_NAMES),
        _group(
            "Cơ quan ban hành", "ban-hanh", query.agency, _shown_agencies(query, counted["agency"]), _AGENCIES
        ),
        _group("Nguồn", "nguon", query.source, counted["source"], SOURCE_NAMES),
    ]
    rest = len(counted["field_of_work"]) - len(fields)
    if rest:
        more = {"label": f"Thêm {rest} lĩnh vực", "href": _link(tat_ca="linh-vuc"), "icon": "chevron-down"}
        groups[1]["items"].append(more)
    return [group for group in groups if group["items"]]


def _shown_agencies(query: CatalogQuery, found: tuple[Facet, ...]) -> tuple[Facet, ...]:
    """The most frequent issuing agencies, and the chosen one in any case."""
    chosen = [facet for facet in found[SHOWN_FIELDS:] if facet.value == query.agency]
    return (*found[:SHOWN_FIELDS], *chosen)


def _group(
    title: str, name: str, chosen: str, found: tuple[Facet, ...], names: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "title": title,
        "items": [
            {
                "label": names.get(facet.value, facet.value),
                "href": _link(**{name.replace("-", "_"): "" if facet.value == chosen else facet.value}),
                "count": numbers(facet.count),
                "active": facet.value == chosen,
                "icon": "check-square-fill" if facet.value == chosen else "square",
            }
            for facet in found
        ],
    }
