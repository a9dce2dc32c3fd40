"""Lists on their way, drafts and uploads of agencies that are left, carried on at their successors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.dossiers.decide_reorganization import unit_there
from motcua.services.dossier_lists import LIST_NUMBERING, ListKind, place_name
from motcua.services.number_allocation import NumberContext, allocate
from motcua.services.reorganization_families import ENDS, facts_of
from motcua.services.reorganization_plan import DossierFacts, ReorganizationPlan
from motcua.services.runtime import Platform
from motcua.storage.tables import (
    CatalogEntryRow,
    DossierListItemRow,
    DossierListRow,
    DossierRow,
    FileUploadRow,
    IntakeDraftRow,
)

ListedDossier = tuple[DossierListItemRow, DossierRow]


def open_lists(plan: ReorganizationPlan) -> ColumnElement[bool]:
    """The condition of a list that still is somebody's work at an agency left: not confirmed, or a batch received
    together of which a dossier is running.
    """
    running = (
        exists()
        .where(
            DossierListItemRow.list_id == DossierListRow.id, DossierRow.id == DossierListItemRow.dossier_id
        )
        .where(DossierRow.lifecycle.not_in(ENDS))
    )
    return and_(
        or_(DossierListRow.agency_code.in_(plan.left), DossierListRow.owner_agency.in_(plan.left)),
        or_(
            DossierListRow.confirmed_at.is_(None), and_(DossierListRow.kind == ListKind.BATCH.value, running)
        ),
    )


def move_lists(platform: Platform, session: Session, directory: Directory, plan: ReorganizationPlan) -> int:
    """Carry open lists on; one whose dossiers go different ways becomes a list for each. How many were carried on."""
    mover = _ListMover(platform, session, directory, plan)
    moved = 0
    for row in session.scalars(
        select(DossierListRow).where(open_lists(plan)).order_by(DossierListRow.id)
    ).all():
        moved += mover.carry(row)
    return moved


class _ListMover:
    """Lists, each of them divided by where its dossiers go on."""

    __slots__ = ("_directory", "_plan", "_platform", "_session")

    def __init__(
        self, platform: Platform, session: Session, directory: Directory, plan: ReorganizationPlan
    ) -> None:
        self._platform = platform
        self._session = session
        self._directory = directory
        self._plan = plan

    def carry(self, row: DossierListRow) -> bool:
        """Carry one list on; whether anything changed."""
        parts: dict[tuple[str, str], list[ListedDossier]] = {}
        for item, dossier in self._listed(row):
            parts.setdefault(self._ends(row, dossier), []).append((item, dossier))
        before = (row.agency_code, row.owner_agency)
        if not parts or set(parts) == {before}:
            return False
        # the greatest part keeps the list, and with it the number on the paper
        kept, *others = sorted(parts.items(), key=lambda one: -len(one[1]))
        for ends, listed in others:
            self._part(row, ends, listed)
        self._place(row, kept[0], [item for item, _dossier in kept[1]])
        return True

    def _listed(self, row: DossierListRow) -> Sequence[ListedDossier]:
        found = self._session.execute(
            select(DossierListItemRow, DossierRow)
            .join(DossierRow, DossierRow.id == DossierListItemRow.dossier_id)
            .where(DossierListItemRow.list_id == row.id)
            .order_by(DossierListItemRow.position)
        )
        return [(item, dossier) for item, dossier in found.tuples()]

    def _ends(self, row: DossierListRow, dossier: DossierRow) -> tuple[str, str]:
        """Who takes and who gave the list of a dossier from now on."""
        plan = self._plan
        goes = plan.successor_of(facts_of(dossier))
        takes = goes if row.agency_code in plan.left else row.agency_code
        if row.kind == ListKind.BATCH.value:
            return takes, (goes if row.owner_agency in plan.left else row.owner_agency)
        ended = row.owner_agency in plan.ended
        return takes, (plan.officer_goes_to(row.giver, row.owner_agency) if ended else row.owner_agency)

    def _part(self, row: DossierListRow, ends: tuple[str, str], listed: Sequence[ListedDossier]) -> None:
        """A further list of some of the dossiers, numbered by who gave it."""
        now = self._platform.now()
        numbering = self._platform.rules.definition("numbering", LIST_NUMBERING, now.date())
        short = self._directory.agency(ends[1]).short_name
        values = {
            name: getattr(row, name)
            for name in (
                *("kind", "agency_code", "unit", "from_name", "to_name", "title", "giver"),
                *("giver_name", "receiver", "receiver_name", "note", "created_at", "confirmed_at"),
            )
        }
        number = allocate(self._session, numbering, NumberContext(ends[1], now, short))
        part = DossierListRow(**values, owner_agency=ends[1], number=number)
        part.note = f"{part.note} Tách từ danh sách {row.number}.".strip()
        self._session.add(part)
        self._session.flush()
        for position, (item, _dossier) in enumerate(listed, 1):
            item.list_id, item.position = part.id, position
        self._place(part, ends, [item for item, _dossier in listed])

    def _place(self, row: DossierListRow, ends: tuple[str, str], items: Sequence[DossierListItemRow]) -> None:
        takes, gave = ends
        if takes != row.agency_code:
            row.unit = unit_there(self._directory, row.agency_code, takes, row.unit, "")
            at_counter = row.kind != ListKind.TO_DEPARTMENT.value
            row.to_name = place_name(self._directory, takes, row.unit, at_counter=at_counter)
        if gave != row.owner_agency:
            # numbers of lists begin anew in every agency
            row.number = f"{row.number}/{row.owner_agency}"
        row.agency_code, row.owner_agency = takes, gave
        row.note = f"{row.note} Chuyển theo {self._plan.decision_number}.".strip()
        for item in items:
            item.agency_code, item.owner_agency = takes, gave
        self._session.flush()


def move_left_drafts(session: Session, plan: ReorganizationPlan) -> int:
    """Forms and uploads at agencies that end which went along with no officer, and forms citizens have begun.

    Each goes where a dossier of its procedure would. How many forms were changed.
    """
    if not plan.ended:
        return 0
    goes = _by_procedure(session, plan)
    changed = 0
    drafts = select(IntakeDraftRow).where(IntakeDraftRow.dossier_number == "")
    for row in session.scalars(drafts.order_by(IntakeDraftRow.id).execution_options(yield_per=500)):
        pairs = [tuple(pair) for pair in row.payload.get("pairs", ())]
        chosen = next((value for name, value in pairs if name == "agency"), "")
        if row.agency_code not in plan.ended and chosen not in plan.ended:
            continue
        heir = goes(row.procedure_code)
        if row.agency_code in plan.ended:
            row.agency_code = heir
        if chosen in plan.ended:
            said = [[name, heir if name == "agency" else value] for name, value in pairs]
            row.payload = {**row.payload, "pairs": said}
        changed += 1
    session.flush()
    session.execute(
        update(FileUploadRow)
        .where(FileUploadRow.agency_code.in_(plan.ended))
        .values(agency_code=plan.first)
        .execution_options(synchronize_session=False)
    )
    return changed


def _by_procedure(session: Session, plan: ReorganizationPlan) -> Callable[[str], str]:
    found = select(CatalogEntryRow.code, CatalogEntryRow.field_of_work)
    fields = {row.code: row.field_of_work for row in session.execute(found)} if plan.rules else {}

    def goes(procedure: str) -> str:
        return plan.successor_of(DossierFacts("", procedure, fields.get(procedure, "")))

    return goes
