"""Why a workbook cannot be read, and the limits it must keep."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from motcua.kernel.problems import Place, Problem, Severity

MAX_FILE_BYTES = 60_000_000
MAX_ROWS = 200_000
MAX_CELLS = 3_000_000
MAX_SHEET_BYTES = 80_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_RATIO = 250
RATIO_COUNTS_FROM = 30_000_000

# code -> what is wrong, how to right it
TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "BOOK-001": ("Không mở được tệp “{file}”.", "Kiểm tra lại đường dẫn và quyền đọc tệp."),
        "BOOK-002": (
            "Tệp “{file}” không phải là bảng tính: đây là {found}.",
            (
                "Chọn tệp .xlsx, .xls, .ods hoặc .csv; nếu là bảng trong tệp khác thì mở bằng Excel hoặc "
                "LibreOffice rồi lưu lại thành .xlsx."
            ),
        ),
        "BOOK-003": (
            "Tệp “{file}” được đặt mật khẩu nên không đọc được.",
            "Mở tệp, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc), lưu lại rồi nhập lại.",
        ),
        "BOOK-004": ("Tệp “{file}” rỗng.", "Chọn lại tệp; có thể việc tải tệp về chưa xong."),
        "BOOK-005": (
            "Tệp “{file}” bị hỏng hoặc bị cắt cụt, không đọc hết được.",
            "Tải lại tệp từ nguồn, hoặc mở bằng Excel hay LibreOffice rồi lưu lại thành .xlsx.",
        ),
        "BOOK-006": (
            "Tệp “{file}” giải nén ra quá lớn so với dung lượng của nó ({found}).",
            (
                "Tệp như vậy không được mở. Nếu là tệp thật: chọn các dòng, cột trống có định dạng ở cuối bảng, "
                "xóa hẳn (Ctrl -), lưu lại."
            ),
        ),
        "BOOK-007": (
            "Tệp “{file}” lớn hơn 60 MB.",
            "Chia tệp theo cơ quan hoặc lĩnh vực, xóa hình ảnh và các trang không dùng rồi nhập từng phần.",
        ),
        "BOOK-008": (
            "Trang tính “{sheet}” của tệp “{file}” có quá nhiều dòng hoặc ô (tối đa 200.000 dòng, 3.000.000 ô).",
            "Xóa các dòng, cột trống ở cuối bảng, hoặc chia bảng thành nhiều tệp.",
        ),
        "BOOK-009": (
            "Trang tính của tệp “{file}” chứa {found}, chủ yếu là dòng trống có định dạng.",
            (
                "Chọn từ dòng trống đầu tiên sau bảng đến cuối trang (Ctrl Shift End), xóa hẳn các dòng (Ctrl -), "
                "lưu lại rồi nhập lại."
            ),
        ),
        "BOOK-010": (
            "Không nhận ra bảng mã chữ của tệp “{file}” ở dòng {found}.",
            "Mở tệp bằng Excel rồi lưu lại thành “CSV UTF-8” hoặc .xlsx.",
        ),
        "BOOK-011": (
            "Tệp “{file}” gõ bằng phông chữ cũ (TCVN3 hoặc VNI) nên không đọc được dấu.",
            "Chuyển sang Unicode bằng công cụ chuyển mã (UniKey: Ctrl Shift F6) rồi nhập lại.",
        ),
        "BOOK-012": (
            "Tệp “{file}” không đọc được theo dạng CSV: {found}.",
            "Kiểm tra dấu nháy kép mở mà không đóng, hoặc lưu lại thành .xlsx.",
        ),
    }
)


def reading_problem(code: str, file: str, *, sheet: str = "", found: str = "") -> Problem:
    """The problem of a file with its Vietnamese text and remedy."""
    message, remedy = TEXTS[code]
    return Problem(
        code=code,
        severity=Severity.ERROR,
        message=message.format(file=file, sheet=sheet, found=found),
        place=Place(file=file, sheet=sheet),
        found=found,
        remedy=remedy,
    )
