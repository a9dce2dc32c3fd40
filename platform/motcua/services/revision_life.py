"""The life of revisions after publication: those that wait for their day, taking them back, going back, ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.compiler.compiled import CompiledDefinition
from motcua.compiler.sources import Layer, SourceDocument
from motcua.compiler.writing import yaml_text
from motcua.dossiers.actor import Actor
from motcua.services.audit import Act as Audited
from motcua.services.audit import write_audit_entry
from motcua.services.catalog_rows import Publication
from motcua.services.compiling import compile_tested
from motcua.services.definition_diff import differences
from motcua.services.definition_sheet import DefinitionSheet, newest_sheet, sheet_of
from motcua.services.definition_store import StoredLibrary, store_documents
from motcua.services.editing import EDITOR_FILE, EditTarget, NotPublishableError, PublishWish
from motcua.services.editing_grants import Duty, check_duty
from motcua.services.publication_changes import MOST_KEPT
from motcua.services.publication_rules import SECOND_PERSON, needs_two_people
from motcua.services.publishing import Published, publish, retire
from motcua.services.revision_texts import keep_texts, texts_at
from motcua.services.runtime import Platform
from motcua.services.usage import Usage, usage_of
from motcua.storage.locking import take_turn_to_publish
from motcua.storage.tables import OfficerRow, RevisionRow


class RevisionMissingError(LookupError):
    """There is no such revision, or it cannot be gone back to; the text says why."""


class StillUsedError(RuntimeError):
    """A definition others need cannot be ended; ``usage`` names them."""

    def __init__(self, usage: Usage) -> None:
        super().__init__(f"Còn được dùng ở {usage.words()}. Đổi những nơi đó sang định nghĩa khác trước.")
        self.usage = usage


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A revision that switches by itself on its day."""

    kind: str
    code: str
    agency: str
    number: int
    name: str
    effective_from: date
    decision_number: str
    note: str
    publisher: str
    retires: bool


def scheduled(session: Session, today: date) -> tuple[Scheduled, ...]:
    """The revisions that will come into force, the nearest first; those overtaken by another one are left out."""
    rows = session.scalars(
        select(RevisionRow)
        .where(RevisionRow.effective_from > today)
        .order_by(RevisionRow.effective_from, RevisionRow.kind, RevisionRow.code, RevisionRow.number)
    ).all()
    names = dict(
        session.execute(
            select(OfficerRow.username, OfficerRow.full_name).where(
                OfficerRow.username.in_({row.published_by for row in rows})
            )
        )
        .tuples()
        .all()
    )
    return tuple(_scheduled(row, names) for row in rows if _will_count(session, row))


def _scheduled(row: RevisionRow, names: dict[str, str]) -> Scheduled:
    name = str(msgspec.json.decode(row.content).get("name") or row.code)
    return Scheduled(
        row.kind,
        row.code,
        row.agency_code,
        row.number,
        name,
        row.effective_from,
        row.decision_number,
        row.note,
        names.get(row.published_by, row.published_by),
        row.retired,
    )


def _will_count(session: Session, row: RevisionRow) -> bool:
    """Whether a revision changes anything on its day: none later overtakes it, and it differs from the one before."""
    own = (
        RevisionRow.kind == row.kind,
        RevisionRow.code == row.code,
        RevisionRow.agency_code == row.agency_code,
    )
    later = session.scalar(
        select(func.count(RevisionRow.id)).where(
            *own, RevisionRow.number > row.number, RevisionRow.effective_from <= row.effective_from
        )
    )
    if later:
        return False
    before = session.execute(
        select(RevisionRow.content_hash, RevisionRow.retired)
        .where(*own, RevisionRow.number < row.number, RevisionRow.effective_from < row.effective_from)
        .order_by(RevisionRow.number.desc())
        .limit(1)
    ).first()
    if before is None:
        return not row.retired
    return (before.content_hash, before.retired) != (row.content_hash, row.retired)


