"""The rows of lists of dossiers such as the register: each as it stood at the moment of counting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import literal
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.dossiers.applicant import KINDS
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.clock import in_vietnam
from motcua.kernel.text import capitalize_first
from motcua.reporting.vocabulary import Dimension
from motcua.services.print_data import CHANNEL_NAMES, DELIVERY_NAMES, person_data
from motcua.services.report_plans import ReportPlan
from motcua.services.rule_store import RuleStore
from motcua.storage.declaration import TzDateTime
from motcua.storage.report_facts import Selection, selected
from motcua.storage.tables import DossierRow

Value = str | int | datetime | None
KIND_NAMES: Mapping[str, str] = MappingProxyType({option.value: option.label for option in KINDS})
_PARTITION = 1_000
_STANDINGS = {-1: "Trước hạn", 0: "Đúng hạn", 1: "Quá hạn"}
_PENDING_STANDINGS = {0: "Trong hạn", 1: "Quá hạn"}
ORDERS = frozenset({"received_at", "due_at", "finished_at"})
"""Values by which a list of dossiers can be put in order; with a minus before it the latest first."""


@dataclass(frozen=True, slots=True)
class ListSources:
    """Where names come from that a dossier's row does not hold."""

    directory: Directory
    rules: RuleStore
    reasons: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    officers: Mapping[str, str] = field(default_factory=dict)

    def agency(self, code: str) -> str:
        """The name of an agency; its code when it is not known any more."""
        return self.directory.agency(code).name if self.directory.knows(code) else code

    def sets(self, procedure_revision: int) -> int:
        """How many sets of papers the procedure asks for."""
        return int(self.rules.by_id("procedure", procedure_revision).dossier_sets)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One dossier of a list report; ``found`` is its row."""

    found: Any
    sources: ListSources

    @property
    def number(self) -> str:
        """The dossier's number."""
        return str(self.found.number)

    def value(self, name: str, index: int) -> Value:
        """A value of the list vocabulary; empty for what is filled in by hand."""
        if name == "index":
            return index
        read = _READERS.get(name)
        return read(self.found, self.sources) if read else str(getattr(self.found, name, "") or "")


def _mark(*lifecycles: Lifecycle) -> Callable[[Any, ListSources], Value]:
    """An x when the dossier is in one of these standings."""
    return lambda row, _: "x" if row.lifecycle in lifecycles else None


def _late_days(row: Any) -> int | None:
    """Days between the due date and the end, or the day of counting; nothing when it is not late."""
    if row.standing != 1 or row.due_at is None:
        return None
    end = row.finished_at or row.as_of
    return (in_vietnam(end).date() - in_vietnam(row.due_at).date()).days


def _next_due(row: Any) -> datetime | None:
    moved = row.due_at is not None and row.original_due_at is not None and row.due_at > row.original_due_at
    return row.due_at if moved else None


def _timeliness(row: Any) -> str:
    return (_STANDINGS if row.settled else _PENDING_STANDINGS)[row.standing]


def _contact(row: Any) -> str:
    person = person_data(row.applicant)
    return ", ".join(str(part) for part in (person["address"], person["phone"]) if part)


_READERS: Mapping[str, Callable[[Any, ListSources], Value]] = MappingProxyType(
    {
        "label": lambda row, _: str(row.number),
        "procedure": lambda row, _: str(row.procedure_code),
        "content": lambda row, _: str(row.summary or row.procedure_name),
        "sets": lambda row, sources: sources.sets(row.procedure_revision_id),
        "owner_name": lambda row, _: str(row.owner_name or row.applicant_name),
        "applicant_address": lambda row, _: str(person_data(row.applicant)["address"]),
        "applicant_contact": lambda row, _: _contact(row),
        "agency_name": lambda row, sources: sources.agency(row.agency_code),
        "competent_agency_name": lambda row, sources: sources.agency(row.competent_agency),
        "channel_name": lambda row, _: capitalize_first(CHANNEL_NAMES.get(row.channel, row.channel)),
        "status_name": lambda row, _: Lifecycle(row.lifecycle).name_in_vietnamese,
        "timeliness_name": lambda row, _: _timeliness(row),
        "delivery": lambda row, _: capitalize_first(
            DELIVERY_NAMES.get(str(row.applicant.get("delivery", "counter")), "")
        ),
        "received_at": lambda row, _: in_vietnam(row.received_at),
        "due_at": lambda row, _: row.due_at,
        "finished_at": lambda row, _: row.finished_at,
        "returned_at": lambda row, _: row.returned_at,
        "applicant_kind": lambda row, _: KIND_NAMES.get(str(row.applicant.get("kind", "")), ""),
        "is_pending": _mark(Lifecycle.PROCESSING, Lifecycle.WAITING_PAYMENT, Lifecycle.SUSPENDED),
        "is_waiting_supplement": _mark(Lifecycle.WAITING_SUPPLEMENT),
        "is_returned": _mark(Lifecycle.DONE, Lifecycle.RETURNED),
        "is_refused": _mark(Lifecycle.REFUSED, Lifecycle.STOPPED),
        "is_not_eligible": _mark(Lifecycle.REFUSED),
        "is_stopped": _mark(Lifecycle.STOPPED),
        "is_withdrawn": _mark(Lifecycle.WITHDRAWN),
        "late_days": lambda row, _: _late_days(row),
        "next_due_at": lambda row, _: _next_due(row),
        "late_reason": lambda row, sources: sources.reasons.get(row.by_late_reason, row.by_late_reason),
        "receiver_name": lambda row, sources: sources.officers.get(row.created_by, row.created_by),
        "note": lambda _row, _sources: None,
        "signature": lambda _row, _sources: None,
    }
)


_COLUMNS: Mapping[str, Any] = MappingProxyType(
    {
        "number": DossierRow.number,
        "procedure_code": DossierRow.procedure_code,
        "procedure_name": DossierRow.procedure_name,
        "field_of_work": DossierRow.field_of_work,
        "summary": DossierRow.summary,
        "applicant_name": DossierRow.applicant_name,
        "applicant_phone": DossierRow.applicant_phone,
        "applicant_identity": DossierRow.applicant_identity,
        "owner_name": DossierRow.owner_name,
        "agency_code": DossierRow.agency_code,
        "competent_agency": DossierRow.competent_agency,
        "created_by": DossierRow.created_by,
        "returned_at": DossierRow.returned_at,
        "applicant": DossierRow.applicant,
        "procedure_revision_id": DossierRow.procedure_revision_id,
        "original_due_at": DossierRow.original_due_at,
    }
)


def list_rows(
    session: Session, plan: ReportPlan, sources: ListSources, limit: int | None
) -> Iterator[ListRow]:
    """The dossiers of a list report, a thousand at a time from the database; ``limit`` None gives all."""
    values = {column.value for column in plan.report.columns}
    shown = (Dimension.LATE_REASON,) if "late_reason" in values else ()
    moment = literal(plan.query.as_of, TzDateTime).label("as_of")
    statement = selected(plan.query, Selection({}, shown=shown), (*_COLUMNS.values(), moment))
    order = plan.report.rows.order_by.removeprefix("-")
    if order in ORDERS:
        place = statement.selected_columns[order]
        down = plan.report.rows.order_by.startswith("-")
        statement = statement.order_by(None).order_by(
            place.desc() if down else place, statement.selected_columns["id"]
        )
    if limit is not None:
        statement = statement.limit(limit)
    for row in session.execute(statement.execution_options(yield_per=_PARTITION)):
        yield ListRow(row, sources)
