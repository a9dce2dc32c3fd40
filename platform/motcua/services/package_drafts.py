"""Packages of OpenCPS and analysts' workbooks through the browser: what becomes which definition, then drafts of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from motcua.catalog.opencps_package import Left
from motcua.compiler.compilation import compile_documents
from motcua.compiler.sources import split_documents
from motcua.compiler.spans import plain_data, read_spans
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem
from motcua.services.access import require
from motcua.services.definition_store import StoredLibrary
from motcua.services.definition_tests import definition_tester
from motcua.services.draft_keeping import keep_drafts
from motcua.services.editing import EditTarget, newest_number
from motcua.services.import_centre import try_table
from motcua.services.import_runs import PERMISSION, Upload
from motcua.services.opencps_conversion import REPORT, convert, read_package
from motcua.services.process_import import positions_of
from motcua.services.runtime import Platform

TABLES = "nhap-du-lieu/"


@dataclass(frozen=True, slots=True)
class LookedDefinition:
    """A definition out of a package; `stands` when one of this code is here already."""

    target: EditTarget
    name: str
    text: str
    stands: bool
    problems: tuple[Problem, ...]

    @property
    def key(self) -> str:
        """What a person chooses it by."""
        return f"{self.target.kind}/{self.target.code}"


@dataclass(frozen=True, slots=True)
class LookedPackage:
    """What a package becomes: definitions, tables for the import centre, and what could not be converted."""

    definitions: tuple[LookedDefinition, ...]
    tables: Mapping[str, str]
    left: Sequence[Left]
    report: str


def look_at_package(platform: Platform, session: Session, name: str, content: bytes) -> LookedPackage:
    """Convert a package and compile what came of it; nothing is stored. Raises ``PackageUnusableError``."""
    conversion = convert(StoredLibrary(session), positions_of(platform), read_package(content, name))
    files = {file: text for file, text in conversion.files.items() if file.endswith(".yaml")}
    compilation = compile_documents(
        [one for file, text in files.items() for one in split_documents(text, file)],
        StoredLibrary(session),
        platform.registry,
        today=platform.today(),
        tester=definition_tester(platform.registry),
    )
    problems: dict[str, list[Problem]] = {}
    for problem in compilation.problems:
        problems.setdefault(problem.place.file, []).append(problem)
    tables = {
        file.removeprefix(TABLES): text for file, text in conversion.files.items() if file.startswith(TABLES)
    }
    looked = [_looked(session, file, text, problems.get(file, ())) for file, text in files.items()]
    return LookedPackage(tuple(looked), tables, tuple(conversion.left), conversion.files[REPORT])


def _looked(session: Session, file: str, text: str, problems: Sequence[Problem]) -> LookedDefinition:
    kind, _slash, name = file.partition("/")
    target = EditTarget(kind, name.removesuffix(".yaml"))
    data = plain_data(read_spans(text)) or {}
    stands = newest_number(session, target) > 0
    return LookedDefinition(target, str(data.get("name", "")), text, stands, tuple(sorted(problems)))


def keep_package(
    platform: Platform, actor: Actor, looked: LookedPackage, chosen: Collection[str]
) -> tuple[tuple[EditTarget, ...], tuple[int, ...]]:
    """Keep the chosen definitions as drafts and have the chosen tables tried out; the drafts, and those imports.

    Raises ValueError in Vietnamese, ``EditConflictError``; nothing is kept then.
    """
    require(actor, "can_edit_definition", "nhập gói định nghĩa")
    texts = {one.target: one.text for one in looked.definitions if one.key in chosen}
    tables = [name for name in looked.tables if f"{TABLES}{name}" in chosen]
    if not texts and not tables:
        raise ValueError("Chưa chọn định nghĩa hay bảng nào. Đánh dấu ít nhất một dòng.")
    if tables:
        require(actor, PERMISSION, "nhập dữ liệu")
    keep_drafts(platform, actor, texts)
    runs = tuple(try_table(platform, actor, Upload(name, looked.tables[name].encode())) for name in tables)
    return tuple(texts), runs
