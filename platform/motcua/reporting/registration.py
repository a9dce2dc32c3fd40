"""The vocabulary of reports, registered so that the compiler can check report definitions against it."""

from __future__ import annotations

from motcua.extension.registry import Registrar, Vocabulary
from motcua.reporting.measures import MEASURES
from motcua.reporting.periods import RULES, PeriodKind
from motcua.reporting.vocabulary import (
    FILTERS,
    FORMATS,
    INDICATOR_VALUES,
    LIST_VALUES,
    PAYMENT_VALUES,
    Dimension,
)


def register_reporting(registrar: Registrar) -> None:
    """Measures, dimensions, filters, values, formats and kinds of periods."""
    registrar.add_words(Vocabulary.REPORT_MEASURE, {key: measure.name for key, measure in MEASURES.items()})
    registrar.add_words(Vocabulary.REPORT_DIMENSION, {item.value: item.meaning for item in Dimension})
    registrar.add_words(Vocabulary.REPORT_FILTER, FILTERS)
    registrar.add_words(Vocabulary.REPORT_VALUE, {**LIST_VALUES, **PAYMENT_VALUES, **INDICATOR_VALUES})
    registrar.add_words(Vocabulary.REPORT_FORMAT, FORMATS)
    registrar.add_words(Vocabulary.PERIOD_RULE, RULES)
    registrar.add_words(Vocabulary.PERIOD_KIND, {kind.value: "" for kind in PeriodKind})
