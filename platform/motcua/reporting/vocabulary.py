"""Words a report definition may use beside measures: dimensions, filters, values of text columns, formats."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from motcua.reporting.measure import Family
from motcua.reporting.measures import MEASURES


class Dimension(StrEnum):
    """What rows can be grouped by."""

    LEVEL = "level"
    FIELD_OF_WORK = "field_of_work"
    AGENCY = "agency"
    COMPETENT_AGENCY = "competent_agency"
    PROCEDURE = "procedure"
    CHANNEL = "channel"
    MONTH = "month"
    DAY = "day"
    STATUS = "status"
    APPLICANT_KIND = "applicant_kind"
    APPLICANT_PLACE = "applicant_place"
    ONLINE_LEVEL = "online_level"
    DELIVERY = "delivery"
    LATE_REASON = "late_reason"
    RECEIVING_OFFICER = "receiving_officer"
    PAYMENT_METHOD = "payment_method"
    OFFICER = "officer"
    POSITION = "position"
    ACTING_AGENCY = "acting_agency"

    @property
    def meaning(self) -> str:
        """What it divides by, in Vietnamese."""
        return _DIMENSION_NAMES[self]


_DIMENSION_NAMES = MappingProxyType(
    {
        Dimension.LEVEL: "Cấp giải quyết",
        Dimension.FIELD_OF_WORK: "Lĩnh vực, so không phân biệt chữ hoa và dấu",
        Dimension.AGENCY: "Cơ quan tiếp nhận",
        Dimension.COMPETENT_AGENCY: "Cơ quan giải quyết",
        Dimension.PROCEDURE: "Thủ tục",
        Dimension.CHANNEL: "Kênh nộp",
        Dimension.MONTH: "Tháng nhận hồ sơ",
        Dimension.DAY: "Ngày nhận hồ sơ",
        Dimension.STATUS: "Tình trạng tại thời điểm lấy số liệu",
        Dimension.APPLICANT_KIND: "Đối tượng nộp",
        Dimension.APPLICANT_PLACE: "Địa bàn: xã, phường trong địa chỉ người nộp",
        Dimension.ONLINE_LEVEL: "Mức độ dịch vụ công trực tuyến của thủ tục",
        Dimension.DELIVERY: "Cách nhận kết quả",
        Dimension.LATE_REASON: "Nguyên nhân quá hạn, suy từ nhật ký",
        Dimension.RECEIVING_OFFICER: "Cán bộ tiếp nhận",
        Dimension.PAYMENT_METHOD: "Hình thức thanh toán, chỉ cho khoản thu",
        Dimension.OFFICER: "Cán bộ thực hiện, chỉ cho khối lượng công việc",
        Dimension.POSITION: "Chức danh thực hiện, chỉ cho khối lượng công việc",
        Dimension.ACTING_AGENCY: "Cơ quan thực hiện, chỉ cho khối lượng công việc",
    }
)
_OF_WORK = frozenset({Dimension.OFFICER, Dimension.POSITION, Dimension.ACTING_AGENCY})
_OF_CATALOG = frozenset(
    {
        Dimension.COMPETENT_AGENCY,
        Dimension.LEVEL,
        Dimension.FIELD_OF_WORK,
        Dimension.PROCEDURE,
        Dimension.ONLINE_LEVEL,
    }
)
_OF_DOSSIERS = frozenset(Dimension) - _OF_WORK - {Dimension.PAYMENT_METHOD}
_AS_OF_THEN = frozenset({Dimension.STATUS, Dimension.LATE_REASON})
DIMENSIONS_OF: Mapping[Family, frozenset[Dimension]] = MappingProxyType(
    {
        Family.DOSSIERS: _OF_DOSSIERS,
        Family.MONEY: _OF_DOSSIERS - _AS_OF_THEN | {Dimension.PAYMENT_METHOD},
        Family.CATALOG: _OF_CATALOG,
        Family.WORK: _OF_WORK,
        Family.SURVEY: _OF_DOSSIERS - _AS_OF_THEN,
        Family.PLUGIN: _OF_DOSSIERS,
        Family.STATED: frozenset({Dimension.AGENCY, Dimension.COMPETENT_AGENCY}),
        Family.NONE: frozenset(Dimension),
    }
)
"""What the figures of each family can be divided by."""


class Attribution(StrEnum):
    """Whose dossier it is when a report is made for an agency; every dossier belongs to exactly one."""

    SETTLED_BY = "settled_by_agency"
    """The agency that settles it: "cơ quan, đơn vị trực tiếp giải quyết" of II.06. The rule unless another is named."""
    RECEIVED_BY = "received_by_agency"
    """The agency that received it, as in the register of a one-stop unit."""


FILTERS: Mapping[str, str] = MappingProxyType(
    {
        Attribution.SETTLED_BY: "Hồ sơ do cơ quan giải quyết",
        Attribution.RECEIVED_BY: "Hồ sơ do cơ quan tiếp nhận",
        **{key: measure.name for key, measure in MEASURES.items() if measure.opens},
    }
)
"""Names a report's ``filter`` may hold, several with commas: whose dossiers, and measures all of which must hold."""

