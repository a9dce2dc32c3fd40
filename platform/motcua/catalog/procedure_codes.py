"""Procedure codes as files hold them: cleaned, and mended when a spreadsheet made a number of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.kernel.codes import is_national_procedure_code, is_procedure_code
from motcua.kernel.text import clean

_LOST_ZEROS = re.compile(r"[0-9]\.[0-9]{3,5}")
_LOST_DOT = re.compile(r"[0-9]{7}")
_WITH_AGENCY = re.compile(r"[0-9]\.[0-9]{6}\.[A-Za-z0-9.\-]{1,50}")
_STARTS_NATIONAL = re.compile(r"[0-9]+[.,]?[0-9]*$")


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A code, how it stood in the file when it had to be mended, or nothing when it is none."""

    code: str
    mended_from: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether it may name a procedure."""
        return bool(self.code)


NO_CODE = CodeReading("")


def read_code(text: str, is_number: bool) -> CodeReading:
    """The code a cell holds. `is_number` says the file held a number.

    National codes have exactly six digits after the dot, so the zeros that a number lost at its end (1.00411 for
    1.004110) and the dot that a Vietnamese locale took for thousands (1004110) can be put back without guessing.
    """
    bare = clean(text).replace(" ", "")
    if is_national_procedure_code(bare):
        return CodeReading(bare)
    dotted = bare.replace(",", ".")
    if is_number or "," in bare or _LOST_ZEROS.fullmatch(dotted):
        mended = _mend(dotted)
        if mended:
            return CodeReading(mended, bare)
    if _WITH_AGENCY.fullmatch(bare):
        return CodeReading(bare)
    if _STARTS_NATIONAL.match(bare) or not _is_local(bare):
        return NO_CODE
    return CodeReading(bare)


def _mend(text: str) -> str:
    if is_national_procedure_code(text):
        return text
    if _LOST_ZEROS.fullmatch(text):
        return text.ljust(8, "0")
    if _LOST_DOT.fullmatch(text):
        return f"{text[0]}.{text[1:]}"
    return ""


def _is_local(text: str) -> bool:
    """A province's own code: letters and digits together, such as DL-0012."""
    has_both = any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    return has_both and is_procedure_code(text)
