"""The rows of list reports such as the register: one dossier each, as it stood at the moment of counting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.clock import in_vietnam
from motcua.kernel.text import capitalize_first
from motcua.services.print_data import CHANNEL_NAMES, DELIVERY_NAMES, person_data
from motcua.services.report_plans import ReportPlan
from motcua.services.rule_store import RuleStore
from motcua.storage.report_facts import Selection, selected
from motcua.storage.tables import DossierRow

Value = str | int | datetime | None
_PARTITION = 1_000
_STANDINGS = {-1: "Trước hạn", 0: "Đúng hạn", 1: "Quá hạn"}
_PENDING_STANDINGS = {0: "Trong hạn", 1: "Quá hạn"}
_ORDERS = frozenset({"received_at", "due_at", "finished_at"})


@dataclass(frozen=True, slots=True)
class ListSources:
    """Where names come from that a dossier's row does not hold."""

    directory: Directory
    rules: RuleStore

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
    }
)


def list_rows(
    session: Session, plan: ReportPlan, sources: ListSources, limit: int | None
) -> Iterator[ListRow]:
    """The dossiers of a list report, a thousand at a time from the database; ``limit`` None gives all."""
    statement = selected(plan.query, Selection({}), tuple(_COLUMNS.values()))
    order = plan.report.rows.order_by.removeprefix("-")
    if order in _ORDERS:
        place = statement.selected_columns[order]
        down = plan.report.rows.order_by.startswith("-")
        statement = statement.order_by(None).order_by(
            place.desc() if down else place, statement.selected_columns["id"]
        )
    if limit is not None:
        statement = statement.limit(limit)
    for row in session.execute(statement.execution_options(yield_per=_PARTITION)):
        yield ListRow(row, sources)


def list_cells(session: Session, plan: ReportPlan, sources: ListSources) -> Iterator[list[Value]]:
    """Every row of a list report as the values of its columns."""
    for number, row in enumerate(list_rows(session, plan, sources, None), start=1):
        yield [row.value(column.value, number) for column in plan.report.columns]
