"""The operations of working together, of money and of batches as the API describes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from motcua.services.delegations import KINDS
from motcua.services.dossier_lists import ListKind
from motcua.services.reorganization_plan import ReorganizationKind
from motcua.services.reorganizations import ReorganizationState
from motcua.web.api.operations import DOCX, KEY, Operation, Parameter
from motcua.web.api.schema_words import Schema, code, group, many, page, text, whole, yes_no

_ACT_PROBLEMS = (401, 403, 404, 409, 422)
_FORMAT = Parameter(
    "format", "Định dạng.", {"type": "string", "enum": ["pdf", "docx", "html"], "default": "pdf"}
)


def _act(path: str, summary: str, body: str) -> Operation:
    return Operation("post", path, summary, "Hồ sơ", {200: "Dossier"}, _ACT_PROBLEMS, (KEY,), body)


WORK_OPERATIONS: tuple[Operation, ...] = (
    _act("/dossiers/{number}/payments", "Thu phí, lệ phí và cấp biên lai", "PaymentBody"),
    _act("/dossiers/{number}/refunds", "Hoàn tiền", "RefundBody"),
    _act("/dossiers/{number}/waivers", "Miễn một khoản thu", "WaiverBody"),
    _act("/dossiers/{number}/assignments", "Giao một bước cho một người", "AssignmentBody"),
    _act("/dossiers/{number}/comments", "Ghi ý kiến, nhắc người", "CommentBody"),
    _act("/dossiers/{number}/corrections", "Sửa giấy tiếp nhận và cấp lại", "CorrectionBody"),
    Operation(
        "get",
        "/dossiers/{number}/messages",
        "Tin đã gửi ra ngoài về hồ sơ",
        "Hồ sơ",
        {200: "MessageList"},
        (401, 403, 404),
    ),
    Operation(
        "post",
        "/refusals",
        "Không tiếp nhận hồ sơ nộp tại quầy",
        "Hồ sơ",
        {201: "Dossier"},
        (401, 403, 404, 409, 422),
        (KEY,),
        "RefusalBody",
    ),
    Operation(
        "post",
        "/batches",
        "Tiếp nhận nhiều hồ sơ của một người với một giấy tiếp nhận",
        "Hồ sơ",
        {201: "DossierList"},
        (401, 403, 404, 409, 422),
        (KEY,),
        "BatchBody",
    ),
    Operation(
        "get",
        "/lists/{list_id}",
        "Một lô tiếp nhận hoặc danh sách bàn giao",
        "Hồ sơ",
        {200: "DossierList"},
        (401, 403, 404),
    ),
    Operation(
        "get",
        "/lists/{list_id}/print",
        "Danh sách trên giấy",
        "Hồ sơ",
        {},
        (401, 403, 404),
        (_FORMAT,),
        files=("application/pdf", DOCX, "text/html"),
    ),
    Operation(
        "get",
        "/notices",
        "Thông báo của người gọi, mới nhất trước",
        "Công việc",
        {200: "NoticePage"},
        (401, 403),
        (Parameter("cursor", "Giá trị next_cursor của trang trước."),),
    ),
    Operation(
        "get",
        "/delegations",
        "Ủy quyền, vắng mặt ở cơ quan của người gọi",
        "Công việc",
        {200: "DelegationList"},
        (401, 403),
    ),
    Operation(
        "post",
        "/delegations",
        "Lập ủy quyền hoặc thay khi vắng mặt",
        "Công việc",
        {201: "DelegationList"},
        (401, 403, 422),
        (),
        "DelegationBody",
    ),
    Operation(
        "post",
        "/delegations/{delegation_id}/end",
        "Chấm dứt một ủy quyền",
        "Công việc",
        {200: "DelegationList"},
        (401, 403, 404, 422),
    ),
    Operation(
        "get",
        "/reorganizations",
        "Các quyết định sắp xếp đơn vị, mới nhất trước",
        "Công việc",
        {200: "ReorganizationList"},
        (401, 403),
    ),
    Operation(
        "post",
        "/reorganizations",
        "Lập kế hoạch sáp nhập, chia tách, đổi tên đơn vị",
        "Công việc",
        {201: "Reorganization"},
        (401, 403, 422),
        (),
        "ReorganizationBody",
    ),
    Operation(
        "post",
        "/reorganizations/{row_id}/schedule",
        "Lên lịch thực hiện vào ngày hiệu lực",
        "Công việc",
        {200: "Reorganization"},
        (401, 403, 404, 422),
    ),
    Operation(
        "post",
        "/reorganizations/{row_id}/cancel",
        "Hủy kế hoạch chưa bắt đầu",
        "Công việc",
        {200: "Reorganization"},
        (401, 403, 404, 422),
    ),
)
_REORGANIZATION = group(
    "Một quyết định sắp xếp đơn vị.",
    id=whole(),
    kind=code("", ReorganizationKind),
    state=code("", ReorganizationState),
    message=text("Đã làm tới đâu."),
    decision_number=text(),
    effective_on=text("", format="date"),
    sources=many(text()),
    successors=many(text()),
    failed={
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "Vì sao hồ sơ chưa chuyển, theo mã.",
    },
)

WORK_SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "DossierList": group(
            "Các hồ sơ đi cùng nhau.",
            id=whole(),
            kind=code("Lô tiếp nhận, bàn giao hồ sơ, bàn giao kết quả.", ListKind),
            number=text("Số danh sách."),
            giver=text("Người nộp hoặc người giao."),
            receiver=text("Người nhận; trống là chưa xác nhận."),
            to=text("Nơi nhận."),
            items=many(
                group(
                    "",
                    dossier=text("Mã hồ sơ."),
                    arrived=text("yes, no; trống là chưa xác nhận."),
                    note=text(),
                )
            ),
            **{"from": text("Nơi giao.")},
        ),
        "MessageList": group(
            "",
            items=many(
                group(
                    "",
                    title=text(),
                    channel=text(),
                    to=text("Địa chỉ đã che."),
                    at=text(),
                    attempt=whole(),
                    result=text(),
                    error=text(),
                )
            ),
        ),
        "NoticePage": page(
            group(
                "",
                title=text(),
                text=text(),
                dossier=text("Mã hồ sơ, nếu có."),
                at=text("", format="date-time"),
                read=yes_no(),
            )
        ),
        "Reorganization": _REORGANIZATION,
        "ReorganizationList": group("", items=many(_REORGANIZATION)),
        "DelegationList": group(
            "",
            items=many(
                group(
                    "",
                    id=whole(),
                    kind=code("Ủy quyền hoặc thay khi vắng mặt.", KINDS),
                    holder=text("Tài khoản được thay."),
                    position=text("Mã chức danh."),
                    substitute=text("Tài khoản làm thay."),
                    starts=text("", format="date"),
                    ends=text("Hết ngày này.", format="date"),
                    fields_of_work=many(text(), "Chỉ các lĩnh vực này; trống là tất cả."),
                    basis=text(),
                    state=text("Bằng lời."),
                )
            ),
        ),
    }
)
