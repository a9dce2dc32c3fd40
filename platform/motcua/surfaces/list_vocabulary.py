"""The words a work list definition may use: filters and columns, each with its meaning."""

from __future__ import annotations

from collections.abc import Mapping

LIST_FILTERS: Mapping[str, str] = {
    "late": "đã quá hạn trả",
    "soon": "còn dưới một ngày làm việc",
    "in_time": "còn hạn",
    "no_due": "chưa có hạn trả",
    "online": "nộp trực tuyến",
    "counter": "nộp trực tiếp",
    "post": "nộp qua bưu chính",
    "unassigned": "chưa giao cho ai",
    "mine": "đã giao cho tôi",
    "waiting": "đồng hồ đang dừng",
    "waiting_supplement": "chờ bổ sung",
    "waiting_payment": "chờ nghĩa vụ tài chính",
    "today": "nhận hôm nay",
}

LIST_COLUMNS: Mapping[str, str] = {
    "clock": "thời hạn còn lại và giờ hẹn trả",
    "number": "mã hồ sơ",
    "applicant": "người nộp",
    "procedure": "thủ tục",
    "waiting": "việc phải làm và lý do",
    "channel": "cách nộp",
    "received": "lúc tiếp nhận",
    "due": "hẹn trả",
    "assignee": "người được giao",
    "agency": "cơ quan đang xử lý",
    "status": "trạng thái",
    "step_due": "hạn của bước",
    "field_of_work": "lĩnh vực",
}

LIST_SORTS = frozenset({"due", "received", "newest"})

BULK_ACTIONS: Mapping[str, str] = {
    "forward": "chuyển bước sau",
    "decide": "ký duyệt",
    "issue": "cấp số",
    "finish": "trả kết quả",
    "answer": "trả lời ý kiến",
    "assign": "phân công",
}
"""What a list may offer to do with several dossiers at once: kinds of a step's usual way on, and giving work."""
