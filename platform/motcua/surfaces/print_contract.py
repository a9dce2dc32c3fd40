"""The data each official paper may name: the documented contract that tokens are checked against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motcua.definitions.print_template import PrintTemplate


class DataType(StrEnum):
    """What a name of the contract holds."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    FLAG = "flag"
    GROUP = "group"
    ROWS = "rows"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class DataName:
    """One name: its type, what it means (Vietnamese, shown in the editor), and the names inside it."""

    type: DataType
    meaning: str
    inside: Mapping[str, DataName] = field(default_factory=dict)


def _text(meaning: str) -> DataName:
    return DataName(DataType.TEXT, meaning)


def _group(meaning: str, **inside: DataName) -> DataName:
    return DataName(DataType.GROUP, meaning, inside)


def _rows(meaning: str, **inside: DataName) -> DataName:
    row = {"index": DataName(DataType.INTEGER, "số thứ tự dòng"), **inside}
    return DataName(DataType.ROWS, meaning, row)


def _when(meaning: str) -> DataName:
    return DataName(DataType.DATETIME, meaning)


def _money(meaning: str) -> DataName:
    return DataName(DataType.MONEY, meaning)


def _number(meaning: str) -> DataName:
    return DataName(DataType.INTEGER, meaning)


_PERSON = {
    "full_name": _text("họ và tên, hoặc tên tổ chức"),
    "address": _text("địa chỉ một dòng"),
    "phone": _text("số điện thoại"),
    "email": _text("thư điện tử"),
    "identity_number": _text("số căn cước, hộ chiếu"),
    "identity_type": _text("loại giấy tờ tùy thân"),
    "birth_date": DataName(DataType.DATE, "ngày sinh"),
    "tax_code": _text("mã số thuế"),
}

_AGENCY = {
    "code": _text("mã định danh cơ quan"),
    "name": _text("tên cơ quan"),
    "place": _text("địa danh ghi trên văn bản"),
    "address": _text("địa chỉ cơ quan"),
    "phone": _text("điện thoại cơ quan"),
    "email": _text("thư điện tử cơ quan"),
    "website": _text("trang thông tin"),
    "receiving_unit": _text("bộ phận tiếp nhận và trả kết quả"),
    "parent": _group("cơ quan cấp trên", name=_text("tên cơ quan cấp trên")),
}

_PAPERS = {
    "name": _text("tên giấy tờ"),
    "originals": _number("số bản chính"),
    "copies": _number("số bản sao"),
    "certified_copies": _number("số bản chứng thực"),
    "note": _text("ghi chú"),
}

_FEES = {
    "name": _text("tên khoản thu"),
    "kind_name": _text("phí hoặc lệ phí"),
    "amount": _money("số tiền"),
    "state_name": _text("đã thu, chưa thu"),
}

_HANDOVERS = {
    "giver": _text("cơ quan, người giao"),
    "receiver": _text("cơ quan, người nhận"),
    "giver_name": _text("người giao"),
    "receiver_name": _text("người nhận"),
    "at": _when("thời điểm giao, nhận"),
    "action": _text("thao tác"),
    "step": _text("bước"),
    "due_at": _when("hạn của bước"),
    "result": _text("trước hạn, đúng hạn, quá hạn"),
    "note": _text("ghi chú"),
}

_DOSSIER = _group(
    "hồ sơ",
    number=_text("mã hồ sơ"),
    tracking_url=_text("địa chỉ tra cứu tiến độ"),
    channel_name=_text("cách nộp: trực tiếp, trực tuyến, qua bưu chính"),
    procedure=_group(
        "thủ tục",
        code=_text("mã thủ tục"),
        name=_text("tên thủ tục"),
        field_of_work=_text("lĩnh vực"),
    ),
    variant_name=_text("trường hợp"),
    summary=_text("trích yếu, nội dung yêu cầu giải quyết"),
    documents=_rows("giấy tờ đã nhận", **_PAPERS),
    sets=_number("số bộ hồ sơ"),
    limit_words=_text("thời hạn giải quyết bằng chữ"),
    received_at=_when("thời điểm tiếp nhận"),
    submitted_at=_when("thời điểm nộp"),
    due_at=_when("thời điểm hẹn trả"),
    original_due_at=_when("thời điểm hẹn trả ban đầu"),
    finished_at=_when("thời điểm giải quyết xong"),
    returned_at=_when("thời điểm trả kết quả"),
    delivery=_text("nơi, cách nhận kết quả"),
    fees=_rows("phí, lệ phí", **_FEES),
    fee_total=_money("tổng phí, lệ phí"),
    fee_words=_text("phí, lệ phí viết thành câu"),
    status_name=_text("trạng thái"),
    handling_agency=_text("cơ quan giải quyết"),
    coordinating_agencies=_text("cơ quan phối hợp"),
    handovers=_rows("các lần giao, nhận hồ sơ", **_HANDOVERS),
    is_online=DataName(DataType.FLAG, "nộp trực tuyến"),
)

