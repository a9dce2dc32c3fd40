"""Numbers read back into the counter they came from."""

from __future__ import annotations

import pytest

from motcua.definitions.numbering import Numbering
from motcua.services.number_allocation import GivenNumber, NumberReader


@pytest.mark.parametrize(
    ("pattern", "scope", "number", "counter", "n"),
    [
        ("{agency}-{yymmdd}-{n:04}", ("agency", "day"), "H88.31-261120-0012", "x:H88.31:20261120", 12),
        ("{agency}-{yymmdd}-{n:04}", ("agency", "day"), "H88.31-261120-12345", "x:H88.31:20261120", 12345),
        ("{n:02}/{yyyy}/{agency}", ("agency", "year"), "07/2026/H88", "x:H88:2026", 7),
        ("{agency}.{yy}{mm}.{n}", ("agency", "month"), "H88.2611.3", "x:H88:202611", 3),
        ("{book}-{yyyy}-{n}", ("book", "year"), "01-2026-9", "x:01:2026", 9),
        ("{n}", (), "41", "x", 41),
    ],
)
def test_number__tells_its_counter(
    pattern: str, scope: tuple[str, ...], number: str, counter: str, n: int
) -> None:
    assert NumberReader(Numbering("x", "X", pattern, scope)).read(number) == GivenNumber(counter, n)


@pytest.mark.parametrize(
    ("pattern", "scope", "number"),
    [
        ("{agency}-{yymmdd}-{n:04}", ("agency", "day"), "H88.31-2611-0012"),
        ("{n:02}/QĐ", ("agency", "year"), "01/QĐ"),
        ("{n:02}/QĐ", (), "01/XX"),
    ],
)
def test_number_that_does_not_show_its_scope__is_not_read(
    pattern: str, scope: tuple[str, ...], number: str
) -> None:
    assert NumberReader(Numbering("x", "X", pattern, scope)).read(number) is None
