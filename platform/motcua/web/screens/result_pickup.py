"""Where an applicant takes the electronic result, with the number of the dossier and their identity number."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from motcua.services.result_pickup import PickupRefusedError, pick_up
from motcua.web.screens.file_answers import answer_file
from motcua.web.screens.portal import portal_frame
from motcua.web.security.current import current_platform

blueprint = Blueprint("result_pickup", __name__, url_prefix="/tra-cuu/<number>/ket-qua")
blueprint.context_processor(portal_frame)


@blueprint.get("")
def ask(number: str) -> str:
    """The question who asks."""
    return render_template("portal/pickup.html", number=number[:64].upper(), problem="")


@blueprint.post("")
def take(number: str) -> Any:
    """The result, as a file."""
    platform = current_platform()
    platform.rules.refresh()
    try:
        return answer_file(
            pick_up(platform, number[:64], request.form.get("identity", "")[:40]), download=True
        )
    except PickupRefusedError as error:
        return render_template("portal/pickup.html", number=number[:64].upper(), problem=str(error)), 422
