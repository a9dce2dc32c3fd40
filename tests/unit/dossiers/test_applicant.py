"""Applicants: normalized, checked against their own number, refused with the place of each mistake."""

import jsonschema
import pytest

from motcua.definitions.procedure import ApplicantKind
from motcua.dossiers.applicant import applicant_schema, read_applicant

HOA = {
    "kind": "citizen",
    "full_name": "  Trần  Thị Hoa ",
    "birth_date": "5/3/1990",
    "sex": "Nữ",
    "identity_type": "can-cuoc",
    "identity_number": "001190000018",
    "phone": "+84912345678",
    "email": "Hoa@EXAMPLE.vn",
    "address": "Thôn Đông, xã Tân Hòa",
    "poor_household": True,
    "disabled": False,
    "representative": {"full_name": "Lê Văn Ba", "phone": ""},
}


def test_applicant__is_stored_normalized_and_read_again_unchanged():
    person, errors = read_applicant(HOA)
    assert errors == ()
    stored = person.as_json()
    assert stored == {
        "kind": "citizen", "full_name": "Trần Thị Hoa", "birth_date": "1990-03-05", "sex": "nu",
        "identity_type": "can-cuoc", "identity_number": "001190000018", "phone": "0912345678",
        "email": "Hoa@example.vn", "address": {"detail": "Thôn Đông, xã Tân Hòa"}, "poor_household": True,
        "representative": {"full_name": "Lê Văn Ba"},
    }  # fmt: skip
    assert read_applicant(stored) == (person, ())
    jsonschema.Draft202012Validator(applicant_schema()).validate(stored)


@pytest.mark.parametrize(
    ("changed", "path", "says"),
    [
        ({"full_name": ""}, "full_name", "Chưa có họ và tên người nộp"),
        ({"birth_date": "5/3/1991"}, "identity_number", "năm sinh 1990, còn ngày sinh ghi năm 1991"),
        ({"sex": "nam"}, "identity_number", "là của nữ"),
        ({"sex": "?"}, "sex", "“Nam”, “Nữ”, “Khác”"),
        ({"identity_number": "123"}, "identity_number", "12 số"),
        ({"phone": "12"}, "phone", "10 số bắt đầu bằng 0"),
        ({"kind": "robot"}, "kind", "“Công dân”"),
        ({"fullname": "x"}, "fullname", "Có phải “full_name”?"),
        ({"address": {"tinh": "1"}}, "address.tinh", "không có “tinh”"),
        ({"representative": {"phone": "12"}}, "representative.phone", "10 số"),
        ({"representative": {"x": "12"}}, "representative.x", "Người đại diện"),
        ({"representative": "Ba"}, "representative", "nhóm giá trị"),
        ({"poor_household": "có lẽ"}, "poor_household", "“Có” hoặc “Không”"),
    ],
)
def test_mistake__is_told_at_its_place(changed, path, says):
    _, errors = read_applicant({**HOA, **changed})
    assert [error.path for error in errors] == [path]
    assert says in errors[0].message


def test_number_of_another_paper__is_kept_as_written():
    person, errors = read_applicant(
        {"full_name": "A", "identity_type": "ho-chieu", "identity_number": "B1234567"}
    )
    assert (person.identity_number, errors) == ("B1234567", ())
    person, errors = read_applicant({"full_name": "A", "kind": "business", "identity_number": "01/QĐ"})
    assert (person.kind, errors) == (ApplicantKind.BUSINESS, ())


def test_kind_not_stated__is_the_first_the_procedure_is_for():
    person, _ = read_applicant({"full_name": "A"}, (ApplicantKind.BUSINESS, ApplicantKind.CITIZEN))
    assert person.kind is ApplicantKind.BUSINESS
