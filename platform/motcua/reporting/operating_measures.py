"""Measures of the operating reports a province expects beside the form: kinds of applicants, the post, officers."""

from __future__ import annotations

from motcua.reporting.facts import Fact
from motcua.reporting.measure import Measure, WorkCount

_SOURCE = "báo cáo điều hành"
_INDEX = "QĐ 766/QĐ-TTg"
_PRESENT = "tài khoản của hệ thống, chỉ có của hiện tại"

OPERATING_MEASURES = (
    Measure("halted", "Dừng xử lý: đang tạm dừng và đã dừng", _SOURCE, (Fact.HALTED,)),
    Measure("of_citizens", "Của công dân", _SOURCE, (Fact.OF_CITIZEN,)),
    Measure("of_businesses", "Của doanh nghiệp", _SOURCE, (Fact.OF_BUSINESS,)),
    Measure("of_organizations", "Của tổ chức, cơ quan", _SOURCE, (Fact.OF_ORGANIZATION,)),
    Measure("of_others", "Của đối tượng khác, chưa ghi đối tượng", _SOURCE, (Fact.OF_OTHERS,)),
    Measure(
        "received_online_late",
        "Nhận trực tuyến trong kỳ, chậm tiếp nhận",
        "NĐ 45/2020/NĐ-CP, báo cáo điều hành",
        (Fact.RECEIVED, Fact.ONLINE, Fact.ANSWERED_LATE),
    ),
    Measure("handed_to_post", "Bưu điện đã nhận kết quả để trả", _SOURCE, (Fact.HANDED_TO_POST,)),
    Measure(
        "received_identified",
        "Nhận trong kỳ, người nộp có số định danh cá nhân",
        _SOURCE,
        (Fact.RECEIVED, Fact.IDENTIFIED),
    ),
    Measure("electronic_results", "Đã giải quyết, kết quả ký số", _INDEX, (Fact.SETTLED, Fact.SIGNED)),
    Measure(
        "reused_papers", "Nhận trong kỳ, có dùng lại giấy tờ đã số hóa", _INDEX, (Fact.RECEIVED, Fact.REUSED)
    ),
)
"""Measures of dossiers."""

OFFICER_MEASURES = (
    Measure("officers", "Tài khoản cán bộ", _PRESENT, work=WorkCount(officers="all")),
    Measure("officers_active", "Tài khoản đang dùng", _PRESENT, work=WorkCount(officers="active")),
    Measure("officers_closed", "Tài khoản đã ngừng", _PRESENT, work=WorkCount(officers="closed")),
    Measure(
        "officers_acting",
        "Cán bộ có xử lý hồ sơ trong kỳ",
        "nhật ký hồ sơ, trong kỳ",
        work=WorkCount(officers="acting"),
    ),
)
"""Measures of people; by the agency they work at."""
