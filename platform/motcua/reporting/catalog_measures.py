"""Measures of the catalog (how many procedures and processes), of officers' work and of slips."""

from __future__ import annotations

from motcua.reporting.measure import CatalogCount, Measure, SurveyCount, WorkCount

_FORM = "TT 01/2020/TT-VPCP, biểu II.07b"
_LEVELS = (("province", "cấp tỉnh"), ("district", "cấp huyện"), ("commune", "cấp xã"))
_ONLINE = (("full", "toàn trình"), ("partial", "một phần"))


def _by_level() -> tuple[Measure, ...]:
    found = [
        Measure("procedures", "Thủ tục thuộc thẩm quyền", _FORM, catalog=CatalogCount()),
        Measure("procedures_one_stop", "Thủ tục có nơi tiếp nhận", _FORM, catalog=CatalogCount(offered=True)),
        Measure("processes", "Quy trình nội bộ khác nhau", _FORM, catalog=CatalogCount(processes=True)),
    ]
    for level, words in _LEVELS:
        found += [
            Measure(
                f"procedures_{level}",
                f"Thủ tục thuộc thẩm quyền {words}",
                f"{_FORM}, cột (4)-(6)",
                catalog=CatalogCount(level),
            ),
            Measure(
                f"procedures_one_stop_{level}",
                f"Thủ tục thực hiện theo cơ chế một cửa {words}",
                f"{_FORM}, cột (8)-(10)",
                catalog=CatalogCount(level, offered=True),
            ),
            Measure(
                f"processes_{level}",
                f"Quy trình nội bộ {words}",
                f"{_FORM}, cột (12)-(14)",
                catalog=CatalogCount(level, processes=True),
            ),
        ]
    return tuple(found)


def _by_service() -> tuple[Measure, ...]:
    source = "báo cáo điều hành, thống kê thủ tục"
    found = [
        Measure(
            "procedures_online",
            "Thủ tục cung cấp dịch vụ công trực tuyến",
            source,
            catalog=CatalogCount(online=("full", "partial")),
        ),
        Measure("procedures_paid", "Thủ tục có thu phí, lệ phí", source, catalog=CatalogCount(with_fee=True)),
        Measure(
            "procedures_paid_online",
            "Thủ tục có thu phí, lệ phí cung cấp trực tuyến",
            source,
            catalog=CatalogCount(online=("full", "partial"), with_fee=True),
        ),
    ]
    for level, words in _ONLINE:
        found += [
            Measure(
                f"procedures_{level}",
                f"Thủ tục trực tuyến {words}",
                source,
                catalog=CatalogCount(online=(level,)),
            ),
            Measure(
                f"procedures_paid_{level}",
                f"Thủ tục có thu phí, lệ phí, trực tuyến {words}",
                source,
                catalog=CatalogCount(online=(level,), with_fee=True),
            ),
        ]
    return tuple(found)


CATALOG_MEASURES = (*_by_level(), *_by_service())


def _acts(name: str, title: str, *events: str) -> Measure:
    return Measure(name, title, "nhật ký hồ sơ, trong kỳ", work=WorkCount(events))


WORK_MEASURES = (
    _acts("acts_received", "Lượt tiếp nhận hồ sơ", "received"),
    _acts("acts_moved", "Lượt chuyển bước, lấy và trả lời ý kiến", "forwarded", "consulted", "answered"),
    _acts("acts_supplement", "Lượt yêu cầu bổ sung", "supplement_requested"),
    _acts("acts_sent_back", "Lượt trả lại bước trước", "sent_back"),
    _acts("acts_decided", "Lượt duyệt, không duyệt", "approved", "rejected"),
    _acts("acts_issued", "Lượt ban hành kết quả", "issued"),
    _acts("acts_returned", "Lượt trả kết quả", "returned"),
    _acts("acts_ended", "Lượt từ chối, dừng, cho rút", "refused", "stopped", "withdrawn", "intake_refused"),
    Measure(
        "dossiers_handled",
        "Hồ sơ đã xử lý trong kỳ, mỗi hồ sơ tính một lần",
        "nhật ký hồ sơ, trong kỳ",
        work=WorkCount(dossiers=True),
    ),
    Measure(
        "open_steps",
        "Việc đang giữ khi lập báo cáo",
        "danh sách việc, chỉ có của hiện tại",
        work=WorkCount(open_steps=True),
    ),
    Measure(
        "open_steps_late",
        "Việc đang giữ của hồ sơ đã quá hạn khi lập báo cáo",
        "danh sách việc, chỉ có của hiện tại",
        work=WorkCount(open_steps=True, late=True),
    ),
)


def _rated(name: str, title: str, counted: SurveyCount) -> Measure:
    return Measure(name, title, "Nghị định số 61/2018/NĐ-CP, phiếu đánh giá trong kỳ", survey=counted)


SURVEY_MEASURES = (
    _rated("ratings_total", "Phiếu đánh giá đã nhận", SurveyCount.SLIPS),
    _rated("ratings_satisfied", "Phiếu đánh giá hài lòng", SurveyCount.SATISFIED),
    _rated("rating_points", "Điểm đánh giá đạt được", SurveyCount.POINTS),
    _rated("rating_most", "Điểm đánh giá tối đa có thể đạt", SurveyCount.MOST),
)
