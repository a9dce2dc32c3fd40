"""Which baseline an imported record extends: the rules of all baselines, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from motcua.definitions.baseline import Baseline, BaselineRule
from motcua.kernel.text import fold


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What the rules look at."""

    code: str
    name: str
    field_of_work: str = ""
    levels: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChosenBaseline:
    """The baseline of a record, and whether the rule puts the record outside the province's competence."""

    baseline: Baseline
    rule: BaselineRule

    @property
    def outside_competence(self) -> bool:
        """Whether only ministries settle such procedures."""
        return self.rule.outside_competence or self.baseline.body.outside_competence


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule with its texts folded once."""

    rule: BaselineRule
    baseline: Baseline
    levels: frozenset[str]
    fields: tuple[str, ...]
    agencies: tuple[str, ...]
    codes: frozenset[str]
    names: tuple[str, ...]

    def fits(self, facts: _Folded) -> bool:
        if self.levels and not (self.levels & facts.levels):
            return False
        if self.fields and not facts.field.startswith(self.fields):
            return False
        if self.codes and facts.code not in self.codes:
            return False
        if self.agencies and not any(
            wanted in agency for agency in facts.agencies for wanted in self.agencies
        ):
            return False
        return not self.names or any(wanted in facts.name for wanted in self.names)


@dataclass(frozen=True, slots=True)
class _Folded:
    code: str
    name: str
    field: str
    levels: frozenset[str]
    agencies: tuple[str, ...]


class BaselineChoice:
    """Every rule of every baseline in order: higher priority first, then the baseline's code, then as written."""

    __slots__ = ("_by_kind", "_general", "_rules")

    def __init__(self, baselines: Iterable[Baseline]) -> None:
        rules = [
            _Rule(
                rule,
                baseline,
                frozenset(rule.levels),
                tuple(map(fold, rule.fields_of_work)),
                tuple(map(fold, rule.agencies)),
                frozenset(rule.codes),
                tuple(map(fold, rule.name_contains)),
            )
            for baseline in sorted(baselines, key=lambda item: item.code)
            for rule in baseline.applies_to
        ]
        self._rules: Sequence[_Rule] = sorted(rules, key=lambda item: -item.rule.priority)
        # While no rule asks for code or name, records of the same kind get the same answer.
        self._general = not any(rule.codes or rule.names for rule in rules)
        self._by_kind: dict[tuple[str, tuple[str, ...], tuple[str, ...]], ChosenBaseline | None] = {}

    def choose(self, facts: RecordFacts) -> ChosenBaseline | None:
        """The first rule that fits; None when no baseline takes the record."""
        key = (facts.field_of_work, facts.levels, facts.agencies)
        if self._general and key in self._by_kind:
            return self._by_kind[key]
        chosen = self._first_fitting(facts)
        self._by_kind[key] = chosen
        return chosen

    def _first_fitting(self, facts: RecordFacts) -> ChosenBaseline | None:
        folded = _Folded(
            facts.code,
            fold(facts.name),
            fold(facts.field_of_work),
            frozenset(facts.levels),
            tuple(map(fold, facts.agencies)),
        )
        for rule in self._rules:
            if rule.fits(folded):
                return ChosenBaseline(rule.baseline, rule.rule)
        return None
