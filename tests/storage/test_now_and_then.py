"""What was counted at a moment is what a recount from the log gives later, for every measure and every dimension."""

from datetime import datetime, timedelta

import pytest
from tests.storage.histories import Event, Life, random_lives
from tests.storage.test_report_facts import EVERYTHING, FIRST, expected, figures, fill, query_of

from motcua.kernel.clock import VIETNAM
from motcua.reporting.measure import Family, Unit
from motcua.reporting.measures import MEASURES
from motcua.reporting.vocabulary import DIMENSIONS_OF
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.report_facts import count, count_distinct
from motcua.storage.report_money import count_money
from motcua.storage.report_work import count_work

OF_FAMILY = {
    family: [
        name for name, one in MEASURES.items() if one.family is family and one.unit is not Unit.OPEN_STEPS
    ]
    for family in (Family.DOSSIERS, Family.MONEY, Family.WORK)
}
"""Measures read off dossiers, their log and the money book; steps that are open now have no figure of another day."""


def everything(database, query):
    """Every figure of every measure, undivided and divided by all dimensions of its family at once: where all of these
    rows are equal, so is every sum over one dimension.
    """
    found = {}
    with database.read(EVERYTHING) as session:
        for family, measures in OF_FAMILY.items():
            for dimensions in ((), tuple(sorted(DIMENSIONS_OF[family]))):
                for group in _groups(session, query, dimensions, family, measures):
                    for name, figure in group.figures.items():
                        if figure:
                            place = (dimensions, group.key, name)
                            found[place] = found.get(place, 0) + figure
    return found


def _groups(session, query, dimensions, family, measures):
    match family:
        case Family.DOSSIERS:
            plain = [name for name in measures if MEASURES[name].additive]
            once = [name for name in measures if not MEASURES[name].additive]
            return [
                *count(session, query, dimensions, plain),
                *count_distinct(session, query, dimensions, once),
            ]
        case Family.MONEY:
            return count_money(session, query, dimensions, measures)
        case _:
            return [group for part in count_work(session, query, dimensions, measures) for group in part]


def known_at(lives, moment):
    """The dossiers as the log told of them then."""
    return [
        Life(**{**vars(life), "events": [event for event in life.events if event.at <= moment]})
        for life in lives
        if life.events[0].at <= moment
    ]


@pytest.mark.parametrize("seed", [21, 22])
def test_random_histories__counted_then_equals_recounted_later_for_everything(database, seed):
    lives = random_lives(seed, 120, FIRST, 200)
    query = query_of((40 + seed) * 24, 60 * 24)
    fill(database, known_at(lives, query.as_of))
    then = everything(database, FactQuery(query.begins_at, query.as_of, nothing_since=True))
    fill(database, lives)
    assert everything(database, query) == then
    counted = {name for _dimensions, _key, name in then}
    assert len(counted) > 50


@pytest.mark.parametrize("shift", [0, 24 * 5])
def test_taken_over_with_an_end_before_its_receipt__is_settled_in_the_period_of_receipt(database, shift):
    received = datetime(2026, 4, 10, 9, tzinfo=VIETNAM)
    ended = datetime(2026, 2, 10, 9, tzinfo=VIETNAM)
    life = Life(
        "H88.31-260410-0001", "H88.31", "H88.31", "Hộ tịch", "commune", "counter", "1.000001", received
    )
    life.events = [Event(received, "received", "returned", 10, None, ended)]
    fill(database, [life])
    begins = datetime(2026, 3, 15, tzinfo=VIETNAM)
    query = FactQuery(begins, received + timedelta(hours=shift), nothing_since=bool(shift))
    assert figures(database, query) == expected([life], query)
    assert figures(database, query)[()]["settled_total"] == 1
