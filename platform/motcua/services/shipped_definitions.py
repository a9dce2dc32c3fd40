"""Brings the definitions of a fresh installation into the database, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from motcua.compiler.compilation import Compilation
from motcua.compiler.library import EmptyLibrary
from motcua.compiler.sources import SourceDocument, read_tree
from motcua.kernel.problems import Problem, has_errors
from motcua.services.catalog_rows import Publication
from motcua.services.compiling import compile_tested
from motcua.services.definition_store import store_documents
from motcua.services.publishing import publish
from motcua.services.runtime import Platform
from motcua.storage.locking import installation_lock
from motcua.storage.tables import ReleaseRow

BEGINNING = date(2015, 1, 1)
"""Shipped definitions apply from here on; what has a later beginning says so itself."""

AUTHOR = "motcua"


class ShippedDefinitionsError(RuntimeError):
    """The definitions in the folder have errors; ``problems`` name them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        lines = "\n".join(f"{problem.place} {problem.code} {problem.message}" for problem in problems[:20])
        super().__init__(f"Định nghĩa đi kèm có {len(problems)} lỗi:\n{lines}")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many definitions were published; 0 when the database had some already."""

    definitions: int


def compile_folders(platform: Platform, folders: Sequence[Path]) -> tuple[list[SourceDocument], Compilation]:
    """Compile every definition below the folders on its own, and run its tests, as ``motcua check`` does."""
    read, problems = read_tree([folder for folder in folders if folder.exists()])
    documents = [replace(source, file=_file_below(platform.settings.home, source.file)) for source in read]
    compilation = compile_tested(platform, documents, EmptyLibrary())
    if problems:
        compilation = Compilation(
            compilation.definitions, tuple(sorted({*problems, *compilation.problems})), compilation.failed
        )
    return documents, compilation


def _file_below(home: Path, file: str) -> str:
    """A file as people name it, from the installation's folder on."""
    path = Path(file)
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else file


def load_shipped_definitions(platform: Platform) -> Loaded:
    """Publish ``metadata/`` and ``exports/`` into a database that has no definition yet; otherwise do nothing.

    Once running, the database's revisions are the truth; ``motcua metadata push`` brings later files in.
    Raises :class:`ShippedDefinitionsError` when the files have errors; nothing is stored then.
    """
    if _has_definitions(platform):
        return Loaded(0)
    settings = platform.settings
    with installation_lock(settings.database_url, settings.var):
        if _has_definitions(platform):
            return Loaded(0)
        documents, compilation = compile_folders(platform, settings.metadata_folders)
        if has_errors(compilation.problems):
            raise ShippedDefinitionsError([problem for problem in compilation.problems if problem.is_error])
        with platform.database.write() as session:
            store_documents(session, documents, AUTHOR, platform.now())
            published = publish(
                session,
                compilation.definitions,
                Publication(AUTHOR, platform.now(), BEGINNING, "định nghĩa đi kèm sản phẩm"),
            )
    platform.rules.refresh()
    return Loaded(len(published.changed))


def _has_definitions(platform: Platform) -> bool:
    with platform.database.read() as session:
        return session.scalar(select(ReleaseRow.id).limit(1)) is not None
