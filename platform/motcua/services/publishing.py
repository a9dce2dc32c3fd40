"""Publishes compiled definitions: immutable revisions, the catalog made from them, review items, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from motcua.compiler.compilation import CompiledDefinition
from motcua.definitions.procedure import Health
from motcua.services.catalog_rows import Publication, chunks, store_catalog, store_reviews
from motcua.storage.insertion import insert_many
from motcua.storage.locking import take_turn_to_publish
from motcua.storage.tables import CatalogEntryRow, ReferenceRow, ReleaseRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: the release (0 when nothing changed) and the codes that got a new revision."""

    release: int
    changed: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Newest:
    """The newest revision of a definition as publishing needs it."""

    number: int
    content_hash: str
    retired: bool


def publish(session: Session, definitions: Sequence[CompiledDefinition], order: Publication) -> Published:
    """Store a new revision of every definition whose content differs from its newest one.

    Everything becomes visible to the workers together, when the caller's transaction commits. A definition whose
    content is the same gets no revision, so that publishing twice changes nothing.
    """
    return publish_parts(session, [definitions], {item.kind for item in definitions}, order)


def publish_parts(
    session: Session,
    parts: Iterable[Sequence[CompiledDefinition]],
    kinds: Iterable[str],
    order: Publication,
) -> Published:
    """Publish as :func:`publish` does, in one release, definitions that come part by part; no part names one again."""
    take_turn_to_publish(session)
    newest = newest_revisions(session, kinds)
    release: ReleaseRow | None = None
    published: list[tuple[str, str, str]] = []
    for part in parts:
        changed = [item for item in part if _differs(item, newest.get((item.kind, item.code, item.agency)))]
        if not changed:
            continue
        if release is None:
            release = ReleaseRow(
                reason=order.reason, published_by=order.author, published_at=order.at, summary={}
            )
            session.add(release)
            session.flush()
        _publish_part(session, changed, newest, release.id, order)
        published += ((item.kind, item.code, item.agency) for item in changed)
    if release is None:
        return Published(0, ())
    release.summary = {"definitions": len(published)}
    session.flush()
    return Published(release.id, tuple(published))


def _publish_part(
    session: Session,
    changed: Sequence[CompiledDefinition],
    newest: Mapping[tuple[str, str, str], _Newest],
    release: int,
    order: Publication,
) -> None:
    insert_many(session, RevisionRow, [_revision_values(item, newest, release, order) for item in changed])
    _store_references(session, changed, newest)
    procedures = [item for item in changed if item.kind == "procedure" and not item.agency]
    if procedures:
        store_catalog(session, procedures, release, order)
        store_reviews(session, procedures, order)


def retire(
    session: Session, codes: Iterable[str], order: Publication, *, kind: str = "procedure", agency: str = ""
) -> Published:
    """End definitions from the effective day on: a retired revision with the last content; nothing is deleted."""
    take_turn_to_publish(session)
    wanted = sorted(set(codes))
    newest = newest_revisions(session, {kind})
    live = [code for code in wanted if (found := newest.get((kind, code, agency))) and not found.retired]
    if not live:
        return Published(0, ())
    release = ReleaseRow(
        reason=order.reason, published_by=order.author, published_at=order.at, summary={"retired": len(live)}
    )
    session.add(release)
    session.flush()
    for code in live:
        key = (kind, code, agency)
        session.add(_retired(session, key, newest[key].number, release.id, order))
    if kind == "procedure" and not agency:
        session.execute(
            update(CatalogEntryRow)
            .where(CatalogEntryRow.code.in_(live))
            .values(retired=True, health=Health.RETIRED.value, updated_at=order.at)
        )
    return Published(release.id, tuple((kind, code, agency) for code in live))


def _retired(
    session: Session, key: tuple[str, str, str], number: int, release: int, order: Publication
) -> RevisionRow:
    """The revision that ends a definition: the last content once more, marked as retired."""
    kind, code, agency = key
    last = session.scalars(
        select(RevisionRow).where(
            RevisionRow.kind == kind,
            RevisionRow.code == code,
            RevisionRow.agency_code == agency,
            RevisionRow.number == number,
        )
    ).one()
    return RevisionRow(
        kind=kind,
        code=code,
        agency_code=agency,
        number=number + 1,
        content=last.content,
        content_hash=last.content_hash,
        origins=last.origins,
        effective_from=order.effective_from,
        release_id=release,
        decision_number=order.decision_number,
        published_by=order.author,
        published_at=order.at,
        note=order.reason,
        retired=True,
    )


def newest_revisions(session: Session, kinds: Iterable[str]) -> dict[tuple[str, str, str], _Newest]:
    """The newest revision of every definition of these kinds, whatever day it takes effect."""
    last = (
        select(
            RevisionRow.kind,
            RevisionRow.code,
            RevisionRow.agency_code,
            func.max(RevisionRow.number).label("n"),
        )
        .where(RevisionRow.kind.in_(sorted(kinds)))
        .group_by(RevisionRow.kind, RevisionRow.code, RevisionRow.agency_code)
        .subquery()
    )
    rows = session.execute(
        select(
            RevisionRow.kind,
            RevisionRow.code,
            RevisionRow.agency_code,
            RevisionRow.number,
            RevisionRow.content_hash,
            RevisionRow.retired,
        ).join(
            last,
            (RevisionRow.kind == last.c.kind)
            & (RevisionRow.code == last.c.code)
            & (RevisionRow.agency_code == last.c.agency_code)
            & (RevisionRow.number == last.c.n),
        )
    )
    return {
        (kind, code, agency): _Newest(number, content_hash, retired)
        for kind, code, agency, number, content_hash, retired in rows
    }


def _differs(item: CompiledDefinition, newest: _Newest | None) -> bool:
    return newest is None or newest.retired or newest.content_hash != item.content_hash


def _revision_values(
    item: CompiledDefinition,
    newest: Mapping[tuple[str, str, str], _Newest],
    release: int,
    order: Publication,
) -> dict[str, Any]:
    known = newest.get((item.kind, item.code, item.agency))
    return {
        "kind": item.kind,
        "code": item.code,
        "agency_code": item.agency,
        "number": known.number + 1 if known else 1,
        "content": msgspec.json.encode(item.content, order="deterministic").decode(),
        "content_hash": item.content_hash,
        "origins": dict(item.origins),
        "effective_from": order.effective_from,
        "release_id": release,
        "decision_number": order.decision_number,
        "published_by": order.author,
        "published_at": order.at,
        "note": order.reason,
        "retired": False,
    }


def _store_references(
    session: Session, items: Sequence[CompiledDefinition], newest: Mapping[tuple[str, str, str], _Newest]
) -> None:
    for part in chunks([item for item in items if item.key in newest]):
        keys = [(item.kind, item.code, item.agency) for item in part]
        session.execute(
            delete(ReferenceRow).where(
                tuple_(ReferenceRow.from_kind, ReferenceRow.from_code, ReferenceRow.from_agency).in_(keys)
            )
        )
    rows = [
        {
            "from_kind": item.kind,
            "from_code": item.code,
            "from_agency": item.agency,
            "to_kind": kind,
            "to_code": code,
        }
        for item in items
        for kind, code in sorted(item.references)
    ]
    insert_many(session, ReferenceRow, rows)
