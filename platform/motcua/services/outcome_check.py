"""Tells anybody whether a result holds: number, day, issuer, valid or not; nothing about whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from motcua.services.record_rows import REPLACED, REVOKED
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import IssuedOutcomeRow

CODE = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Standing(StrEnum):
    """Whether a result holds today."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"

    @property
    def name_in_vietnamese(self) -> str:
        """The words people read."""
        return _NAMES[self]


_NAMES = {
    Standing.VALID: "Còn hiệu lực",
    Standing.EXPIRED: "Hết hiệu lực",
    Standing.REVOKED: "Đã thu hồi",
    Standing.REPLACED: "Đã được thay bằng bản cấp lại",
}


@dataclass(frozen=True, slots=True)
class CheckedOutcome:
    """What the public may know of a result."""

    name: str
    number: str
    issuer: str
    issued_at: datetime
    valid_until: date | None
    standing: Standing
    changed_at: datetime | None
    is_signed: bool


def standing_of(row: IssuedOutcomeRow, today: date) -> Standing:
    """Whether an issued result holds on a day."""
    if row.state == REVOKED:
        return Standing.REVOKED
    if row.state == REPLACED:
        return Standing.REPLACED
    if row.valid_until is not None and row.valid_until < today:
        return Standing.EXPIRED
    return Standing.VALID


def check_outcome(platform: Platform, code: str) -> CheckedOutcome | None:
    """The result behind the code of a QR; None for a code nobody has given out."""
    if CODE.fullmatch(code) is None:
        return None
    with platform.database.read(Scope.everything("kiểm tra công khai kết quả theo mã trên giấy")) as session:
        row = session.scalars(
            select(IssuedOutcomeRow).where(IssuedOutcomeRow.verify_code == code)
        ).one_or_none()
    if row is None:
        return None
    directory = platform.directory()
    issuer = directory.agency(row.issuer).name if directory.knows(row.issuer) else row.issuer
    return CheckedOutcome(
        name=row.name,
        number=row.number,
        issuer=issuer,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        standing=standing_of(row, platform.today()),
        changed_at=row.changed_at,
        is_signed=bool(row.signatures),
    )
