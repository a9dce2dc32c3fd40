"""Customers: persons and organizations an agency has served, known again by the number of their paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, or_, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.text import fold
from motcua.services.access import scope_of
from motcua.services.audit import Act, write_audit_entry
from motcua.services.cursors import decode_text_cursor, encode_cursor
from motcua.services.runtime import Platform
from motcua.storage.json_value import json_value
from motcua.storage.scope import Scope
from motcua.storage.search import text_matches
from motcua.storage.tables import CustomerRow, DossierRow, SettingRow

IDENTITY, TAX_CODE = "identity", "tax_code"
KEPT = (
    "kind",
    "full_name",
    "birth_date",
    "sex",
    "nationality",
    "ethnic_group",
    "identity_type",
    "identity_number",
    "identity_issued_on",
    "identity_issued_by",
    "address",
    "phone",
    "email",
    "tax_code",
    "representative",
)
"""What is remembered of an applicant; circumstances that exempt from fees are proved anew each time."""

MERGED_INTO = "merged_into"
"""Under this name a customer says with which other one (its id as text) it was put together."""
SHORTEST_NUMBER = 8
MOST_NAMES = 5
BATCH = 500
MOST_AT_ONCE = 20_000
_MARK = "customers.learned"
_LEARNING = Scope.everything("ghi nhớ khách hàng từ hồ sơ đã nhận")
OPEN = tuple(state.value for state in Lifecycle if not state.is_end and state is not Lifecycle.DONE)


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """A dossier of the same person and procedure that is still open."""

    number: str
    received_at: datetime
    lifecycle: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of a number: the parts of an applicant, other names it stood under, open dossiers."""

    number: str
    parts: Mapping[str, Any]
    earlier_names: tuple[str, ...] = ()
    duplicates: tuple[OpenDossier, ...] = ()
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A page of customers by name; ``next_cursor`` is empty on the last one."""

    rows: tuple[CustomerRow, ...]
    next_cursor: str


def number_of(applicant: Mapping[str, Any]) -> str:
    """The number a person or organization is known by: of the identity paper, else the tax code; without blanks."""
    number = str(applicant.get("identity_number") or applicant.get("tax_code") or "")
    bare = "".join(number.split()).upper()
    return bare if len(bare) >= SHORTEST_NUMBER else ""


def standing() -> ColumnElement[bool]:
    """The condition that a customer was not put together with another one."""
    return func.coalesce(json_value(CustomerRow.data, MERGED_INTO), "") == ""


def merged_into(session: Session, row: CustomerRow) -> CustomerRow:
    """The customer this one was put together with; itself when it stands."""
    into = str(row.data.get(MERGED_INTO, ""))
    kept = session.get(CustomerRow, int(into)) if into.isdecimal() else None
    return kept or row


def merged_customers(session: Session, row: CustomerRow) -> Sequence[CustomerRow]:
    """The customers that were put together with this one."""
    return session.scalars(
        select(CustomerRow)
        .where(
            CustomerRow.agency_code == row.agency_code,
            json_value(CustomerRow.data, MERGED_INTO) == str(row.id),
        )
        .order_by(CustomerRow.id)
    ).all()


def merged_numbers(session: Session, row: CustomerRow) -> tuple[str, ...]:
    """The further numbers this customer is known by."""
    return tuple(one.identity_number for one in merged_customers(session, row))


def recall(session: Session, number: str, procedure: str = "", agency: str = "") -> Recalled:
    """What the agencies in scope know of a number, and its open dossiers of the procedure."""
    row = session.scalars(
        select(CustomerRow)
        .where(CustomerRow.identity_number == number)
        .order_by((CustomerRow.agency_code == agency).desc(), CustomerRow.updated_at.desc())
        .limit(1)
    ).one_or_none()
    duplicates = _open_dossiers(session, number, procedure) if procedure else ()
    if row is not None:
        row = merged_into(session, row)
        names = tuple(str(one) for one in row.data.get("earlier_names", ()))
        return Recalled(number, _parts(row.data), names, duplicates, row.id)
    # received by another way a moment ago: the dossier itself remembers
    latest = session.scalars(
        select(DossierRow.applicant)
        .where(DossierRow.applicant_identity == number)
        .order_by(DossierRow.received_at.desc(), DossierRow.id.desc())
        .limit(1)
    ).one_or_none()
    return Recalled(number, _parts(latest or {}), (), duplicates)


def twins_of(session: Session, dossier: DossierRow) -> tuple[OpenDossier, ...]:
    """Other open dossiers of the same person and procedure, while this one waits to be received."""
    if not dossier.applicant_identity or dossier.lifecycle != Lifecycle.SUBMITTED.value:
        return ()
    return _open_dossiers(session, dossier.applicant_identity, dossier.procedure_code, dossier.number)


def _open_dossiers(session: Session, number: str, procedure: str, but: str = "") -> tuple[OpenDossier, ...]:
    found = session.execute(
        select(DossierRow.number, DossierRow.received_at, DossierRow.lifecycle)
        .where(
            DossierRow.applicant_identity == number,
            DossierRow.procedure_code == procedure,
            DossierRow.lifecycle.in_(OPEN),
            DossierRow.number != but,
        )
        .order_by(DossierRow.received_at.desc(), DossierRow.id.desc())
        .limit(MOST_NAMES)
    )
    return tuple(OpenDossier(*row) for row in found)


def _parts(applicant: Mapping[str, Any]) -> dict[str, Any]:
    return {name: applicant[name] for name in KEPT if applicant.get(name)}


def learn(session: Session, dossier: DossierRow) -> None:
    """Remember the applicant of a dossier with the agency that received it; what is newer replaces what is older."""
    number = number_of(dossier.applicant)
    parts = _parts(dossier.applicant)
    if not number or not parts.get("full_name"):
        return
    kind = IDENTITY if dossier.applicant.get("identity_number") else TAX_CODE
    row = _stored(session, dossier.agency_code, kind, number)
    if row is None:
        row = CustomerRow(
            agency_code=dossier.agency_code,
            identity_type=kind,
            identity_number=number,
            data={},
            updated_at=dossier.received_at,
        )
        _write(row, parts, dossier.received_at)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            row = _stored(session, dossier.agency_code, kind, number)
            if row is None:
                raise
    if dossier.received_at >= row.updated_at:
        _write(row, parts, dossier.received_at)


def take_newer(row: CustomerRow, other: CustomerRow) -> None:
    """Let a record say what another one of the same person says, when that is newer."""
    if other.updated_at > row.updated_at:
        _write(row, _parts(other.data), other.updated_at)


def _stored(session: Session, agency: str, kind: str, number: str) -> CustomerRow | None:
    return session.scalars(
        select(CustomerRow).where(
            CustomerRow.agency_code == agency,
            CustomerRow.identity_type == kind,
            CustomerRow.identity_number == number,
        )
    ).one_or_none()


def _write(row: CustomerRow, parts: Mapping[str, Any], at: datetime) -> None:
    before = dict(row.data or {})
    name, known = str(parts["full_name"]), str(before.get("full_name", ""))
    earlier = [str(one) for one in before.get("earlier_names", ())]
    if known and fold(known) != fold(name) and known not in earlier:
        earlier = [known, *earlier][:MOST_NAMES]
    row.data = {**before, **parts, "earlier_names": [one for one in earlier if fold(one) != fold(name)]}
    row.kind = str(row.data.get("kind", "citizen"))
    row.full_name, row.name_folded = name, fold(name)
    row.birth_date = _day(str(row.data.get("birth_date", "")))
    row.phone = str(row.data.get("phone", ""))
    row.updated_at = at


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def learn_all(platform: Platform) -> str:
    """Remember the applicants of dossiers received since the last time, however they came; may run twice."""
    learned = 0
    while learned < MOST_AT_ONCE:
        with platform.database.write(_LEARNING) as session:
            mark = session.get(SettingRow, _MARK)
            last = mark.value if mark is not None and isinstance(mark.value, int) else 0
            rows = session.scalars(
                select(DossierRow).where(DossierRow.id > last).order_by(DossierRow.id).limit(BATCH)
            ).all()
            for row in rows:
                learn(session, row)
            if rows:
                setting = SettingRow(
                    key=_MARK, value=rows[-1].id, updated_by="system", updated_at=platform.now()
                )
                session.merge(setting)
        learned += len(rows)
        if len(rows) < BATCH:
            break
    return f"Ghi nhớ người nộp của {learned} hồ sơ."


def customer_page(session: Session, typed: str, cursor: str, size: int) -> CustomerPage:
    """Customers by name. Digits find a paper, a tax code or a phone whole; words stand anywhere in the name."""
    statement = select(CustomerRow).where(standing())
    bare = "".join(typed.split()).upper()
    if bare and any(letter.isdigit() for letter in bare):
        # a number that was put together with another still finds the person
        statement = select(CustomerRow).where(
            or_(
                (CustomerRow.identity_number == bare) & standing(),
                (CustomerRow.phone == bare) & standing(),
                cast(CustomerRow.id, Text).in_(
                    select(json_value(CustomerRow.data, MERGED_INTO)).where(
                        CustomerRow.identity_number == bare
                    )
                ),
            )
        )
    elif (named := text_matches(CustomerRow.name_folded, typed)) is not None:
        statement = statement.where(named)
    if cursor:
        statement = statement.where(
            tuple_(CustomerRow.name_folded, CustomerRow.id) > decode_text_cursor(cursor)
        )
    ordered = statement.order_by(CustomerRow.name_folded, CustomerRow.id).limit(size + 1)
    found = session.scalars(ordered).all()
    rows = tuple(found[:size])
    more = encode_cursor(rows[-1].name_folded, rows[-1].id) if len(found) > size else ""
    return CustomerPage(rows, more)


def note_reading(platform: Platform, actor: Actor, act: Act) -> None:
    """Write down that somebody read personal data."""
    with platform.database.write(scope_of(actor)) as session:
        write_audit_entry(session, actor, act, platform.now())
