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
        "Công việc": "Thông báo, ủy quyền của người gọi.",
        "Tệp": "Tải tệp lên, đưa vào giấy tờ, đọc lại, đóng gói hồ sơ.",
        "Báo cáo": "Số liệu theo biểu chính thức.",
        "Công khai": "Không cần đăng nhập.",
    }
)
_VERSION = "Phiên bản hồ sơ đã đọc; khác thì trả 409."
_DOSSIER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "procedure": "Mã thủ tục.",
        "channel": "counter, online hoặc post.",
        "agency": "Cơ quan tiếp nhận; bỏ trống là cơ quan của tài khoản.",
        "competent_agency": "Cơ quan giải quyết, khi nơi nhận nhận hộ cơ quan khác (trung tâm, phi địa giới).",
        "helped_at": "Cơ quan đã hỗ trợ người nộp kê khai, khi có.",
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
    }
)
BODY_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "DossierBody": _DOSSIER_WORDS,
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
            "receipt": "Số biên lai viết tay, với action là pay; bỏ trống thì cấp số kế tiếp.",
            "fees": "Các khoản người nộp phải nộp, khi yêu cầu nghĩa vụ tài chính.",
            "delivery": "Ai nhận kết quả, khi trả kết quả.",
            "expected_version": _VERSION,
        },
        "FeePart": {"name": "Tên khoản phải nộp.", "amount": "Đồng; null là chưa rõ."},
        "PaidPart": {"fee": "id của khoản trong fees của hồ sơ.", "amount": "Đồng."},
        "DeliveryPart": {
            "receiver": "Họ tên người nhận.",
            "receiver_paper": "Số giấy tờ của người nhận.",
            "note": "Ghi chú, ví dụ giấy ủy quyền.",
        },
        "RefusalBody": {**_DOSSIER_WORDS, "reason": "Lý do không tiếp nhận, người nộp sẽ đọc."},
        "BatchBody": {
            **_DOSSIER_WORDS,
            "rows": "Mỗi phần tử là một hồ sơ; phần không ghi lấy theo phần chung.",
            "paid": "true là đã thu đủ tiền mặt của cả lô, cấp biên lai cho từng hồ sơ.",
        },
        "BatchRowPart": {
            "owner": "Chủ hồ sơ khi khác người nộp.",
            "answers": "Câu trả lời riêng của hồ sơ này.",
            "summary": "Trích yếu riêng.",
        },
        "PaymentBody": {
            "entries": "Thu khoản nào bao nhiêu; bỏ trống là thu hết các khoản còn nợ.",
            "method": "cash hoặc transfer.",
            "reference": "Mã giao dịch khi chuyển khoản.",
            "receipt": "Số biên lai viết tay; bỏ trống thì cấp số kế tiếp của đơn vị.",
            "expected_version": _VERSION,
        },
        "RefundBody": {
            "fee": "id của khoản trong fees của hồ sơ.",
            "amount": "Đồng.",
            "reason": "Lý do hoàn.",
            "method": "cash hoặc transfer.",
            "expected_version": _VERSION,
        },
        "WaiverBody": {
            "fee": "id của khoản trong fees của hồ sơ.",
            "reason": "Lý do, căn cứ miễn.",
            "document": "Giấy tờ chứng minh được miễn: loại giấy, số, ngày. Bắt buộc khi chính sách của thủ tục đòi "
            "(waiver_needs_proof).",
            "expected_version": _VERSION,
        },
        "AssignmentBody": {
            "step": "Bước đang mở.",
            "assignee": "Tài khoản nhận việc; bỏ trống là về danh sách chung.",
            "reason": "Lý do.",
            "expected_version": _VERSION,
        },
        "CommentBody": {
            "text": "Ý kiến; @tài-khoản nhắc người đó.",
            "mentions": "Tài khoản được nhắc.",
        },
        "CorrectionBody": {
            "changes": "full_name, identity_number, phone, email, address, summary, owner_name.",
            "reason": "Lý do sửa.",
            "expected_version": _VERSION,
        },
        "DelegationBody": {
            "holder": "Tài khoản được thay; bỏ trống là người gọi.",
            "substitute": "Tài khoản làm thay, cùng cơ quan.",
            "starts": "Từ ngày.",
            "ends": "Đến hết ngày.",
            "kind": "delegation (ủy quyền) hoặc absence (thay khi vắng mặt).",
            "fields_of_work": "Chỉ các lĩnh vực này; bỏ trống là tất cả.",
            "basis": "Căn cứ, lý do.",
        },
        "SuccessorPart": {
            "code": "Mã đơn vị kế tục, đã có hoặc mới.",
            "name": "Tên; bỏ trống là đơn vị đang có, giữ nguyên.",
            "short_name": "Tên viết tắt.",
            "place": "Địa danh.",
            "address": "Địa chỉ.",
            "phone": "Điện thoại.",
            "receiving_unit": "Bộ phận tiếp nhận.",
        },
        "RulePart": {
            "by": "Xét theo procedure, field, place hoặc dossier.",
            "value": "Giá trị so.",
            "successor": "Mã đơn vị kế tục.",
        },
        "ReorganizationBody": {
            "kind": "merge (sáp nhập), split (chia, tách) hoặc rename (đổi tên, đổi mã).",
            "sources": "Mã các đơn vị được sắp xếp.",
            "successors": "Các đơn vị kế tục.",
            "decision_number": "Số quyết định, nghị quyết.",
            "effective_on": "Ngày có hiệu lực.",
            "reason": "Ghi chú.",
            "rules": "Hồ sơ nào theo đơn vị nào, khi chia, tách.",
            "officers": "Tài khoản nào sang đơn vị nào, khi chia, tách.",
        },
    }
)
