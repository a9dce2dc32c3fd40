"""What publishing a text would do: changes in words, other definitions touched, dossiers in progress, tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation, CompiledDefinition
from motcua.compiler.judge.assembly import bundle_of
from motcua.definitions.procedure import Procedure
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.problems import Problem, Severity
from motcua.services.definition_diff import Change, differences
from motcua.services.definition_sheet import newest_sheet
from motcua.services.definition_store import StoredLibrary
from motcua.services.definition_tests import TestReport, run_definition_tests
from motcua.services.editing import EditTarget, check
from motcua.services.impact import Impact, impact_of
from motcua.services.publishing import newest_revisions
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow

ENDED = tuple(
    state.value
    for state in (
        Lifecycle.DONE,
        Lifecycle.RETURNED,
        Lifecycle.REFUSED,
        Lifecycle.STOPPED,
        Lifecycle.WITHDRAWN,
    )
)
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Touched:
    """Another definition that gets a new revision because it takes values from the edited one."""

    kind: str
    code: str
    agency: str
    name: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome of a compile as the publishing page shows it. `current` is 0 for a new definition."""

    compilation: Compilation
    changes: tuple[Change, ...]
    current: int
    touched: tuple[Touched, ...]
    touched_count: int
    running: int
    agencies: int
    tests: TestReport | None = None
    impact: Impact = field(default_factory=Impact)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that forbid publishing."""
        return tuple(problem for problem in self.compilation.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems somebody must have seen before publishing; advice does not ask for that."""
        return tuple(one for one in self.compilation.problems if one.severity is Severity.WARNING)


def preview(platform: Platform, session: Session, text: str, target: EditTarget) -> Preview:
    """Compile a text and compare it with what stands. The session's scope decides which dossiers are counted."""
    compilation = check(platform, session, text, target)
    standing = newest_sheet(session, target.kind, target.code, target.agency)
    before = standing or (newest_sheet(session, target.kind, target.code) if target.agency else None)
    edited = compilation.get(target.kind, target.code, target.agency)
    content = compilation.content(target.kind, target.code, target.agency)
    changes: tuple[Change, ...] = ()
    if content is not None:
        changes = differences(
            target.kind, before.content if before else None, content, _Names(session, compilation)
        )
    touched = _touched(session, compilation, target)
    procedures = [item.code for item in touched if item.kind == "procedure"]
    if target.kind == "procedure":
        procedures.append(target.code)
    return Preview(
        compilation=compilation,
        changes=changes,
        current=standing.revision.number if standing else 0,
        touched=tuple(Touched(one.kind, one.code, one.agency, _name(one)) for one in touched[:MOST_NAMED]),
        touched_count=len(touched),
        running=_running(session, procedures),
        agencies=_agencies(platform, edited),
        tests=_tests(platform, session, compilation, edited),
        impact=impact_of(platform, session, compilation, target),
    )


class _Names:
    """Names of definitions by kind and code, from this compile or from what stands."""

    def __init__(self, session: Session, compilation: Compilation) -> None:
        self._library = StoredLibrary(session)
        self._compilation = compilation

    def __call__(self, kind: str, code: str) -> str:
        compiled = self._compilation.get(kind, code)
        content = compiled.content if compiled else self._library.content(kind, code)
        return f"{content['name']} ({code})" if content and content.get("name") else code


def _name(item: CompiledDefinition) -> str:
    return str(item.content.get("name", item.code))


def _touched(session: Session, compilation: Compilation, target: EditTarget) -> list[CompiledDefinition]:
    own = (target.kind, target.code, target.agency)
    newest = newest_revisions(session, {item.kind for item in compilation.definitions})
    return [
        item
        for item in compilation.definitions
        if item.key != own
        and ((known := newest.get(item.key)) is None or known.content_hash != item.content_hash)
    ]


def _running(session: Session, procedures: Sequence[str]) -> int:
    if not procedures:
        return 0
    return (
        session.scalar(
            select(func.count(DossierRow.id)).where(
                DossierRow.procedure_code.in_(procedures[:900]), DossierRow.lifecycle.not_in(ENDED)
            )
        )
        or 0
    )


def _agencies(platform: Platform, edited: CompiledDefinition | None) -> int:
    if edited is None or not isinstance(edited.definition, Procedure):
        return 0
    return 1 if edited.agency else len(platform.directory().offering(edited.definition))


def _tests(
    platform: Platform, session: Session, compilation: Compilation, edited: CompiledDefinition | None
) -> TestReport | None:
    if edited is None or not isinstance(edited.definition, Procedure) or not edited.definition.tests:
        return None
    library = StoredLibrary(session)

    def resolve(kind: str, code: str) -> object:
        compiled = compilation.get(kind, code)
        if compiled is not None:
            return compiled.definition
        try:
            return library.load(kind, code) if code else None
        except LookupError:
            return None

    bundle = bundle_of(edited.definition, resolve)
    return run_definition_tests(bundle, platform.directory(), platform.registry) if bundle else None
