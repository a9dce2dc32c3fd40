"""One fee receipt (biên lai) for the dossiers received together: money booked on each, under the same number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.documents.words import amount_words_filter
from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import Pay
from motcua.kernel.money import format_money
from motcua.services.access import require, scope_of
from motcua.services.acting import act_within
from motcua.services.dossier_lists import ListKind, ListRefusedError, find_list
from motcua.services.dossier_log import load_state
from motcua.services.fee_numbers import with_fee_receipt
from motcua.services.fee_receipts import METHOD_NAMES, receipt_template, split_receipt
from motcua.services.papers import PaperMissingError
from motcua.services.print_data import FEE_KINDS, agency_data, person_data
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow, FeeLineRow, OfficerRow, PaymentRow
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER

PAID = "paid"


@dataclass(frozen=True, slots=True)
class BatchPayment:
    """Money for every dossier of a list, by one method."""

    list_id: int
    method: str = "cash"
    reference: str = ""


@dataclass(frozen=True, slots=True)
class BatchReceipt:
    """A receipt several dossiers of a list share: its number, the money in đồng, of how many dossiers."""

    number: str
    amount: int
    count: int

    @property
    def amount_words(self) -> str:
        """The money as screens show it."""
        return format_money(self.amount)


def _dossiers(session: Session, list_id: int, *, lock: bool = False) -> Sequence[DossierRow]:
    row, items = find_list(session, list_id)
    if row.kind != ListKind.BATCH:
        raise ListRefusedError(
            "Danh sách này không phải giấy tiếp nhận nhiều hồ sơ nên không thu chung được."
        )
    wanted = (
        select(DossierRow).where(DossierRow.id.in_([one.dossier_id for one in items])).order_by(DossierRow.id)
    )
    return session.scalars(wanted.with_for_update() if lock else wanted).all()


def owed_by_list(session: Session, list_id: int) -> int:
    """What the dossiers of a batch still owe, in đồng."""
    return sum(fee.owed for row in _dossiers(session, list_id) for fee in load_state(row).fees)


def collect_batch(platform: Platform, actor: Actor, wish: BatchPayment) -> str:
    """Take what every dossier of a batch owes, in one transaction, under one receipt; its number.

    Raises ListRefusedError when nothing is owed, RefusedError when one does not admit it; nothing is booked then.
    """
    require(actor, "can_collect_fee", "thu phí, lệ phí")
    with platform.database.write(scope_of(actor)) as session:
        rows = [
            row
            for row in _dossiers(session, wish.list_id, lock=True)
            if any(fee.owed for fee in load_state(row).fees)
        ]
        if not rows:
            raise ListRefusedError("Các hồ sơ trong danh sách không còn khoản nào phải nộp.")
        first = Pay(method=wish.method, reference=wish.reference, issue_receipt=True)
        numbered = with_fee_receipt(session, platform.rules, rows[0], first, platform.now())
        for row in rows:
            act_within(platform, session, row, actor, numbered)
        return numbered.receipt


def receipts_of_list(session: Session, list_id: int) -> tuple[BatchReceipt, ...]:
    """The receipts that at least two dossiers of the list share."""
    ids = [row.id for row in _dossiers(session, list_id)]
    count = func.count(PaymentRow.dossier_id.distinct())
    found = session.execute(
        select(PaymentRow.receipt_number, func.sum(PaymentRow.amount), count)
        .where(PaymentRow.dossier_id.in_(ids), PaymentRow.receipt_number != "", PaymentRow.kind == PAID)
        .group_by(PaymentRow.receipt_number)
        .having(count > 1)
        .order_by(PaymentRow.receipt_number)
    )
    return tuple(BatchReceipt(number, int(amount), int(many)) for number, amount, many in found)


def batch_receipt_paper(platform: Platform, session: Session, list_id: int, receipt: str) -> Paper:
    """The receipt on paper: each fee summed up over the dossiers. Raises PaperMissingError, ListRefusedError."""
    listed, _items = find_list(session, list_id)
    dossiers = {row.id: row for row in _dossiers(session, list_id)}
    entries = session.execute(
        select(PaymentRow, FeeLineRow.name, FeeLineRow.kind)
        .outerjoin(FeeLineRow, FeeLineRow.id == PaymentRow.fee_line_id)
        .where(
            PaymentRow.dossier_id.in_(list(dossiers)),
            PaymentRow.receipt_number == receipt,
            PaymentRow.kind == PAID,
        )
        .order_by(PaymentRow.id)
    ).all()
    if not entries:
        raise PaperMissingError(f"Danh sách này không có biên lai “{receipt}”. Mở lại danh sách.")
    first = entries[0][0]
    count = len({entry.dossier_id for entry, _name, _kind in entries})
    directory = platform.directory()
    agency = directory.agency(listed.owner_agency)
    data = {
        "agency": agency_data(agency, directory),
        "province": {"name": directory.province_name},
        "applicant": person_data(dossiers[first.dossier_id].applicant) | {"full_name": listed.giver_name},
        "dossier": {"number": f"{count} hồ sơ kèm danh sách {listed.number}"},
        "collection": _collection(session, entries, receipt),
        "now": first.at,
    }
    template = receipt_template(platform, "fee_receipt", first.at.date(), listed.owner_agency)
    return Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter}).compose(template, data)


def _collection(session: Session, entries: Sequence[Any], receipt: str) -> dict[str, Any]:
    """The contract's group ``collection`` of a whole receipt; amounts in đồng."""
    sums: dict[tuple[str, str], list[int]] = {}
    for entry, name, kind in entries:
        sums.setdefault((name or entry.note, kind or "other"), []).append(entry.amount)
    lines: list[dict[str, Any]] = [
        {
            "index": index,
            "name": f"{name} ({len(amounts)} hồ sơ)",
            "kind_name": FEE_KINDS.get(kind, kind),
            "amount": sum(amounts),
        }
        for index, ((name, kind), amounts) in enumerate(sums.items(), 1)
    ]
    first = entries[0][0]
    series, number = split_receipt(receipt)
    named = session.scalar(select(OfficerRow.full_name).where(OfficerRow.username == first.actor))
    return {
        "series": series,
        "number": number,
        "lines": lines,
        "total": sum(line["amount"] for line in lines),
        "charge_total": sum(sum(amounts) for (_name, kind), amounts in sums.items() if kind == "charge"),
        "levy_total": sum(sum(amounts) for (_name, kind), amounts in sums.items() if kind == "levy"),
        "method": METHOD_NAMES.get(first.method, first.method),
        "reference": first.external_id,
        "reason": "",
        "collector": named or first.actor,
        "at": first.at,
    }
