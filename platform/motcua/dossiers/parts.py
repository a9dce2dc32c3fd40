"""What the state of a dossier is made of: open steps, clock, forks, waits, supplements, result and money."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from motcua.definitions.process import StepKind
from motcua.dossiers.record_parts import Outcome as Outcome  # noqa: PLC0414 — it is one of the parts


class Lifecycle(StrEnum):
    """Where a dossier is in its life; the last four are ends."""

    SUBMITTED = "submitted"
    PROCESSING = "processing"
    WAITING_SUPPLEMENT = "waiting_supplement"
    SUSPENDED = "suspended"
    WAITING_PAYMENT = "waiting_payment"
    DONE = "done"
    RETURNED = "returned"
    REFUSED = "refused"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"

    @property
    def is_end(self) -> bool:
        """Whether nothing more is to be done."""
        return self in (Lifecycle.RETURNED, Lifecycle.REFUSED, Lifecycle.STOPPED, Lifecycle.WITHDRAWN)

    @property
    def name_in_vietnamese(self) -> str:
        """The words screens show."""
        return _LIFECYCLE_NAMES[self]


_LIFECYCLE_NAMES = {
    Lifecycle.SUBMITTED: "Chờ tiếp nhận",
    Lifecycle.PROCESSING: "Đang xử lý",
    Lifecycle.WAITING_SUPPLEMENT: "Chờ bổ sung",
    Lifecycle.SUSPENDED: "Tạm dừng",
    Lifecycle.WAITING_PAYMENT: "Chờ nghĩa vụ tài chính",
    Lifecycle.DONE: "Đã có kết quả",
    Lifecycle.RETURNED: "Đã trả kết quả",
    Lifecycle.REFUSED: "Đã từ chối",
    Lifecycle.STOPPED: "Đã dừng giải quyết",
    Lifecycle.WITHDRAWN: "Đã rút",
}


@dataclass(frozen=True, slots=True)
class ActiveStep:
    """An open step: who must act and until when. A step is open at most once.

    ``came_from`` and ``sent_by`` are the step and the person before; ``seq`` is the event that opened it.
    ``fork`` and ``branch`` are set inside a parallel consultation. ``note`` is why it came (a reason, a request).
    ``timer_at`` is when the platform itself does an action of the step.
    """

    step: str
    kind: StepKind
    agency: str
    position: str
    unit: str = ""
    assignee: str = ""
    entered_at: datetime | None = None
    due_at: datetime | None = None
    fork: str = ""
    branch: str = ""
    came_from: str = ""
    sent_by: str = ""
    seq: int = 0
    note: str = ""
    timer_at: datetime | None = None


class AdjustmentKind(StrEnum):
    """Why a due date moved."""

    WAITED = "waited"
    RECOUNTED = "recounted"
    EXTENDED = "extended"
    REAPPOINTED = "reappointed"
    CORRECTED = "corrected"
    RULES_CHANGED = "rules_changed"
    CALENDAR_CHANGED = "calendar_changed"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One move of the due date with its ground."""

    kind: AdjustmentKind
    at: datetime
    old_due_at: datetime | None
    new_due_at: datetime | None
    reason: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A ground on which the clock stands still. ``source`` is the step that waits, or ``suspension``."""

    source: str
    since: datetime
    reason: str
    name: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class ClockState:
    """The legal clock: first and current due date and every move between. It stands still while any hold is on.

    ``recount`` means that the limit runs anew once the last hold is off; ``paused_since`` is when the first came.
    """

    limit: str = ""
    original_due_at: datetime | None = None
    due_at: datetime | None = None
    holds: tuple[Hold, ...] = ()
    paused_since: datetime | None = None
    recount: bool = False
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def pause_reason(self) -> str:
        """The id of the reason for which the clock stands still; empty while it runs."""
        return self.holds[0].reason if self.holds else ""

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still."""
        return bool(self.holds)

    def moves(self, kind: AdjustmentKind) -> int:
        """How many adjustments there were of one kind."""
        return sum(1 for adjustment in self.adjustments if adjustment.kind is kind)


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of a fork, named by its first step. A late answer came after the dossier had gone on."""

    step: str
    answered_by: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    late: bool = False
    left_open: ActiveStep | None = None


@dataclass(frozen=True, slots=True)
class Fork:
    """A parallel consultation: the step that asked, its branches, and whether all or any must answer."""

    id: str
    back: ActiveStep
    wait_for: str
    branches: tuple[Branch, ...]
    fired: bool = False

    def answered(self, branch: str, *, by: str, at: datetime, answer: str) -> Fork:
        """The fork with an answer in a branch; late when it had fired before."""
        branches = tuple(
            replace(one, answered_by=by, answered_at=at, answer=answer, late=self.fired, left_open=None)
            if one.step == branch
            else one
            for one in self.branches
        )
        return replace(self, branches=branches)

    @property
    def is_complete(self) -> bool:
        """Whether enough branches have answered for the dossier to go on."""
        answers = [one.answered_at is not None for one in self.branches]
        return any(answers) if self.wait_for == "any" else all(answers)


@dataclass(frozen=True, slots=True)
class Wait:
    """A waiting step that was opened by a request, and the step it returns to."""

    step: str
    back: ActiveStep


@dataclass(frozen=True, slots=True)
class Child:
    """A dossier opened at another agency by a step of this one, with how it stands; ``seq`` is the event that opened
    the step, so that a step done again opens another child.
    """

    number: str
    step: str
    seq: int
    procedure: str
    agency: str
    opened_at: datetime
    lifecycle: Lifecycle = Lifecycle.PROCESSING
    official_status: int = 0
    outcome: str = ""
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has neither a result nor another end."""
        return not (self.lifecycle is Lifecycle.DONE or self.lifecycle.is_end)

    @property
    def has_result(self) -> bool:
        """Whether it was settled with a result."""
        return self.lifecycle in (Lifecycle.DONE, Lifecycle.RETURNED)


@dataclass(frozen=True, slots=True)
class Supplement:
    """One request for further papers (yêu cầu bổ sung), open until ``received_at`` or ``lapsed_at``."""

    round: int
    step: str
    asked_by: str
    asked_at: datetime
    reason: str
    items: tuple[str, ...] = ()
    deadline: datetime | None = None
    received_at: datetime | None = None
    received_by: str = ""
    lapsed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension in force: its ground from the policy, the national status it is reported under."""

    basis: str
    reason: str
    document: str
    since: datetime
    official_status: int
    by: str


class FeeStatus(StrEnum):
    """Whether a fee is owed, paid, waived or given back."""

    DUE = "due"
    PAID = "paid"
    WAIVED = "waived"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class FeeAccount:
    """One fee of the dossier in đồng; ``amount`` None is not known yet. ``collect`` says when it is asked for."""

    fee: str
    name: str
    kind: str
    amount: int | None
    collect: str
    status: FeeStatus = FeeStatus.DUE
    paid: int = 0
    refunded: int = 0

    @property
    def owed(self) -> int:
        """Đồng still owed; 0 for an amount that is not known."""
        if self.status is not FeeStatus.DUE or self.amount is None:
            return 0
        return max(self.amount - self.paid, 0)


@dataclass(frozen=True, slots=True)
class Performed:
    """Somebody has completed a step (in person, or for ``on_behalf_of``)."""

    step: str
    user: str
    on_behalf_of: str = ""
