"""Finds the procedures an agency receives by a few typed letters: words, their beginnings, initials or the code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Procedure
from motcua.kernel.money import format_money
from motcua.kernel.text import fold
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.services.competence import competent_agencies
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow, RevisionRow

MOST_FOUND = 9
MOST_INITIALS = 6
CHUNK = 400
UNKNOWN = "Chưa rõ"
FAVORITE_DAYS = 30
MOST_FAVORITES = 6


class _Offer(msgspec.Struct):
    time_limit: str | None = None


class _Fee(msgspec.Struct):
    amount: int | str | None = None
    certain: bool = True
    unit: str = ""


class _Stored(msgspec.Struct):
    """The few parts of a stored procedure that finding needs."""

    code: str
    name: str
    field_of_work: str = ""
    offered_by: tuple[str, ...] = ()
    offers: tuple[_Offer, ...] = ()
    fees: tuple[_Fee, ...] = ()


_STORED = msgspec.json.Decoder(_Stored)


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A procedure as the finder shows it; ``words`` are the folded words of its name."""

    code: str
    name: str
    field_of_work: str
    limit: str
    fee: str
    offered_by: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A found procedure with its name in parts: text, and whether it is what was typed."""

    line: ProcedureLine
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Favorite:
    """A procedure often received, and how often of late."""

    code: str
    name: str
    count: int


class ProcedureFinder:
    """Keeps what each agency receives, anew for every release; shared by the threads of one worker."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._all = lru_cache(maxsize=2)(self._read)
        self._received = lru_cache(maxsize=256)(self._select)

    def received_by(self, agency: str) -> tuple[ProcedureLine, ...]:
        """Every procedure an agency receives, by code."""
        platform = self._platform
        platform.rules.refresh()
        return self._received(agency, platform.rules.release, platform.today())

    def find(self, agency: str, typed: str) -> tuple[Hit, ...]:
        """At most nine procedures of an agency, the best first."""
        tokens = tuple(dict.fromkeys(fold(typed).split()))[:8]
        if not tokens:
            return ()
        scored = [(match, line) for line in self.received_by(agency) if (match := _match(line, tokens))]
        scored.sort(key=lambda pair: (-pair[0].score, len(pair[1].words), pair[1].code))
        return tuple(Hit(line, _parts(line.name, match.marks)) for match, line in scored[:MOST_FOUND])

    def _select(self, agency: str, release: int, day: date) -> tuple[ProcedureLine, ...]:
        directory = self._platform.directory()
        return tuple(line for line in self._all(release, day) if _receives(directory, line, agency))

    def _read(self, release: int, day: date) -> tuple[ProcedureLine, ...]:
        del release  # part of the key
        rules = self._platform.rules
        stubs = (rules.stub("procedure", code, day) for code in rules.codes("procedure"))
        ids = [stub.id for stub in stubs if stub is not None]
        lines = []
        with self._platform.database.read() as session:
            for start in range(0, len(ids), CHUNK):
                found = session.scalars(
                    select(RevisionRow.content).where(RevisionRow.id.in_(ids[start : start + CHUNK]))
                )
                lines += [_line(_STORED.decode(content)) for content in found]
        return tuple(sorted(lines, key=lambda line: line.code))


def favorites(session: Session, agency: str, now: datetime) -> tuple[Favorite, ...]:
    """What an agency received most often in the last thirty days."""
    count = func.count()
    rows = session.execute(
        select(DossierRow.procedure_code, func.max(DossierRow.procedure_name), count)
        .where(
            DossierRow.agency_code == agency, DossierRow.received_at >= now - timedelta(days=FAVORITE_DAYS)
        )
        .group_by(DossierRow.procedure_code)
        .order_by(count.desc(), DossierRow.procedure_code)
        .limit(MOST_FAVORITES)
    )
    return tuple(Favorite(code, name, times) for code, name, times in rows)


