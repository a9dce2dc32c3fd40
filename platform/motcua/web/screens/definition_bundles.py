"""Signed bundles of definitions: export what is chosen, look at one that came, take it in; keys that are trusted."""

from __future__ import annotations

import io
import re
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from motcua.services.bundle_files import BundleError
from motcua.services.bundle_keys import (
    KeyUnusableError,
    distrust,
    fingerprint,
    own_key,
    public_text,
    trust,
    trusted_keys,
)
from motcua.services.definition_bundles import (
    Standing,
    compare_bundle,
    make_bundle,
    read_bundle,
    take_bundle,
)
from motcua.services.editing import NotPublishableError
from motcua.services.import_runs import TRIED, ImportRunClosedError, ImportRunMissingError
from motcua.services.kept_uploads import (
    UploadRefusedError,
    close_upload,
    keep_upload,
    kept_bytes,
    kept_upload,
    must_be_open,
)
from motcua.web.posted_files import posted_upload
from motcua.web.screens.mass_pages import chosen_procedures
from motcua.web.screens.publishing import PublishForm
from motcua.web.screens.studio import kind_title
from motcua.web.screens.words import day_words, numbers
from motcua.web.security.current import current_actor, current_platform, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("bundles", __name__, url_prefix="/goi-dinh-nghia")

KIND = "definition_bundle"
SHOWN = 300
STANDINGS = {
    Standing.CONFLICT: ("late", "Xung đột"),
    Standing.CHANGED: ("work", "Đổi"),
    Standing.ADDED: ("ok", "Thêm mới"),
    Standing.UNCHANGED: ("idle", "Không đổi"),
}
_NAMED = re.compile(r"([a-z_]+)/([A-Za-z0-9][A-Za-z0-9._-]{0,63})")


@blueprint.get("")
@require("can_edit_definition")
def home() -> str:
    """Export, import, keys."""
    return _home()


def _home(errors: dict[str, str] | None = None) -> str:
    platform = current_platform()
    own = public_text(own_key(platform))
    with platform.database.read() as session:
        chosen = chosen_procedures(session)
        trusted = trusted_keys(session)
    return render_template(
        "bundles/home.html",
        chosen=chosen,
        named=request.form.get("ten-dinh-nghia", ""),
        own=own,
        own_fingerprint=fingerprint(own),
        trusted=trusted,
        errors=errors or {},
        crumbs=_crumbs(""),
    )


def _crumbs(here: str) -> list[dict[str, str]]:
    trail = [{"label": "Định nghĩa", "href": url_for("definitions.kinds")}]
    if not here:
        return [*trail, {"label": "Gói định nghĩa", "href": ""}]
    return [*trail, {"label": "Gói định nghĩa", "href": url_for("bundles.home")}, {"label": here, "href": ""}]


@blueprint.post("/xuat")
@require("can_edit_definition")
def export() -> Response | tuple[str, int]:
    """The signed bundle of what is chosen and what that names."""
    platform = current_platform()
    named = _NAMED.findall(request.form.get("ten-dinh-nghia", "")[:20_000])
    title = request.form.get("ten-goi", "").strip()[:120]
    with platform.database.read() as session:
        codes = chosen_procedures(session).codes
        wanted = [*named, *(("procedure", code) for code in codes)]
        try:
            content, _count = make_bundle(platform, session, wanted, title)
        except BundleError as error:
            return _home({"export": str(error)}), 400
    return send_file(
        io.BytesIO(content),
        mimetype="application/zip",
        as_attachment=True,
        download_name="goi-dinh-nghia.zip",
    )


@blueprint.post("")
@require("can_edit_definition")
def take() -> Response | tuple[str, int]:
    """Keep a bundle that came, when its list and signature are whole."""
    file = posted_upload()
    if file is None:
        return _home({"file": "Chưa chọn tệp. Chọn gói định nghĩa (.zip)."}), 400
    platform = current_platform()
    try:
        with platform.database.read() as session:
            read_bundle(platform, session, file.content)
        kept = keep_upload(platform, current_actor(), KIND, file, {})
    except (BundleError, UploadRefusedError) as error:
        return _home({"file": str(error)}), 400
    return redirect(url_for("bundles.show", upload_id=kept))


