"""Imports of the catalog through the browser: a file is kept, tried out, looked at, then taken in or left."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from motcua.catalog.differences import Difference
from motcua.compiler.shapes import ANYTHING
from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.catalog_import import KIND, CatalogOrder, CatalogReport, import_catalog
from motcua.services.runtime import Platform
from motcua.services.value_words import value_words
from motcua.storage.tables import ImportRunRow, OfficerRow

TRIED = "tried"
UNUSABLE = "unusable"
TAKEN = "taken"
LEFT = "left"
FINISHED = "finished"
FOLDER = "imports"
ERROR_BOOK = "loi.xlsx"
MOST_PROBLEMS = 2_000
MOST_LISTED = 500
ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv"})
PROGRAMS: Mapping[str, str] = MappingProxyType({"cli": "dòng lệnh", "motcua": "hệ thống"})
DETAIL_ENDINGS = (".jsonl", ".jsonl.gz", ".json", ".json.gz")


class ImportRunMissingError(LookupError):
    """There is no such import, or its file is gone."""


class ImportRunClosedError(RuntimeError):
    """The import was already taken in or left."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in: its name for people and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RunLine:
    """An import in the history."""

    row: ImportRunRow
    starter: str


def try_out(platform: Platform, actor: Actor, book: Upload, details: Upload | None = None) -> int:
    """Keep the files and show what importing them would do, without changing anything. Returns the import's id.

    Raises ValueError, in Vietnamese, for a file of another kind.
    """
    require(actor, "can_import_catalog", "nhập danh mục thủ tục")
    ending = Path(book.name).suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(
            f"Tệp “{book.name}” không phải bảng tính. Chọn tệp .xlsx, .xls, .ods hoặc .csv "
            "tải từ cơ sở dữ liệu quốc gia."
        )
    if details is not None and not details.name.lower().endswith(DETAIL_ENDINGS):
        raise ValueError(f"Tệp chi tiết “{details.name}” phải có đuôi .jsonl hoặc .jsonl.gz.")
    folder = platform.settings.file_folder / FOLDER / secrets.token_hex(12)
    folder.mkdir(parents=True)
    file = folder / f"danh-muc{ending}"
    file.write_bytes(book.content)
    detail_file = _keep_details(folder, details)
    order = CatalogOrder(
        file, detail_file, dry_run=True, errors=folder / ERROR_BOOK, shown_name=Path(book.name).name
    )
    report = import_catalog(platform, actor, order)
    now = platform.now()
    with platform.database.write() as session:
        row = ImportRunRow(
            kind=KIND,
            file_name=order.name,
            file_hash=hashlib.sha256(book.content).hexdigest(),
            file_path=str(file.relative_to(platform.settings.file_folder)),
            error_file=ERROR_BOOK if (folder / ERROR_BOOK).exists() else "",
            state=TRIED if report.usable else UNUSABLE,
            dry_run=True,
            started_by=actor.user,
            started_at=now,
            finished_at=now,
            summary={
                **report.summary(),
                "bytes": len(book.content),
                "details": details.name if details else "",
            },
            plan=_plan(report),
        )
        session.add(row)
        session.flush()
        return row.id


def _keep_details(folder: Path, details: Upload | None) -> Path | None:
    if details is None:
        return None
    name = details.name.lower()
    ending = next(one for one in sorted(DETAIL_ENDINGS, key=len, reverse=True) if name.endswith(one))
    file = folder / f"chi-tiet{ending}"
    file.write_bytes(details.content)
    return file


def _plan(report: CatalogReport) -> dict[str, Any]:
    """What the page shows: problems, and what would be added, changed, abolished."""
    plan: dict[str, Any] = {
        "problems": [problem.as_json() for problem in report.problems[:MOST_PROBLEMS]],
        "problem_count": len(report.problems),
    }
    if report.comparison is not None:
        plan |= {
            "added": [
                {"code": one.code, "name": str(one.data.get("name", ""))}
                for one in report.comparison.added[:MOST_LISTED]
            ],
            "changed": [
                {
                    "code": item.record.code,
                    "name": str(item.record.data.get("name", "")),
                    "differences": [_difference(one) for one in item.differences[:12]],
                }
                for item in report.comparison.changed[:MOST_LISTED]
            ],
            "abolished": [
                {"code": one.code, "name": one.name, "issuing_agency": one.issuing_agency}
                for one in report.comparison.abolished[:MOST_LISTED]
            ],
        }
    return plan


