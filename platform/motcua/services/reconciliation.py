"""Compares a bank's credits with the money book: what is booked, what can be booked, what nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import Pay
from motcua.kernel.clock import VIETNAM
from motcua.kernel.money import format_money
from motcua.services.access import require, scope_of
from motcua.services.acting import DossierMissingError, act, find_dossier
from motcua.services.bank_statement import BankLine
from motcua.services.dossier_log import load_state
from motcua.services.idempotency import KeyReusedError, request_hash
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow, FeeLineRow, PaymentRow

BY_BANK = ("transfer", "online")
CHUNK = 400


class Match(StrEnum):
    """How a credit stands to the money book."""

    BOOKED = "booked"
    TO_BOOK = "to_book"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Compared:
    """A credit with the dossier its text names; ``owed`` is what that dossier still owes, in đồng."""

    line: BankLine
    match: Match
    number: str = ""
    applicant: str = ""
    owed: int = 0


@dataclass(frozen=True, slots=True)
class BookedOnly:
    """A transfer of the money book that stands in no line of the statement."""

    number: str
    amount: int
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every credit compared, and what the bank does not know of."""

    lines: Sequence[Compared]
    booked_only: Sequence[BookedOnly]

    def of(self, match: Match) -> Sequence[Compared]:
        """The credits that stand like this."""
        return [one for one in self.lines if one.match is match]

    def total(self, match: Match) -> int:
        """Their money in đồng."""
        return sum(one.line.amount for one in self.of(match))


def number_in(text: str, agencies: Iterable[str]) -> str:
    """The dossier number a transfer's text names, however the bank wrote its dots and dashes; empty for none."""
    wide = text.upper()
    for code in sorted(agencies, key=len, reverse=True):
        parts = r"\W*".join(re.escape(part) for part in code.upper().split("."))
        found = re.search(rf"(?<![A-Z0-9]){parts}\W{{0,3}}(\d{{6}})\W{{0,3}}(\d{{4,7}})(?!\d)", wide)
        if found:
            return f"{code}-{found[1]}-{found[2]}"
    return ""


def reconcile(
    session: Session, lines: Sequence[BankLine], agency: str, agencies: Iterable[str]
) -> Reconciliation:
    """Compare credits with the book of an agency. Each booked entry answers for one credit only."""
    known = tuple(agencies)
    numbers = {line.line: number_in(line.text, known) for line in lines}
    dossiers = _dossiers(session, {one for one in numbers.values() if one})
    owed = _owed(session, [row[0] for row in dossiers.values()])
    booked = _booked(session, [row[0] for row in dossiers.values()])
    compared = []
    for line in lines:
        found = dossiers.get(numbers[line.line])
        if found is None:
            compared.append(Compared(line, Match.UNKNOWN))
            continue
        dossier_id, number, applicant = found
        entries = booked.setdefault(dossier_id, [])
        entry = _entry_for(entries, line)
        if entry is not None:
            entries.remove(entry)
            compared.append(Compared(line, Match.BOOKED, number, applicant))
            continue
        due = owed.get(dossier_id, 0)
        match = Match.TO_BOOK if due == line.amount else Match.DIFFERS
        compared.append(Compared(line, match, number, applicant, due))
    settled = {one.number for one in compared if one.match is Match.BOOKED}
    return Reconciliation(compared, _booked_only(session, lines, agency, settled))


def _dossiers(session: Session, numbers: set[str]) -> dict[str, tuple[int, str, str]]:
    found: dict[str, tuple[int, str, str]] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(
            select(DossierRow.id, DossierRow.number, DossierRow.applicant_name).where(
                DossierRow.number.in_(wanted[start : start + CHUNK])
            )
        )
        found |= {row.number: (row.id, row.number, row.applicant_name) for row in rows}
    return found


