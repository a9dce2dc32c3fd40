"""The as-of figures of reports against a slow replay of random histories, on both databases."""

import itertools
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from tests.storage.histories import (
    AGENCIES,
    ONLINE_LEVELS,
    Event,
    Life,
    payment_method,
    random_lives,
    slow_figures,
    store,
)

from motcua.kernel.clock import VIETNAM
from motcua.reporting.measures import MEASURES
from motcua.reporting.vocabulary import Attribution
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.report_facts import Selection, count, count_distinct, selected, values_of
from motcua.storage.report_money import count_money, payments
from motcua.storage.scope import Scope
from motcua.storage.tables import (
    DossierDocumentRow,
    DossierEventRow,
    DossierFileRow,
    DossierRow,
    FeeLineRow,
    PaymentRow,
)

FIRST = datetime(2026, 1, 1, tzinfo=VIETNAM)
DAYS = 200
EVERYTHING = Scope.everything("test")
OF_DOSSIERS = [name for name, measure in MEASURES.items() if measure.opens]


def fill(database, lives):
    with database.write(EVERYTHING) as session:
        for table in (
            PaymentRow,
            FeeLineRow,
            DossierDocumentRow,
            DossierFileRow,
            DossierEventRow,
            DossierRow,
        ):
            session.execute(delete(table))
        store(session, lives)


def figures(database, query, dimensions=(), scope=EVERYTHING, measures=OF_DOSSIERS):
    with database.read(scope) as session:
        groups = count(session, query, dimensions, measures)
    return {
        group.key: {name: n for name, n in group.figures.items() if n}
        for group in groups
        if any(group.figures.values())
    }


def expected(lives, query, key=lambda life: ()):
    found = {}
    for life in lives:
        names = slow_figures(life, query.begins_at, query.as_of)
        if names:
            found.setdefault(key(life), Counter()).update(names)
    return {one: dict(counted) for one, counted in found.items()}


def was_reopened(life):
    ends = [event.finished_at is not None for event in life.events]
    return any(was and not still for was, still in itertools.pairwise(ends))


def query_of(start_hour, length_hours, **more):
    begins_at = FIRST + timedelta(hours=start_hour)
    return FactQuery(begins_at, begins_at + timedelta(hours=length_hours), **more)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    number=st.integers(0, 60),
    start=st.integers(-10 * 24, DAYS * 24),
    length=st.integers(-48, 100 * 24),
)
def test_random_histories__figures_equal_the_slow_replay(database, seed, number, start, length):
    lives = random_lives(seed, number, FIRST, DAYS)
    fill(database, lives)
    query = query_of(start, length)
    assert figures(database, query) == expected(lives, query)
    dimensions = ("level", "competent_agency", "channel")
    by = expected(lives, query, lambda life: (life.level, life.competent, life.channel))
    assert figures(database, query, dimensions) == by


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), start=st.integers(0, DAYS * 24), length=st.integers(1, 100 * 24))
def test_random_histories__balance_holds_on_every_row(database, seed, start, length):
    fill(database, random_lives(seed, 80, FIRST, DAYS))
    for row in figures(database, query_of(start, length), ("field_of_work", "procedure", "month")).values():
        received = (
            row.get("received_online", 0) + row.get("received_direct_post", 0) + row.get("carried_over", 0)
        )
        settled = row.get("settled_early", 0) + row.get("settled_on_time", 0) + row.get("settled_late", 0)
        pending = row.get("pending_in_time", 0) + row.get("pending_late", 0)
        assert row["received_total"] == received == settled + pending
        assert (settled, pending) == (row.get("settled_total", 0), row.get("pending_total", 0))


def test_two_periods_in_a_row__what_is_pending_is_carried_over(database):
    lives = [life for life in random_lives(7, 300, FIRST, DAYS) if not was_reopened(life)]
    fill(database, lives)
    edge = FIRST + timedelta(days=90)
    before = figures(database, FactQuery(FIRST + timedelta(days=30), edge - timedelta(microseconds=1)))
    after = figures(database, FactQuery(edge, edge + timedelta(days=60)))
    assert before[()]["pending_total"] == after[()]["carried_over"]


def test_reopened_after_the_earlier_period__is_carried_over_again(database):
    received, done, reopened = (datetime(2026, month, 10, 9, tzinfo=VIETNAM) for month in (1, 2, 4))
    life = Life(
        "H88.31-260110-0001", "H88.31", "H88.31", "Hộ tịch", "commune", "counter", "1.000001", received
    )
    life.events = [
        Event(received, "received", "processing", 2, None, None),
        Event(done, "approved", "done", 9, None, done),
        Event(reopened, "recalled", "processing", 4, None, None),
    ]
    fill(database, [life])
    first = FactQuery(received, datetime(2026, 3, 14, 23, 59, tzinfo=VIETNAM))
    second = FactQuery(datetime(2026, 3, 15, tzinfo=VIETNAM), datetime(2026, 6, 14, 23, 59, tzinfo=VIETNAM))
    assert figures(database, first)[()]["settled_total"] == 1
    assert figures(database, second)[()] == {
        "received_total": 1,
        "carried_over": 1,
        "pending_total": 1,
        "pending_in_time": 1,
        "pending_in_time_direct_post": 1,
        "of_others": 1,
    }


