"""What fields are filled in from beside the applicant: the agency, the officer, the applicant's earlier dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from motcua.definitions.directory import Directory
from motcua.definitions.form import Form
from motcua.dossiers.actor import Actor
from motcua.services.access import scope_of
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow

_IDENTITIES = ("identity_number", "tax_code")


def prefill_sources(
    platform: Platform, form: Form | None, agency: str, applicant: Any, actor: Actor | None
) -> dict[str, Any]:
    """The sources this form asks for; nothing is read for a form that names none.

    `officer` is whoever receives; `earlier` are the answers of the newest dossier with the same form of the same
    applicant (by identity number or tax code) that the actor may see.
    """
    wanted = {one.prefill.partition(".")[0] for one in form.fields() if one.prefill} if form else set()
    found: dict[str, Any] = {}
    if "agency" in wanted:
        found["agency"] = _agency(platform.directory(), agency)
    if "officer" in wanted:
        receives = actor is not None and "can_receive" in actor.permissions
        found["officer"] = _officer(platform.directory(), actor) if actor is not None and receives else {}
    if "earlier" in wanted and form is not None:
        found["earlier"] = _earlier(platform, form, applicant, actor) if actor is not None else {}
    return found


def _agency(directory: Directory, code: str) -> dict[str, Any]:
    agency = directory.agency(code)
    parent = directory.agency(agency.parent).name if agency.parent else ""
    names = ("code", "name", "short_name", "place", "receiving_unit", "address", "phone", "email")
    return {**{name: getattr(agency, name) for name in names}, "parent_name": parent}


def _officer(directory: Directory, actor: Actor) -> dict[str, Any]:
    held = next((one.position for one in actor.holdings), "")
    position = directory.position(held).name if held else ""
    return {"user": actor.user, "full_name": actor.full_name, "position": position}


def _earlier(platform: Platform, form: Form, applicant: Any, actor: Actor) -> Mapping[str, Any]:
    given = applicant if isinstance(applicant, Mapping) else {}
    number = next((str(given[name]) for name in _IDENTITIES if given.get(name)), "")
    if not number:
        return {}
    with platform.database.read(scope_of(actor)) as session:
        rows = session.execute(
            select(DossierRow.answers, DossierRow.form_revision_id)
            .where(DossierRow.applicant_identity == number)
            .order_by(DossierRow.received_at.desc(), DossierRow.id.desc())
            .limit(20)
        ).all()
    for answers, revision in rows:
        if revision and platform.rules.by_id("form", revision).code == form.code:
            return dict(answers)
    return {}
