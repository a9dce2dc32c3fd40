"""A citizen rates how their dossier was settled, once they have proved whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from motcua.services.applicant_proof import ProofRefusedError, prove_applicant
from motcua.services.rating_slips import RatingRefusedError, Slip, rate, slip_to_fill
from motcua.services.surveys import LONGEST_NOTE
from motcua.web.screens.portal import portal_frame
from motcua.web.security.current import current_platform
from motcua.web.security.visitors import has_proved, note_proof

blueprint = Blueprint("portal_rating", __name__, url_prefix="/tra-cuu/<number>/danh-gia")
blueprint.context_processor(portal_frame)

ANSWER = "a."


@blueprint.get("")
def show(number: str) -> Any:
    """The question whose dossier it is, then the slip."""
    number = number[:64].upper()
    if not has_proved(number):
        return _page(number, None, {}, "")
    slip = _slip(number)
    if slip is None or slip.answered:
        return _back(number, slip)
    return _page(number, slip, {}, "")


@blueprint.post("")
def post(number: str) -> Any:
    """Prove whose dossier it is, or send the slip."""
    number = number[:64].upper()
    if not has_proved(number):
        try:
            note_proof(prove_applicant(current_platform(), number, request.form.get("identity", "")[:40]))
        except ProofRefusedError as error:
            return _page(number, None, {}, str(error)), 422
        return redirect(url_for("portal_rating.show", number=number))
    slip = _slip(number)
    if slip is None or slip.answered:
        return _back(number, slip)
    answers = {
        name.removeprefix(ANSWER): value[:LONGEST_NOTE]
        for name, value in request.form.items()
        if name.startswith(ANSWER)
    }
    try:
        rate(current_platform(), number, answers)
    except RatingRefusedError as error:
        return _page(number, slip, answers, str(error), error.errors), 422
    flash("Đã ghi đánh giá. Cảm ơn bạn.", "success")
    return redirect(url_for("portal.tracked", number=number))


def _slip(number: str) -> Slip | None:
    current_platform().rules.refresh()
    return slip_to_fill(current_platform(), number)


def _back(number: str, slip: Slip | None) -> Any:
    rated = "Hồ sơ này đã được đánh giá; mỗi hồ sơ đánh giá một lần."
    early = "Hồ sơ này chưa giải quyết xong nên chưa đánh giá được."
    flash(early if slip is None else rated, "info")
    return redirect(url_for("portal.tracked", number=number))


def _page(
    number: str,
    slip: Slip | None,
    answers: Mapping[str, str],
    problem: str,
    errors: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "portal/rating.html",
        number=number,
        slip=slip,
        answers=answers,
        problem=problem,
        errors=errors or {},
        prefix=ANSWER,
        longest=LONGEST_NOTE,
    )
