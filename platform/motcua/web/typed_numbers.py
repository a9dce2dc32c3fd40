"""Whole numbers in addresses and forms: read within bounds, so that no database meets one it cannot hold."""

from __future__ import annotations

from typing import TypeVar

from werkzeug.routing import IntegerConverter

MOST_DIGITS = 15
TOO_LARGE = 10**MOST_DIGITS
"""What a longer number is read as: larger than any row, version or amount."""

Otherwise = TypeVar("Otherwise", int, None)


class RowNumberConverter(IntegerConverter):
    """`<int:…>` of an address; a longer number is no address of ours."""

    regex = rf"\d{{1,{MOST_DIGITS}}}"


def typed_number(text: str, otherwise: Otherwise) -> int | Otherwise:
    """A whole number as it was posted, ``otherwise`` for what is none."""
    bare = text.strip()
    if not bare.isdecimal():
        return otherwise
    return int(bare) if len(bare) <= MOST_DIGITS else TOO_LARGE
