"""Commands that put a running dossier under other rules, or count its due date anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.kernel.time_limit import TimeLimit


@dataclass(frozen=True, slots=True)
class ChangeRules:
    """Carry a running dossier on under the rules the decision is made by.

    ``previous`` are the revisions it leaves, ``limit`` its time limit from now on (None keeps the due date),
    ``variant`` its case when the old one is no more, ``dropped`` answers the new form has no place for, ``papers``
    the ids of papers that are asked for now.
    """

    reason: str
    previous: Mapping[str, int] = field(default_factory=dict)
    limit: TimeLimit | None = None
    variant: str | None = None
    dropped: Mapping[str, Any] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class RecountDue:
    """Count the due date of a running dossier again by the working calendar as it is now; `document` is its ground."""

    reason: str
    document: str = ""
    expected_version: int | None = None


RulingCommand = ChangeRules | RecountDue
