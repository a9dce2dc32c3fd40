"""What a file is and what taking it in would do: the kind of table, its rows, the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from motcua.catalog.table_fields import TARGETS
from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_rows import TableReading, best_mapping, read_table
from motcua.compiler.library import Library
from motcua.definitions.import_mapping import ImportMapping, ImportSubject
from motcua.kernel.problems import Place, Problem
from motcua.kernel.sheet import Workbook
from motcua.services.definition_store import StoredLibrary
from motcua.services.import_calendar_days import HolidayTable
from motcua.services.import_code_lists import CodeListTable
from motcua.services.import_definition_kinds import AgencyTable, judge
from motcua.services.import_kinds import ImportKind, Looking, Standing, TableOrder, TablePlan
from motcua.services.import_offers import OfferTable
from motcua.services.import_past_dossiers import PastDossierTable
from motcua.services.import_staff import StaffTable
from motcua.services.import_watch import UNWATCHED, Watch
from motcua.services.runtime import Platform
from motcua.spreadsheets.reading import read_bytes

KINDS: Mapping[ImportSubject, ImportKind] = MappingProxyType(
    {
        ImportSubject.ORGANIZATION: AgencyTable(),
        ImportSubject.CODE_LIST: CodeListTable(),
        ImportSubject.HOLIDAYS: HolidayTable(),
        ImportSubject.OFFERS: OfferTable(),
        ImportSubject.STAFF: StaffTable(),
        ImportSubject.PAST_DOSSIERS: PastDossierTable(),
    }
)


@dataclass(frozen=True, slots=True)
class TableLook:
    """What a file is and what taking it in would do. Without a mapping its layout is not known yet."""

    workbook: Workbook | None
    mapping: ImportMapping | None
    reading: TableReading | None
    plan: TablePlan | None
    problems: tuple[Problem, ...]

    @property
    def is_catalog(self) -> bool:
        """Whether the file is a catalog of procedures, which has an import of its own."""
        return self.mapping is not None and self.mapping.subject is ImportSubject.PROCEDURES

    @property
    def usable(self) -> bool:
        """Whether something can be taken in."""
        return self.plan is not None and bool(self.plan.lines) and not self.plan.blocked

    def summary(self) -> dict[str, Any]:
        """The figures as pages, `--json` and the history show them."""
        counts = {standing.value: self.plan.count(standing) if self.plan else 0 for standing in Standing}
        read, plan = self.reading, self.plan
        return {
            "subject": self.mapping.subject.value if self.mapping else "",
            "mapping": self.mapping.code if self.mapping else "",
            "ok": self.usable,
            "rows": read.data_rows if read else 0,
            **counts,
            "rejected": (read.rejected if read else 0) + (plan.rejected if plan else 0),
        }


def known_mappings(library: Library) -> list[ImportMapping]:
    """Every published mapping of a table; those that were learned come first, they know a layout exactly."""
    loaded = [library.load("import_mapping", code) for code in sorted(library.codes("import_mapping"))]
    tables = [one for one in loaded if one.subject in TARGETS]
    return sorted(tables, key=lambda one: not one.extends)


def look_at_table(
    platform: Platform,
    session: Session,
    content: bytes,
    order: TableOrder,
    mapping_code: str = "",
    watch: Watch = UNWATCHED,
) -> TableLook:
    """Recognize a file and plan what it would do; with ``mapping_code`` it is read by that mapping. Nothing changes."""
    watch.progress(0, None, "Đang đọc tệp")
    opened = read_bytes(content, order.file)
    if opened.workbook is None:
        return TableLook(None, None, None, None, opened.problems)
    library = StoredLibrary(session)
    mappings = [
        one
        for one in known_mappings(library)
        if mapping_code in ("", one.code) and order.subject in (None, one.subject)
    ]
    mapping = best_mapping(opened.workbook, mappings)
    if mapping is None:
        strange = table_problem("TAB-001", Place(order.file))
        return TableLook(opened.workbook, None, None, None, (*opened.problems, strange))
    if mapping.subject is ImportSubject.PROCEDURES:
        return TableLook(opened.workbook, mapping, None, None, opened.problems)
    reading = read_table(opened.workbook, mapping)
    if not reading.rows:
        return TableLook(
            opened.workbook, mapping, reading, None, (*opened.problems, *sorted(reading.problems))
        )
    looking = Looking(platform, session, order, mapping, watch)
    plan = KINDS[mapping.subject].plan(looking, reading.rows)
    judge(looking, plan)
    problems = sorted({*opened.problems, *reading.problems, *plan.problems})
    return TableLook(opened.workbook, mapping, reading, plan, tuple(problems))
