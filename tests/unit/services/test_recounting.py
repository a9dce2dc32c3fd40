"""A holiday announced late: which running dossiers it moves, why, moving those chosen, once. Both databases."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.unit.services.proving import change
from tests.unit.services.received import actor_of, receive_for

from motcua.dossiers.commands import Act
from motcua.kernel.clock import VIETNAM
from motcua.services.access import ForbiddenError
from motcua.services.acting import act, find_dossier
from motcua.services.dossier_log import load_state
from motcua.services.dossier_view import explain_due, view_dossier
from motcua.services.editing import EditTarget
from motcua.services.integrity import examine
from motcua.services.recounting import apply_recount, plan_recount
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow

ALL = Scope.everything("kiểm thử")
NATIONAL = EditTarget("calendar", "vietnam")
FIRST_OF_2026 = "- {date: 2026-01-01, is: off, name: Tết Dương lịch}"
HOLIDAY = "- {date: 2026-11-25, is: off, name: Nghỉ bù bão, basis: 99/CĐ-TTg}"


def announce(platform: Platform) -> None:
    change(platform, FIRST_OF_2026, f"{FIRST_OF_2026}\n      {HOLIDAY}", target=NATIONAL)


def row_of(platform: Platform, number: str) -> DossierRow:
    with platform.database.read(ALL) as session:
        return find_dossier(session, number)


def test_late_holiday__moves_the_dossiers_it_lies_in_and_says_why(province: Platform) -> None:
    waits = receive_for(province, "Mai Thị Nhung")
    withdrawn = receive_for(province, "Lê Văn Rút")
    act(province, actor_of(province, "motcua"), withdrawn, Act("withdraw", reason="đổi ý"))
    admin = actor_of(province, "quantri")
    assert plan_recount(province, admin).total == 0
    announce(province)
    plan = plan_recount(province, admin)
    (line,) = plan.lines
    assert (line.number, line.is_later) == (waits, True)
    assert line.due_before == datetime(2026, 11, 26, 9, 41, tzinfo=VIETNAM)
    assert line.due_after == datetime(2026, 11, 27, 9, 41, tzinfo=VIETNAM)
    assert "25/11/2026 nghỉ (Nghỉ bù bão)" in line.why
    assert row_of(province, waits).due_at == line.due_before, "a dry run stores nothing"
    done = apply_recount(province, admin, {waits: line.version}, "Nghỉ bão", "99/CĐ-TTg")
    assert done.done == (waits,)
    row = row_of(province, waits)
    assert (row.due_at, row.original_due_at) == (line.due_after, line.due_before)
    move = load_state(row).clock.adjustments[-1]
    assert (move.kind.value, move.document) == ("calendar_changed", "99/CĐ-TTg")
    view = view_dossier(province, admin, waits)
    assert any("Lịch làm việc thay đổi" in one for one in explain_due(view.rules, view.file))
    assert examine(province).findings == ()


def test_recount__is_done_once_and_leaves_what_was_touched_since(province: Platform) -> None:
    first, second = receive_for(province, "Mai Thị Nhung"), receive_for(province, "Lê Văn An")
    announce(province)
    admin = actor_of(province, "quantri")
    act(province, actor_of(province, "motcua"), second, Act("forward", "receive"))
    found = apply_recount(province, admin, {first: 1, second: 1}, "Nghỉ bão")
    assert found.done == (first,)
    assert "vừa xử lý" in found.failed[second]
    again = apply_recount(province, admin, {first: 2}, "Nghỉ bão")
    assert (again.done, again.unchanged) == ((), (first,))
    assert row_of(province, first).version == 2
    assert [one.number for one in plan_recount(province, admin).lines] == [second]


def test_extension_granted_before__is_kept_on_top_of_the_holiday(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    act(province, actor_of(province, "motcua"), number, Act("forward", "receive"))
    handler = actor_of(province, "thuly")
    extend = Act("extend", reason="xác minh", deadline=datetime(2026, 11, 30, 9, 41, tzinfo=VIETNAM))
    act(province, handler, number, extend)
    announce(province)
    (line,) = plan_recount(province, actor_of(province, "quantri")).lines
    assert line.due_before == datetime(2026, 11, 30, 9, 41, tzinfo=VIETNAM)
    assert line.due_after == datetime(2026, 12, 1, 9, 41, tzinfo=VIETNAM)


def test_without_the_permission__nothing_is_counted(sqlite_platform: Platform) -> None:
    with pytest.raises(ForbiddenError):
        plan_recount(sqlite_platform, actor_of(sqlite_platform, "lanhdao"))
