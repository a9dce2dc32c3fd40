"""Turns what was asked of a report into what is to be counted: definition, period, agencies, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from motcua.definitions.code_list import CodeList
from motcua.definitions.directory import Directory
from motcua.definitions.organization import Agency
from motcua.definitions.report import Report
from motcua.dossiers.parts import Lifecycle
from motcua.kernel.clock import in_vietnam
from motcua.kernel.text import capitalize_first
from motcua.reporting.periods import PERIOD_LIST, Period, PeriodRules, parse_period, period_rules
from motcua.reporting.rows import DimensionWords
from motcua.reporting.vocabulary import Dimension, split_filter
from motcua.services.access import ForbiddenError
from motcua.services.print_data import DELIVERY_NAMES
from motcua.services.rule_store import RevisionStub, RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.scope import Scope

RECIPIENT_LIST = "noi-nhan-bao-cao"
LEVEL_LIST = "cap-thuc-hien"
CHANNEL_LIST = "kenh-nop"
THRESHOLD_LIST = "nguong-bao-cao"
_DIMENSION_LISTS: Mapping[str, str] = MappingProxyType(
    {
        Dimension.APPLICANT_KIND: "doi-tuong-nop",
        Dimension.ONLINE_LEVEL: "muc-do-dich-vu-cong",
        Dimension.LATE_REASON: "nguyen-nhan-theo-nhat-ky",
        Dimension.PAYMENT_METHOD: "hinh-thuc-thanh-toan",
    }
)
"""The code lists that name the values of dimensions."""
_NAMED_AGENCIES = 3
_SOON_HOURS = 24
_SATISFIED_PERCENT = 50


class ReportNotFoundError(LookupError):
    """There is no report of that code; the text is Vietnamese."""


class ReportRequestError(ValueError):
    """A report cannot be made as asked; the text says in Vietnamese what is wrong and how to ask."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What is asked: a report, a period (``2026-Q3``), agencies (one, several with commas, or the code of a group;
    empty is everything the caller may see), and the moment to count at (empty is the period's end, or now).
    """

    code: str
    period: str
    agency: str = ""
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """Everything needed to count and to write one report."""

    report: Report
    period: Period
    query: FactQuery
    agency: str
    agency_name: str
    recipient: str
    place: str
    words: DimensionWords
    made_at: datetime


def plan_report(
    platform: Platform, scope: Scope, request: ReportRequest, definition: Report | None = None
) -> ReportPlan:
    """The plan of a request, limited to what the scope covers; by a definition other than today's when one is given.

    Raises ReportNotFoundError, PeriodError, ReportRequestError, or ForbiddenError for agencies outside the scope.
    """
    platform.rules.refresh()
    now = platform.now()
    report = definition or shared_report(platform, scope, request.code)
    period = parse_period(request.period, current_rules(platform))
    directory = platform.directory()
    agencies = chosen_agencies(directory, scope, request.agency)
    try:
        attribution, filters = split_filter(report.filter)
    except KeyError as error:
        raise ReportRequestError(
            f"Báo cáo {report.code} dùng phạm vi {error} không có. Sửa mục filter của báo cáo."
        ) from error
    asked = _asked(directory, scope, request.agency)
    heads = [directory.agency(code) for code in asked if directory.knows(code)]
    day = now.date()
    return ReportPlan(
        report=report,
        period=period,
        query=FactQuery(
            begins_at=period.begins_at,
            as_of=period.cut_off(request.as_of or now),
            agencies=agencies,
            attribution=attribution,
            filters=filters,
            soon=timedelta(hours=_threshold(platform, day, "sap-den-han", "hours", _SOON_HOURS)),
            satisfied=_threshold(platform, day, "hai-long", "percent", _SATISFIED_PERCENT),
            nothing_since=period.cut_off(request.as_of or now) >= in_vietnam(now),
        ),
        agency=",".join(asked),
        agency_name=_agency_name(heads),
        recipient=_recipient(platform, directory, heads, day),
        place=heads[0].place if len(heads) == 1 else "",
        words=dimension_words(platform, directory, agencies, day),
        made_at=in_vietnam(now),
    )


def _threshold(platform: Platform, day: date, code: str, unit: str, usual: int) -> int:
    """A number that the code list of thresholds states, such as the hours before a due date; else the usual one."""
    codes = _code_list(platform, THRESHOLD_LIST, day)
    stated = {item.code: item.extra for item in codes.items} if codes else {}
    number = stated.get(code, {}).get(unit, "")
    return int(number) if number.isdigit() else usual


def find_report(platform: Platform, code: str) -> Report:
    """The report definition in force today."""
    try:
        found = platform.rules.definition("report", code, platform.today())
    except RulesMissingError as error:
        known = ", ".join(platform.rules.codes("report")) or "chưa có báo cáo nào"
        raise ReportNotFoundError(f"Không có báo cáo “{code}”. Các báo cáo hiện có: {known}.") from error
    if not isinstance(found, Report):
        raise ReportNotFoundError(f"“{code}” không phải là báo cáo.")
    return found


def may_see(report: Report, scope: Scope) -> bool:
    """Whether a report is shared with one of the roles that ask; one without roles is everybody's."""
    return scope.roles is None or not report.roles or not scope.roles.isdisjoint(report.roles)


def shared_report(platform: Platform, scope: Scope, code: str) -> Report:
    """The report in force today. Raises ReportNotFoundError, ForbiddenError when it is not shared with the caller."""
    report = find_report(platform, code)
    if not may_see(report, scope):
        raise ForbiddenError(
            f"Báo cáo “{report.name}” không chia sẻ cho vai trò của tài khoản. "
            "Liên hệ quản trị tỉnh để được thêm vai trò vào báo cáo."
        )
    return report


def report_stub(platform: Platform, code: str) -> RevisionStub:
    """The revision of a report in force today. Raises ReportNotFoundError when there is none."""
    stub = platform.rules.stub("report", code, platform.today())
    if stub is None:
        raise ReportNotFoundError(f"Không có báo cáo “{code}”.")
    return stub


def current_rules(platform: Platform) -> PeriodRules:
    """The boundaries of periods as the metadata state them today."""
    codes = _code_list(platform, PERIOD_LIST, platform.today())
    if codes is None:
        raise ReportRequestError(
            f"Chưa công bố danh mục {PERIOD_LIST} (mốc của kỳ báo cáo). Công bố danh mục này rồi lập lại báo cáo."
        )
    return period_rules(codes)


def chosen_agencies(directory: Directory, scope: Scope, text: str) -> frozenset[str] | None:
    """The agencies to count for: each asked one with all beneath it, as far as the scope covers them.

    None stands for all of the province. Raises ReportRequestError for an unknown code, ForbiddenError when the scope
    covers nothing of one.
    """
    parts = _split(text)
    if not parts:
        return scope.agencies
    found: set[str] = set()
    for part in parts:
        if not directory.knows(part):
            raise ReportRequestError(f"Không có cơ quan “{part}”. Xem mã cơ quan trong danh mục tổ chức.")
        covered = {code for code in directory.below(part) if scope.covers(code)}
        if not covered:
            raise ForbiddenError(f"Tài khoản không được xem số liệu của {directory.agency(part).name}.")
        found |= covered
    everything = scope.is_everything and all(agency.code in found for agency in directory.agencies())
    return None if everything else frozenset(found)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _asked(directory: Directory, scope: Scope, text: str) -> list[str]:
    """The codes a report is headed with: as asked, else the top of the province, else the scope's agencies."""
    if parts := _split(text):
        return parts
    if scope.agencies is None:
        return [agency.code for agency in directory.agencies() if not agency.parent][:1]
    return sorted(scope.agencies)


def _agency_name(heads: list[Agency]) -> str:
    names = "; ".join(agency.name for agency in heads[:_NAMED_AGENCIES])
    rest = len(heads) - _NAMED_AGENCIES
    return f"{names} và {rest} đơn vị khác" if rest > 0 else names


def _recipient(platform: Platform, directory: Directory, heads: list[Agency], day: date) -> str:
    """Who gets the report of these agencies, by the chain of NĐ 09/2019 as the metadata state it."""
    codes = _code_list(platform, RECIPIENT_LIST, day)
    if codes is None or not heads:
        return ""
    key = "whole" if any(not agency.parent for agency in heads) else heads[0].level.value
    name = next((item.name for item in codes.items if item.code == key), "")
    return name.replace("{province}", directory.province_name).strip()


def dimension_words(
    platform: Platform, directory: Directory, agencies: Iterable[str] | None, day: date
) -> DimensionWords:
    """The words of levels, channels and agencies; only the agencies counted are listed."""
    wanted = None if agencies is None else frozenset(agencies)
    names = {
        agency.code: agency.name for agency in directory.agencies() if wanted is None or agency.code in wanted
    }
    listed: dict[str, Mapping[str, str]] = {
        Dimension.LEVEL: _names(_code_list(platform, LEVEL_LIST, day)),
        Dimension.CHANNEL: _names(_code_list(platform, CHANNEL_LIST, day)),
        Dimension.AGENCY: names,
        Dimension.COMPETENT_AGENCY: names,
        Dimension.ACTING_AGENCY: names,
        Dimension.POSITION: {one.code: one.name for one in directory.positions()},
        Dimension.DELIVERY: {code: capitalize_first(name) for code, name in DELIVERY_NAMES.items()},
        Dimension.STATUS: {state.value: state.name_in_vietnamese for state in Lifecycle},
        **{
            dimension: _names(_code_list(platform, code, day)) for dimension, code in _DIMENSION_LISTS.items()
        },
    }
    return DimensionWords(listed)


def _names(codes: CodeList | None) -> dict[str, str]:
    return {item.code: item.name for item in codes.items} if codes else {}


def _code_list(platform: Platform, code: str, day: date) -> CodeList | None:
    try:
        found = platform.rules.definition("code_list", code, day)
    except RulesMissingError:
        return None
    return found if isinstance(found, CodeList) else None
