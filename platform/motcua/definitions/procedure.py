"""A procedure (thủ tục): who may ask for what, with which papers, for how long, at which price."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from motcua.definitions.legal import LegalBasis
from motcua.kernel.time_limit import TimeLimit


class Level(StrEnum):
    """Level of administration that settles the procedure (cấp thực hiện)."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    OTHER = "other"


class Channel(StrEnum):
    """How a dossier comes in (kênh); national numbers 1, 2, 3."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class ApplicantKind(StrEnum):
    """Who may apply (đối tượng thực hiện)."""

    CITIZEN = "citizen"
    FOREIGNER = "foreigner"
    BUSINESS = "business"
    ORGANIZATION = "organization"
    STATE_AGENCY = "state_agency"
    OTHER = "other"


class OnlineLevel(StrEnum):
    """Level of the online public service (mức độ dịch vụ công trực tuyến)."""

    FULL = "full"
    PARTIAL = "partial"
    INFORMATION = "information"


class FeeKind(StrEnum):
    """Phí and lệ phí are separate columns in every report."""

    CHARGE = "charge"
    LEVY = "levy"
    OTHER = "other"


class CollectAt(StrEnum):
    """When a fee is collected."""

    AT_INTAKE = "at_intake"
    AT_RETURN = "at_return"
    BY_REQUEST = "by_request"


class RequirementKind(StrEnum):
    """A line of the checklist: a paper to hand in, one only to show, or a remark among papers."""

    DOCUMENT = "document"
    PRESENT = "present"
    NOTE = "note"


class Health(StrEnum):
    """State of a procedure in the catalog."""

    READY = "ready"
    NEEDS_REVIEW = "needs_review"
    OUTSIDE = "outside"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Variant:
    """A case of the procedure (trường hợp); the first whose ``when`` holds applies, one without it otherwise."""

    id: str
    name: str
    when: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Time limit for (variants x channels); empty lists mean all of them."""

    id: str
    time_limit: TimeLimit | None = None
    variants: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    source_text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reusable:
    """A paper that need not be handed in when an earlier outcome is still valid."""

    outcomes: tuple[str, ...] = ()
    valid_for: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRequirement:
    """One line of the checklist (thành phần hồ sơ)."""

    id: str
    name: str
    kind: RequirementKind = RequirementKind.DOCUMENT
    when: str = ""
    required: bool = True
    originals: int = 0
    copies: int = 0
    certified_copies: int = 0
    variants: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    group: str = ""
    form: str = ""
    template: str = ""
    reusable: Reusable | None = None
    source_text: str = ""


@dataclass(frozen=True, slots=True)
class FeeTier:
    """A price band: applies to a quantity up to ``up_to`` (``None`` = no end), ``amount`` đồng each."""

    up_to: int | None = None
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Exemption:
    """A reduction of a fee by ``percent`` when ``when`` holds, proved by paper ``proof``."""

    id: str
    name: str
    when: str
    percent: int = 100
    proof: str = ""
    legal_basis: tuple[LegalBasis, ...] = ()


@dataclass(frozen=True, slots=True)
class Fee:
    """A charge or levy. ``amount`` is đồng or a CEL expression; ``times`` a CEL quantity; ``tiers`` price bands
    over ``times`` (each unit pays the price of its band); ``channels`` replaces the amount for a channel;
    ``maximum`` caps the sum. ``certain`` is false while a person has not confirmed what the source says:
    such a fee is shown as "Chưa rõ" and never as free.
    """

    id: str
    name: str
    kind: FeeKind = FeeKind.LEVY
    amount: int | str | None = None
    times: str = ""
    tiers: tuple[FeeTier, ...] = ()
    maximum: int | None = None
    channels: dict[str, int] = field(default_factory=dict)
    variants: tuple[str, ...] = ()
    when: str = ""
    exemptions: tuple[Exemption, ...] = ()
    collect: CollectAt = CollectAt.AT_INTAKE
    certain: bool = True
    unit: str = ""
    legal_basis: tuple[LegalBasis, ...] = ()
    source_text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeDefinition:
    """A result of the procedure (kết quả): its paper, its number and how long it is valid."""

    id: str
    name: str
    print: str = ""
    numbering: str = ""
    valid_for: str = ""
    code: str = ""
    register: str = ""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """What the source did not say clearly, for a person to settle; ``source_text`` is quoted as found."""

    id: str
    kind: str
    message: str
    path: str = ""
    source_text: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class TestGiven:
    """Circumstances of a definition test."""

    received: datetime
    channel: Channel = Channel.COUNTER
    variant: str = ""
    agency: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    applicant: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TestExpectation:
    """What must come out; only the stated parts are compared."""

    variant: str | None = None
    due: datetime | None = None
    fee: int | None = None
    documents: tuple[str, ...] | None = None
    path: tuple[str, ...] | None = None
    problems: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class DefinitionTest:
    """A test that is part of the definition; a red one blocks publishing."""

    name: str
    given: TestGiven
    expect: TestExpectation


@dataclass(frozen=True, slots=True)
class Text:
    """A titled text shown to citizens (trình tự, yêu cầu điều kiện …)."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure with every layer merged. Lists keep their order; everything in a list has a stable id."""

    code: str
    name: str
    field_of_work: str = ""
    levels: tuple[Level, ...] = ()
    applicants: tuple[ApplicantKind, ...] = ()
    issuing_agency: str = ""
    executing_agencies: tuple[str, ...] = ()
    competent_agency: str = ""
    decision_number: str = ""
    online_level: OnlineLevel | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    variants: tuple[Variant, ...] = ()
    offers: tuple[Offer, ...] = ()
    channels: tuple[Channel, ...] = (Channel.COUNTER, Channel.ONLINE, Channel.POST)
    receive_anywhere: bool = False
    checklist: tuple[DocumentRequirement, ...] = ()
    fees: tuple[Fee, ...] = ()
    form: str = ""
    process: str = ""
    policy: str = ""
    numbering: str = ""
    outcomes: tuple[OutcomeDefinition, ...] = ()
    prints: tuple[str, ...] = ()
    offered_by: tuple[str, ...] = ()
    outside_competence: bool = False
    dossier_sets: int = 1
    sensitive: bool = False
    texts: tuple[Text, ...] = ()
    review: tuple[ReviewItem, ...] = ()
    tests: tuple[DefinitionTest, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    extends: str = ""
