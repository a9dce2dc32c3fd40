"""Invented data for looking at a paper: a usual dossier, the longest values there may be, and nothing filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from motcua.surfaces.print_contract import CONTRACTS, DataName, DataType

USUAL, LONGEST, EMPTY = "thuong", "dai-nhat", "trong"
SAMPLE_NAMES: Mapping[str, str] = MappingProxyType(
    {USUAL: "Hồ sơ thường gặp", LONGEST: "Giá trị dài nhất", EMPTY: "Chưa có giá trị"}
)
LONG_TEXT = 420
LONG_NAME = 110
LONG_ROWS = 28
USUAL_ROWS = 3

_USUAL: Mapping[str, str] = MappingProxyType(
    {
        "agency.parent.name": "Ủy ban nhân dân tỉnh Đồng Lam",
        "agency.name": "Ủy ban nhân dân xã Tân Hòa",
        "agency.place": "Tân Hòa",
        "agency.phone": "0299 3812 345",
        "agency.tax_code": "0200000328",
        "agency.receiving_unit": "Trung tâm Phục vụ hành chính công xã Tân Hòa",
        "province.name": "Đồng Lam",
        "receipt.number": "142",
        "dossier.number": "H88.31-261120-0142",
        "dossier.tracking_url": "https://motcua.example/tra-cuu/H88.31-261120-0142",
        "dossier.channel_name": "Trực tiếp",
        "dossier.procedure.code": "1.004873",
        "dossier.procedure.name": "Cấp Giấy xác nhận tình trạng hôn nhân",
        "dossier.procedure.field_of_work": "Hộ tịch",
        "dossier.summary": "Xác nhận tình trạng hôn nhân để đăng ký kết hôn",
        "dossier.limit_words": "3 ngày làm việc",
        "dossier.delivery": "Nhận tại Trung tâm",
        "dossier.handling_agency": "Ủy ban nhân dân xã Tân Hòa",
        "applicant.full_name": "Mai Thị Hồng Nhung",
        "applicant.address": "Thôn Đông, xã Tân Hòa, tỉnh Đồng Lam",
        "applicant.phone": "0912 345 678",
        "applicant.email": "nhung@donglam.example",
        "applicant.identity_number": "001196012345",
        "owner.full_name": "Mai Thị Hồng Nhung",
        "owner.address": "Thôn Đông, xã Tân Hòa, tỉnh Đồng Lam",
        "owner.phone": "0912 345 678",
        "officer.name": "Nguyễn Thị Lan",
        "officer.title": "Công chức một cửa",
        "receipt.book": "02/2026",
        "receipt.order": "142",
        "dossier.variant_name": "Cấp cho chính mình, trong nước",
        "dossier.fee_words": "30.000 đ (đã thu)",
        "dossier.status_name": "Đang giải quyết",
        "dossier.coordinating_agencies": "Công an xã Tân Hòa",
        "supplement.reason": "Thiếu bản án ly hôn đã có hiệu lực.",
        "supplement.basis": "Điều 22 Nghị định 123/2015/NĐ-CP",
        "extension.reason": "Chờ kết quả xác minh của nơi thường trú trước đây.",
        "extension.document": "Công văn số 12/UBND-TP ngày 04/02/2026",
        "ending.kind": "Người nộp đề nghị rút hồ sơ",
        "ending.reason": "Người nộp không còn nhu cầu.",
        "ending.stage": "Thẩm tra hồ sơ",
        "ending.money": "đã thu 30.000 đ, cơ quan xem xét hoàn theo quy định",
        "collection.series": "BL-26E",
        "collection.number": "0000012",
        "collection.method": "tiền mặt",
        "collection.reference": "",
        "collection.reason": "Thu thừa một bản",
        "collection.collector": "Nguyễn Thị Lan",
        "delivery.receiver": "Mai Thị Hồng Nhung",
        "delivery.identity": "001196012345",
        "delivery.phone": "0912 345 678",
        "delivery.giver": "Nguyễn Thị Lan",
        "delivery.way": "Tại quầy",
        "delivery.note": "",
        "payment.qr": "00020101021238540010A00000072701240006970436011000112345670208QRIBFTTA53037045802VN6304A13B",
        "list.number": "DS-260205-001",
        "list.title": "Cấp Giấy xác nhận tình trạng hôn nhân",
        "list.period": "Ngày 05 tháng 02 năm 2026",
        "list.from_name": "Trung tâm Phục vụ hành chính công xã Tân Hòa",
        "list.to_name": "Phòng Văn hóa - Xã hội",
        "list.giver": "Nguyễn Thị Lan",
        "list.receiver": "Trần Minh Đức",
        "list.confirmed": "Trần Minh Đức nhận 3/3 lúc 10:15 05/02/2026",
        "refusal.reason": "Hồ sơ không thuộc thẩm quyền giải quyết của xã.",
        "outcome.number": "57/UBND-XNTTHN",
        "outcome.name": "Giấy xác nhận tình trạng hôn nhân",
        "outcome.signer": "Lê Văn Hùng",
    }
)
_ROWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "dossier.documents.name": (
            "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
            "Bản án ly hôn đã có hiệu lực",
            "Văn bản ủy quyền",
        ),
        "supplement.items.name": ("Bản án ly hôn đã có hiệu lực", "Văn bản ủy quyền", "Ảnh 4x6"),
        "dossier.fees.name": ("Lệ phí cấp giấy", "Phí khai thác dữ liệu", "Tiền bản sao"),
        "collection.lines.name": ("Lệ phí cấp giấy", "Phí khai thác dữ liệu", "Tiền bản sao"),
        "collection.lines.kind_name": ("Lệ phí", "Phí", "Khác"),
        "dossier.handovers.giver": ("Mai Thị Hồng Nhung", "UBND xã Tân Hòa", "Công an xã Tân Hòa"),
        "dossier.handovers.receiver": ("UBND xã Tân Hòa", "Công an xã Tân Hòa", "UBND xã Tân Hòa"),
        "dossier.handovers.giver_name": ("Mai Thị Hồng Nhung", "Nguyễn Thị Lan", "Trần Minh Đức"),
        "dossier.handovers.receiver_name": ("Nguyễn Thị Lan", "Trần Minh Đức", ""),
        "dossier.handovers.action": ("Tiếp nhận hồ sơ", "Xin ý kiến phối hợp", "Trả lời ý kiến"),
        "dossier.handovers.result": ("", "Trước hạn", "Đúng hạn"),
        "dossier.handovers.note": ("", "", "Không có vướng mắc"),
        "rows.number": ("H88.31-260205-0012", "H88.31-260205-0013", "H88.31-260205-0014"),
        "rows.procedure": ("Cấp Giấy xác nhận tình trạng hôn nhân",),
        "rows.content": ("Xác nhận tình trạng hôn nhân để đăng ký kết hôn",),
        "rows.applicant": ("Mai Thị Hồng Nhung", "Lê Văn An", "Phạm Quốc Bảo"),
        "rows.address": ("Thôn Đông, xã Tân Hòa", "Thôn Đoài, xã Tân Hòa", "Thôn Thượng, xã Tân Hòa"),
        "rows.phone": ("0912 345 678", "0987 654 321", ""),
        "rows.outcome": ("57/UBND-XNTTHN", "58/UBND-XNTTHN", "59/UBND-XNTTHN"),
        "rows.owed": ("X", "", ""),
        "rows.by_post": ("", "X", ""),
        "rows.at": ("07:35", "08:10", "09:22"),
        "rows.receipt": ("BL-26E/0000012", "BL-26E/0000013", "BL-26E/0000014"),
        "rows.method": ("tiền mặt", "chuyển khoản", "tiền mặt"),
        "rows.note": ("", "", "chưa đến: thiếu bản chính"),
    }
)
_NUMBERS: Mapping[str, int] = MappingProxyType(
    {"receipt.reissue": 0, "list.count": USUAL_ROWS, "list.pages": 4}
)
_SUMS: Mapping[str, int] = MappingProxyType(
    {
        "dossier.fee_total": 30_000,
        "collection.total": 45_000,
        "list.total": 135_000,
        "list.charge_total": 45_000,
        "list.levy_total": 45_000,
        "list.other_total": 45_000,
        "list.cash_total": 90_000,
        "list.transfer_total": 45_000,
    }
)
_SHORT = frozenset(
    {"payment.qr", "collection.series", "rows.owed", "rows.by_post", "rows.at", "rows.receipt"}
)
"""Texts that never are long, however much is filled in."""


def sample_data(data: str, which: str, now: datetime) -> dict[str, Any]:
    """Data for a paper with this contract: :data:`USUAL`, :data:`LONGEST` or :data:`EMPTY`."""
    return _group(CONTRACTS[data], which, "", now)


def _group(names: Mapping[str, DataName], which: str, before: str, now: datetime) -> dict[str, Any]:
    return {name: _value(found, which, f"{before}{name}", now) for name, found in names.items()}


def _value(found: DataName, which: str, path: str, now: datetime) -> Any:
    match found.type:
        case DataType.GROUP:
            return _group(found.inside, which, f"{path}.", now)
        case DataType.ROWS:
            count = {USUAL: USUAL_ROWS, LONGEST: LONG_ROWS}.get(which, 0)
            return [_row(found, which, path, now, number) for number in range(1, count + 1)]
        case DataType.OPEN:
            return {}
        case _ if which == EMPTY:
            return None
        case DataType.TEXT:
            return _text(found, which, path)
        case DataType.INTEGER:
            return _NUMBERS.get(path, 1) if which == USUAL else 99
        case DataType.MONEY:
            return _SUMS.get(path, 15_000) if which == USUAL else 1_234_567_000
        case DataType.FLAG:
            return which == LONGEST
        case DataType.DATE:
            return date(1996, 2, 14) if "birth" in path else now.date()
        case _:
            return now + timedelta(days=3) if "due" in path else now


def _row(found: DataName, which: str, path: str, now: datetime, number: int) -> dict[str, Any]:
    made = {**_group(found.inside, which, f"{path}.", now), "index": number}
    for name in found.inside:
        told = _ROWS.get(f"{path}.{name}")
        if told and which == USUAL:
            made[name] = told[(number - 1) % len(told)]
    return made


def _text(found: DataName, which: str, path: str) -> str:
    usual = (
        _USUAL[path] if path in _USUAL else _first(path) or f"{found.meaning[:1].upper()}{found.meaning[1:]}"
    )
    if which == USUAL or path.endswith(("number", "phone", "url", "code", "email")):
        return usual
    if path in _SHORT:
        return usual
    words = f"{usual}, phần ghi rất dài để thử xuống dòng"
    most = LONG_TEXT if path.endswith(("summary", "reason", "content", "note", "basis")) else LONG_NAME
    return (f"{words} " * (most // len(words) + 1))[:most].strip()


def _first(path: str) -> str:
    return next(iter(_ROWS.get(path, ())), "")
