"""A seeded sample of the full run of `make mutations`: shipped definitions changed at random."""

from tests.mutations import Findings, try_one

SAMPLE = 250
SEED = 70_000_000


def test_shipped_definitions_changed_at_random__give_problems_with_places_in_time() -> None:
    found = Findings()
    for number in range(SAMPLE):
        try_one(SEED + number, found)
    assert not found.failures, "\n".join(found.failures)
    assert found.count == SAMPLE
    assert len(found.codes) > 20
