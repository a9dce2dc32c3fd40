"""Copies the whole installation into one zip file while it runs, and brings it back."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
from sqlalchemy import func, make_url, select
from sqlalchemy.engine import Connection

from motcua.services.runtime import Platform
from motcua.storage.locking import installation_lock
from motcua.storage.logical_dump import dump_table, empty_tables, load_table, set_sequences, tables_of
from motcua.storage.migration import migrate, schema_of
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow, ReleaseRow

MANIFEST = "manifest.json"
SQLITE_COPY = "database.sqlite3"
TABLES = "tables"
FILES = "files"
FORMAT = 1


class BackupError(RuntimeError):
    """A backup cannot be made or brought back; the text is Vietnamese and names the remedy. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a backup file holds; `tables` gives the rows of each table."""

    made_at: datetime
    schema: str
    kind: str
    tables: dict[str, int]
    files: int

    def as_json(self) -> dict[str, Any]:
        """A JSON-ready mapping."""
        return {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "schema": self.schema,
            "kind": self.kind,
            "tables": self.tables,
            "files": self.files,
        }


def backup(platform: Platform, target: Path, *, portable: bool = False) -> BackupSummary:
    """Write database and stored files into a zip: a snapshot of one moment, taken while others go on working.

    A SQLite database is copied page by page unless ``portable``; a portable one holds JSON lines for each table and
    can be restored into either database. The file appears only when it is complete.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            if platform.database.is_sqlite and not portable:
                schema, tables = _copy_sqlite(platform, archive)
            else:
                schema, tables = _dump_tables(platform, archive)
            # stored files are never changed, so those that came after the snapshot do no harm
            files = _add_files(platform.settings.file_folder, archive)
            kind = "tables" if portable or not platform.database.is_sqlite else "sqlite"
            summary = BackupSummary(platform.now(), schema, kind, tables, files)
            archive.writestr(MANIFEST, msgspec.json.encode(summary.as_json()))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return summary


def _copy_sqlite(platform: Platform, archive: zipfile.ZipFile) -> tuple[str, dict[str, int]]:
    with tempfile.TemporaryDirectory(dir=platform.var) as folder:
        copy = Path(folder) / SQLITE_COPY
        with (
            contextlib.closing(sqlite3.connect(_sqlite_file(platform))) as source,
            contextlib.closing(sqlite3.connect(copy)) as made,
        ):
            source.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")
        archive.write(copy, SQLITE_COPY)
        return _look_into(copy)


def _sqlite_file(platform: Platform) -> str:
    name = make_url(platform.settings.database_url).database
    if not name:
        raise BackupError("Cơ sở dữ liệu SQLite trong bộ nhớ không sao lưu được.")
    return name


