"""Judges the parsers of free text by tables of real cases: how often what they apply is right, how much they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from motcua.catalog.parsers.agencies import levels_of_agencies, parse_agencies
from motcua.catalog.parsers.fee_terms import parse_fee_terms
from motcua.catalog.parsers.fees import parse_fee
from motcua.catalog.parsers.legal_references import parse_legal_references
from motcua.catalog.parsers.quantities import parse_quantity
from motcua.catalog.parsers.time_limits import parse_time_limit
from motcua.catalog.parsers.words import WordIndex
from motcua.definitions.import_mapping import ImportWord

PROJECT = Path(__file__).resolve().parents[1]
CASES = PROJECT / "tests" / "parser_cases"
MAPPING = PROJECT / "metadata" / "import_mappings" / "danh-muc-thu-tuc.yaml"

Case = Mapping[str, Any]
Found = Mapping[str, Any]
"""What a parser would apply by itself, by name; an empty mapping says that it leaves the cell to a person."""


@dataclass(frozen=True)
class Score:
    """How a parser did. `wrong` are the texts it read otherwise than a person does."""

    parser: str
    cases: int
    applied: int
    right: int
    wanted: int
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of applied values that is right."""
        return self.right / self.applied if self.applied else 1.0

    @property
    def recall(self) -> float:
        """The share of values a person would apply that the parser applies, and rightly."""
        return self.right / self.wanted if self.wanted else 1.0


def scores() -> tuple[Score, ...]:
    """Every parser against its table."""
    words = _words()
    judged: tuple[tuple[str, str, Callable[[Case], Found], Callable[[Case], Found]], ...] = (
        ("limits", "limits", _limit, _wanted_limit),
        ("fees", "fees", _fee, _wanted_fee),
        ("fee terms", "fee_terms", _terms, _wanted_terms),
        ("quantities", "quantities", _quantity, _wanted_quantity),
        (
            "agencies",
            "agencies",
            lambda case: _each("agency", parse_agencies(case["text"], words).value or ()),
            lambda case: _each("agency", case["agencies"]),
        ),
        (
            "levels of agencies",
            "agencies",
            lambda case: _each("level", levels_of_agencies(case["agencies"], words).value or ()),
            lambda case: _each("level", case["levels"]),
        ),
        (
            "legal references",
            "legal_references",
            lambda case: _each(
                "number", [one.number for one in parse_legal_references(case["text"]).value or ()]
            ),
            lambda case: _each("number", case["numbers"]),
        ),
        ("levels, applicants, channels", "words", lambda case: _word(case, words), _wanted_word),
    )
    return tuple(_score(name, cases(table), found, wanted) for name, table, found, wanted in judged)


def cases(table: str) -> list[Case]:
    """The cases of a table."""
    loaded: list[Case] = yaml.safe_load((CASES / f"{table}.yaml").read_text(encoding="utf-8"))
    return loaded


def _score(
    name: str, table: Iterable[Case], found: Callable[[Case], Found], wanted: Callable[[Case], Found]
) -> Score:
    number = applied = right = asked = 0
    wrong: list[str] = []
    for case in table:
        given, expected = found(case), wanted(case)
        number += 1
        applied += len(given)
        asked += len(expected)
        right += sum(1 for key, value in given.items() if expected.get(key) == value)
        if dict(given) != dict(expected):
            wrong.append(f"{case['text']!r}: {dict(given)} instead of {dict(expected)}")
    return Score(name, number, applied, right, asked, tuple(wrong))


def _words() -> WordIndex:
    mapping = yaml.safe_load(MAPPING.read_text(encoding="utf-8"))
    return WordIndex(
        ImportWord(
            str(word["id"]),
            word["column"],
            str(word["value"]),
            tuple(map(str, word["texts"])),
            whole=bool(word.get("whole")),
        )
        for word in mapping["words"]
    )


def _each(name: str, values: Iterable[Any]) -> Found:
    return {f"{name} {value}": True for value in values}


def _limit(case: Case) -> Found:
    read = parse_time_limit(case["text"])
    return {"limit": str(read.value)} if read.is_usable else {}


def _wanted_limit(case: Case) -> Found:
    return {"limit": case["value"]} if case["sure"] in ("certain", "likely") else {}


def _fee(case: Case) -> Found:
    read = parse_fee(str(case["text"]), case.get("note", ""))
    return {"amount": read.amount} if read.is_certain else {"doubt": read.doubt.value}


def _wanted_fee(case: Case) -> Found:
    return {"amount": case["amount"]} if case["sure"] else {"doubt": case["doubt"]}


def _terms(case: Case) -> Found:
    read = parse_fee_terms(case["text"])
    found = _each("tier", [(one.label, one.amount, one.currency, one.unit) for one in read.tiers])
    found = {**found, **_each("exempt", read.exempt)}
    found |= _each("share", [(one.percent, one.starts, one.until) for one in read.shares])
    return found | ({"set by": read.set_by.value} if read.set_by else {})


def _wanted_terms(case: Case) -> Found:
    wanted = _each("tier", [tuple(one) for one in case.get("tiers", ())])
    wanted = {**wanted, **_each("exempt", case.get("exempt", ()))}
    wanted |= _each("share", [tuple(one) for one in case.get("shares", ())])
    return wanted | ({"set by": case["set_by"]} if case.get("set_by") else {})


def _quantity(case: Case) -> Found:
    read = parse_quantity(case["text"])
    if not read.is_usable or read.value is None:
        return {}
    return {"counts": [read.value.originals, read.value.copies, read.value.certified_copies]}


def _wanted_quantity(case: Case) -> Found:
    return {"counts": case["value"]} if case["sure"] else {}


def _word(case: Case, words: WordIndex) -> Found:
    read = words.values(case["column"], case["text"])
    return {"values": sorted(read.value or ())} if read.is_usable else {}


def _wanted_word(case: Case) -> Found:
    return {"values": sorted(case["values"])} if case["sure"] else {}
