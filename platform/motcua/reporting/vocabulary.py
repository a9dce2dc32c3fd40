"""Words a report definition may use beside measures: dimensions, filters, values of text columns, formats."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

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
    }
)


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
        **{key: measure.name for key, measure in MEASURES.items() if not measure.money},
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
        "note": "Ghi chú, để ghi tay",
        "signature": "Ký nhận, để ký tay",
    }
)
"""Values of the columns of a list report (``each: dossier``)."""

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "number": "Số, nghìn cách bằng dấu chấm",
        "money": "Đồng, nghìn cách bằng dấu chấm",
        "percent": "Phần trăm với hai chữ số thập phân",
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
