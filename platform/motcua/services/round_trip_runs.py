"""Workbooks for editing many procedures: kept when they come in, tried out, and carried out as drafts or published."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Place, Problem, Severity, has_errors
from motcua.kernel.sheet import Workbook
from motcua.services.access import require
from motcua.services.editing import PublishWish
from motcua.services.import_runs import ImportRunClosedError, Upload
from motcua.services.kept_uploads import (
    UploadRefusedError,
    close_upload,
    keep_upload,
    kept_place,
    kept_upload,
    must_be_open,
)
from motcua.services.mass_edit import MassPlan, Outcome, keep_drafts, propose_all, publish_now, rehearse
from motcua.services.round_trip import RoundTrip, editing_sheets, procedures_of, read_changes
from motcua.services.runtime import Platform
from motcua.spreadsheets.editing_workbook import write_editing_workbook
from motcua.spreadsheets.error_workbook import write_error_workbook
from motcua.spreadsheets.reading import read_workbook
from motcua.storage.tables import ImportRunRow

KIND = "procedure_round_trip"
ENDINGS = frozenset({".xlsx", ".xlsm", ".ods"})
ERROR_BOOK = "loi-sua-hang-loat.xlsx"
DRAFTS, PROPOSE, PUBLISH = "nhap", "de-nghi", "cong-bo"
MOST_PROCEDURES = 3_000


@dataclass(frozen=True, slots=True)
class Trial:
    """What a workbook would do: its reading, the plan, and every problem at its cell."""

    row: ImportRunRow
    trip: RoundTrip
    plan: MassPlan
    problems: tuple[Problem, ...]


def export_book(
    platform: Platform, session: Session, codes: Sequence[str], columns: Sequence[str]
) -> tuple[bytes, int]:
    """A workbook with the chosen columns of these procedures, and how many procedures stand in it."""
    procedures = procedures_of(session, codes[:MOST_PROCEDURES])
    sheets = editing_sheets(session, procedures, columns)
    if not sheets:
        raise ValueError("Chọn ít nhất một cột để xuất.")
    target = io.BytesIO()
    write_editing_workbook(sheets, target, title="Sửa thủ tục hàng loạt", made_at=platform.now())
    return target.getvalue(), len(procedures)


def take_book(platform: Platform, actor: Actor, book: Upload) -> int:
    """Keep an edited workbook; returns the number under which it is looked at.

    Raises :class:`UploadRefusedError` in Vietnamese.
    """
    if Path(book.name).suffix.lower() not in ENDINGS:
        raise UploadRefusedError(
            f"Tệp “{book.name}” không phải tệp đã xuất. Chọn tệp .xlsx xuất từ danh sách thủ tục rồi sửa."
        )
    return keep_upload(platform, actor, KIND, book, {})


def try_book(platform: Platform, actor: Actor, run_id: int, *, publishing: bool = False) -> Trial:
    """What the kept workbook would change now. Raises :class:`ImportRunMissingError`."""
    require(actor, "can_edit_definition", "sửa thủ tục hàng loạt")
    with platform.database.read() as session:
        row = kept_upload(session, actor, KIND, run_id)
        session.expunge(row)
        trip, book = _read(platform, session, row)
        plan = rehearse(platform, session, actor, trip.wanted, publishing=publishing)
    problems = tuple(sorted([*trip.problems, *_refusals(plan, trip.places)]))
    if book is not None and problems:
        write_error_workbook(_error_place(platform, row), book, problems)
    return Trial(row, trip, plan, problems)


def _read(platform: Platform, session: Session, row: ImportRunRow) -> tuple[RoundTrip, Workbook | None]:
    reading = read_workbook(kept_place(platform, row), row.file_name)
    if reading.workbook is None:
        return RoundTrip(problems=list(reading.problems)), None
    return read_changes(reading.workbook, procedures_of(session)), reading.workbook


def _refusals(plan: MassPlan, places: Mapping[str, Place]) -> list[Problem]:
    """Why procedures are refused, said at their first changed cell."""
    found: list[Problem] = []
    for line in plan.of(Outcome.REFUSED):
        place = places.get(line.code, Place())
        if not line.problems:
            found.append(_refused(line.code, line.reason, place))
        found += [
            replace(one, place=Place(place.file, sheet=place.sheet, cell=place.cell), fix=None)
            for one in line.problems
        ]
    return found


def _refused(code: str, reason: str, place: Place) -> Problem:
    remedy = "Xử lý nguyên nhân nêu trên rồi tải tệp lên lại."
    return Problem("ROUND-009", Severity.ERROR, f"{code}: {reason}", place, remedy=remedy)


def carry_out(
    platform: Platform, actor: Actor, run_id: int, fingerprint: str, way: str, wish: PublishWish
) -> MassPlan:
    """Do what was seen: keep drafts, propose or publish; procedures with a problem are left out.

    Raises :class:`ImportRunClosedError`, ``PlanChangedError``, ``NotPublishableError``.
    """
    trial = try_book(platform, actor, run_id, publishing=way == PUBLISH)
    must_be_open(trial.row)
    if has_errors(trial.trip.problems):
        raise ImportRunClosedError("Tệp còn ô lỗi nên chưa nhập được. Sửa các ô đó rồi tải lên lại.")
    if way == PUBLISH:
        plan, _published = publish_now(platform, actor, trial.trip.wanted, fingerprint, wish)
    elif way == PROPOSE:
        plan = propose_all(platform, actor, trial.trip.wanted, fingerprint, wish)
    else:
        plan = keep_drafts(
            platform, actor, trial.trip.wanted, fingerprint, f"sửa trong tệp {trial.row.file_name}"
        )
    done = {"way": way, "changed": len(plan.of(Outcome.CHANGED)), "cells": trial.trip.cells}
    close_upload(platform, run_id, done)
    return plan


def drop_book(platform: Platform, actor: Actor, run_id: int) -> None:
    """Leave a workbook that was only tried. Raises :class:`ImportRunMissingError`."""
    with platform.database.read() as session:
        kept_upload(session, actor, KIND, run_id)
    close_upload(platform, run_id, used=False)


def error_book_of(platform: Platform, actor: Actor, run_id: int) -> Path | None:
    """The workbook with coloured cells, when the last look found problems."""
    with platform.database.read() as session:
        place = _error_place(platform, kept_upload(session, actor, KIND, run_id))
    return place if place.is_file() else None


def _error_place(platform: Platform, row: ImportRunRow) -> Path:
    return (platform.settings.file_folder / row.file_path).parent / ERROR_BOOK
