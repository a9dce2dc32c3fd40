"""Which abstract procedure an imported record extends: rules in metadata, first match wins."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.definitions.procedure import Procedure


@dataclass(frozen=True, slots=True)
class BaselineRule:
    """When an imported record takes this baseline: every stated part must match.

    ``levels``: any level in common; ``fields_of_work``: folded field name begins with or equals one of them;
    ``agencies``: folded executing or issuing agency contains one of them; ``codes``: the code is listed;
    ``name_contains``: folded name contains one of them. ``priority``: higher wins, then the code's order.
    """

    levels: tuple[str, ...] = ()
    fields_of_work: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    name_contains: tuple[str, ...] = ()
    priority: int = 0
    outside_competence: bool = False


@dataclass(frozen=True, slots=True)
class Baseline:
    """An abstract procedure: its body is what extending procedures start from, the rules say which records do."""

    code: str
    name: str
    body: Procedure
    applies_to: tuple[BaselineRule, ...] = ()
    extends: str = ""
