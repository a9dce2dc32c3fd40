"""The functions expressions may call besides CEL's own text methods: one table, the documentation included.

A function never raises, because the CEL runtime would print the error to the server's log for each dossier. What
is reckoned from an unanswered date, or divided by 0, is not a number (NaN): a comparison with it cannot be evaluated,
so no condition holds by it, affirmed or denied, and no amount comes out. A missing date neither grants an exemption
nor makes a price.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from motcua.definitions.code_list import CodeItem, CodeList
from motcua.expressions.code_index import entries
from motcua.expressions.shapes import ANY, DATE, NUMBER, NUMBERS, TEXT, YES_NO, Shape
from motcua.expressions.working_days import after_working_days, working_days
from motcua.kernel.text import fold
from motcua.kernel.working_calendar import WorkingCalendar

_FARTHEST_DAYS = 40_000
_NO_LISTS: Mapping[str, CodeList] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reach:
    """What functions may consult besides their arguments: the agency's calendar and the code lists."""

    calendar: WorkingCalendar | None = None
    code_lists: Mapping[str, CodeList] = field(default_factory=lambda: _NO_LISTS)


NO_REACH = Reach()


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its arguments and result, what it does (Vietnamese), and its Python body.

    `reaches` = the body takes a Reach first; `needs_calendar` = there must be a calendar in it.
    """

    name: str
    takes: tuple[Shape, ...]
    gives: Shape
    body: Callable[..., Any]
    meaning: str
    example: str
    reaches: bool = False
    needs_calendar: bool = False


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _days_between(start: str, end: str) -> float:
    first, last = _day(start), _day(end)
    return float((last - first).days) if first and last else math.nan


def _months(first: date, last: date) -> int:
    whole = (last.year - first.year) * 12 + last.month - first.month
    anniversary = min(first.day, monthrange(last.year, last.month)[1])
    return whole - 1 if last.day < anniversary else whole


def _months_between(start: str, end: str) -> float:
    first, last = _day(start), _day(end)
    if first is None or last is None:
        return math.nan
    return float(-_months(last, first) if last < first else _months(first, last))


def _years_between(start: str, end: str) -> float:
    months = _months_between(start, end)
    return float(math.trunc(months / 12)) if math.isfinite(months) else months


def _shift_days(start: str, days: float) -> str:
    first = _day(start)
    if first is None or not math.isfinite(days) or abs(days) > _FARTHEST_DAYS:
        return ""
    try:
        return (first + timedelta(days=int(days))).isoformat()
    except OverflowError:
        return ""


def _shift_months(start: str, months: float) -> str:
    first = _day(start)
    if first is None or not math.isfinite(months) or abs(months) > _FARTHEST_DAYS:
        return ""
    year, month = divmod(first.year * 12 + first.month - 1 + int(months), 12)
    if not 1 <= year <= 9999:
        return ""
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1])).isoformat()


def _working_days(reach: Reach, start: str, end: str) -> float:
    first, last = _day(start), _day(end)
    if reach.calendar is None or first is None or last is None:
        return math.nan
    return float(working_days(reach.calendar, first, last))


def _add_working_days(reach: Reach, start: str, days: float) -> str:
    first = _day(start)
    if first is None or reach.calendar is None or not math.isfinite(days):
        return ""
    day = after_working_days(reach.calendar, first, int(days))
    return day.isoformat() if day else ""


def _is_working_day(reach: Reach, text: str) -> bool:
    day = _day(text)
    return day is not None and reach.calendar is not None and reach.calendar.is_working_day(day)


def _part(name: str) -> Callable[[str], float]:
    def part(text: str) -> float:
        day = _day(text)
        return float(getattr(day, name)) if day else math.nan

    return part


def _find(reach: Reach, list_code: str, code: str) -> CodeItem | None:
    code_list = reach.code_lists.get(list_code)
    if code_list is None or not code:
        return None
    return entries(code_list).get(code)


def _name_of(reach: Reach, list_code: str, code: str) -> str:
    item = _find(reach, list_code, code)
    return item.name if item else ""


def _item(reach: Reach, list_code: str, code: str, column: str) -> str:
    item = _find(reach, list_code, code)
    if item is None:
        return ""
    own = {"name": item.name, "parent": item.parent, "national": item.national}
    return own.get(column) or item.extra.get(column, "")


def _is_in(reach: Reach, list_code: str, code: str) -> bool:
    return _find(reach, list_code, code) is not None


def _round(value: float, digits: float = 0.0) -> float:
    if not math.isfinite(value):
        return value
    step = Decimal(1).scaleb(-max(0, min(int(digits), 9)))
    return float(Decimal(f"{value:.14g}").quantize(step, rounding=ROUND_HALF_UP))


def _least(one: float, other: float) -> float:
    return math.nan if math.isnan(one) or math.isnan(other) else min(one, other)


def _most(one: float, other: float) -> float:
    return math.nan if math.isnan(one) or math.isnan(other) else max(one, other)


def _total(values: Sequence[float]) -> float:
    return math.fsum(values)


def _remainder(value: float, divisor: float) -> float:
    return math.fmod(value, divisor) if divisor and math.isfinite(value) else math.nan


def _whole(body: Callable[[float], int]) -> Callable[[float], float]:
    return lambda value: float(body(float(f"{value:.14g}"))) if math.isfinite(value) else value


def _as_text(value: float) -> str:
    return f"{value:.14g}" if abs(value) < 1e14 else f"{value:.0f}"


def _as_number(text: str) -> float:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def _as_date(text: str) -> str:
    day = _day(text)
    return day.isoformat() if day else ""


def _divide(value: float, divisor: float) -> float:
    return value / divisor if divisor else math.nan


def _size(value: object) -> float:
    return float(len(value)) if isinstance(value, str | list | dict) else 0.0


def _table(*functions: Function) -> Mapping[str, Function]:
    return MappingProxyType({function.name: function for function in functions})


SIZE = Function("size", (ANY,), NUMBER, _size, "Số ký tự của chữ, số phần tử của danh sách, số dòng của bảng.",
                "size(form.thanh_vien) > 2")  # fmt: skip
"""Written as a call or as `x.size()`; CEL's own counts the bytes of a text."""

