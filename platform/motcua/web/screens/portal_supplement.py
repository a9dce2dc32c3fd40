"""A citizen answers a request for further papers from the portal, once they have proved whose dossier it is."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from motcua.documents.file_kinds import UnusableFileError
from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import date_words, time_words, weekday_words
from motcua.services.acting import DossierMissingError
from motcua.services.applicant_proof import ProofRefusedError, prove_applicant
from motcua.services.file_uploads import UploadMissingError
from motcua.services.idempotency import KeyReusedError
from motcua.services.intake_requests import InvalidRequestError
from motcua.services.portal_filing import Asked, asked_for, send_supplement, take_visitor_file
from motcua.services.receiving import RefusedError
from motcua.web.screens.portal import portal_frame
from motcua.web.screens.portal_filing_view import files_shown
from motcua.web.security.current import current_platform
from motcua.web.security.visitors import current_visitor, has_proved, note_proof

blueprint = Blueprint("portal_supplement", __name__, url_prefix="/tra-cuu/<number>/bo-sung")
blueprint.context_processor(portal_frame)

OTHER = "khac"
"""How the line for papers nobody named is posted."""


@blueprint.get("")
def show(number: str) -> Any:
    """The question whose dossier it is, then what is asked for."""
    number = number[:64].upper()
    if not has_proved(number):
        return render_template("portal/supplement.html", number=number, asked=None, problem="")
    asked = _asked(number)
    if asked is None:
        flash("Hồ sơ này hiện không có yêu cầu bổ sung.", "info")
        return redirect(url_for("portal.tracked", number=number))
    return _page(asked, {}, {}, "", 200)


@blueprint.post("")
def post(number: str) -> Any:
    """Prove whose dossier it is, or send the papers."""
    number, platform = number[:64].upper(), current_platform()
    platform.rules.refresh()
    if not has_proved(number):
        try:
            note_proof(prove_applicant(platform, number, request.form.get("identity", "")[:40]))
        except ProofRefusedError as error:
            page = render_template("portal/supplement.html", number=number, asked=None, problem=str(error))
            return page, 422
        return redirect(url_for("portal_supplement.show", number=number))
    asked = _asked(number)
    if asked is None:
        flash("Hồ sơ này hiện không có yêu cầu bổ sung.", "info")
        return redirect(url_for("portal.tracked", number=number))
    given, errors = _posted(asked)
    if errors or request.form.get("act") != "send":
        return _page(asked, given, errors, "", 422 if errors else 200)
    return _send(asked, given)


def _send(asked: Asked, given: Mapping[str, Sequence[str]]) -> Any:
    note, key = request.form.get("note", "")[:2_000], request.form.get("send_key", "")[:64]
    try:
        send_supplement(current_platform(), current_visitor(), asked, given, note, key)
    except InvalidRequestError as error:
        errors = {one.path.partition(".")[2]: one.message for one in error.problems}
        return _page(asked, given, errors, "", 422)
    except (UploadMissingError, RefusedError, KeyReusedError) as error:
        return _page(asked, given, {}, str(error), 422)
    flash("Đã gửi giấy tờ bổ sung. Cơ quan tiếp tục giải quyết hồ sơ.", "success")
    return redirect(url_for("portal.tracked", number=asked.number))


@blueprint.post("/tinh")
def evaluate(number: str) -> Any:
    """The papers with the files uploaded so far."""
    number = number[:64].upper()
    asked = _asked(number) if has_proved(number) else None
    if asked is None:
        return ""
    given, errors = _posted(asked)
    return render_template("portal/_filing_papers.html", papers=_papers(asked, given, errors), to_show=[])


def _asked(number: str) -> Asked | None:
    current_platform().rules.refresh()
    try:
        return asked_for(current_platform(), number)
    except DossierMissingError:
        return None


def _posted(asked: Asked) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Uploads by paper as posted, with files that came with the page itself; those refused are told at their paper."""
    given: dict[str, list[str]] = {}
    errors: dict[str, str] = {}
    forgotten = request.form.get("forget", "").partition("/")[2]
    for paper, _name in asked.papers:
        name = paper or OTHER
        keys = [one[:64] for one in request.form.getlist(f"paper.{name}.files") if one != forgotten]
        for sent in request.files.getlist(f"upload.{name}"):
            if not sent.filename:
                continue
            try:
                keys.append(
                    take_visitor_file(current_platform(), current_visitor(), sent.stream, sent.filename).key
                )
            except UnusableFileError as error:
                errors[paper] = str(error)
        given[paper] = list(dict.fromkeys(keys))
    return given, errors


def _papers(
    asked: Asked, given: Mapping[str, Sequence[str]], errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "id": paper or OTHER,
            "label": name,
            "field": f"paper.{paper or OTHER}.files",
            "own": False,
            "required": bool(paper),
            "files": files_shown(given.get(paper, ())),
            "error": errors.get(paper, ""),
        }
        for paper, name in asked.papers
    ]


def _page(
    asked: Asked, given: Mapping[str, Sequence[str]], errors: Mapping[str, str], problem: str, status: int
) -> Any:
    deadline = asked.supplement.deadline
    moment = in_vietnam(deadline) if deadline else None
    page = render_template(
        "portal/supplement.html",
        number=asked.number,
        asked=asked,
        problem=problem,
        papers=_papers(asked, given, errors),
        to_show=[],
        note=request.form.get("note", ""),
        send_key=request.form.get("send_key", "") or secrets.token_urlsafe(15),
        deadline={"time": time_words(moment), "day": weekday_words(moment), "date": date_words(moment)}
        if moment
        else None,
        most_megabytes=current_platform().settings.max_file_bytes // (1024 * 1024),
    )
    return page, status
