"""Two or three procedures side by side, with what differs marked."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from motcua.services.procedure_comparison import compare
from motcua.services.round_trip import procedures_of
from motcua.web.security.current import current_platform, require

blueprint = Blueprint("compare", __name__)

LEAST, MOST = 2, 3


@blueprint.get("/thu-tuc/so-sanh")
@require("can_view_catalog")
def side_by_side() -> Response | str:
    """The procedures named by `ma`; `khac=1` shows only what differs."""
    codes = list(dict.fromkeys(one[:64] for one in request.args.getlist("ma") if one))
    platform = current_platform()
    platform.rules.refresh()
    with platform.database.read() as session:
        known = procedures_of(session, codes[: MOST + 1])
    found = [known[code] for code in codes if code in known]
    if not LEAST <= len(found) <= MOST:
        flash("Đánh dấu 2 hoặc 3 thủ tục trong danh sách rồi bấm So sánh.", "info")
        return redirect(url_for("catalog.listing"))
    parts = compare(platform, found)
    only_different = request.args.get("khac") == "1"
    return render_template(
        "catalog/compare.html",
        procedures=found,
        parts=[part for part in parts if part.differs or not only_different],
        differing=sum(part.differs for part in parts),
        only_different=only_different,
        toggle=url_for("compare.side_by_side", ma=codes, khac=None if only_different else 1),
        crumbs=[{"label": "Thủ tục", "href": url_for("catalog.listing")}, {"label": "So sánh", "href": ""}],
    )
