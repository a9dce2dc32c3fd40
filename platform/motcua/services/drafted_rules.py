"""The rules of one procedure as somebody's drafts would have them, or as a published revision has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation, compile_documents
from motcua.compiler.judge.assembly import bundle_of
from motcua.compiler.sources import SourceDocument
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Procedure
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem
from motcua.services.definition_sheet import newest_sheet, sheet_of
from motcua.services.definition_store import StoredLibrary
from motcua.services.definition_tests import with_places
from motcua.services.editing import EditTarget, documents_of
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionDraftRow

DRAFTED_KINDS = ("procedure", "form", "process", "policy", "code_list")
"""What of a person's drafts rules a dossier."""


class NoRulesError(LookupError):
    """The rules of a procedure cannot be put together; ``problems`` say why when drafts have errors."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class ChosenRules:
    """Rules ready for a fictitious dossier: which they are in words, and the organization they meet."""

    bundle: ProcedureBundle
    directory: Directory
    words: str


def published_rules(
    platform: Platform, session: Session, code: str, agency: str = "", number: int = 0
) -> ChosenRules:
    """The revision in force today, or the one with a number. Raises :class:`NoRulesError`."""
    platform.rules.refresh()
    directory = platform.directory()
    if not number:
        try:
            bundle = platform.rules.bundle(code, agency, platform.today())
        except RulesMissingError as error:
            raise NoRulesError(f"{error} Kiểm tra lại mã, hoặc chạy thử bản nháp.") from error
        return ChosenRules(with_places(bundle), directory, "Bản đang áp dụng")
    sheet = sheet_of(session, "procedure", code, number, agency) or sheet_of(
        session, "procedure", code, number
    )
    if sheet is None:
        raise NoRulesError(f"Không có bản {number} của thủ tục {code}.")
    day = max(platform.today(), sheet.revision.effective_from)

    def resolve(kind: str, wanted: str) -> Any:
        try:
            return platform.rules.definition(kind, wanted, day, agency) if wanted else None
        except RulesMissingError:
            return None

    found = bundle_of(sheet.definition, resolve)
    if found is None:
        raise NoRulesError(f"Bản {number} thiếu quy trình hoặc biểu mẫu đang áp dụng nên chưa chạy thử được.")
    return ChosenRules(with_places(found), directory, f"Bản {number}")


def drafted_rules(
    platform: Platform, session: Session, actor: Actor, code: str, agency: str = ""
) -> ChosenRules:
    """The rules with the actor's drafts of the procedure and of everything that rules its dossiers laid over.

    Raises :class:`NoRulesError` with the problems when the drafts have errors.
    """
    documents = own_drafts(session, actor, code, agency)
    if not documents:
        return published_rules(platform, session, code, agency)
    compilation = compile_documents(
        documents, StoredLibrary(session), platform.registry, today=platform.today()
    )
    bundle = compiled_rules(session, compilation, code, agency)
    errors = [problem for problem in compilation.problems if problem.is_error]
    if bundle is None:
        raise NoRulesError(f"Bản nháp còn {len(errors)} lỗi nên chưa chạy thử được. Sửa lỗi trước.", errors)
    return ChosenRules(with_places(bundle), platform.directory(), "Bản nháp của bạn")


def own_drafts(session: Session, actor: Actor, code: str, agency: str = "") -> list[SourceDocument]:
    """The actor's unpublished texts that rule dossiers of a procedure: its own, and those of shared definitions."""
    rows = session.scalars(
        select(DefinitionDraftRow)
        .where(DefinitionDraftRow.created_by == actor.user, DefinitionDraftRow.kind.in_(DRAFTED_KINDS))
        .order_by(DefinitionDraftRow.id)
    )
    found: list[SourceDocument] = []
    for row in rows:
        if row.kind == "procedure" and row.code != code:
            continue
        if row.agency_code in ("", agency):
            target = EditTarget(row.kind, row.code, row.agency_code)
            # each draft is a file of its own, so that problems name it
            name = f"{row.kind}/{row.code}"
            found += [replace(one, file=name) for one in documents_of(row.text, target)]
    return found


def compiled_rules(
    session: Session, compilation: Compilation, code: str, agency: str = ""
) -> ProcedureBundle | None:
    """The bundle of a procedure with what a compile changes; None while something of it is missing or broken."""
    library = StoredLibrary(session)

    def resolve(kind: str, wanted: str) -> Any:
        compiled = compilation.get(kind, wanted, agency) or compilation.get(kind, wanted)
        if compiled is not None:
            return compiled.definition
        if not wanted or (kind, wanted, "") in compilation.failed:
            return None
        own = newest_sheet(session, kind, wanted, agency) if agency else None
        if own is not None:
            return own.definition
        try:
            return library.load(kind, wanted)
        except LookupError:
            return None

    procedure = resolve("procedure", code)
    return bundle_of(procedure, resolve) if isinstance(procedure, Procedure) else None
