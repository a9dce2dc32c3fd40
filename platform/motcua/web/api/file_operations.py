"""The operations about files, packages and results as the API describes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from motcua.documents.file_kinds import KINDS
from motcua.dossiers.record_parts import Digitization, FileSource
from motcua.services.file_scanning import ScanState
from motcua.services.outcome_check import Standing
from motcua.web.api.operations import KEY, Operation
from motcua.web.api.schema_words import Schema, code, group, many, moment, text, whole, yes_no

FILE_OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "post",
        "/files",
        "Tải một tệp lên để dùng trong hồ sơ",
        "Tệp",
        {201: "Upload"},
        (401, 403, 413, 422),
        upload="Một tệp: PDF, ảnh, Word, Excel hoặc văn bản thuần; loại tệp xét theo nội dung.",
    ),
    Operation(
        "post",
        "/dossiers/{number}/files",
        "Đưa tệp vào một giấy tờ của hồ sơ, hoặc bỏ tệp kèm lý do",
        "Tệp",
        {200: "Dossier"},
        (401, 403, 404, 409, 422),
        (KEY,),
        "AttachBody",
    ),
    Operation(
        "get",
        "/dossiers/{number}/files/{sha256}",
        "Nội dung một tệp của hồ sơ",
        "Tệp",
        {},
        (401, 403, 404),
        files=tuple(KINDS),
    ),
    Operation(
        "get",
        "/dossiers/{number}/package",
        "Gói hồ sơ: dữ liệu, giấy tờ, nhật ký, bản kê mã băm và chữ ký",
        "Tệp",
        {},
        (401, 403, 404),
        files=("application/zip",),
    ),
    Operation(
        "get",
        "/public/outcomes/{code}",
        "Kiểm tra một kết quả theo mã trên giấy",
        "Công khai",
        {200: "CheckedOutcome"},
        (404,),
        security="",
    ),
)

FILE = group(
    "Một tệp của giấy tờ.",
    sha256=text("Tên của nội dung; đọc ở /dossiers/{number}/files/{sha256}."),
    name=text(),
    media_type=text(),
    size=whole("Byte."),
    source=code("Tệp từ đâu.", FileSource),
    origin=text("Hồ sơ hoặc kết quả mà giấy được dùng lại."),
)
FILES_OF_A_PAPER = many(FILE, "Tệp của giấy tờ, mới nhất sau cùng.")
DIGITIZATION = code("Mức số hóa thành phần hồ sơ.", Digitization)
FILE_SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "Upload": group(
            "Một tệp đã tải lên.",
            id=text("Gửi lại ở documents.{mã giấy tờ}.files hoặc files."),
            name=text(),
            media_type=text(),
            size=whole("Byte."),
            sha256=text(),
            scan_state=code("Tình trạng quét mã độc.", ScanState),
        ),
        "CheckedOutcome": group(
            "Kết quả còn giá trị hay không; không có dữ liệu cá nhân.",
            name=text(),
            number=text(),
            issuer=text(),
            issued_at=moment("Lúc cấp số."),
            valid_until={
                "type": ["string", "null"],
                "format": "date",
                "description": "Ngày cuối có giá trị.",
            },
            standing=code("", Standing),
            standing_name=text(),
            is_signed=yes_no("Có chữ ký số."),
        ),
    }
)
