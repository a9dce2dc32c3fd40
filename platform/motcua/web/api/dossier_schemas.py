"""JSON Schemas of dossiers as the API answers them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from motcua.definitions.procedure import Channel, FeeKind
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.status import STATUS_NAMES
from motcua.web.api.file_operations import DIGITIZATION, FILES_OF_A_PAPER
from motcua.web.api.schema_words import Schema, code, group, many, moment, page, ref, text, whole, yes_no

FREE: Schema = {"type": "object", "additionalProperties": True}
CLOCK = group(
    "Thời gian còn lại, bằng lời.", kind=code("", ("ok", "soon", "late", "wait", "idle")), words=text()
)

_LIFECYCLE = code("Trạng thái của hồ sơ.", Lifecycle)
_OFFICIAL = whole(
    "Mã trạng thái quốc gia: " + "; ".join(f"{number} {name}" for number, name in STATUS_NAMES.items()) + "."
)
_DOSSIER_LINE = group(
    "",
    number=text("Mã hồ sơ.", examples=["H88.31-261118-0044"]),
    procedure=group("", code=text(), name=text()),
    applicant=text(),
    agency=text(),
    status=_LIFECYCLE,
    official_status=_OFFICIAL,
    received_at=text("", format="date-time"),
    due_at=moment("Hẹn trả."),
    clock=CLOCK,
)
_ACTION = group(
    "Việc người gọi làm được lúc này.",
    id=text("Gửi lại ở action."),
    name=text(),
    step=text("Gửi lại ở step."),
    kind=text("forward, back, supplement, refuse, decide, issue, finish …"),
    requires=many(text(), "Phải gửi kèm: reason, assignee, outcome …"),
    main=yes_no(),
)
_WAITING = group(
    "Hồ sơ đang chờ ai.",
    step=text(),
    name=text(),
    position=text(),
    agency=text(),
    unit=text("Bộ phận."),
    assignee=text("Tài khoản được giao; trống là việc chung."),
    due_at=moment("Hạn của bước."),
    candidates=many(text(), "Tài khoản làm được; chỉ người có quyền mới thấy."),
)
_DOSSIER = group(
    "Một hồ sơ với việc người gọi làm được.",
    number=text(),
    procedure=group("", code=text(), name=text(), field_of_work=text()),
    variant=text(),
    channel=code("", Channel),
    agency=text("Mã cơ quan tiếp nhận."),
    agency_name=text(),
    competent_agency=text("Mã cơ quan giải quyết."),
    helped_at=text("Mã cơ quan đã hỗ trợ người nộp; trống khi không có."),
    status=_LIFECYCLE,
    status_name=text(),
    official_status=_OFFICIAL,
    official_status_name=text(),
    version=whole("Gửi lại ở expected_version để không đè lên việc của người khác."),
    received_at=moment("Lúc tiếp nhận."),
    original_due_at=moment("Hẹn trả lúc tiếp nhận."),
    due_at=moment("Hẹn trả hiện tại."),
    due_explanation=many(text(), "Vì sao hẹn ngày này."),
    clock=CLOCK,
    finished_at=moment("Lúc có kết quả."),
    returned_at=moment("Lúc trả kết quả."),
    applicant=FREE,
    answers=FREE,
    summary=text(),
    documents=many(
        group(
            "",
            id=text(),
            name=text(),
            received=yes_no(),
            originals=whole(),
            copies=whole(),
            certified_copies=whole(),
            files=FILES_OF_A_PAPER,
        )
    ),
    digitization=DIGITIZATION,
    fees=many(
        group(
            "",
            id=text(),
            name=text(),
            kind=code("", FeeKind),
            amount={"type": ["integer", "null"], "description": "Đồng; null là chưa rõ."},
            collect=text(),
            state=text("due, paid, waived, refunded."),
            paid=whole("Đồng đã nộp."),
            refunded=whole("Đồng đã hoàn."),
            owed=whole("Đồng còn phải nộp."),
        )
    ),
    payments=many(
        group(
            "Một lần thu, hoàn hoặc miễn.",
            seq=whole("Thứ tự của sự kiện."),
            kind=text("paid, refunded, waived."),
            fee=text(),
            amount=whole("Đồng; hoàn là số âm."),
            method=text(),
            receipt=text("Số biên lai."),
            reason=text(),
            document=text("Giấy tờ chứng minh được miễn."),
            at=moment("Lúc ghi."),
        )
    ),
    supplement={
        "oneOf": [
            {"type": "null"},
            group(
                "Yêu cầu bổ sung đang chờ.",
                round=whole("Lần thứ mấy."),
                reason=text(),
                items=many(text()),
                deadline=moment("Hạn bổ sung."),
            ),
        ]
    },
    parent=text("Mã hồ sơ gốc, khi là hồ sơ con."),
    children=many(
        group(
            "Hồ sơ con mở ở cơ quan khác.",
            number=text(),
            procedure=text(),
            agency=text(),
            step=text("Bước đã mở."),
            status=_LIFECYCLE,
            official_status=whole(),
            outcome=text("Số kết quả."),
        )
    ),
    outcome=group(
        "",
        id=text(),
        number=text(),
        signer=text(),
        issued_at=moment("Lúc cấp số."),
        valid_until={"type": ["string", "null"], "format": "date", "description": "Ngày cuối có giá trị."},
        file=text("Mã băm của bản kết quả."),
        signatures=many(text(), "Tên trong các chữ ký số."),
        revoked_at=moment("Lúc thu hồi."),
        verify_code=text("Mã kiểm tra công khai."),
    ),
    actions=many(_ACTION),
    unavailable=many(
        group(
            "Việc lúc này không làm được.", id=text(), name=text(), step=text(), code=text(), message=text()
        ),
        "Vì sao việc khác không có.",
    ),
    waiting_for=many(_WAITING),
    papers=many(group("", print=text(), role=text(), number=text(), issue=whole())),
    events=many(
        group(
            "", seq=whole(), kind=text(), at=moment("Lúc xảy ra."), actor=text(), step=text(), reason=text()
        )
    ),
)
_TRACKING = group(
    "Tiến độ cho người giữ mã hồ sơ; không có dữ liệu cá nhân ngoài phần giấy hẹn đã in.",
    number=text(),
    procedure=group("", code=text(), name=text()),
    applicant=text("Tên viết tắt."),
    agency=text(),
    agency_phone=text(),
    status=_LIFECYCLE,
    status_name=text(),
    official_status=_OFFICIAL,
    official_status_name=text(),
    sentence=text("Câu nói cho người dân."),
    received_at=moment("Lúc tiếp nhận."),
    due_at=moment("Hẹn trả."),
    clock=CLOCK,
    now_at=many(text(), "Bước đang làm."),
    next_steps=many(text(), "Các bước còn lại."),
    due_explanation=many(text()),
    supplement={
        "oneOf": [{"type": "null"}, group("", reason=text(), deadline=moment("Hạn bổ sung."))],
    },
    timeline=many(group("", at=text("", format="date-time"), text=text())),
)
DOSSIER_SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "DossierLine": _DOSSIER_LINE,
        "DossierPage": page(ref("DossierLine")),
        "Dossier": _DOSSIER,
        "Tracking": _TRACKING,
    }
)
