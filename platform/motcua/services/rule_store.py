"""The published rules as workers see them: revisions picked by day, thawed once, refreshed by one counter."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Self

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from motcua.compiler.freezing import thaw
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.code_list import CodeList
from motcua.definitions.directory import Directory
from motcua.definitions.form import Form
from motcua.definitions.policy import Policy
from motcua.definitions.print_template import PrintTemplate
from motcua.definitions.procedure import Procedure
from motcua.definitions.process import Process
from motcua.dossiers.step_answers import forms_named
from motcua.expressions.lookups import code_lists_of
from motcua.services.places import with_items
from motcua.storage.engine import Database
from motcua.storage.prepared import Prepared
from motcua.storage.tables import ReleaseRow, RevisionRow

# asked at every request, so put together once
_NEWEST = Prepared(select(func.max(ReleaseRow.id)))

CACHED_DEFINITIONS = 2_048
CACHED_BUNDLES = 2_048


class RulesMissingError(LookupError):
    """A definition that is asked for is not published, or not in force on that day."""

    def __init__(self, kind: str, code: str, day: date | None = None) -> None:
        self.kind, self.code, self.day = kind, code, day
        when = f" vào ngày {day:%d/%m/%Y}" if day else ""
        super().__init__(f"Không có {kind} “{code}” đang áp dụng{when}.")


@dataclass(frozen=True, slots=True)
class RevisionStub:
    """What is kept in memory of a revision: enough to pick the right one."""

    id: int
    number: int
    effective_from: date
    retired: bool
    content_hash: str


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The index of one release; replaced as a whole, never changed."""

    release: int
    revisions: Mapping[tuple[str, str], Mapping[str, tuple[RevisionStub, ...]]] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, release: int, revisions: Mapping[tuple[str, str], Mapping[str, tuple[RevisionStub, ...]]]
    ) -> Self:
        """With the codes of each kind in order."""
        codes: dict[str, list[str]] = {}
        for kind, code in sorted(revisions):
            codes.setdefault(kind, []).append(code)
        return cls(release, revisions, {kind: tuple(found) for kind, found in codes.items()})


