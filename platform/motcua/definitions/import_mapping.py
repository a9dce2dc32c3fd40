"""How a foreign table is read: which column is which, and what its words mean (mẫu nhập)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ImportSubject(StrEnum):
    """What the rows of a table, or the records of a file, are."""

    PROCEDURES = "procedures"
    PROCEDURE_DETAILS = "procedure_details"
    OFFERS = "offers"
    ORGANIZATION = "organization"
    STAFF = "staff"
    CODE_LIST = "code_list"
    HOLIDAYS = "holidays"
    PAST_DOSSIERS = "past_dossiers"


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column. `id` is the value it feeds, `headings` what its header may say (compared without diacritics, case
    and punctuation; for records of a JSON file the names of keys).
    """

    id: str
    name: str
    headings: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class ImportWord:
    """Words of the source that mean one of our values: `texts` found in a `column` stand for `value`.

    `whole` asks that the cell says nothing else; otherwise the words may stand anywhere in it.
    """

    id: str
    column: str
    value: str
    texts: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A layout that is known. Several may hold for one file; the one that recognizes most columns is taken.

    ``into`` is the definition that takes the rows (a code list, a calendar, an organization); empty leaves it to the
    one who imports. ``ignored`` are headings that a person said are of no use.
    """

    code: str
    name: str
    subject: ImportSubject = ImportSubject.PROCEDURES
    columns: tuple[ImportColumn, ...] = ()
    words: tuple[ImportWord, ...] = ()
    skip_sheets: tuple[str, ...] = ()
    into: str = ""
    ignored: tuple[str, ...] = ()
    extends: str = ""
