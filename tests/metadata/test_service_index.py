"""The index of QĐ 766 as shipped: six groups, their points, thresholds and ranks (regulations 9)."""

import pytest
from tests.metadata.shipped import shipped

GROUPS = {
    "cong-khai": ("18", ("4", "8", "6")),
    "tien-do": ("20", ("20",)),
    "truc-tuyen": ("12", ("2", "4", "6")),
    "thanh-toan": ("10", ("2", "2", "6")),
    "hai-long": ("18", ("6", "6", "6")),
    "so-hoa": ("22", ("10", "6", "6")),
}
FULL_AT = {"cung-cap": "80", "nop-truc-tuyen": "50", "ho-so-thanh-toan": "30"}
SHARES = {
    "dong-bo-ho-so": ("synchronized", "received_total"),
    "dung-han": ("settled_early + settled_on_time", "settled_total + pending_late"),
    "ho-so-thanh-toan": ("paid_online", "owing"),
    "phan-anh-dung-han": ("feedback_on_time", "feedback_total"),
    "giai-quyet-hai-long": (
        "settled_total - settled_late - ratings_total + ratings_satisfied",
        "settled_total",
    ),
    "ket-qua-dien-tu": ("electronic_results", "settled_total"),
}


def index():
    return shipped().one("report", "bo-chi-so-766")


@pytest.mark.parametrize("group", GROUPS)
def test_group__is_worth_its_points(group):
    whole, parts = GROUPS[group]
    found = next(one for one in index().indicators if one.id == group)
    assert tuple(one.points for one in found.indicators) == parts
    assert sum(map(int, parts)) == int(whole)
    assert whole in found.source


def test_groups__make_a_hundred_points():
    assert [group.id for group in index().indicators] == list(GROUPS)
    assert sum(int(one.points) for group in index().indicators for one in group.indicators) == 100


def test_thresholds_and_shares__are_those_of_the_text():
    found = {one.id: one for group in index().indicators for one in group.indicators}
    assert {name: one.full_at for name, one in found.items() if one.full_at != "100"} == FULL_AT
    for name, share in SHARES.items():
        assert (found[name].numerator, found[name].denominator) == share


def test_ranks__begin_where_the_text_says():
    assert {band.name: band.at_least for band in index().bands} == {
        "Xuất sắc": "90",
        "Tốt": "80",
        "Khá": "70",
        "Trung bình": "50",
        "Yếu": "0",
    }


def test_satisfaction__has_the_ranks_of_eighteen_points():
    for code in ("mau-02-danh-gia", "mau-03-xep-hang"):
        report = shipped().one("report", code)
        assert (report.band_scale, report.decimals) == ("18", 1)
        assert [band.at_least for band in report.bands] == ["15", "12", "9", "6", "0"]


def test_form_02__has_its_columns_in_order():
    report = shipped().one("report", "mau-02-danh-gia")
    assert [" / ".join(column.heading) for column in report.columns] == [
        "Chỉ số",
        "Tên chỉ số",
        "Điểm chuẩn",
        "Điểm tự chấm",
        "Điểm thẩm định",
        "Ghi chú",
    ]
