"""Rules of organizations and calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from motcua.compiler.judge.context import Context, Rule, at, unknown
from motcua.compiler.problem_codes import Finding
from motcua.definitions.calendar_definition import CalendarDefinition
from motcua.definitions.directory import DEFAULT_CALENDAR, Directory
from motcua.definitions.organization import Agency, Organization
from motcua.definitions.working_calendars import working_calendar
from motcua.extension.registry import Vocabulary
from motcua.kernel.tax_code import is_organization_tax_code


def parents_exist(organization: Organization, context: Context) -> Iterator[Finding]:
    """ORG-001: the agency above exists, and nobody stands above himself."""
    directory = context.directory
    if directory is None:
        return
    for agency in organization.agencies:
        path = at("agencies", agency.code, "parent")
        if agency.parent and not directory.knows(agency.parent):
            known = [other.code for other in directory.agencies()]
            yield unknown("ORG-001", "Cơ quan cấp trên", path, agency.parent, known)
        elif _stands_above_itself(agency.code, directory):
            message = f"Cơ quan “{agency.code}” đứng trên chính nó."
            yield Finding("ORG-002", message, path, agency.parent)


def _stands_above_itself(code: str, directory: Directory) -> bool:
    seen: set[str] = set()
    above = directory.agency(code).parent
    while above and above != code and above not in seen and directory.knows(above):
        seen.add(above)
        above = directory.agency(above).parent
    return above == code


def unit_positions_exist(organization: Organization, context: Context) -> Iterator[Finding]:
    """ORG-003: units hold positions that exist."""
    directory = context.directory
    if directory is None:
        return
    known = [position.code for position in directory.positions()]
    own = [(at("agencies", agency.code), agency.units) for agency in organization.agencies]
    patterns = [
        (f"/unit_patterns/{index}", item.units) for index, item in enumerate(organization.unit_patterns)
    ]
    for path, units in (*own, *patterns):
        for unit in units:
            for position in unit.positions:
                if position not in known:
                    yield unknown(
                        "ORG-003", "Chức danh", f"{path}/units/{unit.id}/positions", position, known
                    )


def permissions_exist(organization: Organization, context: Context) -> Iterator[Finding]:
    """ORG-004: positions are given permissions that exist."""
    for position in organization.positions:
        for permission in position.permissions:
            known = context.word(Vocabulary.PERMISSION, permission)
            if known is not None:
                yield unknown(
                    "ORG-004", "Quyền", at("positions", position.code, "permissions"), permission, known
                )


def tax_codes_are_whole(organization: Organization, _context: Context) -> Iterator[Finding]:
    """ORG-006: the tax number of an agency has 10 or 13 digits and the right check digit."""
    for agency in organization.agencies:
        if agency.tax_code and not is_organization_tax_code(agency.tax_code):
            message = f"“{agency.tax_code}” không phải mã số thuế của cơ quan."
            yield Finding("ORG-006", message, at("agencies", agency.code, "tax_code"), agency.tax_code)


def calendar_can_be(calendar: CalendarDefinition, _context: Context) -> Iterator[Finding]:
    """CAL-001: hours and days make a working calendar."""
    try:
        working_calendar(calendar)
    except ValueError as error:
        yield Finding("CAL-001", str(error), "/hours")


def days_lie_in_their_year(calendar: CalendarDefinition, _context: Context) -> Iterator[Finding]:
    """CAL-002: days stand under their year; a worked day says whose hours it runs."""
    for year in calendar.years:
        for day in year.days:
            path = at("years", str(year.year), "days", day.date.isoformat())
            if day.date.year != year.year:
                yield Finding(
                    "CAL-002", f"Ngày {day.date:%d/%m/%Y} không thuộc năm {year.year}.", path, str(day.date)
                )
            if day.is_ == "work" and not day.like:
                message = f"Ngày làm việc {day.date:%d/%m/%Y} chưa ghi làm theo giờ của thứ nào (like)."
                yield Finding("CAL-003", message, path)


def this_year_is_known(calendar: CalendarDefinition, context: Context) -> Iterator[Finding]:
    """CAL-004: the national calendar has this year's holidays."""
    years = {year.year for year in calendar.years}
    if calendar.code == DEFAULT_CALENDAR and context.today.year not in years:
        message = f"Lịch chưa có ngày nghỉ của năm {context.today.year}; ngày hẹn trả sẽ sai quanh ngày lễ."
        yield Finding("CAL-004", message, "/years")


def years_follow_one_another(calendar: CalendarDefinition, _context: Context) -> Iterator[Finding]:
    """CAL-005: between the first and the last year of a calendar none is missing."""
    years = sorted(year.year for year in calendar.years)
    missing = [year for year in range(years[0], years[-1]) if year not in years] if years else []
    if missing:
        shown = ", ".join(map(str, missing))
        yield Finding("CAL-005", f"Lịch thiếu năm {shown} ở giữa.", "/years", shown)


def successions_leave_no_gap(organization: Organization, context: Context) -> Iterator[Finding]:
    """ORG-005: agencies that follow one another are known, and no day lies between them."""
    directory = context.directory
    if directory is None:
        return
    for agency in organization.agencies:
        for key, others in (("predecessors", agency.predecessors), ("successors", agency.successors)):
            path = at("agencies", agency.code, key)
            for other in others:
                if not directory.knows(other):
                    known = [one.code for one in directory.agencies()]
                    yield unknown("ORG-005", "Cơ quan", path, other, known)
                elif key == "predecessors":
                    yield from _gap(directory.agency(other), agency, path)


def _gap(before: Agency, after: Agency, path: str) -> Iterator[Finding]:
    if before.valid_to is None or after.valid_from is None:
        return
    if after.valid_from > before.valid_to + timedelta(days=1):
        message = (
            f"{before.code} hết hiệu lực {before.valid_to:%d/%m/%Y} mà {after.code} kế tục từ "
            f"{after.valid_from:%d/%m/%Y}: giữa hai ngày không có cơ quan."
        )
        yield Finding("ORG-005", message, path, before.code)


ORGANIZATION_RULES: tuple[Rule, ...] = (
    parents_exist,
    unit_positions_exist,
    permissions_exist,
    successions_leave_no_gap,
    tax_codes_are_whole,
)
CALENDAR_RULES: tuple[Rule, ...] = (
    calendar_can_be,
    days_lie_in_their_year,
    this_year_is_known,
    years_follow_one_another,
)
