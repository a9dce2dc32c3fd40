"""Tax numbers (mã số thuế) of organizations: 10 digits, or 13 for a dependent unit, the tenth being a check digit."""

from __future__ import annotations

import re

ORGANIZATION_TAX_CODE = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def tax_check_digit(code: str) -> int:
    """The digit that the first nine call for; 10, which no digit is, for nine that cannot be given out."""
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, code, strict=False))
    return 10 - weighted % 11


def is_organization_tax_code(text: str) -> bool:
    """Whether the text is a tax number of an organization: `0100109106`, `0100109106-001`."""
    match = ORGANIZATION_TAX_CODE.fullmatch(text)
    return match is not None and tax_check_digit(match[1]) == int(match[1][9])