def roll_back(
    platform: Platform, actor: Actor, target: EditTarget, number: int, wish: PublishWish
) -> Published:
    """Publish the content of an old revision as a new one, and put its texts back into the editor.

    Raises ``RevisionMissingError``, or ``NotPublishableError`` when the old content no longer fits what stands.
    """
    key = (target.kind, target.code, target.agency)
    now = platform.now()
    with platform.database.write() as session:
        take_turn_to_publish(session)
        check_duty(session, actor, Duty.PUBLISH, key)
        if needs_two_people(session) and wish.proposed_by in ("", actor.user):
            raise NotPublishableError([SECOND_PERSON])
        old = sheet_of(session, *key[:2], number, target.agency)
        if old is None or old.revision.retired:
            raise RevisionMissingError(
                f"Không quay về bản {number} được: không có, hoặc là bản ngừng áp dụng."
            )
        before = newest_sheet(session, *key)
        keep_texts(session, [key])
        documents = list(texts_at(session, key, number) or [_whole_text(old)])
        compilation = _compiled(platform, session, documents)
        items = [_exactly(item, old) if item.key == key else item for item in compilation.definitions]
        store_documents(session, documents, actor.user, now)
        order = Publication(
            author=actor.user,
            at=now,
            effective_from=wish.effective_from,
            reason=wish.note or f"Quay về bản {number}",
            decision_number=wish.decision_number,
        )
        published = publish(session, items, order)
        keep_texts(session, [key])
        changes = differences(target.kind, before.content if before else None, old.content)
        detail = {
            "release": published.release,
            "number": number,
            "effective_from": wish.effective_from.isoformat(),
            "note": wish.note,
            "changes": [
                {"kind": one.kind.value, "what": one.what, "before": one.before, "after": one.after}
                for one in changes[:MOST_KEPT]
            ],
        }
        _note(session, actor, "roll_back_definition", target, detail, platform)
    platform.rules.refresh()
    return published


def _compiled(platform: Platform, session: Session, documents: Sequence[SourceDocument]) -> Compilation:
    compilation = compile_tested(platform, documents, StoredLibrary(session))
    if not compilation.ok:
        raise NotPublishableError([problem for problem in compilation.problems if problem.is_error])
    return compilation


def _whole_text(old: DefinitionSheet) -> SourceDocument:
    """A text that says everything by itself, for revisions whose own texts were not kept."""
    content = {name: value for name, value in old.content.items() if name != "extends"}
    layer = Layer.AGENCY if old.agency else Layer.PROVINCE
    return SourceDocument(EDITOR_FILE, layer, yaml_text(old.kind, content), None, old.agency)


def _exactly(item: CompiledDefinition, old: DefinitionSheet) -> CompiledDefinition:
    """The compiled definition with the content of the old revision, to the letter."""
    return replace(
        item,
        content=dict(old.content),
        content_hash=old.revision.content_hash,
        origins=dict(old.revision.origins),
        definition=old.definition,
    )


def cancel_scheduled(
    platform: Platform, actor: Actor, target: EditTarget, number: int, reason: str
) -> Published:
    """Take a revision back that has not come into force: on its day what is in force before simply goes on.

    Raises ``RevisionMissingError`` when it is in force already, or has been overtaken.
    """
    with platform.database.read() as session:
        coming = {
            (one.kind, one.code, one.agency, one.number): one for one in scheduled(session, platform.today())
        }
        found = coming.get((target.kind, target.code, target.agency, number))
        if found is None:
            raise RevisionMissingError(f"Bản {number} không còn chờ áp dụng nên không hủy được.")
        before = session.scalar(
            select(RevisionRow.number)
            .where(
                RevisionRow.kind == target.kind,
                RevisionRow.code == target.code,
                RevisionRow.agency_code == target.agency,
                RevisionRow.number < number,
                RevisionRow.retired.is_(False),
            )
            .order_by(RevisionRow.number.desc())
            .limit(1)
        )
    note = f"Hủy lịch áp dụng bản {number}: {reason.strip()}".rstrip(": ")
    wish = PublishWish(found.effective_from, note=note, proposed_by="-")
    if before is None:
        return end_definition(platform, actor, target, wish)
    return roll_back(platform, actor, target, before, wish)


def end_definition(platform: Platform, actor: Actor, target: EditTarget, wish: PublishWish) -> Published:
    """Retire a definition from a day on. Raises :class:`StillUsedError` while others that stand need it.

    Dossiers that run go on under their own revision; nothing is deleted.
    """
    with platform.database.write() as session:
        take_turn_to_publish(session)
        check_duty(session, actor, Duty.PUBLISH, (target.kind, target.code, target.agency))
        usage = usage_of(session, target.kind, target.code)
        if usage.is_needed and not target.agency:
            raise StillUsedError(usage)
        order = Publication(
            author=actor.user,
            at=platform.now(),
            effective_from=wish.effective_from,
            reason=wish.note or "Ngừng áp dụng",
            decision_number=wish.decision_number,
        )
        published = retire(session, [target.code], order, kind=target.kind, agency=target.agency)
        detail = {
            "release": published.release,
            "effective_from": wish.effective_from.isoformat(),
            "note": wish.note,
        }
        _note(session, actor, "retire_definition", target, detail, platform)
    platform.rules.refresh()
    return published


def _note(
    session: Session,
    actor: Actor,
    word: str,
    target: EditTarget,
    detail: dict[str, object],
    platform: Platform,
) -> None:
    name = f"{target.code}@{target.agency}" if target.agency else target.code
    write_audit_entry(session, actor, Audited(word, target.kind, name, detail), platform.now())
