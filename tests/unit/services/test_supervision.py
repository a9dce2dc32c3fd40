"""Load, late ones and work given anew; delegation with dates and fields of work. Both databases."""

from datetime import date, timedelta

import pytest
from tests.unit.services.received import actor_of, receive_for

from motcua.dossiers.commands import Act
from motcua.services.access import ForbiddenError, scope_of
from motcua.services.acting import act
from motcua.services.delegations import (
    DelegationRefusedError,
    NewDelegation,
    delegations_of,
    end_delegation,
    make_delegation,
)
from motcua.services.dossier_view import view_dossier
from motcua.services.runtime import Platform
from motcua.services.supervision import (
    Part,
    edges_for,
    load_by_agency,
    load_by_person,
    open_steps,
    reassign,
    total_load,
)
from motcua.storage.scope import Scope

AGENCY = "H88.31"
TODAY = date(2026, 11, 20)
EVERYTHING = Scope.everything("kiểm thử")


def forward(platform: Platform, number: str, user: str = "motcua") -> None:
    actor = actor_of(platform, user)
    offered = next(one for one in view_dossier(platform, actor, number).actions if one.main)
    act(platform, actor, number, Act(offered.id, offered.step))


def test_load__is_counted_by_agency_and_person_and_its_late_ones_are_found(province: Platform) -> None:
    first = receive_for(province, "Mai Thị Nhung")
    forward(province, first)
    province.clock.set("2026-12-20T09:00:00+07:00")
    second = receive_for(province, "Lê Văn An")
    receive_for(province, "Trần Bình", user="motcua2")
    edges = edges_for(province.directory(), AGENCY, province.now())
    with province.database.read(EVERYTHING) as session:
        agencies = {one.agency: (one.open, one.late) for one in load_by_agency(session, edges)}
        people = load_by_person(session, edges, AGENCY)
        late, more = open_steps(session, edges, Part(AGENCY, filter="late"), "", 10)
        whole = total_load(session, edges)
    assert agencies == {"H88.31": (2, 1), "H88.32": (1, 0)}
    assert sum(one.open for one in people) == 2
    assert ([one.number for one in late], more) == ([first], "")
    assert (whole.open, whole.late) == (3, 1)
    with province.database.read(scope_of(actor_of(province, "lanhdao"))) as session:
        assert total_load(session, edges).open == 2, "a leader sees the own agency"
        assert {one.number for one in open_steps(session, edges, Part(), "", 10)[0]} == {first, second}


def test_pages_of_open_steps__neither_repeat_nor_leave_out(province: Platform) -> None:
    numbers = {receive_for(province, f"Lê Văn {letter}") for letter in "ABCDE"}
    edges = edges_for(province.directory(), AGENCY, province.now())
    seen, cursor = [], ""
    with province.database.read(EVERYTHING) as session:
        while True:
            rows, cursor = open_steps(session, edges, Part(AGENCY), cursor, 2)
            seen += [one.number for one in rows]
            if not cursor:
                break
    assert sorted(seen) == sorted(numbers)


def test_work_given_anew__goes_to_the_person_or_back_to_the_list(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    forward(province, number)
    leader = actor_of(province, "lanhdao")
    step = view_dossier(province, leader, number).waiting[0].step
    done, failed = reassign(
        province, leader, [(number, step), ("H88.31-000000-9999", "x")], "thuly", "đều việc"
    )
    assert done == (number,)
    assert list(failed) == ["H88.31-000000-9999"]
    assert view_dossier(province, leader, number).waiting[0].assignee == "thuly"
    assert reassign(province, leader, [(number, step)], "", "thu hồi")[0] == (number,)
    with pytest.raises(ForbiddenError):
        reassign(province, actor_of(province, "thuly"), [(number, step)], "thuly", "")


def lend(platform: Platform, **more: object) -> NewDelegation:
    values = {"holder": "lanhdao", "substitute": "vanthu", "starts": TODAY, "ends": TODAY, "basis": "QĐ 12"}
    return NewDelegation(**{**values, **more})


def test_delegation__lets_the_substitute_act_within_its_days_and_ends(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    forward(province, number)
    forward(province, number, "thuly")
    leader = actor_of(province, "lanhdao")

    def may_sign() -> bool:
        actor = actor_of(province, "vanthu")
        return any(one.main for one in view_dossier(province, actor, number).actions)

    assert not may_sign()
    assert make_delegation(province, leader, lend(province)) == 1
    assert may_sign()
    with province.database.read() as session:
        line = delegations_of(session, AGENCY, TODAY)[0]
    assert (line.holder, line.substitute, line.state(TODAY)[1]) == ("lanhdao", "vanthu", "Đang hiệu lực")
    province.clock.set("2026-11-21T09:00:00+07:00")
    assert not may_sign(), "the day is over"
    province.clock.set("2026-11-20T10:00:00+07:00")
    end_delegation(province, leader, line.id)
    assert not may_sign()


def test_delegation_for_a_field_of_work__does_not_cover_others(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    forward(province, number)
    forward(province, number, "thuly")
    leader = actor_of(province, "lanhdao")
    make_delegation(province, leader, lend(province, fields_of_work=("Đất đai",)))
    substitute = actor_of(province, "vanthu")
    assert not any(one.main for one in view_dossier(province, substitute, number).actions)
    make_delegation(province, leader, lend(province, fields_of_work=("Hộ tịch",)))
    substitute = actor_of(province, "vanthu")
    offered = next(one for one in view_dossier(province, substitute, number).actions if one.main)
    act(province, substitute, number, Act(offered.id, offered.step))
    event = view_dossier(province, leader, number).file.events[-1]
    assert event.actor == "vanthu"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts": TODAY - timedelta(days=1)}, "đã qua"),
        ({"ends": TODAY - timedelta(days=1)}, "trước ngày bắt đầu"),
        ({"substitute": "lanhdao"}, "người khác"),
        ({"substitute": "khong-co"}, "Không có công chức"),
        ({"substitute": "motcua2"}, "không thuộc đơn vị"),
        ({"basis": " "}, "căn cứ"),
    ],
)
def test_delegation_that_cannot_be__says_why(
    sqlite_platform: Platform, change: dict[str, object], said: str
) -> None:
    leader = actor_of(sqlite_platform, "lanhdao")
    with pytest.raises(DelegationRefusedError, match=said):
        make_delegation(sqlite_platform, leader, lend(sqlite_platform, **change))


def test_officer__lends_only_the_own_position_and_not_twice_at_once(sqlite_platform: Platform) -> None:
    handler = actor_of(sqlite_platform, "thuly")
    with pytest.raises(DelegationRefusedError, match="việc của mình"):
        make_delegation(sqlite_platform, handler, lend(sqlite_platform))
    own = lend(sqlite_platform, holder="thuly", kind="absence", basis="nghỉ phép")
    make_delegation(sqlite_platform, handler, own)
    with pytest.raises(DelegationRefusedError, match="đã ủy quyền"):
        make_delegation(sqlite_platform, handler, own)
