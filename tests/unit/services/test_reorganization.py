"""Agencies merged, split and renamed: dossiers, people, offers and numbers follow, history stays. Both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select
from tests.unit.services.proving import business, text_of, without_tests
from tests.unit.services.received import actor_of, receive_for

from motcua.dossiers.commands import Act
from motcua.kernel.clock import VIETNAM
from motcua.services.access import scope_of
from motcua.services.acting import DossierMissingError, act, find_dossier
from motcua.services.customers import learn_all
from motcua.services.dossier_view import view_dossier
from motcua.services.editing import EditTarget, PublishWish, publish_text
from motcua.services.integrity import examine
from motcua.services.reorganization_plan import (
    ReorganizationKind,
    ReorganizationPlan,
    RuleBy,
    SplitRule,
    Successor,
)
from motcua.services.reorganization_work import carry_out, carry_out_due
from motcua.services.reorganizations import (
    ReorganizationRefusedError,
    ReorganizationState,
    keep_plan,
    schedule,
)
from motcua.services.runtime import Platform
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.report_facts import count
from motcua.storage.scope import Scope
from motcua.storage.tables import AuditEntryRow, CustomerRow, DossierRow

ALL = Scope.everything("kiểm thử")
TODAY = date(2026, 11, 20)
TAN_HOA, TAN_AN, NEW = "H88.31", "H88.32", "H88.900"
MERGED = ReorganizationPlan(
    ReorganizationKind.MERGE,
    (TAN_HOA, TAN_AN),
    (Successor(NEW, "Ủy ban nhân dân phường Hòa An", "UBND phường Hòa An", "Hòa An"),),
    "12/NQ-HĐND",
    TODAY,
    "Sắp xếp đơn vị hành chính cấp xã",
)


def forward(platform: Platform, number: str, user: str) -> None:
    actor = actor_of(platform, user)
    offered = next(one for one in view_dossier(platform, actor, number).actions if one.main)
    act(platform, actor, number, Act(offered.id, offered.step))


def row_of(platform: Platform, number: str) -> DossierRow:
    with platform.database.read(ALL) as session:
        return find_dossier(session, number)


def order(platform: Platform, plan: ReorganizationPlan) -> int:
    admin = actor_of(platform, "quantri")
    row_id = keep_plan(platform, admin, plan)
    schedule(platform, admin, row_id)
    return row_id


def test_merger__carries_open_dossiers_people_and_offers_on_and_leaves_ended_ones(province: Platform) -> None:
    ended = receive_for(province, "Lê Văn Cũ")
    act(province, actor_of(province, "motcua"), ended, Act("withdraw", reason="đổi ý"))
    first = receive_for(province, "Mai Thị Nhung")
    forward(province, first, "motcua")
    second = receive_for(province, "Trần Bình", user="motcua2")
    before = row_of(province, first)
    learn_all(province)
    row_id = order(province, MERGED)
    assert row_of(province, first).agency_code == TAN_HOA, "nothing happens before it is carried out"
    done = carry_out(province, row_id)
    assert done.state is ReorganizationState.DONE
    assert done.result["dossiers"] == 2
    moved = row_of(province, first)
    assert (moved.agency_code, moved.competent_agency, moved.number) == (NEW, NEW, first)
    assert (moved.due_at, moved.original_due_at) == (before.due_at, before.original_due_at)
    assert row_of(province, second).agency_code == NEW
    assert row_of(province, ended).agency_code == TAN_HOA
    assert examine(province).findings == ()
    # the same people go on with the same steps, at the new agency
    handler = actor_of(province, "thuly")
    assert {one.agency for one in handler.holdings} == {NEW}
    forward(province, first, "thuly")
    assert row_of(province, second).state["active"][0]["agency"] == NEW
    # new dossiers are received by the new agency under its own numbers
    fresh = receive_for(province, "Phạm Thị Mới")
    assert fresh == f"{NEW}-261120-0001"
    assert examine(province).findings == ()
    # the archive of the old agency can be read, but is not counted as the new one's
    assert view_dossier(province, actor_of(province, "motcua"), ended).file.row.agency_code == TAN_HOA
    directory = province.directory()
    assert directory.agency(TAN_HOA).valid_to == date(2026, 11, 19)
    assert directory.agency(NEW).predecessors == (TAN_HOA, TAN_AN)
    with province.database.read(ALL) as session:
        customers = session.scalars(select(CustomerRow.agency_code)).all()
    assert customers
    assert NEW in customers
    with province.database.read() as session:
        written = session.scalars(select(AuditEntryRow).where(AuditEntryRow.action == "reorganize")).one()
    assert written.detail["result"]["officers"] >= 2
    assert carry_out(province, row_id).result["dossiers"] == 2, "running it again moves nothing twice"


def test_reports__count_a_moved_dossier_where_it_was_at_their_moment(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    province.clock.set("2026-11-20T15:00:00+07:00")
    row_id = order(province, MERGED)
    carry_out(province, row_id)
    began, before, after = (datetime(2026, 11, 20, hour, tzinfo=VIETNAM) for hour in (0, 12, 16))

    def counted(as_of: datetime, **more: object) -> dict[tuple[str, ...], int]:
        with province.database.read(ALL) as session:
            groups = count(
                session, FactQuery(began, as_of, **more), ("competent_agency",), ("received_total",)
            )
        return {one.key: one.figures["received_total"] for one in groups}

    assert row_of(province, number).agency_code == NEW
    assert counted(before) == {(TAN_HOA,): 1}
    assert counted(after) == {(NEW,): 1}
    assert counted(before, agencies=frozenset({TAN_HOA})) == {(TAN_HOA,): 1}
    assert counted(after, agencies=frozenset({TAN_HOA})) == {}


def test_people_of_a_unit_that_goes_on__no_longer_see_what_left_it(province: Platform) -> None:
    certificate = receive_for(province, "Mai Thị Nhung")
    trade = business(province)
    plan = ReorganizationPlan(
        ReorganizationKind.SPLIT,
        (TAN_HOA,),
        (Successor(TAN_HOA), Successor(NEW, "Ủy ban nhân dân xã Hòa Thắng")),
        "13/NQ-HĐND",
        TODAY,
        rules=(SplitRule(RuleBy.PROCEDURE, "1.001612", NEW),),
        officers={"thuly": NEW},
    )
    carry_out(province, order(province, plan))
    assert row_of(province, trade).agency_code == NEW
    assert row_of(province, certificate).agency_code == TAN_HOA
    desk, mover = actor_of(province, "motcua"), actor_of(province, "thuly")
    assert (desk.agency, mover.agency) == (TAN_HOA, NEW)
    with province.database.read(scope_of(desk)) as session:
        assert find_dossier(session, certificate)
        with pytest.raises(DossierMissingError):
            find_dossier(session, trade)
    with province.database.read(scope_of(mover)) as session:
        assert find_dossier(session, trade)
        with pytest.raises(DossierMissingError):
            find_dossier(session, certificate)
    assert province.directory().agency(TAN_HOA).valid_to is None
    assert examine(province).findings == ()


def test_scheduled_rename__is_carried_out_by_the_worker_on_its_day(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    plan = ReorganizationPlan(
        ReorganizationKind.RENAME,
        (TAN_HOA,),
        (Successor(TAN_HOA, "Ủy ban nhân dân phường Tân Hòa", "UBND phường Tân Hòa"),),
        "14/QĐ-UBND",
        date(2026, 12, 1),
    )
    row_id = order(province, plan)
    assert "Không có kế hoạch" in carry_out_due(province)
    with pytest.raises(ReorganizationRefusedError, match="Chưa tới ngày"):
        carry_out(province, row_id)
    province.clock.set("2026-12-01T00:05:00+07:00")
    assert "Đã chuyển 0 hồ sơ" in carry_out_due(province)
    assert province.directory().agency(TAN_HOA).name == "Ủy ban nhân dân phường Tân Hòa"
    assert province.rules.directory(TODAY).agency(TAN_HOA).name == "Ủy ban nhân dân xã Tân Hòa"
    assert row_of(province, number).version == 1
    assert "Không có kế hoạch" in carry_out_due(province)


def standing_overlay(platform: Platform, code: str, line: str) -> str:
    """Have the province say who offers a procedure; its code."""
    text = without_tests(text_of(platform, EditTarget("procedure", code))) + line
    publish_text(
        platform, actor_of(platform, "quantri"), text, PublishWish(TODAY), EditTarget("procedure", code)
    )
    return code


def test_own_rules_and_offers_by_code__pass_to_the_successor(province: Platform) -> None:
    admin = actor_of(province, "quantri")
    own = "kind: overlay\nof: procedure/1.004873\nagency: H88.31\nreason: Nhanh hơn\nname: Xác nhận tình trạng hôn nhân\n"
    publish_text(province, admin, own, PublishWish(TODAY), EditTarget("procedure", "1.004873", TAN_HOA))
    named = standing_overlay(province, "1.001612", "offered_by: [H88.31, H88.32]\n")
    carry_out(province, order(province, replace(MERGED, sources=(TAN_HOA, "H88.33"))))
    bundle = province.rules.bundle("1.004873", NEW, TODAY)
    assert bundle.procedure.name == "Xác nhận tình trạng hôn nhân"
    assert province.directory().offers(bundle.procedure, NEW)
    assert not province.directory().offers(bundle.procedure, TAN_HOA)
    assert province.rules.definition("procedure", named, TODAY).offered_by == (NEW, TAN_AN)
