"""Precision and recall of the parsers of Vietnamese free text over their tables of real cases."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.figures import Figure, taken
from tests.parsing import Score, scores


def parser_figures() -> Iterator[Figure]:
    """For each parser the share of applied values that is right, and of right values that is applied."""
    found: list[Score] = []
    took = taken(lambda: found.extend(scores()))
    for score in found:
        note = f"{score.cases} cases"
        yield Figure(f"parser of {score.parser}: precision", 100 * score.precision, "%", note=note)
        yield Figure(f"parser of {score.parser}: recall", 100 * score.recall, "%", note=note)
    number = sum(score.cases for score in found)
    yield Figure("parsers, a cell", took.milliseconds / number, "ms", computing=took.computing / number)
