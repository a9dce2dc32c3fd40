"""The ten national codes, timeliness by date, the actions offered, and the event chain."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.dossiers.engine_world import (
    CLERK,
    DESK,
    FRIDAY,
    HANDLER,
    LEADER,
    OUTCOME_NUMBER,
    Journey,
    at,
    handled,
    receipt,
    received,
    rules,
    signed,
)

from motcua.dossiers.actions import available, missing, status_name, waiting_for
from motcua.dossiers.clocks import dossier_timeliness
from motcua.dossiers.commands import Act, Comment
from motcua.dossiers.events import (
    FIRST_HASH,
    DossierEvent,
    EventKind,
    broken_link,
    canonical_json,
    chain_hash,
)
from motcua.dossiers.state import DossierState, Lifecycle, apply, replay, state_from_json, state_to_json
from motcua.dossiers.status import LEGAL_TRANSITIONS, STATUS_NAMES, is_legal
from motcua.kernel.remaining import Timeliness


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (1, 2),
        (1, 3),
        (2, 4),
        (4, 5),
        (5, 4),
        (4, 6),
        (6, 4),
        (1, 7),
        (2, 7),
        (4, 7),
        (4, 8),
        (8, 4),
        (4, 9),
        (9, 10),
        (10, 9),
    ],
)
def test_transitions_of_the_regulations__are_legal(before, after):
    assert is_legal(before, after)


@pytest.mark.parametrize(
    ("before", "after"), [(0, 4), (3, 2), (7, 4), (9, 4), (4, 10), (10, 4), (2, 3), (4, 2), (2, 1)]
)
def test_transitions_nobody_knows__are_illegal(before, after):
    assert not is_legal(before, after)


def test_every_national_code__has_a_name_and_a_row_of_transitions():
    assert set(STATUS_NAMES) == set(range(1, 11)) == set(LEGAL_TRANSITIONS) - {0}
    assert status_name(received().state) == "Được tiếp nhận"
    assert len({life.name_in_vietnamese for life in Lifecycle}) == len(Lifecycle)


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        ("2026-04-29T09:00", Timeliness.EARLY),
        ("2026-05-04T16:59", Timeliness.ON_TIME),
        ("2026-05-05T07:00", Timeliness.LATE),
    ],
)
def test_finished_dossier__is_judged_by_date(finished, expected):
    journey = signed()
    journey.act(CLERK, "number", finished, numbers=OUTCOME_NUMBER)
    assert dossier_timeliness(journey.state, at("2026-06-01T08:00")) is expected
    journey.act(DESK, "hand-over", "2026-06-01T08:00")
    assert dossier_timeliness(journey.state, at("2026-06-02T08:00")) is expected


def test_open_dossier__is_on_time_until_its_day_is_over():
    state = handled().state
    assert dossier_timeliness(state, at("2026-05-04T16:00")) is Timeliness.ON_TIME
    assert dossier_timeliness(state, at("2026-05-05T07:00")) is Timeliness.LATE
    assert dossier_timeliness(handled(limit="").state, at("2027-05-05T07:00")) is Timeliness.ON_TIME


def test_paused_dossier__is_judged_by_the_moment_it_stopped():
    journey = handled()
    journey.act(HANDLER, "request_supplement", reason="Thiếu")
    assert dossier_timeliness(journey.state, at("2026-06-05T07:00")) is Timeliness.ON_TIME


def test_buttons_of_the_handler__are_the_steps_own_then_the_standard_ones():
    journey = handled()
    buttons = available(journey.rules, journey.state, HANDLER, FRIDAY)
    assert [(one.id, one.kind, one.requires, one.main) for one in buttons] == [
        ("submit", "forward", (), True),
        ("back", "back", ("reason",), False),
        ("request_supplement", "supplement", ("reason",), False),
        ("refuse", "refuse", ("reason",), False),
        ("suspend", "suspend", ("basis", "reason"), False),
        ("extend", "extend", ("deadline", "reason"), False),
        ("stop", "stop", ("reason",), False),
    ]


def test_buttons_along_the_chain__say_what_they_do():
    journey = signed()
    assert available(journey.rules, journey.state, CLERK, FRIDAY)[0].kind == "issue"
    journey = handled()
    journey.act(HANDLER, "submit")
    kinds = {one.id: one.kind for one in available(journey.rules, journey.state, LEADER, FRIDAY)}
    assert (kinds["approve"], kinds["reject"]) == ("decide", "back")
    journey = signed()
    journey.act(CLERK, "number", numbers=OUTCOME_NUMBER)
    assert [(one.id, one.kind) for one in available(journey.rules, journey.state, DESK, FRIDAY)] == [
        ("hand-over", "finish")
    ]


def test_missing_buttons__say_why_in_vietnamese():
    journey = handled()
    reasons = {one.id: one for one in missing(journey.rules, journey.state, DESK, FRIDAY)}
    assert reasons["submit"].code == "not_your_step"
    assert "Bước này thuộc Công chức thụ lý UBND xã Tân Hòa." in reasons["submit"].message
    assert all(one.message.endswith(".") for one in reasons.values())


def test_closed_dossier__waits_for_nobody():
    journey = handled()
    journey.act(HANDLER, "refuse", reason="Không đủ điều kiện")
    assert waiting_for(journey.rules, journey.state) == ()
    assert available(journey.rules, journey.state, HANDLER, FRIDAY) == ()


# events


def chained(events):
    entries, previous = [], FIRST_HASH
    for event in events:
        previous = chain_hash(previous, event)
        entries.append((event, previous))
    return entries


def test_chain__verifies_and_shows_every_forgery():
    journey = signed()
    entries = chained(journey.events)
    assert broken_link(entries) is None
    event, stored = entries[1]
    forged = replace(event, actor_name="Người khác")
    assert broken_link([entries[0], (forged, stored), *entries[2:]]) == 2
    assert broken_link(entries[1:]) == 1
    assert broken_link([*entries[:1], *entries[2:]]) == 2


def test_event_stored_in_another_zone_and_read_again__has_the_same_hash():
    from datetime import UTC

    event = signed().events[-1]
    read = replace(event, at=event.at.astimezone(UTC), data=json.loads(json.dumps(event.data)))
    assert canonical_json(read) == canonical_json(event)
    assert '"at":"2026-04-24T08:00:00.000000+07:00"' in canonical_json(event)


def test_events__carry_plain_json_only():
    for event in signed().events:
        assert json.loads(json.dumps(event.data)) == event.data


def test_event_out_of_order__is_not_applied():
    journey = signed()
    with pytest.raises(ValueError, match="does not follow"):
        apply(journey.state, journey.events[0])
    with pytest.raises(ValueError, match="at least one event"):
        replay([])
    with pytest.raises(ValueError, match="does not follow"):
        replay(journey.events[1:])


def test_state__is_the_same_after_storage():
    state = signed().state
    assert state_from_json(state_to_json(state)) == state
    assert isinstance(state_from_json(state_to_json(state).encode()), DossierState)


@given(st.text(), st.dictionaries(st.text(), st.text() | st.integers() | st.booleans() | st.none()))
def test_any_text_in_an_event__hashes_alike_after_storage(text, data):
    event = DossierEvent(1, EventKind.COMMENTED, FRIDAY, "an", text, "", "", "", data)
    try:
        text.encode()
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return
    again = replace(event, data=json.loads(json.dumps(data)))
    assert chain_hash("", again) == chain_hash("", event)


def test_commands__report_the_state_after_them():
    journey = Journey(rules())
    journey.do(DESK, receipt())
    decision = journey.tell(HANDLER, Comment("Xem"))
    assert decision.is_accepted
    assert decision.state == replay(journey.events)
    refused = journey.tell(HANDLER, Act("submit"))
    assert not refused.is_accepted
    assert refused.state == decision.state
