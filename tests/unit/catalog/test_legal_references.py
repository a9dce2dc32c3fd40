import pytest

from motcua.catalog.parsers.legal_references import parse_legal_references

HEAD = "Tên văn bản pháp lýMã văn bản"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            f"{HEAD}Luật 60/2014/QH1360/2014/QH13Luật 65/2006/QH1165/2006/QH11",
            ["60/2014/QH13", "65/2006/QH11"],
        ),
        (f"{HEAD}Luật Đấu giá tài sản năm 201601/2016/QH14", ["01/2016/QH14"]),
        (
            f"{HEAD}Thông tư 05/2020/TT-BTP05/2020/TT-BTPsửa đổi Luật18/2026/NĐ-CP",
            ["05/2020/TT-BTP", "18/2026/NĐ-CP"],
        ),
        (f"{HEAD}Nghị quyết 66.7/2025/NQ-CP: cắt giảm66.7/2025/NQ-CP", ["66.7/2025/NQ-CP"]),
        (f"{HEAD}Quyết định mẫu 12/2025/QĐ-TTg ngày 3/4/202512/2025/QĐ-TTg", ["12/2025/QĐ-TTg"]),
        (
            "Luật số 60/2014/QH13; Nghị định 123/2015/NĐ-CP ngày 15/11/2015",
            ["60/2014/QH13", "123/2015/NĐ-CP"],
        ),
        ("Theo quy định hiện hành", []),
    ],
)
def test_flattened_table__gives_numbers(text: str, numbers: list[str]) -> None:
    assert [item.number for item in parse_legal_references(text).value or ()] == numbers


def test_title__is_what_stands_before_the_number() -> None:
    found = parse_legal_references(f"{HEAD}Luật Căn cước26/2023/QH15Luật Đường bộ35/2024/QH15").value or ()
    assert [(item.number, item.title) for item in found] == [
        ("26/2023/QH15", "Luật Căn cước"),
        ("35/2024/QH15", "Luật Đường bộ"),
    ]
