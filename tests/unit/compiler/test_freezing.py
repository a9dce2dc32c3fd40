import subprocess
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.compiler_cases.cases import standing

from motcua.compiler.freezing import ThawError, canonical_json, content_hash, thaw
from motcua.definitions.policy import Policy
from motcua.definitions.procedure import Procedure
from motcua.kernel.time_limit import LimitUnit, TimeLimit


def test_content__has_one_text_and_one_hash() -> None:
    assert canonical_json({"b": 1, "a": {"d": "Đ", "c": []}}) == '{"a":{"c":[],"d":"Đ"},"b":1}'.encode()
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})


def test_a_procedure__comes_back_typed() -> None:
    content = {
        "kind": "procedure",
        "code": "1.000001",
        "name": "A",
        "offers": [{"id": "any@any", "time_limit": "3 working_days"}],
        "fees": [{"id": "f", "name": "F", "amount": "form.x * 2"}, {"id": "g", "name": "G", "amount": 5000}],
        "effective_from": "2026-07-01",
        "tests": [{"name": "t", "given": {"received": "2026-04-24T16:30:00+07:00"}, "expect": {"fee": 0}}],
    }
    procedure = thaw("procedure", canonical_json(content).decode())
    assert isinstance(procedure, Procedure)
    assert procedure.offers[0].time_limit == TimeLimit(Decimal(3), LimitUnit.WORKING_DAYS)
    assert [fee.amount for fee in procedure.fees] == ["form.x * 2", 5000]
    assert procedure.effective_from == date(2026, 7, 1)
    received = procedure.tests[0].given.received
    assert received.replace(tzinfo=None) == datetime(2026, 4, 24, 16, 30)
    assert received.utcoffset() == timedelta(hours=7)


def test_words_of_authors__become_fields() -> None:
    template = thaw(
        "print", {"code": "m", "name": "M", "role": "receipt", "blocks": [{"is": "line", "label": "A"}]}
    )
    assert (template.blocks[0].kind, template.blocks[0].options) == ("line", {"label": "A"})
    year = {"year": 2026, "days": [{"date": "2026-04-30", "is": "off"}]}
    calendar = thaw("calendar", {"code": "c", "name": "C", "years": [year]})
    assert calendar.years[0].days[0].is_ == "off"
    fork = {"id": "a", "name": "A", "to": ["x", "y"], "join": "any"}
    process = thaw(
        "process",
        {"code": "q", "name": "Q", "steps": [{"id": "s", "name": "S", "does": "handle", "actions": [fork]}]},
    )
    assert process.steps[0].wait_for == "any"
    policy = thaw(
        "policy",
        {"code": "p", "name": "P", "cutoff": "15:00:00", "supplement": {"deadline": "30 calendar_days"}},
    )
    assert isinstance(policy, Policy)
    assert policy.cutoff == time(15)
    assert str(policy.supplement.deadline) == "30 calendar_days"


@pytest.mark.parametrize(
    "content",
    [
        {"code": "a"},
        {"code": "a", "name": "A", "levels": ["xa"]},
        {"code": "a", "name": "A", "offers": [{"id": "x", "time_limit": "3 ngày"}]},
        {"code": "a", "name": "A", "offers": [7]},
        {"code": "a", "name": "A", "effective_from": "2026-02-31"},
        "{",
    ],
)
def test_content_that_does_not_fit__is_a_thaw_error_in_vietnamese(content: Any) -> None:
    with pytest.raises(ThawError) as caught:
        thaw("procedure", content)
    assert caught.value.finding.code in {"SHAPE-005", "SHAPE-015"}


def test_every_standing_definition__thaws_from_its_own_text() -> None:
    library = standing()
    for kind in (
        "procedure",
        "baseline",
        "process",
        "form",
        "organization",
        "calendar",
        "policy",
        "numbering",
    ):
        for code in library.codes(kind):
            content = library.content(kind, code)
            assert content is not None
            assert thaw(kind, canonical_json(content)) == library.load(kind, code)


def test_many_threads_that_meet_the_definitions_first__all_thaw_them() -> None:
    program = """
import threading
from motcua.compiler.freezing import thaw
start, done = threading.Barrier(16), []
def work():
    start.wait()
    thaw("organization", {"code": "x", "name": "X", "agencies": [{"code": "H1", "name": "A", "level": "commune"}]})
    thaw("process", {"code": "x", "name": "X", "steps": [{"id": "a", "name": "A", "does": "intake"}]})
    done.append(1)
threads = [threading.Thread(target=work) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(done) == 16
"""
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
