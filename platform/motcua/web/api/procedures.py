"""Procedures: the catalog, one procedure, its form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.form import FormField
from motcua.definitions.procedure import DocumentRequirement, Fee, Procedure
from motcua.dossiers.answers_schema import answers_schema
from motcua.services.catalog_view import CatalogQuery, catalog_page
from motcua.services.competence import competent_agencies
from motcua.services.rule_store import RulesMissingError
from motcua.web.api.answers import answer, explained
from motcua.web.security.current import current_actor, current_platform, require_token

blueprint = Blueprint("api_procedures", __name__, url_prefix="/api/v1/procedures")


@blueprint.get("")
@require_token("can_use_api")
@explained
def search() -> Response:
    """A page of the catalog by code, found with or without diacritics."""
    return answer(procedures_page(public=False))


def procedures_page(*, public: bool) -> dict[str, Any]:
    """A page of procedures for the query of the request."""
    args = request.args
    query = CatalogQuery(
        text=args.get("q", ""),
        field_of_work=args.get("field_of_work", ""),
        level=args.get("level", ""),
        health=args.get("health", ""),
        cursor=args.get("cursor", ""),
        public=public,
    )
    page = catalog_page(current_platform(), query)
    return {
        "items": [
            {
                "code": row.code,
                "name": row.name,
                "field_of_work": row.field_of_work,
                "levels": [level for level in row.levels.split(",") if level],
                "health": row.health,
                "outside_competence": row.outside_competence,
                "revision": row.revision_number,
            }
            for row in page.rows
        ],
        "next_cursor": page.next_cursor or None,
        "total": page.total,
    }


@blueprint.get("/<code>")
@require_token("can_use_api")
@explained
def show(code: str) -> Response:
    """One procedure with the agencies that offer it."""
    platform = current_platform()
    platform.rules.refresh()
    return answer(describe(platform.rules.definition("procedure", code, platform.today())))


def describe(procedure: Procedure) -> dict[str, Any]:
    """A procedure as the API answers it."""
    platform = current_platform()
    return {
        "code": procedure.code,
        "name": procedure.name,
        "field_of_work": procedure.field_of_work,
        "levels": [level.value for level in procedure.levels],
        "applicants": [one.value for one in procedure.applicants],
        "issuing_agency": procedure.issuing_agency,
        "executing_agencies": list(procedure.executing_agencies),
        "decision_number": procedure.decision_number,
        "outside_competence": procedure.outside_competence,
        "offered_by": list(platform.directory().offering(procedure)),
        "channels": [channel.value for channel in procedure.channels],
        "variants": [{"id": one.id, "name": one.name, "when": one.when} for one in procedure.variants],
        "offers": [
            {
                "id": offer.id,
                "variants": list(offer.variants),
                "channels": [channel.value for channel in offer.channels],
                "time_limit": str(offer.time_limit) if offer.time_limit else None,
                "words": offer.time_limit.words() if offer.time_limit else "Chưa rõ",
                "source_text": offer.source_text,
            }
            for offer in procedure.offers
        ],
        "fees": [_fee(fee) for fee in procedure.fees],
        "outcomes": [{"id": one.id, "name": one.name} for one in procedure.outcomes],
        "legal_basis": [{"number": one.number, "title": one.title} for one in procedure.legal_basis],
        "review": [{"id": one.id, "kind": one.kind, "message": one.message} for one in procedure.review],
    }


def _fee(fee: Fee) -> dict[str, Any]:
    return {
        "id": fee.id,
        "name": fee.name,
        "kind": fee.kind.value,
        "amount": fee.amount if fee.certain else None,
        "certain": fee.certain,
        "source_text": fee.source_text,
    }


@blueprint.get("/<code>/form")
@require_token("can_use_api")
@explained
def form(code: str) -> Response:
    """What must be given to receive a dossier: form with the JSON Schema of its answers, checklist, offers."""
    platform = current_platform()
    platform.rules.refresh()
    today = platform.today()
    procedure: Procedure = platform.rules.definition("procedure", code, today)
    directory = platform.directory()
    agency = request.args.get("agency", "") or current_actor().agency
    competent = competent_agencies(directory, procedure, agency) or directory.offering(procedure)
    try:
        bundle = platform.rules.bundle(code, competent[0] if competent else "", today)
    except RulesMissingError:
        bundle = platform.rules.bundle(code, "", today)
    body = describe(bundle.procedure)
    body["competent_agencies"] = list(competent)
    body["form"] = _form(bundle)
    body["checklist"] = [_requirement(one) for one in bundle.procedure.checklist]
    body["as_of"] = platform.now().isoformat()
    return answer(body)


def _form(bundle: ProcedureBundle) -> dict[str, Any]:
    form = bundle.form
    return {
        "code": form.code if form else "",
        "name": form.name if form else "",
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "when": section.when,
                "fields": [_field(field) for field in section.fields],
            }
            for section in (form.sections if form else ())
        ],
        "schema": answers_schema(form, bundle.code_lists),
    }


def _field(field: FormField) -> dict[str, Any]:
    return {
        "id": field.id,
        "type": field.type,
        "label": field.label,
        "required": field.required,
        "when": field.when,
        "options": [{"value": one.value, "label": one.label} for one in field.options],
        "code_list": field.code_list,
    }


def _requirement(one: DocumentRequirement) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        "required": one.required,
        "when": one.when,
        "group": one.group,
        "variants": list(one.variants),
        "originals": one.originals,
        "copies": one.copies,
        "certified_copies": one.certified_copies,
        "alternatives": list(one.alternatives),
    }
