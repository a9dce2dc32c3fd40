"""Rules of forms: types that exist, fields that can be answered, conditions that compile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from motcua.compiler.judge.context import Context, Rule, at, expression_finding, unknown
from motcua.compiler.problem_codes import Finding
from motcua.definitions.form import Form, FormField
from motcua.definitions.register import Register
from motcua.expressions.form_names import names_for
from motcua.expressions.form_plan import plan_form
from motcua.expressions.names import FIELD_SHAPES, UNANSWERED_TYPES
from motcua.expressions.shapes import Shape
from motcua.extension.points import FIELD_TYPES

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CHOICES = frozenset({"choice", "multiple_choice"})


def known_types(context: Context) -> frozenset[str]:
    """The built-in field types and those of plugins."""
    return context.once(
        ("field types",),
        lambda: frozenset({*FIELD_SHAPES, *UNANSWERED_TYPES, "table", *context.registry.names(FIELD_TYPES)}),
    )


def _fields(form: Form) -> Iterator[tuple[str, FormField]]:
    for section in form.sections:
        for field in section.fields:
            path = at("sections", section.id, "fields", field.id)
            yield path, field
            for column in field.columns:
                yield f"{path}/columns/{column.id}", column


def field_types_exist(form: Form, context: Context) -> Iterator[Finding]:
    """FORM-001: every field has a known type."""
    yield from _type_findings(_fields(form), context)


def register_types_exist(register: Register, context: Context) -> Iterator[Finding]:
    """FORM-001 for the fields of a register."""
    yield from _type_findings(((at("fields", field.id), field) for field in register.fields), context)


def _type_findings(fields: Iterable[tuple[str, FormField]], context: Context) -> Iterator[Finding]:
    for path, field in fields:
        if field.type not in known_types(context):
            yield unknown("FORM-001", "Kiểu trường", f"{path}/type", field.type, known_types(context))


def field_ids_are_unique(form: Form, _context: Context) -> Iterator[Finding]:
    """FORM-002: an id is used once in the whole form, and expressions can name it."""
    seen: dict[str, str] = {}
    for section in form.sections:
        for field in section.fields:
            path = at("sections", section.id, "fields", field.id)
            if field.id in seen:
                message = f"Trường “{field.id}” đã có ở phần “{seen[field.id]}”."
                yield Finding("FORM-002", message, path, field.id)
            seen.setdefault(field.id, section.id)
    for path, field in _fields(form):
        if field.type not in UNANSWERED_TYPES and not _NAME.fullmatch(field.id):
            fix = re.sub(r"[^a-z0-9]+", "_", field.id.lower()).strip("_")
            message = (
                f"Định danh trường “{field.id}” chỉ được dùng chữ thường, số và dấu _, bắt đầu bằng chữ."
            )
            yield Finding("FORM-003", message, f"{path}/id", field.id, fix=fix)


def fields_have_what_their_type_needs(form: Form, _context: Context) -> Iterator[Finding]:
    """FORM-004: choices have options, code lists a list, tables columns, computed fields a formula."""
    for path, field in _fields(form):
        needs = {
            "code_list": ("code_list", bool(field.code_list)),
            "table": ("columns", bool(field.columns)),
            "computed": ("compute", bool(field.compute)),
            **dict.fromkeys(_CHOICES, ("options", bool(field.options))),
        }
        key, given = needs.get(field.type, ("", True))
        if not given:
            message = f"Trường “{field.id}” kiểu {field.type} phải có {key}."
            yield Finding("FORM-004", message, path, "", key, f"Thêm “{key}: …”.")


def columns_hold_simple_fields(form: Form, _context: Context) -> Iterator[Finding]:
    """FORM-005: a table holds no table, and its bounds do not contradict one another."""
    for path, field in _fields(form):
        if field.type == "table":
            for column in field.columns:
                if column.type == "table":
                    message = f"Cột “{column.id}” không được là bảng."
                    yield Finding("FORM-005", message, f"{path}/columns/{column.id}/type", "table")
            if field.min_rows > field.max_rows:
                message = f"Bảng “{field.id}” cần ít nhất {field.min_rows} dòng nhưng chỉ cho {field.max_rows} dòng."
                yield Finding("FORM-005", message, f"{path}/min_rows", str(field.min_rows))


def defaults_are_options(form: Form, _context: Context) -> Iterator[Finding]:
    """FORM-006: a choice's default is one of its options."""
    for path, field in _fields(form):
        values = [option.value for option in field.options]
        if field.type == "choice" and field.default and values and field.default not in values:
            yield unknown(
                "FORM-006", f"Lựa chọn sẵn của “{field.id}”:", f"{path}/default", field.default, values
            )


def rules_stand_at_fields(form: Form, _context: Context) -> Iterator[Finding]:
    """FORM-007: a rule's message stands at a field that exists."""
    known = {field.id for field in form.fields()}
    for rule in form.rules:
        if rule.field and rule.field.partition(".")[0] not in known:
            yield unknown("FORM-007", "Trường", at("rules", rule.id, "field"), rule.field, known)


def expressions_compile(form: Form, _context: Context) -> Iterator[Finding]:
    """EXPR-001: conditions, formulas, bounds and patterns of fields, and rules across fields."""
    places = {field.id: at("sections", section.id) for section in form.sections for field in section.fields}
    for problem in plan_form(form).problems:
        head, _, rest = problem.path.partition(".")
        if head == "fields":
            field = rest.partition(".")[0]
            pointer = f"{places.get(field, '/sections')}/fields/{rest.replace('.', '/')}"
        else:
            pointer = f"/{problem.path.replace('.', '/')}"
        yield expression_finding(problem.problem, pointer)


def prefills_have_a_source(form: Form, _context: Context) -> Iterator[Finding]:
    """FORM-008: what a field is filled in from is known at intake."""
    names = names_for(form)
    for path, field in _fields(form):
        if not field.prefill:
            continue
        known: Mapping[str, Shape] = names.roots
        for part in field.prefill.split("."):
            shape = known.get(part)
            if shape is None:
                what = f"Nguồn lấy sẵn của “{field.id}”:"
                yield unknown("FORM-008", what, f"{path}/prefill", part, known)
                break
            if shape.fields is None:
                break
            known = shape.fields


FORM_RULES: tuple[Rule, ...] = (
    field_types_exist,
    field_ids_are_unique,
    fields_have_what_their_type_needs,
    columns_hold_simple_fields,
    defaults_are_options,
    rules_stand_at_fields,
    expressions_compile,
    prefills_have_a_source,
)
REGISTER_RULES: tuple[Rule, ...] = (register_types_exist,)
