"""The page of one procedure: effective values with their origin, part by part, and its revisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.definitions.procedure import Health
from motcua.dossiers.parts import Lifecycle
from motcua.services.definition_sheet import (
    DefinitionSheet,
    open_sheet,
    referrer_count,
    revision_lines,
    sheet_of,
)
from motcua.services.definition_tests import run_definition_tests
from motcua.services.rule_store import RulesMissingError
from motcua.storage.tables import CatalogEntryRow, DefinitionDraftRow, DossierRow, ReviewItemRow
from motcua.surfaces.procedure_words import HEALTH_WORDS, REVIEW_NAMES
from motcua.web.screens import procedure_parts as parts
from motcua.web.screens.procedure_flow import flow, prints
from motcua.web.screens.procedure_parts import ProcedureView
from motcua.web.screens.words import day_words, moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("procedure", __name__)

ENDED = (Lifecycle.DONE, Lifecycle.RETURNED, Lifecycle.REFUSED, Lifecycle.STOPPED, Lifecycle.WITHDRAWN)
TABS: Mapping[str, str] = MappingProxyType(
    {
        "thong-tin": "Thông tin",
        "thoi-han": "Trường hợp & thời hạn",
        "giay-to": "Thành phần hồ sơ",
        "bieu-mau": "Biểu mẫu",
        "phi": "Phí, lệ phí",
        "quy-trinh": "Quy trình",
        "mau-in": "Mẫu in",
        "kiem-thu": "Kiểm thử",
        "ra-soat": "Rà soát",
        "lich-su": "Lịch sử",
    }
)


@blueprint.get("/thu-tuc/<code>")
@require("can_view_catalog")
def page(code: str) -> str:
    """One part of the procedure; `don-vi` shows it as an agency has it, `ban` as an older revision had it."""
    platform = current_platform()
    platform.rules.refresh()
    today = platform.today()
    agency = request.args.get("don-vi", "")
    part = request.args.get("phan", "thong-tin")
    with platform.database.read(current_scope()) as session:
        sheet = _sheet(session, code, agency)
        if sheet is None or part not in TABS:
            abort(404)
        entry = session.scalars(select(CatalogEntryRow).where(CatalogEntryRow.code == code)).first()
        reviews = _reviews(session, code)
        revisions = revision_lines(session, "procedure", code, today)
        running = _running(session, code) if may("can_search_dossier") else None
        has_draft = _has_draft(session, code, agency)
        shared = referrer_count(session, "process", sheet.definition.process)
    view = ProcedureView(platform, sheet, platform.directory(), _bundle(sheet, agency))
    open_reviews = [item for item in reviews if item.state == "open"]
    return render_template(
        f"procedure/{part}.html",
        sheet=sheet,
        procedure=view.procedure,
        health=_health(entry, sheet),
        outside=entry is not None and entry.health == Health.OUTSIDE,
        crumbs=_crumbs(view),
        tabs=_tabs(code, part, agency, len(open_reviews)),
        part=_PARTS[part](view) if part in _PARTS else None,
        reviews=reviews,
        review_names=REVIEW_NAMES,
        revisions=revisions,
        running=None if running is None else numbers(running),
        has_draft=has_draft,
        shared=shared,
        coming=[one for one in revisions if one.state == "coming" and one.agency == sheet.agency],
        agencies=sorted({one.agency for one in revisions if one.agency}),
        agency=agency,
        directory=view.directory,
        day=day_words,
        moment=moment_line,
        revision_words=_revision_words(sheet),
        older=request.args.get("ban", ""),
    )


def _sheet(session: Session, code: str, agency: str) -> DefinitionSheet | None:
    number = typed_number(request.args.get("ban", ""), None)
    if number is not None:
        return sheet_of(session, "procedure", code, number, agency)
    return open_sheet(session, "procedure", code, current_platform().today(), agency)


def _reviews(session: Session, code: str) -> Sequence[ReviewItemRow]:
    """Items to review, the open ones first."""
    return session.scalars(
        select(ReviewItemRow)
        .where(ReviewItemRow.procedure_code == code)
        .order_by(ReviewItemRow.state != "open", ReviewItemRow.id)
    ).all()


def _bundle(sheet: DefinitionSheet, agency: str) -> Any:
    platform = current_platform()
    try:
        found = platform.rules.bundle(sheet.code, agency, platform.today())
    except RulesMissingError:
        return None
    return found if found.procedure_revision == sheet.revision.id else _as_of(sheet, agency)


def _as_of(sheet: DefinitionSheet, agency: str) -> Any:
    """The rules as they were, or will be, when this revision takes effect."""
    platform = current_platform()
    try:
        found = platform.rules.bundle(sheet.code, agency, sheet.revision.effective_from)
    except RulesMissingError:
        return None
    return found if found.procedure_revision == sheet.revision.id else None


def _running(session: Session, code: str) -> int:
    return (
        session.scalar(
            select(func.count(DossierRow.id)).where(
                DossierRow.procedure_code == code,
                DossierRow.lifecycle.not_in([state.value for state in ENDED]),
            )
        )
        or 0
    )


def _has_draft(session: Session, code: str, agency: str) -> bool:
    return (
        session.scalar(
            select(DefinitionDraftRow.id).where(
                DefinitionDraftRow.kind == "procedure",
                DefinitionDraftRow.code == code,
                DefinitionDraftRow.agency_code == agency,
                DefinitionDraftRow.created_by == current_actor().user,
            )
        )
        is not None
    )


def _health(entry: CatalogEntryRow | None, sheet: DefinitionSheet) -> tuple[str, str]:
    if sheet.revision.retired:
        return HEALTH_WORDS[Health.RETIRED]
    return HEALTH_WORDS[entry.health] if entry is not None else HEALTH_WORDS[Health.READY]


def _revision_words(sheet: DefinitionSheet) -> str:
    starts = day_words(sheet.revision.effective_from)
    verb = "áp dụng từ" if sheet.in_force else "ngừng áp dụng từ" if sheet.revision.retired else "hiệu lực từ"
    return f"Bản {sheet.revision.number}, {verb} {starts}"


def _crumbs(view: ProcedureView) -> list[dict[str, str]]:
    trail = [{"label": "Thủ tục", "href": url_for("catalog.listing")}]
    if view.procedure.field_of_work:
        field = view.procedure.field_of_work
        chosen: dict[str, Any] = {"linh-vuc": field}
        trail.append({"label": field, "href": url_for("catalog.listing", **chosen)})
    return [*trail, {"label": view.procedure.code, "href": ""}]


def _tabs(code: str, chosen: str, agency: str, reviews: int) -> list[dict[str, Any]]:
    kept: dict[str, Any] = {"don-vi": agency} if agency else {}
    if number := request.args.get("ban"):
        kept["ban"] = number
    return [
        {
            "label": label,
            "href": url_for("procedure.page", code=code, phan=part, **kept),
            "active": part == chosen,
            "count": reviews if part == "ra-soat" else 0,
            "kind": "soon",
        }
        for part, label in TABS.items()
    ]


def _tests(view: ProcedureView) -> Any:
    if view.bundle is None or not view.procedure.tests:
        return None
    return run_definition_tests(view.bundle, view.directory, view.platform.registry)


_PARTS: Mapping[str, Callable[[ProcedureView], Any]] = MappingProxyType(
    {
        "thong-tin": parts.information,
        "thoi-han": parts.limits,
        "giay-to": parts.papers,
        "bieu-mau": parts.form_sections,
        "phi": parts.fees,
        "quy-trinh": flow,
        "mau-in": prints,
        "kiem-thu": _tests,
    }
)
