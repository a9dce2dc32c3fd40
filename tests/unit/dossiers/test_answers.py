"""Answers of a form: what people type is read, what cannot be is refused with its remedy, hidden answers go."""

from datetime import date

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.definitions.code_list import CodeItem, CodeList
from motcua.definitions.form import Form, FormField, FormRule, FormSection, Option
from motcua.dossiers.answers import read_answers
from motcua.dossiers.answers_schema import answers_schema
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.plugin_types import types_with
from motcua.expressions.form_plan import plan_form
from motcua.expressions.functions import Reach
from motcua.extension.points import Refused

ENV = {
    "applicant": {"full_name": "Trần Thị Hoa", "poor_household": True},
    "dossier": {"received_date": "2026-11-23", "channel": "counter"},
}
COLORS = (Option("do", "Đỏ"), Option("xanh", "Xanh"))
LISTS = {
    "dan-toc": CodeList(
        "dan-toc", "Dân tộc", (CodeItem("01", "Kinh"), CodeItem("99", "Cũ", valid_to=date(2020, 1, 1)))
    ),
    "vietnam-provinces": CodeList("vietnam-provinces", "Tỉnh", (CodeItem("88", "Tỉnh Đồng Lam"),)),
    "vietnam-communes": CodeList(
        "vietnam-communes",
        "Xã",
        (CodeItem("88001", "Xã Tân Hòa", parent="88"), CodeItem("77001", "Xã Khác", parent="77")),
    ),
}


def form(*fields, rules=(), **section):
    return Form("f", "Biểu mẫu", (FormSection("s", "Phần", tuple(fields), **section),), rules=rules)


def read(fields, raw, env=ENV, **options):
    fields = fields if isinstance(fields, Form) else form(*fields)
    return read_answers(fields, raw, env, reach=Reach(code_lists=LISTS), **options)


def one(type_, value, **options):
    sheet = read([FormField("x", type_, "Ô này", **options)], {"x": value})
    return sheet.values.get("x"), [error.message for error in sheet.errors]


@pytest.mark.parametrize(
    ("type_", "given", "stored"),
    [
        ("text", "  Nguye\u0302\u0303n\t Văn\u200b An ", "Nguyễn Văn An"),
        ("text", 12, "12"),
        ("text", "a\x00b", "ab"),
        ("long_text", "dòng 1\r\n  dòng 2 \n", "dòng 1\n  dòng 2"),
        ("integer", "15.000", 15000),
        ("integer", 2.0, 2),
        ("integer", "-3", -3),
        ("integer", "0", 0),
        ("decimal", "1,5", 1.5),
        ("decimal", "1.234,56", 1234.56),
        ("decimal", "1.5", 1.5),
        ("decimal", "15.000", 15000),
        ("decimal", 0.1, 0.1),
        ("decimal", "2,0", 2),
        ("money", "15.000 đ", 15000),
        ("money", 7500, 7500),
        ("date", "14/02/1996", "1996-02-14"),
        ("date", "1996-2-14", "1996-02-14"),
        ("date", "14.11.26", "2026-11-14"),
        ("date", "14.11.96", "1996-11-14"),
        ("date", "1411", "2026-11-14"),
        ("date", "14112025", "2025-11-14"),
        ("date", "29-2-2024", "2024-02-29"),
        ("date", date(2026, 1, 31), "2026-01-31"),
        ("month", "02/1996", "1996-02"),
        ("month", "1996-2", "1996-02"),
        ("time", "7h30", "07:30"),
        ("time", "07:05", "07:05"),
        ("yes_no", "on", True),
        ("yes_no", "Không", False),
        ("yes_no", False, False),
        ("code_list", "01", "01"),
        ("address", {"province": "88", "commune": "88001", "detail": "Thôn 2"},
         {"province": "88", "commune": "88001", "detail": "Thôn 2",
          "province_name": "Tỉnh Đồng Lam", "commune_name": "Xã Tân Hòa"}),
        ("address", {"commune": "88001"},
         {"province": "88", "commune": "88001", "province_name": "Tỉnh Đồng Lam", "commune_name": "Xã Tân Hòa"}),
        ("address", {"province": "", "commune": "", "detail": ""}, None),
        ("person_name", "Y-Bih Niê", "Y-Bih Niê"),
        ("identity_number", "001 190 000 018", "001190000018"),
        ("tax_code", "0100109106", "0100109106"),
        ("tax_code", "0100109106001", "0100109106-001"),
        ("tax_code", "001190000018", "001190000018"),
        ("phone", "+84 912 345 678", "0912345678"),
        ("phone", "(024) 3825-1234", "02438251234"),
        ("phone", "+1 202 555 0123", "+12025550123"),
        ("email", "Hoa@Example.VN", "Hoa@example.vn"),
        ("file", "f-1", ["f-1"]),
        ("file", ["f-1", "f-1", "f-2"], ["f-1", "f-2"]),
        ("signature", "s-1", "s-1"),
    ],
)  # fmt: skip
def test_value_as_people_give_it__is_stored_typed_and_read_again_unchanged(type_, given, stored):
    options = {"code_list": "dan-toc"} if type_ == "code_list" else {}
    value, errors = one(type_, given, **options)
    assert (value, errors) == (stored, [])
    assert one(type_, value, **options) == (stored, [])
    schema = answers_schema(form(FormField("x", type_, "Ô này", **options)), LISTS)
    jsonschema.Draft202012Validator(schema).validate({} if value is None else {"x": value})


