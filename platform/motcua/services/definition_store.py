"""Definitions in the database as the compiler asks for them, and the documents they were made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, tuple_
from sqlalchemy.orm import Session

from motcua.compiler.drafts import draft_of
from motcua.compiler.freezing import content_hash, thaw
from motcua.compiler.kinds import DEFINITION_CLASSES, OVERLAY
from motcua.compiler.sources import Layer, SourceDocument
from motcua.services.catalog_rows import chunks
from motcua.storage.tables import DefinitionSourceRow, ReferenceRow, RevisionRow

FEW = 24
"""Up to so many definitions of a kind are read one by one; more are asked for by imports, which read whole kinds."""


PROCEDURE = "procedure"


def _newest_revisions(wanted: ColumnElement[bool]) -> Select[str, str, str, int]:
    """Kind, code, agency and id of the newest revision of each definition that is not retired."""
    last = (
        select(
            RevisionRow.kind,
            RevisionRow.code,
            RevisionRow.agency_code,
            func.max(RevisionRow.number).label("n"),
        )
        .where(wanted)
        .group_by(RevisionRow.kind, RevisionRow.code, RevisionRow.agency_code)
        .subquery()
    )
    return (
        select(RevisionRow.kind, RevisionRow.code, RevisionRow.agency_code, RevisionRow.id)
        .join(
            last,
            and_(
                RevisionRow.kind == last.c.kind,
                RevisionRow.code == last.c.code,
                RevisionRow.agency_code == last.c.agency_code,
                RevisionRow.number == last.c.n,
            ),
        )
        .where(RevisionRow.retired.is_(False))
    )


@lru_cache(maxsize=128)
def _thawed(kind: str, text: str) -> Any:
    """The frozen definition of a content; contents of revisions never change, so one serves every session."""
    return thaw(kind, msgspec.json.decode(text))


class StoredLibrary:
    """The library of one session. Contents are of the newest revision, whatever day it takes effect."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._contents: dict[tuple[str, str, str], Mapping[str, Any] | None] = {}
        self._loaded: dict[tuple[str, str], Any] = {}
        self._layers: dict[str, dict[str, list[SourceDocument]]] = {}
        self._all_layers: set[str] = set()
        self._newest: dict[str, dict[tuple[str, str], int]] = {}
        self._codes: dict[str, frozenset[str]] = {}
        self._asked: Counter[str] = Counter()

    def _newest_of(self, kind: str) -> Mapping[tuple[str, str], int]:
        """Ids of the newest live revision of every definition of a kind, by code and agency.

        Procedures are many and rarely asked for all together; the other kinds are few and read in one go.
        """
        if kind not in self._newest:
            wanted = RevisionRow.kind == PROCEDURE if kind == PROCEDURE else RevisionRow.kind != PROCEDURE
            for known in DEFINITION_CLASSES:
                if (known == PROCEDURE) == (kind == PROCEDURE):
                    self._newest[known] = {}
            for row in self.session.execute(_newest_revisions(wanted)):
                self._newest.setdefault(row.kind, {})[row.code, row.agency_code] = row.id
        return self._newest.get(kind, {})

    def content(self, kind: str, code: str, agency: str = "") -> Mapping[str, Any] | None:
        """The effective content; None when there is none."""
        key = (kind, code, agency)
        if key not in self._contents:
            text = self._content_text(kind, code, agency)
            self._contents[key] = msgspec.json.decode(text) if text else None
        return self._contents[key]

    def _content_text(self, kind: str, code: str, agency: str) -> str | None:
        self._asked[kind] += 1
        if kind in self._newest or self._asked[kind] > FEW:
            row_id = self._newest_of(kind).get((code, agency))
            if row_id is None:
                return None
            return self.session.scalar(select(RevisionRow.content).where(RevisionRow.id == row_id))
        row = self.session.execute(
            select(RevisionRow.content, RevisionRow.retired)
            .where(RevisionRow.kind == kind, RevisionRow.code == code, RevisionRow.agency_code == agency)
            .order_by(RevisionRow.number.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None or row.retired else row.content

    def layers(self, kind: str, code: str) -> Sequence[SourceDocument]:
        """The stored layers of a definition; a few are read one by one, for an import the whole kind at once."""
        known = self._layers.setdefault(kind, {})
        if code not in known and kind not in self._all_layers:
            if len(known) < FEW:
                known[code] = self._read_layers(kind, (code,)).get(code, [])
            else:
                self._layers[kind] = known = self._read_layers(kind)
                self._all_layers.add(kind)
        return known.get(code, ())

    def expect(self, kind: str, codes: Sequence[str]) -> None:
        """Read the layers of these definitions ahead; of the kind only they are asked for from now on."""
        known: dict[str, list[SourceDocument]] = {}
        for part in chunks(codes):
            known |= self._read_layers(kind, part)
        self._layers[kind] = known
        self._all_layers.add(kind)

    def _read_layers(self, kind: str, codes: Sequence[str] = ()) -> dict[str, list[SourceDocument]]:
        wanted = select(
            DefinitionSourceRow.code,
            DefinitionSourceRow.file,
            DefinitionSourceRow.layer,
            DefinitionSourceRow.text,
            DefinitionSourceRow.data,
            DefinitionSourceRow.agency_code,
        ).where(DefinitionSourceRow.kind == kind)
        if codes:
            wanted = wanted.where(DefinitionSourceRow.code.in_(codes))
        by_code: dict[str, list[SourceDocument]] = {}
        for row in self.session.execute(wanted.order_by(DefinitionSourceRow.id)):
            source = SourceDocument(row.file, Layer(row.layer), row.text, row.data, row.agency_code)
            by_code.setdefault(row.code, []).append(source)
        return by_code

    def codes(self, kind: str) -> Collection[str]:
        """Every code of a kind that is not retired."""
        if kind not in self._codes:
            self._codes[kind] = frozenset(code for code, _agency in self._newest_of(kind))
        return self._codes[kind]

    def load(self, kind: str, code: str) -> Any:
        """The frozen definition; raises KeyError when there is none."""
        key = (kind, code)
        if key not in self._loaded:
            text = self._content_text(kind, code, "")
            if not text:
                raise KeyError(kind, code)
            self._loaded[key] = _thawed(kind, text)
        return self._loaded[key]

    def referrers(self, kind: str, code: str) -> Collection[tuple[str, str]]:
        """Who names or extends a definition."""
        rows = self.session.execute(
            select(ReferenceRow.from_kind, ReferenceRow.from_code)
            .where(ReferenceRow.to_kind == kind, ReferenceRow.to_code == code)
            .distinct()
        )
        return {(row.from_kind, row.from_code) for row in rows}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a document belongs: the definition, its layer, its agency, and whether it is an overlay."""

    kind: str
    code: str
    layer: Layer
    agency: str
    document_kind: str


def slot_of(source: SourceDocument) -> Slot | None:
    """The slot of a document; None when it does not say what it defines."""
    if source.data is not None and source.data.get("kind") not in (OVERLAY, None):
        kind = str(source.data["kind"])
        return Slot(kind, str(source.data.get("code", "")), source.layer, source.agency, kind)
    draft, _problems = draft_of(source)
    if draft is None:
        return None
    return Slot(
        draft.kind, draft.code, draft.layer, draft.agency, OVERLAY if draft.is_overlay else draft.kind
    )


def store_documents(
    session: Session,
    documents: Sequence[SourceDocument],
    author: str,
    at: datetime,
    import_run: int | None = None,
) -> None:
    """Keep documents as the layers of their definitions, replacing what stood in the same slots."""
    slots: dict[Slot, SourceDocument] = {}
    for source in documents:
        slot = slot_of(source)
        if slot is not None:
            slots[slot] = source
    remove_slots(session, list(slots))
    rows = [
        {
            "kind": slot.kind,
            "code": slot.code,
            "layer": slot.layer.value,
            "agency_code": slot.agency,
            "document_kind": slot.document_kind,
            "file": source.file,
            "text": source.text,
            "data": dict(source.data) if source.data is not None else None,
            "content_hash": content_hash(source.data if source.data is not None else {"text": source.text}),
            "import_run_id": import_run,
            "updated_by": author,
            "updated_at": at,
        }
        for slot, source in slots.items()
    ]
    if rows:
        session.execute(insert(DefinitionSourceRow), rows)


def remove_slots(session: Session, slots: Sequence[Slot]) -> None:
    """Take documents out of their slots."""
    for part in chunks(slots):
        session.execute(
            delete(DefinitionSourceRow).where(
                tuple_(
                    DefinitionSourceRow.kind,
                    DefinitionSourceRow.code,
                    DefinitionSourceRow.layer,
                    DefinitionSourceRow.agency_code,
                    DefinitionSourceRow.document_kind,
                ).in_(
                    [
                        (slot.kind, slot.code, slot.layer.value, slot.agency, slot.document_kind)
                        for slot in part
                    ]
                )
            )
        )


def stored_text(session: Session, kind: str, code: str, agency: str = "") -> DefinitionSourceRow | None:
    """The document an editor changes: the agency's or the province's own text of a definition."""
    layer = Layer.AGENCY if agency else Layer.PROVINCE
    rows = session.scalars(
        select(DefinitionSourceRow)
        .where(
            DefinitionSourceRow.kind == kind,
            DefinitionSourceRow.code == code,
            DefinitionSourceRow.agency_code == agency,
            or_(DefinitionSourceRow.layer == layer.value, DefinitionSourceRow.layer == Layer.BASELINE.value),
        )
        .order_by(DefinitionSourceRow.document_kind)
    ).all()
    own = [row for row in rows if row.document_kind != OVERLAY]
    overlays = [row for row in rows if row.document_kind == OVERLAY]
    return overlays[0] if overlays else own[0] if own else None
