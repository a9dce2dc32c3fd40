"""What official papers may quote: every name with its type and meaning, for papers of a dossier, a list, a book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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
    "tax_code": _text("mã số thuế của cơ quan"),
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

_COLLECTED = {
    "name": _text("tên khoản thu"),
    "kind_name": _text("phí hoặc lệ phí"),
    "amount": _money("số tiền"),
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
    "extension": _group(
        "xin lỗi, gia hạn",
        reason=_text("lý do chậm, lý do gia hạn"),
        document=_text("văn bản gia hạn"),
        old_due_at=_when("ngày hẹn trước đó"),
        due_at=_when("ngày hẹn mới"),
    ),
    "ending": _group(
        "dừng giải quyết",
        kind=_text("dừng theo quyết định hay theo đề nghị của người nộp"),
        reason=_text("lý do dừng"),
        at=_when("lúc dừng"),
        stage=_text("bước đang giải quyết"),
        money=_text("phí, lệ phí được xử lý thế nào"),
    ),
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
    "collection": _group(
        "lần thu hoặc hoàn tiền",
        series=_text("ký hiệu biên lai"),
        number=_text("số biên lai"),
        lines=_rows("các khoản", **_COLLECTED),
        total=_money("tổng số tiền"),
        charge_total=_money("trong đó phí"),
        levy_total=_money("trong đó lệ phí"),
        method=_text("hình thức thanh toán"),
        reference=_text("mã giao dịch"),
        reason=_text("lý do hoàn"),
        collector=_text("người thu, người hoàn"),
        at=_when("lúc thu, lúc hoàn"),
    ),
    "delivery": _group(
        "việc trả kết quả",
        receiver=_text("người nhận"),
        identity=_text("giấy tờ của người nhận"),
        phone=_text("điện thoại người nhận"),
        giver=_text("người trả"),
        way=_text("cách trả"),
        note=_text("ghi chú"),
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

LIST_CONTRACT: Mapping[str, DataName] = {
    "agency": _group("cơ quan lập", **_AGENCY),
    "province": _group("tỉnh", name=_text("tên tỉnh")),
    "list": _group(
        "danh sách",
        number=_text("số của danh sách"),
        title=_text("nội dung chung"),
        period=_text("thời gian bằng chữ"),
        from_name=_text("bên giao"),
        to_name=_text("bên nhận"),
        giver=_text("người giao, người nộp, người thu"),
        receiver=_text("người nhận"),
        confirmed=_text("xác nhận đến nơi, thành câu"),
        note=_text("ghi chú"),
        count=_number("số hồ sơ"),
        pages=_number("số trang của sổ"),
        total=_money("tổng số tiền"),
        charge_total=_money("trong đó phí"),
        levy_total=_money("trong đó lệ phí"),
        other_total=_money("trong đó khoản khác"),
        cash_total=_money("trong đó tiền mặt"),
        transfer_total=_money("trong đó chuyển khoản"),
    ),
    "rows": _rows(
        "các hồ sơ, các lần thu",
        number=_text("mã hồ sơ"),
        procedure=_text("tên thủ tục"),
        content=_text("nội dung"),
        applicant=_text("chủ hồ sơ"),
        address=_text("địa chỉ"),
        phone=_text("điện thoại"),
        sets=_number("số bộ"),
        received_at=_when("lúc nhận"),
        due_at=_when("lúc hẹn trả"),
        outcome=_text("kết quả, số ký hiệu"),
        owed=_text("X khi còn phải thu"),
        by_post=_text("X khi trả qua bưu điện"),
        at=_text("giờ thu"),
        receipt=_text("biên lai"),
        method=_text("hình thức"),
        amount=_money("số tiền"),
        charge=_money("phí"),
        levy=_money("lệ phí"),
        other=_money("khoản khác"),
        note=_text("ghi chú"),
    ),
    "officer": _group("người lập", name=_text("họ và tên"), title=_text("chức danh")),
    "now": _when("lúc in"),
}
