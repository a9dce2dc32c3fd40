"""Texts begun or proposed for agencies that end, and who may edit there: carried on at their successors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.edits import Act, Edit, EditError
from motcua.compiler.freezing import content_hash
from motcua.compiler.text_edits import edit_text
from motcua.services.editing import EditTarget, newest_number
from motcua.services.publication_requests import OPEN
from motcua.services.reorganization_plan import ReorganizationPlan
from motcua.storage.tables import DefinitionDraftRow, DefinitionGrantRow, PublicationRequestRow


def move_texts_begun(session: Session, plan: ReorganizationPlan, now: datetime) -> None:
    """Drafts and open proposals of an agency's own rules go to the first successor, grants to every one.

    A draft whose author has one of the same definition there stays where it is. What is proposed is judged against
    what the successor has by now.
    """
    if not plan.ended:
        return
    for draft in session.scalars(
        select(DefinitionDraftRow)
        .where(DefinitionDraftRow.agency_code.in_(plan.ended))
        .order_by(DefinitionDraftRow.id)
    ).all():
        _carry_draft(session, draft, plan.first, now)
    for asked in session.scalars(
        select(PublicationRequestRow)
        .where(PublicationRequestRow.agency_code.in_(plan.ended), PublicationRequestRow.state == OPEN)
        .order_by(PublicationRequestRow.id)
    ).all():
        asked.agency_code, asked.text = plan.first, _said_by(plan.first, asked.text)
        asked.base_number = newest_number(session, EditTarget(asked.kind, asked.code, plan.first))
    _carry_grants(session, plan)
    session.flush()


def _carry_draft(session: Session, row: DefinitionDraftRow, heir: str, now: datetime) -> None:
    there = select(DefinitionDraftRow.id).where(
        DefinitionDraftRow.kind == row.kind,
        DefinitionDraftRow.code == row.code,
        DefinitionDraftRow.agency_code == heir,
        DefinitionDraftRow.created_by == row.created_by,
    )
    if session.scalar(there) is not None:
        return
    row.agency_code, row.text = heir, _said_by(heir, row.text)
    row.base_number = newest_number(session, EditTarget(row.kind, row.code, heir))
    row.base_hash = content_hash({"text": row.text})
    row.version += 1
    row.updated_at = now
    session.flush()


def _said_by(heir: str, text: str) -> str:
    """The text as the successor's; one that does not read yet stays as it was typed."""
    try:
        return edit_text(text, [Edit(Act.SET, ("agency",), heir)])
    except EditError:
        return text


def _carry_grants(session: Session, plan: ReorganizationPlan) -> None:
    rows = session.scalars(
        select(DefinitionGrantRow).where(DefinitionGrantRow.agency_code.in_((*plan.ended, *plan.codes)))
    ).all()
    known = {(one.username, one.duty, one.field_folded, one.agency_code) for one in rows}
    for row in [one for one in rows if one.agency_code in plan.ended]:
        for heir in plan.codes:
            key = (row.username, row.duty, row.field_folded, heir)
            if key in known:
                continue
            known.add(key)
            session.add(
                DefinitionGrantRow(
                    username=row.username,
                    duty=row.duty,
                    field_of_work=row.field_of_work,
                    field_folded=row.field_folded,
                    agency_code=heir,
                    granted_by=row.granted_by,
                    granted_at=row.granted_at,
                )
            )
        session.delete(row)
