"""Reads the answers of a form: typed and JSON-ready, hidden ones dropped, every error with its place and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from motcua.definitions.form import Form
from motcua.dossiers.field_error import AnswerRefused, FieldError, unknown_name
from motcua.dossiers.field_reading import (
    BROKEN,
    BUILT_IN_TYPES,
    Surroundings,
    bound_error,
    computed_value,
    given_value,
    missing_value,
    read_value,
    refused_value,
)
from motcua.dossiers.field_types import FieldTypes
from motcua.dossiers.identity import contradiction
from motcua.dossiers.table_answers import read_table, row_count_error
from motcua.expressions.expression import Env
from motcua.expressions.form_plan import FieldPlan, FormPlan, RulePlan, plan_form
from motcua.expressions.functions import NO_REACH, Reach
from motcua.expressions.names import UNANSWERED_TYPES


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """What a form was answered.

    `values` holds what could be read, in reading order, without unanswered fields; with errors nothing of it
    may be stored. `visible` and `required` name the fields as the answers make them.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    visible: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    @property
    def ok(self) -> bool:
        """Whether everything may be stored as it is."""
        return not self.errors


def read_answers(
    form: Form,
    raw: Mapping[str, Any],
    env: Env,
    *,
    reach: Reach = NO_REACH,
    types: FieldTypes = BUILT_IN_TYPES,
    sources: Mapping[str, Any] = MappingProxyType({}),
) -> AnswerSheet:
    """Read answers as JSON values or as a posted form's texts.

    `env` gives `applicant` and `dossier` to conditions; its `dossier.received_date` is "today". Names the form
    does not have are errors; answers of fields that are not visible are dropped without one. An absent name takes
    the field's `prefill` (from `env` or from `sources`), then its `default`; an empty value takes neither.
    """
    around = Surroundings({**env, "form": {}}, reach, types, received_day(env), sources)
    return _Sheet(plan_form(form), raw, around).read()


def received_day(env: Env) -> date | None:
    """The day of receipt in an environment of expressions, None when it is not stated."""
    dossier = env.get("dossier")
    text = dossier.get("received_date") if isinstance(dossier, Mapping) else None
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


class _Sheet:
    """One reading of one form."""

    def __init__(self, plan: FormPlan, raw: Mapping[str, Any], around: Surroundings) -> None:
        self._plan = plan
        self._raw = raw
        self._around = around
        self._values: dict[str, Any] = around.env["form"]
        self._errors: dict[str, list[FieldError]] = {}
        self._visible: set[str] = set()
        self._required: set[str] = set()

    def read(self) -> AnswerSheet:
        """Values first, in the order of dependence; then what needs them all."""
        for plan in self._plan.order:
            if plan.broken or self._around.holds(plan):
                self._visible.add(plan.field.id)
                self._read_field(plan)
        for plan in self._plan.order:
            if plan.field.id in self._visible:
                self._check_field(plan)
        self._check_identities()
        for rule in self._plan.rules:
            self._check_rule(rule)
        return self._sheet()

    def _read_field(self, plan: FieldPlan) -> None:
        name = plan.field.id
        if plan.field.type == "computed":
            self._keep(name, computed_value(plan, self._around))
            return
        given, stated = given_value(plan, self._raw, self._around)
        if plan.field.type == "table":
            rows, errors = read_table(plan, given, self._around, name)
            self._keep(name, rows or None)
            if errors:
                self._errors[name] = errors
            return
        try:
            self._keep(name, read_value(plan, given, self._around))
        except AnswerRefused as refusal:
            if stated:
                self._refuse(name, refused_value(plan.field, name, refusal))

    def _keep(self, name: str, value: Any) -> None:
        if value is not None:
            self._values[name] = value

    def _refuse(self, name: str, error: FieldError) -> None:
        self._errors.setdefault(name, []).append(error)

    def _check_field(self, plan: FieldPlan) -> None:
        name = plan.field.id
        demanded = self._around.demands(plan)
        if demanded:
            self._required.add(name)
        if name in self._errors:
            return
        value = self._values.get(name)
        if plan.field.type == "table":
            error = row_count_error(plan, len(value or ()), name, required=demanded)
        elif value is None:
            error = missing_value(plan.field, name, self._around) if demanded else None
        else:
            error = bound_error(plan, value, name, self._around)
        if error is not None:
            self._refuse(name, error)

    def _check_identities(self) -> None:
        """An identity number against birth date and sex of the same person, told by a common `maps_to` prefix."""
        for plan in self._plan.fields:
            field = plan.field
            person, _, part = field.maps_to.rpartition(".")
            number = self._values.get(field.id)
            if field.type != "identity_number" or not part or number is None:
                continue
            found = contradiction(number, self._mapped(f"{person}.birth_date"), self._mapped(f"{person}.sex"))
            if found is not None:
                self._refuse(field.id, FieldError(field.id, found[0], f"“{field.label}”: {found[1]}"))

    def _mapped(self, maps_to: str) -> str:
        value = next(
            (self._values.get(plan.field.id) for plan in self._plan.fields if plan.field.maps_to == maps_to),
            None,
        )
        return value if isinstance(value, str) else ""

    def _check_rule(self, plan: RulePlan) -> None:
        rule = plan.rule
        if any(name in self._errors or name not in self._visible for name in plan.fields):
            return
        around = self._around
        if plan.check is None or (rule.when and plan.when is None):
            self._refuse(rule.field, FieldError(rule.field, "broken", BROKEN))
        elif (plan.when is None or plan.when.truth(around.env, around.reach)) and not plan.check.truth(
            around.env, around.reach
        ):
            self._refuse(rule.field, FieldError(rule.field, rule.id, rule.message))

    def _sheet(self) -> AnswerSheet:
        names = [plan.field.id for plan in self._plan.fields if plan.field.type not in UNANSWERED_TYPES]
        known = set(names)
        shown = frozenset(self._visible | self._visible_texts())
        errors = [
            FieldError(str(name), "unknown_field", unknown_name("Biểu mẫu", str(name), names))
            for name in self._raw
            if name not in known
        ]
        for name in (*names, *(name for name in self._errors if name not in known)):
            errors += self._errors.get(name, ())
        values = {name: self._values[name] for name in names if name in self._values}
        return AnswerSheet(values, tuple(errors), shown, frozenset(self._required))

    def _visible_texts(self) -> set[str]:
        """Headings and notes that are shown: they have no answer, but conditions like every field."""
        return {
            plan.field.id
            for plan in self._plan.fields
            if plan.field.type in UNANSWERED_TYPES and (plan.broken or self._around.holds(plan))
        }
