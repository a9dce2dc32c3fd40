"""Process workbooks: tables found wherever they stand, kinds of steps, positions, times, what is unresolved."""

from pathlib import Path
from typing import Any

import pytest

from motcua.catalog.process_plan import Choices, plan_process, proposed_position
from motcua.catalog.process_workbook import read_processes
from motcua.kernel.sheet import Sheet, Workbook
from motcua.spreadsheets.reading import read_workbook

KNOWN = {
    "one-stop-officer": "Công chức một cửa",
    "handling-officer": "Công chức thụ lý",
    "unit-head": "Lãnh đạo phòng",
    "leader": "Lãnh đạo cơ quan",
    "clerk": "Văn thư",
}
STEPS = (
    ("STT", "Tên bước", "Thao tác", "Thời hạn", "Chức danh"),
    ("1", "Tiếp nhận", "Thêm mới", "0", "Bộ phận Một cửa"),
    ("2", "Thẩm tra\nhồ sơ", "Chuyển xử lý", "2 ngày làm việc", "Chuyên viên"),
    ("3", "Phê duyệt", "Trình ký", "1,5", "Lãnh đạo đơn vị"),
    ("4", "Đóng dấu", "Ban hành", "", "Cán bộ"),
    ("5", "Trả kết quả", "Chuyển trả", "", "Một cửa"),
)
ARROWS = (
    ("Từ bước", "Đến bước", "Đến bước 2"),
    ("Tiếp nhận", "Thẩm tra hồ sơ", ""),
    ("Thẩm tra hồ sơ", "Phê duyệt", "Trả kết quả"),
    ("Phê duyệt", "Đóng dấu", "Thẩm tra  hồ sơ"),
    ("Đóng dấu", "Trả kết quả", ""),
)


def book(*sheets: tuple[str, tuple[tuple[str, ...], ...]]) -> Workbook:
    return Workbook("quy-trinh.xlsx", "xlsx", tuple(Sheet(name, rows) for name, rows in sheets))


def planned(workbook: Workbook, choices: Choices = Choices()) -> Any:  # noqa: B008
    reading = read_processes(workbook)
    assert not reading.problems, reading.problems
    (process,) = reading.processes
    return plan_process(process, choices, KNOWN)


def test_workbook_of_another_layout__is_understood() -> None:
    head = (("Quy trình cấp giấy", ""), ("Bí danh:", "QT-07"), ("Mã TTHC: 1.004873", ""), ())
    plan = planned(book(("Các bước", (*head, *STEPS)), ("Luân chuyển", ARROWS)), Choices(unit="working_days"))
    assert plan.content["code"] == "qt-07"
    assert plan.procedure == "1.004873"
    assert [(one.does, one.position) for one in plan.steps] == [
        ("intake", "one-stop-officer"),
        ("handle", "handling-officer"),
        ("decide", "leader"),
        ("issue", "clerk"),
        ("return_result", "one-stop-officer"),
    ]
    assert [one.budget for one in plan.steps] == ["", "2 working_days", "1.5 working_days", "", ""]
    by_id = {step["id"]: step["actions"] for step in plan.content["steps"]}
    assert [one["to"] for one in by_id["tham-tra-ho-so"]] == [["phe-duyet"], ["tra-ket-qua"]]
    back = by_id["phe-duyet"][1]
    assert (back["does"], back["reason"]) == ("back", True)
    assert by_id["tra-ket-qua"][0]["does"] == "finish"
    assert not plan.problems


def test_time_without_unit__is_asked_and_left_out_until_told() -> None:
    plan = planned(book(("A", STEPS), ("B", ARROWS)))
    assert plan.needs_unit
    assert [problem.code for problem in plan.problems] == ["IMP-034"]
    assert plan.steps[2].budget == ""


def test_group_nobody_knows__is_unresolved_until_a_position_is_chosen() -> None:
    rows = tuple(tuple(text.replace("Chuyên viên", "Tổ 47") for text in row) for row in STEPS)
    workbook = book(("A", rows), ("B", ARROWS))
    plan = planned(workbook, Choices(unit="working_days"))
    assert [(problem.code, problem.place.cell) for problem in plan.problems] == [("IMP-036", "B3")]
    chosen = Choices(positions={"to 47": "unit-head"}, unit="working_days")
    assert planned(workbook, chosen).steps[1].position == "unit-head"
    own = Choices(positions={"to 47": "unit-head"}, steps={"Thẩm tra hồ sơ": "clerk"}, unit="working_days")
    assert planned(workbook, own).steps[1].position == "clerk"


