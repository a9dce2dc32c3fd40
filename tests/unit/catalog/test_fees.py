"""Real fee cells of the national catalog and of provincial ones."""

import pytest

from motcua.catalog.parsers.fees import amounts_in, fee_kind, parse_fee

# cell, description beside it, amount or proposal, certain, doubt
CASES = [
    ("Miễn phí", "", 0, True, ""),
    ("Miễn phí", "(Không quy định)", 0, True, ""),
    ("Miễn phí", "Gửi hồ sơ qua dịch vụ bưu chính đến Sở Tư pháp.", 0, True, ""),
    ("Không", "", 0, True, ""),
    ("không thu phí", "", 0, True, ""),
    ("Miễn phí", "(Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định.)", None, False, "set_locally"),
    ("Miễn phí", "(20.000.000 đồng/lần)", 20_000_000, False, "free_but_note"),
    (
        "Miễn phí",
        "(- Dưới 5 tấn: 50.000 đồng/giấy; - Trên 15 tấn: 150.000 đồng/giấy.)",
        None,
        False,
        "free_but_note",
    ),
    ("Miễn phí", "(Phí thẩm định)", None, False, "free_but_note"),
    ("Không có thông tin", "", None, False, "no_information"),
    ("", "", None, False, "no_information"),
    ("500,000 Việt Nam Đồng", "", 500_000, True, ""),
    ("10,000 Việt Nam Đồng(10.000 đồng/khẩu-chiếc.)", "", 10_000, True, ""),
    ("100,000 Việt Nam Đồng(/hồ sơ)", "", 100_000, True, ""),
    ("80,000 Việt Nam Đồng(/hồ sơ (Thông tư số 61/2023/TT-BTC))", "", 80_000, True, ""),
    ("35,000,000 VNĐ(35.000.000 đồng (ba mươi lăm triệu đồng)/lần gia hạn)", "", 35_000_000, True, ""),
    ("150 VNĐ(150.000 đồng/lần/thẻ.)", "", 150_000, False, "lost_zeros"),
    ("50 VNĐ(hồ sơ)", "", 50_000, False, "lost_zeros"),
    ("250 VNĐ", "", 250_000, False, "lost_zeros"),
    ("1 Việt Nam Đồng", "", None, False, "lost_zeros"),
    ("40 Việt Nam Đồng(4.000 đ/giấy thông hành)", "", None, False, "lost_zeros"),
    ("10 USD(/lần)", "", None, False, "foreign_money"),
    ("165 VNĐ(Thẻ tạm trú: 165 USD/thẻ.)", "", None, False, "foreign_money"),
    (
        "800,000 VNĐ((áp dụng mức phí 400.000 đồng/hồ sơ kể từ ngày 01/7/2025 đến hết ngày 31/12/2026))",
        "",
        800_000,
        False,
        "conditions",
    ),
    ("40,000 Việt Nam Đồng(50.000đ/giấy thông hành)", "", None, False, "contradiction"),
    ("20.000 đồng/tờ khai", "", 20_000, True, ""),
    ("Lệ phí: 20.000đ/trường hợp", "", 20_000, True, ""),
    ("1,5 triệu đồng", "", 1_500_000, True, ""),
    ("20.000", "", 20_000, True, ""),
    ("20", "", 20_000, False, "lost_zeros"),
    ("Theo quy định của HĐND tỉnh", "", None, False, "set_locally"),
    ("- Cấp mới: 100.000 đồng - Cấp lại: 50.000 đồng", "", None, False, "several_amounts"),
    (
        "2.000 đồng/trang; từ trang thứ 3 trở lên 1.000 đồng/trang, tối đa 200.000 đồng/bản",
        "",
        None,
        False,
        "several_amounts",
    ),
    ("Phí: ĐồngXem chi tiết", "", None, False, "not_understood"),
    ("50%", "", None, False, "not_understood"),
]


@pytest.mark.parametrize(("cell", "note", "amount", "certain", "doubt"), CASES)
def test_fee_cell__gives_amount_and_doubt(
    cell: str, note: str, amount: int | None, certain: bool, doubt: str
) -> None:
    found = parse_fee(cell, note)
    assert (found.amount, found.is_certain, found.doubt.value) == (amount, certain, doubt)


def test_doubtful_fee__is_never_zero() -> None:
    assert all(
        found.amount != 0 for cell, note, *_ in CASES if not (found := parse_fee(cell, note)).is_certain
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lệ phí cấp giấy phép", "levy"),
        ("Phí thẩm định", "charge"),
        ("Phí, lệ phí", "other"),
        ("2.000 đồng", "other"),
    ],
)
def test_kind__follows_the_words(text: str, kind: str) -> None:
    assert fee_kind(text) == kind


def test_unit__ends_before_the_clause() -> None:
    parts = amounts_in("400.000 đồng/hồ sơ kể từ ngày 01/7/2025")
    assert [(part.amount, part.unit) for part in parts] == [(400_000, "hồ sơ")]
