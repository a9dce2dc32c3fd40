"""Rows of a report: order, totals, formulas, empty groups, checks, JSON."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.reporting.report_cases import COLUMNS, GROUPS, II_06A, NAMES, WORDS, group, result

from motcua.definitions.report import BalanceCheck, ReportRows
from motcua.reporting.result import RowKind
from motcua.reporting.rows import CountedGroup, DimensionWords, build_rows, column_number, row_index


def labels(rows):
    return [(row.index, row.label, row.level) for row in rows]


def test_rows__outer_groups_then_lines_then_total():
    assert labels(result().rows) == [
        ("I", "Cấp tỉnh", 1),
        ("1", "Đất đai", 2),
        ("II", "Cấp xã", 1),
        ("1", "Chứng thực", 2),
        ("2", "Hộ tịch", 2),
        ("", "TỔNG CỘNG", 0),
    ]


def test_totals__add_up_and_formulas_follow():
    total = result().total
    assert [total.cells[f"c{number}"] for number in range(3, 14)] == [
        2248,
        508,
        1618,
        122,
        2154,
        1926,
        211,
        17,
        94,
        90,
        4,
    ]
    commune = result().row("commune")
    assert (commune.cells["c3"], commune.cells["c7"], commune.cells["c11"]) == (1943, 1897, 46)


def test_check_that_fails__names_the_rows():
    wrong = (*GROUPS, group("commune", "Nuôi con nuôi", 1, 0, 0, 0, 0, 0, 0, 0))
    (check,) = result(groups=wrong).checks
    assert not check.ok
    assert check.failing == ("Cấp xã", "Nuôi con nuôi", "TỔNG CỘNG")


def test_no_dossier__total_of_zeros():
    made = result(groups=())
    assert labels(made.rows) == [("", "TỔNG CỘNG", 0)]
    assert set(made.total.cells.values()) == {0}
    assert made.balanced


def test_show_empty__keeps_the_level_without_dossiers():
    shown = ReportRows(group_by=("level", "field_of_work"), show_empty=("level:district", "level:commune"))
    rows, _ = build_rows(replace(II_06A, rows=shown), GROUPS[2:], WORDS)
    assert [row.label for row in rows] == ["Cấp tỉnh", "Đất đai", "Cấp huyện", "Cấp xã", "TỔNG CỘNG"]


def test_show_empty_of_a_whole_dimension__keeps_every_value():
    shown = ReportRows(group_by=("channel",), show_empty=("channel",))
    words = DimensionWords({"channel": {"counter": "Trực tiếp", "online": "Trực tuyến"}})
    rows, _ = build_rows(replace(II_06A, rows=shown), (), words)
    assert labels(rows) == [("1", "Trực tiếp", 1), ("2", "Trực tuyến", 1), ("", "TỔNG CỘNG", 0)]


def test_order_by_a_column__largest_first():
    ordered = ReportRows(group_by=("field_of_work",), order_by="-c10")
    groups = [CountedGroup(one.key[1:], one.figures) for one in GROUPS]
    rows, _ = build_rows(replace(II_06A, rows=ordered), groups, WORDS)
    assert [row.label for row in rows] == ["Đất đai", "Hộ tịch", "Chứng thực", "TỔNG CỘNG"]


def test_agencies__in_natural_order_and_months_by_name():
    by_agency = replace(II_06A, rows=ReportRows(group_by=("agency",)))
    groups = [CountedGroup((code,), {}) for code in ("H88.31", "H88.4", "H88.120")]
    assert [row.key for row in build_rows(by_agency, groups, DimensionWords())[0][:-1]] == [
        ("H88.4",),
        ("H88.31",),
        ("H88.120",),
    ]
    by_month = replace(II_06A, rows=ReportRows(group_by=("month",)))
    rows, _ = build_rows(
        by_month, [CountedGroup(("2026-11",), {}), CountedGroup(("2026-09",), {})], DimensionWords()
    )
    assert [row.label for row in rows[:-1]] == ["Tháng 9/2026", "Tháng 11/2026"]


def test_unknown_value__stands_last_as_unknown():
    by_field = replace(II_06A, rows=ReportRows(group_by=("field_of_work",)))
    rows, _ = build_rows(by_field, [CountedGroup(("",), {}), CountedGroup(("Đất đai",), {})], WORDS)
    assert [row.label for row in rows[:-1]] == ["Đất đai", "Chưa rõ"]


def test_formula_of_a_formula__is_counted_in_order():
    columns = (*COLUMNS[:2], replace(COLUMNS[2], formula="c4 + c7"), COLUMNS[3], *COLUMNS[6:10])
    rows, _ = build_rows(replace(II_06A, columns=columns, checks=()), GROUPS, WORDS)
    assert rows[-1].cells["c3"] == 508 + 2154


def test_several_checks__each_with_its_own_answer():
    checks = (*II_06A.checks, BalanceCheck("nho", "c10 < 10", "Ít hồ sơ quá hạn."))
    made = result(report=replace(II_06A, checks=checks))
    assert [check.ok for check in made.checks] == [True, False]


def test_numbers_of_columns__with_their_sums():
    assert [column_number(II_06A, f"c{number}") for number in (1, 3, 4, 7, 11)] == [
        "(1)",
        "(3)=(4)+(5)+(6)",
        "(4)",
        "(7)=(8)+(9)+(10)",
        "(11)=(12)+(13)",
    ]


@pytest.mark.parametrize(
    ("number", "roman"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (44, "XLIV"), (99, "XCIX")]
)
def test_ordinal_of_a_group__in_roman(number, roman):
    assert row_index(number, roman=True) == roman


def test_json__has_the_documented_shape():
    body = result().as_json()
    assert {"code", "period", "from", "to", "agency", "as_of", "columns", "rows", "checks"} <= body.keys()
    assert (body["period"], body["from"], body["to"]) == ("2026-Q3", "2026-06-15", "2026-09-14")
    assert body["as_of"] == "2026-09-14T23:59:59+07:00"
    assert body["columns"][3] == {
        "id": "c4",
        "number": "4",
        "heading": ["Số hồ sơ nhận giải quyết", "Trong kỳ", "Trực tuyến"],
    }
    assert body["rows"][4]["label"] == "Hộ tịch"
    assert body["rows"][4]["cells"]["c3"] == 756
    assert body["checks"][0]["ok"] is True


counts = st.lists(st.integers(0, 10**6), min_size=len(NAMES), max_size=len(NAMES))


@given(
    st.lists(
        st.tuples(st.sampled_from(["province", "commune"]), st.sampled_from("abcd"), counts), max_size=12
    )
)
def test_any_figures__every_group_is_the_sum_of_its_lines(entries):
    groups = [group(level, field, *figures) for level, field, figures in entries]
    rows, _ = build_rows(replace(II_06A, checks=()), groups, WORDS)
    for column in (f"c{number}" for number in range(3, 14)):
        lines = [row for row in rows if row.kind is RowKind.LINE]
        assert rows[-1].cells[column] == sum(row.cells[column] for row in lines)
        for outer in (row for row in rows if row.kind is RowKind.GROUP):
            assert outer.cells[column] == sum(row.cells[column] for row in lines if row.key[:1] == outer.key)
