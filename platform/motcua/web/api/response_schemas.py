"""JSON Schemas of what the API answers, written by hand beside the code that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from motcua.definitions.procedure import ApplicantKind, Channel, FeeKind, Health, Level, RequirementKind
from motcua.web.api.dossier_schemas import DOSSIER_SCHEMAS, FREE
from motcua.web.api.schema_words import Schema, code, group, many, page, ref, text, whole, yes_no

_PROBLEM: Schema = {
    "type": "object",
    "description": "Lỗi theo RFC 9457, bằng tiếng Việt; errors chỉ từng chỗ sai trong dữ liệu gửi lên.",
    "properties": {
        "type": text(),
        "title": text("Loại lỗi."),
        "status": whole("Mã HTTP."),
        "detail": text("Sai ở đâu và sửa thế nào."),
        "instance": text("Địa chỉ đã gọi."),
        "code": text("Mã lỗi cho máy đọc."),
        "request_id": text("Mã yêu cầu, để báo quản trị."),
        "errors": many(
            {
                "type": "object",
                "properties": {
                    "pointer": text("JSON pointer tới chỗ sai."),
                    "code": text(),
                    "detail": text(),
                },
                "required": ["pointer", "detail"],
            }
        ),
    },
    "required": ["type", "title", "status"],
}
_TOKEN: Schema = {
    "type": "object",
    "properties": {
        "access_token": text("Gửi kèm mọi lệnh gọi: Authorization: Bearer …"),
        "refresh_token": text("Chỉ có khi gửi refresh: true."),
    },
    "required": ["access_token"],
}
_PROCEDURE_LINE = group(
    "",
    code=text("Mã thủ tục.", examples=["1.004873"]),
    name=text(),
    field_of_work=text("Lĩnh vực."),
    levels=many(code("", Level), "Cấp thực hiện."),
    health=code("Sẵn sàng, cần rà soát, ngoài thẩm quyền tỉnh, đã bãi bỏ.", Health),
    outside_competence=yes_no("Chỉ bộ, ngành giải quyết."),
    revision=whole("Số bản đang áp dụng."),
)
_PROCEDURE = group(
    "Một thủ tục với giá trị đang áp dụng.",
    code=text(),
    name=text(),
    field_of_work=text(),
    levels=many(code("", Level)),
    applicants=many(code("", ApplicantKind)),
    issuing_agency=text(),
    executing_agencies=many(text()),
    decision_number=text(),
    outside_competence=yes_no(),
    offered_by=many(text(), "Mã các cơ quan nhận hồ sơ."),
    channels=many(code("", Channel)),
    variants=many(group("", id=text(), name=text(), when=text("Điều kiện, biểu thức CEL."))),
    offers=many(
        group(
            "Thời hạn của một nhóm trường hợp và kênh.",
            id=text(),
            variants=many(text()),
            channels=many(code("", Channel)),
            time_limit={"type": ["string", "null"], "examples": ["3 working_days"]},
            words=text("Thời hạn bằng lời."),
            source_text=text("Nguyên văn nguồn."),
        )
    ),
    fees=many(
        group(
            "",
            id=text(),
            name=text(),
            kind=code("", FeeKind),
            amount={
                "type": ["integer", "string", "null"],
                "description": "Đồng, hoặc biểu thức; null là chưa rõ.",
            },
            certain=yes_no(),
            source_text=text(),
        )
    ),
    outcomes=many(group("", id=text(), name=text())),
    legal_basis=many(group("", number=text(), title=text())),
    review=many(group("", id=text(), kind=text(), message=text())),
)
_FIELD = group(
    "",
    id=text(),
    type=text(),
    label=text(),
    required=yes_no(),
    when=text(),
    options=many(group("", value=text(), label=text())),
    code_list=text(),
)
_PROCEDURE_FORM: Schema = {
    "allOf": [
        ref("Procedure"),
        group(
            "",
            competent_agencies=many(text(), "Cơ quan giải quyết khi cơ quan của bạn tiếp nhận."),
            form=group(
                "",
                code=text(),
                name=text(),
                sections=many(group("", id=text(), title=text(), when=text(), fields=many(_FIELD))),
                schema={**FREE, "description": "JSON Schema 2020-12 của answers."},
            ),
            checklist=many(
                group(
                    "",
                    id=text(),
                    name=text(),
                    kind=code("", RequirementKind),
                    required=yes_no(),
                    when=text(),
                    group=text(),
                    variants=many(text()),
                    originals=whole(),
                    copies=whole(),
                    certified_copies=whole(),
                    alternatives=many(text()),
                )
            ),
            as_of=text("Lúc trả lời.", format="date-time"),
        ),
    ]
}
_REPORT = group(
    "Một báo cáo đã đếm; cells theo id của cột.",
    code=text(),
    name=text(),
    title=text(),
    period=text("", examples=["2026-Q3"]),
    period_name=text(),
    **{"from": text("", format="date")},
    to=text("", format="date"),
    agency=text(),
    agency_name=text(),
    recipient=text(),
    as_of=text("Số liệu lấy tại thời điểm này.", format="date-time"),
    columns=many(group("", id=text(), number=text(), heading=many(text()))),
    more=yes_no("Còn dòng chưa có ở đây; tệp Excel có đủ."),
    rows=many(
        group(
            "",
            index=text(),
            label=text(),
            level=whole(),
            kind=code("", ("group", "line", "total")),
            key=many(text()),
            cells={"type": "object", "additionalProperties": {"type": ["number", "string", "null"]}},
        )
    ),
    checks=many(
        group("", id=text(), rule=text(), text=text(), ok=yes_no(), failing=many(text("Dòng không cân.")))
    ),
)
_REPORT_LINE = group(
    "",
    code=text(),
    name=text(),
    number=text(),
    period_kinds=many(text()),
    columns=many(group("", id=text(), number=text(), heading=many(text()))),
)

RESPONSE_SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "Problem": _PROBLEM,
        "Token": _TOKEN,
        "ProcedureLine": _PROCEDURE_LINE,
        "ProcedurePage": page(ref("ProcedureLine"), total=whole("Số thủ tục khớp.")),
        "Procedure": _PROCEDURE,
        "ProcedureForm": _PROCEDURE_FORM,
        **DOSSIER_SCHEMAS,
        "Report": _REPORT,
        "ReportList": group("", items=many(_REPORT_LINE)),
    }
)
