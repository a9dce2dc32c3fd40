"""The counting rules of regulations 4.6, one by one, on a dossier made for each."""

import shutil
from datetime import datetime

import pytest
from sqlalchemy import delete
from tests.storage.histories import STATUS, Event, Life, store

from motcua.kernel.clock import VIETNAM
from motcua.reporting.measures import MEASURES
from motcua.storage.engine import Database
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.report_facts import count
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierDocumentRow, DossierEventRow, DossierFileRow, DossierRow

EVERYTHING = Scope.everything("test")
OF_DOSSIERS = [name for name, measure in MEASURES.items() if measure.opens]
JUNE = FactQuery(datetime(2026, 6, 1, tzinfo=VIETNAM), datetime(2026, 6, 30, 23, 59, 59, tzinfo=VIETNAM))
INSIDE, BEFORE = "2026-06-05T09", "2026-05-05T09"


@pytest.fixture
def database(migrated_sqlite, tmp_path):
    """SQLite alone: that both databases count the same is shown by random histories."""
    shutil.copy(migrated_sqlite, tmp_path / "motcua.sqlite3")
    opened = Database(f"sqlite:///{tmp_path / 'motcua.sqlite3'}")
    yield opened
    opened.dispose()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def figures(database, received, steps, due="2026-06-20T17", channel="counter"):
    """The measures that one dossier counts for in June; ``steps`` are moments and lifecycles."""
    life = Life(
        "H88.31-260601-0001", "H88.31", "H88.31", "Hộ tịch", "commune", channel, "1.000001", at(received)
    )
    target = at(due) if due else None
    finished = None
    life.events = [Event(at(received), "received", "processing", 2, target, None)]
    for moment, lifecycle in steps:
        ended = lifecycle in ("done", "returned", "refused", "stopped", "withdrawn")
        finished = (finished or at(moment)) if ended else None
        kind = "submitted" if lifecycle == "submitted" else "commented"
        life.events.append(Event(at(moment), kind, lifecycle, STATUS[lifecycle], target, finished))
    if steps and steps[0][1] == "submitted":
        life.events = life.events[1:]
    return counted(database, life)


def counted(database, life):
    with database.write(EVERYTHING) as session:
        for table in (DossierDocumentRow, DossierFileRow, DossierEventRow, DossierRow):
            session.execute(delete(table))
        store(session, [life])
    with database.read(EVERYTHING) as session:
        groups = count(session, JUNE, (), OF_DOSSIERS)
    return {name for group in groups for name, number in group.figures.items() if number}


DONE_EARLY = (("2026-06-10T10", "done"),)
RULES = {
    "received in the period": (INSIDE, (), {"received_in_period"}, {"carried_over"}),
    "open at the beginning is carried over": (BEFORE, (), {"carried_over"}, {"received_in_period"}),
    "ended in the period is carried over": (BEFORE, DONE_EARLY, {"carried_over", "settled_early"}, set()),
    "ended on the first moment is carried over": (
        BEFORE,
        (("2026-06-01T00", "done"),),
        {"carried_over", "settled_total"},
        set(),
    ),
    "done and returned are settled": (
        INSIDE,
        (*DONE_EARLY, ("2026-06-12T10", "returned")),
        {"settled_early", "returned"},
        {"pending_total"},
    ),
    "before the due date is early": (INSIDE, (("2026-06-19T23", "done"),), {"settled_early"}, set()),
    "on the due date is on time": (
        INSIDE,
        (("2026-06-20T23", "done"),),
        {"settled_on_time"},
        {"settled_late"},
    ),
    "after the due date is late": (INSIDE, (("2026-06-21T00", "done"),), {"settled_late"}, set()),
    "open after its due date is late": (INSIDE, (), {"pending_late"}, {"pending_in_time"}),
    "withdrawn is given back and on time": (
        INSIDE,
        (("2026-06-25T10", "withdrawn"),),
        {"given_back", "withdrawn", "settled_on_time"},
        {"settled_late"},
    ),
    "asked for a supplement is pending in time": (
        INSIDE,
        (("2026-06-10T10", "waiting_supplement"),),
        {"waiting_supplement", "pending_in_time"},
        {"pending_late"},
    ),
    "suspended is halted and pending": (
        INSIDE,
        (("2026-06-10T10", "suspended"),),
        {"halted", "suspended", "pending_in_time"},
        {"settled_total"},
    ),
    "stopped is halted and settled": (
        INSIDE,
        (("2026-06-10T10", "stopped"),),
        {"halted", "stopped", "settled_on_time"},
        {"pending_total"},
    ),
    "closed after the period is still open": (
        INSIDE,
        (("2026-07-02T10", "done"),),
        {"pending_total"},
        {"settled_total"},
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_rule_of_the_running_code__holds(database, rule):
    received, steps, wanted, unwanted = RULES[rule]
    found = figures(database, received, steps)
    assert wanted <= found
    assert not unwanted & found


def test_due_before_the_last_day__is_pending_late(database):
    assert "pending_late" in figures(database, INSIDE, (), due="2026-06-29T17")
    assert "pending_in_time" in figures(database, INSIDE, (), due="2026-06-30T08")


def test_without_a_due_date__is_on_time(database):
    assert "settled_on_time" in figures(database, INSIDE, DONE_EARLY, due="")


def test_ended_before_the_period__is_not_counted(database):
    assert figures(database, BEFORE, (("2026-05-31T23", "done"),)) == set()


def test_only_registered__is_not_counted(database):
    assert figures(database, INSIDE, ((INSIDE, "submitted"),), channel="online") == set()


def test_not_accepted__is_not_counted(database):
    moment = at(INSIDE)
    life = Life("H88.31-260601-0001", "H88.31", "H88.31", "Hộ tịch", "commune", "online", "1.000001", moment)
    life.events = [
        Event(moment, "submitted", "submitted", 1, None, None),
        Event(moment, "intake_refused", "refused", 3, None, moment),
    ]
    assert counted(database, life) == set()


def test_online_and_the_other_channels__are_apart(database):
    assert "received_online" in figures(database, INSIDE, (), channel="online")
    assert "received_direct_post" in figures(database, INSIDE, (), channel="post")
    assert "received_direct_post" in figures(database, INSIDE, (), channel="counter")


def test_a_day_or_less_left__is_due_soon(database):
    assert "due_soon" in figures(database, INSIDE, (), due="2026-07-01T17")
    assert "due_soon" not in figures(database, INSIDE, (), due="2026-07-02T17")
