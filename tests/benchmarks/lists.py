"""Work lists, search and reports over many dossiers."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.benchmarks.figures import Figure, best_of, percentile, seconds
from tests.benchmarks.worlds import World

from motcua.dossiers.actor import Actor, Holding
from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import run_report
from motcua.services.runtime import Platform
from motcua.services.worklists import ListQuery, list_page
from motcua.storage.scope import Scope

AGENCY = "H88.31"
CLERK = Actor("motcua", "Nguyễn Thu Hà", AGENCY, (Holding("handling-officer", AGENCY, ""),))
SCREENS = ("viec-cua-nhom", "cho-thu-ly", "cho-ky", "ho-so-don-vi")
SEARCHES = ("nguyen", "tran van", "0001", "mai")
TIMES = 60
_FLOOR = """
SELECT * FROM work_item WHERE agency_code = ? AND position = ? ORDER BY due_at, id LIMIT 21
"""
_COUNT = """
SELECT agency_code, field_of_work, count(*), sum(finished_at IS NOT NULL AND finished_at <= due_at)
FROM dossier WHERE received_at < '2100' GROUP BY agency_code, field_of_work
"""


def list_figures(world: World, size: int) -> Iterator[Figure]:
    """Pages of 20, filtered by agency, position and state; search; the quarterly report of the province."""
    platform = world.platform()
    page, find = _pages(platform), _searches(platform)
    with contextlib.closing(sqlite3.connect(world.database)) as connection:
        floor = _p95(lambda _turn: connection.execute(_FLOOR, (AGENCY, "handling-officer")).fetchall())
        count = best_of(3, lambda: connection.execute(_COUNT).fetchall())
    over = f"{size:,} dossiers"
    yield Figure("work list, page of 20, p95", _p95(page), "ms", 60, floor, "bare select", over)
    yield Figure("search by name and number, p95", _p95(find), "ms", 100, note=over)
    asked = ReportRequest("II.06a", _quarter(platform))
    scope = Scope.everything("đo")
    took = best_of(2, lambda: run_report(platform, scope, asked))
    yield Figure(
        "II.06a, whole province, as of the end of a quarter", took, "s", None, count, "one GROUP BY", over
    )
    platform.database.dispose()


def _p95(work: Callable[[int], object]) -> float:
    for turn in range(8):
        work(turn)
    return percentile([seconds(lambda turn=turn: work(turn)) * 1000 for turn in range(TIMES)], 0.95)


def _pages(platform: Platform) -> Callable[[int], object]:
    today, directory = platform.today(), platform.directory()
    screens = [platform.rules.definition("screen", code, today) for code in SCREENS]
    scope = Scope.of({AGENCY}, "đo")
    actors = [
        replace(CLERK, holdings=(Holding(screen.positions[0], AGENCY, ""),)) if screen.positions else CLERK
        for screen in screens
    ]

    def page(turn: int) -> object:
        number = turn % len(screens)
        with platform.database.read(scope) as session:
            return list_page(
                session, screens[number], actors[number], directory, platform.now(), ListQuery(size=20)
            )

    return page


def _searches(platform: Platform) -> Callable[[int], object]:
    today, directory = platform.today(), platform.directory()
    screen = platform.rules.definition("screen", "ho-so-don-vi", today)
    scope = Scope.of({AGENCY}, "đo")

    def find(turn: int) -> object:
        query = ListQuery(SEARCHES[turn % len(SEARCHES)], size=20)
        with platform.database.read(scope) as session:
            return list_page(session, screen, CLERK, directory, platform.now(), query)

    return find


def _quarter(platform: Platform) -> str:
    """The last calendar quarter that is over."""
    today = platform.today()
    quarter = (today.month - 1) // 3
    return f"{today.year}-Q{quarter}" if quarter else f"{today.year - 1}-Q4"
