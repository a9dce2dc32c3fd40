import pytest

from motcua.catalog.parsers.words import WordIndex


@pytest.mark.parametrize(
    ("column", "text", "values", "confidence"),
    [
        ("levels", "Cấp tỉnh, Cấp xã", ("province", "commune"), "certain"),
        (
            "levels",
            "Cấp bộ, Cấp tỉnh, Cấp xã, Cơ quan khác",
            ("ministry", "province", "commune", "other"),
            "certain",
        ),
        ("levels", "Cấp quốc tế", None, "not_understood"),
        ("levels", "Không có thông tin", None, "absent"),
        ("applicants", "Công dân Việt Nam, Người nước ngoài", ("citizen", "foreigner"), "certain"),
        (
            "applicants",
            "Tổ chức (không bao gồm doanh nghiệp, HTX), Doanh nghiệp",
            ("organization", "business"),
            "certain",
        ),
        ("channels", "Dịch vụ bưu chính", ("post",), "certain"),
        ("online_level", "DVC toàn trình", ("full",), "likely"),
    ],
)
def test_words__give_values(
    column: str, text: str, values: tuple[str, ...] | None, confidence: str, words: WordIndex
) -> None:
    found = words.values(column, text)
    assert (found.value, found.confidence.value) == (values, confidence)