def test_transition_to_a_step_that_is_not_there__is_told_at_its_cell() -> None:
    wrong = tuple(tuple(text.replace("Đóng dấu", "Ban hành") for text in row) for row in ARROWS)
    reading = read_processes(book(("A", STEPS), ("B", wrong)))
    assert {(one.code, one.place.sheet) for one in reading.problems} == {("IMP-033", "B")}
    assert "Đóng dấu" in reading.problems[0].remedy


def test_workbook_without_a_table_of_steps__says_what_is_wanted() -> None:
    reading = read_processes(book(("A", (("Họ tên", "Năm sinh"), ("Mai", "1990")))))
    assert [one.code for one in reading.problems] == ["IMP-030"]


def test_row_without_a_name_and_step_named_twice__are_told_at_their_cells() -> None:
    rows = (*STEPS, ("6", "", "Chuyển", "1", "Cán bộ"), ("7", "Tiếp nhận", "Thêm mới", "", "Một cửa"))
    reading = read_processes(book(("A", rows)))
    assert [(one.code, one.place.cell) for one in reading.problems] == [("IMP-031", "B7"), ("IMP-032", "B8")]


def test_time_nobody_understands__is_left_out_and_told() -> None:
    rows = tuple(tuple(text.replace("2 ngày làm việc", "sớm nhất có thể") for text in row) for row in STEPS)
    plan = planned(book(("A", rows), ("B", ARROWS)), Choices(unit="working_days"))
    assert [one.code for one in plan.problems] == ["IMP-035"]
    assert plan.steps[1].budget == ""


def test_one_table_without_transitions__leads_from_step_to_step() -> None:
    plan = planned(book(("A", STEPS)), Choices(unit="working_hours"))
    assert [step["actions"][0].get("to") for step in plan.content["steps"]][:4] == [
        ["tham-tra-ho-so"],
        ["phe-duyet"],
        ["dong-dau"],
        ["tra-ket-qua"],
    ]


def test_several_processes_in_one_table__are_told_apart() -> None:
    rows = [("Tên quy trình", *STEPS[0])]
    rows += [(name, *row) for name in ("Quy trình A", "Quy trình B") for row in STEPS[1:]]
    reading = read_processes(book(("A", tuple(rows))))
    assert [one.name for one in reading.processes] == ["Quy trình A", "Quy trình B"]
    assert all(len(one.steps) == 5 for one in reading.processes)


@pytest.mark.parametrize("rows", [(), (("a", "b"), ("1", "2")), ((("Tên bước",)),)])
def test_workbook_without_steps__is_a_problem_not_an_error(rows: Any) -> None:
    reading = read_processes(book(("A", rows)))
    assert not reading.processes
    assert all(one.remedy for one in reading.problems)


@pytest.mark.parametrize(
    ("group", "position"),
    [
        ("Lãnh đạo phòng Tư pháp", "unit-head"),
        ("Văn thư", "clerk"),
        ("CÔNG CHỨC THỤ LÝ", "handling-officer"),
        ("x", ""),
    ],
)
def test_usual_names_of_groups__mean_positions(group: str, position: str) -> None:
    assert proposed_position(group, KNOWN) == position


def test_workbooks_of_a_real_unit__give_whole_processes(shared_data: Path) -> None:
    files = sorted((shared_data / "process-workbooks").glob("*.xlsx"))
    assert files
    for file in files:
        workbook = read_workbook(file).workbook
        assert workbook is not None
        plan = planned(workbook, Choices(unit="working_hours"))
        assert len(plan.steps) == 5, file.name
        assert all(one.position for one in plan.steps)
        assert not plan.problems
        mains = [sum(bool(one.get("main")) for one in step["actions"]) for step in plan.content["steps"]]
        assert mains == [1] * 5
