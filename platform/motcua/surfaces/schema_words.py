"""Vietnamese words for the fixed choices of the schemas, and which names of a kind stand together on a tab."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "levels": {
            "ministry": "Cấp bộ",
            "province": "Cấp tỉnh",
            "district": "Cấp huyện",
            "commune": "Cấp xã",
            "other": "Cơ quan khác",
        },
        "applicants": {
            "citizen": "Công dân Việt Nam",
            "foreigner": "Người nước ngoài",
            "business": "Doanh nghiệp, hộ kinh doanh",
            "organization": "Tổ chức",
            "state_agency": "Cơ quan nhà nước",
            "other": "Đối tượng khác",
        },
        "online_level": {
            "full": "Toàn trình",
            "partial": "Một phần",
            "information": "Chỉ cung cấp thông tin",
        },
        "channels": {"counter": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính"},
        "is": {"off": "Nghỉ", "work": "Làm việc"},
        "day": {
            "mon": "Thứ hai",
            "tue": "Thứ ba",
            "wed": "Thứ tư",
            "thu": "Thứ năm",
            "fri": "Thứ sáu",
            "sat": "Thứ bảy",
            "sun": "Chủ nhật",
        },
        "subject": {"procedures": "Danh sách thủ tục", "procedure_details": "Chi tiết thủ tục"},
        "to": {"applicant": "Người nộp", "officer": "Công chức", "supervisor": "Người phụ trách"},
        "channel": {
            "email": "Thư điện tử",
            "sms": "Tin nhắn SMS",
            "zalo": "Zalo",
            "in_app": "Trên màn hình",
            "counter": "Trực tiếp",
            "online": "Trực tuyến",
            "post": "Bưu chính",
        },
        "scope": {
            "agency": "Cơ quan",
            "day": "Ngày",
            "month": "Tháng",
            "year": "Năm",
            "book": "Sổ",
            "mine": "Việc của tôi",
            "position": "Việc của chức danh",
            "below": "Cơ quan và cấp dưới",
            "province": "Toàn tỉnh",
        },
        "count_from": {"minute": "Từ phút nhận", "next_day": "Từ ngày hôm sau"},
        "after": {"add_waiting_time": "Cộng thời gian chờ", "recount": "Tính lại từ đầu"},
        "kind": {
            "document": "Giấy tờ phải nộp",
            "present": "Giấy tờ xuất trình",
            "note": "Lưu ý",
            "charge": "Phí",
            "levy": "Lệ phí",
            "other": "Khoản khác",
        },
        "collect": {
            "at_intake": "Khi nộp hồ sơ",
            "at_return": "Khi nhận kết quả",
            "by_request": "Khi có thông báo",
        },
        "restricts": {
            "withdraw": "Rút hồ sơ",
            "extend": "Gia hạn",
            "stop": "Dừng giải quyết",
            "suspend": "Tạm dừng",
            "supplement": "Yêu cầu bổ sung",
            "refuse": "Từ chối",
            "recall": "Rút lại việc đã chuyển",
        },
        "does": {
            "forward": "Chuyển tiếp",
            "back": "Trả lại bước trước",
            "request_supplement": "Yêu cầu bổ sung",
            "refuse": "Từ chối",
            "stop": "Dừng giải quyết",
            "withdraw": "Rút hồ sơ",
            "suspend": "Tạm dừng",
            "answer": "Trả lời ý kiến",
            "request_payment": "Thông báo nộp tiền",
            "finish": "Kết thúc",
            "intake": "Tiếp nhận",
            "handle": "Thụ lý",
            "consult": "Xin ý kiến",
            "decide": "Ký duyệt",
            "issue": "Cấp số, đóng dấu",
            "return_result": "Trả kết quả",
            "wait_for_payment": "Chờ nộp tiền",
            "wait_for_applicant": "Chờ người nộp",
            "child_dossier": "Hồ sơ liên thông",
            "automatic": "Tự động",
        },
        "needs": {
            "reason": "Lý do",
            "payment": "Đã nộp đủ tiền",
            "assignee": "Người nhận",
            "outcome.draft": "Dự thảo kết quả",
            "children": "Kết quả hồ sơ con",
        },
        "signs": {"outcome": "Kết quả"},
        "numbers": {"outcome": "Kết quả"},
        "join": {"all": "Mọi nhánh trả lời", "any": "Một nhánh trả lời"},
        "wait_for": {"all": "Mọi nhánh trả lời", "any": "Một nhánh trả lời"},
        "assign": {
            "pool": "Ai có chức danh cũng nhận được",
            "least_loaded": "Người ít việc nhất",
            "round_robin": "Lần lượt từng người",
            "same_as": "Người của một bước trước",
            "chosen": "Người gửi chọn",
        },
        "each": {
            "group": "Nhóm",
            "dossier": "Hồ sơ",
            "payment": "Lần nộp tiền",
            "indicator": "Chỉ tiêu",
        },
    }
)
_SAME = {"level": "levels", "like": "day"}
TITLES: Mapping[str, str] = MappingProxyType(
    {"counter": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính"}
)
"""Titles of names that the schemas give none."""


def choice_words(name: str, value: str) -> str:
    """A choice in words: `choice_words("levels", "commune")` is `Cấp xã`; the value itself when there are none."""
    return CHOICES.get(_SAME.get(name, name), {}).get(value, value)


TabNames = tuple[tuple[str, str, tuple[str, ...]], ...]
"""Id, title and names of each tab; the first tab takes every name that stands on no other."""

PROCEDURE_TABS: TabNames = (
    ("thong-tin", "Thông tin", ()),
    ("thoi-han", "Trường hợp & thời hạn", ("variants", "offers", "channels", "receive_anywhere", "policy")),
    ("giay-to", "Thành phần hồ sơ", ("checklist", "dossier_sets")),
    ("bieu-mau", "Biểu mẫu", ("form",)),
    ("phi", "Phí, lệ phí", ("fees",)),
    ("quy-trinh", "Quy trình", ("process", "numbering")),
    ("mau-in", "Mẫu in", ("prints", "outcomes")),
    ("kiem-thu", "Kiểm thử", ("tests",)),
    ("lich-su", "Lịch sử", ("effective_from", "effective_to")),
)
FIXED = frozenset({"kind", "code"})
"""Names that say which definition a text is; the editor does not change them."""

_OF_PROCEDURE = MappingProxyType(
    {
        "variants": "variants",
        "variant": "variants",
        "alternatives": "checklist",
        "proof": "checklist",
        "documents": "checklist",
    }
)
OWN_LISTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "procedure": _OF_PROCEDURE,
        "baseline": _OF_PROCEDURE,
        "process": MappingProxyType(
            {"phase": "phases", "to": "steps", "same_as": "steps", "not_same_person_as": "steps"}
        ),
    }
)
"""Names whose values are ids of entries of the same definition, by kind: in which list they are found."""
