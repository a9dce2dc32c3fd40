"""Writes down that somebody read a dossier without having to do with it: watchers, and people of other agencies."""

from __future__ import annotations

from motcua.dossiers.actor import Actor
from motcua.services.access import scope_of
from motcua.services.audit import Act, write_audit_entry
from motcua.services.roles import ACTING
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow

READ = "dossier.read"


def note_reading(platform: Platform, actor: Actor, dossier: DossierRow) -> None:
    """Keep who looked at the personal data of a dossier; officers of its own agencies do so in their work."""
    own = actor.agency in (dossier.agency_code, dossier.competent_agency)
    if own and actor.permissions & frozenset(ACTING):
        return
    with platform.database.write(scope_of(actor)) as session:
        write_audit_entry(session, actor, Act(READ, "dossier", dossier.number), platform.now())
