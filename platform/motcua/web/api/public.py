"""What anybody may ask without signing in: procedures and the progress of a dossier by its number."""

from __future__ import annotations

from flask import Blueprint, Response

from motcua.services.tracking import track
from motcua.web.api.answers import answer, explained
from motcua.web.api.procedures import procedures_page
from motcua.web.security.current import current_platform

blueprint = Blueprint("api_public", __name__, url_prefix="/api/v1/public")


@blueprint.get("/procedures")
@explained
def procedures() -> Response:
    """A page of the procedures citizens may ask for."""
    return answer(procedures_page(public=True))


@blueprint.get("/tracking/<number>")
@explained
def tracking(number: str) -> Response:
    """How far a dossier is, with no personal data beyond what the slip shows."""
    return answer(track(current_platform(), number))
