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
    GIVEN_BACK = "given_back"
    """Refused after receipt, stopped or withdrawn."""
    COUNTER = "counter"
    """Came in at the counter (channel 1)."""
    DUE_SOON = "due_soon"
    """Pending, not overdue, and due within the hours of the code list ``nguong-bao-cao`` while the clock runs."""
    TO_BE_POSTED = "to_be_posted"
    """The applicant wants the result by post."""
    EXTENDED = "extended"
    """The due date was put off at least once by then."""
    SUPPLEMENTED = "supplemented"
    """Further papers were asked for at least once by then."""
    OWING = "owing"
    """Has a fee to be paid: a financial obligation."""
    PAID_ONLINE = "paid_online"
    """Something was paid online by then."""
    DIGITIZED = "digitized"
    """Has at least one paper as a file."""
    FULLY_ONLINE = "fully_online"
    """Of a procedure offered online from beginning to end (toàn trình), by today's catalog."""
    PARTLY_ONLINE = "partly_online"
    """Of a procedure offered online in part (một phần), by today's catalog."""
    OFFERED_ONLINE = "offered_online"
    """Of either of them."""
    ELSEWHERE = "elsewhere"
    """Received by another agency than the one that settles it."""
    HALTED = "halted"
    """Status 8 of the national codes: suspended, or stopped for good (regulations 4.6, 8.5)."""
    OF_CITIZEN = "of_citizen"
    """Handed in by a citizen, a foreigner among them."""
    OF_BUSINESS = "of_business"
    OF_ORGANIZATION = "of_organization"
    """Handed in by an organization or a state agency."""
    OF_OTHERS = "of_others"
    """Handed in by somebody of another kind, or of a kind nobody wrote down."""
    IDENTIFIED = "identified"
    """The applicant is known by a personal number of twelve digits."""
    ANSWERED_LATE = "answered_late"
    """Received after the moment until which an online submission must be answered (8 working hours, NĐ 45/2020)."""
    HANDED_TO_POST = "handed_to_post"
    """The result was handed to the post at least once by then."""
    SIGNED = "signed"
    """The result was signed digitally by then."""
    REUSED = "reused"
    """At least one of its papers was taken from what the platform already held by then."""


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
    DUE_SOON = "due_soon"
    DELIVERY = "delivery"
    EXTENDED = "extended"
    SUPPLEMENTED = "supplemented"
    OWING = "owing"
    PAID_ONLINE = "paid_online"
    DIGITIZED = "digitized"
    ONLINE_LEVEL = "online_level"
    ELSEWHERE = "elsewhere"
    APPLICANT_KIND = "applicant_kind"
    IDENTIFIED = "identified"
    ANSWERED_LATE = "answered_late"
    HANDED_TO_POST = "handed_to_post"
    SIGNED = "signed"
    REUSED = "reused"


BASE_MARKS = (Mark.IN_PERIOD, Mark.SETTLED, Mark.STANDING, Mark.CHANNEL, Mark.LIFECYCLE)
"""Marks that lists of dossiers tell of each; a count finds out those that its measures ask for."""

CITIZENS = ("citizen", "foreigner")
BUSINESSES = ("business",)
ORGANIZATIONS = ("organization", "state_agency")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A fact holds when the mark is one of ``values``, or, when ``negated``, when it is anything else."""

    mark: Mark
    values: tuple[int | str, ...]
    negated: bool = False

    def holds(self, marks: Mapping[Mark, int | str]) -> bool:
        """Whether it does for these marks."""
        return (marks[self.mark] in self.values) is not self.negated


def _is(mark: Mark, *values: int | str) -> Meaning:
    return Meaning(mark, values)


FACTS: Mapping[Fact, Meaning] = MappingProxyType(
    {
        Fact.RECEIVED: _is(Mark.IN_PERIOD, 1),
        Fact.CARRIED_OVER: _is(Mark.IN_PERIOD, 0),
        Fact.SETTLED: _is(Mark.SETTLED, 1),
        Fact.PENDING: _is(Mark.SETTLED, 0),
        Fact.EARLY: _is(Mark.STANDING, -1),
        Fact.ON_TIME: _is(Mark.STANDING, 0),
        Fact.LATE: _is(Mark.STANDING, 1),
        Fact.IN_TIME: _is(Mark.STANDING, 0),
        Fact.OVERDUE: _is(Mark.STANDING, 1),
        Fact.ONLINE: _is(Mark.CHANNEL, "online"),
        Fact.NOT_ONLINE: Meaning(Mark.CHANNEL, ("online",), negated=True),
        Fact.BY_POST: _is(Mark.CHANNEL, "post"),
        Fact.WAITING_SUPPLEMENT: _is(Mark.LIFECYCLE, "waiting_supplement"),
        Fact.WAITING_PAYMENT: _is(Mark.LIFECYCLE, "waiting_payment"),
        Fact.SUSPENDED: _is(Mark.LIFECYCLE, "suspended"),
        Fact.DONE: _is(Mark.LIFECYCLE, "done"),
        Fact.RETURNED: _is(Mark.LIFECYCLE, "returned"),
        Fact.REFUSED: _is(Mark.LIFECYCLE, "refused"),
        Fact.STOPPED: _is(Mark.LIFECYCLE, "stopped"),
        Fact.WITHDRAWN: _is(Mark.LIFECYCLE, "withdrawn"),
        Fact.GIVEN_BACK: _is(Mark.LIFECYCLE, "refused", "stopped", "withdrawn"),
        Fact.COUNTER: _is(Mark.CHANNEL, "counter"),
        Fact.DUE_SOON: _is(Mark.DUE_SOON, 1),
        Fact.TO_BE_POSTED: _is(Mark.DELIVERY, "post"),
        Fact.EXTENDED: _is(Mark.EXTENDED, 1),
        Fact.SUPPLEMENTED: _is(Mark.SUPPLEMENTED, 1),
        Fact.OWING: _is(Mark.OWING, 1),
        Fact.PAID_ONLINE: _is(Mark.PAID_ONLINE, 1),
        Fact.DIGITIZED: _is(Mark.DIGITIZED, 1),
        Fact.FULLY_ONLINE: _is(Mark.ONLINE_LEVEL, "full"),
        Fact.PARTLY_ONLINE: _is(Mark.ONLINE_LEVEL, "partial"),
        Fact.OFFERED_ONLINE: _is(Mark.ONLINE_LEVEL, "full", "partial"),
        Fact.ELSEWHERE: _is(Mark.ELSEWHERE, 1),
        Fact.HALTED: _is(Mark.LIFECYCLE, "suspended", "stopped"),
        Fact.OF_CITIZEN: _is(Mark.APPLICANT_KIND, *CITIZENS),
        Fact.OF_BUSINESS: _is(Mark.APPLICANT_KIND, *BUSINESSES),
        Fact.OF_ORGANIZATION: _is(Mark.APPLICANT_KIND, *ORGANIZATIONS),
        Fact.OF_OTHERS: Meaning(Mark.APPLICANT_KIND, (*CITIZENS, *BUSINESSES, *ORGANIZATIONS), negated=True),
        Fact.IDENTIFIED: _is(Mark.IDENTIFIED, 1),
        Fact.ANSWERED_LATE: _is(Mark.ANSWERED_LATE, 1),
        Fact.HANDED_TO_POST: _is(Mark.HANDED_TO_POST, 1),
        Fact.SIGNED: _is(Mark.SIGNED, 1),
        Fact.REUSED: _is(Mark.REUSED, 1),
    }
)
