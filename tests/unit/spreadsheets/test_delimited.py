import unicodedata

import pytest

from motcua.kernel.problems import Problem
from motcua.spreadsheets.delimited import read_delimited

ROWS = (("Mã số", "Tên"), ("1.004873", "Cấp giấy\nxác nhận, lần đầu"))
TEXT = 'Mã số,Tên\r\n1.004873,"Cấp giấy\nxác nhận, lần đầu"\r\n'


def rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    found = read_delimited(data, "a.csv")
    assert not isinstance(found, Problem), found
    return found.rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings__are_told_apart(encoding: str) -> None:
    assert rows(TEXT.encode(encoding)) == ROWS


def test_windows_1258__is_recognized_and_composed() -> None:
    assert rows(in_windows_1258(TEXT)) == ROWS


def in_windows_1258(text: str) -> bytes:
    """The code page has letters of the alphabet and combining tones, few whole letters with a tone."""
    encoded = bytearray()
    for letter in text:
        try:
            encoded += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323")
            encoded += unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + tone.encode(
                "cp1258"
            )
    return bytes(encoded)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter__is_found(delimiter: str) -> None:
    text = f'Mã số{delimiter}Tên\n1.004873{delimiter}"Cấp giấy\nxác nhận, lần đầu"\n'
    assert rows(text.encode()) == ROWS


def test_declared_delimiter__is_obeyed() -> None:
    assert rows("sep=;\nMã số;Tên\n".encode()) == ((), ("Mã số", "Tên"))


def test_old_font__is_named() -> None:
    text = "M· sè,Tªn thñ tôc hµnh chÝnh,LÜnh vùc\n1.004873,CÊp giÊy chøng nhËn ®Çu t,§Çu t\n"
    found = read_delimited(text.encode("cp1252"), "a.csv")
    assert isinstance(found, Problem)
    assert found.code == "BOOK-011"


def test_broken_bytes__are_placed() -> None:
    found = read_delimited(b"Ma so,Ten\n1.004873,\xff\xfe\xd2\x81\n", "a.csv")
    assert isinstance(found, Problem)
    assert (found.code, found.found) == ("BOOK-010", "2")
