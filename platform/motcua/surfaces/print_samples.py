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
        "supplement.reason": "Thiếu bản án ly hôn đã có hiệu lực.",
        "refusal.reason": "Hồ sơ không thuộc thẩm quyền giải quyết của xã.",
        "outcome.number": "57/UBND-XNTTHN",
        "outcome.name": "Giấy xác nhận tình trạng hôn nhân",
        "outcome.signer": "Lê Văn Hùng",
    }
)


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
            return [
                {**_group(found.inside, which, f"{path}.", now), "index": number}
                for number in range(1, count + 1)
            ]
        case DataType.OPEN:
            return {}
        case _ if which == EMPTY:
            return None
        case DataType.TEXT:
            return _text(found, which, path)
        case DataType.INTEGER:
            return 2 if which == USUAL else 99
        case DataType.MONEY:
            return 15_000 if which == USUAL else 1_234_567_000
        case DataType.FLAG:
            return which == LONGEST
        case DataType.DATE:
            return date(1996, 2, 14) if "birth" in path else now.date()
        case _:
            return now + timedelta(days=3) if "due" in path else now


def _text(found: DataName, which: str, path: str) -> str:
    usual = _USUAL.get(path) or f"{found.meaning[:1].upper()}{found.meaning[1:]}"
    if which == USUAL or path.endswith(("number", "phone", "url", "code", "email")):
        return usual
    words = f"{usual}, phần ghi rất dài để thử xuống dòng"
    most = LONG_TEXT if path.endswith(("summary", "reason", "content", "note", "basis")) else LONG_NAME
    return (f"{words} " * (most // len(words) + 1))[:most].strip()
