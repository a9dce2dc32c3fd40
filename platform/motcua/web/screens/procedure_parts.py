"""What each part of a procedure page shows: rows with the layer every value comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from motcua.compiler.nodes import join_pointer
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Fee, Procedure, RequirementKind
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.services.definition_sheet import DefinitionSheet, origin_words
from motcua.services.runtime import Platform
from motcua.surfaces.condition_words import condition_words
from motcua.surfaces.procedure_words import (
    APPLICANT_NAMES,
    COLLECT_NAMES,
    FEE_KIND_NAMES,
    ONLINE_NAMES,
    REQUIREMENT_NAMES,
    UNKNOWN,
    amount_words,
    channel_words,
    exemption_words,
    fee_notes,
    level_words,
    limit_words,
    quantity_words,
    sentence,
)
from motcua.web.screens.procedure_names import FIELD_TYPES, SELECTOR_WORDS
from motcua.web.screens.words import day_words, numbers


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure as its page needs it; ``bundle`` is missing while something it names is not published."""

    platform: Platform
    sheet: DefinitionSheet
    directory: Directory
    bundle: ProcedureBundle | None

    @property
    def procedure(self) -> Procedure:
        """The effective procedure."""
        found: Procedure = self.sheet.definition
        return found

    def origin(self, pointer: str) -> str:
        """The layer of a value in words."""
        return origin_words(self.platform, self.sheet.origin(pointer))

    def when(self, text: str) -> str:
        """A condition in words, else as it is written: these pages are for staff."""
        if not text:
            return ""
        form = self.bundle.form if self.bundle else None
        return condition_words(text, form, self.bundle.code_lists if self.bundle else {}) or text


def _facts(view: ProcedureView) -> list[tuple[str, str, str]]:
    """Name of the value, its words, its value."""
    one = view.procedure
    return [
        ("name", "Tên thủ tục", one.name),
        ("field_of_work", "Lĩnh vực", one.field_of_work),
        ("levels", "Cấp thực hiện", level_words(one.levels)),
        ("applicants", "Đối tượng", ", ".join(APPLICANT_NAMES[kind] for kind in one.applicants)),
        ("issuing_agency", "Cơ quan ban hành", one.issuing_agency),
        ("executing_agencies", "Cơ quan thực hiện (theo nguồn)", "; ".join(one.executing_agencies)),
        ("decision_number", "Quyết định công bố", one.decision_number),
        (
            "online_level",
            "Dịch vụ công",
            ONLINE_NAMES[one.online_level] if one.online_level else "Chưa công bố",
        ),
        ("channels", "Cách nộp", channel_words(one.channels)),
        ("dossier_sets", "Số bộ hồ sơ", str(one.dossier_sets)),
        ("policy", "Cách tính thời hạn", view.bundle.policy.name if view.bundle else one.policy),
    ]


def information(view: ProcedureView) -> dict[str, Any]:
    """Facts of the procedure, its legal basis, outcomes, public texts."""
    one = view.procedure
    return {
        "facts": [
            {"label": label, "value": value, "origin": view.origin(f"/{name}")}
            for name, label, value in _facts(view)
        ],
        "outcomes": [
            {
                "name": item.name,
                "valid_for": _span_words(item.valid_for),
                "code": item.code,
                "origin": view.origin(f"/outcomes/{item.id}/name"),
            }
            for item in one.outcomes
        ],
        "legal_basis": [
            {
                "number": item.number,
                "title": item.title,
                "date": day_words(item.date),
                "origin": view.origin(join_pointer(("legal_basis", item.number))),
            }
            for item in one.legal_basis
        ],
        "texts": [
            {
                "title": item.title,
                "text": item.text,
                "origin": view.origin(join_pointer(("texts", item.title))),
            }
            for item in one.texts
        ],
        "offered": offered(view),
    }


def _span_words(text: str) -> str:
    """How long an outcome is valid: `6 tháng`."""
    try:
        return TimeLimit.parse(text).words() if text else ""
    except TimeLimitError:
        return text


