"""The cashier's screens: the day sheet on screen, paper and workbook, and the comparison with a bank's statement."""

from __future__ import annotations

import base64
import io
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from motcua.documents.pdf import page_svgs
from motcua.kernel.money import format_amount, format_money
from motcua.services.audit import Act, write_audit_entry
from motcua.services.bank_statement import StatementRefusedError, read_statement
from motcua.services.day_sheet import DaySheet, SheetQuery, day_sheet, sheet_book, sheet_on_paper
from motcua.services.fee_receipts import METHOD_NAMES
from motcua.services.list_papers import list_paper
from motcua.services.papers import PaperMissingError, render
from motcua.services.reconciliation import CreditToBook, Match, book_credits, reconcile
from motcua.spreadsheets.list_workbook import write_list
from motcua.surfaces.paper import Paper
from motcua.web.errors import answer_error
from motcua.web.screens.counter_desk import desk_agency
from motcua.web.screens.words import day_words, moment_line, parse_day
from motcua.web.security.current import current_actor, current_platform, current_scope, require
from motcua.web.typed_numbers import typed_number

blueprint = Blueprint("cashier", __name__, url_prefix="/thu-phi")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_PERIOD = 366
MOST_CHOSEN = 500
MATCHES = (
    (Match.TO_BOOK, "Khớp, chưa ghi sổ", "soon", "Đủ số tiền hồ sơ còn nợ. Chọn rồi ghi thu."),
    (
        Match.DIFFERS,
        "Khác số tiền",
        "late",
        "Có hồ sơ, số tiền không bằng số còn nợ. Xem hồ sơ rồi xử lý tay.",
    ),
    (Match.UNKNOWN, "Không rõ hồ sơ", "late", "Nội dung chuyển khoản không có mã hồ sơ của cơ quan."),
    (Match.BOOKED, "Đã ghi sổ", "ok", "Sổ thu đã có khoản này."),
)


def _asked() -> SheetQuery:
    today = current_platform().today()
    first = parse_day(request.args.get("tu", "")) or today
    last = max(parse_day(request.args.get("den", "")) or first, first)
    if (last - first).days > LONGEST_PERIOD:
        last = first
    return SheetQuery(desk_agency(), first, last, request.args.get("nguoi", "").strip()[:128])


def _sheet() -> DaySheet:
    with current_platform().database.read(current_scope()) as session:
        return day_sheet(session, _asked())


def _address(endpoint: str, query: SheetQuery, **more: str) -> str:
    kept: dict[str, Any] = {
        "tu": day_words(query.first),
        "den": day_words(query.last),
        "nguoi": query.cashier or None,
    } | more
    return url_for(endpoint, **kept)


@blueprint.get("")
@require("can_collect_fee")
def sheet() -> Any:
    """What was taken and given back, today or in some days, by one cashier or all."""
    found = _sheet()
    query = found.query
    return render_template(
        "cashier/sheet.html",
        sheet=found,
        query=query,
        first=day_words(query.first),
        last=day_words(query.last),
        money=format_amount,
        whole=format_money,
        moment=moment_line,
        methods=METHOD_NAMES,
        xlsx_url=_address("cashier.workbook", query),
        paper_url=_address("cashier.paper", query),
    )


@blueprint.get("/tai")
@require("can_collect_fee")
def workbook() -> Response:
    """The sheet as a workbook; taking it away is written down."""
    platform, found = current_platform(), _sheet()
    agency = platform.directory().agency(found.query.agency)
    book, rows = sheet_book(found, agency.name, platform.now())
    target = io.BytesIO()
    write_list(book, rows, target)
    with platform.database.write(current_scope()) as session:
        detail = {"period": found.period, "rows": len(found.lines)}
        act = Act("export.day_sheet", "agency", agency.code, detail)
        write_audit_entry(session, current_actor(), act, platform.now())
    name = f"thu-phi-{found.query.first:%Y%m%d}-{found.query.last:%Y%m%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(target.getvalue(), headers=headers, content_type=XLSX)


