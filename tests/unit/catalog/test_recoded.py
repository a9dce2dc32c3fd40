"""New codes put beside the procedures they seem to continue."""

from motcua.catalog.recoded import LikelyPair, likely_pairs


def test_name_much_alike__is_put_before_a_person() -> None:
    added = [("1.000123", "Thủ tục cấp bản sao trích lục hộ tịch"), ("1.000124", "Đăng ký kết hôn")]
    gone = [("1.000100", "Cấp bản sao trích lục hộ tịch"), ("1.000101", "Cấp phép xây dựng")]
    (pair,) = likely_pairs(added, gone)
    assert (pair.new, pair.old) == ("1.000123", "1.000100")
    assert 85 <= pair.likeness < 100


def test_spelling_and_case__do_not_count() -> None:
    assert likely_pairs([("2", "ĐĂNG KÝ KẾT HÔN")], [("1", "Đăng ký kết hôn")]) == (
        LikelyPair("2", "1", 100),
    )


def test_two_alike_one__the_likelier_gets_it_and_none_is_used_twice() -> None:
    added = [("3", "Cấp giấy phép lái xe hạng A"), ("4", "Cấp giấy phép lái xe hạng B")]
    gone = [("1", "Cấp giấy phép lái xe hạng B")]
    assert likely_pairs(added, gone) == (LikelyPair("4", "1", 100),)


def test_nothing_new_or_nothing_gone__no_pairs() -> None:
    assert likely_pairs([], [("1", "a")]) == likely_pairs([("1", "a")], []) == ()
