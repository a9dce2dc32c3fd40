"""Counts grouped reports: asks storage for the figures and puts them into rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.report import Report
from motcua.kernel.text import fold
from motcua.reporting.indicators import indicator_measures, indicator_rows, ranking_rows
from motcua.reporting.measure import Family
from motcua.reporting.measures import MEASURES, of_family
from motcua.reporting.result import ReportResult
from motcua.reporting.rows import CountedGroup, DimensionWords, build_rows, measures_needed
from motcua.reporting.vocabulary import DIMENSIONS_OF, Dimension
from motcua.services.catalog_figures import count_catalog
from motcua.services.places import COMMUNES, provided
from motcua.services.plugin_figures import count_by_plugins
from motcua.services.report_plans import ReportPlan, ReportRequestError
from motcua.services.runtime import Platform
from motcua.services.stated_figures import asked_questions, stated_periods
from motcua.storage.report_facts import count, count_distinct
from motcua.storage.report_money import count_money
from motcua.storage.report_stated import count_stated
from motcua.storage.report_surveys import count_surveys
from motcua.storage.report_work import count_work
from motcua.storage.tables import CatalogEntryRow, OfficerRow


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything counted for a report: ``groups`` add up to their parents, ``wholes`` state the figure of a group or
    the total as it is, and measures in ``missing`` have no figure at all.
    """

    groups: tuple[CountedGroup, ...] = ()
    wholes: tuple[CountedGroup, ...] = ()
    missing: frozenset[str] = frozenset()


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


def grouped_result(platform: Platform, session: Session, plan: ReportPlan) -> ReportResult:
    """The rows of a grouped report with their checks. Raises ReportRequestError when a figure cannot be divided so."""
    if plan.report.rows.each == "indicator":
        return _index(platform, session, plan)
    if plan.report.rows.each == "ranking":
        return _ranking(platform, session, plan)
    dimensions = plan.report.rows.group_by
    counted = counted_figures(platform, session, plan, dimensions, measures_needed(plan.report))
    groups = _one_spelling(counted.groups, dimensions)
    words = more_words(session, plan, dimensions)
    rows, checks = build_rows(plan.report, groups, words, counted.wholes, counted.missing)
    return replace(empty_result(plan), rows=rows, checks=checks)


def _index(platform: Platform, session: Session, plan: ReportPlan) -> ReportResult:
    counted = counted_figures(platform, session, plan, (), indicator_measures(plan.report))
    figures: dict[str, int] = {}
    for group in (*counted.groups, *counted.wholes):
        for name, number in group.figures.items():
            figures[name] = figures.get(name, 0) + number
    return replace(empty_result(plan), rows=indicator_rows(plan.report, figures, counted.missing))


def _ranking(platform: Platform, session: Session, plan: ReportPlan) -> ReportResult:
    dimensions = plan.report.rows.group_by[:1]
    counted = counted_figures(platform, session, plan, dimensions, indicator_measures(plan.report))
    figures: dict[str, dict[str, int]] = {}
    for group in (*counted.groups, *counted.wholes):
        if group.key:
            ours = figures.setdefault(group.key[0], {})
            for name, number in group.figures.items():
                ours[name] = ours.get(name, 0) + number
    words = more_words(session, plan, dimensions)
    labels = {key: words.label(dimensions[0], key) for key in figures}
    rows = ranking_rows(plan.report, figures, labels, counted.missing)
    return replace(empty_result(plan), rows=rows)


def counted_figures(
    platform: Platform,
    session: Session,
    plan: ReportPlan,
    dimensions: Sequence[str],
    measures: Sequence[str],
) -> Counted:
    """The figures of measures of every family for the values of the dimensions."""
    _check(plan.report, dimensions, measures)
    groups: list[CountedGroup] = []
    wholes: list[CountedGroup] = []
    missing = set(of_family(measures, Family.NONE))
    dossiers = of_family(measures, Family.DOSSIERS)
    if plain := [name for name in dossiers if MEASURES[name].additive]:
        groups += count(session, plan.query, dimensions, plain)
    if once := [name for name in dossiers if not MEASURES[name].additive]:
        wholes += count_distinct(session, plan.query, dimensions, once)
    if plugins := of_family(measures, Family.PLUGIN):
        groups += count_by_plugins(platform, session, plan, dimensions, plugins)
    if money := of_family(measures, Family.MONEY):
        groups += count_money(session, plan.query, dimensions, money)
    if catalog := of_family(measures, Family.CATALOG):
        wholes += count_catalog(platform, session, plan.query, dimensions, catalog)
    if surveys := of_family(measures, Family.SURVEY):
        groups += count_surveys(session, plan.query, dimensions, surveys, asked_questions(platform))
    if stated := of_family(measures, Family.STATED):
        periods = stated_periods(session, plan.period)
        found = count_stated(session, periods, plan.query.agencies, dimensions, stated)
        missing.update(name for name in stated if not any(name in one.figures for one in found))
        groups += found
    if work := of_family(measures, Family.WORK):
        if plan.query.as_of < plan.made_at:
            missing.update(name for name in work if _of_the_present(name))
        more, once_each = count_work(
            session, plan.query, dimensions, [name for name in work if name not in missing]
        )
        groups += more
        wholes += once_each
    return Counted(tuple(groups), tuple(wholes), frozenset(missing))


def _of_the_present(name: str) -> bool:
    work = MEASURES[name].work
    return work is not None and work.of_the_present


def _check(report: Report, dimensions: Sequence[str], measures: Sequence[str]) -> None:
    for name in measures:
        known = DIMENSIONS_OF[MEASURES[name].family]
        for dimension in dimensions:
            if dimension not in known:
                raise ReportRequestError(
                    f"Báo cáo {report.code}: số đo “{MEASURES[name].name}” không chia theo chiều “{dimension}” được. "
                    f"Chọn một trong: {', '.join(sorted(known))}."
                )


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


def more_words(session: Session, plan: ReportPlan, dimensions: Sequence[str]) -> DimensionWords:
    """The words of the plan, with those that only the database knows: procedures and officers."""
    more: dict[str, dict[str, str]] = {}
    if Dimension.PROCEDURE in dimensions:
        names = session.execute(select(CatalogEntryRow.code, CatalogEntryRow.name))
        more[Dimension.PROCEDURE] = dict(names.tuples().all())
    if {Dimension.OFFICER, Dimension.RECEIVING_OFFICER} & set(dimensions):
        found = session.execute(select(OfficerRow.username, OfficerRow.full_name))
        officers = {user: f"{name} ({user})" for user, name in found}
        more[Dimension.OFFICER] = {**officers, "": "Chưa giao cho ai"}
        more[Dimension.RECEIVING_OFFICER] = officers
    if Dimension.APPLICANT_PLACE in dimensions:
        more[Dimension.APPLICANT_PLACE] = {one.code: one.name for one in provided(COMMUNES)}
    return DimensionWords({**plan.words.names, **more})
