"""Puts closed dossiers into the archive, for as long as the policy says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.definitions.policy import Policy
from motcua.dossiers.actor import Actor
from motcua.dossiers.record_commands import FileAway
from motcua.dossiers.snapshot import DossierState
from motcua.kernel.due_clock import last_day
from motcua.kernel.time_limit import TimeLimit
from motcua.services.access import scope_of
from motcua.services.acting import act, find_dossier, rules_of
from motcua.services.dossier_log import load_state
from motcua.services.runtime import Platform


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a dossier is kept; no ``limit`` is for ever."""

    limit: TimeLimit | None = None

    @property
    def words(self) -> str:
        """As people read it."""
        return self.limit.words() if self.limit is not None else "vĩnh viễn"

    def until(self, closed: date) -> date | None:
        """The last day a dossier closed then must be kept; None for ever."""
        return last_day(closed, self.limit) if self.limit is not None else None


def retention_of(policy: Policy) -> Retention:
    """How long the dossiers under a policy are kept."""
    return Retention(policy.keep_for)


def file_dossier(platform: Platform, actor: Actor, number: str, location: str) -> DossierState:
    """Note where the paper dossier lies; until when it must lie there follows from the policy. As ``acting.act``."""
    platform.rules.refresh()
    with platform.database.read(scope_of(actor)) as session:
        row = find_dossier(session, number)
        retention = retention_of(rules_of(platform, session, row, platform.directory()).policy)
        state = load_state(row)
    closed = (state.finished_at or state.last_at or platform.now()).date()
    keep = str(retention.limit) if retention.limit is not None else "for_ever"
    return act(platform, actor, number, FileAway(location, keep, retention.until(closed), state.version))
