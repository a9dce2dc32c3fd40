"""What a dossier keeps besides its steps: papers as files, the result and its delivery, where it is filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class FileSource(StrEnum):
    """Where the file of a paper came from."""

    UPLOADED = "uploaded"
    SCANNED = "scanned"
    REUSED = "reused"
    GENERATED = "generated"

    @property
    def name_in_vietnamese(self) -> str:
        """The words screens show."""
        return _SOURCE_NAMES[self]


_SOURCE_NAMES = {
    FileSource.UPLOADED: "tệp nộp",
    FileSource.SCANNED: "bản quét",
    FileSource.REUSED: "dùng lại",
    FileSource.GENERATED: "lập từ dữ liệu",
}


class Digitization(StrEnum):
    """How many of the papers handed in also lie here as files (số hóa thành phần hồ sơ)."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"

    @property
    def name_in_vietnamese(self) -> str:
        """The words screens show."""
        return _DIGITIZATION_NAMES[self]


_DIGITIZATION_NAMES = {
    Digitization.NONE: "Chưa số hóa",
    Digitization.PARTIAL: "Số hóa một phần",
    Digitization.FULL: "Đã số hóa",
}


@dataclass(frozen=True, slots=True)
class PaperFile:
    """The file of a paper: ``paper`` is the line of the checklist, ``sha256`` names the content in the file store.

    A reused paper says with ``origin`` which dossier or result it was taken from and with ``consent`` who agreed.
    ``dropped`` is why it no longer counts; the content stays.
    """

    paper: str
    sha256: str
    name: str
    media_type: str
    size: int
    source: FileSource = FileSource.UPLOADED
    origin: str = ""
    consent: str = ""
    added_at: datetime | None = None
    added_by: str = ""
    seq: int = 0
    dropped: str = ""


class DeliveryWay(StrEnum):
    """How the applicant gets the result."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"

    @property
    def name_in_vietnamese(self) -> str:
        """The words screens show."""
        return _WAY_NAMES[self]


_WAY_NAMES = {
    DeliveryWay.COUNTER: "trả tại quầy",
    DeliveryWay.POST: "trả qua bưu chính",
    DeliveryWay.ONLINE: "trả bản điện tử",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the result goes out: sent by post under a code, then handed over to somebody."""

    way: DeliveryWay = DeliveryWay.COUNTER
    code: str = ""
    sent_at: datetime | None = None
    receiver: str = ""
    receiver_paper: str = ""
    note: str = ""
    handed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """Where the paper dossier lies and until when it must be kept; no ``keep_until`` is for ever."""

    location: str
    keep: str = ""
    keep_until: date | None = None
    filed_at: datetime | None = None
    filed_by: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result so far: drafted, decided (signed by whom, in which quality), numbered and issued.

    ``file`` is the hash of its paper, ``signatures`` the names in its digital signatures, ``verify_code`` what the
    public asks about it with. ``valid_until`` is the last day it holds; without one it holds until it is revoked.
    """

    id: str = ""
    drafted_at: datetime | None = None
    decided_at: datetime | None = None
    signer: str = ""
    signer_name: str = ""
    signer_position: str = ""
    on_behalf_of: str = ""
    number: str = ""
    issued_at: datetime | None = None
    file: str = ""
    signed_at: datetime | None = None
    signatures: tuple[str, ...] = ()
    verify_code: str = ""
    valid_until: date | None = None
    revoked_at: datetime | None = None
    revoked_reason: str = ""

    @property
    def exists(self) -> bool:
        """Whether there is a decision, so that the dossier can no longer be withdrawn, refused or stopped."""
        return self.decided_at is not None or bool(self.number)
