"""Expressions: numbers that simply work, names refused early, failure that grants nothing."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.definitions.code_list import CodeItem, CodeList
from motcua.definitions.form import Form, FormField, FormSection, Option
from motcua.expressions.expression import Expression
from motcua.expressions.form_names import names_for
from motcua.expressions.functions import FUNCTIONS, Reach
from motcua.expressions.problem import ExpressionFailure, ExpressionProblem
from motcua.expressions.shapes import Kind
from motcua.kernel.working_calendar import DayOverride, OverrideKind, Shift, WorkingCalendar

OPTIONS = (Option("da-ly-hon", "Đã ly hôn"), Option("chua", "Chưa kết hôn"))
FIELDS = (
    FormField("so_ban", "integer", "Số bản"),
    FormField("dien_tich", "decimal", "Diện tích"),
    FormField("ngay", "date", "Ngày"),
    FormField("tinh_trang", "choice", "Tình trạng", options=OPTIONS),
    FormField("giay_to", "multiple_choice", "Giấy tờ", options=OPTIONS),
    FormField("ho_ten", "person_name", "Họ tên"),
    FormField("dong_y", "yes_no", "Đồng ý"),
    FormField("dia_chi", "address", "Địa chỉ"),
    FormField("tong", "computed", "Tổng", compute="form.so_ban * 2000"),
    FormField("ghi-chu", "text", "Ghi chú"),
    FormField("luu_y", "note", "Lưu ý"),
    FormField(
        "thua",
        "table",
        "Thửa",
        columns=(FormField("ten", "text", "Tên"), FormField("tien", "money", "Tiền")),
    ),
)
FORM = Form("to-khai", "Tờ khai", (FormSection("a", "A", FIELDS),))
NAMES = names_for(FORM)
ENV = {
    "form": {
        "so_ban": 3,
        "dien_tich": 12.5,
        "ngay": "2026-01-31",
        "tinh_trang": "chua",
        "giay_to": ["chua"],
        "ho_ten": "Nguyễn Văn An",
        "thua": [{"ten": "x", "tien": 1000}, {"ten": "y"}],
    },
    "applicant": {"birth_date": "1990-02-28", "poor_household": True},
    "dossier": {"received_date": "2026-03-01", "channel": "counter"},
}
WEEK = tuple(((Shift(time(7), time(11)),) if day < 5 else ()) for day in range(7))


def value(text, env=ENV, **reach):
    return Expression.compile(text, NAMES).evaluate(env, Reach(**reach))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("form.dien_tich * 1500", 18750),
        ("form.so_ban * form.dien_tich + 1", 38.5),
        ("form.so_ban / 2", 1.5),
        ("(form.so_ban + 1) * -2", -8),
        ("form.tong + 0.5", 0.5),
        ("size(form.thua) * 1.5", 3),
        ("form.thua.size() + size(form.ho_ten)", 15),
        ("sum(form.thua.map(r, r.tien)) * 2", 2000),
        ("form.thua.filter(r, r.tien > 0)[0].tien", 1000),
        ("form.thua.exists(r, r.ten == 'y' && r.tien == 0)", True),
        ("form.thua.all(r, r.tien >= 0) && form.thua.exists_one(r, r.tien > 0)", True),
        ("form.tinh_trang in ['chua', 'da-ly-hon'] ? 1 : 2.5", 1),
        ("'da-ly-hon' in form.giay_to", False),
        ("has(form.ho_ten) && !has(form.dia_chi) && !has(form.dong_y)", True),
        ("form['ghi-chu'] == ''", True),
        ("form.dia_chi.province == ''", True),
        ("form.ho_ten.contains('Văn') && form.ho_ten.startsWith('Nguyễn')", True),
        (r"form.ho_ten.matches('^\D+$')", True),
        ("fold(form.ho_ten) == 'nguyen van an'", True),
        ("'Số ' + text(form.so_ban)", "Số 3"),
        ("number('1,5') + 1", 2.5),
        ("months_between(form.ngay, dossier.received_date)", 1),
        ("age(applicant.birth_date, dossier.received_date)", 36),
        ("days_between(form.ngay, dossier.received_date)", 29),
        ("add_months(form.ngay, 1)", "2026-02-28"),
        ("add_days(form.ngay, 1) == '2026-02-01'", True),
        ("date('2026-13-01')", ""),
        ("year(form.ngay) * 100 + month(form.ngay)", 202601),
        ("round_to(form.dien_tich / 3, 2)", 4.17),
        ("min(form.so_ban, 2) + max(form.so_ban, 9) + ceil(0.1) + floor(1.9) + remainder(5, 3)", 15),
        ("form.dien_tich > 10 // so sánh", True),
    ],
)
def test_accepted_expression__gives_the_plain_value(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("form.so_bn > 1", 6, "“so_ban”"),
        ("frm.so_ban > 1", 1, "“form”"),
        ("form.tinh_trang == 'ly-hon'", 20, "“da-ly-hon”"),
        ("form.tinh_trang in ['chua', 'khac']", 20, "“khac”"),
        ("'khac' in form.giay_to", 1, "“khac”"),
        ("dossier.channel == 'web'", 20, "counter"),
        ("form.luu_y == ''", 6, "luu_y"),
        ("form.thua.exists(r, r.gia > 1)", 23, "“gia”"),
        ("form.dien_tich + 'm2'", 18, "number"),
        ("form.so_ban = 1", 13, "“==”"),
        ("form.dong_y and form.dong_y", 13, "“&&”"),
        ("not form.dong_y", 1, "“!”"),
        ("form.so_ban * 15.000", 15, "15000"),
        ("form.ho_ten == “An”", 16, "nháy thẳng"),
        ("form.ho_ten == 'An", 16, "Đóng dấu nháy"),
        ("form == 1", 1, "form.so_ban"),
        ("form.dia_chi == 'x'", 1, "form.dia_chi.province"),
        ("form.ngay < '31/12/2026'", 13, "2026-01-31"),
        ("form.ngay > 3", 13, "ngày"),
        ("form.so_ban % 2", 13, "remainder"),
        ("form.giay_to.contains('chua')", 14, "in danh_sach"),
        ("days_between(form.ngay)", 1, "2 tham số"),
        ("daysbetween(form.ngay, form.ngay)", 1, "days_between"),
        ("size(form.so_ban)", 1, "đếm"),
        ("(form.so_ban", 13, "“)”"),
        ("form.so_ban +", 14, "bỏ dở"),
        ("", 1, "trống"),
        ("form.ho_ten.matches('[')", 1, "mẫu so khớp"),
        ("!" * 200 + "form.dong_y", 1, "lồng"),
        ("(" * 200 + "1" + ")" * 200, 1, "lồng"),
        ("1 + " * 600 + "1", 1, "2000"),
    ],
)
def test_wrong_expression__is_refused_with_column_and_remedy(text, column, says):
    with pytest.raises(ExpressionProblem) as caught:
        Expression.compile(text, NAMES)
    assert caught.value.column == column
    assert says in str(caught.value)


def test_condition_that_gives_a_number__is_refused():
    with pytest.raises(ExpressionProblem, match="so sánh"):
        Expression.compile("form.so_ban", NAMES, Kind.YES_NO)


def test_missing_answers__count_as_empty_values_of_their_kind():
    checks = [
        "form.so_ban == 0", "form.ho_ten == ''", "!form.dong_y", "size(form.giay_to) == 0", "form.ngay == ''",
        "!(form.ngay < '2026-01-01')", "!(form.ngay >= '2026-01-01')",
        "applicant.address.commune == ''", "form.thua.all(r, r.tien > 0)",
    ]  # fmt: skip
    assert all(Expression.compile(text, NAMES).truth({}) for text in checks)


@pytest.mark.parametrize(
    "text",
    [
        "age(form.ngay, '2026-01-01') < 18",
        "!(age(form.ngay, '2026-01-01') < 18)",
        "days_between(form.ngay, '2026-01-01') <= 60 || days_between(form.ngay, '2026-01-01') > 60",
        "max(age(form.ngay, '2026-01-01'), 0) >= 0",
        "age(form.ngay, '2026-01-01') != 18",
        "!(age(form.ngay, '2026-01-01') == 18)",
        "1000 / form.so_ban > 0",
        "1000 / form.so_ban != 5",
        "working_days_between(form.ngay, '2026-01-01') >= 0",
    ],
)
def test_condition_over_an_unanswered_date__holds_neither_affirmed_nor_denied(text):
    assert Expression.compile(text, NAMES).truth({}) is False


@pytest.mark.parametrize("text", ["1 / form.so_ban > 0", "form.thua[5].tien == 0", "form.ho_ten == 'x'"])
def test_condition_that_cannot_be_evaluated__does_not_hold(text):
    env = {"form": {"so_ban": "ba", "ho_ten": {"a": 1}}}
    assert Expression.compile(text, NAMES).truth(env) is False


def test_division_by_nothing__is_a_failure_and_no_amount():
    with pytest.raises(ExpressionFailure):
        Expression.compile("1000 / form.so_ban", NAMES).amount({})


@pytest.mark.parametrize(
    ("text", "env", "amount"),
    [
        ("form.dien_tich * 50", {"dien_tich": 1.15}, 58),
        ("form.dien_tich * 1000", {"dien_tich": 1.0005}, 1001),
        ("form.dien_tich * 100", {"dien_tich": Decimal("0.125")}, 13),
        ("form.dien_tich * 100", {"dien_tich": "0.125"}, 13),
        ("form.dien_tich", {"dien_tich": -2.5}, -3),
    ],
)
def test_amount__rounds_halves_up_as_written_in_decimals(text, env, amount):
    assert Expression.compile(text, NAMES).amount({"form": env}) == amount


@given(st.integers(0, 10_000), st.decimals(0, 100_000, places=3, allow_nan=False))
def test_product_of_answer_and_literal__equals_decimal_arithmetic(count, area):
    env = {"form": {"so_ban": count, "dien_tich": float(area)}}
    exact = (count * area * 15).quantize(Decimal(1), rounding="ROUND_HALF_UP")
    assert Expression.compile("form.so_ban * form.dien_tich * 15", NAMES).amount(env) == exact


def test_calendar_and_code_lists__are_reached_through_the_reach():
    lists = {"dan-toc": CodeList("dan-toc", "Dân tộc", (CodeItem("01", "Kinh", extra={"it": "khong"}),))}
    assert value("name_of('dan-toc', '01')", code_lists=lists) == "Kinh"
    assert value("item('dan-toc', '01', 'it')", code_lists=lists) == "khong"
    assert value("is_in('dan-toc', '99')", code_lists=lists) is False
    assert Expression.compile("is_in('dan-toc', form.ho_ten)", NAMES).code_lists == {"dan-toc"}
    calendar = WorkingCalendar("c", WEEK, {date(2026, 2, 17): DayOverride(OverrideKind.OFF)})
    text = "working_days_between('2026-02-13', '2026-02-18')"
    assert value(text, calendar=calendar) == 2
    assert value("add_working_days('2026-02-13', 2)", calendar=calendar) == "2026-02-18"
    assert value("add_working_days('2026-02-18', -2)", calendar=calendar) == "2026-02-13"
    assert value("add_working_days('2026-02-13', 0)", calendar=calendar) == "2026-02-13"
    assert value("add_working_days('2026-02-13', 100000)", calendar=calendar) == ""
    assert value("is_working_day('2026-02-17')", calendar=calendar) is False
    assert value("is_working_day('2026-02-16')", calendar=calendar) is True
    with pytest.raises(ExpressionFailure, match="lịch làm việc"):
        value(text)


def test_same_text_over_the_same_names__is_compiled_once():
    assert names_for(FORM) is NAMES
    assert Expression.compile("form.so_ban > 1", NAMES) is Expression.compile("form.so_ban > 1", NAMES)
    assert Expression.compile("form.so_ban > 1", NAMES).paths == {"form.so_ban"}


def test_computed_field__has_the_kind_of_its_formula():
    with pytest.raises(ExpressionProblem, match=r"form\.tong” là số"):
        Expression.compile("form.tong.contains('a')", NAMES)


def test_every_function__has_a_meaning_and_an_example():
    assert all(function.meaning and function.name in function.example for function in FUNCTIONS.values())
