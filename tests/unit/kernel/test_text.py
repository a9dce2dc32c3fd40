"""Vietnamese text is normalized, folded, slugged and masked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.text import capitalize_first, clean, fold, mask_identity, mask_name, mask_phone, nfc, slug

SENTENCE = "Đăng ký khai sinh có yếu tố nước ngoài – Ủy ban nhân dân phường Hòa Bình"


def test_decomposed_text__is_composed() -> None:
    assert nfc(unicodedata.normalize("NFD", SENTENCE)) == SENTENCE


def test_untidy_text__becomes_one_line() -> None:
    assert clean("\ufeff  Cấp\u00a0 giấy\u200b\n phép\t") == "Cấp giấy phép"


def test_folding__drops_diacritics_case_and_stroke() -> None:
    assert fold(SENTENCE) == "dang ky khai sinh co yeu to nuoc ngoai – uy ban nhan dan phuong hoa binh"


def test_folding_decomposed_text__equals_folding_composed() -> None:
    assert fold(unicodedata.normalize("NFD", SENTENCE)) == fold(SENTENCE)


@pytest.mark.parametrize(("old", "new"), [("Hoà", "Hòa"), ("thuỷ", "thủy"), ("LUỸ", "lũy"), ("khoẻ", "khỏe")])
def test_old_and_new_tone_placement__fold_alike(old: str, new: str) -> None:
    assert fold(old) == fold(new)


def test_every_vietnamese_letter__folds_to_ascii() -> None:
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    letters = [unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones]
    bare = [unicodedata.normalize("NFD", vowel)[0] for vowel in vowels for _ in tones]
    assert [fold(letter) for letter in letters] == bare
    assert [fold(letter.upper()) for letter in letters] == bare


@given(st.text())
def test_any_text__folds_once_and_for_all(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_any_text__is_clean_after_cleaning(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_any_slug__is_ascii_words_joined_by_hyphens(text: str) -> None:
    made = slug(text)
    assert made == "" or all(part.isalnum() and part.isascii() for part in made.split("-"))


def test_slug_of_a_title__reads_well() -> None:
    assert slug("Giấy xác nhận (tình trạng) hôn nhân — Đợt 2") == "giay-xac-nhan-tinh-trang-hon-nhan-dot-2"


def test_capitalize_first__leaves_the_rest() -> None:
    assert capitalize_first("ủy ban nhân dân tỉnh Đồng Lam") == "Ủy ban nhân dân tỉnh Đồng Lam"
    assert capitalize_first("") == ""


def test_masking_a_name__keeps_the_given_name() -> None:
    assert mask_name("Nguyễn Văn  An") == "N. V. An"
    assert mask_name("An") == "A***"
    assert mask_name(" ") == ""


def test_masking_numbers__keeps_the_ends() -> None:
    assert mask_phone("0912 345 678") == "*******678"
    assert mask_identity("001099012345") == "001******345"
    assert mask_identity("12345") == "*****"
    assert mask_phone("") == ""
