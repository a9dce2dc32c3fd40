"""Acts about money on a dossier, its fee receipts on paper, and the correction of its slip."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from motcua.documents.pdf import page_svgs
from motcua.dossiers.commands import Command, CorrectReceipt, Pay, PaymentEntry, Refund, Waive
from motcua.kernel.money import MoneyError, parse_money
from motcua.services.acting import DossierMissingError, act, find_dossier
from motcua.services.fee_receipts import ReceiptWish, fee_paper
from motcua.services.papers import PaperMissingError, render
from motcua.services.receipt_corrections import CorrectionRefusedError, read_changes
from motcua.services.receiving import RefusedError
from motcua.surfaces.paper import Paper
from motcua.web.errors import answer_error
from motcua.web.screens.dossier import page_again
from motcua.web.screens.dossier_acts import Typed
from motcua.web.screens.dossier_commands import UnreadableError
from motcua.web.security.current import current_actor, current_platform, current_scope, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("money", __name__, url_prefix="/ho-so/<number>/tien")

METHODS = ("cash", "transfer")


@blueprint.post("/pay")
@require("can_collect_fee", "can_receive")
def pay(number: str) -> Any:
    """Take money for one fee, with a receipt of the agency's series unless one was written by hand."""
    return _carry_out(number, "pay", _pay, "Đã thu tiền")


@blueprint.post("/waive")
@require("can_collect_fee", "can_receive")
def waive(number: str) -> Any:
    """No longer ask for a fee."""
    return _carry_out(number, "waive", _waive, "Đã miễn khoản thu")


@blueprint.post("/refund")
@require("can_collect_fee", "can_receive")
def refund(number: str) -> Any:
    """Give money back."""
    return _carry_out(number, "refund", _refund, "Đã ghi hoàn tiền")


@blueprint.post("/sua-giay")
@require("can_receive")
def correct(number: str) -> Any:
    """Correct what was written at intake; the slip is issued again under a new number, with the reason."""
    platform = current_platform()
    typed = Typed("correct", "", dict(request.form.items()), {}, ())
    try:
        with platform.database.read(current_scope()) as session:
            row = find_dossier(session, number)
            changes = read_changes(row, request.form, platform.today())
    except DossierMissingError as error:
        return answer_error(404, str(error))
    except CorrectionRefusedError as error:
        errors = {one.path.partition(".")[0]: one.message for one in error.problems}
        return page_again(number, Typed("correct", "", typed.values, errors, tuple(errors.values())), 422)
    if not changes:
        message = "Chưa có gì thay đổi. Sửa một ô rồi cấp lại giấy, hoặc in lại giấy cũ."
        return page_again(number, Typed("correct", "", typed.values, {}, (message,)), 422)
    command = CorrectReceipt(_text("reason"), changes, expected_version=_version())
    try:
        act(platform, current_actor(), number, command)
    except RefusedError as error:
        said = tuple(one.message for one in error.refusals)
        return page_again(number, Typed("correct", "", typed.values, {}, said), 422)
    flash("Đã sửa và cấp lại giấy tiếp nhận. In lại giấy mới cho người nộp.", "success")
    return redirect(url_for("dossier.show", number=number, phan="ban-in"))


def _carry_out(number: str, name: str, read: Callable[[], Command], words: str) -> Any:
    values = dict(request.form.items())
    try:
        act(current_platform(), current_actor(), number, read(), _text("key"))
    except UnreadableError as error:
        said = tuple(error.errors.values())
        return page_again(number, Typed(f"money-{name}", "", values, error.errors, said), 422)
    except RefusedError as error:
        said = tuple(one.message for one in error.refusals)
        stale = any(one.code == "stale_version" for one in error.refusals)
        return page_again(number, Typed(f"money-{name}", "", values, {}, said), 409 if stale else 422)
    except DossierMissingError as error:
        return answer_error(404, str(error))
    flash(f"{words}: {number}.", "success")
    return redirect(url_for("dossier.show", number=number, phan="phi"))


def _pay() -> Command:
    method = _text("method")
    entry = PaymentEntry(_text("fee"), _amount())
    return Pay(
        (entry,),
        method if method in METHODS else "cash",
        _text("reference"),
        _text("receipt"),
        _version(),
        issue_receipt=True,
    )


def _waive() -> Command:
    reason, proof = _text("reason"), _text("document")
    errors = {} if reason else {"reason": "Ghi lý do, căn cứ miễn."}
    if not proof:
        errors["document"] = "Ghi giấy tờ chứng minh được miễn: loại giấy, số, ngày."
    if errors:
        raise UnreadableError(errors)
    return Waive(_text("fee"), reason, _version(), proof[:300])


def _refund() -> Command:
    method = _text("method")
    return Refund(
        _text("fee"), _amount(), _text("reason"), method if method in METHODS else "cash", _version()
    )


def _amount() -> int:
    text = _text("amount")
    if not text:
        raise UnreadableError({"amount": "Chưa ghi số tiền. Ghi số đồng, ví dụ 15.000."})
    try:
        return parse_money(text)
    except MoneyError as error:
        raise UnreadableError({"amount": str(error)}) from error


def _text(name: str) -> str:
    return request.form.get(name, "").strip()


def _version() -> int | None:
    return typed_number(_text("expected_version"), None)


def _composed(number: str, seq: int) -> tuple[Paper, str]:
    platform = current_platform()
    platform.rules.refresh()
    with platform.database.read(current_scope()) as session:
        row = find_dossier(session, number)
        return fee_paper(platform, session, row, ReceiptWish(seq, current_actor().full_name)), row.number


@blueprint.get("/bien-lai/<int:seq>")
@require("can_print")
def receipt(number: str, seq: int) -> Any:
    """The receipt on the desk."""
    try:
        made, whole = _composed(number, seq)
    except (DossierMissingError, PaperMissingError) as error:
        return answer_error(404, str(error))
    return render_template(
        "dossier/paper.html",
        paper=made,
        images=[base64.b64encode(page.encode()).decode() for page in page_svgs(made)],
        number=whole,
        pdf=url_for("money.receipt_file", number=whole, seq=seq, kind="pdf"),
        docx=url_for("money.receipt_file", number=whole, seq=seq, kind="docx"),
        back_url=url_for("dossier.show", number=whole, phan="phi"),
        back_label="Phí, lệ phí",
    )


@blueprint.get("/bien-lai/<int:seq>/<kind>")
@require("can_print")
def receipt_file(number: str, seq: int, kind: str) -> Any:
    """The receipt as a file."""
    if kind not in {"pdf", "docx"}:
        abort(404)
    try:
        made, whole = _composed(number, seq)
    except (DossierMissingError, PaperMissingError) as error:
        return answer_error(404, str(error))
    content, media_type = render(made, kind)
    way = "inline" if kind == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="bien-lai-{whole}-{seq}.{kind}"'}
    return Response(content, headers=headers, content_type=media_type)
