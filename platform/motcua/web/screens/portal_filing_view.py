"""What the page for filing online shows: who, the form, the papers with their files, what is still to be righted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import url_for

from motcua.definitions.procedure import RequirementKind
from motcua.dossiers.applicant import FIELDS
from motcua.dossiers.field_error import FieldError
from motcua.kernel.money import format_money
from motcua.services.file_uploads import describe_uploads
from motcua.services.intake_requests import Weighed
from motcua.services.portal_filing import needed_files, own_form_paper
from motcua.surfaces.procedure_words import limit_summary
from motcua.web.screens.counter_entry import CounterEntry, posted_files
from motcua.web.screens.counter_people import applicant_fields, flags, further_fields, owner_fields
from motcua.web.screens.counter_view import errors_below, errors_by_path, prefilled_texts, sections_of
from motcua.web.screens.files import upload_words
from motcua.web.security.current import current_platform
from motcua.web.security.visitors import current_visitor

ASKED_ONLINE = frozenset({"identity_number", "tax_code", "phone"})
PORTAL_WIDTHS = {
    "kind": 6,
    "identity_number": 6,
    "tax_code": 6,
    "full_name": 8,
    "birth_date": 4,
    "sex": 12,
    "phone": 6,
    "email": 6,
    "address": 12,
}
PORTAL_ORDER = tuple(PORTAL_WIDTHS)


def filing_page(entry: CounterEntry, weighed: Weighed, problems: Sequence[FieldError]) -> dict[str, Any]:
    """Everything the template reads besides the choice of the agency; ``problems`` are shown once sending was tried."""
    evaluation = weighed.evaluation
    shown = (*evaluation.problems, *problems)
    errors = errors_by_path(shown, shows_missing=entry.shows_everything)
    people = errors_below(errors, "applicant")
    prefilled = prefilled_texts(weighed.bundle.form, entry, evaluation.sheet.values)
    sections = sections_of(entry, weighed, errors_below(errors, "answers"), prefilled)
    fees = evaluation.fees
    return {
        "procedure": weighed.bundle.procedure,
        "entry": entry,
        "weighed": weighed,
        "limit": limit_summary(weighed.bundle.procedure),
        "outcomes": [item.name for item in weighed.bundle.procedure.outcomes],
        "people": _people(
            (*further_fields(entry, weighed, people), *applicant_fields(entry, weighed, people, {}))
        ),
        "flags": flags(entry, weighed),
        "owner": _people(owner_fields(entry, errors_below(errors, "owner"))),
        "sections": sections,
        "prefilled": prefilled,
        "papers": _papers(entry, weighed, errors),
        "to_show": [
            line.name
            for line in evaluation.checklist
            if line.visible and line.kind is RequirementKind.PRESENT
        ],
        "fee": format_money(fees.total) if fees.total else "Không thu" if fees.total == 0 else "",
        "summary": _summary(shown, sections) if entry.shows_everything else [],
    }


def _people(fields: Sequence[Any]) -> list[Any]:
    """Who files, in the order people say it, with the mark of what everybody who files online must give."""
    return [
        replace(
            one,
            width=PORTAL_WIDTHS.get(one.id, one.width),
            required=one.required or (one.name.startswith("applicant.") and one.id in ASKED_ONLINE),
        )
        for one in sorted(fields, key=lambda one: PORTAL_ORDER.index(one.id))
    ]


def _papers(entry: CounterEntry, weighed: Weighed, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    posted = entry.group("paper")
    own, needed = own_form_paper(weighed), {line.id for line in needed_files(weighed)}
    shown = []
    for line in weighed.evaluation.checklist:
        if not line.visible or line.kind in (RequirementKind.NOTE, RequirementKind.PRESENT):
            continue
        given = posted.get(line.id)
        keys = posted_files(given) if isinstance(given, Mapping) else []
        shown.append(
            {
                "id": line.id,
                "label": line.name,
                "field": f"paper.{line.id}.files",
                "own": line.id == own,
                "required": line.required,
                "needed": line.id in needed,
                "files": files_shown(keys),
                "error": errors.get(f"documents.{line.id}", "")
                or next(
                    (text for path, text in errors.items() if path.startswith(f"documents.{line.id}.")), ""
                ),
            }
        )
    return shown


def files_shown(keys: Sequence[str]) -> list[dict[str, Any]]:
    """The citizen's own uploads among the keys, with where each can be looked at."""
    found = describe_uploads(current_platform(), current_visitor(), keys)
    return [upload_words(one) | {"url": url_for("portal_files.show", key=one.key)} for one in found]


def _summary(problems: Sequence[FieldError], sections: Sequence[Any]) -> list[dict[str, str]]:
    """What is wrong, each with the field it leads to."""
    labels = {
        str(item["id"] if isinstance(item, dict) else item.id): str(
            item["label"] if isinstance(item, dict) else item.label
        )
        for section in sections
        for item in section.fields
    }
    listed, seen = [], set()
    for one in problems:
        head, _, rest = one.path.partition(".")
        name = rest.split(".")[0].split("[")[0]
        if (head, name) in seen:
            continue
        seen.add((head, name))
        posted = {"answers": "form", "documents": "paper"}.get(head, head)
        label = {
            "answers": labels.get(name, "Tờ khai"),
            "documents": "Giấy tờ",
            "applicant": FIELDS[name].label if name in FIELDS else "Người nộp",
            "owner": "Chủ hồ sơ",
            "agency": "Nơi nộp",
        }.get(head, "Hồ sơ")
        listed.append(
            {"name": f"{posted}.{name}" if name else posted, "label": label, "message": one.message}
        )
    return listed
