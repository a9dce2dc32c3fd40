"""Takes in tables of every other kind than the catalog: recognized, tried out, taken in, kept in a history."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from motcua.catalog.table_fields import TARGETS
from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_rows import TableReading, best_mapping, read_table
from motcua.compiler.library import Library
from motcua.definitions.import_mapping import ImportMapping, ImportSubject
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Place, Problem
from motcua.kernel.sheet import Workbook
from motcua.services.access import require
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import NotPublishableError
from motcua.services.import_calendar_days import HolidayTable
from motcua.services.import_definition_kinds import AgencyTable, CodeListTable, judge
from motcua.services.import_kinds import ImportKind, Looking, Standing, TableOrder, TablePlan, Taking
from motcua.services.import_offers import OfferTable
from motcua.services.import_past_dossiers import PastDossierTable
from motcua.services.import_runs import FINISHED, FOLDER, LEFT, TRIED, UNUSABLE, Upload
from motcua.services.import_staff import StaffTable, first_passwords
from motcua.services.runtime import Platform
from motcua.spreadsheets.error_workbook import write_error_workbook
from motcua.spreadsheets.reading import read_bytes
from motcua.storage.tables import ImportRunRow

KIND = "table"
ERROR_BOOK = "loi.xlsx"
PASSWORDS = "mat-khau.csv"
MOST_KEPT = 2_000
KINDS: Mapping[ImportSubject, ImportKind] = MappingProxyType(
    {
        ImportSubject.ORGANIZATION: AgencyTable(),
        ImportSubject.CODE_LIST: CodeListTable(),
        ImportSubject.HOLIDAYS: HolidayTable(),
        ImportSubject.OFFERS: OfferTable(),
        ImportSubject.STAFF: StaffTable(),
        ImportSubject.PAST_DOSSIERS: PastDossierTable(),
    }
)


class TableRunMissingError(LookupError):
    """There is no such import, or its file is gone."""


class TableRunClosedError(RuntimeError):
    """The import was taken in or left already, or nothing of it can be taken in; the text says what to do."""


@dataclass(frozen=True, slots=True)
class TableLook:
    """What a file is and what taking it in would do. Without a mapping its layout is not known yet."""

    workbook: Workbook | None
    mapping: ImportMapping | None
    reading: TableReading | None
    plan: TablePlan | None
    problems: tuple[Problem, ...]

    @property
    def is_catalog(self) -> bool:
        """Whether the file is a catalog of procedures, which has an import of its own."""
        return self.mapping is not None and self.mapping.subject is ImportSubject.PROCEDURES

    @property
    def usable(self) -> bool:
        """Whether something can be taken in."""
        return self.plan is not None and bool(self.plan.lines) and not self.plan.blocked

    def summary(self) -> dict[str, Any]:
        """The figures as pages, `--json` and the history show them."""
        counts = {standing.value: self.plan.count(standing) if self.plan else 0 for standing in Standing}
        read, plan = self.reading, self.plan
        return {
            "subject": self.mapping.subject.value if self.mapping else "",
            "mapping": self.mapping.code if self.mapping else "",
            "ok": self.usable,
            "rows": read.data_rows if read else 0,
            **counts,
            "rejected": (read.rejected if read else 0) + (plan.rejected if plan else 0),
        }


def known_mappings(library: Library) -> list[ImportMapping]:
    """Every published mapping of a table; those that were learned come first, they know a layout exactly."""
    loaded = [library.load("import_mapping", code) for code in sorted(library.codes("import_mapping"))]
    tables = [one for one in loaded if one.subject in TARGETS]
    return sorted(tables, key=lambda one: not one.extends)


def look_at_table(
    platform: Platform, session: Session, content: bytes, order: TableOrder, mapping_code: str = ""
) -> TableLook:
    """Recognize a file and plan what it would do; with ``mapping_code`` it is read by that mapping. Nothing changes."""
    opened = read_bytes(content, order.file)
    if opened.workbook is None:
        return TableLook(None, None, None, None, opened.problems)
    library = StoredLibrary(session)
    mappings = [
        one
        for one in known_mappings(library)
        if mapping_code in ("", one.code) and order.subject in (None, one.subject)
    ]
    mapping = best_mapping(opened.workbook, mappings)
    if mapping is None:
        strange = table_problem("TAB-001", Place(order.file))
        return TableLook(opened.workbook, None, None, None, (*opened.problems, strange))
    if mapping.subject is ImportSubject.PROCEDURES:
        return TableLook(opened.workbook, mapping, None, None, opened.problems)
    reading = read_table(opened.workbook, mapping)
    if not reading.rows:
        return TableLook(
            opened.workbook, mapping, reading, None, (*opened.problems, *sorted(reading.problems))
        )
    looking = Looking(platform, session, order, mapping)
    plan = KINDS[mapping.subject].plan(looking, reading.rows)
    judge(looking, plan)
    problems = sorted({*opened.problems, *reading.problems, *plan.problems})
    return TableLook(opened.workbook, mapping, reading, plan, tuple(problems))


def carry_out(platform: Platform, actor: Actor, look: TableLook, order: TableOrder, run: int) -> None:
    """Take a plan in. Raises ``ForbiddenError``, ``NotPublishableError`` or ValueError; nothing is stored then."""
    if look.mapping is None or look.plan is None or not look.usable:
        raise ValueError("Tệp không có dòng nào nhập được.")
    target = TARGETS[look.mapping.subject]
    require(actor, target.permission, f"nhập {target.name.lower()}")
    KINDS[look.mapping.subject].carry_out(Taking(platform, actor, order, run), look.plan)
    platform.rules.refresh()


def try_table(platform: Platform, actor: Actor, file: Upload, into: str = "") -> int:
    """Keep a file and show what taking it in would do. Returns the import's id."""
    require(actor, "can_import_catalog", "nhập dữ liệu")
    folder = Path(FOLDER) / secrets.token_hex(12)
    place = platform.settings.file_folder / folder / f"tep{Path(file.name).suffix.lower()[:8]}"
    place.parent.mkdir(parents=True)
    place.write_bytes(file.content)
    with platform.database.write() as session:
        row = ImportRunRow(
            kind=KIND,
            file_name=file.name,
            file_hash=hashlib.sha256(file.content).hexdigest(),
            file_path=str(place.relative_to(platform.settings.file_folder)),
            state=TRIED,
            dry_run=True,
            started_by=actor.user,
            started_at=platform.now(),
            summary={"into": into, "bytes": len(file.content)},
            plan={},
        )
        session.add(row)
        session.flush()
        run = row.id
    look_again(platform, actor, run, into)
    return run