DIVIDE = Function("divide", (NUMBER, NUMBER), NUMBER, _divide, "Phép chia; chia cho 0 thì chưa có kết quả.",
                  "form.tong / form.so_nguoi")  # fmt: skip
"""Written as `a / b`; CEL's own gives infinity for a divisor of 0, which would hold against every limit."""

FUNCTIONS: Mapping[str, Function] = _table(
    Function("days_between", (DATE, DATE), NUMBER, _days_between,
             "Số ngày từ ngày trước đến ngày sau; âm khi ngược lại. Chưa có ngày thì điều kiện dùng nó không đúng.",
             "days_between(form.ngay_cuoi, dossier.received_date) > 60"),
    Function("months_between", (DATE, DATE), NUMBER, _months_between,
             "Số tháng tròn giữa hai ngày.", "months_between(form.tu_ngay, form.den_ngay) >= 6"),
    Function("years_between", (DATE, DATE), NUMBER, _years_between,
             "Số năm tròn giữa hai ngày.", "years_between(form.ngay_ket_hon, dossier.received_date) >= 1"),
    Function("age", (DATE, DATE), NUMBER, _years_between,
             "Tuổi tròn của người sinh ngày thứ nhất tính đến ngày thứ hai.",
             "age(applicant.birth_date, dossier.received_date) >= 60"),
    Function("working_days_between", (DATE, DATE), NUMBER, _working_days,
             "Số ngày làm việc sau ngày thứ nhất đến hết ngày thứ hai, theo lịch của cơ quan.",
             "working_days_between(form.ngay_nhan, dossier.received_date) > 5",
             reaches=True, needs_calendar=True),
    Function("add_working_days", (DATE, NUMBER), DATE, _add_working_days,
             "Ngày làm việc sau (hoặc trước, số âm) một số ngày làm việc, theo lịch của cơ quan.",
             "add_working_days(form.ngay_nhan, 5) < dossier.received_date",
             reaches=True, needs_calendar=True),
    Function("is_working_day", (DATE,), YES_NO, _is_working_day,
             "Ngày này cơ quan làm việc, theo lịch của cơ quan.", "is_working_day(form.ngay_hen)",
             reaches=True, needs_calendar=True),
    Function("add_days", (DATE, NUMBER), DATE, _shift_days,
             "Ngày sau (hoặc trước, số âm) một số ngày.", "add_days(form.ngay_bat_dau, 30)"),
    Function("add_months", (DATE, NUMBER), DATE, _shift_months,
             "Ngày sau một số tháng; ngày 31 về ngày cuối tháng khi tháng ngắn hơn.",
             "add_months(form.ngay_cap, 6) < dossier.received_date"),
    Function("year", (DATE,), NUMBER, _part("year"), "Năm của một ngày.", "year(form.ngay_sinh) < 2000"),
    Function("month", (DATE,), NUMBER, _part("month"), "Tháng của một ngày.", "month(form.ngay) == 12"),
    Function("day", (DATE,), NUMBER, _part("day"), "Ngày trong tháng.", "day(form.ngay) <= 15"),
    Function("date", (TEXT,), DATE, _as_date, "Đọc chữ năm-tháng-ngày thành ngày.",
             "form.ngay_ky >= date('2025-07-01')"),
    Function("fold", (TEXT,), TEXT, fold, "Chữ thường, không dấu, để so sánh.",
             "fold(form.quoc_tich) == 'viet nam'"),
    Function("text", (NUMBER,), TEXT, _as_text, "Số thành chữ.", "'Tầng ' + text(form.so_tang)"),
    Function("number", (TEXT,), NUMBER, _as_number, "Chữ thành số, 0 khi không phải số.",
             "number(form.ma_so) > 100"),
    Function("name_of", (TEXT, TEXT), TEXT, _name_of, "Tên của một mã trong danh mục.",
             "name_of('dan-toc', form.dan_toc)", reaches=True),
    Function("item", (TEXT, TEXT, TEXT), TEXT, _item, "Giá trị một cột của mã trong danh mục.",
             "item('quoc-gia', form.quoc_tich, 'khu_vuc') == 'asean'", reaches=True),
    Function("is_in", (TEXT, TEXT), YES_NO, _is_in, "Danh mục có mã này.",
             "is_in('xa-dac-biet-kho-khan', applicant.address.commune)", reaches=True),
    Function("sum", (NUMBERS,), NUMBER, _total, "Tổng một danh sách số.",
             "sum(form.thua_dat.map(r, r.dien_tich))"),
    Function("min", (NUMBER, NUMBER), NUMBER, _least, "Số nhỏ hơn.", "min(form.so_ban, 10)"),
    Function("max", (NUMBER, NUMBER), NUMBER, _most, "Số lớn hơn.", "max(form.so_ban - 1, 0)"),
    Function("abs", (NUMBER,), NUMBER, abs, "Giá trị tuyệt đối.", "abs(form.chenh_lech)"),
    Function("round", (NUMBER,), NUMBER, _round, "Làm tròn đến số nguyên, nửa thì lên.",
             "round(form.dien_tich)"),
    Function("round_to", (NUMBER, NUMBER), NUMBER, _round, "Làm tròn đến một số chữ số thập phân.",
             "round_to(form.dien_tich / 3, 2)"),
    Function("floor", (NUMBER,), NUMBER, _whole(math.floor), "Số nguyên không lớn hơn.", "floor(form.so / 2)"),
    Function("ceil", (NUMBER,), NUMBER, _whole(math.ceil), "Số nguyên không nhỏ hơn.", "ceil(form.so_trang / 2)"),
    Function("remainder", (NUMBER, NUMBER), NUMBER, _remainder, "Số dư của phép chia.",
             "remainder(form.so_trang, 2) == 1"),
)  # fmt: skip
"""Every function by its name. `has(x)` and the macros all, exists, exists_one, filter, map are CEL's."""


def binding(function: Function, reach: Reach) -> Callable[..., Any]:
    """The body as the CEL runtime calls it."""
    if not function.reaches:
        return function.body
    body = function.body
    return lambda *given: body(reach, *given)