def _difference(one: Difference) -> dict[str, str]:
    """A changed value in words; codes of choices are named."""
    name = one.path.rpartition("/")[2]
    return {
        "label": one.label,
        "old": value_words(name, one.old, ANYTHING) if one.old else "",
        "new": value_words(name, one.new, ANYTHING) if one.new else "",
    }


def find_run(session: Session, run_id: int) -> ImportRunRow:
    """An import by its id. Raises :class:`ImportRunMissingError`."""
    row = session.get(ImportRunRow, run_id)
    if row is None or row.kind != KIND:
        raise ImportRunMissingError(f"Không có lần nhập {run_id}.")
    return row


def take_in(
    platform: Platform, actor: Actor, run_id: int, effective_from: date | None, *, retire_abolished: bool
) -> CatalogReport:
    """Import the kept files for good. Raises :class:`ImportRunMissingError`, :class:`ImportRunClosedError`."""
    require(actor, "can_import_catalog", "nhập danh mục thủ tục")
    with platform.database.read() as session:
        row = find_run(session, run_id)
        state, name = row.state, row.file_name
        file = platform.settings.file_folder / row.file_path
    if state != TRIED:
        raise ImportRunClosedError("Lần nhập này đã xong hoặc đã bỏ. Tải tệp lên lại để nhập lần mới.")
    if not file.is_file():
        raise ImportRunMissingError("Tệp đã tải lên không còn trên máy chủ. Tải lên lại.")
    details = next(iter(sorted(file.parent.glob("chi-tiet*"))), None)
    order = CatalogOrder(
        file,
        details,
        retire_abolished=retire_abolished,
        effective_from=effective_from,
        errors=file.parent / ERROR_BOOK,
        shown_name=name,
    )
    report = import_catalog(platform, actor, order)
    with platform.database.write() as session:
        tried = find_run(session, run_id)
        tried.state = TAKEN
        tried.finished_at = platform.now()
        tried.summary = {**tried.summary, "taken_as": report.import_run}
        if report.import_run:
            done = find_run(session, report.import_run)
            done.file_path = tried.file_path
            done.error_file = ERROR_BOOK if (file.parent / ERROR_BOOK).exists() else ""
            done.plan = _plan(report)
    return report


def leave(platform: Platform, actor: Actor, run_id: int) -> None:
    """Drop a tried import. Raises as :func:`take_in`."""
    require(actor, "can_import_catalog", "nhập danh mục thủ tục")
    with platform.database.write() as session:
        row = find_run(session, run_id)
        if row.state not in (TRIED, UNUSABLE):
            raise ImportRunClosedError("Lần nhập này đã xong nên không bỏ được nữa.")
        row.state = LEFT


def error_book(platform: Platform, row: ImportRunRow) -> Path | None:
    """The workbook with coloured cells, when there is one."""
    if not row.error_file or not row.file_path:
        return None
    file = (platform.settings.file_folder / row.file_path).parent / ERROR_BOOK
    return file if file.is_file() else None


def history(session: Session, limit: int = 50) -> tuple[RunLine, ...]:
    """Imports of the catalog, the newest first; those tried and then taken in appear once, as taken in."""
    rows = session.scalars(
        select(ImportRunRow)
        .where(ImportRunRow.kind == KIND, ImportRunRow.state != TAKEN)
        .order_by(ImportRunRow.id.desc())
        .limit(limit)
        .options(defer(ImportRunRow.plan))
    ).all()
    names: Mapping[str, str] = {
        found.username: found.full_name
        for found in session.execute(
            select(OfficerRow.username, OfficerRow.full_name).where(
                OfficerRow.username.in_({row.started_by for row in rows})
            )
        )
    }
    return tuple(
        RunLine(row, names.get(row.started_by) or PROGRAMS.get(row.started_by, row.started_by))
        for row in rows
    )
