"""Staff lists: accounts with the positions their people hold; nobody's password is ever changed by a list."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_rows import TableRow
from motcua.catalog.table_values import folded_key
from motcua.definitions.directory import Directory
from motcua.kernel.problems import Problem
from motcua.kernel.text import fold
from motcua.services.audit import Act, write_audit_entry
from motcua.services.import_changes import Action
from motcua.services.import_kinds import Looking, Standing, TablePlan, TakenRow, Taking, change_words
from motcua.services.import_staff_rows import PlannedOfficer, officers_as_they_are
from motcua.services.passwords import hash_password
from motcua.services.roles import role_of_position
from motcua.storage.accounts import (
    USER,
    NewAccount,
    account_ids,
    accounts_changed,
    add_account,
    end_sessions,
    role_ids,
)
from motcua.storage.tables import HoldingRow, OfficerRow

PASSWORD_LENGTH = 12
_LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("Il1O0o")))


class StaffTable:
    """The kind of table whose rows are people with a position each; a person may have several rows."""

    def plan(self, looking: Looking, rows: Sequence[TableRow]) -> TablePlan:
        """The plan. Positions and agencies may be written by code or by name."""
        plan = TablePlan()
        desk = _Desk(looking)
        seen: dict[tuple[str, str, str, str], TableRow] = {}
        people: dict[str, PlannedOfficer] = {}
        for row in rows:
            officer = desk.read(row, plan)
            if officer is None:
                continue
            (holding,) = officer.holdings
            key = (officer.username, *holding)
            if key in seen:
                place = seen[key].place
                where = f"{place.sheet}!{place.cell}"
                plan.reject(table_problem("TAB-005", row.place, "Chức danh của", officer.username, where))
                continue
            seen[key] = row
            desk.compare(row, plan, officer)
            people.setdefault(officer.username, officer).holdings.update(officer.holdings)
        plan.data = list(people.values())
        return plan

    def parts(self, plan: TablePlan) -> Sequence[Sequence[PlannedOfficer]]:
        """Everybody at once."""
        return (plan.data,) if plan.data else ()

    def take(
        self, session: Session, taking: Taking, plan: TablePlan, part: Sequence[PlannedOfficer]
    ) -> Sequence[TakenRow]:
        """Make the new accounts, each with a first password of its own that must be changed at once."""
        for one in part:
            if one.is_new:
                one.password = "".join(secrets.choice(_LETTERS) for _ in range(PASSWORD_LENGTH))
        hashes = {one.username: hash_password(one.password) for one in part if one.is_new}
        roles, known = role_ids(session), account_ids(session)
        before = officers_as_they_are(session, [one.username for one in part])
        for one in part:
            if one.username in hashes and one.username not in known:
                _make(taking, session, one, hashes[one.username], roles)
            else:
                _change(session, one)
            _hold(session, one)
        detail = {"file": taking.order.file, "people": [one.username for one in part][:500]}
        act = Act("import_staff", "officer", taking.order.file, detail)
        write_audit_entry(session, taking.actor, act, taking.platform.now())
        accounts_changed(session)
        session.flush()
        after = officers_as_they_are(session, [one.username for one in part])
        changed = {line.key for line in plan.lines if line.standing is not Standing.UNCHANGED}
        return [
            TakenRow(
                name,
                str(now["full_name"]),
                Action.CHANGED if name in before else Action.ADDED,
                {"before": before.get(name), "after": now},
            )
            for name, now in after.items()
            if name in changed
        ]


def first_passwords(plan: TablePlan) -> tuple[tuple[str, str, str], ...]:
    """User name, full name and first password of the accounts just made; told once, stored only as hashes."""
    return tuple(
        (one.username, one.full_name, one.password)
        for one in plan.data
        if isinstance(one, PlannedOfficer) and one.password
    )


def _make(
    taking: Taking, session: Session, one: PlannedOfficer, password_hash: str, roles: Mapping[str, int]
) -> None:
    wanted = dict.fromkeys(role_of_position(position) for position, _agency, _unit in one.holdings)
    account = NewAccount(
        one.username,
        one.full_name,
        one.email or f"{one.username}@noi-bo.invalid",
        password_hash,
        tuple(role for role in wanted if role in roles),
        must_change_password=True,
    )
    user_id = add_account(session, account, taking.platform.now(), roles)
    officer = OfficerRow(
        user_id=user_id,
        username=one.username,
        full_name=one.full_name,
        name_folded=fold(one.full_name),
        agency_code=one.agency,
        unit=one.unit,
        title=one.title,
        email=one.email,
        active=one.active,
    )
    session.add(officer)
    session.flush()


def _change(session: Session, one: PlannedOfficer) -> None:
    officer = session.scalars(select(OfficerRow).where(OfficerRow.username == one.username)).one()
    officer.full_name, officer.name_folded = one.full_name, fold(one.full_name)
    officer.agency_code = one.agency
    for name in ("unit", "title", "email"):
        if getattr(one, name):
            setattr(officer, name, getattr(one, name))
    if officer.active != one.active:
        officer.active = one.active
        session.execute(update(USER).where(USER.c.id == officer.user_id).values(active=one.active))
        if not one.active:
            end_sessions(session, officer.user_id)


def _hold(session: Session, one: PlannedOfficer) -> None:
    officer = session.scalars(select(OfficerRow).where(OfficerRow.username == one.username)).one()
    rows = session.scalars(select(HoldingRow).where(HoldingRow.officer_id == officer.id)).all()
    held = {(row.position, row.agency_code, row.unit): row for row in rows}
    for (position, agency, unit), (starts, ends) in one.holdings.items():
        row = held.get((position, agency, unit))
        if row is None:
            row = HoldingRow(officer_id=officer.id, position=position, agency_code=agency, unit=unit)
            session.add(row)
        row.starts, row.ends = starts, ends


class _Desk:
    """What rows are compared with."""

    def __init__(self, looking: Looking) -> None:
        self._directory: Directory = looking.platform.directory()
        self._words = WordIndex(looking.mapping.words)
        self._agencies = {folded_key(one.name): one.code for one in self._directory.agencies()}
        self._agencies |= {
            folded_key(one.short_name): one.code for one in self._directory.agencies() if one.short_name
        }
        self._positions = {folded_key(one.name): one.code for one in self._directory.positions()}
        self._codes = {one.code for one in self._directory.positions()}
        officers = looking.session.scalars(select(OfficerRow)).all()
        self._officers = {row.username: row for row in officers}
        names = {row.id: row.username for row in officers}
        self._accounts = account_ids(looking.session)
        self._emails = {
            email.lower(): username
            for username, email in looking.session.execute(select(USER.c.username, USER.c.email)).tuples()
        }
        self._holdings = {
            (names[row.officer_id], row.position, row.agency_code, row.unit): (row.starts, row.ends)
            for row in looking.session.scalars(select(HoldingRow))
        }

    def read(self, row: TableRow, plan: TablePlan) -> PlannedOfficer | None:
        """The person and the position of a row; None when it was rejected."""
        asked = row.text("agency")
        agency = asked if self._directory.knows(asked) else self._agencies.get(folded_key(asked), "")
        if not agency:
            expected = "Ghi mã định danh hoặc tên cơ quan đã có trong danh sách cơ quan."
            plan.reject(table_problem("TAB-006", row.at("agency"), "Cơ quan", asked, expected))
            return None
        said = row.text("position")
        position = said if said in self._codes else self._positions.get(folded_key(said), "")
        position = position or self._words.one("position", said)
        if position not in self._codes:
            known = ", ".join(one.name for one in self._directory.positions()[:8])
            plan.reject(
                table_problem("TAB-006", row.at("position"), "Chức danh", said, f"Ghi một trong: {known}.")
            )
            return None
        username = row.text("username")
        if taken := self._taken(row, username):
            plan.reject(taken)
            return None
        unit = self._unit(agency, row.text("unit"))
        if unit is None:
            known = ", ".join(one.name for one in self._directory.units(agency)[:8])
            expected = f"Ghi một trong: {known}." if known else "Bỏ trống cột này."
            plan.reject(table_problem("TAB-006", row.at("unit"), "Phòng ban", row.text("unit"), expected))
            return None
        return PlannedOfficer(
            username=username,
            full_name=row.text("full_name"),
            agency=agency,
            unit=unit,
            title=row.text("title"),
            email=row.text("email"),
            active=row.text("active") != "no",
            is_new=username not in self._officers,
            holdings={(position, agency, unit): (_day(row, "starts"), _day(row, "ends"))},
        )

    def _taken(self, row: TableRow, username: str) -> Problem | None:
        """What says that the account or the address of a row belongs to somebody else."""
        if username in self._accounts and username not in self._officers:
            message = f"Tài khoản “{username}” có sẵn nhưng không phải của cán bộ."
            remedy = "Chọn tên đăng nhập khác."
            return table_problem("TAB-008", row.at("username"), found=message, expected=remedy)
        email = row.text("email")
        owner = self._emails.setdefault(email.lower(), username) if email else username
        if owner == username:
            return None
        message = f"Thư điện tử “{email}” đã là của tài khoản “{owner}”."
        remedy = "Ghi địa chỉ khác, hoặc bỏ trống."
        return table_problem("TAB-008", row.at("email"), found=message, expected=remedy)

    def _unit(self, agency: str, asked: str) -> str | None:
        if not asked:
            return ""
        for unit in self._directory.units(agency):
            if asked == unit.id or folded_key(asked) == folded_key(unit.name):
                return unit.id
        return None

    def compare(self, row: TableRow, plan: TablePlan, officer: PlannedOfficer) -> None:
        """Note what the row changes."""
        (holding,) = officer.holdings
        old = self._officers.get(officer.username)
        changes: list[str] = []
        if old is not None:
            pairs: tuple[tuple[str, Any, Any], ...] = (
                ("họ tên", old.full_name, officer.full_name),
                ("cơ quan", old.agency_code, officer.agency),
                ("phòng ban", old.unit, officer.unit or old.unit),
                ("chức vụ", old.title, officer.title or old.title),
                ("thư điện tử", old.email, officer.email or old.email),
                ("trạng thái", _active(active=old.active), _active(active=officer.active)),
            )
            changes += [change_words(name, before, after) for name, before, after in pairs if before != after]
            held = self._holdings.get((officer.username, *holding))
            if held is None:
                changes.append(f"thêm chức danh {self._directory.position(holding[0]).name}")
            elif held != officer.holdings[holding]:
                changes.append("đổi thời gian giữ chức danh")
        plan.keep(row, officer.username, officer.full_name, changes, is_new=old is None)


def _active(*, active: bool) -> str:
    return "đang làm việc" if active else "đã nghỉ"


def _day(row: TableRow, column: str) -> date | None:
    value = row.values.get(column)
    return value if isinstance(value, date) else None
