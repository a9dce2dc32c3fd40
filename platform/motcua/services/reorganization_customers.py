"""Known applicants of agencies that are left: each is known from now on where his dossiers lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.services.customers import MERGED_INTO, merged_customers, standing, take_newer
from motcua.services.reorganization_dossiers import BATCH, MOVING
from motcua.services.reorganization_families import facts_of
from motcua.services.reorganization_plan import (
    DossierFacts,
    ReorganizationKind,
    ReorganizationPlan,
    folded_address,
)
from motcua.services.runtime import Platform
from motcua.storage.tables import CustomerRow, DossierRow


def move_customers(platform: Platform, plan: ReorganizationPlan) -> int:
    """Carry the known applicants of the agencies left on, some hundreds a transaction; how many records changed.

    In a split an applicant goes where his dossiers lie, to several successors when they lie with several, and
    without dossiers where the rule of his place says. Running it again changes nothing.
    """
    changed = last = 0
    while plan.left:
        with platform.database.write(MOVING) as session:
            heads = session.scalars(
                select(CustomerRow)
                .where(CustomerRow.agency_code.in_(plan.left), CustomerRow.id > last, standing())
                .order_by(CustomerRow.id)
                .limit(BATCH)
            ).all()
            if not heads:
                return changed
            last = heads[-1].id
            changed += sum(_carry(session, one) for one in _persons(session, plan, heads))
    return changed


@dataclass(frozen=True, slots=True)
class _Person:
    """An applicant with the records put together with his, and the agencies that know him from now on."""

    head: CustomerRow
    others: Sequence[CustomerRow]
    agencies: tuple[str, ...]


def _persons(session: Session, plan: ReorganizationPlan, heads: Sequence[CustomerRow]) -> Iterator[_Person]:
    together = [(head, merged_customers(session, head)) for head in heads]
    numbers = {row.identity_number for head, others in together for row in (head, *others)}
    lie = _where_dossiers_lie(session, plan, numbers)
    for head, others in together:
        found = dict.fromkeys(
            agency for row in (head, *others) for agency in lie.get(row.identity_number, ())
        )
        yield _Person(head, others, tuple(found) or (_without_dossiers(plan, head),))


def _where_dossiers_lie(
    session: Session, plan: ReorganizationPlan, numbers: set[str]
) -> Mapping[str, list[str]]:
    """Of each number the successors its dossiers lie with or, ended at an agency that is no more, can be read by."""
    if plan.kind is not ReorganizationKind.SPLIT:
        return {number: [plan.first] for number in numbers}
    places = {*plan.sources, *plan.codes}
    found: dict[str, list[str]] = {}
    for row in session.scalars(
        select(DossierRow)
        .where(DossierRow.applicant_identity.in_(sorted(numbers)), DossierRow.agency_code.in_(sorted(places)))
        .order_by(DossierRow.id)
    ):
        there = row.agency_code if row.agency_code in plan.codes else plan.successor_of(facts_of(row))
        found.setdefault(row.applicant_identity, []).append(there)
    return found


def _without_dossiers(plan: ReorganizationPlan, row: CustomerRow) -> str:
    goes = plan.successor_of(DossierFacts("", "", "", folded_address(row.data)))
    ruled = goes != plan.first or row.agency_code not in plan.codes
    return goes if ruled else row.agency_code


def _carry(session: Session, person: _Person) -> int:
    """Have each agency know the person; whoever knew him and is not among them knows him no longer."""
    home = person.head.agency_code
    missing = [agency for agency in person.agencies if agency != home]
    changed = 0
    for agency in missing[1:] if home not in person.agencies else missing:
        changed += _copy(session, person, agency)
    if home not in person.agencies:
        changed += _move(session, person, missing[0])
    session.flush()
    return changed


def _copy(session: Session, person: _Person, agency: str) -> int:
    """The person's records written for another agency, too; how many."""
    kept = _known_at(session, person.head, agency)
    if kept is None:
        kept = _written(session, person.head, agency, {})
    else:
        take_newer(kept, person.head)
    count = 1
    for other in person.others:
        if _known_at(session, other, agency) is None:
            _written(session, other, agency, {MERGED_INTO: str(kept.id)})
            count += 1
    return count


def _move(session: Session, person: _Person, agency: str) -> int:
    """The person's records moved; what the successor knows already is made newer where it was older."""
    known = _known_at(session, person.head, agency)
    kept = known or person.head
    if known is None:
        person.head.agency_code = agency
    else:
        take_newer(known, person.head)
    for other in person.others:
        if _known_at(session, other, agency) is None:
            other.agency_code = agency
            other.data = {**other.data, MERGED_INTO: str(kept.id)}
        else:
            session.delete(other)
    if known is not None:
        session.delete(person.head)
    return 1 + len(person.others)


def _known_at(session: Session, row: CustomerRow, agency: str) -> CustomerRow | None:
    """The record of the same paper at an agency, or the one that was put together with."""
    found = session.scalars(
        select(CustomerRow).where(
            CustomerRow.agency_code == agency,
            CustomerRow.identity_type == row.identity_type,
            CustomerRow.identity_number == row.identity_number,
        )
    ).one_or_none()
    if found is None:
        return None
    into = str(found.data.get(MERGED_INTO, ""))
    return (session.get(CustomerRow, int(into)) if into.isdecimal() else None) or found


def _written(session: Session, row: CustomerRow, agency: str, more: Mapping[str, str]) -> CustomerRow:
    made = CustomerRow(
        agency_code=agency,
        kind=row.kind,
        identity_type=row.identity_type,
        identity_number=row.identity_number,
        full_name=row.full_name,
        name_folded=row.name_folded,
        birth_date=row.birth_date,
        phone=row.phone,
        data={**row.data, **more},
        updated_at=row.updated_at,
    )
    session.add(made)
    session.flush()
    return made
