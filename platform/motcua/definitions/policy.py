"""Clock and intake rules (chính sách): data, because the law changes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from motcua.definitions.legal import LegalBasis
from motcua.kernel.time_limit import TimeLimit


class CountFrom(StrEnum):
    """Whether working days count from the minute of receipt or from the next day."""

    MINUTE = "minute"
    NEXT_DAY = "next_day"


class AfterSupplement(StrEnum):
    """How the due date goes on after a supplement: the waiting time is added, or the limit runs anew."""

    ADD_WAITING_TIME = "add_waiting_time"
    RECOUNT = "recount"


@dataclass(frozen=True, slots=True)
class PauseReason:
    """A ground on which the clock may stand still; nothing else pauses it."""

    id: str
    name: str
    pauses: bool = True
    needs_document: bool = False
    official_status: int = 5
    legal_basis: tuple[LegalBasis, ...] = ()


@dataclass(frozen=True, slots=True)
class SupplementPolicy:
    """Rounds of supplement and the time an applicant has; ``lapses`` closes the dossier when that time is over."""

    max_rounds: int = 1
    deadline: TimeLimit | None = None
    notice_within: TimeLimit | None = None
    after: AfterSupplement = AfterSupplement.ADD_WAITING_TIME
    pause_reason: str = "cho-bo-sung"
    lapses: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules of clock and intake. ``cutoff`` is the 15:00 rule of same-day procedures; ``keep_for`` how long a closed
    dossier stays in the archive (for ever without it).
    """

    code: str
    name: str
    count_from: CountFrom = CountFrom.MINUTE
    cutoff: time | None = None
    roll_calendar_days: bool = True
    supplement: SupplementPolicy = SupplementPolicy()
    max_extensions: int = 1
    max_reappointments: int = 1
    waiver_needs_proof: bool = False
    online_answer_within: TimeLimit | None = None
    soon_within: TimeLimit | None = None
    escalate_after: TimeLimit | None = None
    keep_for: TimeLimit | None = None
    pauses: tuple[PauseReason, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    extends: str = ""
