"""Request bodies of the API: typed, unknown fields refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import msgspec

Amount = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000_000)]
"""So many đồng."""


class FeePart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A charge put on a dossier; null is not known yet."""

    name: str
    amount: Amount | None = None


class PaidPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Money for one fee."""

    fee: str
    amount: Amount


class DeliveryPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who took the result at the counter."""

    receiver: str = ""
    receiver_paper: str = ""
    note: str = ""


class DossierBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers."""

    procedure: str
    channel: str = "counter"
    agency: str = ""
    competent_agency: str = ""
    helped_at: str = ""
    variant: str | None = None
    applicant: dict[str, Any] = {}
    owner: dict[str, Any] | None = None
    answers: dict[str, Any] = {}
    documents: dict[str, Any] | list[Any] = {}
    quantity: int = 1
    summary: str = ""
    delivery: str = "counter"
    due_at: datetime | None = None
    due_reason: str = ""
    assignee: str = ""


class ActionBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/actions."""

    action: str
    step: str = ""
    reason: str = ""
    answers: dict[str, Any] = {}
    assignee: str = ""
    documents: list[str] = []
    items: list[str] = []
    deadline: datetime | None = None
    basis: str = ""
    document: str = ""
    outcome: dict[str, Any] | None = None
    due_at: datetime | None = None
    due_reason: str = ""
    method: str = "cash"
    receipt: str = ""
    fees: list[FeePart] = []
    delivery: DeliveryPart | None = None
    expected_version: int | None = None


class RefusalBody(DossierBody, forbid_unknown_fields=True, kw_only=True):
    """POST /refusals."""

    reason: str = ""


class BatchRowPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What one dossier of a batch has of its own."""

    owner: dict[str, Any] | None = None
    answers: dict[str, Any] = {}
    summary: str = ""


class BatchBody(DossierBody, forbid_unknown_fields=True, kw_only=True):
    """POST /batches."""

    rows: list[BatchRowPart] = []
    paid: bool = False


class PaymentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/payments."""

    entries: list[PaidPart] = []
    method: str = "cash"
    reference: str = ""
    receipt: str = ""
    expected_version: int | None = None


class RefundBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/refunds."""

    fee: str
    amount: Amount
    reason: str = ""
    method: str = "cash"
    expected_version: int | None = None


class WaiverBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/waivers."""

    fee: str
    reason: str = ""
    document: Annotated[str, msgspec.Meta(max_length=300)] = ""
    expected_version: int | None = None


class AssignmentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/assignments."""

    step: str
    assignee: str = ""
    reason: str = ""
    expected_version: int | None = None


class CommentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/comments."""

    text: str
    mentions: list[str] = []


class CorrectionBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/corrections."""

    changes: dict[str, str] = {}
    reason: str = ""
    expected_version: int | None = None


class DelegationBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /delegations."""

    substitute: str
    starts: date
    ends: date
    holder: str = ""
    kind: str = "delegation"
    fields_of_work: list[str] = []
    basis: str = ""


class SuccessorPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An agency that goes on; without a name a standing one."""

    code: str
    name: str = ""
    short_name: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""
    receiving_unit: str = ""


class RulePart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which dossiers follow which successor in a split."""

    by: str
    value: str
    successor: str


class ReorganizationBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /reorganizations."""

    kind: str
    sources: list[str]
    successors: list[SuccessorPart]
    decision_number: str
    effective_on: date
    reason: str = ""
    rules: list[RulePart] = []
    officers: dict[str, str] = {}


class AttachBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/files."""

    paper: str = ""
    files: list[str] = []
    dropped: list[str] = []
    reason: str = ""
    source: str = "uploaded"
    expected_version: int | None = None


BODIES: tuple[type, ...] = (
    DossierBody,
    ActionBody,
    AttachBody,
    RefusalBody,
    BatchBody,
    PaymentBody,
    RefundBody,
    WaiverBody,
    AssignmentBody,
    CommentBody,
    CorrectionBody,
    DelegationBody,
    ReorganizationBody,
)
"""Every body the API reads."""
