"""What may be wrong with a table of organization, staff, codes, days or dossiers: number, sentence and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from motcua.kernel.problems import Place, Problem, Severity

# code -> severity, what is wrong, how to right it
TEXTS: Mapping[str, tuple[Severity, str, str]] = MappingProxyType(
    {
        "TAB-001": (
            Severity.ERROR,
            "Không nhận ra bố cục của tệp.",
            "Mở “Chỉ cột”, chọn loại dữ liệu và ý nghĩa của từng cột; lần sau tệp cùng bố cục được nhận ra ngay.",
        ),
        "TAB-002": (Severity.ERROR, "Bảng không có dòng dữ liệu nào.", "Kiểm tra lại tệp và trang tính."),
        "TAB-003": (
            Severity.ERROR,
            "Ô “{what}” để trống.",
            "Ghi {what}, hoặc xóa dòng nếu dòng này thừa.",
        ),
        "TAB-004": (
            Severity.ERROR,
            "Không đọc được {what} từ “{found}”.",
            "{expected}",
        ),
        "TAB-005": (
            Severity.ERROR,
            "{what} “{found}” đã có ở ô {expected}.",
            "Giữ lại một dòng.",
        ),
        "TAB-006": (
            Severity.ERROR,
            "{what} “{found}” không có trong hệ thống.",
            "{expected}",
        ),
        "TAB-007": (
            Severity.WARNING,
            "Không dùng đến cột {found}.",
            "Nếu cần, mở “Chỉ cột” và chọn ý nghĩa của cột.",
        ),
        "TAB-008": (
            Severity.ERROR,
            "{found}",
            "{expected}",
        ),
        "TAB-009": (
            Severity.ERROR,
            "Chưa biết nhập vào đâu: {what}.",
            "{expected}",
        ),
    }
)


def table_problem(code: str, place: Place, what: str = "", found: str = "", expected: str = "") -> Problem:
    """The problem of that number, its sentence filled in."""
    severity, message, remedy = TEXTS[code]
    words = {"what": what, "found": found, "expected": expected}
    return Problem(
        code,
        severity,
        message.format(**words),
        place,
        found=found,
        expected=expected,
        remedy=remedy.format(**words),
    )
