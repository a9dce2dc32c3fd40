"""What must hold of stored dossiers, whatever happened to the processes that wrote them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, select

from motcua.services.integrity import examine
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import (
    CounterRow,
    DossierDocumentRow,
    DossierEventRow,
    DossierRow,
    FeeLineRow,
    IdempotencyKeyRow,
    OutboxRow,
)

EVERYTHING = Scope.everything("kiểm thử")


def numbers_of(platform: Platform) -> list[str]:
    """The number of every dossier."""
    with platform.database.read(EVERYTHING) as session:
        return sorted(session.scalars(select(DossierRow.number)))


def faults(platform: Platform) -> list[str]:
    """Everything that is wrong; nothing when all is well."""
    return [
        *(f"{one.number}: {one.message}" for one in examine(platform).findings),
        *_counting(platform),
        *_half_done(platform),
    ]


def _counting(platform: Platform) -> Iterator[str]:
    """Numbers without gap or repetition, agency by agency and day by day; counters at the last one given."""
    books: dict[str, list[int]] = defaultdict(list)
    for number in numbers_of(platform):
        book, _dash, n = number.rpartition("-")
        books[book].append(int(n))
    for book, given in books.items():
        if sorted(given) != list(range(1, len(given) + 1)):
            yield f"{book}: {sorted(given)}"
    with platform.database.read(EVERYTHING) as session:
        counters = dict(session.execute(select(CounterRow.scope_key, CounterRow.n)).tuples().all())
    for book, given in books.items():
        agency, day = book.rsplit("-", 1)
        key = f"dossier-number:{agency}:20{day}"
        if counters.get(key) != len(given):
            yield f"{key}: counter {counters.get(key)}, {len(given)} dossiers"


def _half_done(platform: Platform) -> Iterator[str]:
    """Every part of a reception is there when one is: papers, fees, what others are told."""
    with platform.database.read(EVERYTHING) as session:
        dossiers = dict(session.execute(select(DossierRow.id, DossierRow.version)).tuples().all())

        def counts(row: type) -> dict[int, int]:
            return dict(
                session.execute(select(row.dossier_id, func.count()).group_by(row.dossier_id)).tuples().all()
            )

        for row in (DossierDocumentRow, FeeLineRow):
            found = counts(row)
            if len({found.get(one, 0) for one in dossiers}) > 1:
                yield f"{row.__tablename__}: not alike: {found}"
        for row in (DossierEventRow, OutboxRow):
            found = counts(row)
            if found != dossiers:
                yield f"{row.__tablename__}: {found}, versions {dossiers}"
        keys = session.scalars(
            select(IdempotencyKeyRow.response).where(IdempotencyKeyRow.operation == "receive")
        ).all()
    kept = sorted(str(one["number"]) for one in keys)
    if kept != numbers_of(platform):
        yield f"idempotency keys for {kept}, dossiers {numbers_of(platform)}"
