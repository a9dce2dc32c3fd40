"""Takes back what a table changed in definitions: agencies, code lists, calendars, offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.catalog_rows import Publication, chunks
from motcua.services.editing import EditTarget
from motcua.services.import_changes import Action
from motcua.services.import_definition_sources import put_back
from motcua.services.import_dependents import Dependent
from motcua.services.runtime import Platform
from motcua.services.usage import usage_of
from motcua.storage.tables import (
    DefinitionDraftRow,
    DossierRow,
    HoldingRow,
    ImportChangeRow,
    ImportRunRow,
    OfficerRow,
    RevisionRow,
)

MOST_NAMED = 50


class DefinitionUndo:
    """The undo of the kinds of tables whose rows become parts of definitions."""

    at_once = True

    def dependents(self, session: Session, row: ImportRunRow) -> Sequence[Dependent]:
        """Later revisions, drafts, definitions that name a new one, dossiers and people that need what came in."""
        rows = session.scalars(select(ImportChangeRow).where(ImportChangeRow.import_run_id == row.id)).all()
        found = [one for change in rows for one in _of_definition(session, change)]
        releases = row.summary.get("releases", ())
        found += _pinned(session, releases)
        for change in rows:
            kind, added = target_of(change).kind, _added(change)
            if kind == "organization":
                found += _of_agencies(session, added)
            since = session.scalar(
                select(func.min(RevisionRow.published_at)).where(RevisionRow.release_id.in_(releases))
            )
            if kind == "calendar" and since:
                found += _counted_over(session, change, since)
            if kind == "code_list" and since:
                found += _answered_with(session, added, since)
        return found

    def give_back(
        self, session: Session, platform: Platform, actor: Actor, rows: Sequence[ImportChangeRow]
    ) -> None:
        """Publish what stood before. Raises ``NotPublishableError`` when that no longer fits."""
        if not rows:
            return
        run = rows[0].import_run_id
        order = Publication(actor.user, platform.now(), platform.today(), f"hoàn tác lần nhập {run}")
        put_back(session, platform, {target_of(row): row.before["sources"] for row in rows}, order)


def target_of(change: ImportChangeRow) -> EditTarget:
    """The definition a change is about."""
    kind, _slash, code = change.code.partition("/")
    return EditTarget(kind, code)


def _added(change: ImportChangeRow) -> list[str]:
    return [str(one["key"]) for one in change.before["rows"] if one["standing"] == "added"]


def _of_definition(session: Session, change: ImportChangeRow) -> Iterator[Dependent]:
    target = target_of(change)
    later = session.scalars(
        select(RevisionRow.note).where(
            RevisionRow.kind == target.kind,
            RevisionRow.code == target.code,
            RevisionRow.agency_code == "",
            RevisionRow.release_id > (change.release_id or 0),
        )
    ).all()
    if later and change.release_id:
        yield Dependent(change.code, "có bản mới hơn công bố sau đó" + (f" ({later[0]})" if later[0] else ""))
    drafts = session.scalars(
        select(DefinitionDraftRow.created_by).where(
            DefinitionDraftRow.kind == target.kind, DefinitionDraftRow.code == target.code
        )
    )
    for person in drafts:
        yield Dependent(change.code, f"{person} đang có bản nháp")
    if change.action == Action.ADDED.value and target.kind != "procedure":
        usage = usage_of(session, target.kind, target.code)
        if usage.is_needed:
            yield Dependent(change.code, f"{usage.words()} đang dẫn tới")


def _pinned(session: Session, releases: Sequence[int]) -> Iterator[Dependent]:
    """Dossiers received under what the import published."""
    rows = session.execute(
        select(DossierRow.procedure_code, func.count(DossierRow.id))
        .join(RevisionRow, RevisionRow.id == DossierRow.procedure_revision_id)
        .where(RevisionRow.release_id.in_(releases))
        .group_by(DossierRow.procedure_code)
        .limit(MOST_NAMED)
    ).tuples()
    for code, count in rows:
        yield Dependent(code, f"{count} hồ sơ đã tiếp nhận theo bản của lần nhập này")


def _of_agencies(session: Session, codes: Sequence[str]) -> Iterator[Dependent]:
    for part in chunks(codes):
        both = or_(DossierRow.agency_code.in_(part), DossierRow.competent_agency.in_(part))
        rows = session.execute(
            select(DossierRow.competent_agency, func.count(DossierRow.id))
            .where(both)
            .group_by(DossierRow.competent_agency)
            .limit(MOST_NAMED)
        ).tuples()
        for code, count in rows:
            yield Dependent(code, f"đã có {count} hồ sơ")
        people = session.execute(
            select(OfficerRow.agency_code, func.count(OfficerRow.id))
            .where(OfficerRow.agency_code.in_(part))
            .group_by(OfficerRow.agency_code)
        ).tuples()
        held = session.execute(
            select(HoldingRow.agency_code, func.count(HoldingRow.id))
            .where(HoldingRow.agency_code.in_(part))
            .group_by(HoldingRow.agency_code)
        ).tuples()
        for code, count in {**dict(held.all()), **dict(people.all())}.items():
            yield Dependent(code, f"đã có {count} cán bộ")


def _counted_over(session: Session, change: ImportChangeRow, since: datetime) -> Iterator[Dependent]:
    """Dossiers received since whose due date was counted over one of the days."""
    days = sorted(
        datetime.strptime(str(one["key"]), "%d/%m/%Y").replace(tzinfo=since.tzinfo)
        for one in change.before["rows"]
    )
    if not days:
        return
    count = session.scalar(
        select(func.count(DossierRow.id)).where(
            DossierRow.received_at >= since,
            DossierRow.received_at < days[-1] + timedelta(days=1),
            DossierRow.due_at >= days[0],
        )
    )
    if count:
        yield Dependent(change.code, f"{count} hồ sơ tiếp nhận sau đó đã tính ngày hẹn theo các ngày này")


def _answered_with(session: Session, codes: Sequence[str], since: datetime) -> Iterator[Dependent]:
    """Dossiers received since that hold one of the new codes."""
    wanted = set(codes)
    rows = session.execute(
        select(DossierRow.number, DossierRow.answers, DossierRow.applicant).where(
            DossierRow.received_at >= since
        )
    ).yield_per(CHUNKED)
    named = 0
    for number, answers, applicant in rows:
        held = wanted & set(_texts([answers, applicant]))
        if held and named < MOST_NAMED:
            named += 1
            yield Dependent(min(held), f"hồ sơ {number} đã dùng")


CHUNKED = 500


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
