"""Keeps several texts at once as drafts of one person; a draft that says something else is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping

from motcua.compiler.kinds import kind_words
from motcua.dossiers.actor import Actor
from motcua.services.editing import EditConflictError, EditTarget, open_editor, save_draft
from motcua.services.runtime import Platform


def keep_drafts(platform: Platform, actor: Actor, texts: Mapping[EditTarget, str]) -> None:
    """Keep the texts. Raises ``EditConflictError`` before anything is kept when a draft of the actor differs."""
    versions = {}
    with platform.database.read() as session:
        for target, text in texts.items():
            opened = open_editor(session, actor, target)
            if opened.is_draft and opened.text != text:
                what = kind_words(target.kind).rpartition(" (")[0]
                raise EditConflictError(
                    f"Bạn đang có bản nháp {what} “{target.code}”. Bỏ hoặc công bố bản nháp đó trước."
                )
            versions[target] = opened.version
    for target, text in texts.items():
        save_draft(platform, actor, target, text, versions[target])
