import pytest

from motcua.catalog.parsers.agencies import levels_of_agencies, parse_agencies
from motcua.catalog.parsers.words import WordIndex


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        (
            "Chủ tịch ủy ban nhân dân cấp tỉnh\nSở Tư Pháp",
            ("Chủ tịch ủy ban nhân dân cấp tỉnh", "Sở Tư Pháp"),
        ),
        ("Bộ Tư pháp\n\nBộ Tư pháp", ("Bộ Tư pháp",)),
        ("\n\nCông an cấp Xã", ("Công an cấp Xã",)),
        ("Ủy ban nhân dân cấp tỉnh, Sở Tư pháp", ("Ủy ban nhân dân cấp tỉnh", "Sở Tư pháp")),
        ("Ủy ban Nhân dân\xa0xã,\xa0phường,\xa0thị trấn.", ("Ủy ban Nhân dân xã, phường, thị trấn",)),
        (
            "Thi hành án dân sự tỉnh, thành phố, Phòng thi hành án cấp quân khu",
            ("Thi hành án dân sự tỉnh, thành phố", "Phòng thi hành án cấp quân khu"),
        ),
        ("Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ", ("Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ",)),
        ("Không có thông tin", ()),
        ("\n", ()),
    ],
)
def test_agencies_of_a_cell__are_split_without_cutting_names(
    text: str, agencies: tuple[str, ...], words: WordIndex
) -> None:
    assert (parse_agencies(text, words).value or ()) == agencies


@pytest.mark.parametrize(
    ("agencies", "levels"),
    [
        (("Ủy ban nhân dân cấp xã",), ("commune",)),
        (("Sở Tư pháp",), ("province",)),
        (("Bộ Tư pháp", "Ủy ban nhân dân cấp tỉnh"), ("ministry", "province")),
        (("Công an cấp Tỉnh", "Công an huyện"), ("province", "district")),
        (("Cục Bổ trợ tư pháp",), ("ministry",)),
        (("Phòng quản lý xuất nhập cảnh",), ("province",)),
        (("Tổ chức hành nghề công chứng",), None),
        ((), None),
    ],
)
def test_level__follows_from_names_of_agencies(
    agencies: tuple[str, ...], levels: tuple[str, ...] | None, words: WordIndex
) -> None:
    assert levels_of_agencies(agencies, words).value == levels