class RuleStore:
    """Published definitions, shared by the threads of one worker."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._snapshot = _Snapshot(0)
        self._lock = threading.Lock()
        self._thawed = lru_cache(maxsize=CACHED_DEFINITIONS)(self._load)
        self._bundles = lru_cache(maxsize=CACHED_BUNDLES)(self._assemble)
        self._directories = lru_cache(maxsize=16)(self._link_directory)
        self._papers = lru_cache(maxsize=4_096)(self._paper)
        self._directory_of_day = lru_cache(maxsize=64)(self._directory_on)

    def refresh(self, session: Session | None = None) -> int:
        """Take in what was published since; one cheap query when nothing was. Returns the release number."""
        if session is not None:
            return self._refresh(session.connection())
        with self._database.reading.connect() as own:
            return self._refresh(own)

    def _refresh(self, session: Connection) -> int:
        newest = _NEWEST.rows(session)[0][0] or 0
        if newest == self._snapshot.release:
            return int(newest)
        with self._lock:
            known = self._snapshot
            if newest <= known.release:
                # another thread, looking later, knew more already
                return known.release
            rows = session.execute(
                select(
                    RevisionRow.kind,
                    RevisionRow.code,
                    RevisionRow.agency_code,
                    RevisionRow.id,
                    RevisionRow.number,
                    RevisionRow.effective_from,
                    RevisionRow.retired,
                    RevisionRow.content_hash,
                )
                .where(RevisionRow.release_id > known.release, RevisionRow.release_id <= newest)
                .order_by(RevisionRow.number)
            )
            index = dict(known.revisions)
            fresh: dict[tuple[str, str], dict[str, tuple[RevisionStub, ...]]] = {}
            for kind, code, agency, row_id, number, effective_from, retired, content_hash in rows:
                key = (kind, code)
                if key not in fresh:
                    fresh[key] = dict(index.get(key, {}))
                stub = RevisionStub(row_id, number, effective_from, retired, content_hash)
                fresh[key][agency] = (*fresh[key].get(agency, ()), stub)
            index.update(fresh)
            self._snapshot = _Snapshot.of(newest, index)
        return int(newest)

    @property
    def release(self) -> int:
        """The release this worker knows."""
        return self._snapshot.release

    def stub(self, kind: str, code: str, day: date, agency: str = "") -> RevisionStub | None:
        """The revision in force on a day, the agency's own before the general one; a retired one is not in force."""
        by_agency = self._snapshot.revisions.get((kind, code))
        if not by_agency:
            return None
        for key in (agency, "") if agency else ("",):
            in_force = [stub for stub in by_agency.get(key, ()) if stub.effective_from <= day]
            if in_force:
                return None if in_force[-1].retired else in_force[-1]
        return None

    def _in_force(self, kind: str, code: str, day: date, agency: str) -> RevisionStub | None:
        """The revision of exactly this agency (none: of all) in force on a day."""
        stubs = self._snapshot.revisions.get((kind, code), {}).get(agency, ())
        last = next((stub for stub in reversed(stubs) if stub.effective_from <= day), None)
        return None if last is None or last.retired else last

    def codes(self, kind: str) -> tuple[str, ...]:
        """Every code ever published of a kind, sorted."""
        return self._snapshot.codes.get(kind, ())

    def definition(self, kind: str, code: str, day: date, agency: str = "") -> Any:
        """The definition in force on a day; :class:`RulesMissingError` when there is none."""
        stub = self.stub(kind, code, day, agency)
        if stub is None:
            raise RulesMissingError(kind, code, day)
        return self._thawed(kind, stub.id)

    def every(self, kind: str, day: date) -> tuple[Any, ...]:
        """All definitions of a kind in force on a day, by code. Not for procedures: there are thousands."""
        found = ((code, self.stub(kind, code, day)) for code in self.codes(kind))
        return tuple(self._thawed(kind, stub.id) for _code, stub in found if stub is not None)

    def by_id(self, kind: str, revision_id: int) -> Any:
        """The definition of one revision."""
        return self._thawed(kind, revision_id)

    def bundle(self, code: str, agency: str, day: date) -> ProcedureBundle:
        """All rules for a dossier of this procedure received by an agency on a day."""
        stub = self.stub("procedure", code, day, agency)
        if stub is None:
            raise RulesMissingError("procedure", code, day)
        procedure: Procedure = self._thawed("procedure", stub.id)
        return self._bundles(
            stub.id,
            self._id_of("form", procedure.form, day, agency) if procedure.form else 0,
            self._id_of("process", procedure.process, day, agency),
            self._id_of("policy", procedure.policy, day, agency),
            self._snapshot.release,
            day,
        )

    def bundle_of(self, revisions: tuple[int, int, int, int], received_on: date) -> ProcedureBundle:
        """The rules a dossier was received under: ids of its procedure, form, process and policy revisions."""
        return self._bundles(*revisions, self._snapshot.release, received_on)

    def _id_of(self, kind: str, code: str, day: date, agency: str) -> int:
        stub = self.stub(kind, code, day, agency)
        if stub is None:
            raise RulesMissingError(kind, code, day)
        return stub.id

    def _assemble(
        self, procedure_id: int, form_id: int, process_id: int, policy_id: int, release: int, day: date
    ) -> ProcedureBundle:
        del release  # part of the key: code lists may have changed
        procedure: Procedure = self._thawed("procedure", procedure_id)
        form: Form | None = self._thawed("form", form_id) if form_id else None
        process: Process = self._thawed("process", process_id)
        policy: Policy = self._thawed("policy", policy_id)
        numbering = procedure.numbering and self.stub("numbering", procedure.numbering, day)
        step_forms = self._step_forms(process, day)
        return ProcedureBundle(
            procedure=procedure,
            form=form,
            process=process,
            policy=policy,
            code_lists=self._code_lists((form, *step_forms.values()), procedure, day),
            numbering=self._thawed("numbering", numbering.id) if numbering else None,
            step_forms=step_forms,
            procedure_revision=procedure_id,
            form_revision=form_id,
            process_revision=process_id,
            policy_revision=policy_id,
        )

    def _step_forms(self, process: Process, day: date) -> dict[str, Form]:
        stubs = {code: self.stub("form", code, day) for code in forms_named(process)}
        return {code: self._thawed("form", stub.id) for code, stub in stubs.items() if stub is not None}

    def _code_lists(
        self, forms: Iterable[Form | None], procedure: Procedure, day: date
    ) -> dict[str, CodeList]:
        wanted = frozenset[str]().union(*(code_lists_of(form, procedure) for form in forms))
        found = {code: self.stub("code_list", code, day) for code in wanted}
        return {
            code: with_items(self._thawed("code_list", stub.id))
            for code, stub in found.items()
            if stub is not None
        }

    def directory(self, day: date) -> Directory:
        """The organization and its calendars as they stand on a day."""
        return self._directory_of_day(day, self.release)

    def _directory_on(self, day: date, _release: int) -> Directory:
        return self._directories(self._ids("organization", day), self._ids("calendar", day))

    def _ids(self, kind: str, day: date) -> tuple[int, ...]:
        stubs = (self.stub(kind, code, day) for code in self.codes(kind))
        return tuple(stub.id for stub in stubs if stub is not None)

    def _link_directory(self, organizations: Iterable[int], calendars: Iterable[int]) -> Directory:
        return Directory.link(
            [self._thawed("organization", revision) for revision in organizations],
            [self._thawed("calendar", revision) for revision in calendars],
        )

    def print_for(self, role: str, day: date, agency: str = "") -> PrintTemplate | None:
        """The paper for a role in force on a day: the agency's own before one for all, then the newest."""
        return self._papers(role, day, agency, self.release)

    def _paper(self, role: str, day: date, agency: str, _release: int) -> PrintTemplate | None:
        found: list[tuple[bool, date, PrintTemplate]] = []
        for code in self.codes("print"):
            for own in dict.fromkeys((agency, "")):
                stub = self._in_force("print", code, day, own)
                template: PrintTemplate | None = self._thawed("print", stub.id) if stub else None
                if template is None or template.role != role:
                    continue
                begins, ends = template.effective_from or date.min, template.effective_to or date.max
                if begins <= day <= ends and (not template.agencies or agency in template.agencies):
                    found.append((bool(own or template.agencies), begins, template))
        return max(found, key=lambda one: one[:2])[2] if found else None

    def _load(self, kind: str, revision_id: int) -> Any:
        with self._database.read() as session:
            content = session.scalar(select(RevisionRow.content).where(RevisionRow.id == revision_id))
        if content is None:
            raise RulesMissingError(kind, str(revision_id))
        return thaw(kind, msgspec.json.decode(content))
