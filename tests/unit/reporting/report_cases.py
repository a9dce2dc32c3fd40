"""A report like II.06a and counted groups to build it from."""

from datetime import date, datetime

from motcua.definitions.report import BalanceCheck, Report, ReportColumn, ReportRows, ReportSignature
from motcua.kernel.clock import VIETNAM
from motcua.reporting.periods import Period, PeriodKind
from motcua.reporting.result import ReportResult
from motcua.reporting.rows import CountedGroup, DimensionWords, build_rows

RECEIVED, SETTLED, PENDING = (
    "Số hồ sơ nhận giải quyết",
    "Số lượng hồ sơ đã giải quyết",
    "Số lượng hồ sơ đang giải quyết",
)


def column(number, *heading, width=10, **more):
    return ReportColumn(f"c{number}", heading, number=str(number), width=width, **more)


COLUMNS = (
    column(1, "TT", value="index", width=5),
    column(2, "Lĩnh vực, công việc giải quyết theo cấp", value="label", width=34),
    column(3, RECEIVED, "Tổng số", formula="c4 + c5 + c6", width=11),
    column(4, RECEIVED, "Trong kỳ", "Trực tuyến", measure="received_online"),
    column(5, RECEIVED, "Trong kỳ", "Trực tiếp, dịch vụ bưu chính", measure="received_direct_post", width=11),
    column(6, RECEIVED, "Từ kỳ trước", measure="carried_over"),
    column(7, SETTLED, "Tổng số", formula="c8 + c9 + c10", width=11),
    column(8, SETTLED, "Trước hạn", measure="settled_early"),
    column(9, SETTLED, "Đúng hạn", measure="settled_on_time"),
    column(10, SETTLED, "Quá hạn", measure="settled_late"),
    column(11, PENDING, "Tổng số", formula="c12 + c13", width=11),
    column(12, PENDING, "Trong hạn", measure="pending_in_time"),
    column(13, PENDING, "Quá hạn", measure="pending_late"),
)
II_06A = Report(
    code="II.06a",
    name="Tình hình, kết quả giải quyết thủ tục hành chính",
    title="TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC",
    number="II.06a/VPCP/KSTT",
    issued_under="Ban hành theo Thông tư số 01/2020/TT-VPCP ngày 21/10/2020",
    unit_text="Đơn vị tính: Số hồ sơ TTHC",
    rows=ReportRows(group_by=("level", "field_of_work")),
    columns=COLUMNS,
    checks=(BalanceCheck("can-doi", "c3 == c7 + c11", "(3) bằng (7) cộng (11)."),),
    signatures=(
        ReportSignature("Người làm báo cáo", "(Ký, ghi rõ họ tên)"),
        ReportSignature("THỦ TRƯỞNG ĐƠN VỊ", "(Ký, đóng dấu)"),
    ),
    notes=("Cột (9) gồm cả hồ sơ được rút, trả lại, dừng giải quyết.",),
)
WORDS = DimensionWords({"level": {"province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã"}})
NAMES = [one.measure for one in COLUMNS if one.measure]


def group(level, field_of_work, *figures):
    return CountedGroup((level, field_of_work), dict(zip(NAMES, figures, strict=True)))


GROUPS = (
    group("commune", "Hộ tịch", 412, 286, 58, 590, 118, 6, 41, 1),
    group("commune", "Chứng thực", 0, 1184, 3, 1162, 21, 0, 4, 0),
    group("province", "Đất đai", 96, 148, 61, 174, 72, 11, 45, 3),
)
PERIOD = Period(
    PeriodKind.REPORTING_QUARTER, "2026-Q3", "Quý III năm 2026", date(2026, 6, 15), date(2026, 9, 14)
)


def result(report=II_06A, groups=GROUPS, words=WORDS, wholes=(), **more):
    rows, checks = build_rows(report, groups, words, wholes)
    given = {
        "agency": "H88.31",
        "agency_name": "UBND xã Tân Hòa",
        "as_of": PERIOD.ends_at,
        "recipient": "Văn phòng UBND tỉnh Đồng Lam",
        "place": "Tân Hòa",
        "made_at": datetime(2026, 9, 16, 8, tzinfo=VIETNAM),
        **more,
    }
    return ReportResult(report=report, period=PERIOD, rows=rows, checks=checks, **given)
