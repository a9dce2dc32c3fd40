"""Fee receipts (biên lai): numbered when money is taken, printed from the entry of the log that took it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from motcua.definitions.print_template import PrintTemplate
from motcua.documents.words import amount_words_filter
from motcua.dossiers.events import EventKind
from motcua.services.papers import PaperMissingError, dossier_file
from motcua.services.print_data import FEE_KINDS, DossierFile, Issuing, print_data
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierEventRow, DossierRow
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER

ROLES: Mapping[str, str] = {EventKind.PAID.value: "fee_receipt", EventKind.REFUNDED.value: "refund_slip"}
METHOD_NAMES: Mapping[str, str] = {"cash": "tiền mặt", "transfer": "chuyển khoản", "online": "trực tuyến"}


@dataclass(frozen=True, slots=True)
class ReceiptWish:
    """Which entry of the log is to be printed, and by whom."""

    seq: int
    officer_name: str = ""


def split_receipt(receipt: str) -> tuple[str, str]:
    """Series and number of a receipt written `BL-26E/0000012`; without a series the whole is the number."""
    series, mark, number = receipt.rpartition("/")
    return (series, number) if mark else ("", receipt)


def receipt_template(platform: Platform, role: str, day: date, agency: str) -> PrintTemplate:
    """The print in force for a receipt. Raises ``PaperMissingError``."""
    template = platform.rules.print_for(role, day, agency)
    if template is None:
        raise PaperMissingError(f"Chưa có mẫu in “{role}” nào đang áp dụng. Báo quản trị mẫu in.")
    return template


def fee_paper(platform: Platform, session: Session, row: DossierRow, wish: ReceiptWish) -> Paper:
    """The receipt of a payment, or the slip of a refund, as it was booked. Raises ``PaperMissingError``."""
    file = dossier_file(session, platform.rules, row)
    event = next((one for one in file.events if one.seq == wish.seq and one.kind in ROLES), None)
    if event is None:
        raise PaperMissingError("Hồ sơ không có lần thu, hoàn tiền này. Mở lại phần Phí, lệ phí của hồ sơ.")
    template = receipt_template(platform, ROLES[event.kind], event.at.date(), row.agency_code)
    issuing = Issuing(
        officer_name=event.actor_name,
        officer_title="",
        now=event.at,
        tracking_url=f"{platform.settings.public_url}/tra-cuu/{row.number}",
    )
    directory = platform.rules.directory(row.received_at.date())
    data = {**print_data(file, directory, issuing), "collection": _collection(file, event)}
    composer = Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter})
    return composer.compose(template, data)


def _collection(file: DossierFile, event: DossierEventRow) -> dict[str, Any]:
    """What one entry took or gave back, by fee, phí and lệ phí apart; amounts in đồng, never negative."""
    said: Mapping[str, Any] = event.data["data"]
    fees = {line.fee_id: line for line in file.fees}
    lines: list[dict[str, Any]] = []
    totals = {"charge": 0, "levy": 0}
    for index, entry in enumerate(said.get("payments", ()), 1):
        line, amount = fees.get(str(entry["fee"])), abs(int(entry["amount"]))
        kind = line.kind if line else "other"
        if kind in totals:
            totals[kind] += amount
        lines.append(
            {
                "index": index,
                "name": line.name if line else str(entry["fee"]),
                "kind_name": FEE_KINDS.get(kind, kind),
                "amount": amount,
            }
        )
    method = next((str(entry.get("method", "")) for entry in said.get("payments", ())), "")
    series, number = split_receipt(str(said.get("receipt", "")))
    return {
        "series": series,
        "number": number,
        "lines": lines,
        "total": sum(int(line["amount"]) for line in lines),
        "charge_total": totals["charge"],
        "levy_total": totals["levy"],
        "method": METHOD_NAMES.get(method, method),
        "reference": str(said.get("reference", "")),
        "reason": str(said.get("reason", "")),
        "collector": event.actor_name,
        "at": event.at,
    }
