"""A step opens a dossier at another agency: own number and clock, mirrored to its parent, counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.unit.services.proving import business, person

from motcua.compiler.sources import split_documents
from motcua.dossiers.actor import Actor, Holding
from motcua.dossiers.commands import Act
from motcua.dossiers.parts import Child, Lifecycle
from motcua.dossiers.snapshot import DossierState
from motcua.services.acting import act, find_dossier
from motcua.services.definition_files import publish_documents
from motcua.services.dossier_log import load_state
from motcua.services.dossier_view import view_dossier
from motcua.services.editing import NotPublishableError, PublishWish
from motcua.services.integrity import examine
from motcua.services.receiving import RefusedError
from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import run_report
from motcua.services.runtime import Platform
from motcua.services.step_work import carry_on
from motcua.storage.scope import Scope
from motcua.storage.tables import ChildDossierRow, IssuedPaperRow, WorkItemRow
from motcua.web.screens.dossier_family import family

ALL = Scope.everything("kiểm thử")
TAX = "H88.20"
TAX_OFFICER = Actor(
    "thue", "Cán bộ thuế", TAX, (Holding("tax-officer", TAX),), permissions=frozenset({"can_process"})
)
RULES = """
kind: form
code: phieu-chuyen-thue
name: Phiếu chuyển thông tin sang cơ quan thuế
sections:
  - id: chung
    title: Thông tin
    fields:
      - {id: ten_ho, type: text, label: Tên hộ kinh doanh, required: true}
      - {id: von_dang_ky, type: money, label: Vốn đăng ký}
      - {id: so_to_khai, type: text, label: Số tờ khai, required: true}
---
kind: process
code: thue-mot-nguoi
name: Quy trình cấp mã số thuế
steps:
  - {id: receive, does: intake, by: {position: tax-officer}, actions: [{id: go, to: settle}]}
  - id: settle
    does: decide
    by: {position: tax-officer}
    actions: [{id: approve, to: return, signs: [outcome], numbers: [outcome]}]
  - {id: return, does: return_result, by: {position: tax-officer}, actions: [{id: end, does: finish}]}
---
kind: procedure
code: 9.000001
name: Cấp mã số thuế hộ kinh doanh
field_of_work: Thuế
levels: [province]
form: phieu-chuyen-thue
process: thue-mot-nguoi
policy: nd-118
numbering: dossier-number
offered_by: [H88.20]
offers: [{time_limit: 1 working_day}]
outcomes: [{id: thong-bao, name: Thông báo mã số thuế, numbering: document-department}]
fees: [{id: phi, name: Phí, kind: charge, amount: 50000}]
---
kind: process
code: ho-kinh-doanh-lien-thong
name: Quy trình đăng ký hộ kinh doanh liên thông thuế
extends: household-business
steps:
  - id: tax
    name: Cơ quan thuế cấp mã số
    does: child_dossier
    by: {position: handling-officer, unit: economy}
    procedure: 9.000001
    receiving_role: tax
    hands_over: {von_dang_ky: form.von * 1}
    actions: [{id: on, name: Tiếp tục, to: review}]
  - {id: handle, actions: [{id: send, name: Chuyển cơ quan thuế, to: tax}]}
---
kind: overlay
of: procedure/1.001612
reason: thử liên thông
process: ho-kinh-doanh-lien-thong
tests:
  - {name: Cá nhân đăng ký hai ngành nghề tại quầy, remove: true}
