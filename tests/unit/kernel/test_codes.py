"""Official codes are recognized and sorted as people read them."""

import pytest

from motcua.kernel.codes import (
    DOSSIER_NUMBER,
    agency_ancestors,
    current_agency_code,
    is_agency_code,
    is_definition_id,
    is_dossier_number,
    is_national_procedure_code,
    is_old_agency_code,
    is_procedure_code,
    natural_sort_key,
)


@pytest.mark.parametrize("code", ["1.004873", "2.000815", "3.000333"])
def test_national_code__is_recognized(code: str) -> None:
    assert is_national_procedure_code(code)
    assert is_procedure_code(code)


@pytest.mark.parametrize(
    "code", ["1.4873", "1.0048730", "1.004873\n", "", "1.00487٣", "2.000815.000.00.00.H55.02"]
)
def test_other_codes__are_not_national(code: str) -> None:
    assert not is_national_procedure_code(code)


def test_local_codes__may_name_a_procedure() -> None:
    assert is_procedure_code("2.000815.000.00.00.H55.02")
    assert is_procedure_code("DL-TT.01")
    assert not is_procedure_code("-x")
    assert not is_procedure_code("có dấu")
    assert not is_procedure_code("A" * 65)


@pytest.mark.parametrize("code", ["H88", "H88.31", "H15.50.05.13", "H55.242", "G03"])
def test_agency_code__is_recognized(code: str) -> None:
    assert is_agency_code(code)


@pytest.mark.parametrize("code", ["88", "H8", "H88.", "H88.1234", "h88", "000.00.16.H08"])
def test_what_is_no_agency_code__is_refused(code: str) -> None:
    assert not is_agency_code(code)


def test_old_agency_code__turns_around() -> None:
    assert is_old_agency_code("000.00.16.H08")
    assert current_agency_code("000.00.16.H08") == "H08.16"
    assert current_agency_code("012.05.16.H08") == "H08.16.05.012"
    assert current_agency_code("H08.16") == "H08.16"


def test_ancestors__come_nearest_first() -> None:
    assert agency_ancestors("H88.31.02") == ("H88.31", "H88")
    assert agency_ancestors("H88") == ()


@pytest.mark.parametrize(
    "number",
    ["H15.50.05.13-261008-0975", "000.00.16.H08-230901-0012", "H08.16-230901-0012", "G01-260101-0112345"],
)
def test_dossier_number__is_recognized(number: str) -> None:
    assert is_dossier_number(number)


@pytest.mark.parametrize("number", ["H15-261008-97", "H15-26108-0975", "261008-0975", "H15-261008-0975 "])
def test_what_is_no_dossier_number__is_refused(number: str) -> None:
    assert not is_dossier_number(number)


def test_dossier_number__gives_its_parts() -> None:
    match = DOSSIER_NUMBER.fullmatch("H88.31-260424-0012")
    assert match is not None
    assert match.groupdict() == {"agency": "H88.31", "day": "260424", "count": "0012"}


def test_definition_ids__are_ascii_words() -> None:
    assert is_definition_id("to-khai")
    assert is_definition_id("da_o_noi_khac")
    assert is_definition_id("mau-01")
    for text in ["", "-a", "a-", "a--b", "Tờ-khai", "A", "a b", "a\n"]:
        assert not is_definition_id(text)


def test_natural_sort__puts_two_before_ten() -> None:
    codes = ["H88.10", "H88", "H88.2", "H9", "G22", "H88.2.1", "H88.02"]
    assert sorted(codes, key=natural_sort_key) == ["G22", "H9", "H88", "H88.02", "H88.2", "H88.2.1", "H88.10"]
