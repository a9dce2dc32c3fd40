"""The points at which the platform can be extended, each a Protocol; each is asked by the platform somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

from motcua.definitions.form import FormField

T = TypeVar("T")

Options = Mapping[str, Any]
"""The settings of one use of an extension, already checked against its options schema."""


class Refused(ValueError):  # noqa: N818 - an answer of an extension, no error of the program
    """An extension does not accept what it was given; the message is Vietnamese and fit for officers."""


class DeliveryFailed(RuntimeError):  # noqa: N818 - an answer of an extension, no error of the program
    """Something could not be sent; it is retried from the outbox unless `permanent`."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Point(Generic[T]):
    """One point: its name in messages and the type its extensions implement."""

    name: str
    title: str


class FieldType(Protocol):
    """A type of form field that a plugin adds."""

    def read(self, raw: object, field: FormField) -> object:
        """The JSON-ready value of what was posted or sent; raises Refused. None when nothing was answered."""
        ...

    def show(self, value: object, field: FormField) -> str:
        """The value as people read it."""
        ...

    def json_schema(self, field: FormField) -> Mapping[str, Any]:
        """The JSON Schema of the value."""
        ...


class FileScanner(Protocol):
    """Looks for malicious software in what was uploaded."""

    def scan(self, options: Options, content: BinaryIO) -> str:
        """The name of what was found, empty when nothing was. Raises DeliveryFailed when it cannot be told now."""
        ...


@dataclass(frozen=True, slots=True)
class SigningWish:
    """A signature as it is wanted: by whom, for which agency, why, and the moment."""

    signer: str
    agency: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """A signature found on a paper: whose, whether the content is unchanged since, and what is wrong otherwise."""

    signer: str
    is_intact: bool
    is_trusted: bool = False
    signed_at: datetime | None = None
    problem: str = ""


class DocumentSigner(Protocol):
    """Signs PDF files digitally, and reads the signatures on them."""

    def can_sign(self, options: Options, agency: str) -> bool:
        """Whether there is a key for the agency."""
        ...

    def sign(self, options: Options, pdf: bytes, wish: SigningWish) -> bytes:
        """The file with a further signature. Raises Refused when there is no key, DeliveryFailed to be tried again."""
        ...

    def signatures(self, options: Options, pdf: bytes) -> Iterable[FoundSignature]:
        """The signatures on a file; none for an unsigned one. Raises Refused for what is no PDF."""
        ...


class ReportMeasure(Protocol):
    """A count over dossiers for reports; a definition names it ``plugin_`` and the name it is registered under.

    A dossier is a mapping with `number`, `procedure_code`, `procedure_name`, `field_of_work`, `agency_code`,
    `competent_agency`, `channel`, `lifecycle`, `received_at`, `due_at`, `finished_at` (aware moments), `in_period`,
    `is_settled`, `standing` (-1 early, 0 in or on time, 1 late), `applicant` and `answers`.
    """

    @property
    def meaning(self) -> str:
        """What it counts, in Vietnamese."""
        ...

    def counts(self, dossier: Mapping[str, Any], start: date, end: date) -> bool:
        """Whether a dossier as of `end` belongs to the figure of the period."""
        ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message; channels that carry none leave it out."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person, already written."""

    to: str
    text: str
    subject: str = ""
    attachments: tuple[Attachment, ...] = ()


class Notifier(Protocol):
    """Sends messages over a channel (e-mail, SMS, Zalo)."""

    def send(self, options: Options, message: Message, key: str) -> None:
        """Send it; `key` is the same for each repetition, so that the receiver knows one. Raises DeliveryFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Payment:
    """What is to be paid: whole đồng, for which dossier, to which account."""

    amount: int
    reference: str
    account: str = ""
    bank: str = ""
    receiver: str = ""


class PaymentCode(Protocol):
    """Writes what is to be paid into a code that banking apps read."""

    def payload(self, options: Options, payment: Payment) -> str:
        """The text of the QR code; raises Refused when the account cannot be coded."""
        ...


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a check of definitions found: the path is a pointer by ids, such as `/blocks/3/value`."""

    message: str
    path: str = ""
    found: str = ""
    expected: str = ""
    remedy: str = ""
    fix: str | None = None


class DefinitionCheck(Protocol):
    """A check the compiler runs on definitions of one kind: what only a higher layer or a plugin can know."""

    @property
    def kind(self) -> str:
        """The kind of definitions it looks at."""
        ...

    def check(self, definition: Any) -> Iterable[Complaint]:
        """What is wrong with a frozen definition of that kind."""
        ...


FIELD_TYPES: Point[FieldType] = Point("field_type", "Kiểu trường")
FILE_SCANNERS: Point[FileScanner] = Point("file_scanner", "Quét mã độc")
DOCUMENT_SIGNERS: Point[DocumentSigner] = Point("document_signer", "Ký số")
REPORT_MEASURES: Point[ReportMeasure] = Point("report_measure", "Số đo báo cáo")
NOTIFIERS: Point[Notifier] = Point("notifier", "Kênh thông báo")
PAYMENT_CODES: Point[PaymentCode] = Point("payment_code", "Mã thanh toán")
DEFINITION_CHECKS: Point[DefinitionCheck] = Point("definition_check", "Kiểm tra định nghĩa")

POINTS: tuple[Point[Any], ...] = (
    FIELD_TYPES,
    FILE_SCANNERS,
    DOCUMENT_SIGNERS,
    REPORT_MEASURES,
    NOTIFIERS,
    PAYMENT_CODES,
    DEFINITION_CHECKS,
)
