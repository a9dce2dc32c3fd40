"""The operations of the API: address, parameters, what they answer and how they fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.definitions.procedure import Health, Level
from motcua.dossiers.parts import Lifecycle
from motcua.web.api.body_reading import MAX_KEY

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query or a header."""

    name: str
    about: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    place: str = "query"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``answers`` are schema names by status; ``files`` media types of answers that are files;
    ``problems`` the statuses it fails with, ``upload`` what the file in its body may be.
    """

    method: str
    path: str
    summary: str
    tag: str
    answers: Mapping[int, str]
    problems: Sequence[int]
    parameters: Sequence[Parameter] = ()
    body: str = ""
    files: Sequence[str] = ()
    security: str = "bearer"
    upload: str = ""


_TYPED = Parameter(
    "q", "Vài chữ trong tên hoặc mã; có dấu hay không đều được.", {"type": "string", "maxLength": 200}
)
_CURSOR = Parameter("cursor", "Giá trị next_cursor của trang trước.")
_AGENCY = Parameter(
    "agency", "Mã cơ quan, gồm cả các cơ quan dưới nó.", {"type": "string", "examples": ["H88.31"]}
)
_CATALOG = (
    _TYPED,
    Parameter("field_of_work", "Tên lĩnh vực."),
    Parameter("level", "Cấp thực hiện.", {"type": "string", "enum": sorted(Level)}),
    Parameter("health", "Tình trạng trong danh mục.", {"type": "string", "enum": sorted(Health)}),
    _CURSOR,
)
KEY = Parameter(
    "Idempotency-Key",
    "Gửi lại cùng khóa thì nhận lại đúng kết quả cũ, không tạo hồ sơ thứ hai.",
    {"type": "string", "maxLength": MAX_KEY},
    "header",
)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "post",
        "/security/login",
        "Đăng nhập",
        "Đăng nhập",
        {200: "Token"},
        (400, 401, 429),
        body="Login",
        security="",
    ),
    Operation(
        "post",
        "/security/refresh",
        "Lấy mã truy cập mới",
        "Đăng nhập",
        {200: "Token"},
        (401,),
        security="refresh",
    ),
    Operation(
        "get", "/procedures", "Danh mục thủ tục", "Thủ tục", {200: "ProcedurePage"}, (400, 401, 403), _CATALOG
    ),
    Operation("get", "/procedures/{code}", "Một thủ tục", "Thủ tục", {200: "Procedure"}, (401, 403, 404)),
    Operation(
        "get",
        "/procedures/{code}/form",
        "Những gì phải gửi để nộp hồ sơ",
        "Thủ tục",
        {200: "ProcedureForm"},
        (401, 403, 404),
        (Parameter("agency", "Cơ quan tiếp nhận; bỏ trống là cơ quan của tài khoản."),),
    ),
    Operation(
        "get",
        "/dossiers",
        "Danh sách hồ sơ được xem, mới nhất trước",
        "Hồ sơ",
        {200: "DossierPage"},
        (400, 401, 403, 422),
        (
            _AGENCY,
            Parameter(
                "state", "Trạng thái, nhiều trạng thái cách nhau bằng dấu phẩy: " + ", ".join(Lifecycle) + "."
            ),
            Parameter("q", "Cuối mã hồ sơ, hoặc vài chữ trong tên người nộp."),
            _CURSOR,
            Parameter("size", "Số dòng một trang.", {"type": "integer", "minimum": 1, "maximum": 200}),
        ),
    ),
    Operation(
        "post",
        "/dossiers",
        "Tiếp nhận hoặc nộp hồ sơ",
        "Hồ sơ",
        {201: "Dossier"},
        (401, 403, 404, 409, 422),
        (KEY,),
        "DossierBody",
    ),
    Operation("get", "/dossiers/{number}", "Một hồ sơ", "Hồ sơ", {200: "Dossier"}, (401, 403, 404)),
    Operation(
        "post",
        "/dossiers/{number}/actions",
        "Làm một việc trên hồ sơ",
        "Hồ sơ",
        {200: "Dossier"},
        (401, 403, 404, 409, 422),
        (KEY,),
        "ActionBody",
    ),
    Operation(
        "get",
        "/dossiers/{number}/prints/{print}",
        "Một giấy tờ của hồ sơ",
        "Hồ sơ",
        {},
        (401, 403, 404),
        (
            Parameter(
                "format", "Định dạng.", {"type": "string", "enum": ["pdf", "docx", "html"], "default": "pdf"}
            ),
        ),
        files=("application/pdf", DOCX, "text/html"),
    ),
    Operation("get", "/reports", "Các báo cáo lập được", "Báo cáo", {200: "ReportList"}, (401, 403)),
    Operation(
        "get",
        "/reports/{code}",
        "Một báo cáo",
        "Báo cáo",
        {200: "Report"},
        (400, 401, 403, 404, 422),
        (
            Parameter(
                "period",
                "2026-Q3 (quý báo cáo), 2026-11 (tháng), 2026 (năm), 2026-H1 (6 tháng), 2026-11-20 (ngày), "
                "2026-W47 (tuần), 2026-01-01..2026-03-31 (khoảng ngày).",
                {"type": "string", "examples": ["2026-Q3"]},
                required=True,
            ),
            Parameter(
                "agency", "Một hay nhiều mã cơ quan, cách nhau bằng dấu phẩy; bỏ trống là tất cả được xem."
            ),
            Parameter(
                "format",
                "Định dạng.",
                {"type": "string", "enum": ["json", "xlsx", "pdf", "csv"], "default": "json"},
            ),
        ),
        files=(XLSX, "application/pdf", "text/csv"),
    ),
    Operation(
        "get",
        "/public/procedures",
        "Thủ tục cho người dân",
        "Công khai",
        {200: "ProcedurePage"},
        (400,),
        _CATALOG,
        security="",
    ),
    Operation(
        "get",
        "/public/tracking/{number}",
        "Tiến độ hồ sơ theo mã",
        "Công khai",
        {200: "Tracking"},
        (404,),
        security="",
    ),
    Operation("get", "/openapi.json", "Mô tả này", "Công khai", {200: "Description"}, (), security=""),
)
