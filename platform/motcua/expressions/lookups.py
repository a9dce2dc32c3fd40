"""The code lists that expressions look entries up in, found without compiling them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from motcua.definitions.form import Form, FormField
from motcua.definitions.procedure import Procedure

_LOOKUP = re.compile(r"""\b(?:name_of|item|is_in)\s*\(\s*(?:'([^'\\]+)'|"([^"\\]+)")""")


def lists_looked_up(texts: Iterable[str]) -> frozenset[str]:
    """The codes of the lists named in the look-ups of expressions."""
    return frozenset(
        single or double for text in texts if "(" in text for single, double in _LOOKUP.findall(text)
    )


def expressions_of_procedure(procedure: Procedure) -> Iterator[str]:
    """Every expression of a procedure."""
    for variant in procedure.variants:
        yield variant.when
    for paper in procedure.checklist:
        yield paper.when
    for fee in procedure.fees:
        yield from (fee.when, fee.times, str(fee.amount or ""))
        for exemption in fee.exemptions:
            yield exemption.when


def expressions_of_form(form: Form) -> Iterator[str]:
    """Every expression of a form."""
    for section in form.sections:
        yield section.when
        for field in section.fields:
            yield from _expressions_of_field(field)
    for rule in form.rules:
        yield from (rule.check, rule.when)


def _expressions_of_field(field: FormField) -> Iterator[str]:
    yield from (field.when, field.required_when, field.compute, field.min, field.max)
    for column in field.columns:
        yield from _expressions_of_field(column)


def code_lists_of(form: Form | None, procedure: Procedure | None = None) -> frozenset[str]:
    """Every code list a form's fields and the expressions of form and procedure need."""
    fields = form.fields() if form is not None else ()
    named = {field.code_list for field in (*fields, *(column for one in fields for column in one.columns))}
    texts = [
        *(expressions_of_form(form) if form else ()),
        *(expressions_of_procedure(procedure) if procedure else ()),
    ]
    return frozenset(named - {""}) | lists_looked_up(texts)
