import pytest

from motcua.catalog.procedure_codes import read_code


@pytest.mark.parametrize(
    ("text", "is_number", "code", "mended"),
    [
        ("1.004873", False, "1.004873", False),
        (" 1.004873\u200b ", False, "1.004873", False),
        ("1.00411", True, "1.004110", True),
        ("1.0045", True, "1.004500", True),
        ("1004110", True, "1.004110", True),
        ("1,004110", False, "1.004110", True),
        ("1.00411", False, "1.004110", True),
        ("2.000815.000.00.00.H55.02", False, "2.000815.000.00.00.H55.02", False),
        ("DL-0012", False, "DL-0012", False),
        ("45", True, "", False),
        ("45.0", False, "", False),
        ("1", True, "", False),
        ("1.1", True, "", False),
        ("1004873", False, "", False),
        ("1.0048731", False, "", False),
        ("Tổng cộng", False, "", False),
        ("", False, "", False),
    ],
)
def test_code_cell__is_read_mended_or_refused(text: str, is_number: bool, code: str, mended: bool) -> None:
    found = read_code(text, is_number)
    assert (found.code, bool(found.mended_from)) == (code, mended)
