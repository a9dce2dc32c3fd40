"""Detail records with structure: the national portal's raw record and the exchange packet (LayThuTuc)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from motcua.catalog.details_record import DetailRecord
from motcua.catalog.parsers.channel_lines import ChannelLine
from motcua.catalog.parsers.paper_lines import PaperLine
from motcua.kernel.text import nfc

_UNITS = {
    "WORKING_DAY": "Ngày làm việc",
    "DAY": "Ngày",
    "WORKING_HOUR": "Giờ làm việc",
    "HOUR": "Giờ",
    "MONTH": "Tháng",
    "YEAR": "Năm",
}
"""The portal's units; any other, such as OTHER, says nothing, and then the number means nothing either."""

_LEVEL_FLAGS = (
    ("isMinistry", "Cấp bộ"),
    ("isProvince", "Cấp tỉnh"),
    ("isWard", "Cấp xã"),
    ("isOtherAgency", "Cơ quan khác"),
)
_LEGAL_HEADING = "Tên văn bản pháp lýMã văn bản"
_PACKET_CHANNELS = {"1": "Trực tiếp", "2": "Trực tuyến", "3": "Dịch vụ bưu chính"}


def read_nested(record: Mapping[str, Any], code: str) -> DetailRecord | None:
    """The record when it has one of the two structures; None otherwise."""
    if "executionMethods" in record:
        return _portal(record, code)
    if "CACHTHUCTHUCHIEN" in record or "THANHPHANHOSO" in record:
        return _packet(record, code)
    return None


