"""The rules every dossier would follow if a text were published: for counting dossiers again before it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation
from motcua.compiler.judge.assembly import directory_of
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.services.acting import bundle_of
from motcua.services.definition_store import StoredLibrary
from motcua.services.drafted_rules import compiled_rules
from motcua.services.editing import EditTarget, check
from motcua.services.runtime import Platform
from motcua.services.what_if import WhatIf, touched_procedures, what_if
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow


def what_if_of_text(platform: Platform, scope: Scope, text: str, target: EditTarget) -> WhatIf:
    """Count dossiers again as if a text were in force, those of the scope only.

    Raises ValueError when the text has errors that leave nothing to count by.
    """
    platform.rules.refresh()
    with platform.database.read(scope) as session:
        compilation = check(platform, session, text, target)
        if compilation.get(target.kind, target.code, target.agency) is None:
            raise ValueError("Văn bản còn lỗi nên chưa tính thử được. Sửa lỗi trước.")
        book = Rulebook(platform, session, compilation)
        return what_if(session, touched_procedures(session, compilation), book, platform.now())


class Rulebook:
    """Answers by procedure and agency; each is put together once."""

    def __init__(self, platform: Platform, session: Session, compilation: Compilation) -> None:
        self._platform, self._session, self._compilation = platform, session, compilation
        self._known: dict[tuple[str, str], ProcedureBundle | None] = {}
        self._agencies = {(item.code, item.agency) for item in compilation.definitions if item.agency}
        changed = {item.kind for item in compilation.definitions}
        self._changes_rules = bool(changed & {"procedure", "policy"})
        self._directory = drafted_directory(platform, session, compilation)

    def __call__(self, row: DossierRow) -> tuple[ProcedureBundle, Directory] | None:
        """The rules of a dossier after the change; its own ones where only the calendar or the agencies change."""
        if not self._changes_rules:
            return bundle_of(self._platform.rules, row), self._directory
        code = row.procedure_code
        key = (code, row.competent_agency if (code, row.competent_agency) in self._agencies else "")
        if key not in self._known:
            self._known[key] = compiled_rules(self._session, self._compilation, *key)
        bundle = self._known[key]
        return None if bundle is None else (bundle, self._directory)


def drafted_directory(platform: Platform, session: Session, compilation: Compilation) -> Directory:
    """The organization with the calendars and agencies of a compile laid over what is in force."""
    changed: Mapping[tuple[str, str], Any] = {
        (item.kind, item.code): item.definition
        for item in compilation.definitions
        if item.kind in ("calendar", "organization")
    }
    if not changed:
        return platform.directory()
    library = StoredLibrary(session)

    def resolve(kind: str, code: str) -> Any:
        if (kind, code) in changed:
            return changed[kind, code]
        try:
            return library.load(kind, code)
        except LookupError:
            return None

    kinds = {
        kind: sorted({*library.codes(kind), *(code for one, code in changed if one == kind)})
        for kind in ("organization", "calendar")
    }
    return directory_of(kinds["organization"], kinds["calendar"], resolve) or platform.directory()
