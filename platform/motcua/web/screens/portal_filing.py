"""Filing online: one page with everything, kept as a draft while it is filled, sent once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for

from motcua.definitions.bundle import ProcedureBundle
from motcua.documents.file_kinds import UnusableFileError
from motcua.dossiers.field_error import FieldError
from motcua.kernel.text import fold
from motcua.services.competence import competent_agencies
from motcua.services.file_uploads import own_scope
from motcua.services.idempotency import KeyReusedError
from motcua.services.intake_drafts import (
    DraftRefusedError,
    DraftText,
    discard_draft,
    draft_pairs,
    new_draft_key,
    save_draft,
)
from motcua.services.intake_requests import DossierRequest, InvalidRequestError, Weighed, weigh
from motcua.services.portal import open_public, takes_online
from motcua.services.portal_filing import (
    PORTAL,
    file_online,
    online_problems,
    online_request,
    take_visitor_file,
)
from motcua.services.receiving import RefusedError
from motcua.services.rule_store import RulesMissingError
from motcua.web.screens.counter_entry import CounterEntry, read_entry, to_request, with_rows
from motcua.web.screens.portal import portal_frame
from motcua.web.screens.portal_filing_view import filing_page
from motcua.web.security.current import current_platform
from motcua.web.security.visitors import current_visitor, note_proof

blueprint = Blueprint("portal_filing", __name__, url_prefix="/cong/thu-tuc/<code>/nop-ho-so")
blueprint.context_processor(portal_frame)

DRAFTS = "portal_drafts"
MOST_DRAFTS = 8
DELIVERIES = (("counter", "Đến nhận tại nơi nộp"), ("post", "Gửi qua bưu điện"), ("online", "Bản điện tử"))


@blueprint.get("")
def show(code: str) -> Any:
    """The page, empty or as this browser left it."""
    bundle, offering = _offered(code)
    entry = _kept(bundle) or _fresh(bundle, offering)
    return _page(entry, bundle, offering, (), 200)


@blueprint.post("")
def post(code: str) -> Any:
    """Send, or show the page again with what was typed and the files that came with it."""
    bundle, offering = _offered(code)
    entry, refused = _with_posted_files(read_entry(code, request.form.items(multi=True), bundle.form), bundle)
    if added := request.form.get("_add_row", ""):
        return _page(with_rows(entry, bundle.form, added, ""), bundle, offering, (), 200)
    if forgotten := request.form.get("forget", "").partition("/")[2]:
        kept = [pair for pair in entry.pairs if pair[0] != "forget" and pair[1] != forgotten]
        entry = read_entry(code, kept, bundle.form)
    if removed := request.form.get("_remove_row", ""):
        return _page(with_rows(entry, bundle.form, "", removed), bundle, offering, (), 200)
    _keep(entry, bundle)
    if request.form.get("act") != "send" or "forget" in request.form or refused:
        return _page(entry, bundle, offering, refused, 422 if refused else 200)
    pairs = [*(pair for pair in entry.pairs if pair[0] != "attempted"), ("attempted", "1")]
    entry = read_entry(code, pairs, bundle.form)
    if entry.text("agency") not in offering:
        return _page(entry, bundle, offering, (), 422)
    wanted = _request(entry, bundle, offering)
    try:
        number = file_online(current_platform(), current_visitor(), wanted)
    except InvalidRequestError as error:
        return _page(entry, bundle, offering, error.problems, 422)
    except RefusedError as error:
        problems = tuple(FieldError(one.field or "request", one.code, one.message) for one in error.refusals)
        return _page(entry, bundle, offering, problems, 422)
    except KeyReusedError:
        flash("Hồ sơ này đã gửi rồi. Tra cứu bằng mã hồ sơ đã nhận.", "warning")
        return redirect(url_for("portal.tracking"))
    session[DRAFTS] = {name: key for name, key in (session.get(DRAFTS) or {}).items() if name != code}
    note_proof(number)
    return redirect(url_for("portal.tracked", number=number, da_nop=1))


@blueprint.post("/luu")
def keep(code: str) -> Any:
    """Keep what was typed so far."""
    bundle, _offering = _offered(code)
    entry = read_entry(code, request.form.items(multi=True), bundle.form)
    if problem := _keep(entry, bundle):
        return {"problem": problem}, 409
    return {"saved_at": current_platform().now().strftime("%H:%M:%S")}


@blueprint.post("/tinh")
def evaluate(code: str) -> Any:
    """The parts of the page that what was typed may have changed."""
    bundle, offering = _offered(code)
    entry = read_entry(code, request.form.items(multi=True), bundle.form)
    try:
        return render_template("portal/_filing_parts.html", **_shown(entry, bundle, offering, ()))
    except InvalidRequestError:
        return ""


@blueprint.post("/bo")
def discard(code: str) -> Any:
    """Throw the draft of this browser away."""
    drafts = dict(session.get(DRAFTS) or {})
    if key := drafts.pop(code, ""):
        discard_draft(current_platform(), current_visitor(), key)
    session[DRAFTS] = drafts
    flash("Đã xóa phần đã ghi.", "success")
    return redirect(url_for("portal.procedure", code=code))


def _offered(code: str) -> tuple[ProcedureBundle, Sequence[str]]:
    try:
        bundle, offering = open_public(current_platform(), code)
    except RulesMissingError:
        abort(404)
    if not takes_online(bundle.procedure) or not offering:
        abort(404)
    return bundle, offering


def _kept(bundle: ProcedureBundle) -> CounterEntry | None:
    """The page as this browser left it."""
    code = bundle.procedure.code
    key = (session.get(DRAFTS) or {}).get(code, "")
    if not key:
        return None
    with current_platform().database.read(own_scope(current_visitor())) as stored:
        pairs = draft_pairs(stored, current_visitor(), key)
    return None if pairs is None else read_entry(code, pairs, bundle.form)


def _fresh(bundle: ProcedureBundle, offering: Sequence[str]) -> CounterEntry:
    code, key = bundle.procedure.code, new_draft_key()
    drafts = {**(session.get(DRAFTS) or {}), code: key}
    session[DRAFTS] = dict(list(drafts.items())[-MOST_DRAFTS:])
    current_visitor()
    asked = request.args.get("co-quan", "")
    agency = asked if asked in offering else offering[0] if len(offering) == 1 else ""
    return read_entry(code, [("draft_key", key), ("agency", agency), ("own", "1")], bundle.form)


def _keep(entry: CounterEntry, bundle: ProcedureBundle) -> str:
    """Keep the entry as the draft of this browser; why not, when it cannot be."""
    person: Mapping[str, Any] = entry.group("applicant")
    text = DraftText(
        key=entry.text("draft_key"),
        agency=PORTAL,
        procedure_code=bundle.procedure.code,
        procedure_name=bundle.procedure.name,
        applicant_name=str(person.get("full_name", ""))[:200],
        channel="online",
        pairs=entry.pairs,
    )
    try:
        save_draft(current_platform(), current_visitor(), text)
    except DraftRefusedError as error:
        return str(error)
    return ""


def _with_posted_files(
    entry: CounterEntry, bundle: ProcedureBundle
) -> tuple[CounterEntry, tuple[FieldError, ...]]:
    """Files posted with the page itself, as browsers without script do; those refused are told at their paper."""
    pairs, problems = list(entry.pairs), []
    known = {line.id for line in bundle.procedure.checklist}
    for name, sent in request.files.items(multi=True):
        paper = name.removeprefix("upload.")
        if not sent.filename or paper not in known:
            continue
        try:
            upload = take_visitor_file(current_platform(), current_visitor(), sent.stream, sent.filename)
        except UnusableFileError as error:
            problems.append(FieldError(f"documents.{paper}", error.code, str(error)))
        else:
            pairs.append((f"paper.{paper}.files", upload.key))
    return read_entry(entry.procedure, pairs, bundle.form), tuple(problems)


def _request(entry: CounterEntry, bundle: ProcedureBundle, offering: Sequence[str]) -> DossierRequest:
    chosen = entry.text("agency")
    agency = chosen if chosen in offering else offering[0]
    competent = competent_agencies(current_platform().directory(), bundle.procedure, agency)
    wanted = to_request(entry, bundle.form, agency)
    return replace(wanted, competent_agency=competent[0] if competent else "", variant="")


def _shown(
    entry: CounterEntry, bundle: ProcedureBundle, offering: Sequence[str], problems: Sequence[FieldError]
) -> dict[str, Any]:
    platform = current_platform()
    directory = platform.directory()
    weighed = weigh(platform, online_request(platform, _request(entry, bundle, offering)))
    if entry.shows_everything and not problems:
        problems = _in_the_way(entry, offering, weighed)
    names = [(code, directory.agency(code).name) for code in offering]
    return filing_page(entry, weighed, problems) | {
        "agency": entry.text("agency"),
        "agencies": sorted(names, key=lambda one: fold(one[1])),
        "deliveries": DELIVERIES,
        "delivery": entry.text("delivery", "counter"),
        "most_megabytes": platform.settings.max_file_bytes // (1024 * 1024),
    }


def _in_the_way(entry: CounterEntry, offering: Sequence[str], weighed: Weighed) -> tuple[FieldError, ...]:
    found = online_problems(weighed)
    if entry.text("agency") in offering:
        return found
    return (FieldError("agency", "required", "Chọn nơi nộp hồ sơ."), *found)


def _page(
    entry: CounterEntry,
    bundle: ProcedureBundle,
    offering: Sequence[str],
    problems: Sequence[FieldError],
    status: int,
) -> Any:
    try:
        shown = _shown(entry, bundle, offering, problems)
    except InvalidRequestError as error:
        page = render_template("portal/cannot_file.html", procedure=bundle.procedure, problems=error.problems)
        return page, 409
    return render_template("portal/filing.html", **shown), status
