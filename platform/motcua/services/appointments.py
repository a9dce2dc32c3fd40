"""Makes an officer of an account: home agency, and the positions held there from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.dossiers.actor import Actor
from motcua.kernel.text import fold
from motcua.services.access import require
from motcua.services.audit import Act, write_audit_entry
from motcua.services.runtime import Platform
from motcua.storage.accounts import USER, accounts_changed, joined_name
from motcua.storage.tables import HoldingRow, OfficerRow

PERMISSION = "can_manage_officer"
WHAT = "bổ nhiệm công chức"
MOST_LISTED = 200


class AppointmentRefusedError(ValueError):
    """Somebody cannot be appointed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """An active account nobody works with yet: it is no officer, or holds no position."""

    user_id: int
    username: str
    full_name: str
    agency: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """An account gets a position in a unit (empty: the whole agency) of an agency, from a day on."""

    user_id: int
    agency: str
    position: str
    unit: str = ""
    title: str = ""
    starts: date | None = None


def open_accounts(session: Session, day: date) -> tuple[OpenAccount, ...]:
    """The active accounts without a position today or later, by user name."""
    holds = (
        select(HoldingRow.officer_id)
        .where(or_(HoldingRow.ends.is_(None), HoldingRow.ends >= day))
        .scalar_subquery()
    )
    rows = session.execute(
        select(USER.c.id, USER.c.username, USER.c.first_name, USER.c.last_name, OfficerRow.agency_code)
        .outerjoin(OfficerRow, OfficerRow.user_id == USER.c.id)
        .where(USER.c.active.is_(True), or_(OfficerRow.id.is_(None), OfficerRow.id.not_in(holds)))
        .order_by(USER.c.username)
        .limit(MOST_LISTED)
    )
    return tuple(
        OpenAccount(row[0], row[1], joined_name(row[2] or "", row[3] or ""), row[4] or "") for row in rows
    )


def appoint(platform: Platform, actor: Actor, wanted: Appointment) -> str:
    """Give an account a position, making it an officer when it is none; gives the full name.

    Raises :class:`AppointmentRefusedError`; nothing is stored then.
    """
    require(actor, PERMISSION, WHAT)
    platform.rules.refresh()
    _check(platform.directory(), wanted)
    with platform.database.write() as session:
        officer = _officer(session, wanted)
        held = session.scalars(
            select(HoldingRow).where(
                HoldingRow.officer_id == officer.id,
                HoldingRow.position == wanted.position,
                HoldingRow.agency_code == wanted.agency,
                HoldingRow.unit == wanted.unit,
            )
        ).one_or_none()
        if held is not None and (held.ends is None or held.ends >= platform.today()):
            raise AppointmentRefusedError(f"{officer.full_name} đang giữ chức danh này. Chọn chức danh khác.")
        if held is None:
            held = HoldingRow(
                officer_id=officer.id,
                position=wanted.position,
                agency_code=wanted.agency,
                unit=wanted.unit,
            )
            session.add(held)
        held.starts, held.ends = wanted.starts, None
        accounts_changed(session)
        detail = {"agency": wanted.agency, "position": wanted.position, "unit": wanted.unit}
        write_audit_entry(session, actor, Act("appoint", "officer", officer.username, detail), platform.now())
        return officer.full_name


def _check(directory: Directory, wanted: Appointment) -> None:
    if not directory.knows(wanted.agency) or directory.agency(wanted.agency).valid_to is not None:
        raise AppointmentRefusedError("Chọn một cơ quan đang hoạt động trong danh sách.")
    if wanted.position not in {one.code for one in directory.positions()}:
        raise AppointmentRefusedError("Chọn một chức danh trong danh sách.")
    if wanted.unit and wanted.unit not in {one.id for one in directory.units(wanted.agency)}:
        raise AppointmentRefusedError("Cơ quan này không có bộ phận đã chọn. Chọn lại, hoặc để trống.")


def _officer(session: Session, wanted: Appointment) -> OfficerRow:
    user = session.execute(
        select(USER.c.username, USER.c.first_name, USER.c.last_name, USER.c.email).where(
            USER.c.id == wanted.user_id, USER.c.active.is_(True)
        )
    ).one_or_none()
    if user is None:
        raise AppointmentRefusedError("Không có tài khoản này, hoặc tài khoản đã khóa. Chọn lại.")
    officer = session.scalars(select(OfficerRow).where(OfficerRow.user_id == wanted.user_id)).one_or_none()
    if officer is None:
        name = joined_name(user.first_name or "", user.last_name or "")
        officer = OfficerRow(
            user_id=wanted.user_id,
            username=user.username,
            full_name=name,
            name_folded=fold(name),
            agency_code=wanted.agency,
            unit=wanted.unit,
            email=user.email or "",
        )
        session.add(officer)
    officer.active = True
    officer.agency_code, officer.unit = wanted.agency, wanted.unit
    officer.title = wanted.title.strip() or officer.title or ""
    session.flush()
    return officer
