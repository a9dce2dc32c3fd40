"""Vietnamese letters for regular expressions: their capitals and small letters alternate, so no range will do."""

from __future__ import annotations

import unicodedata

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def _small_letters() -> str:
    from_vowels = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES]
    return "bcdđfghjklmnpqrstvwxz" + "".join(from_vowels)


SMALL = _small_letters()
"""Every small letter, for use within a character class."""

CAPITAL = SMALL.upper()
"""Every capital letter, for use within a character class."""
