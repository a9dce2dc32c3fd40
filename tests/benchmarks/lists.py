"""Work lists, search and reports over many dossiers."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator

from tests.benchmarks.figures import Figure, best_of, percentile, taken
from tests.benchmarks.pages import Browser
from tests.benchmarks.worlds import World

from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import run_report
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope

AGENCY = "H88.31"
OFFICER = "thuly"
LISTS = ("viec-cua-nhom", "cho-thu-ly", "viec-cua-toi", "ho-so-don-vi")
SEARCHES = ("nguyen", "tran van", "0001", "mai")
TIMES = 60
_FLOOR = """
SELECT * FROM work_item WHERE agency_code = ? AND position = ? ORDER BY due_at, id LIMIT 21
"""
_COUNT = """
SELECT agency_code, field_of_work, count(*), sum(finished_at IS NOT NULL AND finished_at <= due_at)
FROM dossier WHERE received_at < '2100-01-01' GROUP BY agency_code, field_of_work
"""


def list_figures(world: World, size: int) -> Iterator[Figure]:
    """Pages of 20, filtered by agency, position and state; search; the quarterly report of the province."""
    platform = world.platform()
    browser = Browser(platform, OFFICER)
    lists = [code for code in LISTS if _is_open(browser, code)]
    with contextlib.closing(sqlite3.connect(world.database)) as connection:
        floor, _ = _p95(lambda _turn: connection.execute(_FLOOR, (AGENCY, "handling-officer")).fetchall())
        count = best_of(3, lambda: connection.execute(_COUNT).fetchall()).seconds
    over = f"{size:,} dossiers"
    p95, computing = _p95(lambda turn: browser.open(f"/viec/{lists[turn % len(lists)]}"))
    yield Figure("work list, whole page, p95", p95, "ms", 60, floor, "bare select", over, computing)
    p95, computing = _p95(lambda turn: browser.open(f"/viec/ho-so-don-vi?q={SEARCHES[turn % len(SEARCHES)]}"))
    yield Figure("search by name and number, whole page, p95", p95, "ms", 100, note=over, computing=computing)
    asked = ReportRequest("II.06a", _quarter(platform))
    scope = Scope.everything("đo")
    best = best_of(2, lambda: run_report(platform, scope, asked))
    name = "II.06a, whole province, as of the end of a quarter"
    yield Figure(name, best.seconds, "s", None, count, "one GROUP BY", over, best.computing)
    platform.database.dispose()


def _p95(work: Callable[[int], object]) -> tuple[float, float]:
    """The 95th percentile by the clock, and the usual computing time, in milliseconds."""
    for turn in range(8):
        work(turn)
    times = [taken(lambda turn=turn: work(turn)) for turn in range(TIMES)]
    computing = [one.computing for one in times]
    return percentile([one.milliseconds for one in times], 0.95), percentile(computing, 0.5)


def _is_open(browser: Browser, code: str) -> bool:
    """Whether the officer has this list."""
    try:
        return bool(browser.open(f"/viec/{code}"))
    except RuntimeError:
        return False


def _quarter(platform: Platform) -> str:
    """The last calendar quarter that is over."""
    today = platform.today()
    quarter = (today.month - 1) // 3
    return f"{today.year}-Q{quarter}" if quarter else f"{today.year - 1}-Q4"
