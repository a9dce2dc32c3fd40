"""How long a message waits for its next attempt, and what tells two messages apart."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from motcua.jobs.worker import LONGEST_REST, Rest
from motcua.services.notices import LONGEST_KEY, message_key
from motcua.services.outbox import FIRST_DELAY, LONGEST_DELAY, MAX_ATTEMPTS, retry_delay


def test_waits__double_up_to_an_hour() -> None:
    waits = [retry_delay(attempt, 1.0).total_seconds() for attempt in range(1, 10)]
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_any_wait__is_at_least_half_of_its_step_and_never_more_than_an_hour(
    attempt: int, spread: float
) -> None:
    wait = retry_delay(attempt, spread)
    assert FIRST_DELAY / 2 <= wait <= LONGEST_DELAY
    assert retry_delay(attempt, 0.0) * 2 == retry_delay(attempt, 1.0)


def test_all_attempts__take_hours_not_days() -> None:
    whole = sum((retry_delay(attempt, 1.0) for attempt in range(1, MAX_ATTEMPTS)), timedelta())
    assert timedelta(hours=3) < whole < timedelta(hours=8)


def test_key__differs_by_occasion_notice_channel_and_person_and_hides_the_address() -> None:
    parts = ("da-tiep-nhan", "sms", "0912345678")
    key = message_key("H88.31-261120-0001", "1", parts)
    others = {
        message_key("H88.31-261120-0001", "2", parts),
        message_key("H88.31-261120-0001", "1", ("da-co-ket-qua", *parts[1:])),
        message_key("H88.31-261120-0001", "1", (parts[0], "zalo", parts[2])),
        message_key("H88.31-261120-0001", "1", (*parts[:2], "0912345679")),
    }
    assert len(others | {key}) == 5
    assert key == message_key("H88.31-261120-0001", "1", parts)
    assert "0912345678" not in key
    assert key.isascii()
    assert len(key) <= LONGEST_KEY


def test_channel_that_fails__rests_longer_each_time_until_it_works() -> None:
    now = [0.0]
    rest = Rest(lambda: now[0])
    lengths = []
    for _failure in range(9):
        rest.went_wrong("email")
        begun = now[0]
        while rest.resting():
            now[0] += 1
        lengths.append(now[0] - begun)
    assert lengths == [5, 10, 20, 40, 80, 160, LONGEST_REST, LONGEST_REST, LONGEST_REST]
    rest.went_wrong("sms")
    assert rest.resting() == {"sms"}
    rest.went_well("email")
    rest.went_wrong("email")
    assert rest.resting() == {"sms", "email"}
    now[0] += 5
    assert rest.resting() == frozenset()
