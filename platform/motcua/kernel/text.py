"""Vietnamese text: one normal form, folding for search, slugs and masking for public pages."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width and direction marks, byte-order mark.
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F))
)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")


def _folding_table() -> dict[int, str]:
    """Every precomposed Latin letter to its bare lower-case letter; combining marks to nothing."""
    table: dict[int, str] = {}
    for ordinal in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        bare = unicodedata.normalize("NFD", chr(ordinal))
        letter = "".join(c for c in bare if not unicodedata.combining(c)).lower()
        table[ordinal] = letter
    table.update({ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
    table.update(dict.fromkeys(map(ord, "đĐðÐ"), "d"))
    table.update(dict.fromkeys(range(0x0300, 0x0370), ""))
    table.update(dict.fromkeys(_INVISIBLE, ""))
    return table


_FOLD = _folding_table()


def nfc(text: str) -> str:
    """The text with every letter composed (NFC), as it must be stored."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def printable(text: str) -> str:
    """The text without control characters (tab and line breaks stay) and code points that are no characters.

    No database column, XML file or paper takes them all.
    """
    return _CONTROLS.sub("", text)


def clean(text: str) -> str:
    """One tidy line: NFC, no zero-width or direction marks, runs of blanks (nbsp, tab, newline) as one space."""
    if not text.isascii():
        text = nfc(text).translate(_INVISIBLE)
    return " ".join(text.split())


def fold(text: str) -> str:
    """The text for searching: lower case, no diacritics, đ as d, blanks collapsed.

    Composed and decomposed input, and the old and new tone placements (hoà, hòa), fold alike.
    """
    lowered = text.lower() if text.isascii() else text.translate(_FOLD).lower()
    return " ".join(lowered.split())


def slug(text: str) -> str:
    """A lower-case ASCII name with hyphens, fit for ids and file names; empty when nothing is left."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


def capitalize_first(text: str) -> str:
    """The text with its first letter in upper case and the rest untouched."""
    return text[:1].upper() + text[1:]


def mask_name(name: str) -> str:
    """A person's name for public pages: the given name whole, the others as initials ("N. V. An").

    A name of one word keeps its first letter only.
    """
    words = clean(name).split(" ")
    if words == [""]:
        return ""
    if len(words) == 1:
        return words[0][:1] + "***"
    return " ".join([*(f"{word[:1].upper()}." for word in words[:-1]), words[-1]])


def _mask_middle(text: str, head: int, tail: int) -> str:
    bare = _BLANKS.sub("", clean(text))
    if len(bare) <= head + tail:
        return "*" * len(bare)
    return bare[:head] + "*" * (len(bare) - head - tail) + (bare[-tail:] if tail else "")


def mask_phone(phone: str) -> str:
    """A phone number for public pages: only the last three characters ("*******678")."""
    return _mask_middle(phone, 0, 3)


def mask_address(address: str) -> str:
    """A phone number or an e-mail address so that its owner knows it and nobody else learns it ("n***@vnpt.vn")."""
    name, mark, place = address.partition("@")
    return f"{name[:1]}***@{place}" if mark else mask_phone(address)


def mask_identity(number: str) -> str:
    """An identity paper number for public pages: the first three and last three characters ("001******789")."""
    return _mask_middle(number, 3, 3)
