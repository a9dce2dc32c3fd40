"""Proposes answers to review items: what the quoted source may mean, how sure that is, and what it would change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from motcua.catalog.parsers.amounts import amounts_in
from motcua.catalog.parsers.fees import FeeDoubt, FeeReading, parse_fee
from motcua.catalog.parsers.time_limits import limit_parts, parse_time_limit
from motcua.catalog.understood import Confidence
from motcua.compiler.edits import Act, Edit
from motcua.definitions.procedure import Fee, Offer, Procedure, ReviewItem
from motcua.kernel.money import format_money
from motcua.kernel.text import clean
from motcua.kernel.time_limit import TimeLimit, TimeLimitError

MOST_PROPOSALS = 6
MOST_EXCERPT = 220
_RANK = {Confidence.CERTAIN: 0, Confidence.LIKELY: 1, Confidence.DOUBTFUL: 2, Confidence.NOT_UNDERSTOOD: 3}
_STEPS_TITLE = "Trình tự thực hiện"
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")


class Question(StrEnum):
    """What kind of answer an item waits for."""

    LIMIT = "limit"
    FEE = "fee"
    LEVELS = "levels"
    APPLICANTS = "applicants"
    ONLINE_LEVEL = "online_level"
    CHANNELS = "channels"
    JUDGEMENT = "judgement"


_QUESTIONS = {
    "limit": Question.LIMIT,
    "limit_conflict": Question.LIMIT,
    "several_limits": Question.LIMIT,
    "fee": Question.FEE,
    "level": Question.LEVELS,
    "applicants": Question.APPLICANTS,
    "online_level": Question.ONLINE_LEVEL,
    "channel": Question.CHANNELS,
}
_ENDED_BY_VALUE = frozenset({"limit", "fee"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that may be meant: as definitions write it and in words, how sure, why doubtful, and where it is said.

    ``start`` and ``end`` bound the words within ``excerpt`` that say it.
    """

    value: str
    words: str
    confidence: Confidence
    excerpt: str = ""
    start: int = 0
    end: int = 0
    reason: str = ""


def question_of(item: ReviewItem, procedure: Procedure) -> Question:
    """What kind of answer the item waits for; one whose place is gone can only be judged."""
    question = _QUESTIONS.get(item.kind, Question.JUDGEMENT)
    if question is Question.FEE and fee_of(item, procedure) is None:
        return Question.JUDGEMENT
    return question


def may_be_settled(item: ReviewItem) -> bool:
    """Whether a person may declare the item done without a value; an unknown limit or fee needs one."""
    return item.kind not in _ENDED_BY_VALUE


def offers_of(item: ReviewItem, procedure: Procedure) -> tuple[Offer, ...]:
    """The offers an item about a limit is about; all of them when it names none."""
    name = _after(item.path, "/offers/")
    found = tuple(offer for offer in procedure.offers if offer.id == name)
    return found or procedure.offers


def fee_of(item: ReviewItem, procedure: Procedure) -> Fee | None:
    """The fee an item is about."""
    name = _after(item.path, "/fees/")
    return next((fee for fee in procedure.fees if fee.id == name), None)


def _after(path: str, prefix: str) -> str:
    return path.removeprefix(prefix).replace("~1", "/").replace("~0", "~") if path.startswith(prefix) else ""


def proposals(item: ReviewItem, procedure: Procedure) -> tuple[Proposal, ...]:
    """What the item's source may mean, the surest first; the same value stands once."""
    question = question_of(item, procedure)
    if question is Question.LIMIT:
        found = _limits(item, procedure)
    elif question is Question.FEE:
        found = _fees(item)
    else:
        return ()
    best: dict[str, Proposal] = {}
    for one in sorted(found, key=lambda one: _RANK.get(one.confidence, 9)):
        best.setdefault(one.value, one)
    return tuple(best.values())[:MOST_PROPOSALS]


