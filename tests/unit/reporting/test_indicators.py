"""An index of weighted indicators: points by threshold, ranks, and what has no data is not nought."""

from dataclasses import replace

import pytest

from motcua.definitions.report import Indicator, IndicatorGroup, Report, ReportColumn, ReportRows, ScoreBand
from motcua.reporting.formulas import FormulaError, parse_formula
from motcua.reporting.indicators import NO_DATA, indicator_measures, indicator_rows
from motcua.reporting.result import RowKind

COLUMNS = tuple(
    ReportColumn(name, (name,), value=name)
    for name in (
        "index",
        "label",
        "numerator",
        "denominator",
        "rate",
        "threshold",
        "points",
        "score",
        "remark",
    )
)
PROGRESS = IndicatorGroup(
    "tien-do",
    "Tiến độ",
    (
        Indicator(
            "dung-han", "Đúng hạn", "20", "settled_early + settled_on_time", "settled_total + pending_late"
        ),
    ),
)
ONLINE = IndicatorGroup(
    "truc-tuyen",
    "Trực tuyến",
    (Indicator("nop", "Nộp trực tuyến", "6", "received_online", "received_total", "50"),),
)
RATINGS = IndicatorGroup(
    "hai-long", "Hài lòng", (Indicator("hl", "Hài lòng", "6", "ratings_satisfied", "ratings_total"),)
)
BANDS = (ScoreBand("tot", "Tốt", "80"), ScoreBand("kha", "Khá", "70"), ScoreBand("yeu", "Yếu", "0"))
INDEX = Report(
    "a",
    "Bộ chỉ số",
    "BỘ CHỈ SỐ",
    rows=ReportRows(each="indicator", total="TỔNG"),
    columns=COLUMNS,
    indicators=(PROGRESS, ONLINE),
    bands=BANDS,
)
FIGURES = {
    "settled_early": 50,
    "settled_on_time": 30,
    "settled_total": 90,
    "pending_late": 10,
    "received_online": 30,
    "received_total": 100,
}
MISSING = frozenset({"ratings_satisfied", "ratings_total"})


def by_key(report, figures=FIGURES, missing=frozenset()):
    return {row.key: row for row in indicator_rows(report, figures, missing)}


def test_points__in_proportion_up_to_the_threshold():
    rows = by_key(INDEX)
    line = rows["tien-do", "dung-han"]
    assert (line.kind, line.index, line.cells["rate"], line.cells["score"]) == (RowKind.LINE, "1.1", 80, 16)
    assert rows["truc-tuyen", "nop"].cells["score"] == 3.6
    assert by_key(INDEX, {**FIGURES, "received_online": 99})["truc-tuyen", "nop"].cells["score"] == 6


def test_total__adds_the_groups_and_names_the_rank():
    rows = by_key(INDEX)
    assert rows[("tien-do",)].cells["score"] == 16
    total = rows[()]
    assert (total.cells["points"], total.cells["score"], total.cells["remark"]) == (26, 19.6, "Khá")


def test_no_source__is_said_and_never_counted_as_nought():
    rows = by_key(replace(INDEX, indicators=(PROGRESS, RATINGS)), missing=MISSING)
    line = rows["hai-long", "hl"]
    assert line.cells["score"] is None
    assert line.cells["remark"].startswith(NO_DATA)
    assert rows[("hai-long",)].cells["score"] is None
    total = rows[()]
    assert total.cells["score"] == 16
    assert total.cells["remark"] == "Tạm tính: Tốt (80/100 trên phần chấm được). Chưa chấm 6 điểm trong 26"


def test_nothing_happened__leaves_the_indicator_open():
    rows = by_key(INDEX, {})
    assert rows["tien-do", "dung-han"].cells["remark"] == "Không phát sinh trong kỳ"
    assert rows[()].cells["score"] is None
    assert rows[()].cells["remark"] == "Chưa chấm 26 điểm"


def test_measures__of_all_indicators_once():
    assert indicator_measures(INDEX) == (
        "settled_early",
        "settled_on_time",
        "pending_late",
        "settled_total",
        "received_online",
        "received_total",
    )


def test_score_formula__is_the_same_in_the_spreadsheet():
    formula = parse_formula("score(c1, c2 + c3, 50, 6)")
    assert formula.evaluate({"c1": 30, "c2": 60, "c3": 40}) == 3.6
    assert formula.evaluate({"c1": 90, "c2": 60, "c3": 40}) == 6
    assert formula.evaluate({"c1": 1, "c2": 0, "c3": 0}) is None
    text = formula.spreadsheet(lambda name: name.upper())
    assert text == 'IF((C2+C3)=0,"",ROUND(MIN(1,MAX(0,(C1)/(C2+C3)*100/(50)))*(6),2))'


@pytest.mark.parametrize("text", ["score(c1, c2, c3)", "percent(c1)", "score(c1)"])
def test_functions__take_so_many_values(text):
    with pytest.raises(FormulaError, match="cần"):
        parse_formula(text)
