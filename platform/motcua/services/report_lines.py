"""The lines of list reports, of dossiers or of entries of the money book, for screen, JSON and every file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.kernel.clock import in_vietnam
from motcua.reporting.result import ResultRow, RowKind
from motcua.reporting.vocabulary import PAYMENT_VALUES, Dimension
from motcua.services.report_lists import ListRow, ListSources, Value, list_rows
from motcua.services.report_plans import ReportPlan
from motcua.services.runtime import Platform
from motcua.storage.report_money import payments
from motcua.storage.tables import DossierRow, OfficerRow

LISTS = frozenset({"dossier", "payment"})
"""What a line of a list report may be."""
_PARTITION = 1_000
_ENTRY_NAMES = {"paid": "Thu", "refunded": "Hoàn"}
_OF_THE_DOSSIER = frozenset(
    {
        "label",
        "number",
        "procedure",
        "procedure_name",
        "field_of_work",
        "summary",
        "content",
        "applicant_name",
        "owner_name",
        "agency_name",
        "competent_agency_name",
        "channel_name",
    }
)
"""Values of a dossier that do not change, so that a payment may show them."""
_COLUMNS = (
    DossierRow.number,
    DossierRow.procedure_code,
    DossierRow.procedure_name,
    DossierRow.field_of_work,
    DossierRow.summary,
    DossierRow.applicant_name,
    DossierRow.owner_name,
    DossierRow.agency_code,
    DossierRow.competent_agency,
    DossierRow.channel,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the number of its dossier, its place, and the values of the columns."""

    label: str
    index: int
    values: tuple[Value, ...]
    is_total: bool = False

    def row(self, plan: ReportPlan) -> ResultRow:
        """The line as a row of a result; moments as text."""
        cells = {
            column.id: _json_ready(value)
            for column, value in zip(plan.report.columns, self.values, strict=True)
            if column.value
        }
        if self.is_total:
            return ResultRow((), self.label, 0, RowKind.TOTAL, cells=cells)
        return ResultRow((self.label,), self.label, 1, RowKind.LINE, str(self.index), cells)


def _json_ready(value: Any) -> Any:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value


def lines(platform: Platform, session: Session, plan: ReportPlan, limit: int | None = None) -> Iterator[Line]:
    """The lines of a list report from the database in parts; ``limit`` None gives all, and then the total if any."""
    names = plan.words.names
    sources = ListSources(
        platform.directory(),
        platform.rules,
        names.get(Dimension.LATE_REASON, {}),
        names.get(Dimension.PAYMENT_METHOD, {}),
        _officers(session, plan),
    )
    if plan.report.rows.each == "payment":
        return _payments(session, plan, sources, limit)
    return (
        Line(row.number, place, tuple(row.value(column.value, place) for column in plan.report.columns))
        for place, row in enumerate(list_rows(session, plan, sources, limit), start=1)
    )


def _officers(session: Session, plan: ReportPlan) -> dict[str, str]:
    """The names of officers by account, when a column tells them."""
    if not any(column.value == "receiver_name" for column in plan.report.columns):
        return {}
    return dict(session.execute(select(OfficerRow.username, OfficerRow.full_name)).tuples().all())


def _payments(session: Session, plan: ReportPlan, sources: ListSources, limit: int | None) -> Iterator[Line]:
    columns = plan.report.columns
    totals = [0] * len(columns)
    found = session.execute(payments(plan.query, _COLUMNS).execution_options(yield_per=_PARTITION))
    place = 0
    for place, row in enumerate(islice(found, limit), start=1):
        values = tuple(_payment_value(row, sources, column.value, place) for column in columns)
        for index, value in enumerate(values):
            if columns[index].value.endswith("_amount") and isinstance(value, int):
                totals[index] += value
        yield Line(str(row.number), place, values)
    if plan.report.rows.total and (limit is None or place < limit):
        yield Line(plan.report.rows.total, 0, _total(plan, totals), is_total=True)


def _total(plan: ReportPlan, totals: list[int]) -> tuple[Value, ...]:
    """Sums below their columns, and the word for it in the first wide column of text."""
    columns = plan.report.columns
    word = max(
        (index for index, column in enumerate(columns) if column.value in _OF_THE_DOSSIER),
        key=lambda index: columns[index].width,
        default=-1,
    )
    return tuple(
        totals[index]
        if column.value.endswith("_amount")
        else (plan.report.rows.total if index == word else None)
        for index, column in enumerate(columns)
    )


def _payment_value(row: Any, sources: ListSources, name: str, place: int) -> Value:
    if name in _OF_THE_DOSSIER or name == "index":
        return ListRow(row, sources).value(name, place)
    if name == "method_name":
        return str(sources.methods.get(row.method, row.method))
    if name in _READERS:
        return _READERS[name](row)
    return str(getattr(row, name, "") or "") if name in PAYMENT_VALUES else None


def _amount(kind: str) -> Callable[[Any], Value]:
    def read(row: Any) -> Value:
        if row.fee_kind != kind:
            return None
        return int(row.amount) if row.entry == "paid" else -int(row.amount)

    return read


_READERS: Mapping[str, Callable[[Any], Value]] = MappingProxyType(
    {
        "paid_at": lambda row: in_vietnam(row.paid_at),
        "levy_amount": _amount("levy"),
        "charge_amount": _amount("charge"),
        "other_amount": _amount("other"),
        "entry_name": lambda row: _ENTRY_NAMES[row.entry],
    }
)
