"""Projects the record of a dossier from its events: papers with files, delivery, archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from motcua.dossiers.events import DossierEvent, EventKind
from motcua.dossiers.plain_data import revive
from motcua.dossiers.record_parts import Delivery, Filing, PaperFile
from motcua.dossiers.snapshot import DossierState


def project_record(state: DossierState, event: DossierEvent, changes: dict[str, Any]) -> None:
    """Add to ``changes`` what the event says about papers, delivery and archive."""
    data = event.data
    if papers := data.get("papers"):
        changes["papers"] = (*state.papers, *(one for one in papers if one not in state.papers))
    files = _files(state, event)
    if files is not state.files:
        changes["files"] = files
    if delivery := data.get("delivery"):
        changes["delivery"] = _delivery(delivery, event)
    if filing := data.get("filing"):
        changes["filing"] = replace(revive(Filing, filing), filed_at=event.at, filed_by=event.actor)
    if event.kind is EventKind.OUTCOME_REPLACED:
        changes["past_outcomes"] = (*state.past_outcomes, state.outcome)


def _files(state: DossierState, event: DossierEvent) -> tuple[PaperFile, ...]:
    data = event.data
    files = state.files
    if dropped := data.get("dropped_files"):
        reason = str(data.get("reason", "")) or "Bỏ"
        files = tuple(
            replace(one, dropped=reason) if one.sha256 in dropped and not one.dropped else one
            for one in files
        )
    if added := data.get("files"):
        fresh = (
            replace(revive(PaperFile, one), added_at=event.at, added_by=event.actor, seq=event.seq)
            for one in added
        )
        files = (*files, *fresh)
    return files


def _delivery(data: Mapping[str, Any], event: DossierEvent) -> Delivery:
    delivery = revive(Delivery, data)
    if event.kind is EventKind.RETURNED:
        return replace(delivery, handed_at=event.at)
    return replace(delivery, sent_at=event.at)