def test_later_events__never_change_a_closed_period(database):
    lives = random_lives(11, 200, FIRST, DAYS)
    query = query_of(40 * 24, 60 * 24)
    known = [
        Life(**{**vars(life), "events": [event for event in life.events if event.at <= query.as_of]})
        for life in lives
        if life.events[0].at <= query.as_of
    ]
    fill(database, known)
    at_the_end = figures(database, query, ("field_of_work",))
    fill(database, lives)
    assert figures(database, query, ("field_of_work",)) == at_the_end


def test_every_figure__opens_exactly_its_dossiers(database):
    lives = random_lives(3, 150, FIRST, DAYS)
    fill(database, lives)
    query = query_of(60 * 24, 50 * 24)
    with database.read(EVERYTHING) as session:
        for name in OF_DOSSIERS:
            for level in ("commune", "province"):
                statement = selected(query, Selection({"level": (level,)}, (name,)), (DossierRow.number,))
                numbers = [row.number for row in session.execute(statement)]
                assert sorted(numbers) == sorted(
                    life.number
                    for life in lives
                    if life.level == level and name in slow_figures(life, query.begins_at, query.as_of)
                )


def test_pages_of_a_figure__hold_every_dossier_once(database):
    lives = random_lives(4, 150, FIRST, DAYS)
    fill(database, lives)
    query, seen, after = query_of(60 * 24, 50 * 24), [], None
    with database.read(EVERYTHING) as session:
        while rows := session.execute(
            selected(query, Selection({}), (DossierRow.number,), after).limit(7)
        ).all():
            seen.extend(row.number for row in rows)
            after = (rows[-1].received_at, rows[-1].id)
    assert len(seen) == len(set(seen))
    assert len(seen) == expected(lives, query)[()]["received_total"]


def test_agencies__count_what_they_settle_or_what_they_received(database):
    lives = random_lives(5, 200, FIRST, DAYS)
    fill(database, lives)
    one = frozenset({AGENCIES[1], AGENCIES[2]})
    settled = query_of(60 * 24, 50 * 24, agencies=one)
    assert figures(database, settled) == expected([life for life in lives if life.competent in one], settled)
    received = query_of(60 * 24, 50 * 24, agencies=one, attribution=Attribution.RECEIVED_BY)
    assert figures(database, received) == expected([life for life in lives if life.agency in one], received)


def test_filters__all_must_hold(database):
    lives = random_lives(6, 200, FIRST, DAYS)
    fill(database, lives)
    query = query_of(60 * 24, 50 * 24, filters=("received_in_period", "settled_late"))
    wanted = [
        life
        for life in lives
        if {"received_in_period", "settled_late"} <= slow_figures(life, query.begins_at, query.as_of)
    ]
    assert figures(database, query) == expected(wanted, query)


def test_scope_of_an_agency__sees_only_its_own_and_the_same_figures(database):
    lives = random_lives(8, 200, FIRST, DAYS)
    fill(database, lives)
    own = frozenset({AGENCIES[0]})
    query = query_of(60 * 24, 50 * 24, agencies=own)
    scope = Scope.of(own, "test")
    assert figures(database, query, ("channel",), scope) == figures(database, query, ("channel",))
    everywhere = query_of(60 * 24, 50 * 24)
    visible = [life for life in lives if AGENCIES[0] in (life.agency, life.competent)]
    assert figures(database, everywhere, (), scope) == expected(visible, everywhere)


def test_money__is_what_was_booked_in_the_period(database):
    lives = random_lives(9, 200, FIRST, DAYS)
    fill(database, lives)
    query = query_of(60 * 24, 50 * 24)
    booked = Counter()
    for life in lives:
        for at, entry, kind, amount in life.payments:
            if query.begins_at <= at <= query.as_of:
                booked["fee_refunded" if entry == "refunded" else f"fee_{kind}"] += amount
                booked["fee_total"] += amount if entry == "paid" else 0
    names = ["fee_charge", "fee_levy", "fee_other", "fee_total", "fee_refunded"]
    with database.read(EVERYTHING) as session:
        [found] = count_money(session, query, (), names)
    assert {name: amount for name, amount in found.figures.items() if amount} == dict(booked)


