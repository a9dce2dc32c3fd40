"""The texts many procedures are edited from, read in a few queries: the actor's drafts, else the stored texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from motcua.compiler.kinds import OVERLAY
from motcua.compiler.sources import Layer
from motcua.dossiers.actor import Actor
from motcua.services.access import ForbiddenError
from motcua.services.catalog_rows import chunks
from motcua.services.editing_grants import Duty, check_duty
from motcua.storage.tables import DefinitionDraftRow, DefinitionGrantRow, DefinitionSourceRow

PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Opened:
    """A text to edit and the version of the draft it is; 0 when there is no draft."""

    text: str
    is_draft: bool = False
    version: int = 0


def opened_texts(session: Session, actor: Actor, codes: Sequence[str]) -> Mapping[str, Opened]:
    """The text of each procedure as its editor would open it for the actor; nothing stored begins an overlay."""
    found = {code: Opened(overlay_beginning(code)) for code in codes}
    for part in chunks(codes):
        rows = session.execute(
            select(DefinitionSourceRow.code, DefinitionSourceRow.text)
            .where(
                DefinitionSourceRow.kind == PROCEDURE,
                DefinitionSourceRow.code.in_(part),
                DefinitionSourceRow.agency_code == "",
                DefinitionSourceRow.text.is_not(None),
                or_(
                    DefinitionSourceRow.layer == Layer.PROVINCE.value,
                    DefinitionSourceRow.layer == Layer.BASELINE.value,
                ),
            )
            .order_by(DefinitionSourceRow.document_kind == OVERLAY)
        )
        found |= {row.code: Opened(row.text) for row in rows if row.text}
        drafts = session.execute(
            select(DefinitionDraftRow.code, DefinitionDraftRow.text, DefinitionDraftRow.version).where(
                DefinitionDraftRow.kind == PROCEDURE,
                DefinitionDraftRow.agency_code == "",
                DefinitionDraftRow.created_by == actor.user,
                DefinitionDraftRow.code.in_(part),
            )
        )
        found |= {row.code: Opened(row.text, is_draft=True, version=row.version) for row in drafts}
    return found


def overlay_beginning(code: str) -> str:
    """The beginning of what the province says about a procedure."""
    return f'kind: overlay\nof: procedure/{code}\nreason: ""\n'


def forbidden(session: Session, actor: Actor, duty: Duty, codes: Sequence[str]) -> Mapping[str, str]:
    """Why procedures lie outside what the actor was granted, by code; empty for who has no grant at all."""
    limited = session.scalar(
        select(DefinitionGrantRow.id).where(
            DefinitionGrantRow.username == actor.user, DefinitionGrantRow.duty == duty.value
        )
    )
    if limited is None:
        return {}
    found = {}
    for code in codes:
        try:
            check_duty(session, actor, duty, (PROCEDURE, code, ""))
        except ForbiddenError as error:
            found[code] = str(error)
    return found
