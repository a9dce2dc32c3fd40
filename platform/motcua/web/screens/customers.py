"""Customers of an agency: their dossiers, papers and results; numbers stay masked until asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from motcua.dossiers.parts import Lifecycle
from motcua.kernel.text import mask_address, mask_identity, mask_phone
from motcua.services.audit import Act
from motcua.services.cursors import CursorError
from motcua.services.customer_file import (
    ContactRefusedError,
    CustomerFile,
    CustomerMissingError,
    customer_file,
    mend_contact,
)
from motcua.services.customer_merging import (
    MergeRefusedError,
    likely_twins,
    merge_customers,
    part_customers,
)
from motcua.services.customers import customer_page, note_reading
from motcua.storage.tables import CustomerRow
from motcua.surfaces.form_view import address_text
from motcua.surfaces.procedure_words import APPLICANT_NAMES
from motcua.web.errors import answer_error
from motcua.web.screens.dossier_words import LIFECYCLE_LOOKS
from motcua.web.screens.list_cells import agency_name
from motcua.web.screens.words import day_words
from motcua.web.security.current import current_actor, current_platform, current_scope, may, require

blueprint = Blueprint("customers", __name__, url_prefix="/khach-hang")

PAGE = 25
MOST_PAGES = 40
OPENERS = ("can_receive", "can_process", "can_supervise")
SEXES = {"nam": "Nam", "nu": "Nữ", "khac": "Khác"}


@blueprint.get("")
@require(*OPENERS)
def listing() -> Any:
    """Customers by name; a whole number finds one at once."""
    text = request.args.get("q", "").strip()[:200]
    pages = [one for one in request.args.get("trang", "").split(".") if one][:MOST_PAGES]
    try:
        with current_platform().database.read(current_scope()) as session:
            page = customer_page(session, text, pages[-1] if pages else "", PAGE)
    except CursorError as error:
        return answer_error(400, str(error))
    directory = current_platform().directory()

    def address(kept: list[str]) -> str:
        return url_for("customers.listing", q=text or None, trang=".".join(kept) or None)

    rows = [
        {
            "id": one.id,
            "name": one.full_name,
            "kind": APPLICANT_NAMES.get(one.kind, one.kind),
            "number": mask_identity(one.identity_number),
            "phone": mask_phone(one.phone),
            "agency": agency_name(directory, one.agency_code),
            "updated": day_words(one.updated_at.date()),
        }
        for one in page.rows
    ]
    return render_template(
        "customers/list.html",
        rows=rows,
        text=text,
        first=len(pages) * PAGE + 1,
        previous_url=address(pages[:-1]) if pages else "",
        next_url=address([*pages, page.next_cursor]) if page.next_cursor else "",
    )


@blueprint.get("/<int:customer_id>")
@require(*OPENERS)
def show(customer_id: int) -> Any:
    """One customer with numbers masked; that the page was opened is written down."""
    return _page(customer_id, Act("customer.read", "customer", str(customer_id)))


@blueprint.post("/<int:customer_id>/hien")
@require("can_receive", "can_read_sensitive")
def reveal(customer_id: int) -> Any:
    """The same page with everything readable; that it was asked for is written down."""
    return _page(customer_id, Act("customer.reveal", "customer", str(customer_id)), open_all=True)


@blueprint.post("/<int:customer_id>/sua")
@require("can_receive")
def mend(customer_id: int) -> Any:
    """Correct name and contact."""
    try:
        mend_contact(current_platform(), current_actor(), customer_id, request.form)
    except CustomerMissingError as error:
        return answer_error(404, str(error))
    except ContactRefusedError as error:
        errors = {one.path.partition(".")[0]: one.message for one in error.problems}
        act = Act("customer.reveal", "customer", str(customer_id))
        return _page(customer_id, act, open_all=True, typed=request.form, errors=errors)
    flash("Đã sửa thông tin khách hàng.", "success")
    return redirect(url_for("customers.show", customer_id=customer_id))


@blueprint.post("/<int:customer_id>/gop")
@require("can_receive")
def merge(customer_id: int) -> Any:
    """Put another record of the same person together with this one, or take one apart again."""
    posted, platform, actor = request.form, current_platform(), current_actor()
    twin, reason = posted.get("twin", ""), posted.get("reason", "")
    try:
        if not twin.isdecimal() or len(twin) > 17:
            raise MergeRefusedError("Chọn bản ghi cùng người.")
        if posted.get("act") == "part":
            part_customers(platform, actor, int(twin), reason)
            flash("Đã tách lại thành hai khách hàng.", "success")
        else:
            merge_customers(platform, actor, customer_id, int(twin), reason)
            flash("Đã gộp. Hồ sơ, giấy tờ, kết quả của cả hai hiện ở đây.", "success")
    except CustomerMissingError as error:
        return answer_error(404, str(error))
    except MergeRefusedError as error:
        flash(str(error), "danger")
    return redirect(url_for("customers.show", customer_id=customer_id))


def _page(
    customer_id: int,
    act: Act,
    *,
    open_all: bool = False,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Any:
    platform, actor = current_platform(), current_actor()
    try:
        with platform.database.read(current_scope()) as session:
            found = customer_file(session, customer_id)
            twins = likely_twins(session, found.row)
    except CustomerMissingError as error:
        return answer_error(404, str(error))
    note_reading(platform, actor, act)
    directory = platform.directory()
    shown = render_template(
        "customers/show.html",
        file=found,
        row=found.row,
        facts=_facts(found, open_all=open_all),
        open_all=open_all,
        dossiers=[_dossier_line(one, directory) for one in found.dossiers],
        papers=[_paper_line(one) for one in found.papers],
        results=found.results,
        earlier=found.row.data.get("earlier_names") or (),
        contact=_contact(found, typed),
        errors=errors or {},
        merged=[_twin_line(one) for one in found.merged],
        twins=[_twin_line(one) for one in twins],
        may_mend=may("can_receive"),
        day_words=day_words,
    )
    return shown, 422 if errors else 200


def _twin_line(row: CustomerRow) -> dict[str, Any]:
    """Another record of perhaps the same person, masked as in every list."""
    return {
        "id": row.id,
        "name": row.full_name,
        "number": mask_identity(row.identity_number),
        "phone": mask_phone(row.phone),
    }


def _facts(found: CustomerFile, *, open_all: bool) -> list[dict[str, Any]]:
    row, data = found.row, found.row.data
    born = row.birth_date
    address = data.get("address")
    place = address_text(address) if isinstance(address, Mapping) else str(address or "")
    pairs = [
        ("Đối tượng", APPLICANT_NAMES.get(row.kind, row.kind)),
        ("Số giấy tờ", row.identity_number if open_all else mask_identity(row.identity_number)),
        ("Ngày sinh", day_words(born) if open_all else (f"…/…/{born.year}" if born else "")),
        ("Giới tính", SEXES.get(str(data.get("sex", "")), "")),
        ("Điện thoại", phone_words(row.phone) if open_all else mask_phone(row.phone)),
        ("Thư điện tử", str(data.get("email", "")) if open_all else mask_address(str(data.get("email", "")))),
        ("Địa chỉ", place if open_all else place.rpartition(", ")[2]),
    ]
    return [{"label": label, "value": value, "strong": False} for label, value in pairs if value]


def phone_words(number: str) -> str:
    """A phone number as it is read: 0912 345 678."""
    bare = "".join(number.split())
    return f"{bare[:4]} {bare[4:7]} {bare[7:]}" if bare.isdigit() and len(bare) == 10 else number


def _contact(found: CustomerFile, typed: Mapping[str, str] | None) -> dict[str, str]:
    if typed is not None:
        return {name: typed.get(name, "") for name in ("full_name", "phone", "email", "address")}
    data = found.row.data
    address = data.get("address")
    return {
        "full_name": found.row.full_name,
        "phone": found.row.phone,
        "email": str(data.get("email", "")),
        "address": address_text(address) if isinstance(address, Mapping) else str(address or ""),
    }


def _dossier_line(one: Any, directory: Any) -> dict[str, Any]:
    lifecycle = Lifecycle(one.lifecycle)
    kind, icon = LIFECYCLE_LOOKS.get(lifecycle, ("idle", "circle"))
    return {
        "number": one.number,
        "procedure": one.procedure,
        "received": day_words(one.received_at.date()),
        "due": day_words(one.due_at.date()) if one.due_at else "",
        "status": {"kind": kind, "icon": icon, "word": lifecycle.name_in_vietnamese},
        "agency": agency_name(directory, one.agency),
    }


def _paper_line(one: Any) -> dict[str, Any]:
    counts = (
        (one.originals, "bản chính"),
        (one.copies, "bản sao"),
        (one.certified_copies, "bản chứng thực"),
    )
    return {
        "name": one.name,
        "words": ", ".join(f"{count} {what}" for count, what in counts if count),
        "dossier": one.dossier,
        "at": day_words(one.at.date()),
    }