@pytest.mark.parametrize(
    ("type_", "given", "says"),
    [
        ("text", ["a"], "bằng chữ"),
        ("text", "x" * 501, "quá 500"),
        ("integer", "1,5", "1,5 không phải số nguyên"),
        ("text", "a\ud800", "không lưu được"),
        ("money", "9" * 5000, "15 chữ số"),
        ("integer", "9" * 5000, "15 chữ số"),
        ("integer", "ba", "“ba” không phải là số"),
        ("integer", True, "số nguyên"),
        ("integer", 10**16, "15 chữ số"),
        ("decimal", "1,23456789", "6 chữ số sau dấu phẩy"),
        ("decimal", float("nan"), "một số"),
        ("money", "mười nghìn", "số tiền"),
        ("date", "30/2/2024", "Tháng 2/2024 có 29 ngày. Ghi ngày từ 1 đến 29."),
        ("date", "2024-13-01", "Không có tháng 13"),
        ("date", "hôm nay", "ví dụ 14/02/1996"),
        ("date", "1/1/0026", "đủ bốn số"),
        ("month", "13/2020", "Không có tháng 13"),
        ("time", "25:00", "00:00 đến 23:59"),
        ("yes_no", "chắc vậy", "“Có” hoặc “Không”"),
        ("code_list", "77", "“Dân tộc” không có mã “77”"),
        ("code_list", "99", "không còn dùng"),
        ("address", {"province": "88", "commune": "77001"}, "không thuộc Tỉnh Đồng Lam"),
        ("address", {"tinh": "88"}, "không có “tinh”"),
        ("person_name", "An 2", "Chỉ ghi chữ"),
        ("identity_number", "123456789", "9 số không còn giá trị"),
        ("identity_number", "00119000001", "bạn ghi 11 số"),
        ("identity_number", "00119000001a", "chỉ gồm 12 chữ số"),
        ("identity_number", "000190000018", "“000” không phải mã nơi"),
        ("identity_number", "001299000018", "năm sinh 2099"),
        ("tax_code", "0100109107", "sai số kiểm tra"),
        ("tax_code", "12345", "10 số"),
        ("phone", "12345", "10 số bắt đầu bằng 0"),
        ("email", "hoa@", "ten@mien.vn"),
        ("file", "../etc/passwd", "Tải tệp lên trước"),
        ("signature", ["a", "b"], "Chỉ ký một lần"),
    ],
)
def test_value_that_cannot_be__is_refused_with_field_rule_and_remedy(type_, given, says):
    value, (message,) = one(type_, given, **({"code_list": "dan-toc"} if type_ == "code_list" else {}))
    assert value is None
    assert message.startswith("“Ô này”")
    assert says in message


def test_choice_outside_the_options__names_them():
    _, (message,) = one("choice", "vang", options=COLORS)
    assert "Chọn một trong: “Đỏ”, “Xanh”" in message
    assert one("multiple_choice", ["do", "do", "xanh"], options=COLORS) == (["do", "xanh"], [])


