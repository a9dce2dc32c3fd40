"""Problems sort by place, speak in one line and turn into JSON."""

from motcua.kernel.problems import NOWHERE, Place, Problem, Severity, has_errors


def _problem(place: Place, code: str = "PROC-001", severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, severity, "Thiếu thời hạn.", place)


def test_place_in_a_file__reads_file_line_column() -> None:
    assert str(Place("a.yaml", 3, 7)) == "a.yaml:3:7"
    assert str(Place("a.yaml", 3)) == "a.yaml:3"
    assert str(Place("a.yaml")) == "a.yaml"


def test_place_in_a_workbook__reads_sheet_and_cell() -> None:
    assert str(Place(sheet="Sheet1", cell="B12")) == "Sheet1!B12"
    assert str(Place(file="a.xlsx", sheet="Sheet1", cell="B12")) == "a.xlsx:Sheet1!B12"


def test_place_with_a_path_only__reads_the_path() -> None:
    assert str(Place(path="/offers/0/time_limit")) == "/offers/0/time_limit"
    assert str(NOWHERE) == ""


def test_problems_of_many_places__sort_in_reading_order() -> None:
    in_order = [
        _problem(Place("a.yaml", 2, 9)),
        _problem(Place("a.yaml", 10, 1), "FORM-001"),
        _problem(Place("a.yaml", 10, 1), "PROC-001"),
        _problem(Place("b.xlsx", sheet="S", cell="A9")),
        _problem(Place("b.xlsx", sheet="S", cell="B9")),
        _problem(Place("b.xlsx", sheet="S", cell="AA9")),
        _problem(Place("b.xlsx", sheet="S", cell="A10")),
    ]
    mixed = in_order[::-1]
    assert sorted(mixed) == in_order


def test_as_json__leaves_out_what_is_empty() -> None:
    problem = Problem(
        "PROC-002",
        Severity.WARNING,
        "Thời hạn có số 23 nhưng chưa có đơn vị.",
        Place("a.yaml", 2, 9),
        found="23",
        remedy="Ghi thêm đơn vị.",
        fix="",
    )
    assert problem.as_json() == {
        "code": "PROC-002",
        "severity": "warning",
        "message": "Thời hạn có số 23 nhưng chưa có đơn vị.",
        "place": {"text": "a.yaml:2:9", "file": "a.yaml", "line": 2, "column": 9},
        "found": "23",
        "remedy": "Ghi thêm đơn vị.",
        "fix": "",
    }


def test_as_text__names_place_and_remedy() -> None:
    problem = Problem("X-1", Severity.ERROR, "Sai.", Place("a", 1, 2), remedy="Sửa lại.")
    assert str(problem) == "a:1:2: X-1 Sai. Cách sửa: Sửa lại."


def test_only_errors_forbid_publishing() -> None:
    warning = _problem(NOWHERE, severity=Severity.WARNING)
    assert not has_errors([warning, _problem(NOWHERE, severity=Severity.ADVICE)])
    assert has_errors([warning, _problem(NOWHERE)])
