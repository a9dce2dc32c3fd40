"""Rules of forms: types that exist, fields that can be answered, conditions that compile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from motcua.compiler.judge.context import Context, Rule, at, expression_finding, unknown
from motcua.compiler.problem_codes import Finding
from motcua.definitions.form import Form, FormField
from motcua.definitions.register import Register
from motcua.expressions.form_names import names_for
from motcua.expressions.form_plan import plan_form
from motcua.expressions.names import APPLICANT, FIELD_SHAPES, UNANSWERED_TYPES
from motcua.expressions.shapes import Shape
from motcua.extension.points import FIELD_TYPES
from motcua.kernel.problems import Correction, CorrectionKind

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PATH = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SOURCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "agency": (
            *("code", "name", "short_name", "place", "receiving_unit"),
            *("address", "phone", "email", "parent_name"),
        ),
        "officer": ("user", "full_name", "position"),
    }
)
"""What fields may be filled in from beside the names of expressions; `earlier` has the fields of the form itself."""

_NUMBERS = frozenset({"integer", "decimal", "money"})
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
        head, _, rest = field.prefill.partition(".")
        if head in _SOURCES or head == "earlier":
            inside = _SOURCES.get(head) or [one.id for _path, one in _fields(form)]
            if rest not in inside:
                yield unknown("FORM-008", f"Phần của {head}", f"{path}/prefill", rest, inside)
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


def mapped_fields_feed_something(form: Form, context: Context) -> Iterator[Finding]:
    """FORM-009: `maps_to` names a part of the applicant, the owner, the dossier or a register that exists."""
    for path, field in _fields(form):
        head, _, rest = field.maps_to.partition(".")
        place = f"{path}/maps_to"
        if not field.maps_to:
            continue
        if head in ("applicant", "owner"):
            known = [name for name, shape in (APPLICANT.fields or {}).items() if shape.fields is None]
            if rest not in known:
                yield unknown("FORM-009", f"Phần của {head}", place, rest, known)
        elif head == "dossier" and rest != "summary":
            yield unknown("FORM-009", "Phần của dossier", place, rest, ["summary"])
        elif head == "register":
            code, _, part = rest.partition(".")
            register = context.resolve("register", code)
            if not isinstance(register, Register):
                yield unknown("FORM-009", "Sổ", place, code, context.codes("register"))
            elif part not in [one.id for one in register.fields]:
                yield unknown(
                    "FORM-009", f"Cột của sổ “{code}”", place, part, [one.id for one in register.fields]
                )
        elif not _PATH.fullmatch(field.maps_to):
            message = f"“{field.maps_to}” không phải là nơi lưu: ghi dạng nhom.muc."
            yield Finding("FORM-009", message, place, field.maps_to)


def bounds_leave_room(form: Form, _context: Context) -> Iterator[Finding]:
    """FORM-010: the least a field takes is not above the most."""
    for path, field in _fields(form):
        least, most = _literal(field.type, field.min), _literal(field.type, field.max)
        if least is not None and most is not None and least > most:
            message = f"Trường “{field.id}” nhận từ {field.min} đến {field.max}: không giá trị nào vừa."
            swap = (
                Correction(f"{path}/min", field.max, "Đổi chỗ min và max"),
                Correction(f"{path}/max", field.min, "Đổi chỗ min và max"),
            )
            yield Finding("FORM-010", message, f"{path}/min", field.min, f"≤ {field.max}", corrections=swap)


def _literal(kind: str, text: str) -> Decimal | None:
    """A stated bound as a number by which bounds of the type can be compared; None for an expression."""
    if not text:
        return None
    if kind in _NUMBERS:
        try:
            return Decimal(text)
        except InvalidOperation:
            return None
    if kind == "date" and _ISO_DAY.fullmatch(text):
        return Decimal(text.replace("-", ""))
    return None


def required_fields_can_be_answered(form: Form, _context: Context) -> Iterator[Finding]:
    """FORM-011: nobody is asked to fill in what the platform reckons, or what takes no answer."""
    for path, field in _fields(form):
        if (field.required or field.required_when) and field.type in ("computed", *UNANSWERED_TYPES):
            key = "required" if field.required else "required_when"
            message = f"Trường “{field.id}” kiểu {field.type} không ai điền nên không bắt buộc được."
            drop = Correction(f"{path}/{key}", label="Bỏ bắt buộc", kind=CorrectionKind.REMOVE)
            yield Finding("FORM-011", message, f"{path}/{key}", field.type, corrections=(drop,))


FORM_RULES: tuple[Rule, ...] = (
    field_types_exist,
    field_ids_are_unique,
    fields_have_what_their_type_needs,
    columns_hold_simple_fields,
    defaults_are_options,
    rules_stand_at_fields,
    expressions_compile,
    prefills_have_a_source,
    mapped_fields_feed_something,
    bounds_leave_room,
    required_fields_can_be_answered,
)
REGISTER_RULES: tuple[Rule, ...] = (register_types_exist,)
