"""Public check of a result by the code of its QR: number, day, issuer, valid or not; no personal data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from motcua.kernel.date_words import date_words
from motcua.services.outcome_check import Standing, check_outcome
from motcua.web.screens.portal import portal_frame
from motcua.web.security.current import current_platform

blueprint = Blueprint("result_check", __name__, url_prefix="/tra-cuu/ket-qua")
blueprint.context_processor(portal_frame)

KINDS = {Standing.VALID: "ok", Standing.EXPIRED: "late", Standing.REVOKED: "late", Standing.REPLACED: "late"}


@blueprint.get("")
def ask() -> Any:
    """Where the code of a paper is typed."""
    typed = request.args.get("ma", "").strip()
    if typed:
        return redirect(url_for("result_check.show", code=typed.rpartition("/")[2][:64] or "-"))
    return render_template("portal/result.html", found=None, typed="", missing=False)


@blueprint.get("/<code>")
def show(code: str) -> Any:
    """Whether the result behind a code holds."""
    platform = current_platform()
    platform.rules.refresh()
    found = check_outcome(platform, code)
    if found is None:
        return render_template("portal/result.html", found=None, typed=code[:64], missing=True), 404
    return render_template(
        "portal/result.html",
        found=found,
        kind=KINDS[found.standing],
        issued=date_words(found.issued_at),
        until=date_words(found.valid_until) if found.valid_until else "",
        changed=date_words(found.changed_at) if found.changed_at else "",
        typed="",
        missing=False,
    )