def test_unknown_names__are_refused_with_a_pointer_and_the_nearest_name():
    sheet = read([FormField("so_ban", "integer", "Số bản")], {"so_bn": 1, "con": [{"x": 1}]})
    assert [(error.code, error.pointer()) for error in sheet.errors] == [
        ("unknown_field", "/so_bn"),
        ("unknown_field", "/con"),
    ]
    assert "Có phải “so_ban”?" in sheet.errors[0].message
    assert FieldError("con[0].a/b", "x", "").pointer() == "/con/0/a~1b"


def test_hidden_answer__is_dropped_and_counts_as_empty_everywhere():
    fields = [
        FormField("ket_qua", "computed", "Kết quả", compute="form.chi_tiet + '!'"),
        FormField("chi_tiet", "text", "Chi tiết", when="form.co", required=True),
        FormField("co", "yes_no", "Có"),
        FormField("them", "text", "Thêm", when="form.chi_tiet != ''"),
    ]
    shown = read(fields, {"co": True, "chi_tiet": "a", "them": "b"})
    assert shown.values == {"ket_qua": "a!", "chi_tiet": "a", "co": True, "them": "b"}
    hidden = read(fields, {"co": False, "chi_tiet": "a", "them": "b"})
    assert hidden.values == {"ket_qua": "!", "co": False}
    assert hidden.ok
    assert hidden.visible == {"ket_qua", "co"}


def test_hidden_section__hides_its_fields():
    hidden = read(form(FormField("a", "text", "A", required=True), when="applicant.disabled"), {"a": "x"})
    assert (hidden.values, hidden.errors) == ({}, ())


def test_required_and_required_when__ask_for_what_is_missing():
    fields = [
        FormField("a", "yes_no", "Đồng ý", required=True),
        FormField("b", "text", "Lý do", required_when="form.a"),
        FormField("f", "file", "Ảnh", required=True),
    ]
    sheet = read(fields, {"a": True, "b": " "})
    assert [(error.path, error.code) for error in sheet.errors] == [("b", "required"), ("f", "required")]
    assert sheet.errors[1].message == "Chưa có “Ảnh”. Đính kèm “Ảnh”."
    assert sheet.required == {"a", "b", "f"}
    assert read(fields, {"a": False, "f": "x"}).ok


@pytest.mark.parametrize(
    ("options", "value", "message"),
    [
        ({"type": "integer", "min": "1", "max": "10"}, 20, "20 nằm ngoài khoảng cho phép. Ghi số từ 1 đến 10."),
        ({"type": "money", "min": "1000"}, 500, "500 nằm ngoài khoảng cho phép. Ghi số từ 1.000."),
        ({"type": "date", "max": "today"}, "24/11/2026", "Chọn đến 23/11/2026."),
        ({"type": "date", "min": "add_days(dossier.received_date, -30)"}, "1/1/2026", "Chọn từ 24/10/2026."),
        ({"type": "month", "min": "2020-01"}, "12/2019", "12/2019 nằm ngoài khoảng cho phép. Chọn từ 01/2020."),
    ],
)  # fmt: skip
def test_value_outside_its_bounds__names_both_ends(options, value, message):
    sheet = read([FormField("x", options.pop("type"), "Ô", **options)], {"x": value})
    assert message in sheet.errors[0].message


def test_pattern__refuses_with_the_message_of_the_form():
    field = FormField("x", "text", "Biển số", pattern="[0-9]{2}[A-Z]", pattern_message="Ghi dạng 29A.")
    assert read([field], {"x": "29A"}).ok
    assert read([field], {"x": "A29"}).errors[0].message == "“Biển số”: Ghi dạng 29A."


def test_absent_name__takes_prefill_then_default_and_an_empty_value_takes_neither():
    fields = [
        FormField("ten", "person_name", "Tên", prefill="applicant.full_name", default="Không"),
        FormField("so", "integer", "Số", default="1"),
        FormField("ngay", "date", "Ngày", default="today"),
    ]
    assert read(fields, {}).values == {"ten": "Trần Thị Hoa", "so": 1, "ngay": "2026-11-23"}
    assert read(fields, {"ten": "", "so": "", "ngay": ""}).values == {}


