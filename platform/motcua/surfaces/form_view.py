"""Describes a form, its values and its errors as plain field descriptions that any edge can draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from motcua.definitions.code_list import CodeList
from motcua.definitions.form import Form, FormField

YES_NO_LABELS = (("true", "Có"), ("false", "Không"))


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice as shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field ready to draw; ``name`` is what a browser posts, ``value`` is text (or a list of texts)."""

    id: str
    name: str
    type: str
    label: str
    required: bool = False
    help: str = ""
    value: Any = ""
    error: str = ""
    width: int = 6
    options: tuple[OptionView, ...] = ()
    origin: str = ""
    readonly: bool = False
    max_length: int | None = None
    pattern: str = ""
    min: str = ""
    max: str = ""
    accept: str = ""
    columns: tuple[FieldView, ...] = ()
    rows: tuple[tuple[FieldView, ...], ...] = ()
    row_ids: tuple[str, ...] = ()
    min_rows: int = 0
    max_rows: int = 50

    def as_dict(self) -> dict[str, Any]:
        """Plain mappings and lists for templates."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SectionView:
    """A titled group of drawn fields."""

    id: str
    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class FormState:
    """What a form is drawn with: values, error messages by path, visible and required field ids."""

    values: Mapping[str, Any]
    errors: Mapping[str, str]
    visible: Collection[str] | None = None
    required: Collection[str] = ()
    origins: Mapping[str, str] | None = None
    readonly: bool = False


def display_value(field_type: str, value: Any) -> Any:
    """A stored answer as the text a Vietnamese reader types: 14/02/1996, 1,5, 15.000."""
    if value is None:
        return ""
    if field_type in {"multiple_choice", "file"} and isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if field_type == "date":
        return _date_text(value)
    if field_type == "month" and isinstance(value, str) and len(value) == 7 and value[4] == "-":
        return f"{value[5:]}/{value[:4]}"
    if field_type == "money" and isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if field_type == "decimal":
        return str(value).replace(".", ",") if not isinstance(value, str) else value
    return value if isinstance(value, (str, dict)) else str(value)


def _date_text(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.strftime("%d/%m/%Y")
    text = str(value)
    if len(text) == 10 and text[4] == "-" and text[7] == "-":
        return f"{text[8:]}/{text[5:7]}/{text[:4]}"
    return text


def describe_form(
    form: Form, state: FormState, code_lists: Mapping[str, CodeList], prefix: str = "form"
) -> tuple[SectionView, ...]:
    """Every visible section with its visible fields, in the order of the definition."""
    sections = []
    for section in form.sections:
        fields = tuple(
            describe_field(item, state, code_lists, f"{prefix}.{item.id}")
            for item in section.fields
            if state.visible is None or item.id in state.visible
        )
        if fields:
            sections.append(SectionView(section.id, section.title, fields))
    return tuple(sections)


def describe_field(
    field: FormField, state: FormState, code_lists: Mapping[str, CodeList], name: str
) -> FieldView:
    """One field with its value, options and error."""
    value = state.values.get(field.id)
    columns: tuple[FieldView, ...] = ()
    rows: tuple[tuple[FieldView, ...], ...] = ()
    row_ids: tuple[str, ...] = ()
    if field.type == "table":
        columns, rows, row_ids = _describe_table(field, state, code_lists, name)
        value = ""
    return FieldView(
        id=field.id,
        name=name,
        type=field.type,
        label=field.label,
        required=field.required or field.id in state.required,
        help=field.help,
        value=display_value(field.type, value),
        error=state.errors.get(field.id, ""),
        width=field.width,
        options=field_options(field, code_lists),
        origin=(state.origins or {}).get(field.id, ""),
        readonly=state.readonly or field.type == "computed",
        max_length=field.max_length,
        pattern=field.pattern,
        min=field.min,
        max=field.max,
        accept=",".join(field.accept),
        columns=columns,
        rows=rows,
        row_ids=row_ids,
        min_rows=field.min_rows,
        max_rows=field.max_rows,
    )


def field_options(field: FormField, code_lists: Mapping[str, CodeList]) -> tuple[OptionView, ...]:
    """The choices of a field: its own, those of its code list, or yes and no."""
    if field.options:
        return tuple(OptionView(item.value, item.label) for item in field.options)
    if field.type == "yes_no":
        return tuple(OptionView(value, label) for value, label in YES_NO_LABELS)
    code_list = code_lists.get(field.code_list) if field.code_list else None
    return tuple(OptionView(item.code, item.name) for item in code_list.items) if code_list else ()


def _describe_table(
    field: FormField, state: FormState, code_lists: Mapping[str, CodeList], name: str
) -> tuple[tuple[FieldView, ...], tuple[tuple[FieldView, ...], ...], tuple[str, ...]]:
    empty = FormState({}, {}, readonly=state.readonly)
    columns = tuple(
        describe_field(column, empty, code_lists, f"{name}.__row__.{column.id}") for column in field.columns
    )
    stored = state.values.get(field.id)
    given: Sequence[Mapping[str, Any]] = stored if isinstance(stored, (list, tuple)) else ()
    rows = []
    row_ids = []
    for index, row in enumerate(given):
        row_id = str(row.get("_row") or f"r{index + 1}")
        start = f"{field.id}[{index}]."
        errors = {key[len(start) :]: text for key, text in state.errors.items() if key.startswith(start)}
        row_state = FormState(row, errors, readonly=state.readonly)
        rows.append(
            tuple(
                describe_field(column, row_state, code_lists, f"{name}.{row_id}.{column.id}")
                for column in field.columns
            )
        )
        row_ids.append(row_id)
    return columns, tuple(rows), tuple(row_ids)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A given answer as read on paper or on the dossier page."""

    label: str
    text: str
    field: str


def readable_answers(
    form: Form, values: Mapping[str, Any], code_lists: Mapping[str, CodeList]
) -> tuple[tuple[str, tuple[AnswerLine, ...]], ...]:
    """The given answers by section title, choices by their labels; empty answers are left out."""
    result = []
    for section in form.sections:
        lines = tuple(
            AnswerLine(item.label, text, item.id)
            for item in section.fields
            if (text := answer_text(item, values.get(item.id), code_lists))
        )
        if lines:
            result.append((section.title, lines))
    return tuple(result)


def answer_text(field: FormField, value: Any, code_lists: Mapping[str, CodeList]) -> str:
    """One answer as a line of text."""
    if value is None or value in ("", []) or field.type in {"heading", "note"}:
        return ""
    if field.type == "table" and isinstance(value, (list, tuple)):
        return "; ".join(
            ", ".join(
                text
                for column in field.columns
                if (text := answer_text(column, row.get(column.id), code_lists))
            )
            for row in value
        )
    labels = {option.value: option.label for option in field_options(field, code_lists)}
    if isinstance(value, (list, tuple)):
        return ", ".join(labels.get(str(item), str(item)) for item in value)
    if isinstance(value, Mapping):
        return address_text(value)
    shown = display_value(field.type, value)
    text = labels.get(str(shown), str(shown))
    return f"{text} đ" if field.type == "money" else text


def address_text(value: Mapping[str, Any]) -> str:
    """An address as one line: detail, commune, province (names where known, codes otherwise)."""
    parts = [
        value.get("detail"),
        value.get("commune_name") or value.get("commune"),
        value.get("province_name") or value.get("province"),
    ]
    return ", ".join(str(part) for part in parts if part)
