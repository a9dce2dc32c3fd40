"""Invented officers for every agency: one person for each position an agency has, so that every process can run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.organization import Agency
from motcua.kernel.text import fold
from motcua.services.passwords import hash_password
from motcua.services.roles import role_of_position
from motcua.services.runtime import Platform
from motcua.storage.accounts import (
    NewAccount,
    account_ids,
    accounts_changed,
    add_account,
    role_ids,
    set_password,
)
from motcua.storage.tables import HoldingRow, OfficerRow

FIRST_COMMUNE = "H88.31"
SECOND_COMMUNE = "H88.32"
SUPERVISOR_AGENCY = "H88.02"
NAMED = (
    ("motcua", "Nguyễn Thu Hà", FIRST_COMMUNE, "one-stop-officer"),
    ("thuly", "Trần Minh Đức", FIRST_COMMUNE, "handling-officer"),
    ("lanhdao", "Lê Quang Vinh", FIRST_COMMUNE, "leader"),
    ("vanthu", "Phạm Thị Mai", FIRST_COMMUNE, "clerk"),
    ("motcua2", "Hoàng Ngọc Lan", SECOND_COMMUNE, "one-stop-officer"),
)
SURNAMES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
MIDDLES_F = ("Thị", "Thu", "Ngọc", "Thanh", "Hồng", "Minh", "Kim", "Bích")
MIDDLES_M = ("Văn", "Đức", "Quang", "Hữu", "Minh", "Quốc", "Xuân", "Công")
GIVEN_F = ("Hà", "Lan", "Mai", "Hương", "Nhung", "Yến", "Thảo", "Trang", "Oanh", "Nga", "Phượng", "Quỳnh")
GIVEN_M = ("Đức", "Hùng", "Vinh", "Tuấn", "Sơn", "Long", "Bình", "Khánh", "Phúc", "Dũng", "Thắng", "Việt")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One invented officer: account name, full name, agency, and the positions with their units."""

    username: str
    full_name: str
    agency: str
    holdings: tuple[tuple[str, str], ...]
    title: str
    role: str
    province_wide: bool = False


def invented_name(rng: random.Random) -> tuple[str, str]:
    """A Vietnamese full name and the sex it suggests (``female`` or ``male``)."""
    if rng.random() < 0.5:
        return f"{rng.choice(SURNAMES)} {rng.choice(MIDDLES_F)} {rng.choice(GIVEN_F)}", "female"
    return f"{rng.choice(SURNAMES)} {rng.choice(MIDDLES_M)} {rng.choice(GIVEN_M)}", "male"


def demo_people(directory: Directory) -> Iterator[DemoPerson]:
    """Every invented officer of the province."""
    rng = random.Random(88)  # noqa: S311  invented names, the same at every start
    for agency in directory.agencies():
        if agency.valid_to is None:
            yield from _of_agency(directory, agency, rng)
    for username, full_name, code, position in NAMED:
        if directory.knows(code):
            yield _person(directory, username, full_name, directory.agency(code), position)
    if directory.knows(SUPERVISOR_AGENCY):
        yield DemoPerson(
            "giamsat", "Đỗ Quang Minh", SUPERVISOR_AGENCY, (("supervisor", ""),), "Giám sát", "GiamSat", True
        )


def _of_agency(directory: Directory, agency: Agency, rng: random.Random) -> Iterator[DemoPerson]:
    positions = dict.fromkeys(
        position for unit in directory.units(agency.code) for position in unit.positions
    )
    for code in positions:
        short = directory.position(code).short or code
        name, _sex = invented_name(rng)
        yield _person(directory, f"{short}.{agency.code.lower()}", name, agency, code)


def _person(directory: Directory, username: str, full_name: str, agency: Agency, position: str) -> DemoPerson:
    return DemoPerson(
        username,
        full_name,
        agency.code,
        ((position, ""),),
        directory.position(position).name,
        role_of_position(position),
    )


def store_people(platform: Platform, session: Session, directory: Directory) -> int:
    """Store every invented officer that is not there yet; returns how many were added."""
    # one hash for all: the example password is the same for everybody and printed at the start
    password_hash = hash_password(platform.settings.demo_password)
    now = platform.now()
    known, roles = account_ids(session), role_ids(session)
    added = 0
    for person in demo_people(directory):
        if person.username in known:
            continue
        account = NewAccount(
            person.username,
            person.full_name,
            f"{person.username}@donglam.example",
            password_hash,
            (person.role,),
        )
        user_id = add_account(session, account, now, roles)
        officer = OfficerRow(
            user_id=user_id,
            username=person.username,
            full_name=person.full_name,
            name_folded=fold(person.full_name),
            agency_code=person.agency,
            unit="",
            title=person.title,
            province_wide=person.province_wide,
            demo=True,
        )
        session.add(officer)
        session.flush()
        for position, unit in person.holdings:
            session.add(
                HoldingRow(officer_id=officer.id, position=position, agency_code=person.agency, unit=unit)
            )
        added += 1
    _administrator(platform, session, known.get("quantri"), password_hash)
    accounts_changed(session)
    return added


def _administrator(platform: Platform, session: Session, user_id: int | None, password_hash: str) -> None:
    """The administrator of the example province has the example password too, unless one was given."""
    if user_id is None or platform.settings.admin_password:
        return
    set_password(session, user_id, password_hash, platform.now())
    if session.query(OfficerRow.id).filter(OfficerRow.username == "quantri").first() is None:
        session.add(
            OfficerRow(
                user_id=user_id,
                username="quantri",
                full_name="Đỗ Quang Vinh",
                name_folded=fold("Đỗ Quang Vinh"),
                agency_code="H88.01",
                unit="",
                title="Quản trị thủ tục",
                province_wide=True,
                demo=True,
            )
        )
