"""Absent people get no new work; who stands in does, and what they had is handed on in one go. Both databases."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.services.received import actor_of, receive_for
from tests.unit.services.test_supervision import forward

from motcua.dossiers.actor import Seat
from motcua.dossiers.commands import Act, Assign, Recall
from motcua.services.absent_work import absent_work, give_absent_work
from motcua.services.access import ForbiddenError
from motcua.services.acting import act
from motcua.services.delegations import NewDelegation, end_delegation, make_delegation
from motcua.services.dossier_view import view_dossier
from motcua.services.integrity import examine
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.services.staffing import StoredStaff, present_users
from motcua.storage.scope import Scope

TODAY = date(2026, 11, 20)
ALL = Scope.everything("kiểm thử")
HANDLERS = Seat("H88.31", "handling-officer")
FIELD = "Hộ tịch"


def away(platform: Platform, user: str, substitute: str, **more: object) -> None:
    values = {"holder": user, "substitute": substitute, "starts": TODAY, "ends": TODAY, "kind": "absence"}
    make_delegation(
        platform, actor_of(platform, "lanhdao"), NewDelegation(**{**values, "basis": "nghỉ phép", **more})
    )


def assignee(platform: Platform, number: str) -> str:
    return view_dossier(platform, actor_of(platform, "giamsat"), number).waiting[0].assignee


def test_absent_one__is_no_choice_and_the_substitute_is(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    forward(province, number)
    away(province, "thuly", "vanthu")
    with province.database.read(ALL) as session:
        people = {one.user: one.stand_in(FIELD) for one in StoredStaff(session, TODAY).candidates(HANDLERS)}
        offered = present_users(session, HANDLERS, TODAY, FIELD)
    assert people == {"thuly": "vanthu", "thuly.h88.31": ""}
    assert set(offered) == {"vanthu", "thuly.h88.31"}
    leader = actor_of(province, "lanhdao")
    step = view_dossier(province, leader, number).waiting[0].step
    with pytest.raises(RefusedError, match="đang vắng mặt, vanthu thay"):
        act(province, leader, number, Assign(step, "thuly"))
    act(province, leader, number, Assign(step, "vanthu"))
    substitute = actor_of(province, "vanthu")
    assert any(one.main for one in view_dossier(province, substitute, number).actions)


def test_absence_for_one_field__does_not_count_for_others(province: Platform) -> None:
    away(province, "thuly", "vanthu", fields_of_work=("Đất đai",))
    with province.database.read(ALL) as session:
        assert "thuly" in present_users(session, HANDLERS, TODAY, FIELD)
        assert "thuly" not in present_users(session, HANDLERS, TODAY, "Đất đai")


def test_step_that_comes_back__goes_to_who_stands_in_for_the_absent_one(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    forward(province, number)
    forward(province, number, "thuly")
    leader = actor_of(province, "lanhdao")
    back = next(
        one
        for one in view_dossier(province, leader, number).actions
        if not one.main and "reason" in one.requires
    )
    away(province, "thuly", "thuly.h88.31")
    act(province, leader, number, Act(back.id, back.step, "xem lại"))
    assert assignee(province, number) == "thuly.h88.31"


def test_open_work_of_an_absent_one__is_shown_and_handed_on_at_once(province: Platform) -> None:
    numbers = [receive_for(province, name) for name in ("Mai Thị Nhung", "Lê Văn An")]
    leader = actor_of(province, "lanhdao")
    for number in numbers:
        forward(province, number)
        step = view_dossier(province, leader, number).waiting[0].step
        act(province, leader, number, Assign(step, "thuly"))
    with province.database.read(ALL) as session:
        assert absent_work(session, TODAY) == ()
    away(province, "thuly", "thuly.h88.31")
    with province.database.read(ALL) as session:
        (line,) = absent_work(session, TODAY, "H88.31")
    assert (line.user, line.substitute, line.open, line.until) == ("thuly", "thuly.h88.31", 2, TODAY)
    with pytest.raises(ForbiddenError):
        give_absent_work(province, actor_of(province, "thuly"), "H88.31", "thuly", "thuly.h88.31")
    done, failed = give_absent_work(province, leader, "H88.31", "thuly", line.substitute)
    assert (sorted(done), failed) == (sorted(numbers), {})
    assert {assignee(province, number) for number in numbers} == {"thuly.h88.31"}
    assert examine(province).findings == ()


def test_work_left_with_a_substitute_after_the_absence__is_shown_too(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    forward(province, number)
    away(province, "thuly", "vanthu")
    leader = actor_of(province, "lanhdao")
    step = view_dossier(province, leader, number).waiting[0].step
    act(province, leader, number, Assign(step, "vanthu"))
    with province.database.read(ALL) as session:
        assert absent_work(session, TODAY) == ()
    end_delegation(province, leader, 1)
    with province.database.read(ALL) as session:
        (line,) = absent_work(session, TODAY)
    assert (line.user, line.until, line.open) == ("vanthu", None, 1)
    assert give_absent_work(province, leader, "H88.31", "vanthu", "")[0] == (number,)
    assert assignee(province, number) == ""


def test_sender__takes_back_what_the_receiver_has_not_done_yet(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    forward(province, number)
    desk = actor_of(province, "motcua")
    state = act(province, desk, number, Recall(reason="gửi nhầm"))
    assert state.active[0].step == "receive"
    assert state.active[0].assignee == "motcua"
    forward(province, number)
    forward(province, number, "thuly")
    with pytest.raises(RefusedError, match="Không có bước nào do bạn vừa chuyển"):
        act(province, desk, number, Recall(reason="muộn"))
    assert examine(province).findings == ()