def _look_into(copy: Path) -> tuple[str, dict[str, int]]:
    """The schema of a SQLite file and the rows of its tables."""
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        try:
            (said,) = connection.execute("PRAGMA quick_check").fetchone()
            (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            names = [
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            counts = {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 — its own names
                for name in sorted(names)
                if not name.startswith("sqlite_")
            }
        except (sqlite3.DatabaseError, TypeError) as error:
            raise BackupError("Bản sao cơ sở dữ liệu bị hỏng. Dùng một bản sao lưu khác.") from error
    if said != "ok":
        raise BackupError("Bản sao cơ sở dữ liệu bị hỏng. Dùng một bản sao lưu khác.")
    return schema, counts


def _dump_tables(platform: Platform, archive: zipfile.ZipFile) -> tuple[str, dict[str, int]]:
    counts = {}
    with platform.database.reading.connect() as connection:
        schema = schema_of(connection)
        for table in tables_of(connection):
            counts[table.name] = 0
            with archive.open(f"{TABLES}/{table.name}.jsonl", "w", force_zip64=True) as place:
                for line in dump_table(connection, table):
                    place.write(line)
                    counts[table.name] += 1
    return schema, counts


def _add_files(folder: Path, archive: zipfile.ZipFile) -> int:
    found = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in found:
        archive.write(path, f"{FILES}/{path.relative_to(folder).as_posix()}")
    return len(found)


def restore(platform: Platform, source: Path, *, replace: bool = False) -> BackupSummary:
    """Bring a backup back into this installation's database, all or nothing, then its files.

    Raises :class:`BackupError` when the file is no backup, is damaged, does not fit the database, or when the
    database already has dossiers or definitions and ``replace`` was not asked for.
    """
    with _opened(source) as archive:
        manifest = _manifest(archive)
        settings = platform.settings
        with installation_lock(settings.database_url, settings.var):
            if not replace and not _is_empty(platform):
                raise BackupError(
                    "Cơ sở dữ liệu đang có dữ liệu. Sao lưu dữ liệu đó rồi thêm --replace để thay bằng bản này."
                )
            if manifest["kind"] == "sqlite":
                _restore_sqlite(platform, archive)
            else:
                _restore_tables(platform, archive, manifest)
        files = _restore_files(settings.file_folder, archive)
    migrate(settings.database_url)
    made_at = datetime.fromisoformat(manifest["made_at"])
    return BackupSummary(made_at, manifest["schema"], manifest["kind"], manifest["tables"], files)


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupError(
            f"{source} không phải là tệp sao lưu đọc được. Chọn tệp do motcua backup ghi ra."
        ) from error
    damaged = archive.testzip()
    if damaged is not None:
        archive.close()
        raise BackupError(f"Tệp sao lưu bị hỏng ở {damaged}. Dùng một bản sao lưu khác.")
    return archive


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = msgspec.json.decode(archive.read(MANIFEST))
        known = manifest["format"] == FORMAT and manifest["kind"] in ("sqlite", "tables")
    except (KeyError, TypeError, msgspec.DecodeError) as error:
        raise BackupError("Tệp này không phải do motcua backup ghi ra.") from error
    if not known:
        raise BackupError("Tệp sao lưu do một bản mới hơn ghi ra. Nâng cấp phần mềm rồi phục hồi lại.")
    return manifest


def _is_empty(platform: Platform) -> bool:
    with platform.database.reading.connect() as connection:
        if not schema_of(connection):
            return True
    with platform.database.read(Scope.everything("kiểm tra trước khi phục hồi")) as session:
        counts = (session.scalar(select(func.count()).select_from(row)) for row in (DossierRow, ReleaseRow))
        return not any(counts)


def _restore_sqlite(platform: Platform, archive: zipfile.ZipFile) -> None:
    if not platform.database.is_sqlite:
        raise BackupError(
            "Bản sao lưu này là tệp SQLite, không đưa vào PostgreSQL được. "
            "Sao lưu lại với --portable rồi phục hồi bản đó."
        )
    platform.database.dispose()
    with tempfile.TemporaryDirectory(dir=platform.var) as folder:
        copy = Path(archive.extract(SQLITE_COPY, folder))
        _look_into(copy)
        # page by page in one transaction of the living file: whoever has it open sees the old or the new, never half
        with (
            contextlib.closing(sqlite3.connect(copy)) as source,
            contextlib.closing(sqlite3.connect(_sqlite_file(platform), timeout=30)) as target,
        ):
            source.backup(target)


def _restore_tables(platform: Platform, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    url = platform.settings.database_url
    with platform.database.reading.connect() as connection:
        is_new = not schema_of(connection)
    if is_new:
        migrate(url, manifest["schema"])
    with platform.database.writing.begin() as connection:
        if schema_of(connection) != manifest["schema"]:
            raise BackupError(
                f"Bản sao lưu thuộc lược đồ {manifest['schema']}, cơ sở dữ liệu này ở {schema_of(connection)}. "
                "Phục hồi vào một cơ sở dữ liệu trống."
            )
        _load(connection, archive)


def _load(connection: Connection, archive: zipfile.ZipFile) -> None:
    tables = tables_of(connection)
    empty_tables(connection, tables)
    names = set(archive.namelist())
    for table in tables:
        name = f"{TABLES}/{table.name}.jsonl"
        if name in names:
            with archive.open(name) as lines:
                load_table(connection, table, lines)
    set_sequences(connection, tables)


def _restore_files(folder: Path, archive: zipfile.ZipFile) -> int:
    count = 0
    for name in archive.namelist():
        parts = PurePosixPath(name).parts
        if len(parts) < 2 or parts[0] != FILES or ".." in parts or name.endswith("/"):
            continue
        place = folder.joinpath(*parts[1:])
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, place.open("wb") as target:
            shutil.copyfileobj(source, target)
        count += 1
    return count
