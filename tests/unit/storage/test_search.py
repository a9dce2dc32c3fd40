"""Words of a search, without a database."""

import pytest

from motcua.storage.search import number_tail, search_text, search_words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Nguyễn Văn Đức", ("nguyen", "van", "duc")),
        ("  hoà  HÒA ", ("hoa",)),
        ("1.004873", ("1", "004873")),
        ("“*”—()", ()),
        (" ".join(f"tu{n}" for n in range(20)), tuple(f"tu{n}" for n in range(8))),
    ],
)
def test_typed_text__becomes_folded_words(typed, words):
    assert search_words(typed) == words


def test_search_text__holds_each_word_once():
    assert search_text("Nguyễn Văn An", "Nguyễn Thị An", "0912") == "nguyen van an thi 0912"


def test_number_tail__is_the_number_backwards_in_capitals():
    assert number_tail("h88.31-0001") == "1000-13.88H"