def _composed() -> tuple[Paper, SheetQuery]:
    platform, found = current_platform(), _sheet()
    content = sheet_on_paper(found, current_actor().full_name, platform.now())
    return list_paper(platform, content), found.query


@blueprint.get("/in")
@require("can_collect_fee")
def paper() -> Any:
    """The sheet on paper."""
    try:
        made, query = _composed()
    except PaperMissingError as error:
        return answer_error(404, str(error))
    return render_template(
        "dossier/paper.html",
        paper=made,
        images=[base64.b64encode(page.encode()).decode() for page in page_svgs(made)],
        number="",
        pdf=_address("cashier.paper_file", query, kind="pdf"),
        docx=_address("cashier.paper_file", query, kind="docx"),
        back_url=_address("cashier.sheet", query),
        back_label="Thu phí",
    )


@blueprint.get("/in/<kind>")
@require("can_collect_fee")
def paper_file(kind: str) -> Any:
    """The same as a file."""
    if kind not in {"pdf", "docx"}:
        abort(404)
    try:
        made, query = _composed()
    except PaperMissingError as error:
        return answer_error(404, str(error))
    content, media_type = render(made, kind)
    way = "inline" if kind == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="so-thu-{query.first:%Y%m%d}.{kind}"'}
    return Response(content, headers=headers, content_type=media_type)


@blueprint.get("/doi-soat")
@require("can_collect_fee")
def statement() -> Any:
    """Where a statement is handed in."""
    return render_template("cashier/statement.html", found=None, error="")


@blueprint.post("/doi-soat")
@require("can_collect_fee")
def compare() -> Any:
    """The statement beside the money book; nothing is booked yet."""
    platform, agency = current_platform(), desk_agency()
    file = request.files.get("file")
    if file is None or not file.filename:
        return render_template("cashier/statement.html", found=None, error="Chưa chọn tệp sao kê."), 422
    try:
        lines = read_statement(file.read(), file.filename)
    except StatementRefusedError as error:
        return render_template("cashier/statement.html", found=None, error=str(error)), 422
    actor = current_actor()
    agencies = {one.agency for one in actor.holdings} | {agency, actor.agency}
    with platform.database.read(current_scope()) as session:
        found = reconcile(session, lines, agency, {one for one in agencies if one})
    groups = [
        {
            "match": match.value,
            "title": title,
            "kind": kind,
            "help": words,
            "lines": found.of(match),
            "total": format_money(found.total(match)),
        }
        for match, title, kind, words in MATCHES
    ]
    return render_template(
        "cashier/statement.html",
        found=found,
        error="",
        file_name=file.filename,
        groups=groups,
        whole=format_money,
        day_words=day_words,
        moment=moment_line,
    )


@blueprint.post("/doi-soat/ghi")
@require("can_collect_fee")
def book() -> Any:
    """Book the chosen credits, each once however often the form is sent."""
    chosen = []
    for text in request.form.getlist("credit")[:MOST_CHOSEN]:
        number, _, rest = text.partition("|")
        amount, _, reference = rest.partition("|")
        if number and amount.isdecimal():
            chosen.append(CreditToBook(number, typed_number(amount, 0), reference))
    if not chosen:
        flash("Chưa chọn khoản nào để ghi. Chọn ở đầu dòng rồi ghi thu.", "warning")
        return redirect(url_for("cashier.statement"))
    done, failed = book_credits(current_platform(), current_actor(), chosen)
    if done:
        flash(f"Đã ghi thu {len(done)} khoản chuyển khoản, cấp biên lai cho từng hồ sơ.", "success")
    for number, why in list(failed.items())[:5]:
        flash(f"{number} chưa ghi được: {why}.", "warning")
    return redirect(url_for("cashier.sheet"))
