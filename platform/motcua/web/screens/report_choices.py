"""What a report may be made for: periods beside the chosen one, agencies and groups within the person's scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motcua.definitions.directory import Directory
from motcua.definitions.report import Report
from motcua.reporting.periods import Period, PeriodError, PeriodKind, PeriodRules, parse_period
from motcua.services.report_plans import current_rules
from motcua.services.reporting import period_of
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.surfaces.procedure_words import LEVEL_NAMES

QUARTERS = ("I", "II", "III", "IV")
GROUP = "cap:"
Link = Callable[[str], str]


def chosen_period(platform: Platform, report: Report, text: str, first: str, last: str) -> Period:
    """The period asked for, a span of days before a named one, else the current period of the report's first kind.

    Raises ``PeriodError``.
    """
    rules = current_rules(platform)
    if first or last:
        return parse_period(f"{first}..{last}", rules)
    if text:
        return parse_period(text, rules)
    kinds = [PeriodKind(kind) for kind in report.period_kinds if kind != PeriodKind.ANY]
    return period_of(platform, kinds[0] if kinds else PeriodKind.REPORTING_QUARTER)


def period_items(platform: Platform, report: Report, period: Period, link: Link) -> list[dict[str, Any]]:
    """The periods of the chosen year that can be opened with one click, the years around it at the ends."""
    rules = current_rules(platform)
    year = _year_of(period)
    kinds = set(report.period_kinds)
    items: list[dict[str, Any]] = [{"label": f"‹ {year - 1}", "href": link(_beside(period, year - 1, rules))}]
    if PeriodKind.REPORTING_QUARTER in kinds:
        for number, roman in enumerate(QUARTERS, start=1):
            items.append(_item(f"Quý {roman}", f"{year}-Q{number}", period, link))
    if PeriodKind.HALF_YEAR in kinds:
        items.append(_item("6 tháng đầu", f"{year}-H1", period, link))
        items.append(_item("6 tháng cuối", f"{year}-H2", period, link))
    if PeriodKind.YEAR in kinds:
        items.append(_item("Năm", f"{year}", period, link))
    items.append({"label": f"{year + 1} ›", "href": link(_beside(period, year + 1, rules))})
    return items


def month_options(report: Report, period: Period) -> list[dict[str, Any]]:
    """The months of the chosen year."""
    if PeriodKind.MONTH not in report.period_kinds:
        return []
    year = _year_of(period)
    return [
        {
            "value": f"{year}-{month:02}",
            "label": f"Tháng {month}/{year}",
            "chosen": period.text == f"{year}-{month:02}",
        }
        for month in range(1, 13)
    ]


def _item(label: str, text: str, period: Period, link: Link) -> dict[str, Any]:
    active = period.text == text
    return {"label": f"{label}/{text[:4]}" if active else label, "href": link(text), "active": active}


def _year_of(period: Period) -> int:
    return int(period.text[:4]) if period.text[:4].isdecimal() else period.start.year


def _beside(period: Period, year: int, rules: PeriodRules) -> str:
    """The same period in another year; the year itself when there is none, as for a span of days."""
    text = f"{year}{period.text[4:]}" if period.kind not in (PeriodKind.ANY, PeriodKind.DAY) else f"{year}"
    try:
        return parse_period(text, rules).text
    except PeriodError:
        return f"{year}"


def agency_options(directory: Directory, scope: Scope, chosen: str) -> list[dict[str, Any]]:
    """Groups and agencies the scope covers."""
    covered = [one for one in directory.agencies() if scope.covers(one.code)]
    options: list[dict[str, Any]] = []
    if scope.is_everything:
        options.append({"value": "", "label": "Toàn tỉnh", "chosen": not chosen})
        for level in ("province", "commune"):
            label = f"Tất cả cơ quan {LEVEL_NAMES[level].lower()}"
            options.append(
                {"value": f"{GROUP}{level}", "label": label, "chosen": chosen == f"{GROUP}{level}"}
            )
    elif len(covered) > 1:
        options.append({"value": "", "label": "Tất cả cơ quan của tôi", "chosen": not chosen})
    for one in covered:
        only = len(covered) == 1
        options.append({"value": one.code, "label": one.name, "chosen": chosen == one.code or only})
    return options


def asked_agencies(directory: Directory, scope: Scope, chosen: str) -> str:
    """The codes behind a choice; a group stands for its agencies within the scope."""
    if not chosen.startswith(GROUP):
        return chosen
    level = chosen.removeprefix(GROUP)
    codes = [
        one.code
        for one in directory.agencies()
        if one.level == level and scope.covers(one.code) and one.parent
    ]
    return ",".join(codes)


def group_name(chosen: str) -> str:
    """How a group is called on the paper; empty for single agencies."""
    level = chosen.removeprefix(GROUP) if chosen.startswith(GROUP) else ""
    return f"Các cơ quan {LEVEL_NAMES[level].lower()}" if level in LEVEL_NAMES else ""
