"""Texts of periods, their boundaries from data, and the moment figures are counted as of."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.definitions.code_list import CodeItem, CodeList
from motcua.kernel.clock import VIETNAM
from motcua.reporting.periods import (
    PeriodError,
    PeriodKind,
    PeriodRule,
    parse_period,
    period_rules,
    period_with,
    previous_period,
)

MID = PeriodRule(15, -1)
RULES = {
    PeriodKind.MONTH: PeriodRule(),
    PeriodKind.REPORTING_QUARTER: MID,
    PeriodKind.HALF_YEAR: MID,
    PeriodKind.YEAR: MID,
}


@pytest.mark.parametrize(
    ("text", "start", "end", "name"),
    [
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14), "Quý I năm 2026"),
        ("2026-Q2", date(2026, 3, 15), date(2026, 6, 14), "Quý II năm 2026"),
        ("2026-Q3", date(2026, 6, 15), date(2026, 9, 14), "Quý III năm 2026"),
        ("2026-q4", date(2026, 9, 15), date(2026, 12, 14), "Quý IV năm 2026"),
        ("2026", date(2025, 12, 15), date(2026, 12, 14), "Năm 2026"),
        ("2026-H1", date(2025, 12, 15), date(2026, 6, 14), "6 tháng đầu năm 2026"),
        ("2026-H2", date(2026, 6, 15), date(2026, 12, 14), "6 tháng cuối năm 2026"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "Tháng 2 năm 2026"),
        ("2026-11-20", date(2026, 11, 20), date(2026, 11, 20), "Ngày 20/11/2026"),
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22), "Tuần 47 năm 2026"),
        ("2026-01-01..2026-03-31", date(2026, 1, 1), date(2026, 3, 31), "từ 01/01/2026 đến 31/03/2026"),
    ],
)
def test_text_of_a_period__first_and_last_day(text, start, end, name):
    period = parse_period(f" {text} ", RULES)
    assert (period.start, period.end, period.name) == (start, end, name)
    assert period.text == text.upper() or period.text == text


@pytest.mark.parametrize(
    "text",
    ["", "Q3", "2026-Q5", "2026-13", "2026-02-30", "2026-W60", "abc", "2026-01-01..x", "2026Q3", "26-Q1"],
)
def test_text_that_names_no_period__is_refused_with_the_forms(text):
    with pytest.raises(PeriodError, match="2026-Q3"):
        parse_period(text, RULES)


def test_span_with_the_last_day_first__is_refused():
    with pytest.raises(PeriodError, match="trước ngày đầu"):
        parse_period("2026-03-01..2026-02-01", RULES)


def test_boundaries__are_data():
    calendar = {**RULES, PeriodKind.REPORTING_QUARTER: PeriodRule()}
    period = parse_period("2026-Q3", calendar)
    assert (period.start, period.end) == (date(2026, 7, 1), date(2026, 9, 30))


def test_code_list__gives_the_boundaries():
    codes = CodeList(
        "ky-bao-cao",
        "Kỳ báo cáo",
        tuple(
            CodeItem(
                kind.value, "", extra={"start_day": str(rule.start_day), "month_shift": str(rule.month_shift)}
            )
            for kind, rule in RULES.items()
        ),
    )
    assert period_rules(codes) == RULES


@pytest.mark.parametrize("extra", [{"start_day": "31"}, {"start_day": "x"}])
def test_code_list_with_impossible_days__is_refused(extra):
    items = tuple(CodeItem(kind.value, "", extra=extra) for kind in RULES)
    with pytest.raises(PeriodError, match="start_day"):
        period_rules(CodeList("ky-bao-cao", "", items))


def test_code_list_without_a_kind__is_refused():
    with pytest.raises(PeriodError, match="month"):
        period_rules(CodeList("ky-bao-cao", ""))


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(list(PeriodKind)))
def test_period_of_a_day__holds_it_and_is_read_back(day, kind):
    period = period_with(kind, day, RULES)
    assert period.start <= day <= period.end
    again = parse_period(period.text, RULES)
    assert (again.start, again.end) == (period.start, period.end)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(list(PeriodKind)))
def test_period_before__ends_the_day_before(day, kind):
    period = period_with(kind, day, RULES)
    before = previous_period(period, RULES)
    assert (period.start - before.end).days == 1


def test_span_before__has_the_same_length():
    before = previous_period(parse_period("2026-02-10..2026-02-19", RULES), RULES)
    assert (before.start, before.end) == (date(2026, 1, 31), date(2026, 2, 9))


def test_moment_of_counting__is_the_end_or_now_while_the_period_runs():
    period = parse_period("2026-Q3", RULES)
    running = datetime(2026, 8, 1, 9, tzinfo=VIETNAM)
    assert period.cut_off(running) == running
    assert period.cut_off(datetime(2027, 1, 1, tzinfo=VIETNAM)) == period.ends_at
    assert period.ends_at.isoformat(timespec="seconds") == "2026-09-14T23:59:59+07:00"
