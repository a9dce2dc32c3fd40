"""The wizard from a review item to a ready procedure: source beside proposals, an answer a click, the next one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from motcua.catalog.review_proposals import Proposal, Question
from motcua.catalog.understood import Confidence
from motcua.compiler.edits import EditError
from motcua.definitions.procedure import Health
from motcua.kernel.time_limit import LimitUnit
from motcua.services.editing import EditConflictError
from motcua.services.review_answers import ReviewAnswerError
from motcua.services.review_desk import (
    Answer,
    Desk,
    ReviewMissingError,
    Task,
    Way,
    answer_item,
    open_desk,
    queue_of,
)
from motcua.storage.tables import CatalogEntryRow
from motcua.surfaces.procedure_words import (
    APPLICANT_NAMES,
    CHANNEL_NAMES,
    LEVEL_NAMES,
    ONLINE_NAMES,
    REVIEW_NAMES,
)
from motcua.web.screens.words import numbers
from motcua.web.security.current import current_actor, current_platform, may, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("review", __name__)

CONFIDENCES = {
    Confidence.CERTAIN: ("ok", "Chắc chắn"),
    Confidence.LIKELY: ("ok", "Khá chắc"),
    Confidence.DOUBTFUL: ("soon", "Cần xem kỹ"),
}
UNITS = {
    LimitUnit.WORKING_DAYS: "ngày làm việc",
    LimitUnit.CALENDAR_DAYS: "ngày",
    LimitUnit.WORKING_HOURS: "giờ làm việc",
    LimitUnit.MONTHS: "tháng",
    LimitUnit.YEARS: "năm",
    LimitUnit.SAME_DAY: "trong ngày (không ghi số)",
    LimitUnit.IMMEDIATE: "giải quyết ngay (không ghi số)",
}
CHOICES = {
    Question.LEVELS: LEVEL_NAMES,
    Question.APPLICANTS: APPLICANT_NAMES,
    Question.ONLINE_LEVEL: ONLINE_NAMES,
    Question.CHANNELS: CHANNEL_NAMES,
}
PARTS = {
    "checklist": "giay-to",
    "checklist_cases": "giay-to",
    "document": "giay-to",
    "variants": "thoi-han",
    "several_limits": "thoi-han",
}


@blueprint.get("/ra-soat")
@require("can_edit_definition")
def first() -> Response:
    """The first procedure that needs review."""
    with current_platform().database.read() as session:
        code = session.scalar(
            select(CatalogEntryRow.code)
            .where(CatalogEntryRow.health == Health.NEEDS_REVIEW.value, CatalogEntryRow.retired.is_(False))
            .order_by(CatalogEntryRow.code)
            .limit(1)
        )
    if code is None:
        flash("Không còn thủ tục nào cần rà soát.", "success")
        return redirect(url_for("catalog.listing"))
    return redirect(url_for("review.desk", code=code))


@blueprint.get("/thu-tuc/<code>/ra-soat")
@require("can_edit_definition")
def desk(code: str) -> str:
    """The procedure's open items, each with its source and what it may mean."""
    return _page(code)


@blueprint.post("/thu-tuc/<code>/ra-soat")
@require("can_edit_definition")
def answer(code: str) -> Response | tuple[str, int]:
    """Take one answer into the draft."""
    posted = request.form
    way = posted.get("way", "")
    if way not in set(Way):
        abort(400)
    version = posted.get("version", "0")
    given = Answer(
        item=posted.get("item", ""),
        way=Way(way),
        value=_typed_value(),
        values=tuple(posted.getlist("values")),
        reason=posted.get("reason", ""),
        version=typed_number(version, 0),
    )
    try:
        answer_item(current_platform(), current_actor(), code, given)
    except ReviewMissingError as error:
        flash(str(error), "info")
    except EditConflictError as error:
        flash(str(error), "warning")
    except (ReviewAnswerError, EditError) as error:
        return _page(code, {"item": given.item, "message": str(error), "reason": given.reason}), 400
    field = request.form.get("linh-vuc", "")
    return redirect(url_for("review.desk", code=code, **_field(field)))


def _typed_value() -> str:
    """The value of a proposal's button, or the number and unit typed."""
    posted = request.form
    if posted.get("unit"):
        unit, number = posted["unit"], posted.get("number", "").strip().replace(",", ".")
        bare = unit in (LimitUnit.SAME_DAY, LimitUnit.IMMEDIATE)
        return unit if bare else f"{number} {unit}"
    return posted.get("value", "").strip()[:200]


def _field(name: str) -> dict[str, Any]:
    return {"linh-vuc": name} if name else {}


def _page(code: str, error: dict[str, str] | None = None) -> str:
    platform = current_platform()
    platform.rules.refresh()
    field = request.values.get("linh-vuc", "")
    try:
        with platform.database.read() as session:
            found = open_desk(platform, session, current_actor(), code)
            queue = queue_of(session, code, field)
    except ReviewMissingError:
        abort(404)
    return render_template(
        "review/desk.html",
        desk=found,
        queue=queue,
        field=field,
        cards=[_card(task, code) for task in found.tasks],
        done=[(item, REVIEW_NAMES.get(item.kind, item.kind)) for item in found.done],
        error=error or {},
        units=UNITS,
        percent=_percent(found),
        may_publish=may("can_publish_definition"),
        numbers=numbers,
        link=lambda other: url_for("review.desk", code=other, **_field(field)),
        crumbs=[
            {"label": "Thủ tục", "href": url_for("catalog.listing")},
            {"label": code, "href": url_for("procedure.page", code=code)},
            {"label": "Rà soát", "href": ""},
        ],
    )


def _percent(found: Desk) -> int:
    return 100 * len(found.done) // found.total if found.total else 100


def _card(task: Task, code: str) -> dict[str, Any]:
    """An item as the page shows it."""
    item = task.item
    part = PARTS.get(item.kind, "thong-tin")
    return {
        "id": item.id,
        "title": REVIEW_NAMES.get(item.kind, item.kind),
        "message": item.message,
        "about": task.about,
        "source": item.source_text,
        "current": task.current,
        "question": task.question.value,
        "proposals": [_shown(one) for one in task.proposals],
        "choices": CHOICES.get(task.question, {}),
        "chosen": task.chosen,
        "many": task.question is not Question.ONLINE_LEVEL,
        "may_settle": task.may_settle,
        "see": url_for("procedure.page", code=code, phan=part),
    }


def _shown(one: Proposal) -> dict[str, Any]:
    kind, words = CONFIDENCES.get(one.confidence, ("soon", "Cần xem kỹ"))
    return {
        "value": one.value,
        "words": one.words,
        "kind": kind,
        "confidence": words,
        "reason": one.reason,
        "before": one.excerpt[: one.start] if one.end else one.excerpt,
        "marked": one.excerpt[one.start : one.end],
        "after": one.excerpt[one.end :] if one.end else "",
    }