@dataclass(frozen=True, slots=True)
class _Said:
    """Words of a source: the text they stand in, and where."""

    source: str
    start: int = 0
    end: int = 0

    def excerpt(self) -> tuple[str, int, int]:
        """The part of a long source around the words that count, with their place in it."""
        if len(self.source) <= MOST_EXCERPT:
            return self.source, self.start, self.end
        first = max(0, self.start - MOST_EXCERPT // 3)
        last = min(len(self.source), max(self.end + MOST_EXCERPT // 2, first + MOST_EXCERPT))
        lead = "… " if first else ""
        tail = " …" if last < len(self.source) else ""
        shift = len(lead) - first
        return f"{lead}{self.source[first:last]}{tail}", self.start + shift, self.end + shift


def _limits(item: ReviewItem, procedure: Procedure) -> Iterator[Proposal]:
    for text in filter(None, (part.strip() for part in item.source_text.split(" | "))):
        reading = parse_time_limit(text)
        if reading.value is not None:
            said = _Said(reading.source, reading.start, reading.end)
            yield _limit(reading.value, reading.confidence, said, reading.reason)
        for part in limit_parts(text):
            said = _Said(clean(text), part.start, part.end)
            yield _limit(part.limit, Confidence.DOUBTFUL, said, "nêu trong đoạn này")
    if item.proposal:
        with suppress(TimeLimitError):
            parsed = TimeLimit.parse(item.proposal)
            yield _limit(parsed, Confidence.DOUBTFUL, _Said(item.source_text), "do lần nhập danh mục đề xuất")
    for told in procedure.texts:
        if told.title == _STEPS_TITLE:
            for part in limit_parts(told.text):
                said = _Said(clean(told.text), part.start, part.end)
                why = "nêu trong trình tự thực hiện, có thể là hạn của một bước"
                yield _limit(part.limit, Confidence.DOUBTFUL, said, why)


def _limit(limit: TimeLimit, sure: Confidence, said: _Said, reason: str) -> Proposal:
    excerpt, start, end = said.excerpt()
    return Proposal(str(limit), limit.words(), sure, excerpt, start, end, _unless_sure(sure, reason))


def _fees(item: ReviewItem) -> Iterator[Proposal]:
    cell, _bar, note = item.source_text.partition(" | ")
    reading = parse_fee(cell, note)
    source = item.source_text
    if reading.amount:
        sure = reading.confidence if reading.is_certain else Confidence.DOUBTFUL
        yield _amount(reading.amount, sure, _Said(source, reading.start, reading.end), _reason(reading))
    for part in amounts_in(source):
        if part.currency == "VND" and part.amount:
            why = "nêu trong đoạn này, có thể chỉ cho một trường hợp"
            yield _amount(part.amount, Confidence.DOUBTFUL, _Said(source, part.start, part.end), why)
    proposed = _AMOUNT.search(item.proposal)
    amount = int(proposed[0].replace(".", "")) if proposed else 0
    if amount:
        yield _amount(amount, Confidence.DOUBTFUL, _Said(source), "do lần nhập danh mục đề xuất")


def _amount(amount: int, sure: Confidence, said: _Said, reason: str) -> Proposal:
    excerpt, start, end = said.excerpt()
    return Proposal(str(amount), format_money(amount), sure, excerpt, start, end, _unless_sure(sure, reason))


def _unless_sure(sure: Confidence, reason: str) -> str:
    return "" if sure in (Confidence.CERTAIN, Confidence.LIKELY) else reason


def _reason(reading: FeeReading) -> str:
    return {
        FeeDoubt.LOST_ZEROS: "nguồn ghi dưới 1.000 đồng, có thể mất ba số 0",
        FeeDoubt.CONDITIONS: "có điều kiện hoặc mức khác đi kèm",
        FeeDoubt.FREE_BUT_NOTE: "nguồn ghi “Miễn phí” nhưng mô tả có mức thu",
    }.get(reading.doubt, "nguồn chưa nói chắc")


def edits_for_limit(item: ReviewItem, procedure: Procedure, limit: TimeLimit) -> list[Edit]:
    """The limit at every offer the item is about; a procedure without offers gets one for all cases and channels."""
    offers = offers_of(item, procedure)
    if not offers:
        return [_set(str(limit), "offers", "any@any", "time_limit"), *_done(item)]
    return [_set(str(limit), "offers", offer.id, "time_limit") for offer in offers] + _done(item)


def edits_for_fee(item: ReviewItem, procedure: Procedure, amount: int) -> list[Edit]:
    """The amount at the fee, which a person has now confirmed; 0 means that nothing is taken."""
    fee = fee_of(item, procedure)
    if fee is None:
        return _done(item)
    return [
        _set(amount, "fees", fee.id, "amount"),
        _set(True, "fees", fee.id, "certain"),
        *_done(item),
    ]


def edits_for_choice(item: ReviewItem, question: Question, values: Sequence[str]) -> list[Edit]:
    """A value of the procedure itself: its levels, applicants, online level or channels."""
    value: Any = values[0] if question is Question.ONLINE_LEVEL and values else list(values)
    return [_set(value, question.value), *_done(item)]


def edits_for_settling(item: ReviewItem, reason: str) -> list[Edit]:
    """Nothing but that the item is done, with the reason kept beside it."""
    return [_set({"remove": True, "message": reason}, "review", item.id)]


def _done(item: ReviewItem) -> list[Edit]:
    """Items about a value go by themselves once it stands; the others are taken away."""
    return [] if item.kind in _ENDED_BY_VALUE else [_set(True, "review", item.id, "remove")]


def _set(value: Any, *path: str) -> Edit:
    return Edit(Act.SET, path, value)