def test_payments__by_the_way_they_were_made(database):
    lives = random_lives(9, 200, FIRST, DAYS)
    fill(database, lives)
    query = query_of(60 * 24, 50 * 24)
    counted = Counter(
        payment_method(amount)
        for life in lives
        for at, entry, _kind, amount in life.payments
        if query.begins_at <= at <= query.as_of and entry == "paid"
    )
    with database.read(EVERYTHING) as session:
        groups = count_money(session, query, ("payment_method",), ["payment_count"])
        rows = session.execute(payments(query, (DossierRow.number,))).all()
    assert {group.key[0]: group.figures["payment_count"] for group in groups} == dict(counted)
    assert sum(row.entry == "paid" for row in rows) == counted.total()
    assert [row.paid_at for row in rows] == sorted(row.paid_at for row in rows)


def test_procedures_with_dossiers__are_counted_once_in_each_group_and_in_all(database):
    lives = random_lives(12, 60, FIRST, DAYS)
    fill(database, lives)
    query = query_of(60 * 24, 50 * 24)
    with database.read(EVERYTHING) as session:
        groups = count_distinct(session, query, ("level",), ["procedures_with_dossiers"])
    wanted = {}
    for life in lives:
        if "received_in_period" in slow_figures(life, query.begins_at, query.as_of):
            for key in ((), (life.level,)):
                wanted.setdefault(key, set()).add(life.procedure)
    assert {group.key: group.figures["procedures_with_dossiers"] for group in groups} == {
        key: len(found) for key, found in wanted.items()
    }


@pytest.mark.parametrize(
    ("dimension", "read"),
    [
        ("status", lambda life, state: state.lifecycle),
        ("delivery", lambda life, state: life.delivery or "counter"),
        ("online_level", lambda life, state: ONLINE_LEVELS[life.procedure]),
        ("day", lambda life, state: life.received_at.astimezone(VIETNAM).date().isoformat()),
        ("applicant_kind", lambda life, state: life.kind),
        ("applicant_place", lambda life, state: ""),
    ],
)
def test_dimension__divides_by_what_is_known_of_the_dossier(database, dimension, read):
    lives = random_lives(13, 150, FIRST, DAYS)
    fill(database, lives)
    query = query_of(60 * 24, 50 * 24)

    def key(life):
        return (read(life, [event for event in life.events if event.at <= query.as_of][-1]),)

    assert figures(database, query, (dimension,)) == expected(lives, query, key)


def test_late_reason__is_the_first_ground_in_the_log(database):
    lives = random_lives(14, 300, FIRST, DAYS)
    fill(database, lives)
    query = query_of(60 * 24, 50 * 24)

    def key(life):
        kinds = {event.kind for event in life.events if event.at <= query.as_of}
        for reason, kind in (
            ("supplement", "supplement_requested"),
            ("payment", "payment_requested"),
            ("extension", "extended"),
        ):
            if kind in kinds:
                return (reason,)
        return ("handling",)

    late = ["settled_late", "pending_late"]
    wanted = expected(lives, query, key)
    assert figures(database, query, ("late_reason",), EVERYTHING, late) == {
        one: {name: found[name] for name in late if name in found}
        for one, found in wanted.items()
        if set(found) & set(late)
    }


def test_values_of_a_dimension__as_they_are_stored(database):
    lives = random_lives(10, 100, FIRST, DAYS)
    fill(database, lives)
    query = query_of(60 * 24, 50 * 24)
    with database.read(EVERYTHING) as session:
        found = set(values_of(session, query, "field_of_work"))
    assert found == {life.field_of_work for life in lives if slow_figures(life, query.begins_at, query.as_of)}


@pytest.mark.parametrize(
    ("finished", "due", "expected_measure"),
    [
        ("2026-03-10T00:30", "2026-03-10T23:00", "settled_on_time"),
        ("2026-03-10T06:59", "2026-03-09T23:59", "settled_late"),
        ("2026-03-09T23:59", "2026-03-10T00:00", "settled_early"),
    ],
)
def test_timeliness__is_judged_by_the_vietnamese_date(database, finished, due, expected_measure):
    moment, due_at = (datetime.fromisoformat(text).replace(tzinfo=VIETNAM) for text in (finished, due))
    received = datetime(2026, 3, 1, 8, tzinfo=VIETNAM)
    life = Life(
        "H88.31-260301-0001", "H88.31", "H88.31", "Hộ tịch", "commune", "counter", "1.000001", received
    )
    life.events = [
        Event(received, "received", "processing", 2, due_at, None),
        Event(moment, "returned", "returned", 10, due_at, moment),
    ]
    fill(database, [life])
    query = FactQuery(datetime(2026, 3, 1, tzinfo=VIETNAM), datetime(2026, 3, 31, 23, 59, tzinfo=VIETNAM))
    assert expected_measure in figures(database, query)[()]