DOSSIER_CONTRACT: Mapping[str, DataName] = {
    "agency": _group("cơ quan tiếp nhận", **_AGENCY),
    "province": _group("tỉnh", name=_text("tên tỉnh")),
    "receipt": _group(
        "giấy tờ được cấp",
        number=_text("số của giấy"),
        book=_text("quyển số"),
        order=_text("số thứ tự trong sổ"),
        reissue=_number("lần cấp lại"),
    ),
    "dossier": _DOSSIER,
    "applicant": _group("người nộp", **_PERSON),
    "owner": _group("chủ hồ sơ", **_PERSON),
    "officer": _group(
        "công chức lập giấy",
        name=_text("họ và tên"),
        title=_text("chức danh"),
        phone=_text("điện thoại"),
    ),
    "supplement": _group(
        "yêu cầu bổ sung",
        items=_rows("giấy tờ cần bổ sung", **_PAPERS),
        reason=_text("lý do, nội dung cần hoàn thiện"),
        deadline=_when("hạn bổ sung"),
        basis=_text("căn cứ"),
    ),
    "refusal": _group("từ chối", reason=_text("lý do cụ thể")),
    "outcome": _group(
        "kết quả",
        number=_text("số, ký hiệu"),
        name=_text("tên kết quả"),
        date=DataName(DataType.DATE, "ngày ký"),
        signer=_text("người ký"),
        signer_title=_text("chức vụ người ký"),
        content=_text("nội dung"),
    ),
    "payment": _group(
        "thanh toán",
        qr=_text("chuỗi mã QR thanh toán"),
        account=_text("tài khoản nhận"),
        bank=_text("ngân hàng"),
    ),
    "form": DataName(DataType.OPEN, "câu trả lời trên tờ khai, theo mã ô"),
    "now": _when("lúc in"),
}

REGISTER_CONTRACT: Mapping[str, DataName] = {
    "agency": _group("cơ quan", **_AGENCY),
    "province": _group("tỉnh", name=_text("tên tỉnh")),
    "period": _group("kỳ", words=_text("kỳ bằng chữ"), year=_text("năm")),
    "rows": DataName(DataType.OPEN, "các dòng của sổ"),
    "officer": _group("người lập", name=_text("họ và tên"), title=_text("chức danh")),
    "now": _when("lúc in"),
}

CONTRACTS: Mapping[str, Mapping[str, DataName]] = {
    "dossier": DOSSIER_CONTRACT,
    "register": REGISTER_CONTRACT,
}

TOKEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_PATH_OPTIONS = frozenset({"value", "of", "qr", "code128", "image"})
_TEXT_OPTIONS = frozenset(
    {"text", "left", "right", "number", "label", "place", "items", "title", "note", "name"}
)


def find(contract: Mapping[str, DataName], path: str) -> DataName | None:
    """The name at a dotted path, or ``None``; anything below an open name is accepted."""
    names = contract
    found: DataName | None = None
    for part in path.split("."):
        found = names.get(part)
        if found is None:
            return None
        if found.type is DataType.OPEN:
            return found
        names = found.inside
    return found


@dataclass(frozen=True, slots=True)
class NamedToken:
    """A place in a template that names data: block index, option, dotted path and filters as written."""

    block: int
    option: str
    path: str
    filters: tuple[str, ...]
    rows_of: str = ""


def split_token(text: str) -> tuple[str, tuple[str, ...]]:
    """``"dossier.due_at | long_datetime"`` -> (path, filters)."""
    parts = [part.strip() for part in text.split("|")]
    return parts[0], tuple(parts[1:])


def tokens(template: PrintTemplate) -> Iterator[NamedToken]:
    """Every name a template uses, in order."""
    for index, block in enumerate(template.blocks):
        rows_of = str(block.options.get("of", ""))
        yield from _tokens_in(index, "", block.options, rows_of)


def _tokens_in(block: int, option: str, value: Any, rows_of: str) -> Iterator[NamedToken]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _tokens_in(block, str(key), inner, rows_of)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _tokens_in(block, option, inner, rows_of)
    elif isinstance(value, str) and value:
        if option in _PATH_OPTIONS and "{{" not in value:
            path, filters = split_token(value)
            yield NamedToken(block, option, path, filters, "" if option == "of" else rows_of)
        else:
            for match in TOKEN.finditer(value):
                path, filters = split_token(match.group(1))
                yield NamedToken(block, option, path, filters, rows_of)


def unknown_names(template: PrintTemplate, known_filters: frozenset[str]) -> list[tuple[NamedToken, str]]:
    """Tokens without a source, each with the reason in Vietnamese; an empty list is a clean template."""
    contract = CONTRACTS.get(template.data)
    if contract is None:
        known = ", ".join(sorted(CONTRACTS))
        return [(NamedToken(0, "data", template.data, ()), f"không có bộ dữ liệu này; có: {known}")]
    found: list[tuple[NamedToken, str]] = []
    for token in tokens(template):
        names = contract
        rows = find(contract, token.rows_of) if token.rows_of else None
        inside = rows is not None and (
            rows.type is DataType.OPEN or find(rows.inside, token.path) is not None
        )
        if not inside and find(names, token.path) is None:
            found.append((token, "tên này không có trong dữ liệu của mẫu"))
        found.extend(
            (token, f"không có bộ lọc “{name}”")
            for text in token.filters
            if (name := text.split(":", 1)[0].strip()) not in known_filters
        )
    return found
