"""Adds up the money book for reports, and gives its entries one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session

from motcua.reporting.measures import MEASURES
from motcua.reporting.rows import CountedGroup
from motcua.reporting.vocabulary import Dimension
from motcua.storage.facts_as_of import DIMENSION_COLUMNS, FactQuery, agency_then, knowing_moves
from motcua.storage.tables import DossierRow, FeeLineRow, PaymentRow

BOOKED = ("paid", "refunded")
"""Entries that moved money; what was waived did not."""


def count_money(
    session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str]
) -> list[CountedGroup]:
    """Đồng (or entries) booked in the period for the agencies' dossiers, whatever became of them since."""
    query = knowing_moves(session, query, query.begins_at)
    columns = [_column(query, dimension) for dimension in dimensions]
    figures: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name in measures:
        wanted = MEASURES[name]
        figure = func.count() if wanted.entries else func.sum(PaymentRow.amount)
        statement = (
            _booked(select(*columns, figure), query)
            .where(PaymentRow.kind == wanted.entry, FeeLineRow.kind.in_(wanted.money))
            .group_by(*columns)
        )
        for row in session.execute(statement):
            figures[tuple(str(value or "") for value in row[:-1])][name] += int(row[-1] or 0)
    return [CountedGroup(key, dict(found)) for key, found in figures.items()]


def _column(query: FactQuery, dimension: str) -> Any:
    if dimension == Dimension.PAYMENT_METHOD:
        return PaymentRow.method
    then = agency_then(query, dimension, PaymentRow.at)
    return DIMENSION_COLUMNS[dimension] if then is None else then


def payments_behind(
    session: Session, query: FactQuery, measure: str, values: Mapping[str, Sequence[str]]
) -> Select[Any]:
    """The entries that a figure of money adds up, in the order they were booked; ``weight`` is what each adds."""
    query = knowing_moves(session, query, query.begins_at)
    wanted = MEASURES[measure]
    weight: Any = literal(1) if wanted.entries else PaymentRow.amount
    columns: Any = select(
        DossierRow.number,
        DossierRow.procedure_name,
        DossierRow.owner_name,
        FeeLineRow.name.label("fee_name"),
        PaymentRow.at,
        PaymentRow.amount,
        PaymentRow.receipt_number,
        weight.label("weight"),
    )
    return (
        _booked(columns, query)
        .where(PaymentRow.kind == wanted.entry, FeeLineRow.kind.in_(wanted.money))
        .where(*(_column(query, dimension).in_(list(found)) for dimension, found in values.items()))
        .order_by(PaymentRow.at, PaymentRow.id)
    )


def payments(query: FactQuery, columns: Sequence[Any]) -> Select[Any]:
    """The entries of the period in the order they were booked, with columns of their dossiers."""
    query = replace(query, moved_since=True)
    return (
        _booked(
            select(
                PaymentRow.id,
                PaymentRow.at.label("paid_at"),
                PaymentRow.kind.label("entry"),
                PaymentRow.amount,
                PaymentRow.method,
                PaymentRow.receipt_number,
                PaymentRow.actor.label("collected_by"),
                FeeLineRow.kind.label("fee_kind"),
                FeeLineRow.name.label("fee_name"),
                *columns,
            ),
            query,
        )
        .where(PaymentRow.kind.in_(BOOKED))
        .order_by(PaymentRow.at, PaymentRow.id)
    )


def _booked(statement: Select[Any], query: FactQuery) -> Select[Any]:
    in_period: ColumnElement[bool] = PaymentRow.at.between(query.begins_at, query.as_of)
    return (
        statement.select_from(PaymentRow)
        .join(DossierRow, DossierRow.id == PaymentRow.dossier_id)
        .join(FeeLineRow, FeeLineRow.id == PaymentRow.fee_line_id)
        .where(query.belongs(PaymentRow.at), in_period)
    )
