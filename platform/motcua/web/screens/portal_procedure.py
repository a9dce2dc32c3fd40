"""A procedure as the portal tells it: who, where, how long, what it costs, what to bring, how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.procedure import DocumentRequirement, Fee, RequirementKind
from motcua.services.portal import takes_online
from motcua.services.runtime import Platform
from motcua.surfaces.condition_words import condition_words
from motcua.surfaces.flow_drawing import usual_way
from motcua.surfaces.procedure_words import (
    APPLICANT_NAMES,
    CHANNEL_NAMES,
    COLLECT_NAMES,
    FEE_KIND_NAMES,
    ONLINE_NAMES,
    UNKNOWN,
    amount_words,
    channel_words,
    exemption_words,
    fee_notes,
    fee_summary,
    level_words,
    limit_summary,
    limit_words,
    quantity_words,
)

ANY_CASE = "tùy trường hợp, hỏi nơi nhận hồ sơ"
MOST_AGENCIES = 400


def public_procedure(platform: Platform, bundle: ProcedureBundle, offering: Sequence[str]) -> dict[str, Any]:
    """Everything the page of a procedure shows; no code of a field, no expression."""
    one = bundle.procedure
    directory = platform.directory()
    variants = {item.id: item.name for item in one.variants}

    def when(text: str) -> str:
        return (condition_words(text, bundle.form, bundle.code_lists) or ANY_CASE) if text else ""

    return {
        "procedure": one,
        "limit": limit_summary(one),
        "fee": fee_summary(one),
        "levels": level_words(one.levels),
        "applicants": ", ".join(_lower_first(APPLICANT_NAMES[kind]) for kind in one.applicants),
        "channels": [CHANNEL_NAMES[channel] for channel in one.channels],
        "online": ONLINE_NAMES[one.online_level].lower() if one.online_level else "",
        "can_send_online": takes_online(one) and bool(offering),
        "variants": [
            {"name": item.name, "when": when(item.when), "about": item.description} for item in one.variants
        ],
        "offers": [
            {
                "variants": ", ".join(variants.get(item, item) for item in offer.variants),
                "channels": channel_words(offer.channels),
                "limit": limit_words(offer),
                "note": offer.note,
            }
            for offer in one.offers
        ],
        "papers": _papers(one.checklist, variants, when),
        "notes": [item.name for item in one.checklist if item.kind is RequirementKind.NOTE],
        "fees": [_fee(item, when) for item in one.fees],
        "outcomes": [item.name for item in one.outcomes],
        "texts": one.texts,
        "legal_basis": one.legal_basis,
        "steps": [step.name for step in usual_way(bundle.process)],
        "agencies": [directory.agency(code).name for code in offering[:MOST_AGENCIES]],
        "crumbs": [
            {"label": "Trang đầu", "href": url_for("portal.home")},
            {"label": "Thủ tục", "href": url_for("portal.procedures")},
            {"label": one.code, "href": ""},
        ],
    }


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _papers(
    checklist: Sequence[DocumentRequirement], variants: dict[str, str], when: Any
) -> list[dict[str, Any]]:
    names = {item.id: item.name for item in checklist}
    replaced = {other for item in checklist for other in item.alternatives}
    shown = []
    for item in checklist:
        if item.kind is RequirementKind.NOTE or (item.id in replaced and not item.required):
            continue
        needed = when(item.when) or (
            "" if item.required or item.kind is RequirementKind.PRESENT else "nếu có"
        )
        if item.variants:
            needed = ", ".join(filter(None, (*(variants.get(one, one) for one in item.variants), needed)))
        shown.append(
            {
                "name": item.name,
                "quantity": quantity_words(item),
                "when": needed,
                "alternatives": [names.get(one, one) for one in item.alternatives],
            }
        )
    return shown


def _fee(fee: Fee, when: Any) -> dict[str, Any]:
    words = amount_words(fee)
    return {
        "name": fee.name,
        "kind": FEE_KIND_NAMES[fee.kind],
        "amount": words,
        "unknown": words == UNKNOWN,
        "when": when(fee.when),
        "notes": fee_notes(fee),
        "collect": COLLECT_NAMES[fee.collect],
        "exemptions": [exemption_words(item.percent, item.name) for item in fee.exemptions],
    }
