"""The shapes of official codes: procedures, agencies, dossier numbers, and ids inside definitions."""

from __future__ import annotations

import re

# National database of procedures: series digit, dot, six digits (1.004873).
NATIONAL_PROCEDURE_CODE = re.compile(r"[0-9]\.[0-9]{6}")
# A province's own procedures, and national codes with an agency suffix (2.000815.000.00.00.H55.02).
LOCAL_PROCEDURE_CODE = re.compile(r"[A-Z0-9][A-Za-z0-9.\-]{0,63}")
# QĐ 20/2020/QĐ-TTg: letter and two digits, then segments given by the parent; stays below its 35 characters.
AGENCY_CODE = re.compile(r"[A-Z][0-9]{2}(?:\.[0-9]{1,3}){0,6}")
# QCVN 102:2016/BTTTT, used until 2020: four parts from right to left (000.00.16.H08).
OLD_AGENCY_CODE = re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}")
DOSSIER_NUMBER = re.compile(
    r"(?P<agency>[A-Z][0-9]{1,3}(?:\.[0-9]{1,3}){0,6}|[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})-(?P<day>[0-9]{6})-(?P<count>[0-9]{4,7})"
)
DEFINITION_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")

_RUNS = re.compile(r"([0-9]+)")


def is_national_procedure_code(code: str) -> bool:
    """Whether the code is one of the national database, such as 1.004873."""
    return NATIONAL_PROCEDURE_CODE.fullmatch(code) is not None


def is_procedure_code(code: str) -> bool:
    """Whether the code may name a procedure, national or local."""
    return LOCAL_PROCEDURE_CODE.fullmatch(code) is not None


def is_agency_code(code: str) -> bool:
    """Whether the code is an electronic agency code by QĐ 20/2020/QĐ-TTg, such as H88.31."""
    return AGENCY_CODE.fullmatch(code) is not None


def is_old_agency_code(code: str) -> bool:
    """Whether the code has the right-to-left form used until 2020, such as 000.00.16.H08."""
    return OLD_AGENCY_CODE.fullmatch(code) is not None


def current_agency_code(code: str) -> str:
    """The left-to-right form of an agency code: 000.00.16.H08 gives H08.16; others stay as they are."""
    if not is_old_agency_code(code):
        return code
    parts = reversed(code.split("."))
    return ".".join(part for part in parts if part.strip("0"))


def agency_ancestors(code: str) -> tuple[str, ...]:
    """The codes above an agency, nearest first: H88.31.02 gives H88.31, H88."""
    parts = code.split(".")
    return tuple(".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))


def is_definition_id(text: str) -> bool:
    """Whether the text may be an id in a definition: lower-case ASCII words joined by - or _."""
    return DEFINITION_ID.fullmatch(text) is not None


def is_dossier_number(text: str) -> bool:
    """Whether the text has the shape of a dossier number, such as H15.50.05.13-261008-0975."""
    return DOSSIER_NUMBER.fullmatch(text) is not None


def natural_sort_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts H88.2 before H88.10 and a parent before its children."""
    return tuple((0, int(run), run) if run.isdecimal() else (1, 0, run) for run in _RUNS.split(code) if run)
