"""Counts grouped reports: asks storage for the figures and puts them into rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.kernel.text import fold
from motcua.reporting.result import ReportResult
from motcua.reporting.rows import CountedGroup, DimensionWords, build_rows, measures_needed
from motcua.reporting.vocabulary import Dimension
from motcua.services.report_plans import ReportPlan
from motcua.storage.report_facts import count
from motcua.storage.tables import CatalogEntryRow


def empty_result(plan: ReportPlan) -> ReportResult:
    """The report without its rows."""
    agencies = plan.query.agencies
    return ReportResult(
        report=plan.report,
        period=plan.period,
        agency=plan.agency,
        agency_name=plan.agency_name,
        as_of=plan.query.as_of,
        rows=(),
        agencies=None if agencies is None else tuple(sorted(agencies)),
        recipient=plan.recipient,
        place=plan.place,
        made_at=plan.made_at,
    )


def grouped_result(session: Session, plan: ReportPlan) -> ReportResult:
    """The rows of a grouped report with their checks."""
    dimensions = plan.report.rows.group_by
    groups = count(session, plan.query, dimensions, measures_needed(plan.report))
    groups = _one_spelling(groups, dimensions)
    words = _with_procedures(session, plan.words, dimensions, groups)
    rows, checks = build_rows(plan.report, groups, words)
    return replace(empty_result(plan), rows=rows, checks=checks)


def _one_spelling(groups: Sequence[CountedGroup], dimensions: Sequence[str]) -> list[CountedGroup]:
    """Fields of work that differ in capitals or marks only are one row, written as most dossiers have it."""
    if Dimension.FIELD_OF_WORK not in dimensions:
        return list(groups)
    place = list(dimensions).index(Dimension.FIELD_OF_WORK)
    weights: dict[str, dict[str, int]] = {}
    for group in groups:
        spelling = group.key[place]
        seen = weights.setdefault(fold(spelling), {})
        seen[spelling] = seen.get(spelling, 0) + sum(group.figures.values())
    chosen = {folded: max(sorted(seen), key=lambda one: seen[one]) for folded, seen in weights.items()}
    return [
        CountedGroup(
            (*group.key[:place], chosen[fold(group.key[place])], *group.key[place + 1 :]), group.figures
        )
        for group in groups
    ]


def _with_procedures(
    session: Session, words: DimensionWords, dimensions: Sequence[str], groups: Sequence[CountedGroup]
) -> DimensionWords:
    if Dimension.PROCEDURE not in dimensions or not groups:
        return words
    names = session.execute(select(CatalogEntryRow.code, CatalogEntryRow.name))
    return DimensionWords({**words.names, Dimension.PROCEDURE: dict(names.tuples().all())})
