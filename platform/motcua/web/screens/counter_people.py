"""Who hands in a dossier, as fields of the reception page: applicant, owner, and what may exempt from fees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.definitions.form import FormField
from motcua.dossiers.applicant import FIELDS, FLAGS
from motcua.services.intake_requests import Weighed
from motcua.surfaces.form_view import FormState, describe_field
from motcua.web.screens.counter_entry import CounterEntry

PERSON = ("identity_number", "full_name", "birth_date", "phone", "address")
BODY = ("tax_code", "full_name", "phone", "address", "email")
WIDTHS = {
    "identity_number": 3,
    "full_name": 5,
    "birth_date": 2,
    "phone": 2,
    "tax_code": 3,
    "email": 4,
}
FOR_BODIES = frozenset({"business", "organization", "state_agency"})


def applicant_fields(
    entry: CounterEntry, weighed: Weighed, errors: Mapping[str, str], origins: Mapping[str, str]
) -> list[Any]:
    """What everybody is asked, in the order it is typed; ``origins`` say where values came from."""
    read, kind = weighed.evaluation.applicant, _kind(entry, weighed)
    typed = entry.group("applicant")
    values = {name: read.get(name, typed.get(name)) for name in FIELDS}
    address = values.get("address")
    values["address"] = address.get("detail", "") if isinstance(address, Mapping) else address
    state = FormState(values, errors, required=("full_name",), origins=origins)
    names = BODY if kind in FOR_BODIES else PERSON
    return [
        describe_field(_labelled(FIELDS[name], name, kind), state, {}, f"applicant.{name}") for name in names
    ]


def further_fields(entry: CounterEntry, weighed: Weighed, errors: Mapping[str, str]) -> list[Any]:
    """What is rarely changed: who may apply when there is a choice, for persons man or woman and an e-mail address."""
    typed, read = entry.group("applicant"), weighed.evaluation.applicant
    kind, kinds = _kind(entry, weighed), weighed.bundle.procedure.applicants
    values = {name: read.get(name, typed.get(name)) for name in ("sex", "email")}
    state = FormState(values | {"kind": kind}, errors)
    listed = []
    if len(kinds) > 1:
        options = tuple(one for one in FIELDS["kind"].options if one.value in kinds)
        label = FIELDS["kind"].label
        listed.append(FormField("kind", "code_list", label, options=options, required=True, width=3))
    if kind not in FOR_BODIES:
        listed.append(FormField("sex", "choice", FIELDS["sex"].label, options=FIELDS["sex"].options, width=4))
        listed.append(FormField("email", "email", "Thư điện tử", max_length=120, width=4))
    return [describe_field(one, state, {}, f"applicant.{one.id}") for one in listed]


def _kind(entry: CounterEntry, weighed: Weighed) -> str:
    return str(weighed.evaluation.applicant.get("kind") or entry.group("applicant").get("kind") or "citizen")


def _labelled(field: FormField, name: str, kind: str) -> FormField:
    """The applicant's field with the words and width of the counter."""
    label = field.label
    if name == "full_name":
        label = "Tên tổ chức" if kind in FOR_BODIES else "Họ và tên"
    elif name == "identity_number":
        label = "Số căn cước" if kind == "citizen" else "Số giấy tờ"
    elif name == "phone":
        label = "Điện thoại"
    elif name == "address":
        label = "Trụ sở" if kind in FOR_BODIES else "Nơi thường trú"
    return FormField(
        id=name,
        type="text"
        if name in {"address", "identity_number"} and (name == "address" or kind != "citizen")
        else field.type,
        label=label,
        required=field.required,
        options=field.options,
        width=WIDTHS.get(name, 8),
        max_length=field.max_length or (12 if name == "identity_number" and kind == "citizen" else None),
    )


def owner_fields(entry: CounterEntry, errors: Mapping[str, str]) -> list[Any]:
    """Whose dossier it is, when somebody else hands it in."""
    if entry.is_own:
        return []
    listed = (
        FormField("full_name", "person_name", "Chủ hồ sơ", required=True, width=5),
        FormField("identity_number", "identity_number", "Số căn cước của chủ hồ sơ", width=3, max_length=12),
        FormField("phone", "phone", "Điện thoại của chủ hồ sơ", width=4),
        FormField("address", "text", "Địa chỉ của chủ hồ sơ", width=12),
    )
    state = FormState(entry.group("owner"), errors)
    return [describe_field(one, state, {}, f"owner.{one.id}") for one in listed]


def flags(entry: CounterEntry, weighed: Weighed) -> list[dict[str, Any]]:
    """The circumstances that change papers or fees of this procedure."""
    typed = entry.group("applicant")
    text = _conditions(weighed)
    return [
        {"name": f"applicant.{name}", "label": label, "checked": typed.get(name) == "true"}
        for name, label in FLAGS.items()
        if f"applicant.{name}" in text
    ]


def _conditions(weighed: Weighed) -> str:
    """Every expression of the procedure and its form, in one text."""
    procedure, form = weighed.bundle.procedure, weighed.bundle.form
    parts = [one.when for one in procedure.variants]
    parts += [one.when for one in procedure.checklist]
    parts += [one.when for one in procedure.fees]
    parts += [f"{fee.amount} {fee.times}" for fee in procedure.fees]
    parts += [one.when for fee in procedure.fees for one in fee.exemptions]
    if form is not None:
        parts += [f"{item.when} {item.required_when}" for item in form.fields()]
        parts += [section.when for section in form.sections]
        parts += [f"{rule.when} {rule.check}" for rule in form.rules]
    return " ".join(parts)