def look_again(platform: Platform, actor: Actor, run: int, into: str | None = None) -> TableLook:
    """Look at a kept file anew, after a choice or a learned layout, and keep what was seen."""
    require(actor, "can_import_catalog", "nhập dữ liệu")
    platform.rules.refresh()
    with platform.database.read() as session:
        row = table_run(session, actor, run)
        _must_be_open(row)
        chosen = str((row.summary or {}).get("into", "")) if into is None else into
        content, file = kept_content(platform, row), platform.settings.file_folder / row.file_path
        order = TableOrder(row.file_name, chosen)
        look = look_at_table(platform, session, content, order)
    book = file.parent / ERROR_BOOK
    book.unlink(missing_ok=True)
    if look.workbook is not None and any(one.place.cell for one in look.problems):
        write_error_workbook(book, look.workbook, look.problems)
    with platform.database.write() as session:
        row = table_run(session, actor, run)
        row.state = TRIED if look.usable or look.mapping is None or look.is_catalog else UNUSABLE
        row.summary = {**(row.summary or {}), **look.summary(), "into": chosen}
        row.error_file = ERROR_BOOK if book.exists() else ""
        row.plan = kept_plan(look)
    return look


def kept_plan(look: TableLook) -> dict[str, Any]:
    """What pages show of a look: the first lines and problems."""
    lines = look.plan.lines[:MOST_KEPT] if look.plan else []
    return {
        "lines": [
            {
                "key": one.key,
                "name": one.name,
                "standing": one.standing.value,
                "cell": f"{one.place.sheet}!{one.place.cell}".strip("!"),
                "changes": list(one.changes),
            }
            for one in lines
        ],
        "problems": [one.as_json() for one in look.problems[:MOST_KEPT]],
        "problem_count": len(look.problems),
    }