@blueprint.get("/<int:upload_id>")
@require("can_edit_definition")
def show(upload_id: int) -> str:
    """What the bundle would bring."""
    return _show(upload_id, PublishForm(day_words(current_platform().today())), "")


def _show(upload_id: int, form: PublishForm, notice: str) -> str:
    platform = current_platform()
    try:
        with platform.database.read() as session:
            row = kept_upload(session, current_actor(), KIND, upload_id)
            bundle = read_bundle(platform, session, kept_bytes(platform, row))
            lines = compare_bundle(session, bundle)
            state, name = row.state, row.file_name
    except (ImportRunMissingError, BundleError):
        abort(404)
    counted = {one: sum(line.standing == one for line in lines) for one in STANDINGS}
    shown = [line for one in STANDINGS for line in lines if line.standing == one]
    return render_template(
        "bundles/show.html",
        upload_id=upload_id,
        bundle=bundle,
        name=name,
        lines=shown[:SHOWN],
        total=len(lines),
        standings=STANDINGS,
        conflicts=counted[Standing.CONFLICT],
        figures=[
            {"label": words, "value": numbers(counted[one]), "href": "#lines"}
            for one, (_kind, words) in STANDINGS.items()
        ],
        useful=counted[Standing.ADDED] + counted[Standing.CHANGED] + counted[Standing.CONFLICT],
        open=state == TRIED,
        form=form,
        errors=form.errors or {},
        notice=notice,
        numbers=numbers,
        kind_title=kind_title,
        crumbs=_crumbs(name),
    )


@blueprint.post("/<int:upload_id>/nhap")
@require("can_publish_definition")
def use(upload_id: int) -> Response | tuple[str, int]:
    """Publish what the bundle brings."""
    platform, actor, posted = current_platform(), current_actor(), request.form
    form = PublishForm(
        posted.get("effective_from", ""), posted.get("decision_number", ""), posted.get("note", "")
    )
    try:
        with platform.database.read() as session:
            row = kept_upload(session, actor, KIND, upload_id)
            must_be_open(row)
            content = kept_bytes(platform, row)
    except ImportRunMissingError:
        abort(404)
    except ImportRunClosedError as error:
        return _show(upload_id, form, str(error)), 400
    wish = form.wish(platform.today())
    if wish is None:
        return _show(upload_id, form, ""), 400
    try:
        _lines, published, _compilation = take_bundle(
            platform, actor, content, wish, take_conflicts=bool(posted.get("lay-xung-dot"))
        )
    except NotPublishableError as error:
        said = " ".join(f"{one.message} {one.remedy}" for one in error.problems[:3])
        return _show(upload_id, form, said), 400
    except BundleError as error:
        return _show(upload_id, form, str(error)), 400
    close_upload(platform, upload_id, {"release": published.release, "changed": len(published.changed)})
    flash(f"Đã nhập gói: {numbers(len(published.changed))} định nghĩa có bản mới.", "success")
    return redirect(url_for("bundles.show", upload_id=upload_id))


@blueprint.post("/khoa")
@require("can_manage_setting")
def add_key() -> Response | tuple[str, int]:
    """Trust a key, or trust it no longer."""
    platform, actor, posted = current_platform(), current_actor(), request.form
    if posted.get("viec") == "bo":
        distrust(platform, actor, posted.get("key", ""))
        flash("Đã bỏ khóa. Những gì đã nhập giữ nguyên.", "success")
        return redirect(url_for("bundles.home"))
    try:
        added = trust(platform, actor, posted.get("key", ""), posted.get("name", ""))
    except KeyUnusableError as error:
        return _home({"key": str(error)}), 400
    flash(f"Đã tin khóa {added.fingerprint} của {added.name}.", "success")
    back: Any = posted.get("goi", "")
    return redirect(
        url_for("bundles.show", upload_id=typed_number(back, 0))
        if back.isdecimal()
        else url_for("bundles.home")
    )
