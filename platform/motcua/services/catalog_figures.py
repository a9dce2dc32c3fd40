"""Counts procedures and internal processes of the catalog as it stood on a day, by who settles them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Procedure
from motcua.kernel.clock import in_vietnam
from motcua.kernel.text import fold
from motcua.reporting.measures import MEASURES
from motcua.reporting.rows import CountedGroup
from motcua.reporting.vocabulary import Dimension
from motcua.services.rule_store import RuleStore
from motcua.services.runtime import Platform
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.tables import RevisionRow

_AT_ONCE = 500
Key = tuple[str, ...]


class _Fee(msgspec.Struct):
    """What of a fee tells whether there is something to pay."""

    amount: int | str | None = None
    tiers: list[Any] = msgspec.field(default_factory=list)
    channels: dict[str, int] = msgspec.field(default_factory=dict)


class _Listed(msgspec.Struct):
    """What of a procedure is counted; the rest of its revision is skipped."""

    code: str
    field_of_work: str = ""
    levels: list[str] = msgspec.field(default_factory=list)
    offered_by: list[str] = msgspec.field(default_factory=list)
    outside_competence: bool = False
    online_level: str | None = None
    fees: list[_Fee] = msgspec.field(default_factory=list)
    process: str = ""
    effective_to: date | None = None

    @property
    def has_fee(self) -> bool:
        """Whether something is to be paid, as far as the catalog knows."""
        return any(fee.amount or fee.tiers or any(fee.channels.values()) for fee in self.fees)


# made at import: two threads that meet a class for the first time at once would kill the process
_LISTED = msgspec.json.Decoder(_Listed)


def count_catalog(
    platform: Platform, session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str]
) -> list[CountedGroup]:
    """The figures for every group and the total, each procedure counted once in each.

    Procedures that nobody takes in yet count in the total of the province only, by the levels of the catalog.
    """
    return [
        CountedGroup(key, {name: len(values) for name, values in figures.items()})
        for key, figures in catalog_codes(platform, session, query, dimensions, measures).items()
    ]


def catalog_codes(
    platform: Platform, session: Session, query: FactQuery, dimensions: Sequence[str], measures: Sequence[str]
) -> Mapping[Key, Mapping[str, set[str]]]:
    """The codes of procedures or processes that each figure counts, for every group and the total."""
    day = in_vietnam(query.as_of).date()
    directory = platform.rules.directory(day)
    found: dict[Key, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in _in_force(platform.rules, session, day):
        for agency, level in _settled_by(directory, query, one):
            counted = _counted(one, level, bool(agency), measures)
            if not counted:
                continue
            for key in _keys(one, agency, level, dimensions):
                figures = found[key]
                for name, value in counted:
                    figures[name].add(value)
    return found


def _in_force(rules: RuleStore, session: Session, day: date) -> Iterator[_Listed]:
    """Every procedure in force on a day, retired ones left out; spellings of fields of work made one."""
    stubs = (rules.stub("procedure", code, day) for code in rules.codes("procedure"))
    spelling: dict[str, str] = {}
    for ids in _batches(stub.id for stub in stubs if stub is not None):
        for content in session.scalars(select(RevisionRow.content).where(RevisionRow.id.in_(ids))):
            one = _LISTED.decode(content)
            one.field_of_work = spelling.setdefault(fold(one.field_of_work), one.field_of_work)
            if one.effective_to is None or one.effective_to >= day:
                yield one


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _settled_by(directory: Directory, query: FactQuery, one: _Listed) -> Iterator[tuple[str, str]]:
    """The agencies that settle a procedure with their levels; without any, the levels the catalog names."""
    offered = Procedure(one.code, one.code, field_of_work=one.field_of_work, offered_by=tuple(one.offered_by))
    agencies = directory.offering(offered)
    if not agencies and not one.outside_competence and query.agencies is None:
        for level in one.levels:
            yield "", level
    for code in agencies:
        if query.agencies is None or code in query.agencies:
            yield code, directory.agency(code).level.value


def _counted(one: _Listed, level: str, is_offered: bool, measures: Sequence[str]) -> list[tuple[str, str]]:
    """The measures a procedure counts for at a level, with what is counted once."""
    found = []
    for name in measures:
        wanted = MEASURES[name].catalog
        if (
            wanted is None
            or (wanted.level and wanted.level != level)
            or (wanted.offered and not is_offered)
            or (wanted.online and one.online_level not in wanted.online)
            or (wanted.with_fee and not one.has_fee)
            or (wanted.processes and not (is_offered and one.process))
        ):
            continue
        found.append((name, one.process if wanted.processes else one.code))
    return found


def _keys(one: _Listed, agency: str, level: str, dimensions: Sequence[str]) -> Iterator[Key]:
    """The total, and every group that holds the procedure at this agency."""
    values: Mapping[str, str] = {
        Dimension.COMPETENT_AGENCY: agency,
        Dimension.LEVEL: level,
        Dimension.FIELD_OF_WORK: one.field_of_work,
        Dimension.PROCEDURE: one.code,
        Dimension.ONLINE_LEVEL: one.online_level or "",
    }
    key: Key = ()
    yield key
    for dimension in dimensions:
        if dimension == Dimension.COMPETENT_AGENCY and not agency:
            return
        key = (*key, values[dimension])
        yield key
