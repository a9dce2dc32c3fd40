"""What a parser made of a text: the value, how sure it is, and which part of the source says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Confidence(StrEnum):
    """How far a reading may be trusted. Only `certain` and `likely` values are applied; a `doubtful` one is a
    proposal for a person, `not_understood` has no value, `absent` means that the source says nothing.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"
    NOT_UNDERSTOOD = "not_understood"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Understood(Generic[T_co]):
    """A reading. `start` and `end` bound the deciding part within `source`; `reason` is a Vietnamese clause that
    says why a value is doubtful or missing.
    """

    value: T_co | None
    confidence: Confidence
    source: str = ""
    start: int = 0
    end: int = 0
    reason: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether the value may be applied without a person."""
        return self.confidence in (Confidence.CERTAIN, Confidence.LIKELY)

    @property
    def is_absent(self) -> bool:
        """Whether the source simply says nothing."""
        return self.confidence is Confidence.ABSENT

    @property
    def span(self) -> str:
        """The deciding part of the source."""
        return self.source[self.start : self.end]


def absent(source: str = "") -> Understood[T_co]:
    """The source says nothing."""
    return Understood(None, Confidence.ABSENT, source, reason="nguồn không ghi")


def not_understood(source: str, reason: str) -> Understood[T_co]:
    """The source says something that gives no value."""
    return Understood(None, Confidence.NOT_UNDERSTOOD, source, 0, len(source), reason)
