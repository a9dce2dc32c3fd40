"""What may be chosen for the properties of forms and processes: positions, lists, steps, sources of answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from motcua.definitions.directory import Directory
from motcua.extension.points import FIELD_TYPES as FIELD_TYPE_POINT
from motcua.services.runtime import Platform
from motcua.surfaces.form_acts import NEW_LABELS
from motcua.surfaces.property_sheet import Choices
from motcua.surfaces.property_words import PREFILLS
from motcua.surfaces.workpiece import Path, Workpiece
from motcua.web.screens.procedure_names import FIELD_TYPES

MOST_CHOICES = 400
MOST_AGENCIES = 60
ROLE_NAMES: Mapping[str, str] = {
    "police": "Công an",
    "tax": "Cơ quan thuế",
    "land-office": "Văn phòng đăng ký đất đai",
    "military": "Ban chỉ huy quân sự",
    "education": "Giáo dục",
    "health": "Y tế",
    "court": "Tòa án",
}


def form_choices(platform: Platform, piece: Workpiece) -> dict[str, Choices]:
    """The choices of a form's properties."""
    fields = [
        (str(field["id"]), str(field.get("label", field["id"])))
        for section in piece.whole.get("sections", ())
        for field in section.get("fields", ())
    ]
    return {
        "type": field_types(platform),
        "code_list": _named(platform, "code_list"),
        "prefill": list(PREFILLS.items()),
        "field": fields,
    }


def field_types(platform: Platform) -> Choices:
    """Every field type with its words, those of plugins behind the built-in ones."""
    added = {name: name for name in platform.registry.names(FIELD_TYPE_POINT) if name not in FIELD_TYPES}
    return [*((name, FIELD_TYPES[name]) for name in NEW_LABELS), *added.items()]


def process_choices(platform: Platform, piece: Workpiece, path: Path) -> dict[str, Choices]:
    """The choices of a process's properties; steps are those of the process itself."""
    steps = [(str(one["id"]), str(one.get("name") or one["id"])) for one in piece.whole.get("steps", ())]
    order = [code for code, _name in steps]
    at = order.index(path[1]) if len(path) > 1 and path[1] in order else 0
    directory = platform.directory()
    return {
        "position": [(one.code, one.name) for one in directory.positions()],
        "by/agency_role": roles(directory),
        "by/unit": unit_names(directory),
        "phase": [
            (str(one["id"]), str(one.get("name") or one["id"])) for one in piece.whole.get("phases", ())
        ],
        "to": [*steps, ("join", "Trả lời về bước đã tách nhánh")],
        "not_same_person_as": steps[:at],
        "by/same_as": steps[:at],
        "form": _named(platform, "form"),
        "print": _named(platform, "print"),
        "pauses": pauses(platform),
    }


def pauses(platform: Platform) -> Choices:
    """The grounds on which a clock may stand still, from every policy."""
    found = {
        one.id: one.name or one.id
        for policy in platform.rules.every("policy", platform.today())
        for one in policy.pauses
    }
    return sorted(found.items())


def roles(directory: Directory) -> Choices:
    """The roles agencies and units play."""
    found = {role for agency in directory.agencies() for role in agency.roles}
    for agency in directory.agencies()[:MOST_AGENCIES]:
        found |= {unit.role for unit in directory.units(agency.code) if unit.role}
    return [(role, ROLE_NAMES.get(role, role)) for role in sorted(found)]


def unit_names(directory: Directory) -> Choices:
    """The units work may be given to: by the role they play, and whoever is competent."""
    found = {"competent": "Đơn vị có thẩm quyền"}
    for agency in directory.agencies()[:MOST_AGENCIES]:
        for unit in directory.units(agency.code):
            found.setdefault(unit.role or unit.id, unit.name)
    return list(found.items())


def _named(platform: Platform, kind: str) -> Choices:
    found: Iterable[object] = platform.rules.every(kind, platform.today())
    return [(str(getattr(one, "code", "")), str(getattr(one, "name", ""))) for one in found][:MOST_CHOICES]


def with_value(choices: Choices, values: Sequence[str]) -> Choices:
    """The choices with values that are none of them, so that nothing disappears by being shown."""
    known = {value for value, _words in choices}
    return [*choices, *((one, one) for one in values if one and one not in known)]
