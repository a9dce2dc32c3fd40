"""Asks the scanners about files: the unjudged are asked about again later, the infected are served to nobody."""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import select

from motcua.extension.points import FILE_SCANNERS, DeliveryFailed
from motcua.services.runtime import Platform
from motcua.storage.file_store import ContentMissingError
from motcua.storage.tables import StoredFileRow

BATCH = 50


class ScanState(StrEnum):
    """What is known of a file's safety."""

    CLEAN = "clean"
    UNSCANNED = "unscanned"
    WAITING = "waiting"
    INFECTED = "infected"

    @property
    def is_served(self) -> bool:
        """Whether people may open the file."""
        return self in (ScanState.CLEAN, ScanState.UNSCANNED)


def scan(platform: Platform, content: BinaryIO) -> tuple[ScanState, str]:
    """What every registered scanner says of a content, with the name of what was found or why it cannot be told."""
    names = platform.registry.names(FILE_SCANNERS)
    if not names:
        return ScanState.UNSCANNED, ""
    waiting = ""
    for name in names:
        entry = platform.registry.registration(FILE_SCANNERS, name)
        content.seek(0)
        try:
            threat = entry.implementation.scan(entry.options, content)
        except DeliveryFailed as error:
            waiting = str(error)
            continue
        if threat:
            return ScanState.INFECTED, threat
    return (ScanState.WAITING, waiting) if waiting else (ScanState.CLEAN, "")


def scan_waiting(platform: Platform) -> str:
    """Ask again about files no scanner answered for; says how many were settled. May run twice."""
    if not platform.registry.names(FILE_SCANNERS):
        return "Không có bộ quét mã độc."
    with platform.database.read() as session:
        waiting = session.execute(
            select(StoredFileRow.id, StoredFileRow.sha256)
            .where(StoredFileRow.scan_state == ScanState.WAITING.value)
            .order_by(StoredFileRow.id)
            .limit(BATCH)
        ).all()
    settled = found = 0
    for file_id, sha256 in waiting:
        try:
            with platform.files.open(sha256) as content:
                state, note = scan(platform, content)
        except ContentMissingError:
            continue
        if state is ScanState.WAITING:
            break
        settle(platform, file_id, sha256, state, note)
        settled += 1
        found += state is ScanState.INFECTED
    return f"Quét lại {settled} tệp, {found} tệp có mã độc."


def settle(platform: Platform, file_id: int, sha256: str, state: ScanState, note: str) -> None:
    """Note what came of a scan; an infected content goes into quarantine."""
    if state is ScanState.INFECTED:
        platform.files.quarantine(sha256)
    with platform.database.write() as session:
        row = session.get_one(StoredFileRow, file_id)
        row.scan_state, row.scan_note, row.scanned_at = state.value, note, platform.now()
