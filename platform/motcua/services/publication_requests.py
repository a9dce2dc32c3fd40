"""Publishing by two people: one proposes, others give their opinion, somebody else approves or declines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.access import ForbiddenError, require
from motcua.services.audit import Act as Audited
from motcua.services.audit import write_audit_entry
from motcua.services.editing import (
    EditConflictError,
    EditTarget,
    NotPublishableError,
    PublishWish,
    check,
    documents_of,
    newest_number,
    open_editor,
    publish_text,
)
from motcua.services.editing_grants import Duty, check_duty
from motcua.services.publication_changes import changes_kept, definition_keys
from motcua.services.publishing import Published
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow, PublicationRequestRow

MOST_REQUESTS = 2**31
"""No database holds more; larger numbers are no request."""
OPEN = "open"
APPROVED = "approved"
DECLINED = "declined"
WITHDRAWN = "withdrawn"


class RequestMissingError(LookupError):
    """There is no such request."""

    def __init__(self) -> None:
        super().__init__("Không có đề nghị công bố này. Xem lại danh sách đề nghị.")


class RequestClosedError(RuntimeError):
    """Somebody has decided on the request already; the text says who."""


def propose(platform: Platform, actor: Actor, target: EditTarget, wish: PublishWish) -> int:
    """Propose the actor's draft for publication; returns the number of the request.

    Raises ``NotPublishableError`` while the text has errors or red tests, ``EditConflictError`` without a draft.
    """
    require(actor, "can_edit_definition", "đề nghị công bố")
    now = platform.now()
    with platform.database.write() as session:
        check_duty(session, actor, Duty.EDIT, (target.kind, target.code, target.agency))
        editable = open_editor(session, actor, target)
        if not editable.is_draft:
            raise EditConflictError("Chưa có bản nháp nào để đề nghị. Sửa rồi lưu nháp trước.")
        compilation = check(platform, session, editable.text, target)
        if not compilation.ok:
            raise NotPublishableError([one for one in compilation.problems if one.is_error])
        edited = compilation.get(target.kind, target.code, target.agency)
        keys = definition_keys(documents_of(editable.text, target))
        changes = [change for key in keys for change in changes_kept(session, compilation, key)]
        for earlier in _open_of(session, target, actor.user):
            earlier.state, earlier.decided_at, earlier.decided_by = WITHDRAWN, now, actor.user
        row = PublicationRequestRow(
            kind=target.kind,
            code=target.code,
            agency_code=target.agency,
            name=str(edited.content.get("name", target.code)) if edited else target.code,
            text=editable.text,
            base_number=newest_number(session, target),
            effective_from=wish.effective_from,
            decision_number=wish.decision_number,
            note=wish.note,
            changes=changes,
            proposed_by=actor.user,
            proposed_by_name=actor.full_name,
            proposed_at=now,
        )
        session.add(row)
        session.flush()
        detail = {"request": row.id, "effective_from": wish.effective_from.isoformat(), "changes": changes}
        _note(session, actor, "propose_publication", row, detail | {"note": wish.note}, platform)
        return row.id


def _open_of(session: Session, target: EditTarget, user: str) -> Sequence[PublicationRequestRow]:
    return session.scalars(
        select(PublicationRequestRow).where(
            PublicationRequestRow.kind == target.kind,
            PublicationRequestRow.code == target.code,
            PublicationRequestRow.agency_code == target.agency,
            PublicationRequestRow.proposed_by == user,
            PublicationRequestRow.state == OPEN,
        )
    ).all()


def requests(
    session: Session, *, only_open: bool = False, most: int = 100
) -> Sequence[PublicationRequestRow]:
    """The requests, the open ones first, then the newest."""
    wanted = select(PublicationRequestRow).order_by(
        PublicationRequestRow.state != OPEN, PublicationRequestRow.proposed_at.desc()
    )
    if only_open:
        wanted = wanted.where(PublicationRequestRow.state == OPEN)
    return session.scalars(wanted.limit(most)).all()


def find_request(session: Session, request_id: int) -> PublicationRequestRow:
    """One request. Raises :class:`RequestMissingError`."""
    row = session.get(PublicationRequestRow, request_id) if request_id < MOST_REQUESTS else None
    if row is None:
        raise RequestMissingError
    return row


def target_of(row: PublicationRequestRow) -> EditTarget:
    """What a request would publish."""
    return EditTarget(row.kind, row.code, row.agency_code)


def give_opinion(platform: Platform, actor: Actor, request_id: int, opinion: str, *, agrees: bool) -> None:
    """Write a reviewer's opinion on an open request."""
    now = platform.now()
    with platform.database.write() as session:
        row = _open_request(session, request_id)
        check_duty(session, actor, Duty.REVIEW, (row.kind, row.code, row.agency_code))
        said = {
            "by": actor.user,
            "name": actor.full_name,
            "at": now.isoformat(timespec="minutes"),
            "agrees": agrees,
            "opinion": opinion.strip(),
        }
        row.reviews = [*row.reviews, said]
        _note(session, actor, "review_publication", row, {"request": row.id, "after": said}, platform)


