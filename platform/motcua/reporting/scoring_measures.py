"""Measures of scoring: the nine indices of NĐ 61/2018/NĐ-CP, and figures that agencies state for a period."""

from __future__ import annotations

from motcua.reporting.measure import Measure, StatedSum, SurveyCount

FULL_SCORE = 20
"""Two points, in tenths: the most an index of NĐ 61/2018/NĐ-CP gives."""
OF_SLIPS = ("1", "2", "3", "4", "6", "7")
"""Indices that applicants answer."""
OF_THE_AGENCY = ("5", "8", "9")
"""Indices that an agency scores itself."""
ALL_INDICES = tuple(str(number) for number in range(1, 10))
OVERALL = "11"
_CHOICES = (
    ("2", "very_satisfied", "rất hài lòng"),
    ("1", "satisfied", "hài lòng"),
    ("0", "dissatisfied", "không hài lòng"),
)
_DECREE = "Nghị định số 61/2018/NĐ-CP, Điều 31, 32"
_STATED = "số liệu đơn vị nhập theo kỳ"

FIGURES = {
    "feedback_total": "Phản ánh, kiến nghị đã tiếp nhận",
    "feedback_on_time": "Phản ánh, kiến nghị xử lý đúng hạn",
    "feedback_satisfied": "Phản ánh, kiến nghị được đánh giá hài lòng",
    "published_total": "Thủ tục phải công bố, công khai trên Cổng Dịch vụ công quốc gia",
    "published_on_time": "Thủ tục công bố, công khai đúng hạn",
    "contents_complete": "Thủ tục công khai đầy đủ nội dung",
    "synchronized": "Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia",
    "reused_national": "Hồ sơ dùng lại giấy tờ từ Cổng Dịch vụ công quốc gia",
    "population_lookups": "Hồ sơ đã khai thác dữ liệu dân cư",
}
"""Figures of other systems that agencies type in for a period, by name."""


def self_score(index: str) -> str:
    """The name under which an agency's own score of an index is kept."""
    return f"self_{index}"


def appraisal(index: str) -> str:
    """The name under which the appraised score of an index is kept."""
    return f"appraisal_{index}"


def _of_slips(index: str) -> tuple[Measure, ...]:
    title = f"chỉ số {index} trên phiếu đánh giá"
    return (
        Measure(
            f"index_points_{index}",
            f"Điểm {title}",
            _DECREE,
            survey=SurveyCount.POINTS,
            survey_index=index,
        ),
        Measure(
            f"index_most_{index}",
            f"Điểm tối đa của {title}",
            _DECREE,
            survey=SurveyCount.MOST,
            survey_index=index,
        ),
    )


def _stated(prefix: str, index: str, title: str, name: str) -> tuple[Measure, ...]:
    return (
        Measure(
            f"{prefix}_points_{index}",
            f"Phần mười điểm {title} chỉ số {index}",
            _DECREE,
            stated=StatedSum(name),
        ),
        Measure(
            f"{prefix}_most_{index}",
            f"Phần mười điểm {title} tối đa của chỉ số {index}",
            _DECREE,
            stated=StatedSum(name, FULL_SCORE),
        ),
    )


SCORING_MEASURES = (
    *(measure for index in OF_SLIPS for measure in _of_slips(index)),
    *(measure for index in OF_THE_AGENCY for measure in _stated("self", index, "tự chấm", self_score(index))),
    *(
        measure
        for index in ALL_INDICES
        for measure in _stated("appraised", index, "thẩm định", appraisal(index))
    ),
    Measure(
        "overall_total", "Phiếu có đánh giá tổng thể", _DECREE, survey=SurveyCount.SLIPS, survey_index=OVERALL
    ),
    *(
        Measure(
            name,
            f"Phiếu đánh giá tổng thể {words}",
            _DECREE,
            survey=SurveyCount.CHOSEN,
            survey_index=OVERALL,
            survey_choice=choice,
        )
        for choice, name, words in _CHOICES
    ),
    *(Measure(name, title, _STATED, stated=StatedSum(name)) for name, title in FIGURES.items()),
)
