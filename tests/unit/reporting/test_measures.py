"""The vocabulary of reports: complete, partitioned as the form needs it, and readable."""

import itertools

import pytest

from motcua.reporting.facts import FACTS, Fact, Mark
from motcua.reporting.measure import Unit
from motcua.reporting.measures import MEASURES, holds
from motcua.reporting.vocabulary import FILTERS, Attribution, Dimension, split_filter

LIFECYCLES = (
    "processing",
    "waiting_supplement",
    "waiting_payment",
    "suspended",
    "done",
    "returned",
    "refused",
    "stopped",
    "withdrawn",
)


def every_mark():
    for in_period, settled, standing, channel, lifecycle in itertools.product(
        (0, 1), (0, 1), (-1, 0, 1), ("counter", "online", "post", ""), LIFECYCLES
    ):
        if settled or standing >= 0:
            yield {
                Mark.IN_PERIOD: in_period,
                Mark.SETTLED: settled,
                Mark.STANDING: standing,
                Mark.CHANNEL: channel,
                Mark.LIFECYCLE: lifecycle,
            }


def test_every_dossier__is_in_one_column_of_each_side_of_the_form():
    received = ("received_online", "received_direct_post", "carried_over")
    treated = ("settled_early", "settled_on_time", "settled_late", "pending_in_time", "pending_late")
    for marks in every_mark():
        assert sum(holds(name, marks) for name in received) == 1
        assert sum(holds(name, marks) for name in treated) == 1
        assert holds("received_total", marks)
        assert holds("settled_total", marks) is not holds("pending_total", marks)


def test_every_fact__has_a_meaning_and_every_measure_a_source():
    assert set(FACTS) == set(Fact)
    assert all(measure.name and measure.source for measure in MEASURES.values())


def test_money__is_counted_in_dong():
    assert MEASURES["fee_charge"].unit is Unit.DONG
    assert MEASURES["received_total"].unit is Unit.DOSSIERS


def test_filter__names_whose_dossiers_and_which():
    assert split_filter("") == (Attribution.SETTLED_BY, ())
    assert split_filter("received_by_agency received_in_period") == (
        Attribution.RECEIVED_BY,
        ("received_in_period",),
    )
    assert split_filter("settled_late, received_online") == (
        Attribution.SETTLED_BY,
        ("settled_late", "received_online"),
    )


def test_filter_with_an_unknown_name__is_refused():
    with pytest.raises(KeyError):
        split_filter("late")


def test_money__is_no_filter():
    assert "fee_charge" not in FILTERS


def test_every_dimension__has_a_meaning():
    assert all(dimension.meaning for dimension in Dimension)
