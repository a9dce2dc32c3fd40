"""What people write in their own words before it is stored."""

from __future__ import annotations

import pytest

from motcua.definitions.procedure import Channel
from motcua.dossiers.commands import Act, Comment
from motcua.dossiers.free_text import tidied
from motcua.dossiers.refusals import Refused


def test_good_text__is_the_same_object() -> None:
    command = Act("forward", "handle", reason="Hồ sơ đủ", answers={"a": ["một", {"b": 2}], "c": None})
    assert tidied(command) is command


def test_decomposed_and_unstorable_text__is_composed_and_cleared() -> None:
    command = tidied(Act("x", reason="Ho\u0300a\x00\x07\ufffe", answers={"k\x00": ["\x1bhai\nba\t"]}))
    assert command.reason == "Hòa"
    assert command.answers == {"k": ["hai\nba\t"]}


def test_too_long_text__is_refused_at_its_field() -> None:
    with pytest.raises(Refused) as found:
        tidied(Comment("x" * 10_001))
    assert (found.value.refusal.code, found.value.refusal.field) == ("text_too_long", "text")
    with pytest.raises(Refused):
        tidied({"a": ("x" * 11,)}, limit=10)


def test_groups_without_end__are_refused() -> None:
    deep: dict = {}
    for _level in range(30):
        deep = {"a": deep}
    with pytest.raises(Refused) as found:
        tidied(Act("x", answers=deep))
    assert found.value.refusal.code == "too_deep"


def test_members_of_enumerations__stay_members() -> None:
    assert tidied({"channel": Channel.ONLINE})["channel"] is Channel.ONLINE
