"""Every report a province expects (regulations 4.4 and 4.7), its definition and the columns asked for."""

import pytest
from tests.metadata.shipped import shipped

WHOLE = {
    "Tiếp nhận / Tổng",
    "Tiếp nhận / Kỳ trước",
    "Tiếp nhận / Trong kỳ",
    "Tiếp nhận / Qua mạng",
    "Tiếp nhận / Qua bưu chính",
    "Đã xử lý / Tổng",
    "Đã xử lý / Trước hạn",
    "Đã xử lý / Đúng hạn",
    "Đã xử lý / Quá hạn",
    "Đã xử lý / Tỷ lệ trước và đúng hạn (%)",
    "Đang xử lý / Tổng",
    "Đang xử lý / Trong hạn",
    "Đang xử lý / Quá hạn",
    "Chờ bổ sung",
    "Dừng xử lý",
    "Chờ nghĩa vụ tài chính",
    "Trả lại, rút",
}
PROCEDURE = {
    "Tiếp nhận / Tổng",
    "Tiếp nhận / Kỳ trước",
    "Tiếp nhận / Trong kỳ / Trực tuyến",
    "Tiếp nhận / Trong kỳ / Trực tiếp",
    "Tiếp nhận / Trong kỳ / Bưu chính",
    "Đã xử lý / Nộp trực tuyến / Trước hạn",
    "Đã xử lý / Nộp trực tiếp, bưu chính / Quá hạn",
    "Đang xử lý / Nộp trực tuyến / Trong hạn",
    "Chờ bổ sung",
    "Dừng xử lý",
    "Chờ nghĩa vụ tài chính",
    "Trả lại, rút",
}
LISTED = {"STT", "Tên thủ tục", "Người nộp", "Ngày nhận", "Ngày hẹn trả", "Tình trạng", "Ghi chú"}
EXPECTED = {
    "tong-hop-don-vi": WHOLE,
    "tong-hop-linh-vuc": WHOLE,
    "tong-hop-trang-thai": WHOLE,
    "tong-hop-can-bo": WHOLE,
    "dia-ban": WHOLE,
    "tong-hop-thu-tuc": PROCEDURE,
    "danh-sach-dung-han": LISTED,
    "danh-sach-qua-han": LISTED,
    "danh-sach-giai-quyet-qua-han": LISTED,
    "danh-sach-sap-den-han": LISTED,
    "nop-tu-cong": {
        "Nhận trực tuyến trong kỳ",
        "Lũy kế phải giải quyết",
        "Đã giải quyết / Đúng hạn",
        "Đã giải quyết / Quá hạn",
        "Chậm tiếp nhận",
        "Đang giải quyết / Trong hạn",
    },
    "nguoi-nop-theo-don-vi": {"Công dân", "Doanh nghiệp", "Tổ chức, cơ quan", "Tổng"},
    "bang-ke-thu-phi": {
        "STT",
        "Đơn vị",
        "Lĩnh vực",
        "Mã hồ sơ",
        "Tên thủ tục",
        "Chủ hồ sơ",
        "Ngày thu",
        "Lệ phí",
        "Phí",
    },
    "hinh-thuc-thanh-toan": {
        "Đã thu / Số lượt",
        "Đã thu / Số tiền (đồng)",
        "Đã hoàn / Số lượt",
        "Đã hoàn / Số tiền (đồng)",
        "Đã hủy, miễn / Số lượt",
        "Đã hủy, miễn / Số tiền (đồng)",
    },
    "buu-chinh-cong-ich": {
        "Tiếp nhận qua bưu chính",
        "Bưu điện đã nhận kết quả",
        "Đăng ký nhận kết quả qua bưu chính",
    },
    "cong-khai-ket-qua": {
        "Mã hồ sơ",
        "Ngày tiếp nhận",
        "Người nhận hồ sơ",
        "Ngày hẹn trả",
        "Tình trạng / Đang giải quyết",
        "Tình trạng / Chờ bổ sung",
        "Tình trạng / Đã gửi kết quả",
        "Tình trạng / Chưa đủ điều kiện",
        "Tình trạng / Không giải quyết",
        "Số ngày quá hạn",
        "Thời hạn trả lần sau",
    },
    "thong-ke-tthc": {
        f"{group} / {part}"
        for group in ("Tổng số thủ tục", "Có thu phí, lệ phí")
        for part in ("Tổng", "Toàn trình", "Một phần", "Còn lại")
    },
    "phi-dia-gioi": {"Nhận trong kỳ", "Trong đó do cơ quan khác giải quyết"},
    "khai-thac-dan-cu": {"Tiếp nhận", "Đã khai thác dữ liệu dân cư"},
    "so-hoa": {
        "Tiếp nhận",
        "Chưa số hóa thành phần hồ sơ",
        "Có số hóa thành phần hồ sơ",
        "Tái sử dụng",
        "Tái sử dụng từ Cổng Dịch vụ công quốc gia",
        "Đã giải quyết",
        "Chưa số hóa kết quả",
        "Đã số hóa kết quả",
    },
    "nguoi-dung": {"Tài khoản khi lập báo cáo / Tổng", "Có xử lý hồ sơ trong kỳ"},
    "07a": {
        "Số hồ sơ nhận giải quyết / Tổng số",
        "Số hồ sơ nhận giải quyết / Kỳ trước chuyển qua",
        "Số hồ sơ nhận giải quyết / Mới tiếp nhận",
        "Đã giải quyết / Tổng số",
        "Đã giải quyết / Trả đúng hạn",
        "Đã giải quyết / Trả quá hạn",
        "Đang giải quyết / Tổng số",
        "Đang giải quyết / Chưa đến hạn",
        "Đang giải quyết / Quá hạn",
        "Bổ sung",
        "Trả lại",
    },
}


@pytest.mark.parametrize("code", EXPECTED)
def test_expected_report__is_shipped_with_its_columns(code):
    report = shipped().one("report", code)
    headings = {" / ".join(column.heading) for column in report.columns}
    assert EXPECTED[code] <= headings


def test_report_by_procedure__has_twenty_two_figures():
    report = shipped().one("report", "tong-hop-thu-tuc")
    assert sum(not column.value for column in report.columns) == 22


@pytest.mark.parametrize("code", [code for code in EXPECTED if code not in ("07a", "thong-ke-tthc")])
def test_operating_report__can_be_made_for_every_kind_of_period(code):
    kinds = set(shipped().one("report", code).period_kinds)
    assert kinds == {"day", "week", "month", "reporting_quarter", "half_year", "year", "any"}