def _receives(directory: Directory, line: ProcedureLine, agency: str) -> bool:
    who = Procedure(line.code, line.name, line.field_of_work, offered_by=line.offered_by)
    return bool(competent_agencies(directory, who, agency))


def _line(stored: _Stored) -> ProcedureLine:
    return ProcedureLine(
        code=stored.code,
        name=stored.name,
        field_of_work=stored.field_of_work,
        limit=_limit_words(stored.offers),
        fee=_fee_words(stored.fees),
        offered_by=stored.offered_by,
        words=tuple(fold(word).strip("(),.;:“”\"'") for word in stored.name.split()),
    )


def _limit_words(offers: Sequence[_Offer]) -> str:
    known = list(dict.fromkeys(offer.time_limit for offer in offers if offer.time_limit))
    if not known:
        return UNKNOWN
    try:
        words = TimeLimit.parse(known[0]).words()
    except TimeLimitError:
        return UNKNOWN
    return words if len(known) == 1 else f"từ {words}"


def _fee_words(fees: Sequence[_Fee]) -> str:
    if not fees:
        return "Không thu"
    first = fees[0]
    if not first.certain or not isinstance(first.amount, int):
        return UNKNOWN if not first.certain or first.amount is None else "Theo tờ khai"
    words = format_money(first.amount) if first.amount else "Không thu"
    return f"{words}/{first.unit}" if first.unit and first.amount else words


@dataclass(frozen=True, slots=True)
class _Match:
    """How well a name fits, and how many letters of which word to mark."""

    score: float
    marks: dict[int, int]


def _match(line: ProcedureLine, tokens: Sequence[str]) -> _Match | None:
    """More than half of what was typed must be found; in the typed order, at word ends and at the start counts more."""
    marks: dict[int, int] = {}
    found, score, last = 0, 0.0, -1
    for token in tokens:
        if token[:1].isdigit() and token in line.code:
            found, score = found + 1, score + 3
            continue
        place = _place(line.words, token, last)
        if place is None:
            continue
        start, lengths = place
        found += 1
        score += 2 + 0.5 * (start == last + 1) + 0.4 * (lengths[0] == len(line.words[start]))
        for offset, length in enumerate(lengths):
            marks[start + offset] = max(marks.get(start + offset, 0), length)
        last = start + len(lengths) - 1
    if found * 2 <= len(tokens) and found < len(tokens):
        return None
    return _Match(score + 4 * (found == len(tokens)), marks)


def _place(words: Sequence[str], token: str, last: int) -> tuple[int, tuple[int, ...]] | None:
    """Where a token stands: the word it begins (after the last one if possible), else words with these initials."""
    starts = [index for index, word in enumerate(words) if word.startswith(token)]
    if starts:
        return next((index for index in starts if index > last), starts[0]), (len(token),)
    if not 2 <= len(token) <= MOST_INITIALS or not token.isalpha():
        return None
    runs = range(len(words) - len(token) + 1)
    for start in runs:
        if all(words[start + offset].startswith(letter) for offset, letter in enumerate(token)):
            return start, (1,) * len(token)
    return None


def _parts(name: str, marks: dict[int, int]) -> tuple[tuple[str, bool], ...]:
    """The name cut into what is marked and what is not."""
    joined: list[tuple[str, bool]] = []
    for text, marked in _pieces(name, marks):
        if joined and joined[-1][1] is marked:
            joined[-1] = (joined[-1][0] + text, marked)
        elif text:
            joined.append((text, marked))
    return tuple(joined)


def _pieces(name: str, marks: dict[int, int]) -> Iterator[tuple[str, bool]]:
    for index, word in enumerate(name.split()):
        if index:
            yield " ", bool(marks.get(index) and marks.get(index - 1, 0) >= _bare(name, index - 1))
        lead = len(word) - len(word.lstrip("(“\"'"))
        length = marks.get(index, 0)
        yield word[:lead], False
        yield word[lead : lead + length], True
        yield word[lead + length :], False


def _bare(name: str, index: int) -> int:
    return len(name.split()[index])