def _items(record: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    """The entries of the first of these lists that has any; one entry alone counts as a list."""
    for name in names:
        value = record.get(name)
        if isinstance(value, Mapping):
            return [value]
        if isinstance(value, Sequence) and not isinstance(value, str):
            found = [item for item in value if isinstance(item, Mapping)]
            if found:
                return found
    return []


def _text(record: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = record.get(name)
        if isinstance(value, str | int | float) and str(value).strip():
            return nfc(str(value)).strip()
    return ""


def _joined(items: Iterable[Mapping[str, Any]], name: str, between: str = ", ") -> str:
    return between.join(filter(None, (_text(item, name) for item in items)))


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in values.items() if text}


def _number(value: Any) -> str:
    """A number as the public page shows it: 1.5, 7, empty when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    text = str(value).strip()
    return text.removesuffix(".0")


def _amount(value: Any) -> int:
    try:
        return round(float(str(value).replace(",", "")))
    except ValueError:
        return 0


def _price(fees: Sequence[Mapping[str, Any]], amount: str, currency: str, note: str) -> str:
    """The fees of a line as its cell would say them; several stand beside each other and are then doubtful."""
    cells: list[str] = []
    for fee in fees:
        sum_ = _amount(fee.get(amount))
        words = _text(fee, note)
        bracket = f"({words})" if words else ""
        money = _text(fee, currency) or "Việt Nam Đồng"
        cells.append(f"{sum_:,} {money}{bracket}" if sum_ else f"Miễn phí{bracket}")
    return "; ".join(dict.fromkeys(cells)) or "Không có thông tin"


def _portal(record: Mapping[str, Any], code: str) -> DetailRecord:
    lines = tuple(_portal_line(method) for method in _items(record, "executionMethods"))
    papers = tuple(
        _paper(item, _text(case, "name"), ("originalQty", "copyQty"), _attachment)
        for case in _items(record, "executionCases")
        for item in _items(case, "profileComponents")
    )
    agencies = [*_items(record, "unitGroupsExecuting"), *_items(record, "departmentsExecuting")]
    outcomes = _items(record, "resultsDetails")
    bases = _items(record, "legalBasisesDetails")
    proposal = next(iter(_items(record, "procedureProposal")), {})
    values = {
        "name": _text(record, "name"),
        "field_of_work": _joined(_items(record, "categoriesDetails", "category"), "name"),
        "levels": ", ".join(words for flag, words in _LEVEL_FLAGS if record.get(flag) is True),
        "applicants": _joined(_items(record, "subjectTypesDetails"), "name"),
        "issuing_agency": _text(record, "departmentPromulgateName"),
        "executing_agencies": _joined(agencies, "name", "\n"),
        "decision_number": _text(proposal, "decisionNumber", "proposalNumber"),
        "steps": _joined(_items(record, "executionSteps"), "description", "\n"),
        "conditions": _text(record, "requirementsAndConditions"),
        "outcomes": "\n".join(f"{_text(item, 'name')}Mã: {_text(item, 'code')}" for item in outcomes),
        "legal_basis": _LEGAL_HEADING
        + "".join(f"{_text(item, 'name')}{_text(item, 'code')}" for item in bases)
        if bases
        else "",
    }
    return DetailRecord(code, _filled(values), lines, papers)


def _portal_line(method: Mapping[str, Any]) -> ChannelLine:
    unit = _UNITS.get(_text(method, "processingTimeUnit"), "")
    limit = f"{_number(method.get('processingTime'))} {unit}".strip()
    fees = _items(method, "fees")
    price = _price(fees, "value", "currencyName", "description")
    return ChannelLine(_text(method, "submissionMethod"), limit, price, _text(method, "description"))


def _attachment(item: Mapping[str, Any]) -> str:
    return next((_text(file, "fileName") for file in _items(item, "attachments")), "")


def _paper(
    item: Mapping[str, Any], group: str, counts: tuple[str, str], template: Callable[[Mapping[str, Any]], str]
) -> PaperLine:
    originals, copies = (_amount(item.get(name, 0)) for name in counts)
    quantity = f"{originals} bản chính,{copies} bản sao" if copies else f"{originals} bản chính"
    return PaperLine(_text(item, "name", "TENGIAYTO"), quantity, group, template(item))


def _packet(record: Mapping[str, Any], code: str) -> DetailRecord:
    lines = tuple(
        ChannelLine(
            _PACKET_CHANNELS.get(_text(way, "KENH"), _text(way, "KENH")),
            f"{_number(span.get('THOIGIANGIAIQUYET'))} {_text(span, 'DONVITINH')}".strip(),
            _price(_items(span, "PHILEPHI"), "SOTIEN", "DONVI", "MOTA"),
            _text(span, "MOTA"),
        )
        for way in _items(record, "CACHTHUCTHUCHIEN")
        for span in _items(way, "THOIGIAN") or [{}]
    )
    papers = tuple(
        _paper(
            item,
            _text(case, "TRUONGHOP"),
            ("SOBANCHINH", "SOBANSAO"),
            lambda paper: _text(paper, "TENMAUDON"),
        )
        for case in _items(record, "THANHPHANHOSO")
        for item in _items(case, "GIAYTO")
    )
    steps = [step for case in _items(record, "TRINHTUTHUCHIEN") for step in _items(case, "TRINHTU")]
    outcomes = _items(record, "KETQUATHUCHIEN")
    bases = _items(record, "CANCUPHAPLY")
    values = {
        "name": _text(record, "TENTTHC"),
        "field_of_work": _joined(_items(record, "LINHVUCTHUCHIEN"), "TENLINHVUC"),
        "levels": _text(record, "CAPTHUCHIEN"),
        "applicants": _text(record, "MOTADOITUONGTHUCHIEN", "DOITUONGTHUCHIEN"),
        "issuing_agency": _text(record, "MACOQUANCONGBO"),
        "executing_agencies": _joined(_items(record, "COQUANTHUCHIEN"), "TENDONVI", "\n"),
        "decision_number": _text(record, "IDQUYETDINHCONGBO"),
        "steps": _joined(steps, "TENTRINHTU", "\n"),
        "conditions": _text(record, "YEUCAU"),
        "receiving_address": _text(record, "DIACHITIEPNHAN"),
        "coordinating_agencies": _text(record, "COQUANPHOIHOP"),
        "outcomes": "\n".join(
            f"{_text(item, 'TENKETQUA')}Mã: {_text(item, 'MAKETQUA')}" for item in outcomes
        ),
        "legal_basis": _LEGAL_HEADING
        + "".join(f"{_text(item, 'TENVANBAN')}{_text(item, 'SOVANBAN')}" for item in bases)
        if bases
        else "",
    }
    return DetailRecord(code, _filled(values), lines, papers)