ROW_VALUES: Mapping[str, str] = MappingProxyType({"index": "Số thứ tự", "label": "Tên dòng"})
"""Values of the text columns of a grouped report."""

LIST_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "index": "Số thứ tự",
        "label": "Mã hồ sơ",
        "number": "Mã hồ sơ",
        "procedure": "Mã thủ tục",
        "procedure_name": "Tên thủ tục",
        "field_of_work": "Lĩnh vực",
        "summary": "Trích yếu",
        "content": "Nội dung hồ sơ: trích yếu, nếu trống thì tên thủ tục",
        "sets": "Số lượng hồ sơ (bộ) theo thủ tục",
        "applicant_name": "Người nộp",
        "applicant_address": "Địa chỉ người nộp",
        "applicant_phone": "Số điện thoại người nộp",
        "applicant_contact": "Địa chỉ, số điện thoại người nộp",
        "applicant_identity": "Số giấy tờ của người nộp",
        "owner_name": "Chủ hồ sơ, nếu trống thì người nộp",
        "agency_name": "Cơ quan tiếp nhận",
        "competent_agency_name": "Cơ quan giải quyết",
        "channel_name": "Kênh nộp",
        "status_name": "Tình trạng tại thời điểm lấy số liệu",
        "timeliness_name": "Trước hạn, đúng hạn, quá hạn, trong hạn",
        "received_at": "Ngày, giờ nhận",
        "due_at": "Ngày, giờ hẹn trả tại thời điểm lấy số liệu",
        "finished_at": "Ngày, giờ có kết quả",
        "returned_at": "Ngày, giờ trả kết quả, kể cả sau kỳ",
        "delivery": "Phương thức nhận kết quả",
        "created_by": "Tài khoản tiếp nhận",
        "receiver_name": "Họ tên người tiếp nhận",
        "applicant_kind": "Đối tượng nộp",
        "is_pending": "Dấu x khi đang giải quyết, không tính đang chờ bổ sung",
        "is_waiting_supplement": "Dấu x khi đang chờ bổ sung",
        "is_returned": "Dấu x khi đã có kết quả, kể cả chưa trả",
        "is_refused": "Dấu x khi không giải quyết: từ chối, dừng",
        "is_not_eligible": "Dấu x khi chưa đủ điều kiện giải quyết: từ chối sau khi nhận",
        "is_stopped": "Dấu x khi đã dừng giải quyết",
        "is_withdrawn": "Dấu x khi đã rút",
        "late_days": "Số ngày quá hạn, trống khi không quá hạn",
        "next_due_at": "Hạn trả lần sau, khi hạn đã được gia hạn hoặc hẹn lại",
        "late_reason": "Nguyên nhân quá hạn, suy từ nhật ký",
        "note": "Ghi chú, để ghi tay",
        "signature": "Ký nhận, để ký tay",
    }
)
"""Values of the columns of a list report (``each: dossier``)."""

PAYMENT_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "paid_at": "Ngày, giờ thu hoặc hoàn",
        "levy_amount": "Lệ phí, hoàn là số âm",
        "charge_amount": "Phí, hoàn là số âm",
        "other_amount": "Khoản khác, hoàn là số âm",
        "fee_name": "Tên khoản thu",
        "entry_name": "Thu hoặc hoàn",
        "method_name": "Hình thức thanh toán",
        "receipt_number": "Số biên lai",
        "collected_by": "Tài khoản thu",
    }
)
"""Further values of the columns of a list of payments (``each: payment``)."""

INDICATOR_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "numerator": "Tử số của chỉ tiêu",
        "denominator": "Mẫu số của chỉ tiêu",
        "rate": "Tỷ lệ đạt (%)",
        "threshold": "Tỷ lệ được điểm tối đa (%)",
        "points": "Điểm tối đa",
        "score": "Điểm đạt",
        "appraised": "Điểm thẩm định",
        "rank": "Xếp loại",
        "remark": "Ghi chú: chưa có dữ liệu và lý do; ở dòng tổng là xếp loại",
        **{f"score_{number}": f"Điểm của chỉ tiêu thứ {number}" for number in range(1, 31)},
    }
)
"""Further values of the columns of an index (``each: indicator``)."""

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "number": "Số, nghìn cách bằng dấu chấm",
        "money": "Đồng, nghìn cách bằng dấu chấm",
        "percent": "Phần trăm với hai chữ số thập phân",
        "decimal": "Số với nhiều nhất hai chữ số thập phân",
        "date": "Ngày/tháng/năm",
        "datetime": "Giờ:phút ngày/tháng/năm",
        "text": "Chữ",
    }
)
"""Ways a column writes its values."""


def split_filter(text: str) -> tuple[Attribution, tuple[str, ...]]:
    """Whose dossiers a filter takes and the measures that must hold. Raises KeyError with an unknown name."""
    attribution, measures = Attribution.SETTLED_BY, []
    for name in text.replace(",", " ").split():
        if name in (Attribution.SETTLED_BY, Attribution.RECEIVED_BY):
            attribution = Attribution(name)
        elif name in FILTERS:
            measures.append(name)
        else:
            raise KeyError(name)
    return attribution, tuple(measures)
