"""Finding dossiers by what people type: words by their beginning, the end of a number, an identity or phone number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from motcua.kernel.text import fold
from motcua.storage.tables import DossierRow, WorkItemRow

_WORDS = re.compile(r"[a-z0-9]+")
# the highest code point: what starts with a prefix lies between the prefix and the prefix followed by this
_LAST = "\U0010ffff"
MAX_WORDS = 8
MIN_TAIL = 3
FEW = 1_000
"""So many dossiers are looked up one by one."""

_COUNTED = text(
    "SELECT count(*) FROM (SELECT 1 FROM dossier_search WHERE dossier_search MATCH :words LIMIT :most)"
)


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


@dataclass(frozen=True, slots=True)
class Found:
    """The dossiers meant by what was typed.

    ``few`` are found first and sorted then. Of many, a list is walked in its own order until its page is full, each
    row looked up among the ones found; reading all of them to show the newest twenty would take seconds.
    """

    condition: ColumnElement[bool]
    ids: Any
    few: bool = True

    def of_dossiers(self) -> ColumnElement[bool]:
        """The condition on dossiers."""
        # an expression instead of the column, so that SQLite does not begin with the ones found
        return self.condition if self.few else (DossierRow.id + 0).in_(self.ids)

    def of_steps(self) -> ColumnElement[bool]:
        """The condition on open steps."""
        here = WorkItemRow.dossier_id
        return here.in_(self.ids) if self.few else (here + 0).in_(self.ids)


def dossier_matches(session: Session, typed: str) -> Found | None:
    """The dossiers meant by what was typed; nothing when it holds no word.

    Digits alone may be the end of a number, an identity or a phone number; a whole number is found as such;
    otherwise every word must begin a word of the applicant, the owner or the summary.
    """
    bare = "".join(typed.split()).upper()
    words = search_words(typed)
    if not words:
        return None
    if "-" in bare and bare[-1].isdigit():
        return _meant(or_(DossierRow.number == bare, starts_with(DossierRow.number_tail, number_tail(bare))))
    if bare.isdigit() and len(bare) >= MIN_TAIL:
        return _meant(
            or_(
                starts_with(DossierRow.number_tail, number_tail(bare)),
                DossierRow.applicant_identity == bare,
                DossierRow.applicant_phone == bare,
            )
        )
    return _of_words(session, words)


def _meant(condition: ColumnElement[bool]) -> Found:
    return Found(condition, select(DossierRow.id).where(condition))


def _of_words(session: Session, words: Iterable[str]) -> Found:
    """Full text: each of the words begins a word of the dossier's search text.

    PostgreSQL knows by its statistics how many there will be; for SQLite they are counted up to a bound.
    """
    if session.get_bind().dialect.name == "sqlite":
        query = " AND ".join(f'"{word}"*' for word in words)
        hits = text("SELECT rowid FROM dossier_search WHERE dossier_search MATCH :words").bindparams(
            words=query
        )
        ids = hits.columns(DossierRow.metadata.tables["dossier"].c.id).scalar_subquery()
        few = (session.scalar(_COUNTED, {"words": query, "most": FEW}) or 0) < FEW
        return Found(DossierRow.id.in_(ids), ids, few=few)
    query = " & ".join(f"{word}:*" for word in words)
    vector = func.to_tsvector(text("'simple'"), DossierRow.search_text)
    return _meant(vector.op("@@")(func.to_tsquery(text("'simple'"), literal(query))))


def text_matches(column: InstrumentedAttribute[str], typed: str) -> ColumnElement[bool] | None:
    """The condition for small tables: every folded word stands somewhere in the column."""
    words = search_words(typed)
    if not words:
        return None
    return and_(*(column.contains(word, autoescape=True) for word in words))