def approve(
    platform: Platform, actor: Actor, request_id: int, note: str = "", effective_from: date | None = None
) -> Published:
    """Publish what somebody else proposed; the draft of the proposer is done with.

    Refused (``ForbiddenError``) for the proposer, ``RequestClosedError`` when it was decided before,
    ``EditConflictError`` when another revision was published since, ``NotPublishableError`` when it has errors by now.
    """
    with platform.database.read() as session:
        row = _open_request(session, request_id)
        target = target_of(row)
        if row.proposed_by == actor.user:
            raise ForbiddenError("Bạn là người đề nghị nên không tự duyệt được. Nhờ người khác duyệt.")
        if newest_number(session, target) != row.base_number:
            raise EditConflictError(
                "Định nghĩa này đã có bản mới sau khi đề nghị. Người đề nghị cần sửa trên bản mới rồi gửi lại."
            )
        text = row.text
        wish = PublishWish(
            max(effective_from or row.effective_from, platform.today()),
            row.decision_number,
            row.note,
            proposed_by=row.proposed_by,
        )
    published, _compilation = publish_text(platform, actor, text, wish, target)
    with platform.database.write() as session:
        row = find_request(session, request_id)
        _decide(row, actor, APPROVED, note, platform)
        row.release_id = published.release or None
        session.execute(
            delete(DefinitionDraftRow).where(
                DefinitionDraftRow.kind == row.kind,
                DefinitionDraftRow.code == row.code,
                DefinitionDraftRow.agency_code == row.agency_code,
                DefinitionDraftRow.created_by == row.proposed_by,
                DefinitionDraftRow.text == row.text,
            )
        )
        detail = {"request": row.id, "proposed_by": row.proposed_by, "note": note}
        _note(session, actor, "approve_publication", row, detail, platform)
    return published


def decline(platform: Platform, actor: Actor, request_id: int, reason: str) -> None:
    """Send a proposal back with a reason; the proposer, too, takes it back this way."""
    with platform.database.write() as session:
        row = _open_request(session, request_id)
        own = row.proposed_by == actor.user
        if not own:
            check_duty(session, actor, Duty.PUBLISH, (row.kind, row.code, row.agency_code))
        if not own and not reason.strip():
            raise ValueError("Ghi lý do trả lại để người đề nghị biết cần sửa gì.")
        _decide(row, actor, WITHDRAWN if own else DECLINED, reason, platform)
        word = "withdraw_publication" if own else "decline_publication"
        _note(session, actor, word, row, {"request": row.id, "note": reason}, platform)


def _open_request(session: Session, request_id: int) -> PublicationRequestRow:
    row = find_request(session, request_id)
    if row.state != OPEN:
        raise RequestClosedError(f"{row.decided_by_name or row.decided_by} đã quyết định đề nghị này rồi.")
    return row


def _decide(row: PublicationRequestRow, actor: Actor, state: str, note: str, platform: Platform) -> None:
    row.state = state
    row.decided_by, row.decided_by_name = actor.user, actor.full_name
    row.decided_at, row.decision_note = platform.now(), note.strip()


def _note(
    session: Session,
    actor: Actor,
    word: str,
    row: PublicationRequestRow,
    detail: dict[str, object],
    platform: Platform,
) -> None:
    name = f"{row.code}@{row.agency_code}" if row.agency_code else row.code
    write_audit_entry(session, actor, Audited(word, row.kind, name, detail), platform.now())
