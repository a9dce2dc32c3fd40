"""The names an expression may use: answers of the form, the applicant, the dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from motcua.definitions.procedure import ApplicantKind, Channel
from motcua.expressions.shapes import (
    ANY,
    DATE,
    NUMBER,
    OPEN_RECORD,
    TEXT,
    TEXTS,
    YES_NO,
    Shape,
    choice,
    record,
)

ADDRESS = record(
    province=TEXT, commune=TEXT, detail=TEXT, province_name=TEXT, commune_name=TEXT, district_name=TEXT
)

FIELD_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "text": TEXT,
        "long_text": TEXT,
        "integer": NUMBER,
        "decimal": NUMBER,
        "money": NUMBER,
        "date": DATE,
        "month": TEXT,
        "time": TEXT,
        "yes_no": YES_NO,
        "choice": TEXT,
        "multiple_choice": TEXTS,
        "code_list": TEXT,
        "address": ADDRESS,
        "person_name": TEXT,
        "identity_number": TEXT,
        "tax_code": TEXT,
        "phone": TEXT,
        "email": TEXT,
        "file": TEXTS,
        "signature": TEXT,
        "computed": ANY,
    }
)
"""Shape of a built-in field type's answer; `table` is built from its columns, headings and notes have none.
A plugin's type that is not stated otherwise is `any`."""

UNANSWERED_TYPES = frozenset({"heading", "note"})

APPLICANT = record(
    kind=choice(*ApplicantKind),
    full_name=TEXT,
    birth_date=DATE,
    sex=choice("nam", "nu", "khac"),
    nationality=TEXT,
    ethnic_group=TEXT,
    identity_type=TEXT,
    identity_number=TEXT,
    identity_issued_on=DATE,
    identity_issued_by=TEXT,
    address=ADDRESS,
    phone=TEXT,
    email=TEXT,
    tax_code=TEXT,
    owner_name=TEXT,
    representative=record(full_name=TEXT, identity_number=TEXT, phone=TEXT, position=TEXT, relation=TEXT),
    poor_household=YES_NO,
    near_poor_household=YES_NO,
    meritorious=YES_NO,
    disabled=YES_NO,
    elderly=YES_NO,
    child=YES_NO,
    ethnic_minority=YES_NO,
    difficult_area=YES_NO,
    islander=YES_NO,
)

DOSSIER = record(
    channel=choice(*Channel),
    variant=TEXT,
    agency=TEXT,
    received_date=DATE,
    quantity=NUMBER,
    procedure=TEXT,
)


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Root names with their shapes. Compared by identity: keep one for each form."""

    roots: Mapping[str, Shape]

    def with_root(self, name: str, shape: Shape) -> Names:
        """The same names and one root more."""
        return Names({**self.roots, name: shape})


ANY_FORM = Names({"form": OPEN_RECORD, "applicant": APPLICANT, "dossier": DOSSIER})
"""For expressions whose form is not known yet: every answer is taken as `any`."""

STEP_NAMES = ANY_FORM.with_root("steps", OPEN_RECORD)
"""For conditions of buttons: `steps.<step>.<field>` is what was filled in at an earlier step."""
