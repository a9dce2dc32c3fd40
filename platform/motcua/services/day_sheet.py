"""The day sheet of cashiers: every entry of an agency's money book in some days, with its totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.kernel.clock import VIETNAM
from motcua.kernel.date_words import date_words, time_words
from motcua.kernel.money import format_money
from motcua.reporting.layout import TitleBlock
from motcua.services.fee_receipts import METHOD_NAMES
from motcua.services.list_papers import ListOnPaper
from motcua.spreadsheets.list_workbook import ListBook, ListCell
from motcua.spreadsheets.sheet_writing import Column
from motcua.storage.tables import DossierRow, FeeLineRow, OfficerRow, PaymentRow

KINDS = ("charge", "levy")
COLUMNS = (
    Column(("TT",), width=5, format="number"),
    Column(("Lúc",), width=16, format="datetime"),
    Column(("Biên lai",), width=18),
    Column(("Mã hồ sơ",), width=22),
    Column(("Người nộp",), width=26),
    Column(("Nội dung",), width=34),
    Column(("Hình thức",), width=14),
    Column(("Phí (đồng)",), width=14, format="money", align="right"),
    Column(("Lệ phí (đồng)",), width=14, format="money", align="right"),
    Column(("Khác (đồng)",), width=14, format="money", align="right"),
    Column(("Người thu",), width=24),
)


@dataclass(frozen=True, slots=True)
class SheetQuery:
    """Whose money book, from which day to which, of one cashier (user name) or of all."""

    agency: str
    first: date
    last: date
    cashier: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One entry; money given back is negative. Amounts in đồng, in exactly one of the three columns."""

    at: datetime
    receipt: str
    number: str
    applicant: str
    content: str
    method: str
    charge: int
    levy: int
    other: int
    cashier: str
    cashier_name: str

    @property
    def amount(self) -> int:
        """The money that moved."""
        return self.charge + self.levy + self.other


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The entries with the cashiers that made them (user name, full name)."""

    query: SheetQuery
    lines: Sequence[SheetLine]
    cashiers: Sequence[tuple[str, str]]

    def total(self, name: str) -> int:
        """The sum of a column: charge, levy, other or amount."""
        return sum(int(getattr(line, name)) for line in self.lines)

    def total_by(self, *methods: str) -> int:
        """The money that moved by these methods."""
        return sum(line.amount for line in self.lines if line.method in methods)

    @property
    def period(self) -> str:
        """The days in words."""
        first, last = self.query.first, self.query.last
        if first == last:
            return f"Ngày {date_words(first)}"
        return f"Từ ngày {date_words(first)} đến ngày {date_words(last)}"

    @property
    def cashier_name(self) -> str:
        """The cashier asked for; of all, those who took money."""
        named = dict(self.cashiers)
        if self.query.cashier:
            return named.get(self.query.cashier, self.query.cashier)
        return ", ".join(named.values())


def day_sheet(session: Session, query: SheetQuery) -> DaySheet:
    """The entries of an agency's money book in the order they were made; waivers move no money and stay out."""
    rows = session.execute(_entries(query)).all()
    users = {row.actor for row in rows}
    named = session.execute(
        select(OfficerRow.username, OfficerRow.full_name).where(OfficerRow.username.in_(sorted(users)))
    )
    names = {row.username: row.full_name for row in named}
    lines = [_line(row, names) for row in rows if not query.cashier or row.actor == query.cashier]
    return DaySheet(
        query, lines, sorted(((one, names.get(one, one)) for one in users), key=lambda one: one[1])
    )


def _entries(query: SheetQuery) -> Any:
    begins = datetime.combine(query.first, time.min, VIETNAM)
    ends = datetime.combine(query.last + timedelta(days=1), time.min, VIETNAM)
    return (
        select(
            PaymentRow.at,
            PaymentRow.amount,
            PaymentRow.kind,
            PaymentRow.method,
            PaymentRow.receipt_number,
            PaymentRow.actor,
            FeeLineRow.name,
            FeeLineRow.kind.label("fee_kind"),
            DossierRow.number,
            DossierRow.applicant_name,
        )
        .join(DossierRow, DossierRow.id == PaymentRow.dossier_id)
        .outerjoin(FeeLineRow, FeeLineRow.id == PaymentRow.fee_line_id)
        .where(
            PaymentRow.agency_code == query.agency,
            PaymentRow.at >= begins,
            PaymentRow.at < ends,
            PaymentRow.kind.in_(("paid", "refunded")),
        )
        .order_by(PaymentRow.at, PaymentRow.id)
    )


def _line(row: Any, names: Mapping[str, str]) -> SheetLine:
    kind = row.fee_kind if row.fee_kind in KINDS else "other"
    moved = {"charge": 0, "levy": 0, "other": 0} | {kind: row.amount}
    what = row.name or "Khoản thu"
    return SheetLine(
        at=row.at,
        receipt=row.receipt_number,
        number=row.number,
        applicant=row.applicant_name,
        content=f"Hoàn: {what}" if row.kind == "refunded" else what,
        method=row.method,
        **moved,
        cashier=row.actor,
        cashier_name=names.get(row.actor, row.actor),
    )


def sheet_book(sheet: DaySheet, agency_name: str, made_at: datetime) -> tuple[ListBook, list[list[ListCell]]]:
    """The sheet as a workbook: its description and its rows, the totals last."""
    title = TitleBlock(
        title="BẢNG KÊ THU PHÍ, LỆ PHÍ",
        left=(agency_name,),
        below=(sheet.period, f"Người thu: {sheet.cashier_name or 'tất cả'}"),
    )
    rows: list[list[ListCell]] = [
        [
            index,
            line.at,
            line.receipt,
            line.number,
            line.applicant,
            line.content,
            METHOD_NAMES.get(line.method, line.method),
            line.charge or None,
            line.levy or None,
            line.other or None,
            line.cashier_name,
        ]
        for index, line in enumerate(sheet.lines, 1)
    ]
    totals = [sheet.total(name) for name in ("charge", "levy", "other")]
    rows.append([None, None, None, None, None, "Cộng", None, *totals, format_money(sheet.total("amount"))])
    return ListBook("Thu phí", title, COLUMNS, made_at=made_at), rows


def sheet_on_paper(sheet: DaySheet, officer: str, now: datetime) -> ListOnPaper:
    """The sheet as its print quotes it."""
    head = {
        "period": sheet.period,
        "giver": sheet.cashier_name,
        "count": len(sheet.lines),
        "total": sheet.total("amount"),
        "charge_total": sheet.total("charge"),
        "levy_total": sheet.total("levy"),
        "other_total": sheet.total("other"),
        "cash_total": sheet.total_by("cash"),
        "transfer_total": sheet.total_by("transfer", "online"),
    }
    rows = [
        {
            "index": index,
            "at": f"{time_words(line.at)} {date_words(line.at)}",
            "receipt": line.receipt,
            "number": line.number,
            "applicant": line.applicant,
            "content": line.content,
            "method": METHOD_NAMES.get(line.method, line.method),
            "charge": line.charge or None,
            "levy": line.levy or None,
            "other": line.other or None,
        }
        for index, line in enumerate(sheet.lines, 1)
    ]
    return ListOnPaper("day_sheet", sheet.query.agency, now, head, rows, officer)
