from motcua.catalog.parsers.outcomes import parse_outcomes

FURNITURE = "Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnTỉnh/ Thành phốNộp hồ sơ"


def test_one_result__comes_without_page_furniture() -> None:
    found = parse_outcomes(f"Trích lục khai tửMã: KQ.G15.000034{FURNITURE}").value or ()
    assert [(item.name, item.code) for item in found] == [("Trích lục khai tử", "KQ.G15.000034")]


def test_several_results__keep_their_codes() -> None:
    text = f"Quyết định thi hànhMã: KQ.G15.000327Thông báo từ chốiMã: 000.00.00.G15-KQ1293{FURNITURE}"
    found = parse_outcomes(text).value or ()
    assert [(item.name, item.code) for item in found] == [
        ("Quyết định thi hành", "KQ.G15.000327"),
        ("Thông báo từ chối", "000.00.00.G15-KQ1293"),
    ]


def test_result_without_code__is_likely() -> None:
    found = parse_outcomes("Giấy phép xây dựng")
    assert [item.name for item in found.value or ()] == ["Giấy phép xây dựng"]
    assert found.confidence == "likely"


def test_no_information__is_absent() -> None:
    assert parse_outcomes(f"Không có thông tin{FURNITURE}").is_absent
