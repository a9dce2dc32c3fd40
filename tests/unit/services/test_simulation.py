"""A fictitious dossier runs through the real rules along any path, and what came of it becomes a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select
from tests.unit.services.proving import ANSWERS, BUSINESS, PROCESS, TARGET, person, text_of

from motcua.definitions.procedure import Channel
from motcua.documents.pdf import page_images
from motcua.dossiers.field_reading import BUILT_IN_TYPES
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.plugin_types import types_with
from motcua.extension.points import FIELD_TYPES
from motcua.services.drafted_rules import NoRulesError, drafted_rules, published_rules
from motcua.services.editing import check, open_editor, save_draft
from motcua.services.runtime import Platform
from motcua.services.simulated_papers import Outputs
from motcua.services.simulation import Simulation, follow_main_road, simulate
from motcua.services.simulation_script import Press, Script
from motcua.services.simulation_tests import entry_of, save_as_test
from motcua.storage.scope import Scope
from motcua.storage.tables import CounterRow, DossierRow

MOMENT = datetime.fromisoformat("2026-11-20T09:00:00+07:00")
SCRIPT = Script(
    "H88.31", MOMENT, answers=ANSWERS, applicant={"full_name": "Nguyễn Văn An", "kind": "citizen"}
)


def run(platform: Platform, script: Script) -> Simulation:
    with platform.database.read() as session:
        chosen = published_rules(platform, session, BUSINESS)
    types = types_with(platform.registry.every(FIELD_TYPES))
    return simulate(chosen.bundle, chosen.directory, script, types)


def test_usual_buttons__lead_to_the_end_and_nothing_is_stored(province: Platform) -> None:
    started = run(province, SCRIPT)
    done = follow_main_road(started, started.rules.bundle, types_with(province.registry.every(FIELD_TYPES)))
    assert done.is_over
    assert done.stopped == ""
    assert [step for step in done.steps_done() if step] == [
        "receive",
        "handle",
        "review",
        "sign",
        "issue",
        "return",
    ]
    assert done.state is not None
    assert done.state.lifecycle is Lifecycle.RETURNED
    with province.database.read(Scope.everything("kiểm thử")) as session:
        assert session.scalar(select(func.count(DossierRow.id))) == 0
        given = select(CounterRow.n).where(CounterRow.scope_key.startswith("dossier-number"))
        assert session.scalars(given).all() == []


def test_supplement__stops_the_clock_for_as_long_as_it_takes(sqlite_platform: Platform) -> None:
    asked = Press(
        "receive", "request_supplement", datetime.fromisoformat("2026-11-20T10:00:00+07:00"), "Thiếu"
    )
    back = Press(
        "wait-supplement", "supplement_received", datetime.fromisoformat("2026-11-27T10:00:00+07:00")
    )
    seen = run(sqlite_platform, replace(SCRIPT, presses=(asked, back)))
    assert seen.stopped == ""
    states = [stage.state.lifecycle for stage in seen.stages]
    assert states == [Lifecycle.PROCESSING, Lifecycle.WAITING_SUPPLEMENT, Lifecycle.PROCESSING]
    first, last = seen.stages[0].state.clock, seen.stages[-1].state.clock
    assert first.due_at is not None
    assert last.due_at is not None
    assert last.due_at > first.due_at
    outputs = Outputs(sqlite_platform, seen)
    assert [paper.code for paper in outputs.papers(1)] == ["mau-02"]
    assert any("Thiếu" in notice.text for notice in outputs.notices(1))


def test_online__is_submitted_first_and_may_be_refused(sqlite_platform: Platform) -> None:
    online = replace(SCRIPT, channel=Channel.ONLINE)
    submitted = run(sqlite_platform, online)
    assert {one.button.id for one in submitted.choices} >= {"receive", "refuse_intake"}
    refused = run(
        sqlite_platform, online.then(Press("submitted", "refuse_intake", None, "Không thuộc thẩm quyền"))
    )
    assert refused.is_over
    assert refused.state is not None
    assert refused.state.official_status == 3


def test_what_nobody_may_press__says_why(sqlite_platform: Platform) -> None:
    seen = run(sqlite_platform, SCRIPT.then(Press("sign", "approve")))
    assert "approve" in seen.stopped
    early = run(
        sqlite_platform,
        SCRIPT.then(Press("receive", "forward", datetime.fromisoformat("2026-11-19T09:00:00+07:00"))),
    )
    assert "sớm hơn" in early.stopped
    assert run(sqlite_platform, replace(SCRIPT, agency="H00")).stopped.startswith("Không có cơ quan")


def test_papers_of_a_run__are_the_real_ones(sqlite_platform: Platform) -> None:
    started = run(sqlite_platform, SCRIPT)
    outputs = Outputs(sqlite_platform, started)
    (receipt,) = outputs.papers(0)
    page = page_images(outputs.paper(0, receipt.code), 60)[0]
    assert page.startswith(b"\x89PNG")
    done = follow_main_road(started, started.rules.bundle, BUILT_IN_TYPES)
    printed = {
        paper.code
        for stage in range(len(done.stages))
        for paper in Outputs(sqlite_platform, done).papers(stage)
    }
    assert "giay-chung-nhan-ho-kinh-doanh" in printed


def test_draft__rules_the_run_before_it_is_published(sqlite_platform: Platform) -> None:
    admin = person(sqlite_platform, "quantri")
    text = text_of(sqlite_platform).replace("time_limit: 3 working_days", "time_limit: 5 working_days")
    save_draft(sqlite_platform, admin, TARGET, text[: text.index("tests:")], 0)
    steps = text_of(sqlite_platform, PROCESS).replace(
        "name: Thụ lý đăng ký kinh doanh", "name: Xem xét hồ sơ"
    )
    save_draft(sqlite_platform, admin, PROCESS, steps, 0)
    with sqlite_platform.database.read() as session:
        chosen = drafted_rules(sqlite_platform, session, admin, BUSINESS)
    assert str(chosen.bundle.procedure.offers[0].time_limit) == "5 working_days"
    assert chosen.bundle.process.step("handle").name == "Xem xét hồ sơ"
    save_draft(sqlite_platform, admin, PROCESS, steps.replace("budget: 1 working_hour}", "budget: 1 gio}"), 1)
    with sqlite_platform.database.read() as session, pytest.raises(NoRulesError) as refused:
        drafted_rules(sqlite_platform, session, admin, BUSINESS)
    assert refused.value.problems


def test_run__is_kept_as_a_test_that_is_green_and_turns_red_with_the_rule(province: Platform) -> None:
    admin = person(province, "quantri")
    started = run(province, SCRIPT)
    done = follow_main_road(started, started.rules.bundle, types_with(province.registry.every(FIELD_TYPES)))
    save_as_test(province, admin, BUSINESS, done, "Chạy thử tại quầy")
    with province.database.read() as session:
        text = open_editor(session, admin, TARGET).text
        assert "Chạy thử tại quầy" in text
        good = check(province, session, text, TARGET)
        bad = check(province, session, text.replace("amount: 100000", "amount: 120000"), TARGET)
    assert good.ok, good.problems
    assert any("Chạy thử tại quầy" in problem.message for problem in bad.problems)
    entry = entry_of(done, "x")
    assert entry["expect"]["path"] == ["receive", "handle", "review", "sign", "issue", "return"]
    assert entry["expect"]["fee"] == 100_000
