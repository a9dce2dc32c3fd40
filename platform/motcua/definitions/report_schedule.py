"""A report that is sent by e-mail again and again (lịch gửi báo cáo)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReportSchedule:
    """Which report goes to whom and when.

    It is sent on the ``day``-th day of every period of kind ``every`` at the time ``at`` (``07:30``, Vietnamese time),
    counted for the period that the rule ``period`` names on that day (``last_month``). Officers with one of ``roles``
    get the figures of what they may see; the addresses in ``emails`` those of ``agency``, of the whole province when
    none is named. ``formats`` are the files attached.
    """

    code: str
    name: str
    report: str
    period: str
    every: str
    day: int = 1
    at: str = "07:00"
    formats: tuple[str, ...] = ("xlsx",)
    roles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    agency: str = ""
    message: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    extends: str = ""
