"""Real limits of the national catalog and of provincial ones, and what must come out."""

import pytest

from motcua.catalog.parsers.time_limits import limit_parts, parse_time_limit

# text, limit as definitions write it (empty = none), confidence
CASES = [
    ("03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ", "3 working_days", "certain"),
    ("7 Ngày", "7 calendar_days", "certain"),
    ("5 Ngày làm việc", "5 working_days", "certain"),
    ("10 NGÀY LÀM VIỆC", "10 working_days", "certain"),
    ("7", "", "not_understood"),
    ("1", "", "not_understood"),
    ("", "", "absent"),
    ("Không có thông tin", "", "absent"),
    ("Không quy định", "", "absent"),
    ("0 Ngày", "", "not_understood"),
    ("0.5 giờ", "0.5 working_hours", "certain"),
    ("1 Giờ", "1 working_hour", "certain"),
    ("8 Giờ", "8 working_hours", "certain"),
    ("12 Giờ", "12 working_hours", "doubtful"),
    ("24 giờ làm việc", "24 working_hours", "certain"),
    ("1,5 ngày làm việc", "1.5 working_days", "certain"),
    ("1/2 ngày làm việc", "0.5 working_days", "certain"),
    ("6 Tháng", "6 months", "certain"),
    ("300 Ngày làm việc", "300 working_days", "certain"),
    ("20 (hai mươi) ngày làm việc", "20 working_days", "certain"),
    ("15ngày", "15 calendar_days", "certain"),
    ("03 ngay lam viec", "3 working_days", "certain"),
    ("05 ngày (làm việc)", "5 working_days", "certain"),
    ("Không quá 20 ngày", "20 calendar_days", "certain"),
    ("Trong thời hạn 15 ngày kể từ ngày nhận được hồ sơ hợp lệ", "15 calendar_days", "certain"),
    ("Thời hạn giải quyết: 10 ngày làm việc.", "10 working_days", "certain"),
    ("Không quá 03 ngày làm việc, kể từ ngày nhận đủ hồ sơ theo quy định.", "3 working_days", "certain"),
    ("3 working_days", "3 working_days", "certain"),
    ("Trong ngày", "same_day", "certain"),
    ("Trong ngày làm việc", "same_day", "certain"),
    ("Trong ngày; sau 15 giờ thì ngày làm việc tiếp theo", "same_day", "certain"),
    (
        "Ngay trong ngày tiếp nhận hồ sơ; trường hợp nhận hồ sơ sau 15 giờ thì trả kết quả vào ngày làm việc tiếp theo.",
        "same_day",
        "certain",
    ),
    (
        (
            "Trong ngày làm việc, trường hợp nhận hồ sơ sau 15 giờ mà không giải quyết được ngay thì trả kết quả trong "
            "ngày làm việc tiếp theo"
        ),
        "same_day",
        "certain",
    ),
    ("Giải quyết ngay", "immediate", "certain"),
    ("Ngay sau khi nhận đủ hồ sơ", "immediate", "certain"),
    ("a) 05 ngày làm việc đối với cấp mới; b) 03 ngày làm việc đối với cấp lại", "", "not_understood"),
    ("06 ngày làm việc và 30 ngày", "", "not_understood"),
    ("Từ 03 đến 05 ngày làm việc", "", "not_understood"),
    ("Sở Nội vụ: 03 ngày; UBND cấp xã: 04 ngày", "7 calendar_days", "doubtful"),
    (
        "03 ngày làm việc. Trường hợp cần xác minh thì thời hạn không quá 08 ngày làm việc",
        "3 working_days",
        "doubtful",
    ),
    ("7 ngày làm việc (không kể thời gian xác minh)", "7 working_days", "doubtful"),
    ("30 ngày đối với cấp tỉnh", "30 calendar_days", "doubtful"),
    ("2 tuần", "", "not_understood"),
    ("02 năm công tác", "", "not_understood"),
    ("ngày 01/7/2025", "", "not_understood"),
    ("Theo Luật 60/2014/QH13", "", "not_understood"),
]


@pytest.mark.parametrize(("text", "limit", "confidence"), CASES)
def test_limit_text__gives_value_and_confidence(text: str, limit: str, confidence: str) -> None:
    found = parse_time_limit(text)
    assert (str(found.value) if found.value is not None else "", found.confidence.value) == (
        limit,
        confidence,
    )


def test_decomposed_letters__read_like_composed_ones() -> None:
    import unicodedata

    found = parse_time_limit(unicodedata.normalize("NFD", "03 ngày làm việc"))
    assert str(found.value) == "3 working_days"


def test_number_without_unit__says_why() -> None:
    assert "đơn vị" in parse_time_limit("7").reason


def test_span__names_the_deciding_words() -> None:
    found = parse_time_limit("Trong thời hạn 15 ngày kể từ ngày nhận đủ hồ sơ")
    assert found.span == "15 ngày"


def test_numbers_of_documents_and_dates__are_no_limits() -> None:
    text = "Nghị định 61/2018/NĐ-CP ngày 23/4/2018; Điều 15 ngày; chậm nhất 05 ngày làm việc"
    assert [str(part.limit) for part in limit_parts(text)] == ["5 working_days"]
