"""The words and figures of an import as its pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from motcua.services.background_jobs import JobState
from motcua.services.import_runs import (
    FINISHED,
    IMPORTING,
    LEFT,
    TAKEN,
    TRIED,
    TRYING,
    UNDOING,
    UNDONE,
    UNUSABLE,
    Progress,
)
from motcua.storage.tables import ImportRunRow
from motcua.web.screens.words import numbers

STATES: Mapping[str, tuple[str, str, str]] = {
    TRYING: ("work", "Đang chạy thử", "hourglass-split"),
    IMPORTING: ("work", "Đang nhập", "hourglass-split"),
    UNDOING: ("work", "Đang hoàn tác", "hourglass-split"),
    UNDONE: ("idle", "Đã hoàn tác", "arrow-counterclockwise"),
    TRIED: ("work", "Chạy thử, chưa nhập", "hourglass-split"),
    UNUSABLE: ("late", "Không dùng được", ""),
    LEFT: ("idle", "Đã bỏ", ""),
    FINISHED: ("ok", "Đã nhập", ""),
    TAKEN: ("ok", "Đã nhập", ""),
}
SEVERITIES: Mapping[str, tuple[str, str]] = {
    "error": ("late", "Bị loại"),
    "warning": ("soon", "Cần rà soát"),
    "advice": ("work", "Lưu ý"),
}


def progress_words(run_id: int, found: Progress | None, page: str) -> dict[str, Any] | None:
    """How far the work is, for the page and its live part."""
    if found is None:
        return None
    message = found.message
    if found.state is JobState.FAILED and message.startswith("Lỗi "):
        message = message.partition(": ")[2] or message
    return {
        "stuck": found.stuck,
        "waiting": found.state is JobState.WAITING,
        "done": found.done,
        "total": found.total,
        "message": message or "Đang chờ đến lượt",
        "counted": f"{numbers(found.done)} / {numbers(found.total)} dòng" if found.total else "",
        "poll": url_for(f"{page}.progress", run_id=run_id),
    }


def shown_problems(found: Sequence[Mapping[str, Any]], chosen: str) -> list[dict[str, Any]]:
    shown = []
    for one in found:
        place = one.get("place", {})
        severity = str(one.get("severity", ""))
        if chosen and severity != chosen:
            continue
        cell = place.get("cell") or (f"dòng {place['line']}" if place.get("line") else "")
        shown.append(
            {
                "cell": cell or "cả tệp",
                "sheet": place.get("sheet", ""),
                "code": one.get("code", ""),
                "found": str(one.get("found", ""))[:120],
                "message": one.get("message", ""),
                "remedy": one.get("remedy", ""),
                "severity": severity,
            }
        )
    order = list(SEVERITIES)
    return sorted(shown, key=lambda one: order.index(one["severity"]) if one["severity"] in order else 9)


def steps_of(row: ImportRunRow) -> list[dict[str, str]]:
    if row.state in (FINISHED, TAKEN, UNDOING, UNDONE):
        states = ["done", "done", "done"]
    elif row.state in (TRIED, IMPORTING):
        states = ["done", "done", "now"]
    else:
        states = ["done", "now", "next"]
    return [
        {"label": label, "state": state}
        for label, state in zip(("Tải tệp", "Chạy thử", "Nhập"), states, strict=True)
    ]


def figures_of(row: ImportRunRow, summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    count = {
        name: int(summary.get(name, 0)) for name in ("added", "changed", "unchanged", "rejected", "abolished")
    }
    gone = int(summary.get("retired", 0)) if row.state == FINISHED else count["abolished"]
    page = url_for("catalog_import.show", run_id=row.id)
    return [
        {
            "label": "Thêm mới",
            "value": numbers(count["added"]),
            "href": url_for("import_changes.listing", run_id=row.id, action="them"),
            "note": "chạy được ngay theo mẫu chung",
        },
        {
            "label": "Cập nhật",
            "value": numbers(count["changed"]),
            "href": url_for("import_changes.listing", run_id=row.id, action="doi"),
            "note": "chỉ đổi phần gốc quốc gia",
        },
        {"label": "Không đổi", "value": numbers(count["unchanged"])},
        {
            "label": "Ngừng áp dụng" if row.state == FINISHED else "Không còn trong tệp",
            "value": numbers(gone),
            "href": url_for("import_changes.listing", run_id=row.id, action="khong-con"),
            "note": "chỉ ngừng khi bạn xác nhận" if row.state == TRIED else "",
            "kind": "soon" if gone else "",
        },
        {
            "label": "Bị loại",
            "value": numbers(count["rejected"]),
            "href": f"{page}?xem=error#problems",
            "note": "sửa trong tệp rồi nhập lại" if count["rejected"] else "",
            "kind": "late" if count["rejected"] else "",
        },
    ]


def size_words(count: int) -> str:
    if not count:
        return ""
    return (
        f"{numbers(max(1, count // 1024))} kB"
        if count < 1024 * 1024
        else f"{count / 1024 / 1024:.1f} MB".replace(".", ",")
    )
