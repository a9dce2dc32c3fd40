"""The live preview of a draft: the text beside the screens, papers and notices it makes, at two widths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy.orm import Session

from motcua.services.draft_preview import Preview, preview, print_templates, procedures_for
from motcua.services.drafted_rules import NoRulesError
from motcua.services.editing import EditTarget, open_editor
from motcua.services.preview_samples import Sample
from motcua.web.screens.preview_frames import (
    citizen_frame,
    counter_frame,
    notice_frame,
    portal_frame,
    print_frame,
    step_frame,
    steps_of,
)
from motcua.web.screens.studio import address, back_to_editor, crumbs, edit_target, kind_title
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("preview", __name__)

VIEWS: Mapping[str, str] = {
    "quay": "Tiếp nhận",
    "cong-dan": "Người dân nộp",
    "trang-cong": "Trang thủ tục",
    "xu-ly": "Xử lý",
    "ban-in": "Bản in",
    "thong-bao": "Thông báo",
}
FIRST: Mapping[str, str] = {"process": "xu-ly", "print": "ban-in", "notice": "thong-bao"}
SAMPLES: Mapping[Sample, str] = {
    Sample.SHORT: "Ít nhất",
    Sample.TYPICAL: "Thường gặp",
    Sample.LONG: "Dài nhất",
}
WIDTHS: Mapping[str, str] = {"1366": "Máy tính", "390": "Điện thoại"}
KINDS = frozenset({"procedure", "form", "process", "policy", "print", "notice", "code_list"})
KEYS = [
    {"key": "Ctrl S", "label": "Lưu nháp, xem lại"},
    {"key": "F9", "label": "Kiểm tra"},
    {"key": "F8", "label": "Chỗ cần sửa tiếp theo"},
]


def preview_target(kind: str, code: str) -> EditTarget:
    """What is previewed; kinds that nobody ever sees have no preview."""
    target = edit_target(kind, code)
    if kind not in KINDS:
        abort(404)
    return target


def _wish(target: EditTarget) -> dict[str, str]:
    """The chosen view, sample, width, step and paper; what is not known counts as not chosen."""
    wanted = request.args
    view = wanted.get("man-hinh", "")
    sample = wanted.get("mau", "")
    width = wanted.get("rong", "")
    step = wanted.get("buoc", "")[:3]
    return {
        "man-hinh": view if view in VIEWS else FIRST.get(target.kind, "quay"),
        "mau": sample if sample in {one.value for one in Sample} else Sample.TYPICAL.value,
        "rong": width if width in WIDTHS else "1366",
        "thu-tuc": wanted.get("thu-tuc", "")[:64],
        "buoc": step if step.isdecimal() else "0",
        "in": wanted.get("in", "")[:64],
    }


@blueprint.get("/dinh-nghia/<kind>/<code>/xem-truoc")
@require("can_edit_definition")
def page(kind: str, code: str) -> str:
    """The preview beside the text."""
    target, platform = preview_target(kind, code), current_platform()
    platform.rules.refresh()
    wish = _wish(target)
    steps: list[dict[str, Any]] = []
    papers: list[dict[str, Any]] = []
    with platform.database.read() as session:
        editable = open_editor(session, current_actor(), target)
        procedures = procedures_for(session, target)
        if wish["thu-tuc"] not in {one for one, _name in procedures}:
            wish["thu-tuc"] = next((one for one, _name in procedures), "")
        try:
            shown = _shown(session, target, wish)
            steps = steps_of(shown)
            papers = [{"value": one.code, "label": one.name} for one in print_templates(platform, shown)]
        except NoRulesError:
            pass
    return render_template(
        "studio/preview.html",
        target=target,
        kind_name=kind_title(kind),
        editable=editable,
        wish=wish,
        choices={
            "man-hinh": list(VIEWS.items()),
            "mau": [(one.value, words) for one, words in SAMPLES.items()],
            "rong": list(WIDTHS.items()),
        },
        procedures=procedures,
        steps=steps,
        papers=papers,
        frame_url=_address("preview.frame", target, wish),
        link=lambda **more: _address("preview.page", target, {**wish, **more}),
        address=address,
        back=back_to_editor(target),
        keys=KEYS,
        crumbs=crumbs(target, code, "Xem trước"),
    )


def _address(endpoint: str, target: EditTarget, wish: Mapping[str, Any]) -> str:
    kept: dict[str, Any] = {"co-quan": target.agency} if target.agency else {}
    return url_for(endpoint, kind=target.kind, code=target.code, **kept, **wish)


FRAMES: Mapping[str, Callable[[Preview, dict[str, str]], dict[str, Any]]] = {
    "quay": lambda shown, _wish: counter_frame(shown),
    "cong-dan": lambda shown, _wish: citizen_frame(shown),
    "trang-cong": lambda shown, _wish: portal_frame(shown),
    "xu-ly": lambda shown, wish: step_frame(shown, min(int(wish["buoc"]), len(shown.run.stages) - 1)),
    "ban-in": lambda shown, wish: print_frame(shown, wish["in"]),
    "thong-bao": lambda shown, _wish: notice_frame(shown),
}


@blueprint.get("/dinh-nghia/<kind>/<code>/xem-truoc/khung")
@require("can_edit_definition")
def frame(kind: str, code: str) -> str:
    """One screen, paper or list of notices of the actor's draft, to stand in a frame."""
    target, platform = preview_target(kind, code), current_platform()
    platform.rules.refresh()
    wish = _wish(target)
    with platform.database.read() as session:
        if not wish["thu-tuc"]:
            wish["thu-tuc"] = next((one for one, _name in procedures_for(session, target)), "")
        try:
            shown = _shown(session, target, wish)
        except NoRulesError as error:
            return render_template("studio/preview/broken.html", message=str(error), problems=error.problems)
        if not shown.run.stages:
            return render_template("studio/preview/broken.html", message=shown.run.stopped, problems=())
        names = FRAMES[wish["man-hinh"]](shown, wish)
        return render_template(f"studio/preview/{wish['man-hinh']}.html", shown=shown, **names)


def _shown(session: Session, target: EditTarget, wish: Mapping[str, str]) -> Preview:
    if not wish["thu-tuc"]:
        raise NoRulesError("Chưa có thủ tục nào để xem qua. Nhập danh mục hoặc tạo một thủ tục trước.")
    wanted = (wish["thu-tuc"], Sample(wish["mau"]))
    return preview(current_platform(), session, current_actor(), target, wanted)