def _owed(session: Session, ids: Sequence[int]) -> dict[int, int]:
    owed: dict[int, int] = {}
    for start in range(0, len(ids), CHUNK):
        rows = session.execute(
            select(DossierRow.id, DossierRow.state).where(DossierRow.id.in_(ids[start : start + CHUNK]))
        )
        for dossier_id, state in rows:
            for fee in state.get("fees") or ():
                if fee.get("status") == "due" and fee.get("amount") is not None:
                    due = max(int(fee["amount"]) - int(fee.get("paid") or 0), 0)
                    owed[dossier_id] = owed.get(dossier_id, 0) + due
    return owed


@dataclass(frozen=True, slots=True)
class _Entry:
    amount: int
    reference: str


def _booked(session: Session, ids: Sequence[int]) -> dict[int, list[_Entry]]:
    """What is booked by bank for each dossier: the fees of one payment together."""
    found: dict[int, dict[tuple[str, datetime], int]] = {}
    for start in range(0, len(ids), CHUNK):
        rows = session.execute(
            select(PaymentRow.dossier_id, PaymentRow.external_id, PaymentRow.at, PaymentRow.amount).where(
                PaymentRow.dossier_id.in_(ids[start : start + CHUNK]),
                PaymentRow.kind == "paid",
                PaymentRow.method.in_(BY_BANK),
            )
        )
        for dossier_id, reference, at, amount in rows:
            payments = found.setdefault(dossier_id, {})
            payments[reference, at] = payments.get((reference, at), 0) + amount
    return {
        dossier_id: [_Entry(amount, reference) for (reference, _at), amount in payments.items()]
        for dossier_id, payments in found.items()
    }


def _entry_for(entries: Sequence[_Entry], line: BankLine) -> _Entry | None:
    """The booked entry behind a credit: by the bank's reference, else by the amount."""
    same = [one for one in entries if one.amount == line.amount]
    return next(
        (one for one in same if line.reference and one.reference == line.reference), same[0] if same else None
    )


def _booked_only(
    session: Session, lines: Sequence[BankLine], agency: str, settled: set[str]
) -> list[BookedOnly]:
    days = [line.day for line in lines if line.day]
    if not days:
        return []
    begins = datetime.combine(min(days), time.min, VIETNAM)
    ends = datetime.combine(max(days) + timedelta(days=1), time.min, VIETNAM)
    rows = session.execute(
        select(DossierRow.number, PaymentRow.amount, PaymentRow.external_id, PaymentRow.at)
        .join(DossierRow, DossierRow.id == PaymentRow.dossier_id)
        .outerjoin(FeeLineRow, FeeLineRow.id == PaymentRow.fee_line_id)
        .where(
            PaymentRow.agency_code == agency,
            PaymentRow.at >= begins,
            PaymentRow.at < ends,
            PaymentRow.kind == "paid",
            PaymentRow.method.in_(BY_BANK),
        )
        .order_by(PaymentRow.at, PaymentRow.id)
    )
    return [BookedOnly(*row) for row in rows if row.number not in settled]


@dataclass(frozen=True, slots=True)
class CreditToBook:
    """A credit somebody chose to book: dossier number, amount in đồng, the bank's reference."""

    number: str
    amount: int
    reference: str


def book_credits(
    platform: Platform, actor: Actor, chosen: Sequence[CreditToBook]
) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Book chosen credits that are exactly what their dossiers owe, with receipts: (booked, why others were not)."""
    require(actor, "can_collect_fee", "ghi khoản thu từ sao kê")
    done: list[str] = []
    failed: dict[str, str] = {}
    for credit in chosen:
        try:
            with platform.database.read(scope_of(actor)) as session:
                state = load_state(find_dossier(session, credit.number))
            owed = sum(fee.owed for fee in state.fees)
            if owed != credit.amount:
                failed[credit.number] = (
                    f"còn phải nộp {format_money(owed)}, sao kê {format_money(credit.amount)}"
                )
                continue
            key = f"bank-{request_hash([credit.number, credit.amount, credit.reference])[:32]}"
            command = Pay(
                method="transfer",
                reference=credit.reference,
                expected_version=state.version,
                issue_receipt=True,
            )
            act(platform, actor, credit.number, command, key)
            done.append(credit.number)
        except (RefusedError, DossierMissingError, KeyReusedError) as error:
            failed[credit.number] = str(error)
    return tuple(done), failed
