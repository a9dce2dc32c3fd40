"""Lets agencies take in dossiers of a procedure: an overlay of the province that names who offers it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.dossiers.actor import Actor
from motcua.services.editing import (
    EditTarget,
    PublishWish,
    open_editor,
    publish_text,
    standing_text,
)
from motcua.services.publishing import Published
from motcua.services.runtime import Platform

_OFFERED = re.compile(r"^offered_by:.*(?:\n(?:[ \t]+.*|-[ \t].*|[ \t]*(?=\n)))*\n?", re.MULTILINE)
_REASON = re.compile(r'^reason:[ \t]*(?:""|\'\')?[ \t]*$', re.MULTILINE)


class DraftInTheWayError(RuntimeError):
    """The actor has an unpublished draft of the procedure, which publishing now would overtake."""


def offer_at(
    platform: Platform, actor: Actor, code: str, agencies: Sequence[str], wish: PublishWish
) -> tuple[Published, Compilation]:
    """Publish that these agencies (codes or selectors such as `level:commune`) offer a procedure.

    Raises :class:`DraftInTheWayError` when the actor is editing the procedure, ``NotPublishableError`` when it
    cannot be compiled with them.
    """
    target = EditTarget("procedure", code)
    with platform.database.read() as session:
        if open_editor(session, actor, target).is_draft:
            raise DraftInTheWayError(
                "Bạn đang có bản nháp của thủ tục này. Ghi nơi thực hiện (offered_by) vào bản nháp rồi công bố, "
                "hoặc bỏ bản nháp trước."
            )
        text = offering_text(session, target, agencies, wish.note)
    return publish_text(platform, actor, text, wish, target)


def offering_text(session: Session, target: EditTarget, agencies: Sequence[str], reason: str = "") -> str:
    """The province's text of a procedure with these agencies as the ones that offer it."""
    return with_offering(standing_text(session, target), agencies, reason)


def with_offering(text: str, agencies: Sequence[str], reason: str = "") -> str:
    """A text with `offered_by` replaced or added; an empty `reason` of an overlay is filled in."""
    line = f"offered_by: [{', '.join(_quoted(one) for one in agencies)}]\n"
    bare = _OFFERED.sub("", text).rstrip("\n") + "\n"
    if reason:
        escaped = reason.replace("\\", " ").replace('"', "'").replace("\n", " ")
        bare = _REASON.sub(f'reason: "{escaped}"', bare, count=1)
    return bare + line


def _quoted(selector: str) -> str:
    return f'"{selector}"' if ":" in selector else selector
