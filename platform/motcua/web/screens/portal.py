"""The portal of citizens: front page, procedures, tracking by number, public figures; nothing needs an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.definitions.directory import Directory
from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import date_words, time_words, weekday_words
from motcua.kernel.text import fold
from motcua.services.acting import DossierMissingError
from motcua.services.catalog_view import CatalogQuery
from motcua.services.cursors import CursorError
from motcua.services.portal import (
    agency_figures,
    fields_of_work,
    month_figures,
    often_asked,
    open_public,
    public_total,
    search_procedures,
    topics,
)
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.services.tracking import track
from motcua.surfaces.procedure_words import LEVEL_NAMES, ONLINE_NAMES
from motcua.web.page_context import province_name
from motcua.web.screens.portal_procedure import public_procedure
from motcua.web.screens.public_board import public_board
from motcua.web.screens.words import numbers
from motcua.web.security.current import current_platform, find_actor

blueprint = Blueprint("portal", __name__)

PAGE = 20
OFTEN_SEARCHED = ("khai sinh", "chứng thực bản sao", "độc thân", "hộ kinh doanh")
SYNONYMS = {
    "doc than": "tình trạng hôn nhân",
    "xac nhan doc than": "tình trạng hôn nhân",
    "so do": "giấy chứng nhận",
}
STATE_TITLES = {
    "submitted": "Đã nộp, chờ tiếp nhận",
    "processing": "Đang được xem xét",
    "waiting_supplement": "Chờ bạn bổ sung giấy tờ",
    "waiting_payment": "Chờ bạn nộp tiền",
    "suspended": "Đang tạm dừng",
    "done": "Đã có kết quả",
    "returned": "Đã trả kết quả",
    "refused": "Không được giải quyết",
    "stopped": "Đã dừng giải quyết",
    "withdrawn": "Đã rút hồ sơ",
}
STATE_KINDS = {
    "waiting_supplement": "wait",
    "waiting_payment": "wait",
    "suspended": "wait",
    "done": "ok",
    "returned": "ok",
    "refused": "late",
    "stopped": "late",
    "withdrawn": "idle",
}


@blueprint.context_processor
def portal_frame() -> dict[str, Any]:
    """What stands around every page of the portal."""
    platform = current_platform()
    path = request.path
    menu = [
        ("Thủ tục", url_for("portal.procedures"), path.startswith("/cong/thu-tuc")),
        ("Tra cứu hồ sơ", url_for("portal.tracking"), path.startswith("/tra-cuu")),
        ("Công khai", url_for("portal.figures"), path == url_for("portal.figures")),
    ]
    signed_in = find_actor() is not None
    province = province_name(platform)
    if province and not fold(province).startswith(("tinh ", "thanh pho ")):
        province = f"tỉnh {province}"
    return {
        "province_name": province,
        "portal_url": url_for("portal.home"),
        "portal_menu": [{"label": label, "href": href, "active": active} for label, href, active in menu],
        "portal_account": {
            "label": "Về màn hình làm việc" if signed_in else "Dành cho cán bộ",
            "href": "/" if signed_in else url_for("MotCuaSignInView.login"),
        },
        "portal_contact": _contact(platform),
    }


def _contact(platform: Platform) -> dict[str, Any] | None:
    """The provincial centre as the organization states it."""
    try:
        directory: Directory = platform.directory()
    except LookupError:
        return None
    centre = next(
        (one for one in directory.agencies() if one.level == "province" and "one-stop-centre" in one.roles),
        None,
    )
    if centre is None:
        return None
    return {
        "name": centre.name,
        "lines": [line for line in (centre.address, centre.email) if line],
        "phone": centre.phone,
        "links": [{"label": "Danh sách thủ tục", "href": url_for("portal.procedures")}],
    }


@blueprint.get("/cong")
def home() -> str:
    """The front page."""
    platform = current_platform()
    platform.rules.refresh()
    fields = fields_of_work(platform)
    month = month_figures(platform)
    return render_template(
        "portal/home.html",
        often=often_asked(platform),
        levels=LEVEL_NAMES,
        online=ONLINE_NAMES,
        total=numbers(public_total(platform)),
        topics=topics(fields),
        month=month,
        month_words=f"Tháng {month.first_day.month}/{month.first_day.year}",
        numbers=numbers,
        searches=OFTEN_SEARCHED,
        example=_example_number(platform),
    )


def _example_number(platform: Platform) -> str:
    """How a number looks, with the day of today."""
    codes = [one.code for one in platform.directory().agencies() if one.receives and one.level == "commune"]
    return f"{codes[0] if codes else 'H88.31'}-{platform.today():%y%m%d}-0044"


@blueprint.get("/cong/thu-tuc")
def procedures() -> str:
    """Procedures found by words, code or field of work."""
    platform = current_platform()
    platform.rules.refresh()
    args = request.args
    typed = args.get("q", "")[:200]
    field = args.get("linh-vuc", "")[:500]
    level = args.get("cap", "")
    wanted = CatalogQuery(
        text=_meant(typed),
        field_of_work=field,
        level=level if level in LEVEL_NAMES else "",
        cursor=args.get("sau", ""),
        before=args.get("truoc", ""),
        public=True,
        size=PAGE,
    )
    try:
        page, lines = search_procedures(platform, wanted)
    except CursorError:
        abort(400)

    def link(**changes: str) -> str:
        kept: dict[str, Any] = {"q": typed, "linh-vuc": field, "cap": level}
        kept.update({name.replace("_", "-"): value for name, value in changes.items()})
        return url_for("portal.procedures", **{name: value for name, value in kept.items() if value})

    return render_template(
        "portal/procedures.html",
        typed=typed,
        field=field,
        level=level,
        lines=lines,
        page=page,
        first=page.skipped + 1,
        total=numbers(page.total),
        fields=fields_of_work(platform),
        levels={name: LEVEL_NAMES[name] for name in ("commune", "province")},
        level_names=LEVEL_NAMES,
        online=ONLINE_NAMES,
        previous=link(truoc=page.previous_cursor) if page.previous_cursor else "",
        next=link(sau=page.next_cursor) if page.next_cursor else "",
    )


def _meant(typed: str) -> str:
    """What everyday words mean in the names of procedures."""
    return SYNONYMS.get(fold(typed), typed)


@blueprint.get("/cong/thu-tuc/<code>")
def procedure(code: str) -> str:
    """One procedure for who wants to apply."""
    platform = current_platform()
    try:
        bundle, offering = open_public(platform, code)
    except RulesMissingError:
        abort(404)
    return render_template("portal/procedure.html", **public_procedure(platform, bundle, offering))


@blueprint.get("/tra-cuu")
def tracking() -> Response | str:
    """Ask for a dossier by its number."""
    typed = request.args.get("ma", "").strip()
    if typed:
        return redirect(url_for("portal.tracked", number="".join(typed.split()).upper()[:64]))
    return render_template("portal/track.html", typed="", example=_example_number(current_platform()))


@blueprint.get("/tra-cuu/<number>")
def tracked(number: str) -> tuple[str, int] | str:
    """How far a dossier is."""
    platform = current_platform()
    try:
        found = track(platform, number)
    except DossierMissingError:
        return (
            render_template(
                "portal/track.html", typed=number[:64], missing=True, example=_example_number(platform)
            ),
            404,
        )
    return render_template(
        "portal/tracked.html",
        dossier=found,
        sent="da_nop" in request.args,
        title=STATE_TITLES.get(found["status"], found["status_name"]),
        kind="late" if found["clock"]["kind"] == "late" else STATE_KINDS.get(found["status"], ""),
        due=_moment(found["due_at"]) if found["due_at"] else None,
        deadline=_moment(found["supplement"]["deadline"])
        if found["supplement"] and found["supplement"]["deadline"]
        else None,
        entries=_entries(found),
    )


def _moment(text: str) -> dict[str, str]:
    moment = in_vietnam(datetime.fromisoformat(text))
    return {"time": time_words(moment), "day": weekday_words(moment), "date": date_words(moment)}


def _entries(found: dict[str, Any]) -> list[dict[str, str]]:
    """The steps of the progress: what is done, where the dossier is, what is still ahead."""
    entries = []
    for event in found["timeline"]:
        at = _moment(event["at"])
        entries.append({"state": "done", "title": event["text"], "time": f"{at['time']}, {at['date']}"})
    entries += [{"state": "now", "title": name, "text": "đang thực hiện"} for name in found["now_at"]]
    entries += [{"state": "next", "title": name} for name in found["next_steps"]]
    return entries


@blueprint.get("/cong/so-lieu")
def figures() -> str:
    """Figures of the month, by agency."""
    platform = current_platform()
    platform.rules.refresh()
    month = month_figures(platform)
    return render_template(
        "portal/figures.html",
        month=month,
        month_words=f"tháng {month.first_day.month}/{month.first_day.year}",
        agencies=agency_figures(platform, platform.directory()),
        board=public_board(),
        numbers=numbers,
        until=f"{time_words(platform.now())} ngày {date_words(platform.now())}",
    )
