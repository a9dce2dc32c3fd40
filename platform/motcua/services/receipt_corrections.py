"""Corrects what was written at intake: the dossier's own columns follow the correction its log records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.definitions.procedure import ApplicantKind
from motcua.dossiers.applicant import read_applicant
from motcua.dossiers.field_error import FieldError
from motcua.kernel.text import fold
from motcua.storage.search import search_text
from motcua.storage.tables import DossierRow

PERSON = ("full_name", "identity_number", "phone", "email", "address")
PLAIN = ("summary", "owner_name")


class CorrectionRefusedError(ValueError):
    """The correction cannot be read; ``problems`` name field and remedy."""

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(one.message for one in problems))
        self.problems = problems


def read_changes(row: DossierRow, typed: Mapping[str, str], today: date) -> dict[str, Any]:
    """What differs between the dossier and what was typed, read and checked. Raises :class:`CorrectionRefusedError`."""
    person = dict(row.applicant)
    given = {name: typed[name].strip() for name in PERSON if name in typed}
    known = {
        name: value
        for name, value in person.items()
        if name in ("kind", "identity_type", "sex", "birth_date")
    }
    read, problems = read_applicant(
        {**known, **{k: v for k, v in given.items() if v}}, tuple(ApplicantKind), today=today
    )
    if problems:
        raise CorrectionRefusedError(problems)
    told = read.as_json()
    changes: dict[str, Any] = {
        name: told.get(name, "") for name in given if _differs(person.get(name), told.get(name, ""))
    }
    for name in PLAIN:
        if name in typed and typed[name].strip() != getattr(row, name):
            changes[name] = typed[name].strip()
    return changes


def _differs(before: Any, after: Any) -> bool:
    return (before or "") != (after or "")


def correct_row(row: DossierRow, changes: Mapping[str, Any]) -> None:
    """Write corrections of the applicant, the owner's name and the summary into the dossier's columns."""
    person = {name: value for name, value in changes.items() if name in PERSON}
    if person:
        row.applicant = {**row.applicant, **person}
    if "full_name" in person:
        if row.owner_name == row.applicant_name:
            row.owner_name = str(person["full_name"])
        row.applicant_name = str(person["full_name"])
        row.applicant_folded = fold(row.applicant_name)
    if "phone" in person:
        row.applicant_phone = str(person["phone"])
    if "identity_number" in person:
        row.applicant_identity = str(person["identity_number"] or row.applicant.get("tax_code") or "")
    for name in PLAIN:
        if name in changes:
            setattr(row, name, str(changes[name]))
    if changes:
        row.search_text = search_text(row.applicant_name, row.owner_name, row.summary)
