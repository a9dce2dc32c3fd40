"""Running dossiers are moved to newer rules only when chosen and possible; the log tells it and stays whole."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from tests.unit.services.proving import PROCESS, TARGET, business, change, person

from motcua.dossiers.commands import Act
from motcua.services.access import ForbiddenError
from motcua.services.acting import act, find_dossier
from motcua.services.dossier_log import event_of
from motcua.services.dossier_migration import migrate, plan_migration
from motcua.services.integrity import examine
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import AuditEntryRow, DossierDocumentRow, DossierEventRow, DossierRow, WorkItemRow

ALL = Scope.everything("kiểm thử")
PAPER = "checklist:\n"
NEW_PAPER = "checklist:\n  - {id: anh-chup-tru-so, name: Ảnh chụp trụ sở, copies: 2}\n"


def stored(platform: Platform, number: str) -> tuple[DossierRow, list[DossierEventRow]]:
    with platform.database.read(ALL) as session:
        row = find_dossier(session, number)
        log = session.scalars(
            select(DossierEventRow).where(DossierEventRow.dossier_id == row.id).order_by(DossierEventRow.seq)
        ).all()
        return row, list(log)


def test_dry_run__tells_limit_due_date_and_papers_and_changes_nothing(province: Platform) -> None:
    number = business(province)
    change(province, "time_limit: 3 working_days", "time_limit: 5 working_days")
    change(province, PAPER, NEW_PAPER)
    plan = plan_migration(province, person(province, "quantri"), TARGET.code)
    (line,) = plan.lines
    assert (line.number, line.limit_before, line.limit_after) == (number, "3 working_days", "5 working_days")
    assert line.due_before is not None
    assert line.due_after is not None
    assert line.due_after > line.due_before
    assert line.papers_new == ("Ảnh chụp trụ sở",)
    assert line.is_possible
    row, log = stored(province, number)
    assert (row.version, len(log)) == (1, 1)


def test_chosen_dossiers__follow_the_new_rules_by_an_event_of_their_own(province: Platform) -> None:
    moved, kept = business(province), business(province)
    change(province, "time_limit: 3 working_days", "time_limit: 5 working_days")
    change(province, PAPER, NEW_PAPER)
    admin = person(province, "quantri")
    due = stored(province, moved)[0].due_at
    done = migrate(province, admin, {moved: 1}, "Theo Quyết định 1482", TARGET.code)
    assert done.done == (moved,)
    row, log = stored(province, moved)
    assert row.due_at is not None
    assert due is not None
    assert row.due_at > due
    assert row.original_due_at == due
    event = event_of(log[-1])
    assert event.kind.value == "rules_changed"
    assert event.data["revisions"]["procedure"] == row.procedure_revision_id
    assert event.data["adjustments"][0]["reason"] == "Theo Quyết định 1482"
    with province.database.read(ALL) as session:
        papers = session.scalars(
            select(DossierDocumentRow.requirement_id).where(DossierDocumentRow.dossier_id == row.id)
        ).all()
        audit = session.scalars(select(AuditEntryRow).where(AuditEntryRow.action == "change_rules")).one()
    assert "anh-chup-tru-so" in papers
    assert audit.detail["before"]["revisions"] != audit.detail["after"]["revisions"]
    assert stored(province, kept)[0].due_at == due
    assert examine(province).findings == ()
    assert [line.number for line in plan_migration(province, admin, TARGET.code).lines] == [kept]


def test_another_approver__opens_the_step_for_the_new_position(province: Platform) -> None:
    number = business(province)
    change(
        province,
        "{id: receive, budget: 2 working_hours}",
        "{id: receive, budget: 2 working_hours, by: {position: clerk}}",
        target=PROCESS,
    )
    plan = plan_migration(province, person(province, "quantri"), TARGET.code)
    assert len(plan.lines) == 1, plan
    (line,) = plan.lines
    assert any("Văn thư" in one for one in line.steps_reseated), line
    assert migrate(province, person(province, "quantri"), {number: 1}, "Đổi người", TARGET.code).done
    row, _log = stored(province, number)
    with province.database.read(ALL) as session:
        work = session.scalars(select(WorkItemRow).where(WorkItemRow.dossier_id == row.id)).all()
    assert [item.position for item in work] == ["clerk"]
    assert examine(province).findings == ()


def test_step_that_is_gone__keeps_the_dossier_where_it_is(sqlite_platform: Platform) -> None:
    number = business(sqlite_platform)
    act(sqlite_platform, person(sqlite_platform, "motcua"), number, Act("forward", "receive"))
    change(sqlite_platform, "process: household-business", "process: same-day-certification")
    admin = person(sqlite_platform, "quantri")
    (line,) = plan_migration(sqlite_platform, admin, TARGET.code).lines
    assert not line.is_possible
    assert "không còn" in line.refusal
    assert line.steps_gone
    found = migrate(sqlite_platform, admin, {number: 2}, "Chuyển", TARGET.code)
    assert found.done == ()
    assert "không còn" in found.failed[number]
    assert stored(sqlite_platform, number)[0].version == 2


@pytest.mark.parametrize(("version", "reason", "said"), [(9, "Chuyển", "vừa xử lý"), (1, " ", "lý do")])
def test_stale_or_unfounded_wish__moves_nothing(
    sqlite_platform: Platform, version: int, reason: str, said: str
) -> None:
    number = business(sqlite_platform)
    change(sqlite_platform, "time_limit: 3 working_days", "time_limit: 2 working_days")
    found = migrate(
        sqlite_platform, person(sqlite_platform, "quantri"), {number: version}, reason, TARGET.code
    )
    assert said in found.failed[number]
    assert stored(sqlite_platform, number)[0].version == 1


def test_without_permission__nothing_is_told(sqlite_platform: Platform) -> None:
    with pytest.raises(ForbiddenError):
        plan_migration(sqlite_platform, person(sqlite_platform, "motcua"), TARGET.code)