"""


def publish(platform: Platform, text: str = RULES) -> None:
    admin = replace(person(platform, "quantri"), permissions=frozenset({"can_publish_definition"}))
    wish = PublishWish(platform.today(), "1/QĐ", "thử")
    try:
        publish_documents(platform, admin, split_documents(text, "thu.yaml"), wish)
    except NotPublishableError as error:
        pytest.fail("\n".join(map(str, error.problems)))


def state_of(platform: Platform, number: str) -> DossierState:
    with platform.database.read(ALL) as session:
        return load_state(find_dossier(session, number))


def with_child(platform: Platform) -> tuple[str, Child]:
    """A dossier whose step has opened a child, and the child as its parent knows it."""
    publish(platform)
    number = business(platform)
    act(platform, person(platform, "motcua"), number, Act("forward"))
    handler = economy(platform)
    act(platform, handler, number, Act("send"))
    return number, state_of(platform, number).children[0]


def economy(platform: Platform) -> Actor:
    handler = person(platform, "thuly")
    return replace(handler, holdings=(Holding("handling-officer", "H88.31", "economy"), *handler.holdings))


def test_step_entered__opens_the_child_with_its_own_number_clock_and_answers(province: Platform) -> None:
    number, child = with_child(province)
    assert child.agency == TAX
    assert child.number.startswith("H88.20-")
    parent, opened = state_of(province, number), state_of(province, child.number)
    assert opened.parent == number
    assert opened.agency == opened.competent_agency == TAX
    assert opened.clock.limit == "1 working_day"
    assert opened.clock.due_at != parent.clock.due_at
    assert opened.fees == ()
    with province.database.read(ALL) as session:
        row = find_dossier(session, child.number)
        assert row.answers == {"ten_ho": "Hộ kinh doanh Hương Quê", "von_dang_ky": 50_000_000}
        assert row.applicant_name == find_dossier(session, number).applicant_name
        papers = session.scalars(select(IssuedPaperRow).where(IssuedPaperRow.dossier_id == row.id)).all()
        assert not papers
        assert session.scalars(select(ChildDossierRow.parent_number)).all() == [number]
    assert examine(province).findings == ()


def test_child_settled__hands_its_result_back_and_the_parent_goes_on(province: Platform) -> None:
    number, child = with_child(province)
    with pytest.raises(RefusedError, match="tự đi tiếp"):
        act(province, economy(province), number, Act("on"))
    act(province, TAX_OFFICER, child.number, Act("go"))
    assert [one.step for one in state_of(province, number).active] == ["tax"]
    act(province, TAX_OFFICER, child.number, Act("approve"))
    parent, settled = state_of(province, number), state_of(province, child.number)
    assert settled.lifecycle is Lifecycle.RETURNED
    assert [one.step for one in parent.active] == ["review"]
    assert parent.children[0].outcome == settled.outcome.number != ""
    assert parent.children[0].lifecycle is Lifecycle.RETURNED
    assert examine(province).findings == ()


def test_each_agency__sees_the_dossier_of_the_other(province: Platform) -> None:
    number, child = with_child(province)
    for agency, other in ((TAX, number), ("H88.31", child.number)):
        with province.database.read(Scope.of({agency}, "thử")) as session:
            assert find_dossier(session, other).number == other


def test_reports__count_the_child_with_its_parent_once(province: Platform) -> None:
    publish(province)
    number = business(province)
    act(province, person(province, "motcua"), number, Act("forward"))
    quarter = ReportRequest("II.06a", "2026-Q4")
    before = run_report(province, ALL, quarter)
    act(province, economy(province), number, Act("send"))
    child = state_of(province, number).children[0]
    assert run_report(province, ALL, quarter).total.cells == before.total.cells
    act(province, TAX_OFFICER, child.number, Act("go"))
    act(province, TAX_OFFICER, child.number, Act("approve"))
    assert run_report(province, ALL, quarter).total.cells == before.total.cells
    of_tax = Scope.of({TAX}, "thử")
    assert not any(run_report(province, of_tax, replace(quarter, agency=TAX)).total.cells.values())


def test_parent_ended_first__the_worker_closes_the_child(province: Platform) -> None:
    number, child = with_child(province)
    act(province, person(province, "motcua"), number, Act("withdraw", reason="Người nộp rút"))
    assert not state_of(province, child.number).lifecycle.is_end
    assert "đóng 1 hồ sơ con" in carry_on(province)
    assert state_of(province, child.number).lifecycle is Lifecycle.STOPPED
    assert "đóng 0 hồ sơ con" in carry_on(province)
    assert examine(province).findings == ()


def test_child_nobody_could_open__says_why_and_the_worker_opens_it_once_it_can(province: Platform) -> None:
    publish(province)
    number = business(province)
    act(province, person(province, "motcua"), number, Act("forward"))
    offered = RULES.split("---")[2]
    publish(province, offered.replace("[H88.20]", "[]"))
    with pytest.raises(RefusedError, match="Chưa mở được hồ sơ con"):
        act(province, economy(province), number, Act("send"))
    assert [one.step for one in state_of(province, number).active] == ["handle"]
    assert "mở 0 hồ sơ con" in carry_on(province)
    publish(province, offered)
    act(province, economy(province), number, Act("send"))
    assert len(state_of(province, number).children) == 1


def test_timer_of_a_step__is_rung_by_the_worker(province: Platform) -> None:
    timed = RULES.replace(
        "actions: [{id: go, to: settle}]", "actions: [{id: go, to: settle, after: 4 working_hours}]"
    )
    publish(province, timed)
    number = business(province)
    act(province, person(province, "motcua"), number, Act("forward"))
    act(province, economy(province), number, Act("send"))
    child = state_of(province, number).children[0].number
    with province.database.read(ALL) as session:
        rings = session.scalar(select(WorkItemRow.timer_at).where(WorkItemRow.number == child))
    assert rings is not None
    assert "Hẹn giờ 0 hồ sơ" in carry_on(province)
    province.clock.set(rings.isoformat())
    assert "Hẹn giờ 1 hồ sơ" in carry_on(province)
    assert [one.step for one in state_of(province, child).active] == ["settle"]
    assert "Hẹn giờ 0 hồ sơ" in carry_on(province)


def test_pages_of_both__name_each_other_and_what_could_not_be_handed_over(sqlite_platform: Platform) -> None:
    number, child = with_child(sqlite_platform)
    admin = person(sqlite_platform, "motcua")
    shown = dict(family(view_dossier(sqlite_platform, admin, number)))["Hồ sơ liên thông"]
    assert child.number in str(shown[0]["value"])
    assert any("Số tờ khai" in str(line["value"]) for line in shown)
    below = dict(family(view_dossier(sqlite_platform, admin, child.number)))["Hồ sơ liên thông"]
    assert below[0]["value"] == number
