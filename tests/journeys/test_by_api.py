"""Every case through the API: straight, then each step in a process of its own, with the same end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.journeys.api_office import ApiOffice
from tests.journeys.cases import CASES
from tests.journeys.installation import Installation
from tests.journeys.story import Story


@pytest.fixture(scope="session")
def sign_ins() -> dict[str, dict[str, str]]:
    """Tokens by database and user: copies of one province know the same people, and proving a password takes long."""
    return {"sqlite": {}, "postgresql": {}}


def told(
    place: Installation, case: Callable[[Story], None], tokens: dict[str, str], *, fresh: bool
) -> list[dict[str, Any]]:
    """Tell a case; its dossiers as they are in the end. Nothing may disagree in what was stored."""
    office = ApiOffice(place, tokens, fresh=fresh)
    try:
        story = Story(office)
        case(story)
        assert office.faults() == []
        return office.whole(story.numbers)
    finally:
        office.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_case__ends_alike_straight_and_in_a_new_process_for_each_step(
    new_place: Callable[[str], Installation],
    sign_ins: dict[str, dict[str, str]],
    engine: str,
    case: Callable[[Story], None],
) -> None:
    straight = told(new_place("straight"), case, sign_ins[engine], fresh=False)
    assert straight
    assert told(new_place("fresh"), case, sign_ins[engine], fresh=True) == straight