TABLE = FormField(
    "con", "table", "Con chung", min_rows=1, max_rows=3,
    columns=(
        FormField("ten", "person_name", "Tên", required=True),
        FormField("truong", "text", "Trường", required_when="row.tuoi >= 6"),
        FormField("tuoi", "integer", "Tuổi", max="120"),
        FormField("gap", "computed", "Gấp đôi", compute="row.tuoi * 2"),
        FormField("nghe", "text", "Nghề", when="row.tuoi > 15"),
    ),
)  # fmt: skip


def test_table__keeps_row_ids_computes_in_the_row_and_drops_blank_rows():
    rows = [
        {"_row": "k1", "ten": "An", "tuoi": 3, "nghe": "x"},
        {"_row": "k9", "ten": "", "tuoi": ""},
        {"ten": "Bình", "tuoi": "20", "nghe": "Thợ", "truong": "T"},
        {"_row": "k1", "ten": "Chi"},
    ]
    sheet = read([TABLE], {"con": rows})
    assert sheet.ok
    assert sheet.values["con"] == [
        {"_row": "k1", "ten": "An", "tuoi": 3, "gap": 6},
        {"_row": "r2", "ten": "Bình", "truong": "T", "tuoi": 20, "gap": 40, "nghe": "Thợ"},
        {"_row": "r3", "ten": "Chi", "gap": 0},
    ]
    again = read([TABLE], {"con": sheet.values["con"]})
    assert again.values == sheet.values


def test_wrong_table__names_row_and_column():
    def errors(value):
        return [(error.path, error.code) for error in read([TABLE], {"con": value}).errors]

    assert errors(None) == [("con", "min_rows")]
    assert errors("x") == [("con", "type")]
    assert errors([{"ten": "A"}] * 4) == [("con", "max_rows")]
    assert errors([{"ten": "A", "tuoi": 7, "x": 1}, "b", {"tuoi": "ba"}]) == [
        ("con[0].x", "unknown_field"), ("con[0].truong", "required"), ("con[1]", "type"),
        ("con[2].tuoi", "type"), ("con[2].ten", "required"),
    ]  # fmt: skip
    assert errors([{"ten": "A", "tuoi": 121, "truong": "T"}]) == [("con[0].tuoi", "max")]


def test_rule_across_fields__stands_at_its_field_and_waits_for_valid_answers():
    rule = FormRule("thu-tu", "form.tu <= form.den", "Ngày đến phải sau ngày từ.", "den", "has(form.den)")
    fields = form(FormField("tu", "date", "Từ"), FormField("den", "date", "Đến"), rules=(rule,))
    assert read(fields, {"tu": "2026-01-01", "den": "2026-01-02"}).ok
    assert read(fields, {"tu": "2026-01-01"}).ok
    assert read(fields, {"tu": "2026-01-03", "den": "2026-01-02"}).errors == (
        FieldError("den", "thu-tu", "Ngày đến phải sau ngày từ."),
    )
    assert [error.code for error in read(fields, {"tu": "x", "den": "2026-01-02"}).errors] == ["date"]


def test_identity_number__is_compared_with_birth_date_and_sex_of_the_same_person():
    sexes = (Option("nam", "Nam"), Option("nu", "Nữ"))
    fields = [
        FormField("so", "identity_number", "Số định danh", maps_to="child.identity_number"),
        FormField("sinh", "date", "Ngày sinh", maps_to="child.birth_date"),
        FormField("phai", "choice", "Giới tính", options=sexes, maps_to="child.sex"),
    ]
    assert read(fields, {"so": "001190000018", "sinh": "1/1/1990", "phai": "nu"}).ok
    wrong = read(fields, {"so": "001190000018", "sinh": "1/1/1991", "phai": "nu"})
    assert "năm sinh 1990, còn ngày sinh ghi năm 1991" in wrong.errors[0].message
    wrong = read(fields, {"so": "001190000018", "sinh": "1/1/1990", "phai": "nam"})
    assert "là của nữ, còn giới tính ghi nam" in wrong.errors[0].message


def test_fields_that_depend_on_each_other__are_a_problem_of_the_form():
    circle = form(
        FormField("a", "text", "A", when="form.b == ''"), FormField("b", "text", "B", when="form.a == ''")
    )
    (problem,) = plan_form(circle).problems
    assert "phụ thuộc lẫn nhau" in problem.problem.message
    assert read(circle, {"a": "x"}).ok


