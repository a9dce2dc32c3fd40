"""What may be wrong with a catalog file, a row or a record: number, severity, sentence and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from motcua.kernel.problems import NOWHERE, Place, Problem, Severity

# code -> severity, what is wrong, how to right it
TEXTS: Mapping[str, tuple[Severity, str, str]] = MappingProxyType(
    {
        "IMP-001": (
            Severity.ERROR,
            "Không tìm thấy dòng tiêu đề trong trang tính nào.",
            (
                "Bảng cần một dòng tiêu đề có ít nhất các cột {expected}. Đặt lại tên cột, hoặc bổ sung tên cột đang "
                "dùng vào mẫu nhập."
            ),
        ),
        "IMP-002": (
            Severity.ERROR,
            "Dòng tiêu đề thiếu cột “{what}”.",
            "Thêm cột, hoặc đổi tên cột thành một trong: {expected}.",
        ),
        "IMP-003": (
            Severity.ERROR,
            "Có nhiều cột cùng là “{what}”: {found}.",
            "Giữ lại một cột, đổi tên hoặc xóa cột kia.",
        ),
        "IMP-004": (
            Severity.ERROR,
            "Dòng này có tên thủ tục nhưng không có mã.",
            "Ghi mã thủ tục, ví dụ 1.004873, hoặc xóa dòng.",
        ),
        "IMP-005": (
            Severity.ERROR,
            "Mã thủ tục “{found}” không đúng dạng.",
            (
                "Mã quốc gia gồm một chữ số, dấu chấm và sáu chữ số, ví dụ 1.004873. Định dạng cột mã là Văn bản "
                "(Text) rồi gõ lại mã."
            ),
        ),
        "IMP-006": (
            Severity.WARNING,
            "Mã thủ tục đã thành số “{found}”, được đọc là “{what}”.",
            "Kiểm tra lại mã. Định dạng cột mã là Văn bản (Text) để không mất số 0 ở cuối.",
        ),
        "IMP-007": (
            Severity.WARNING,
            "Mã “{what}” đã có ở {found} với nội dung giống hệt; dòng này được bỏ qua.",
            "Xóa dòng thừa.",
        ),
        "IMP-008": (
            Severity.ERROR,
            "Mã “{what}” đã có ở {found} với nội dung khác.",
            "Giữ lại một dòng, hoặc sửa mã của dòng này.",
        ),
        "IMP-009": (
            Severity.ERROR,
            "Thủ tục “{what}” không có tên.",
            "Ghi tên thủ tục vào cột tên.",
        ),
        "IMP-010": (
            Severity.ERROR,
            "Tên thủ tục “{what}” dài {found} ký tự, quá 4.000 ký tự.",
            "Rút gọn tên; phần giải thích chuyển sang cột khác.",
        ),
        "IMP-011": (
            Severity.ERROR,
            "Ô {found} có công thức bị lỗi.",
            "Sửa công thức, hoặc chép lại giá trị (Dán đặc biệt > Giá trị).",
        ),
        "IMP-012": (
            Severity.ADVICE,
            "Trang tính “{what}” không có dòng tiêu đề của danh mục nên được bỏ qua.",
            "Nếu trang này có thủ tục, đặt lại tên các cột của nó.",
        ),
        "IMP-013": (
            Severity.ERROR,
            "Dưới dòng tiêu đề không có thủ tục nào.",
            "Kiểm tra lại tệp; có thể bảng đã bị lọc rồi xóa hết dữ liệu.",
        ),
        "IMP-014": (
            Severity.ADVICE,
            "Không dùng đến cột: {found}.",
            "Nếu cột có thông tin cần lấy, bổ sung tên cột vào mẫu nhập.",
        ),
        "IMP-015": (
            Severity.ERROR,
            "Dòng {found} của tệp chi tiết không phải là một bản ghi JSON.",
            "Mỗi dòng là một bản ghi JSON. Tải lại tệp chi tiết từ nguồn.",
        ),
        "IMP-016": (
            Severity.WARNING,
            "Bản ghi chi tiết thứ {found} không có mã thủ tục nên không dùng được.",
            "Bổ sung mã thủ tục vào bản ghi.",
        ),
        "IMP-017": (
            Severity.ADVICE,
            "Có {found} bản ghi chi tiết của thủ tục không có trong danh mục này.",
            "Nhập danh mục của cơ quan ban hành các thủ tục đó, rồi nhập lại tệp chi tiết.",
        ),
        "IMP-018": (
            Severity.ERROR,
            "Không có nền thủ tục (baseline) nào phù hợp với thủ tục “{what}”.",
            "Thêm quy tắc applies_to vào một nền, hoặc tạo một nền có quy tắc rỗng để nhận mọi thủ tục.",
        ),
        "IMP-019": (
            Severity.ERROR,
            "Thủ tục “{what}” không biên dịch được: {found}",
            "Sửa chỗ được nêu trong tệp nguồn hoặc trong phần riêng của tỉnh cho thủ tục này.",
        ),
        "IMP-020": (
            Severity.ERROR,
            "Chưa có mẫu nhập nào cho {what}.",
            "Công bố mẫu nhập (kind: import_mapping) trong metadata/import_mappings.",
        ),
        "IMP-021": (
            Severity.ERROR,
            "Không đọc được tệp chi tiết “{what}”: {found}",
            "Tệp chi tiết là JSON Lines (.jsonl) hoặc .jsonl.gz, mã UTF-8.",
        ),
        "IMP-022": (
            Severity.WARNING,
            "Có hai bản ghi chi tiết của thủ tục “{what}”; bản sau được dùng.",
            "Bỏ bản cũ khỏi tệp chi tiết.",
        ),
        "IMP-023": (
            Severity.WARNING,
            "Thủ tục “{what}” không ngừng áp dụng vì còn được dùng ở {found}.",
            "Đổi những nơi đó sang thủ tục khác, rồi ngừng áp dụng thủ tục này ở trang của nó.",
        ),
        "IMP-030": (
            Severity.ERROR,
            "Không trang tính nào có bảng các bước của quy trình.",
            "Bảng cần dòng tiêu đề có cột tên bước (Tên Form, Tên bước, Công việc).",
        ),
        "IMP-031": (
            Severity.WARNING,
            "Dòng này không có tên bước nên được bỏ qua.",
            "Ghi tên bước, hoặc xóa dòng.",
        ),
        "IMP-032": (
            Severity.ERROR,
            "Bước “{found}” có hai dòng trong cùng một quy trình.",
            "Đổi tên một bước; tên bước là cách bảng luân chuyển nhận ra bước.",
        ),
        "IMP-033": (
            Severity.ERROR,
            "Bảng luân chuyển nhắc bước “{found}” không có trong bảng các bước.",
            "Dùng đúng một trong các tên: {what}.",
        ),
        "IMP-034": (
            Severity.WARNING,
            "Thời gian “{found}” của bước “{what}” không có đơn vị.",
            "Chọn đơn vị của cột thời gian.",
        ),
        "IMP-035": (
            Severity.WARNING,
            "Không hiểu thời gian “{found}” của bước “{what}”.",
            "Ghi số, hoặc số kèm đơn vị như 4 giờ, 2 ngày làm việc.",
        ),
        "IMP-036": (
            Severity.ERROR,
            "Chưa rõ “{found}” là chức danh nào.",
            "Chọn chức danh cho nhóm người dùng này.",
        ),
    }
)


def import_problem(
    code: str, place: Place = NOWHERE, *, what: str = "", found: str = "", expected: str = ""
) -> Problem:
    """The problem with its Vietnamese sentence and remedy."""
    severity, message, remedy = TEXTS[code]
    return Problem(
        code=code,
        severity=severity,
        message=message.format(what=what, found=found, expected=expected),
        place=place,
        found=found,
        expected=expected,
        remedy=remedy.format(what=what, found=found, expected=expected),
    )