def offered(view: ProcedureView) -> dict[str, Any]:
    """Who takes in dossiers: by which rule, and which agencies these are."""
    codes = view.directory.offering(view.procedure)
    rules = []
    for selector in view.procedure.offered_by:
        if view.directory.knows(selector):
            rules.append(view.directory.agency(selector).name)
        else:
            rules.append(sentence(SELECTOR_WORDS.get(selector, selector)))
    return {
        "rules": rules,
        "count": numbers(len(codes)),
        "agencies": [{"code": code, "name": view.directory.agency(code).name} for code in codes],
        "origin": view.origin("/offered_by"),
    }


def limits(view: ProcedureView) -> dict[str, Any]:
    """Cases, and the time limit of each case on each channel."""
    one = view.procedure
    names = {variant.id: variant.name for variant in one.variants}
    return {
        "variants": [
            {
                "id": variant.id,
                "name": variant.name,
                "when": view.when(variant.when) or "các trường hợp còn lại",
                "origin": view.origin(f"/variants/{variant.id}"),
            }
            for variant in one.variants
        ],
        "offers": [
            {
                "variants": ", ".join(names.get(item, item) for item in offer.variants) or "Mọi trường hợp",
                "channels": channel_words(offer.channels),
                "limit": limit_words(offer),
                "unknown": offer.time_limit is None,
                "note": offer.note,
                "source_text": offer.source_text,
                "basis": ", ".join(item.number for item in offer.legal_basis),
                "origin": view.origin(f"/offers/{offer.id}"),
            }
            for offer in one.offers
        ],
    }


def papers(view: ProcedureView) -> list[dict[str, Any]]:
    """The checklist in the order of its groups."""
    names = {item.id: item.name for item in view.procedure.checklist}
    variants = {item.id: item.name for item in view.procedure.variants}
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in view.procedure.checklist:
        rows = groups.setdefault(item.group or REQUIREMENT_NAMES[item.kind], [])
        rows.append(
            {
                "name": item.name,
                "is_note": item.kind is RequirementKind.NOTE,
                "required": item.required and item.kind is RequirementKind.DOCUMENT,
                "quantity": quantity_words(item),
                "when": view.when(item.when),
                "variants": ", ".join(variants.get(one, one) for one in item.variants),
                "alternatives": [names.get(one, one) for one in item.alternatives],
                "source_text": item.source_text,
                "origin": view.origin(f"/checklist/{item.id}"),
            }
        )
    return [{"title": title, "rows": rows} for title, rows in groups.items()]


def fees(view: ProcedureView) -> list[dict[str, Any]]:
    """Charges and levies with what changes them."""
    return [_fee(view, fee) for fee in view.procedure.fees]


def _fee(view: ProcedureView, fee: Fee) -> dict[str, Any]:
    words = amount_words(fee)
    return {
        "name": fee.name,
        "kind": FEE_KIND_NAMES[fee.kind],
        "amount": words,
        "unknown": words == UNKNOWN,
        "formula": fee.amount if isinstance(fee.amount, str) else "",
        "notes": [
            *fee_notes(fee),
            *([view.when(fee.when)] if fee.when else []),
            *([fee.note] if fee.note else []),
        ],
        "exemptions": [exemption_words(item.percent, item.name) for item in fee.exemptions],
        "collect": COLLECT_NAMES[fee.collect],
        "source_text": fee.source_text,
        "basis": ", ".join(item.number for item in fee.legal_basis),
        "origin": view.origin(f"/fees/{fee.id}"),
    }


def form_sections(view: ProcedureView) -> dict[str, Any] | None:
    """The fields of the form in reading order."""
    form = view.bundle.form if view.bundle else None
    if form is None:
        return None
    return {
        "code": form.code,
        "name": form.name,
        "origin": view.origin("/form"),
        "sections": [
            {
                "title": section.title,
                "when": view.when(section.when),
                "fields": [
                    {
                        "label": item.label,
                        "id": item.id,
                        "type": FIELD_TYPES.get(item.type, item.type),
                        "required": "bắt buộc" if item.required else "khi cần" if item.required_when else "",
                        "when": view.when(item.when),
                        "options": ", ".join(option.label for option in item.options[:6])
                        + ("…" if len(item.options) > 6 else ""),
                    }
                    for item in section.fields
                ],
            }
            for section in form.sections
        ],
    }
