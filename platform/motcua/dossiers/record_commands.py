"""What can be asked of the record of a dossier: papers, result, delivery, archive. One frozen class a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from motcua.dossiers.record_parts import Delivery, PaperFile


@dataclass(frozen=True, slots=True)
class Attach:
    """Put files to papers of the dossier, or say why files put there no longer count (``dropped``: their hashes)."""

    files: tuple[PaperFile, ...] = ()
    dropped: tuple[str, ...] = ()
    reason: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class DraftOutcome:
    """Put a draft of the result into the dossier, drawn up from its data or uploaded."""

    file: PaperFile
    outcome: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class SignOutcome:
    """Put the signed result into the dossier; ``signatures`` are the names in the certificates, none on a scan."""

    file: PaperFile
    signatures: tuple[str, ...] = ()
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class RevokeOutcome:
    """Take an issued result back; it stays findable as revoked. ``document`` is the decision it rests on."""

    reason: str
    document: str = ""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class ReplaceOutcome:
    """Issue the result again under a new number; the old one stays findable as replaced. ``numbers``: ``outcome``."""

    reason: str
    document: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result is on its way by post, or lies ready online."""

    delivery: Delivery
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class FileAway:
    """Put a closed dossier into the archive, or to another place there."""

    location: str
    keep: str = ""
    keep_until: date | None = None
    expected_version: int | None = None


RecordCommand = Attach | DraftOutcome | SignOutcome | RevokeOutcome | ReplaceOutcome | SendResult | FileAway
