"""An electronic form (tờ khai, biểu mẫu điện tử)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.definitions.legal import LegalBasis


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; ``value`` is stored, ``label`` shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. ``type`` names a registered field type (text, long_text, integer, decimal, money, date, month,
    time, yes_no, choice, multiple_choice, code_list, address, person_name, identity_number, tax_code, phone,
    email, file, signature, table, computed, heading, note, or a plugin's). Conditions are CEL over ``form``,
    ``applicant``, ``dossier``.
    """

    id: str
    type: str
    label: str
    help: str = ""
    required: bool = False
    required_when: str = ""
    when: str = ""
    default: str = ""
    prefill: str = ""
    options: tuple[Option, ...] = ()
    code_list: str = ""
    pattern: str = ""
    pattern_message: str = ""
    min: str = ""
    max: str = ""
    max_length: int | None = None
    width: int = 6
    compute: str = ""
    columns: tuple[FormField, ...] = ()
    min_rows: int = 0
    max_rows: int = 50
    maps_to: str = ""
    accept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSection:
    """A titled group of fields."""

    id: str
    title: str
    fields: tuple[FormField, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class FormRule:
    """A rule across fields: ``check`` must be true, else ``message`` stands at ``field``."""

    id: str
    check: str
    message: str
    field: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form: sections of fields and rules across them."""

    code: str
    name: str
    sections: tuple[FormSection, ...] = ()
    rules: tuple[FormRule, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    extends: str = ""

    def fields(self) -> tuple[FormField, ...]:
        """Every field in reading order, without columns of tables."""
        return tuple(item for section in self.sections for item in section.fields)
