"""What is known of one dossier in a period, and the marks of storage each fact is read off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Fact(StrEnum):
    """What is known of one dossier in a period."""

    RECEIVED = "received"
    """Received within the period."""
    CARRIED_OVER = "carried_over"
    """Received before the period and not finished before it began."""
    SETTLED = "settled"
    """Finished at or before the moment of counting."""
    PENDING = "pending"
    """Not finished at the moment of counting; one closed later is still pending (regulations 4.6)."""
    EARLY = "early"
    """Settled with a result on a date before the due date."""
    ON_TIME = "on_time"
    """Settled on the due date; or without a due date; or withdrawn, refused or stopped (notes of the form, 4.2)."""
    LATE = "late"
    """Settled with a result on a date after the due date."""
    IN_TIME = "in_time"
    """Pending and not overdue; also while the clock stands still: waiting for a supplement (note of the form, 4.2),
    for a financial obligation, or suspended."""
    OVERDUE = "overdue"
    """Pending with a due date before the date of counting, while the clock runs."""
    ONLINE = "online"
    """Came in online (channel 2)."""
    NOT_ONLINE = "not_online"
    """Came in at the counter or by post (channels 1 and 3)."""
    BY_POST = "by_post"
    """Came in by post (channel 3)."""
    WAITING_SUPPLEMENT = "waiting_supplement"
    WAITING_PAYMENT = "waiting_payment"
    SUSPENDED = "suspended"
    DONE = "done"
    """Has a result that was not handed over yet."""
    RETURNED = "returned"
    REFUSED = "refused"
    """Refused after receipt; before it the dossier is not counted at all."""
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class Mark(StrEnum):
    """What storage finds out about a dossier as of a moment; every fact is read off one of these."""

    IN_PERIOD = "in_period"
    """1 when received within the period, 0 when before it."""
    SETTLED = "settled"
    """1 when finished at the moment of counting, 0 when pending."""
    STANDING = "standing"
    """-1 early, 0 on time or in time, 1 late or overdue; by date."""
    CHANNEL = "channel"
    LIFECYCLE = "lifecycle"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A fact holds when the mark is ``value``, or, when ``negated``, when it is anything else."""

    mark: Mark
    value: int | str
    negated: bool = False

    def holds(self, marks: Mapping[Mark, int | str]) -> bool:
        """Whether it does for these marks."""
        return (marks[self.mark] == self.value) is not self.negated


FACTS: Mapping[Fact, Meaning] = MappingProxyType(
    {
        Fact.RECEIVED: Meaning(Mark.IN_PERIOD, 1),
        Fact.CARRIED_OVER: Meaning(Mark.IN_PERIOD, 0),
        Fact.SETTLED: Meaning(Mark.SETTLED, 1),
        Fact.PENDING: Meaning(Mark.SETTLED, 0),
        Fact.EARLY: Meaning(Mark.STANDING, -1),
        Fact.ON_TIME: Meaning(Mark.STANDING, 0),
        Fact.LATE: Meaning(Mark.STANDING, 1),
        Fact.IN_TIME: Meaning(Mark.STANDING, 0),
        Fact.OVERDUE: Meaning(Mark.STANDING, 1),
        Fact.ONLINE: Meaning(Mark.CHANNEL, "online"),
        Fact.NOT_ONLINE: Meaning(Mark.CHANNEL, "online", negated=True),
        Fact.BY_POST: Meaning(Mark.CHANNEL, "post"),
        Fact.WAITING_SUPPLEMENT: Meaning(Mark.LIFECYCLE, "waiting_supplement"),
        Fact.WAITING_PAYMENT: Meaning(Mark.LIFECYCLE, "waiting_payment"),
        Fact.SUSPENDED: Meaning(Mark.LIFECYCLE, "suspended"),
        Fact.DONE: Meaning(Mark.LIFECYCLE, "done"),
        Fact.RETURNED: Meaning(Mark.LIFECYCLE, "returned"),
        Fact.REFUSED: Meaning(Mark.LIFECYCLE, "refused"),
        Fact.STOPPED: Meaning(Mark.LIFECYCLE, "stopped"),
        Fact.WITHDRAWN: Meaning(Mark.LIFECYCLE, "withdrawn"),
    }
)
