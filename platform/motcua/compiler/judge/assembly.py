"""The rules of one dossier put together for judging and testing, before anything is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from motcua.compiler.problem_codes import Finding
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.code_list import CodeList
from motcua.definitions.directory import Directory
from motcua.definitions.form import Form
from motcua.definitions.numbering import Numbering
from motcua.definitions.organization import Organization
from motcua.definitions.policy import Policy
from motcua.definitions.procedure import Procedure
from motcua.definitions.process import Process
from motcua.definitions.working_calendars import working_calendar
from motcua.expressions.lookups import code_lists_of
from motcua.kernel.working_calendar import WorkingCalendar

Resolve = Callable[[str, str], Any]

Tester = Callable[[ProcedureBundle, Directory], Iterable[Finding]]
"""Runs the tests of a bundle's procedure; a finding (TEST-001, path `/tests/<name>`) for each red one."""


def bundle_of(procedure: Procedure, resolve: Resolve) -> ProcedureBundle | None:
    """All rules of a procedure's dossiers, None while one of them is missing or has errors."""
    form = resolve("form", procedure.form) if procedure.form else None
    process = resolve("process", procedure.process)
    policy = resolve("policy", procedure.policy)
    if not isinstance(process, Process) or not isinstance(policy, Policy):
        return None
    if procedure.form and not isinstance(form, Form):
        return None
    numbering = resolve("numbering", procedure.numbering) if procedure.numbering else None
    step_forms = _step_forms(process, resolve)
    return ProcedureBundle(
        procedure=procedure,
        form=form,
        process=process,
        policy=policy,
        code_lists=_code_lists((form, *step_forms.values()), procedure, resolve),
        numbering=numbering if isinstance(numbering, Numbering) else None,
        step_forms=step_forms,
    )


def _step_forms(process: Process, resolve: Resolve) -> dict[str, Form]:
    codes = {step.form for step in process.steps}
    codes |= {action.form for step in process.steps for action in step.actions}
    found = {code: resolve("form", code) for code in sorted(codes - {""})}
    return {code: form for code, form in found.items() if isinstance(form, Form)}


def _code_lists(forms: Iterable[Form | None], procedure: Procedure, resolve: Resolve) -> dict[str, CodeList]:
    wanted = frozenset[str]().union(*(code_lists_of(form, procedure) for form in forms))
    found = {code: resolve("code_list", code) for code in sorted(wanted)}
    return {code: code_list for code, code_list in found.items() if isinstance(code_list, CodeList)}


def directory_of(
    organizations: Iterable[str], calendars: Iterable[str], resolve: Resolve
) -> Directory | None:
    """The directory of these definitions; None when there is no organization, or one of them has errors."""
    found = [resolve("organization", code) for code in organizations]
    if not found or not all(isinstance(item, Organization) for item in found):
        return None
    linked: dict[str, WorkingCalendar] = {}
    for code in calendars:
        definition = resolve("calendar", code)
        if definition is not None:
            try:
                linked[code] = working_calendar(definition)
            except ValueError:
                continue
    return Directory(found, linked)
