"""The clock as an argument: what "now" is, always aware and in Vietnamese time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Tells the current time."""

    def now(self) -> datetime:
        """The current time, aware, in Asia/Ho_Chi_Minh."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock in Vietnamese time."""

    def now(self) -> datetime:
        """The current time."""
        return datetime.now(VIETNAM)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for tests and for asking "what if it were …"."""

    at: datetime

    def now(self) -> datetime:
        """The fixed time, in Vietnamese time."""
        return in_vietnam(self.at)


def in_vietnam(moment: datetime) -> datetime:
    """The same moment in Vietnamese time; a naive datetime is taken as Vietnamese wall time."""
    zone = moment.tzinfo
    if zone is VIETNAM:
        return moment
    if zone is None:
        return moment.replace(tzinfo=VIETNAM)
    return moment.astimezone(VIETNAM)
