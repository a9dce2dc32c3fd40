"""The result of a dossier on its page: the paper, its signatures, how it goes out, where the dossier is filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from motcua.documents.file_kinds import UnusableFileError
from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import Command
from motcua.dossiers.decide_outcome import TAKES_BACK
from motcua.dossiers.decide_record import ARCHIVISTS
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.record_commands import SendResult
from motcua.dossiers.record_parts import Delivery, DeliveryWay
from motcua.kernel.date_words import date_words
from motcua.services.access import scope_of
from motcua.services.acting import DossierMissingError, act
from motcua.services.dossier_files import FileMissingError
from motcua.services.dossier_filing import file_dossier, retention_of
from motcua.services.dossier_view import DossierView
from motcua.services.file_uploads import UploadMissingError, take_upload
from motcua.services.outcome_papers import (
    SigningError,
    draft_result,
    may_sign_digitally,
    reissue_result,
    revoke_result,
    sign_result,
    submit_signed,
)
from motcua.services.papers import PaperMissingError
from motcua.services.rating_slips import FilledSlip, filled_slips
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.web.errors import answer_error
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("results", __name__, url_prefix="/ho-so/<number>/ket-qua")

DONE = {
    "draft": "Đã lập dự thảo kết quả.",
    "upload_draft": "Đã đưa dự thảo vào hồ sơ.",
    "sign": "Đã ký số kết quả.",
    "upload_signed": "Đã đưa bản ký vào hồ sơ.",
    "revoke": "Đã thu hồi kết quả.",
    "reissue": "Đã cấp lại kết quả với số mới. Ký bản mới rồi trả cho người nộp.",
    "send": "Đã ghi nhận gửi kết quả.",
    "file": "Đã ghi nơi lưu hồ sơ.",
}
FAILURES = (
    RefusedError,
    SigningError,
    PaperMissingError,
    FileMissingError,
    UploadMissingError,
    UnusableFileError,
)


@dataclass(frozen=True, slots=True)
class ResultDesk:
    """What the template reads of the result, its delivery and the archive."""

    name: str
    facts: Sequence[tuple[str, str]]
    status: tuple[str, str, str]
    file_href: str
    verify_href: str
    past: Sequence[str]
    delivery: Sequence[tuple[str, str]]
    filing: Sequence[tuple[str, str]]
    keep: str
    may: frozenset[str]
    slips: Sequence[FilledSlip]


def build_result_desk(platform: Platform, actor: Actor, view: DossierView) -> ResultDesk:
    """The result as it stands for a person."""
    state, number = view.state, view.file.row.number
    with platform.database.read(scope_of(actor)) as session:
        slips = filled_slips(platform, session, view.file.row)
    outcome = state.outcome
    definitions = view.file.bundle.procedure.outcomes
    definition = next(
        (one for one in definitions if one.id == outcome.id), definitions[0] if definitions else None
    )
    facts = [
        ("Số", outcome.number),
        ("Ngày cấp", date_words(outcome.issued_at) if outcome.issued_at else ""),
        ("Người ký duyệt", outcome.signer_name),
        ("Chữ ký số", ", ".join(outcome.signatures)),
        ("Có giá trị đến", date_words(outcome.valid_until) if outcome.valid_until else ""),
        ("Lý do thu hồi", outcome.revoked_reason),
    ]
    return ResultDesk(
        name=definition.name if definition else "Kết quả",
        facts=[(label, value) for label, value in facts if value],
        status=_status(view),
        file_href=url_for("dossier.show", number=number, phan="giay-to", tep=outcome.file)
        if outcome.file
        else "",
        verify_href=url_for("result_check.show", code=outcome.verify_code) if outcome.verify_code else "",
        past=[f"Số {one.number}, đã được thay" for one in state.past_outcomes],
        delivery=_delivery(view),
        filing=_filing(view),
        keep=retention_of(view.rules.policy).words,
        may=_may(platform, actor, view, has_template=bool(definition and definition.print)),
        slips=slips,
    )


def _status(view: DossierView) -> tuple[str, str, str]:
    outcome = view.state.outcome
    if outcome.revoked_at is not None:
        return "late", "Đã thu hồi", "slash-circle"
    if outcome.signed_at is not None:
        word = "Đã ký số" if outcome.signatures else "Đã có bản ký"
        return "ok", word, "patch-check"
    if outcome.number:
        return "work", "Đã cấp số, chưa có bản ký", "hash"
    if outcome.decided_at is not None:
        return "work", "Đã ký duyệt", "pen"
    if outcome.drafted_at is not None:
        return "idle", "Có dự thảo", "file-earmark-text"
    return "idle", "Chưa có kết quả", "dash-circle"


def _delivery(view: DossierView) -> list[tuple[str, str]]:
    delivery = view.state.delivery
    if delivery is None:
        return []
    sent = f"{delivery.sent_at:%H:%M %d/%m/%Y}" if delivery.sent_at else ""
    handed = f"{delivery.handed_at:%H:%M %d/%m/%Y}" if delivery.handed_at else ""
    facts = [
        ("Cách trả", delivery.way.name_in_vietnamese),
        ("Mã bưu gửi", delivery.code),
        ("Gửi lúc", sent),
        ("Người nhận", delivery.receiver),
        ("Giấy tờ của người nhận", delivery.receiver_paper),
        ("Trao lúc", handed),
        ("Ghi chú", delivery.note),
    ]
    return [(label, value) for label, value in facts if value]


def _filing(view: DossierView) -> list[tuple[str, str]]:
    filing = view.state.filing
    if filing is None:
        return []
    until = date_words(filing.keep_until) if filing.keep_until else "vĩnh viễn"
    when = f"{filing.filed_at:%d/%m/%Y}" if filing.filed_at else ""
    return [("Nơi lưu", filing.location), ("Lưu đến", until), ("Đưa vào lưu trữ", when)]


def _may(platform: Platform, actor: Actor, view: DossierView, *, has_template: bool) -> frozenset[str]:
    """Which forms to show; the rules judge again whoever posts one."""
    state, outcome = view.state, view.state.outcome
    here = bool(view.actions) and not state.lifecycle.is_end
    issuer = bool(actor.permissions & TAKES_BACK) and any(
        one.agency == state.competent_agency for one in actor.holdings
    )
    may: set[str] = set()
    if here and outcome.decided_at is None and state.received_at is not None:
        may |= {"upload_draft"} | ({"draft"} if has_template else set())
    if outcome.exists and outcome.revoked_at is None and (here or issuer):
        may.add("upload_signed")
        if outcome.number and may_sign_digitally(platform, state.competent_agency):
            may.add("sign")
    if outcome.number and issuer:
        may.add("reissue")
        if outcome.revoked_at is None:
            may.add("revoke")
    if state.lifecycle is Lifecycle.DONE and here:
        may.add("send")
    if state.lifecycle.is_end and actor.permissions & ARCHIVISTS:
        may.add("file")
    return frozenset(may)


@blueprint.post("")
@require("can_read_dossier")
def take(number: str) -> Any:
    """Do one of the things the result tab offers."""
    what = request.form.get("what", "")
    if what not in DONE:
        return answer_error(400)
    try:
        _do(what, number)
    except DossierMissingError as error:
        return answer_error(404, str(error))
    except FAILURES as error:
        flash(str(error), "danger")
    else:
        flash(DONE[what], "success")
    return redirect(url_for("dossier.show", number=number, phan="ket-qua"))


def _do(what: str, number: str) -> None:
    posted, platform, actor = request.form, current_platform(), current_actor()
    reason, document = posted.get("reason", ""), posted.get("document", "")
    match what:
        case "draft":
            draft_result(platform, actor, number)
        case "upload_draft":
            draft_result(platform, actor, number, _uploaded(platform, actor))
        case "sign":
            sign_result(platform, actor, number)
        case "upload_signed":
            submit_signed(platform, actor, number, _uploaded(platform, actor))
        case "revoke":
            revoke_result(platform, actor, number, reason, document)
        case "reissue":
            reissue_result(platform, actor, number, reason, document)
        case "send":
            act(platform, actor, number, _sending(posted))
        case "file":
            file_dossier(platform, actor, number, posted.get("location", ""))


def _uploaded(platform: Platform, actor: Actor) -> str:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise UnusableFileError("no_file", "Chưa chọn tệp nào. Chọn tệp rồi tải lên.")
    return take_upload(platform, actor, sent.stream, sent.filename).key


def _sending(posted: Any) -> Command:
    way = DeliveryWay.ONLINE if posted.get("way") == "online" else DeliveryWay.POST
    return SendResult(Delivery(way, code=posted.get("code", "").strip(), note=posted.get("note", "").strip()))
