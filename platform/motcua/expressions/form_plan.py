"""A form made ready to run: conditions compiled, fields in an order in which everything asked for is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from graphlib import CycleError, TopologicalSorter

from motcua.definitions.form import Form, FormField, FormRule, FormSection
from motcua.expressions.by_identity import remembered_by_identity
from motcua.expressions.expression import Expression
from motcua.expressions.form_names import names_for, row_names
from motcua.expressions.names import UNANSWERED_TYPES, Names
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import Kind

TODAY = "today"
"""The word for the day of receipt as a bound or default of a date."""

_NUMERIC = frozenset({"integer", "decimal", "money"})
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """What is wrong with an expression of a form: the dotted path of its place, such as `fields.so_ban.when`."""

    path: str
    problem: ExpressionProblem


@dataclass(frozen=True, slots=True)
class Bound:
    """A `min` or `max`: a literal in its stored form, the word `today`, or an expression."""

    literal: str = ""
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field with its compiled conditions. `broken` = one of them did not compile; the field is then shown, and
    an answer a broken pattern should have judged is refused. The compiler never publishes such a form.
    """

    field: FormField
    section_when: Expression | None = None
    when: Expression | None = None
    required_when: Expression | None = None
    compute: Expression | None = None
    least: Bound | None = None
    most: Bound | None = None
    pattern: re.Pattern[str] | None = None
    columns: tuple[FieldPlan, ...] = ()
    """Answered columns, each after those it depends on."""
    broken: bool = False

    def deciding(self) -> Iterator[Expression]:
        """What decides whether the field is asked and what a formula gives: this must be known before the field."""
        for expression in (self.section_when, self.when, self.compute):
            if expression is not None:
                yield expression

    def within(self) -> Iterator[Expression]:
        """Every expression of the columns."""
        for column in self.columns:
            yield from column.deciding()
            bounds = (bound.expression for bound in (column.least, column.most) if bound is not None)
            for expression in (column.required_when, *bounds):
                if expression is not None:
                    yield expression


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule across fields with the fields it looks at; `check` is None when it did not compile."""

    rule: FormRule
    check: Expression | None
    when: Expression | None
    fields: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class FormPlan:
    """A form ready to run. `fields` in reading order, `order` so that a field comes after those it depends on."""

    form: Form
    names: Names
    fields: tuple[FieldPlan, ...]
    order: tuple[FieldPlan, ...]
    rules: tuple[RulePlan, ...]
    paths: frozenset[str]
    """Every path an expression of the form looks at, such as `dossier.variant`."""
    problems: tuple[PlanProblem, ...]


@remembered_by_identity(1024)
def plan_form(form: Form) -> FormPlan:
    """The plan of a form, kept for each form object. Never raises: what does not compile is listed in `problems`."""
    builder = _Builder(names_for(form))
    fields = tuple(builder.field(field, section) for section in form.sections for field in section.fields)
    rules = tuple(builder.rule(rule) for rule in form.rules)
    order = _ordered(fields, builder.problems, "fields", "form")
    problems = tuple(builder.problems)
    return FormPlan(form, builder.names, fields, order, rules, frozenset(builder.paths), problems)


class _Builder:
    """Compiles the expressions of one form and collects what is wrong with them."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.problems: list[PlanProblem] = []
        self.paths: set[str] = set()

    def field(self, field: FormField, section: FormSection) -> FieldPlan:
        path = f"fields.{field.id}"
        before = len(self.problems)
        section_when = self._expression(section.when, f"sections.{section.id}.when", self.names, Kind.YES_NO)
        return self._plan(field, path, self.names, before, section_when)

    def _plan(
        self, field: FormField, path: str, names: Names, before: int, section_when: Expression | None = None
    ) -> FieldPlan:
        columns: tuple[FieldPlan, ...] = ()
        if field.type == "table":
            in_row = row_names(names, field)
            made = tuple(
                self._plan(column, f"{path}.columns.{column.id}", in_row, len(self.problems))
                for column in field.columns
            )
            columns = _ordered(made, self.problems, f"{path}.columns", "row")
        return FieldPlan(
            field=field,
            section_when=section_when,
            when=self._expression(field.when, f"{path}.when", names, Kind.YES_NO),
            required_when=self._expression(field.required_when, f"{path}.required_when", names, Kind.YES_NO),
            compute=self._expression(field.compute, f"{path}.compute", names),
            least=self._bound(field, field.min, f"{path}.min", names),
            most=self._bound(field, field.max, f"{path}.max", names),
            pattern=self._pattern(field, path),
            columns=columns,
            broken=len(self.problems) > before,
        )

    def rule(self, rule: FormRule) -> RulePlan:
        path = f"rules.{rule.id}"
        check = self._expression(rule.check, f"{path}.check", self.names, Kind.YES_NO)
        when = self._expression(rule.when, f"{path}.when", self.names, Kind.YES_NO)
        paths = (check.paths if check else frozenset()) | (when.paths if when else frozenset())
        return RulePlan(rule, check, when, frozenset(_answers_of(paths)))

    def _expression(
        self, text: str, path: str, names: Names, expects: Kind | None = None
    ) -> Expression | None:
        if not text:
            return None
        try:
            made = Expression.compile(text, names, expects)
            self.paths |= made.paths
            return made
        except ExpressionProblem as problem:
            if not any(known.path == path for known in self.problems):
                self.problems.append(PlanProblem(path, problem))
            return None

    def _bound(self, field: FormField, text: str, path: str, names: Names) -> Bound | None:
        if not text:
            return None
        fits, kind = _BOUNDS.get(field.type, (None, None))
        if fits is None:
            problem = ExpressionProblem(
                f"Trường kiểu {field.type} không có giá trị nhỏ nhất, lớn nhất.", "Bỏ dòng min, max."
            )
            self.problems.append(PlanProblem(path, problem))
            return None
        if fits(text):
            return Bound(literal=text)
        expression = self._expression(text, path, names, kind)
        return Bound(expression=expression) if expression else None

    def _pattern(self, field: FormField, path: str) -> re.Pattern[str] | None:
        if not field.pattern:
            return None
        try:
            return re.compile(field.pattern)
        except re.error as error:
            column = (error.pos or 0) + 1
            problem = ExpressionProblem(
                "Mẫu so khớp viết sai.", "Sửa biểu thức chính quy ở “pattern”.", column
            )
            self.problems.append(PlanProblem(f"{path}.pattern", problem))
            return None


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_day(text: str) -> bool:
    if text == TODAY:
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _is_month(text: str) -> bool:
    return _MONTH.fullmatch(text) is not None


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None