def test_one_of_two_fields__may_be_asked_for_by_each_other():
    either = [
        FormField("a", "phone", "Điện thoại", required_when="form.b == ''"),
        FormField("b", "email", "Email", required_when="form.a == ''"),
    ]
    assert not plan_form(form(*either)).problems
    assert read(either, {"b": "hoa@example.vn"}).ok
    assert [error.path for error in read(either, {}).errors] == ["a", "b"]


def test_form_with_broken_expressions__lists_them_all_and_never_raises():
    broken = form(
        FormField("a", "text", "A", when="form.x == 1", pattern="["),
        FormField("b", "integer", "B", min="form.a"),
        FormField("c", "text", "C", min="1"),
        rules=(FormRule("r", "form.q", "Sai", "a"),),
    )
    assert [problem.path for problem in plan_form(broken).problems] == [
        "fields.a.when", "fields.a.pattern", "fields.b.min", "fields.c.min", "rules.r.check",
    ]  # fmt: skip
    sheet = read(broken, {"a": "x", "b": 1})
    assert {error.code for error in sheet.errors} == {"broken"}


EVERY = form(
    FormField("text", "text", "A", required=True),
    FormField("so", "integer", "B"),
    FormField("thap_phan", "decimal", "C"),
    FormField("ngay", "date", "D"),
    FormField("co", "yes_no", "E"),
    FormField("mau", "choice", "G", options=COLORS, when="form.co"),
    FormField("cac_mau", "multiple_choice", "H", options=COLORS),
    FormField("dien_thoai", "phone", "I"),
    FormField("con", "table", "K", columns=(FormField("ten", "text", "L"), FormField("tien", "money", "M"))),
    FormField("tong", "computed", "N", compute="sum(form.con.map(r, r.tien)) + form.so"),
)
TEXTS = st.text(max_size=30)
ANSWERS = st.fixed_dictionaries(
    {"text": TEXTS},
    optional={
        "so": st.integers(-(10**14), 10**14) | TEXTS,
        "thap_phan": st.decimals(-10_000, 10_000, places=4).map(float) | TEXTS,
        "ngay": st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: f"{day:%d/%m/%Y}") | TEXTS,
        "co": st.booleans() | TEXTS,
        "mau": st.sampled_from(["do", "xanh", "x"]),
        "cac_mau": st.lists(st.sampled_from(["do", "xanh"])),
        "dien_thoai": st.from_regex(r"0[35789][0-9 ]{8,12}", fullmatch=True),
        "con": st.lists(st.fixed_dictionaries({"ten": TEXTS, "tien": st.integers(0, 10**9)}), max_size=3),
    },
)
SCHEMA = jsonschema.Draft202012Validator(answers_schema(EVERY))


@given(ANSWERS)
def test_accepted_answers__are_accepted_again_unchanged_and_fit_the_schema(raw):
    first = read(EVERY, raw)
    again = read(EVERY, first.values)
    assert again.values == first.values
    assert again.visible == first.visible
    if first.ok:
        assert again.ok
        SCHEMA.validate(first.values)


def test_schema__says_what_is_always_required_and_carries_conditions():
    schema = answers_schema(EVERY)
    assert schema["required"] == ["text"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["mau"]["x-when"] == "form.co"
    assert schema["properties"]["mau"]["enum"] == ["do", "xanh"]
    assert schema["properties"]["tong"]["readOnly"] is True
    jsonschema.Draft202012Validator.check_schema(schema)
    assert answers_schema(None)["properties"] == {}


class RedThings:
    """A plugin's type."""

    def read(self, raw, field):
        if raw != "đỏ":
            raise Refused("Chỉ nhận màu đỏ.")
        return raw

    def show(self, value, field):
        return value

    def json_schema(self, field):
        return {"const": "đỏ"}


def test_type_of_a_plugin__reads_refuses_and_describes_beside_the_built_in_ones():
    types = types_with({"red": RedThings(), "text": RedThings()})
    fields = [FormField("x", "red", "Màu"), FormField("y", "text", "Chữ")]
    assert read(fields, {"x": "đỏ", "y": "xanh"}, types=types).values == {"x": "đỏ", "y": "xanh"}
    assert read(fields, {"x": "xanh"}, types=types).errors == (
        FieldError("x", "red", "“Màu”: Chỉ nhận màu đỏ."),
    )
    assert answers_schema(form(*fields), {}, types)["properties"]["x"]["const"] == "đỏ"
