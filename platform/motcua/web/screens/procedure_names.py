"""Words of field types, selectors of agencies and kinds of steps on staff pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from motcua.definitions.process import StepKind

FIELD_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text": "Chữ",
        "long_text": "Đoạn văn",
        "integer": "Số nguyên",
        "decimal": "Số thập phân",
        "money": "Số tiền",
        "date": "Ngày",
        "month": "Tháng",
        "time": "Giờ",
        "yes_no": "Có hoặc không",
        "choice": "Chọn một",
        "multiple_choice": "Chọn nhiều",
        "code_list": "Chọn từ danh mục",
        "address": "Địa chỉ",
        "person_name": "Họ và tên",
        "identity_number": "Số định danh",
        "tax_code": "Mã số thuế",
        "phone": "Điện thoại",
        "email": "Thư điện tử",
        "file": "Tệp",
        "signature": "Chữ ký",
        "table": "Bảng nhiều dòng",
        "computed": "Tự tính",
        "heading": "Tiêu đề",
        "note": "Lưu ý",
    }
)
SELECTOR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "level:commune": "mọi xã, phường, đặc khu",
        "level:province": "mọi cơ quan cấp tỉnh",
        "kind:department": "mọi sở, ban, ngành",
        "field": "các cơ quan phụ trách lĩnh vực này",
    }
)
STEP_KINDS: Mapping[StepKind, str] = MappingProxyType(
    {
        StepKind.INTAKE: "tiếp nhận",
        StepKind.HANDLE: "xử lý",
        StepKind.CONSULT: "xin ý kiến",
        StepKind.DECIDE: "quyết định",
        StepKind.ISSUE: "cấp số, đóng dấu",
        StepKind.RETURN_RESULT: "trả kết quả",
        StepKind.WAIT_FOR_PAYMENT: "chờ nghĩa vụ tài chính",
        StepKind.WAIT_FOR_APPLICANT: "chờ người nộp",
        StepKind.CHILD_DOSSIER: "hồ sơ liên thông",
        StepKind.AUTOMATIC: "tự động",
    }
)
