"""The functions an account can be given, and the roles every installation starts with."""

from __future__ import annotations

from types import MappingProxyType

from motcua.extension.registry import Registrar, Vocabulary

VIEW = "MotCua"

PERMISSIONS: MappingProxyType[str, str] = MappingProxyType(
    {
        "can_receive": "Tiếp nhận hồ sơ",
        "can_process": "Xử lý hồ sơ",
        "can_decide": "Ký duyệt",
        "can_issue": "Cấp số, đóng dấu",
        "can_return_result": "Trả kết quả",
        "can_collect_fee": "Thu phí, lệ phí",
        "can_assign": "Phân công",
        "can_search_dossier": "Tra cứu hồ sơ",
        "can_read_dossier": "Xem hồ sơ",
        "can_print": "In giấy tờ",
        "can_report": "Lập báo cáo của cơ quan",
        "can_report_all": "Lập báo cáo toàn tỉnh",
        "can_supervise": "Giám sát toàn tỉnh",
        "can_export_list": "Xuất danh sách",
        "can_view_catalog": "Xem danh mục thủ tục",
        "can_edit_definition": "Sửa thủ tục",
        "can_review_definition": "Thẩm định thủ tục",
        "can_publish_definition": "Ban hành thủ tục",
        "can_import_catalog": "Nhập danh mục thủ tục",
        "can_manage_organization": "Quản lý cơ quan, đơn vị",
        "can_manage_officer": "Quản lý tài khoản, cán bộ",
        "can_manage_calendar": "Quản lý lịch làm việc",
        "can_manage_job": "Quản lý việc chạy nền",
        "can_read_audit": "Xem nhật ký hệ thống",
        "can_use_api": "Dùng giao diện lập trình",
        "can_manage_setting": "Thay đổi cài đặt",
        "can_view_dashboard": "Xem bảng theo dõi",
        "can_read_sensitive": "Xem thông tin nhạy cảm",
    }
)

ACTING = (
    "can_process",
    "can_receive",
    "can_decide",
    "can_issue",
    "can_return_result",
    "can_collect_fee",
    "can_assign",
)
"""Whoever has none of these moves no dossier, whatever position is held."""

PROVINCE_ADMINISTRATOR = "QuanTriTinh"
PUBLIC = "Public"

_READING = ("can_search_dossier", "can_read_dossier", "can_print", "can_view_catalog", "can_use_api")
_WORKING = (*_READING, "can_process", "can_report", "can_export_list")

ROLES: MappingProxyType[str, frozenset[str]] = MappingProxyType(
    {
        PROVINCE_ADMINISTRATOR: frozenset(PERMISSIONS),
        "QuanTriHeThong": frozenset(
            {
                "can_manage_officer",
                "can_manage_job",
                "can_manage_setting",
                "can_manage_organization",
                "can_manage_calendar",
                "can_read_audit",
                "can_view_catalog",
                "can_use_api",
            }
        ),
        "GiamSat": frozenset(
            {
                *_READING,
                "can_supervise",
                "can_report",
                "can_report_all",
                "can_export_list",
                "can_view_dashboard",
            }
        ),
        "MotCua": frozenset({*_WORKING, "can_receive", "can_return_result", "can_collect_fee"}),
        "ThuLy": frozenset(_WORKING),
        "TruongPhong": frozenset({*_WORKING, "can_assign", "can_view_dashboard"}),
        "LanhDao": frozenset({*_WORKING, "can_decide", "can_assign", "can_view_dashboard"}),
        "VanThu": frozenset({*_WORKING, "can_issue"}),
        "KeToan": frozenset({*_WORKING, "can_collect_fee"}),
        "XemThuTuc": frozenset({"can_view_catalog"}),
        "BienTapThuTuc": frozenset({"can_view_catalog", "can_edit_definition"}),
        "ThamDinhThuTuc": frozenset({"can_view_catalog", "can_review_definition"}),
        "BanHanhThuTuc": frozenset(
            {"can_view_catalog", "can_review_definition", "can_publish_definition", "can_read_audit"}
        ),
        "CongDan": frozenset({"can_use_api"}),
        PUBLIC: frozenset(),
    }
)

ROLE_TITLES: MappingProxyType[str, str] = MappingProxyType(
    {
        PROVINCE_ADMINISTRATOR: "Quản trị tỉnh",
        "QuanTriHeThong": "Quản trị hệ thống",
        "GiamSat": "Giám sát",
        "MotCua": "Công chức một cửa",
        "ThuLy": "Công chức thụ lý",
        "TruongPhong": "Lãnh đạo phòng",
        "LanhDao": "Lãnh đạo cơ quan",
        "VanThu": "Văn thư",
        "KeToan": "Kế toán",
        "XemThuTuc": "Xem thủ tục",
        "BienTapThuTuc": "Biên tập thủ tục",
        "ThamDinhThuTuc": "Thẩm định thủ tục",
        "BanHanhThuTuc": "Ban hành thủ tục",
        "CongDan": "Công dân, doanh nghiệp",
        PUBLIC: "Khách chưa đăng nhập",
    }
)

ROLE_OF_POSITION: MappingProxyType[str, str] = MappingProxyType(
    {
        "one-stop-officer": "MotCua",
        "handling-officer": "ThuLy",
        "unit-head": "TruongPhong",
        "leader": "LanhDao",
        "clerk": "VanThu",
        "accountant": "KeToan",
        "tax-officer": "ThuLy",
        "land-officer": "ThuLy",
        "police-officer": "ThuLy",
        "police-leader": "LanhDao",
        "supervisor": "GiamSat",
        "catalog-admin": PROVINCE_ADMINISTRATOR,
    }
)


def role_of_position(position: str) -> str:
    """The role an account of a position starts with; one that only handles dossiers for positions not named here."""
    return ROLE_OF_POSITION.get(position, "ThuLy")


def register_permissions(registrar: Registrar) -> None:
    """Let definitions name permissions, and only those that exist."""
    registrar.add_words(Vocabulary.PERMISSION, PERMISSIONS)