_BOUNDS: dict[str, tuple[Callable[[str], bool] | None, Kind | None]] = {
    **dict.fromkeys(_NUMERIC, (_is_number, Kind.NUMBER)),
    "date": (_is_day, Kind.DATE),
    "month": (_is_month, Kind.TEXT),
    "time": (_is_time, Kind.TEXT),
}


def _answers_of(paths: frozenset[str], root: str = "form") -> Iterator[str]:
    for path in paths:
        start, _, rest = path.partition(".")
        if start == root:
            yield rest.partition(".")[0]


def _ordered(
    fields: tuple[FieldPlan, ...], problems: list[PlanProblem], place: str, root: str
) -> tuple[FieldPlan, ...]:
    """Answered fields, each after the ones its expressions look at; a circle is a problem."""
    answered = {plan.field.id: plan for plan in fields if plan.field.type not in UNANSWERED_TYPES}
    graph: dict[str, set[str]] = {}
    for name, plan in answered.items():
        needs = {other for part in plan.deciding() for other in _answers_of(part.paths, root)}
        inner = {other for part in plan.within() for other in _answers_of(part.paths, root)}
        graph[name] = (needs | (inner - {name})) & answered.keys()
    try:
        return tuple(answered[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " → ".join(f"“{name}”" for name in reversed(error.args[1]))
        problem = ExpressionProblem(
            f"Các trường phụ thuộc lẫn nhau: {circle}.", "Bỏ một điều kiện hoặc công thức trong vòng này."
        )
        problems.append(PlanProblem(f"{place}.{error.args[1][0]}", problem))
        return tuple(answered.values())
