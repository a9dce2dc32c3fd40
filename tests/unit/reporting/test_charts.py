"""Charts say what the rows say: categories, figures, shares, scales and the sentence for who cannot see them."""

from dataclasses import replace

import pytest
from tests.unit.reporting.report_cases import COLUMNS, II_06A, WORDS, group, result

from motcua.definitions.report import ChartKind, ReportChart, ReportRows
from motcua.reporting.chart_drawing import WIDTH, draw_chart, nice_top, shares, summary
from motcua.reporting.charts import chart_data, needs_history
from motcua.reporting.result import ResultRow, RowKind

GROUPS = (
    group("province", "Đất đai", 4, 5, 1, 3, 2, 1, 2, 2),
    group("commune", "Hộ tịch", 9, 8, 3, 7, 5, 2, 4, 2),
    group("commune", "Chứng thực", 1, 0, 0, 1, 0, 0, 0, 0),
)
MADE = result(II_06A, GROUPS, WORDS)


def chart(kind, *columns, **more):
    return ReportChart("b", "Biểu đồ", kind, columns, **more)


def test_comparison__has_every_outer_row_the_largest_first():
    data = chart_data(MADE, chart(ChartKind.COMPARISON, "c8", "c10"))
    assert data.categories == ("Hộ tịch", "Đất đai", "Chứng thực")
    assert [one.values for one in data.series] == [(7, 3, 1), (2, 1, 0)]
    assert [one.tone for one in data.series] == ["ok", "late"]
    assert [one.name for one in data.series] == ["Trước hạn", "Quá hạn"]
    assert data.keys == (("commune", "Hộ tịch"), ("province", "Đất đai"), ("commune", "Chứng thực"))


def test_outermost_dimension_with_several_rows__is_the_one_compared():
    by_field = replace(II_06A, rows=ReportRows(group_by=("field_of_work", "level")))
    groups = [replace(one, key=one.key[::-1]) for one in GROUPS]
    made = result(by_field, groups, WORDS)
    assert chart_data(made, chart(ChartKind.COMPARISON, "c3")).categories == (
        "Hộ tịch",
        "Đất đai",
        "Chứng thực",
    )
    made = result(by_field, groups[:1], WORDS)
    assert chart_data(made, chart(ChartKind.COMPARISON, "c3")).categories == ("Cấp tỉnh",)


def test_rows_beyond_the_most__stand_in_the_table_alone():
    data = chart_data(MADE, chart(ChartKind.COMPARISON, "c3", most=1))
    assert (data.drawn, data.left_out, len(data.categories)) == (1, 2, 3)
    assert len(draw_chart(data).bars) == 1


def test_share__cuts_the_total_into_its_columns():
    data = chart_data(MADE, chart(ChartKind.SHARE, "c8", "c9", "c10"))
    parts = shares(data)
    assert [value for _name, _tone, value, _share in parts] == [11, 7, 3]
    assert sum(share for *_, share in parts) == pytest.approx(1)
    drawing = draw_chart(data)
    assert sum(bar.width for bar in drawing.bars) == pytest.approx(WIDTH, abs=6)
    assert "Trước hạn 11" in drawing.summary


def test_share_of_one_column__is_over_rows_and_keeps_the_rest():
    groups = [group("commune", f"Lĩnh vực {one}", one, 0, 0, 0, 0, 0, 0, 0) for one in range(1, 10)]
    data = chart_data(result(II_06A, groups, WORDS), chart(ChartKind.SHARE, "c4"))
    parts = shares(data)
    assert parts[-1][0] == "4 dòng khác"
    assert sum(value for _name, _tone, value, _share in parts) == 45


def test_heat_map__has_units_down_and_months_across():
    report = replace(II_06A, rows=ReportRows(group_by=("level", "month")))
    groups = (
        group("commune", "2026-08", 3, 0, 0, 0, 0, 0, 0, 0),
        group("province", "2026-07", 5, 0, 0, 0, 0, 0, 0, 0),
    )
    data = chart_data(result(report, groups, WORDS), chart(ChartKind.HEAT_MAP, "c4"))
    assert data.categories == ("Cấp tỉnh", "Cấp xã")
    assert [one.name for one in data.series] == ["7/2026", "8/2026"]
    assert [one.values for one in data.series] == [(5, 0), (0, 3)]
    drawing = draw_chart(data)
    assert [bar.look for bar in drawing.bars] == ["h5", "h0", "h0", "h3"]
    assert "cao nhất Cấp tỉnh, 7/2026: 5" in drawing.summary


def test_trend__goes_over_days_or_over_periods():
    trend = chart(ChartKind.TREND, "c3")
    assert needs_history(II_06A, trend)
    rows = [ResultRow((), "Tổng", 0, RowKind.TOTAL, cells={"c3": value}) for value in (7, 9)]
    data = chart_data(MADE, trend, [("Quý I", rows[0]), ("Quý II", rows[1]), ("Quý III", None)])
    assert data.series[0].values == (7, 9, None)
    by_day = replace(II_06A, rows=ReportRows(group_by=("level", "day")))
    assert not needs_history(by_day, trend)
    groups = [
        group(level, day, 1, 0, 0, 0, 0, 0, 0, 0)
        for level, day in (("commune", "2026-08-03"), ("province", "2026-08-03"), ("commune", "2026-08-02"))
    ]
    data = chart_data(result(by_day, groups, WORDS), trend)
    assert data.categories == ("2/8", "3/8")
    assert data.series[0].values == (1, 2)


def test_nothing_counted__draws_nothing_and_says_so():
    data = chart_data(result(II_06A, (), WORDS), chart(ChartKind.COMPARISON, "c3"))
    assert data.is_empty
    assert summary(data) == "Biểu đồ: chưa có số liệu."
    for kind in ChartKind:
        columns = ("c3",) if kind is ChartKind.HEAT_MAP else ("c8", "c10")
        draw_chart(chart_data(result(II_06A, (), WORDS), chart(kind, *columns)))


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (3, 4), (7, 8), (11, 12), (86, 100), (1480, 1600), (99_001, 100_000)]
)
def test_axis__ends_at_a_round_number_not_below_the_highest(highest, top):
    assert nice_top(highest) == top


def test_every_bar__lies_on_the_sheet():
    for kind in (ChartKind.COMPARISON, ChartKind.SHARE, ChartKind.TREND):
        history = [(f"Kỳ {one}", MADE.total) for one in range(6)]
        drawing = draw_chart(chart_data(MADE, chart(kind, "c7", "c8", "c10"), history))
        assert drawing.bars
        assert all(bar.x >= 0 and bar.y >= 0 and bar.width >= 0 and bar.height >= 0 for bar in drawing.bars)
        assert all(
            bar.x + bar.width <= WIDTH and bar.y + bar.height <= drawing.height for bar in drawing.bars
        )
    assert {one.id for one in COLUMNS} >= {"c7", "c8", "c10"}
