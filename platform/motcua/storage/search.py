"""Finding dossiers by what people type: words by their beginning, the end of a number, an identity or phone number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, literal, or_, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from motcua.kernel.text import fold
from motcua.storage.tables import DossierRow

_WORDS = re.compile(r"[a-z0-9]+")
# the highest code point: what starts with a prefix lies between the prefix and the prefix followed by this
_LAST = "\U0010ffff"
MAX_WORDS = 8
MIN_TAIL = 3


def search_words(typed: str) -> tuple[str, ...]:
    """The words to look for: folded, letters and digits only, at most eight."""
    return tuple(dict.fromkeys(_WORDS.findall(fold(typed))))[:MAX_WORDS]


def search_text(*parts: str) -> str:
    """What a row is found by: its folded words, each once."""
    words: Iterable[str] = (word for part in parts for word in _WORDS.findall(fold(part)))
    return " ".join(dict.fromkeys(words))


def number_tail(number: str) -> str:
    """A number reversed, so that its end can be looked up as a beginning."""
    return number[::-1].upper()


def starts_with(column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """A prefix condition that uses an index on both databases."""
    return and_(column >= prefix, column < prefix + _LAST)


def dossier_matches(session: Session, typed: str) -> ColumnElement[bool] | None:
    """The condition that a dossier is meant by what was typed; nothing when it holds no word.

    Digits alone may be the end of a number, an identity or a phone number; a whole number is found as such;
    otherwise every word must begin a word of the applicant, the owner or the summary.
    """
    bare = "".join(typed.split()).upper()
    words = search_words(typed)
    if not words:
        return None
    if "-" in bare and bare[-1].isdigit():
        return or_(DossierRow.number == bare, starts_with(DossierRow.number_tail, number_tail(bare)))
    if bare.isdigit() and len(bare) >= MIN_TAIL:
        return or_(
            starts_with(DossierRow.number_tail, number_tail(bare)),
            DossierRow.applicant_identity == bare,
            DossierRow.applicant_phone == bare,
        )
    return has_words(session, words)


def has_words(session: Session, words: Iterable[str]) -> ColumnElement[bool]:
    """The full-text condition: each of the words begins a word of the dossier's search text."""
    if session.get_bind().dialect.name == "sqlite":
        query = " AND ".join(f'"{word}"*' for word in words)
        hits = text("SELECT rowid FROM dossier_search WHERE dossier_search MATCH :words").bindparams(
            words=query
        )
        return DossierRow.id.in_(hits.columns(DossierRow.metadata.tables["dossier"].c.id).scalar_subquery())
    query = " & ".join(f"{word}:*" for word in words)
    vector = func.to_tsvector(text("'simple'"), DossierRow.search_text)
    return vector.op("@@")(func.to_tsquery(text("'simple'"), literal(query)))


def text_matches(column: InstrumentedAttribute[str], typed: str) -> ColumnElement[bool] | None:
    """The condition for small tables: every folded word stands somewhere in the column."""
    words = search_words(typed)
    if not words:
        return None
    return and_(*(column.contains(word, autoescape=True) for word in words))
