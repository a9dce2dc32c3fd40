"""What stands on the screen once a dossier is received: its number, the slip to print, and the usual next step."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup

from motcua.services.dossier_view import view_dossier
from motcua.services.payment_codes import payment_image
from motcua.web.screens.counter_view import due_parts
from motcua.web.screens.dossier_words import fee_words, print_names
from motcua.web.security.current import current_actor, current_platform, may, require

blueprint = Blueprint("received", __name__, url_prefix="/tiep-nhan/xong")

KEYS = (
    {"key": "Enter", "label": "In lại"},
    {"key": "T", "label": "Chuyển bước sau"},
    {"key": "Alt N", "label": "Hồ sơ tiếp theo"},
)


@blueprint.get("/<number>")
@require("can_receive")
def show(number: str) -> Any:
    """The dossier just received, or refused."""
    platform = current_platform()
    view = view_dossier(platform, current_actor(), number)
    row = view.file.row
    papers = print_names(platform, view)
    return render_template(
        "counter/received.html",
        view=view,
        row=row,
        due=due_parts(row.due_at) if row.due_at else None,
        fees=fee_words(view.file.fees),
        # our own drawing of black squares, no text of anybody's
        payment=Markup(payment_image(platform, view.file)),  # noqa: S704
        papers=papers,
        main=next((one for one in view.actions if one.main and not one.requires), None),
        print_now=request.args.get("in") == "1" and bool(papers) and may("can_print"),
        keys=KEYS,
    )
