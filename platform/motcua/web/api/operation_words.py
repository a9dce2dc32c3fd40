"""Words of the API's description: what it is for, its parts, and every field of its request bodies."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ABOUT = (
    "Giao diện lập trình của Một Cửa: cùng quy tắc, cùng quyền với các màn hình. "
    "Lấy mã truy cập ở /security/login rồi gửi kèm Authorization: Bearer. "
    "Lỗi trả theo RFC 9457 bằng tiếng Việt, có chỗ sai và cách sửa; khi có lỗi, không có gì được ghi."
)
TAGS: Mapping[str, str] = MappingProxyType(
    {
        "Đăng nhập": "Lấy và gia hạn mã truy cập.",
        "Thủ tục": "Danh mục và những gì phải gửi cho từng thủ tục.",
        "Hồ sơ": "Tiếp nhận, theo dõi, xử lý, in giấy tờ.",
        "Tệp": "Tải tệp lên, đưa vào giấy tờ, đọc lại, đóng gói hồ sơ.",
        "Báo cáo": "Số liệu theo biểu chính thức.",
        "Công khai": "Không cần đăng nhập.",
    }
)
BODY_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "DossierBody": {
            "procedure": "Mã thủ tục.",
            "channel": "counter, online hoặc post.",
            "agency": "Cơ quan tiếp nhận; bỏ trống là cơ quan của tài khoản.",
            "competent_agency": "Cơ quan giải quyết, khi trung tâm nhận hộ nhiều cơ quan.",
            "variant": "Trường hợp; bỏ trống thì chọn theo câu trả lời.",
            "applicant": "Người nộp: kind, full_name, identity_number, phone, address …",
            "owner": "Chủ hồ sơ khi khác người nộp.",
            "answers": "Câu trả lời của biểu mẫu, đúng JSON Schema ở /procedures/{code}/form.",
            "documents": "Giấy tờ đã nhận: theo mã, hoặc danh sách mã; files là id của các tệp đã tải lên ở /files.",
            "quantity": "Số lượng, khi phí tính theo số lượng.",
            "summary": "Trích yếu.",
            "delivery": "Cách nhận kết quả: counter, post hoặc online.",
            "due_at": "Ngày hẹn trả do người tiếp nhận ghi, chỉ khi thủ tục chưa rõ thời hạn.",
            "due_reason": "Lý do của ngày hẹn trả tự ghi.",
            "assignee": "Giao ngay cho tài khoản này.",
        },
        "AttachBody": {
            "paper": "Mã giấy tờ trong thành phần hồ sơ; bỏ trống là giấy tờ khác.",
            "files": "id của các tệp đã tải lên ở /files.",
            "dropped": "Mã băm của các tệp không còn tính.",
            "reason": "Lý do bỏ tệp.",
            "source": "uploaded (tệp nộp) hoặc scanned (bản quét).",
            "expected_version": "Phiên bản hồ sơ đã đọc; khác thì trả 409.",
        },
        "ActionBody": {
            "action": "id của một việc trong actions của hồ sơ.",
            "step": "Bước của việc, khi hồ sơ có nhiều nhánh.",
            "reason": "Lý do, khi requires có reason.",
            "answers": "Câu trả lời của biểu mẫu ở bước này.",
            "assignee": "Giao cho tài khoản này.",
            "documents": "Giấy tờ kèm theo.",
            "items": "Những giấy tờ cần bổ sung.",
            "deadline": "Hạn cho người nộp.",
            "basis": "Căn cứ của việc tạm dừng.",
            "document": "Số văn bản kèm theo.",
            "outcome": "Nội dung kết quả.",
            "due_at": "Ngày hẹn trả do người tiếp nhận ghi.",
            "due_reason": "Lý do của ngày hẹn trả tự ghi.",
            "method": "Cách nộp tiền, với action là pay.",
            "expected_version": "Phiên bản hồ sơ đã đọc; khác thì trả 409.",
        },
    }
)
