"""Keeps the fee lines and the money book of a dossier in step with its events, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.events import DossierEvent, EventKind
from motcua.dossiers.fees import FeeLine
from motcua.dossiers.parts import FeeAccount, FeeStatus
from motcua.dossiers.snapshot import DossierState
from motcua.storage.row_writing import insert_row, insert_rows, new_row
from motcua.storage.tables import DossierRow, FeeLineRow, PaymentRow

_MONEY = {EventKind.PAID: "paid", EventKind.REFUNDED: "refunded", EventKind.WAIVED: "waived"}


def sync_money(
    session: Session,
    row: DossierRow,
    state: DossierState,
    events: Sequence[DossierEvent],
    calculated: Mapping[str, FeeLine],
    *,
    is_new: bool,
) -> tuple[FeeLineRow, ...]:
    """The fee lines as the state has them, and an entry of the money book for each move; returns the new lines."""
    lines: dict[str, FeeLineRow] = {}
    if not state.fees or not (is_new or any(event.data.get("fees") for event in events)):
        return ()
    if not is_new:
        stored = session.scalars(select(FeeLineRow).where(FeeLineRow.dossier_id == row.id))
        lines = {line.fee_id: line for line in stored}
    made: list[FeeLineRow] = []
    for fee in state.fees:
        line = lines.get(fee.fee)
        if line is None:
            line = lines[fee.fee] = _fee_line(row, state, fee, calculated.get(fee.fee))
            made.append(line)
        line.amount = fee.amount
        line.state = (
            fee.status.value if fee.status is not FeeStatus.DUE or fee.amount else FeeStatus.DUE.value
        )
    booked = [event for event in events if event.kind in _MONEY]
    if booked:
        # the entries of the money book point to their lines
        for line in made:
            insert_row(session, line)
    else:
        insert_rows(session, made)
    for event in booked:
        _book(session, row, event, lines)
    return tuple(made)


def _fee_line(
    row: DossierRow, state: DossierState, fee: FeeAccount, calculated: FeeLine | None
) -> FeeLineRow:
    """A new line, with how its amount came about."""
    line = new_row(
        FeeLineRow,
        dossier_id=row.id,
        agency_code=row.agency_code,
        fee_id=fee.fee,
        name=fee.name,
        kind=fee.kind,
        quantity=state.quantity,
        collect=fee.collect,
        explanation=[],
    )
    if calculated is not None:
        line.unit_amount = calculated.unit_amount
        line.quantity = int(calculated.quantity) if calculated.quantity is not None else state.quantity
        line.exemption = calculated.exemption.name if calculated.exemption else ""
        line.explanation = list(calculated.explanation)
    return line


def _book(session: Session, row: DossierRow, event: DossierEvent, lines: Mapping[str, FeeLineRow]) -> None:
    """One entry of the money book for each fee an event moved; entries are never changed."""
    data = event.data
    for entry in data.get("payments", ()):
        session.add(
            PaymentRow(
                dossier_id=row.id,
                agency_code=row.agency_code,
                fee_line_id=lines[entry["fee"]].id if entry["fee"] in lines else None,
                kind=_MONEY[event.kind],
                amount=int(entry["amount"]),
                method=str(entry.get("method", "")),
                receipt_number=str(data.get("receipt", "")),
                external_id=str(data.get("reference", "")),
                note=f"{entry['fee']}: {data.get('reason', '')}".rstrip(": "),
                actor=event.actor,
                at=event.at,
            )
        )
