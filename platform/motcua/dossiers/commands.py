"""What can be asked of a dossier: one frozen class a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.definitions.procedure import Channel
from motcua.dossiers.platform_commands import PlatformCommand
from motcua.dossiers.record_commands import RecordCommand
from motcua.dossiers.record_parts import Delivery, PaperFile
from motcua.dossiers.ruling_commands import RulingCommand
from motcua.kernel.time_limit import TimeLimit


@dataclass(frozen=True, slots=True)
class FeeCharge:
    """A fee put on a dossier, in đồng; ``amount`` None while it is not known."""

    fee: str
    name: str
    kind: str = "levy"
    amount: int | None = None
    collect: str = "at_intake"


@dataclass(frozen=True, slots=True)
class Intake:
    """What is known of a dossier when it comes in.

    ``agency`` receives, ``competent_agency`` settles (the same when empty), at ``helped_at`` the
    applicant was helped to fill it in. ``due_at`` is entered by hand, with
    ``due_reason``, where the procedure has no usable ``limit``. ``facts`` are kept in the event as they are.
    ``parent`` is the number of the dossier whose step opens this one; only the platform may state it.
    """

    agency: str
    competent_agency: str = ""
    helped_at: str = ""
    variant: str = ""
    channel: Channel = Channel.COUNTER
    quantity: int = 1
    limit: TimeLimit | None = None
    due_at: datetime | None = None
    due_reason: str = ""
    fees: tuple[FeeCharge, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    parent: str = ""
    papers: tuple[str, ...] = ()
    files: tuple[PaperFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Submit:
    """An applicant hands in a dossier online. ``numbers``: ``dossier``."""

    intake: Intake
    numbers: Mapping[str, str] = field(default_factory=dict)
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Receive:
    """An officer receives a dossier, at the counter or one submitted online. ``numbers``: ``dossier``, when new."""

    intake: Intake
    numbers: Mapping[str, str] = field(default_factory=dict)
    assignee: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class RefuseIntake:
    """An officer does not receive a dossier; ``intake`` is needed when nothing was submitted before."""

    reason: str
    intake: Intake | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Press a button of a step, or of a standard sub-flow by its id (``request_supplement``, ``withdraw`` …).

    ``step`` may be empty when only one open step fits. ``deadline`` is the applicant's for a supplement, the new
    due date for ``extend``. ``basis`` is the pause reason for ``suspend``; ``document`` the paper it rests on.
    ``items`` are the papers to supplement. ``numbers``: ``outcome`` where a result is numbered. ``delivery`` says how
    a result is handed over, ``files`` come with the papers of a supplement.
    """

    action: str
    step: str = ""
    reason: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    assignee: str = ""
    documents: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    deadline: datetime | None = None
    basis: str = ""
    document: str = ""
    outcome: Mapping[str, Any] | None = None
    fees: tuple[FeeCharge, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    expected_version: int | None = None
    delivery: Delivery | None = None
    files: tuple[PaperFile, ...] = ()


@dataclass(frozen=True, slots=True)
class SupplementReceived:
    """The papers asked for have come, at the counter or from the applicant online."""

    documents: tuple[str, ...] = ()
    note: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    step: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class SupplementLapsed:
    """The deadline of a supplement has passed; the dossier is closed without it."""

    reason: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Suspend:
    """Stop for a ground of the policy (``basis``) and the ``document`` it rests on."""

    basis: str
    reason: str
    document: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on after a suspension."""

    reason: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    """Set a later due date, with the reason: an extension before the due date, a re-appointment after it."""

    new_due_at: datetime
    reason: str
    document: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The applicant takes the dossier back while there is no result."""

    reason: str
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """The agency stops settling (thông báo dừng giải quyết)."""

    reason: str
    document: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentEntry:
    """So many đồng for one fee."""

    fee: str
    amount: int


@dataclass(frozen=True, slots=True)
class Pay:
    """Money has come in; without ``entries`` everything known to be owed. ``receipt`` is series and number.

    With ``issue_receipt`` the next receipt of the agency's series is given out, unless one was written by hand.
    """

    entries: tuple[PaymentEntry, ...] = ()
    method: str = "cash"
    reference: str = ""
    receipt: str = ""
    expected_version: int | None = None
    issue_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Refund:
    """Money paid is given back, in whole or in part."""

    fee: str
    amount: int
    reason: str
    method: str = "cash"
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Waive:
    """A fee is no longer asked for; ``document`` is the paper that proves why."""

    fee: str
    reason: str
    expected_version: int | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class Assign:
    """Give an open step to a person; an empty ``assignee`` puts it back into the common list."""

    step: str
    assignee: str
    reason: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Recall:
    """Take back what was just sent, while the receiver has not acted."""

    step: str = ""
    reason: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on the dossier, for the users mentioned above all."""

    text: str
    mentions: tuple[str, ...] = ()
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class CorrectReceipt:
    """Correct what was written at intake; the slip is issued again. ``limit`` or ``due_at`` move the due date."""

    reason: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    variant: str | None = None
    quantity: int | None = None
    limit: TimeLimit | None = None
    due_at: datetime | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    expected_version: int | None = None


IntakeCommand = Submit | Receive | RefuseIntake
Command = (
    IntakeCommand
    | Act
    | SupplementReceived
    | SupplementLapsed
    | Suspend
    | Resume
    | Extend
    | Withdraw
    | Stop
    | Pay
    | Refund
    | Waive
    | Assign
    | Recall
    | Comment
    | CorrectReceipt
    | PlatformCommand
    | RecordCommand
    | RulingCommand
)