def take_table(platform: Platform, actor: Actor, run: int, reason: str = "") -> TableLook:
    """Take a kept file in for good. Raises as :func:`carry_out`, and :class:`TableRunClosedError`."""
    look = look_again(platform, actor, run)
    if not look.usable:
        raise TableRunClosedError("Chưa có dòng nào nhập được. Sửa tệp hoặc chỉ lại cột, rồi nhập.")
    with platform.database.read() as session:
        row = table_run(session, actor, run)
        order = TableOrder(row.file_name, str((row.summary or {}).get("into", "")), reason=reason)
        folder = (platform.settings.file_folder / row.file_path).parent
    try:
        carry_out(platform, actor, look, order, run)
    except NotPublishableError as error:
        said = " ".join(f"{one.message} {one.remedy}".strip() for one in error.problems[:3])
        raise TableRunClosedError(f"Chưa nhập được: {said}") from error
    told = first_passwords(look.plan) if look.plan else ()
    if told:
        lines = "".join(f"{user};{name};{password}\n" for user, name, password in told)
        (folder / PASSWORDS).write_text(f"\ufeffTên đăng nhập;Họ và tên;Mật khẩu lần đầu\n{lines}", "utf-8")
    with platform.database.write() as session:
        row = table_run(session, actor, run)
        row.state, row.dry_run, row.finished_at = FINISHED, False, platform.now()
        row.summary = {**(row.summary or {}), "passwords": len(told)}
    return look


def leave_table(platform: Platform, actor: Actor, run: int) -> None:
    """Drop a tried import."""
    with platform.database.write() as session:
        row = table_run(session, actor, run)
        _must_be_open(row)
        row.state = LEFT


def table_run(session: Session, actor: Actor, run: int) -> ImportRunRow:
    """An import of the actor's, by its id. Raises :class:`TableRunMissingError`."""
    row = session.get(ImportRunRow, run)
    if row is None or row.kind != KIND or row.started_by != actor.user:
        raise TableRunMissingError(f"Không có lần nhập {run}.")
    return row


def _must_be_open(row: ImportRunRow) -> None:
    if row.state not in (TRIED, UNUSABLE):
        raise TableRunClosedError("Lần nhập này đã xong hoặc đã bỏ. Tải tệp lên lại để nhập lần mới.")


def kept_content(platform: Platform, row: ImportRunRow) -> bytes:
    """The bytes of a kept file. Raises :class:`TableRunMissingError` when it is gone."""
    place = platform.settings.file_folder / row.file_path
    if not place.is_file():
        raise TableRunMissingError("Tệp đã tải lên không còn trên máy chủ. Tải lên lại.")
    return place.read_bytes()


def told_passwords(platform: Platform, session: Session, actor: Actor, run: int) -> bytes | None:
    """The first passwords of new accounts, once: the file is gone afterwards."""
    row = table_run(session, actor, run)
    place = (platform.settings.file_folder / row.file_path).parent / PASSWORDS
    if not place.is_file():
        return None
    content = place.read_bytes()
    place.unlink()
    return content


def table_history(session: Session, actor: Actor, limit: int = 30) -> tuple[ImportRunRow, ...]:
    """The actor's imports of tables, the newest first."""
    rows = session.scalars(
        select(ImportRunRow)
        .where(ImportRunRow.kind == KIND, ImportRunRow.started_by == actor.user)
        .order_by(ImportRunRow.id.desc())
        .limit(limit)
        .options(defer(ImportRunRow.plan))
    )
    return tuple(rows)
