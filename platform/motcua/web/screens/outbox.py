"""The queue of background work for those who look after it: what waits, what is stuck, sending again, giving up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.jobs.job_kinds import JOB_KINDS
from motcua.jobs.timetable import TIMETABLE
from motcua.kernel.text import mask_address, mask_name
from motcua.services.access import ForbiddenError
from motcua.services.background_jobs import JobState, enqueue, has_open_job, recent_jobs
from motcua.services.notices import channels
from motcua.services.outbox import OutboxState
from motcua.services.outbox_view import (
    COUNT_CAP,
    FILTERS,
    QueueCounts,
    QueueQuery,
    QueueRowError,
    cancel,
    is_event,
    queue_counts,
    queue_page,
    retry,
    retry_all,
)
from motcua.services.timed_tasks import known_tasks
from motcua.storage.tables import OutboxRow
from motcua.surfaces.notice_contract import TIMED_EVENTS
from motcua.web.screens.dossier_words import EVENT_TITLES
from motcua.web.screens.words import moment_line, numbers
from motcua.web.security.current import current_actor, current_platform, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("outbox", __name__, url_prefix="/quan-tri/hang-doi")

PERMISSION = "can_manage_job"
LABELS = {
    "dead": ("Bị kẹt", "late"),
    "retrying": ("Chờ gửi lại", "soon"),
    "waiting": ("Chờ gửi", ""),
    "sending": ("Đang gửi", ""),
    "done": ("Đã gửi", ""),
    "canceled": ("Đã bỏ", ""),
}
CHANNEL_NAMES = {"email": "Thư điện tử", "sms": "Tin nhắn SMS", "zalo": "Zalo", "in_app": "Trên màn hình"}
STATE_KINDS = {
    OutboxState.WAITING: "wait",
    OutboxState.SENDING: "work",
    OutboxState.DONE: "ok",
    OutboxState.DEAD: "late",
    OutboxState.CANCELED: "idle",
}
JOB_STATE_KINDS = {
    JobState.WAITING: "wait",
    JobState.RUNNING: "work",
    JobState.DONE: "ok",
    JobState.FAILED: "late",
    JobState.CANCELLED: "idle",
}


@blueprint.get("")
@require(PERMISSION)
def listing() -> Any:
    """The queue, the timed tasks and the jobs people asked for."""
    platform = current_platform()
    now = platform.now()
    query = QueueQuery(
        state=request.args.get("loc", ""),
        channel=request.args.get("kenh", ""),
        number=request.args.get("so", "").strip()[:64],
        before=typed_number(request.args.get("truoc", ""), 0),
    )
    with platform.database.read() as session:
        counts = queue_counts(session, now)
        if query.state not in FILTERS:
            query = QueueQuery(
                "dead" if counts.dead else "waiting", query.channel, query.number, query.before
            )
        page = queue_page(session, query)
        tasks = {row.kind: row for row in known_tasks(session)}
        jobs = recent_jobs(session)
    kept: dict[str, Any] = {"loc": query.state, "kenh": query.channel or None, "so": query.number or None}
    return render_template(
        "jobs/queue.html",
        lines=[_line(row) for row in page.rows],
        counts=counts,
        filters=_filters(query, counts),
        query=query,
        channels=[
            (one, CHANNEL_NAMES.get(one, one)) for one in sorted(channels(platform)) if one != "in_app"
        ],
        older_url=url_for(".listing", **kept, truoc=page.next_id) if page.next_id else "",
        here=url_for(".listing", **kept),
        tasks=[_task(kind, tasks.get(kind)) for kind in TIMETABLE],
        asleep=_is_asleep(tasks.values(), now),
        jobs=[_job(row) for row in jobs],
        job_kinds=[(kind, one.title) for kind, one in JOB_KINDS.items() if one.by_hand],
        moment=moment_line,
    )


def _filters(query: QueueQuery, counts: QueueCounts) -> list[dict[str, Any]]:
    shown = {name: getattr(counts, name, None) for name in FILTERS}
    return [
        {
            "label": LABELS[name][0],
            "href": url_for(".listing", loc=name, kenh=query.channel or None, so=query.number or None),
            "active": query.state == name,
            "count": _count_words(shown[name]),
            "kind": LABELS[name][1] if shown[name] else "",
        }
        for name in FILTERS
    ]


def _count_words(count: int | None) -> str | None:
    if count is None:
        return None
    return f"{numbers(COUNT_CAP)}+" if count >= COUNT_CAP else numbers(count)


def _line(row: OutboxRow) -> dict[str, Any]:
    state = OutboxState(row.state)
    channel = row.topic.partition(".")[2]
    number = str(row.payload.get("number") or "") or (row.key or "").partition("/")[0]
    if is_event(row):
        what = EVENT_TITLES.get(channel) or TIMED_EVENTS.get(channel, channel)
        what, over, to = what[:1].upper() + what[1:], "Chưa viết thông báo", ""
    else:
        what, over = str(row.payload.get("title") or ""), CHANNEL_NAMES.get(channel, channel)
        to = f"{mask_name(str(row.payload.get('name') or ''))} {mask_address(str(row.payload.get('to') or ''))}"
    return {
        "id": row.id,
        "what": what,
        "over": over,
        "to": to.strip(),
        "number": number,
        "kind": STATE_KINDS[state],
        "state": state.name_in_vietnamese,
        "attempts": row.attempts,
        "error": row.last_error,
        "created_at": row.created_at,
        "next_at": row.available_at if state is OutboxState.WAITING and row.attempts else None,
        "done_at": row.done_at,
        "may_retry": state in (OutboxState.DEAD, OutboxState.CANCELED)
        or (state is OutboxState.WAITING and row.attempts > 0),
        "may_cancel": state in (OutboxState.DEAD, OutboxState.WAITING),
    }


def _task(kind: str, row: Any) -> dict[str, Any]:
    return {
        "title": TIMETABLE[kind].title,
        "finished_at": row.finished_at if row else None,
        "next_at": row.next_at if row else None,
        "message": row.message if row else "",
        "failed": bool(row and row.failed),
    }


def _is_asleep(tasks: Any, now: datetime) -> bool:
    """Whether no worker has done anything for as long as it never leaves a task: none runs."""
    last = max((row.finished_at for row in tasks if row.finished_at), default=None)
    return last is None or now - last > 3 * min(task.every for task in TIMETABLE.values())


def _job(row: Any) -> dict[str, Any]:
    state = JobState(row.state)
    return {
        "title": JOB_KINDS[row.kind].title if row.kind in JOB_KINDS else row.kind,
        "kind": JOB_STATE_KINDS[state],
        "state": state.name_in_vietnamese,
        "message": row.message,
        "findings": row.result.get("findings") or (),
        "by": row.created_by,
        "at": row.created_at,
    }


def _back() -> Response:
    here = request.form.get("back", "")
    return redirect(here if here.startswith(f"{blueprint.url_prefix}?") else url_for(".listing"))


@blueprint.post("/<int:row_id>/gui-lai")
@require(PERMISSION)
def send_again(row_id: int) -> Response:
    """Put a row back to be sent at once."""
    try:
        retry(current_platform(), current_actor(), row_id)
        flash("Đã đưa việc vào lượt gửi kế tiếp.", "success")
    except (QueueRowError, ForbiddenError) as error:
        flash(str(error), "warning")
    return _back()


@blueprint.post("/<int:row_id>/bo")
@require(PERMISSION)
def give_up(row_id: int) -> Response:
    """Give a row up."""
    try:
        cancel(current_platform(), current_actor(), row_id)
        flash("Đã bỏ việc này khỏi hàng đợi.", "success")
    except (QueueRowError, ForbiddenError) as error:
        flash(str(error), "warning")
    return _back()


@blueprint.post("/gui-lai-tat-ca")
@require(PERMISSION)
def send_all_again() -> Response:
    """Put everything that is stuck back."""
    count = retry_all(current_platform(), current_actor(), request.form.get("kenh", ""))
    flash(f"Đã đưa {numbers(count)} việc vào lượt gửi kế tiếp.", "success")
    return _back()


@blueprint.post("/chay/<kind>")
@require(PERMISSION)
def ask_for(kind: str) -> Any:
    """Ask for a job, unless one of its kind waits or runs."""
    platform = current_platform()
    if kind not in JOB_KINDS or not JOB_KINDS[kind].by_hand:
        flash("Không có việc này. Chọn một việc trong danh sách.", "warning")
        return _back()
    with platform.database.write() as session:
        is_new = not has_open_job(session, kind)
        if is_new:
            enqueue(session, kind, {}, current_actor(), platform.now())
    flash("Việc đã vào hàng đợi." if is_new else "Việc này đang chờ hoặc đang chạy.", "success")
    return _back()
