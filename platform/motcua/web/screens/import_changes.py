"""The changes of an import, page by page: values taken or left, new codes confirmed, what is no longer listed ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.services.import_changes import Action, Verdict
from motcua.services.import_review import (
    LOOKING,
    PAGE,
    ChangeCounts,
    change_lines,
    count_changes,
    refuse_all,
    retire_all,
    save_choices,
    save_verdicts,
)
from motcua.services.import_runs import TRIED, ImportRunClosedError, ImportRunMissingError, find_run
from motcua.web.screens.words import day_words, numbers
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("import_changes", __name__, url_prefix="/nhap-danh-muc")

PAIRS = "ma-moi"
ACTIONS: Mapping[str, tuple[Action, str]] = {
    "doi": (Action.CHANGED, "Cập nhật"),
    "them": (Action.ADDED, "Thêm mới"),
    PAIRS: (Action.ADDED, "Có thể đổi mã"),
    "khong-con": (Action.ABOLISHED, "Không còn trong tệp"),
}


@blueprint.get("/<int:run_id>/thay-doi/<action>")
@require("can_import_catalog")
def listing(run_id: int, action: str) -> str:
    """A page of changes of one kind."""
    if action not in ACTIONS:
        abort(404)
    first = max(request.args.get("tu", 0, type=int), 0)
    platform = current_platform()
    try:
        with platform.database.read(LOOKING) as session:
            row = find_run(session, run_id)
            pending = row.state == TRIED
            counts = count_changes(session, run_id, pending=pending)
            lines = change_lines(
                session, run_id, ACTIONS[action][0], first, pairs=action == PAIRS, pending=pending
            )
    except ImportRunMissingError:
        abort(404)
    total = _total(counts, action)
    return render_template(
        "imports/changes.html",
        row=row,
        action=action,
        title=ACTIONS[action][1],
        open=pending,
        lines=lines,
        tabs=_tabs(run_id, action, counts),
        first=first + 1 if lines else 0,
        last=first + len(lines),
        total=total,
        tu=first,
        previous=_page(run_id, action, first - PAGE) if first else "",
        next=_page(run_id, action, first + PAGE) if first + PAGE < total else "",
        numbers=numbers,
        day=day_words,
    )


def _page(run_id: int, action: str, first: int) -> str:
    return url_for("import_changes.listing", run_id=run_id, action=action, tu=max(first, 0) or None)


def _total(counts: ChangeCounts, action: str) -> int:
    return {
        "doi": counts.changed,
        "them": counts.added,
        PAIRS: counts.pairs,
        "khong-con": counts.abolished,
    }[action]


def _tabs(run_id: int, chosen: str, counts: ChangeCounts) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "href": _page(run_id, action, 0),
            "active": action == chosen,
            "count": numbers(_total(counts, action)),
            "kind": "soon" if action == PAIRS and counts.open_pairs else "",
        }
        for action, (_what, label) in ACTIONS.items()
        if action == chosen or _total(counts, action)
    ]


@blueprint.post("/<int:run_id>/thay-doi/<action>")
@require("can_import_catalog")
def choose(run_id: int, action: str) -> Response:
    """Keep what a person chose on the page, or for everything of the kind."""
    if action not in ACTIONS:
        abort(404)
    try:
        _choose(run_id, action)
        flash("Đã lưu lựa chọn.", "success")
    except ImportRunMissingError:
        abort(404)
    except ImportRunClosedError as error:
        flash(str(error), "warning")
    first = request.form.get("tu", 0, type=int)
    return redirect(_page(run_id, action, first))


def _choose(run_id: int, action: str) -> None:
    platform, actor, posted = current_platform(), current_actor(), request.form
    everything = posted.get("all", "")
    shown, reason = posted.getlist("shown"), posted.get("reason", "").strip()[:500]
    if action == "khong-con":
        if everything:
            retire_all(platform, actor, run_id, retire=everything == "take")
            return
        ended = set(posted.getlist("retire"))
        verdicts = {code: Verdict.RETIRE if code in ended else Verdict.NONE for code in shown}
        save_verdicts(platform, actor, run_id, verdicts)
    elif action == PAIRS:
        said = {code: posted.get(f"verdict-{code}", "") for code in shown}
        known = {Verdict.SAME.value, Verdict.DIFFERENT.value}
        save_verdicts(
            platform, actor, run_id, {code: Verdict(one) for code, one in said.items() if one in known}
        )
    elif everything:
        refuse_all(platform, actor, run_id, ACTIONS[action][0], refused=everything != "take", reason=reason)
    else:
        paths: dict[str, list[str]] = {}
        for one in shown:
            code, _, path = one.partition("|")
            paths.setdefault(code, []).append(path)
        save_choices(platform, actor, run_id, paths, frozenset(posted.getlist("take")), reason)
