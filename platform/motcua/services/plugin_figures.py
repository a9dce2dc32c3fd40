"""Counts the measures that plugins register: every dossier of the population is put before them, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from motcua.extension.points import REPORT_MEASURES, ReportMeasure
from motcua.extension.registry import measure_word
from motcua.kernel.clock import in_vietnam
from motcua.reporting.facts import Mark
from motcua.reporting.rows import CountedGroup
from motcua.services.report_plans import ReportPlan, ReportRequestError
from motcua.services.runtime import Platform
from motcua.storage.facts_as_of import column_name
from motcua.storage.report_facts import Selection, selected
from motcua.storage.tables import DossierRow

_PARTITION = 1_000
_OF_THE_DOSSIER = (
    DossierRow.number,
    DossierRow.procedure_code,
    DossierRow.procedure_name,
    DossierRow.field_of_work,
    DossierRow.applicant_name,
    DossierRow.agency_code,
    DossierRow.competent_agency,
    DossierRow.applicant,
    DossierRow.answers,
)
_TOLD = (
    "number",
    "procedure_code",
    "procedure_name",
    "field_of_work",
    "agency_code",
    "competent_agency",
    "channel",
    "lifecycle",
    "standing",
)


def plugin_measures(platform: Platform) -> dict[str, str]:
    """The words of the measures that plugins registered, with what they count."""
    found = platform.registry.every(REPORT_MEASURES)
    return {measure_word(name): one.meaning for name, one in sorted(found.items())}


def _implementation(platform: Platform, word: str) -> ReportMeasure:
    for name, one in platform.registry.every(REPORT_MEASURES).items():
        if measure_word(name) == word:
            return one
    raise ReportRequestError(
        f"Số đo “{word}” của một phần mở rộng đang không có. Bật lại phần mở rộng hoặc sửa báo cáo."
    )


def count_by_plugins(
    platform: Platform, session: Session, plan: ReportPlan, dimensions: Sequence[str], words: Sequence[str]
) -> list[CountedGroup]:
    """The figures of measures of plugins for every combination of dimension values.

    Raises ReportRequestError when a plugin is missing or fails.
    """
    known = {word: _implementation(platform, word) for word in words}
    figures: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    statement = selected(plan.query, Selection({}, shown=tuple(dimensions)), _OF_THE_DOSSIER)
    for row in session.execute(statement.execution_options(yield_per=_PARTITION)):
        dossier = _told(row)
        key = tuple(str(getattr(row, column_name(dimension)) or "") for dimension in dimensions)
        for word, one in known.items():
            if _counts(one, word, dossier, plan):
                figures[key][word] += 1
    return [CountedGroup(key, dict(found)) for key, found in figures.items()]


def dossiers_of_plugin(
    platform: Platform,
    session: Session,
    plan: ReportPlan,
    values: Mapping[str, Sequence[str]],
    word: str,
    after: tuple[datetime, int] | None = None,
) -> Iterator[Any]:
    """The rows of the dossiers that a measure of a plugin counts, in the order they were received."""
    one = _implementation(platform, word)
    statement = selected(plan.query, Selection(values), _OF_THE_DOSSIER, after)
    for row in session.execute(statement.execution_options(yield_per=_PARTITION)):
        if _counts(one, word, _told(row), plan):
            yield row


def _counts(one: ReportMeasure, word: str, dossier: Mapping[str, Any], plan: ReportPlan) -> bool:
    try:
        return bool(one.counts(dossier, plan.period.start, in_vietnam(plan.query.as_of).date()))
    except Exception as error:  # a plugin may fail in any way
        raise ReportRequestError(
            f"Phần mở rộng của số đo “{word}” lỗi ở hồ sơ {dossier['number']}: {type(error).__name__}: {error}"
        ) from error


def _told(row: Any) -> Mapping[str, Any]:
    """What a plugin is told of a dossier."""
    return MappingProxyType(
        {
            **{name: getattr(row, name) for name in _TOLD},
            "received_at": in_vietnam(row.received_at),
            "due_at": in_vietnam(row.due_at) if row.due_at else None,
            "finished_at": in_vietnam(row.finished_at) if row.finished_at else None,
            "in_period": getattr(row, Mark.IN_PERIOD.value) == 1,
            "is_settled": getattr(row, Mark.SETTLED.value) == 1,
            "applicant": MappingProxyType(dict(row.applicant)),
            "answers": MappingProxyType(dict(row.answers)),
        }
    )
