"""Which properties the drawing boards show for each part of a form or process, and the words of their choices."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Groups = tuple[tuple[str, tuple[str, ...]], ...]
"""Titles with names of properties; a name with a slash is inside a group of the schema (`by/position`)."""

_EVERY_FIELD = ("label", "id", "type", "help", "required", "width")
_CONDITIONS = ("when", "required_when")
_FILLING = ("default", "prefill", "maps_to")

FIELD_EXTRAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": ("max_length", "pattern", "pattern_message"),
        "long_text": ("max_length",),
        "person_name": ("max_length",),
        "tax_code": ("pattern", "pattern_message"),
        "phone": ("pattern", "pattern_message"),
        "integer": ("min", "max"),
        "decimal": ("min", "max"),
        "money": ("min", "max"),
        "date": ("min", "max"),
        "month": ("min", "max"),
        "time": ("min", "max"),
        "choice": ("options", "code_list"),
        "multiple_choice": ("options", "code_list"),
        "code_list": ("code_list",),
        "table": ("min_rows", "max_rows"),
        "computed": ("compute",),
        "file": ("accept",),
        "signature": ("accept",),
    }
)
SHOWN_ONLY = frozenset({"heading", "note"})


def field_groups(field_type: str) -> Groups:
    """The properties of a field that mean something for its type."""
    if field_type in SHOWN_ONLY:
        return (("Nội dung", ("label", "id", "type", "width")), ("Điều kiện", ("when",)))
    extras = FIELD_EXTRAS.get(field_type, ())
    return (
        ("Nội dung", _EVERY_FIELD),
        *((("Giá trị nhận được", extras),) if extras else ()),
        ("Điều kiện", _CONDITIONS if field_type != "computed" else ("when",)),
        ("Điền sẵn và ghi vào", _FILLING if field_type != "computed" else ("maps_to",)),
    )


PART_GROUPS: Mapping[str, Groups] = MappingProxyType(
    {
        "sections": (("Phần của biểu mẫu", ("title", "id", "when")),),
        "rules": (("Ràng buộc giữa các ô", ("message", "check", "when", "field", "id")),),
        "steps": (
            ("Bước", ("name", "id", "does", "phase", "budget")),
            (
                "Người làm",
                ("by/position", "by/unit", "by/agency_role", "by/assign", "by/same_as", "not_same_person_as"),
            ),
            ("Nhánh và đồng hồ", ("wait_for", "pauses", "official_status", "procedure", "form")),
        ),
        "actions": (
            ("Nút", ("name", "id", "does", "to", "main")),
            ("Điều kiện", ("reason", "needs", "when", "join")),
            ("Kết quả", ("signs", "numbers", "print", "form")),
        ),
        "phases": (("Giai đoạn", ("name", "id", "budget")),),
        "form": (("Biểu mẫu", ("name",)),),
        "process": (("Quy trình", ("name", "restricts")),),
    }
)

CHOICE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "intake": "Tiếp nhận",
        "handle": "Thụ lý, xử lý",
        "consult": "Xin ý kiến",
        "decide": "Ký duyệt",
        "issue": "Cấp số, đóng dấu",
        "return_result": "Trả kết quả",
        "wait_for_payment": "Chờ nộp tiền",
        "wait_for_applicant": "Chờ người nộp",
        "child_dossier": "Hồ sơ liên thông",
        "automatic": "Tự động",
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
        "pool": "Ai có chức danh cũng nhận được",
        "least_loaded": "Người ít việc nhất",
        "round_robin": "Lần lượt từng người",
        "same_as": "Người của một bước trước",
        "chosen": "Người gửi chọn",
        "all": "Mọi nhánh trả lời",
        "any": "Một nhánh trả lời",
        "reason": "Lý do",
        "payment": "Đã nộp đủ tiền",
        "assignee": "Chọn người nhận",
        "outcome.draft": "Dự thảo kết quả",
        "children": "Kết quả hồ sơ con",
        "outcome": "Kết quả",
        "extend": "Gia hạn",
        "supplement": "Yêu cầu bổ sung",
        "recall": "Rút lại việc đã chuyển",
    }
)

PREFILLS: Mapping[str, str] = MappingProxyType(
    {
        "applicant.full_name": "Họ và tên người nộp",
        "applicant.identity_number": "Số định danh người nộp",
        "applicant.birth_date": "Ngày sinh người nộp",
        "applicant.sex": "Giới tính người nộp",
        "applicant.phone": "Điện thoại người nộp",
        "applicant.email": "Thư điện tử người nộp",
        "applicant.address": "Địa chỉ người nộp",
        "applicant.tax_code": "Mã số thuế người nộp",
        "officer.full_name": "Họ và tên người tiếp nhận",
        "officer.position": "Chức danh người tiếp nhận",
        "agency.name": "Tên cơ quan tiếp nhận",
        "agency.place": "Địa danh của cơ quan",
        "agency.address": "Địa chỉ cơ quan",
        "agency.phone": "Điện thoại cơ quan",
    }
)
