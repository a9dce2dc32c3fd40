"""A due date tells how it came about."""

from datetime import date, time

from tests.unit.kernel.vietnam_2025_2026 import OFFICE, at

from motcua.kernel.due_clock import ClockPolicy, CountFrom, due
from motcua.kernel.due_date import DueDate
from motcua.kernel.time_limit import TimeLimit
from motcua.kernel.working_calendar import DayOverride, OverrideKind


def _due(received: str, limit: str, policy: ClockPolicy | None = None) -> DueDate:
    return due(OFFICE, policy or ClockPolicy(), at(received), TimeLimit.parse(limit))


def test_summary_over_holidays__names_the_days_off() -> None:
    expected = "Thứ sáu 24/4 16:30 + 3 ngày làm việc, bỏ 27/4, 30/4–1/5 → thứ hai 4/5 16:30"
    assert _due("2026-04-24 16:30", "3 working_days").summary() == expected


def test_summary_over_a_worked_saturday__names_it() -> None:
    expected = "Thứ sáu 9/1 14:00 + 2 ngày làm việc, tính cả 10/1 làm bù → thứ hai 12/1 14:00"
    assert _due("2026-01-09 14:00", "2 working_days").summary() == expected


def test_summary_of_receipt_after_hours__says_when_the_clock_starts() -> None:
    expected = "Thứ sáu 20/11 17:20 (tính từ thứ hai 23/11 07:00) + 4 giờ làm việc → thứ hai 23/11 11:00"
    assert _due("2026-11-20 17:20", "4 working_hours").summary() == expected


def test_summary_counted_from_the_next_day__says_so() -> None:
    expected = "Thứ hai 16/11 09:00 (tính từ 17/11) + 2 ngày làm việc → thứ tư 18/11 17:00"
    assert _due("2026-11-16 09:00", "2 working_days", ClockPolicy(CountFrom.NEXT_DAY)).summary() == expected


def test_summary_after_the_cutoff__names_the_rule() -> None:
    summary = _due("2026-11-20 15:30", "same_day", ClockPolicy(cutoff=time(15))).summary()
    assert "trong ngày, nhận sau 15:00 nên trả trong ngày làm việc tiếp theo → thứ hai 23/11 17:00" in summary


def test_summary_of_a_rolled_period__names_the_last_day() -> None:
    summary = _due("2026-04-24 16:30", "7 calendar_days").summary()
    assert (
        "+ 7 ngày, ngày cuối 1/5 là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo → thứ hai 4/5 17:00"
        in summary
    )


def test_summary_over_new_year__shows_years() -> None:
    summary = _due("2025-12-31 09:00", "1 working_day").summary()
    assert summary == "Thứ tư 31/12/2025 09:00 + 1 ngày làm việc, bỏ 1/1–2/1/2026 → thứ hai 5/1/2026 09:00"


def test_explanation__lists_every_span() -> None:
    assert _due("2026-04-24 16:30", "3 working_days").explanation() == (
        "Nhận lúc 16:30 thứ sáu 24/04/2026.",
        "Thời hạn: 3 ngày làm việc, tính từ phút tiếp nhận.",
        "Thứ sáu 24/04/2026: tính 30 phút (16:30–17:00).",
        "25/04/2026 – 26/04/2026: bỏ, nghỉ hằng tuần.",
        "Thứ hai 27/04/2026: bỏ, nghỉ lễ.",
        "Thứ ba 28/04/2026: tính 8 giờ (07:00–17:00).",
        "Thứ tư 29/04/2026: tính 8 giờ (07:00–17:00).",
        "30/04/2026 – 01/05/2026: bỏ, nghỉ lễ.",
        "02/05/2026 – 03/05/2026: bỏ, nghỉ hằng tuần.",
        "Thứ hai 04/05/2026: tính 7,5 giờ (07:00–16:30).",
        "Hẹn trả lúc 16:30 thứ hai 04/05/2026.",
    )


def test_reason_of_a_day_off__names_its_basis() -> None:
    named = DayOverride(OverrideKind.OFF, reason="Giỗ Tổ Hùng Vương", basis="TB 9441/TB-BNV")
    calendar = OFFICE.overlaid("x", {date(2026, 4, 27): named})
    result = due(calendar, ClockPolicy(), at("2026-04-24 16:30"), TimeLimit.parse("1 working_day"))
    assert "Thứ hai 27/04/2026: bỏ, Giỗ Tổ Hùng Vương (TB 9441/TB-BNV)." in result.explanation()


def test_json__carries_moments_explanation_and_spans() -> None:
    body = _due("2026-11-20 07:00", "0.5 working_days").as_json()
    assert body["due_at"] == "2026-11-20T11:00:00+07:00"
    assert body["limit"] == "0.5 working_days"
    assert body["spans"] == [
        {
            "day": "2026-11-20",
            "start": "2026-11-20T07:00:00+07:00",
            "end": "2026-11-20T11:00:00+07:00",
            "minutes": 240,
            "counted": True,
            "kind": "worked",
            "reason": "",
        }
    ]
