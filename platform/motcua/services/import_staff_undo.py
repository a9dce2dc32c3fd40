"""Takes a staff list back: accounts nobody used go, officers that were changed are what they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.catalog_rows import chunks
from motcua.services.import_changes import Action
from motcua.services.import_dependents import Dependent
from motcua.services.import_staff_rows import officers_as_they_are, put_back
from motcua.services.runtime import Platform
from motcua.storage.accounts import USER, accounts_changed, remove_account
from motcua.storage.tables import (
    AuditEntryRow,
    DelegationRow,
    HoldingRow,
    ImportChangeRow,
    ImportRunRow,
    OfficerRow,
    WorkItemRow,
)


class StaffUndo:
    """The undo of the kind of table whose rows are people."""

    at_once = True

    def dependents(self, session: Session, row: ImportRunRow) -> Sequence[Dependent]:
        """People who signed in or did something since, have work waiting or a delegation, or were changed again."""
        rows = session.scalars(
            select(ImportChangeRow)
            .where(ImportChangeRow.import_run_id == row.id)
            .order_by(ImportChangeRow.code)
        ).all()
        return tuple(one for part in chunks(rows) for one in _dependents(session, part))

    def give_back(
        self, session: Session, platform: Platform, actor: Actor, rows: Sequence[ImportChangeRow]
    ) -> None:
        """Remove new accounts with all that was made for them; put the others back."""
        del platform, actor
        names = [row.code for row in rows]
        officers = {
            one.username: one
            for part in chunks(names)
            for one in session.scalars(select(OfficerRow).where(OfficerRow.username.in_(part)))
        }
        for row in rows:
            officer = officers.get(row.code)
            if officer is None:
                continue
            if row.action == Action.CHANGED.value:
                put_back(session, officer, row.before["before"])
                continue
            session.execute(delete(HoldingRow).where(HoldingRow.officer_id == officer.id))
            session.execute(delete(OfficerRow).where(OfficerRow.id == officer.id))
            remove_account(session, officer.user_id)
        accounts_changed(session)


def _dependents(session: Session, rows: Sequence[ImportChangeRow]) -> Iterator[Dependent]:
    now = officers_as_they_are(session, [row.code for row in rows])
    for row in rows:
        if row.code in now and now[row.code] != row.before["after"]:
            yield Dependent(row.code, "đã được sửa sau khi nhập")
    new = [row.code for row in rows if row.action == Action.ADDED.value]
    for name in _active(session, new):
        yield Dependent(name, "đã đăng nhập hoặc đã làm việc")
    for name, count in session.execute(
        select(WorkItemRow.assignee, func.count(WorkItemRow.id))
        .where(WorkItemRow.assignee.in_(new))
        .group_by(WorkItemRow.assignee)
    ).tuples():
        yield Dependent(name, f"đang được giao {count} việc")
    for name in session.scalars(
        select(OfficerRow.username)
        .join(HoldingRow, HoldingRow.officer_id == OfficerRow.id)
        .join(
            DelegationRow,
            or_(DelegationRow.holding_id == HoldingRow.id, DelegationRow.to_officer_id == OfficerRow.id),
        )
        .where(OfficerRow.username.in_(new))
        .distinct()
    ):
        yield Dependent(name, "có ủy quyền")


def _active(session: Session, names: Sequence[str]) -> list[str]:
    acted = session.scalars(select(AuditEntryRow.actor).where(AuditEntryRow.actor.in_(names)).distinct())
    signed_in = session.scalars(
        select(USER.c.username).where(USER.c.username.in_(names), USER.c.last_login.is_not(None))
    )
    return sorted({*acted, *signed_in})
