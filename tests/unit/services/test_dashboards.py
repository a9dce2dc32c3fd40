"""Dashboards show what the reports say, to whom they are meant for; the public sees public figures only."""

from dataclasses import replace

import pytest
from tests.unit.services.report_world import EVERYTHING, fill

from motcua.definitions.dashboard import Card, CardKind, Dashboard, Whose
from motcua.dossiers.actor import Actor, Holding
from motcua.services import dashboards
from motcua.services.dashboards import (
    DashboardMissingError,
    dashboards_for,
    own_dashboard,
    public_dashboard,
)
from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import run_report

SUPERVISOR = Actor("giamsat", permissions=frozenset({"can_supervise"}), roles=frozenset({"GiamSat"}))
LEADER = Actor("lanhdao", agency="H88.31", roles=frozenset({"LanhDao"}))
HANDLER = Actor(
    "thuly", agency="H88.31", holdings=(Holding("handling-officer", "H88.31"),), roles=frozenset({"ThuLy"})
)


@pytest.fixture
def filled(sqlite_platform):
    return fill(sqlite_platform)


def cards(data):
    return {one.card.id: one for one in data.cards}


def test_everybody__meets_the_boards_of_role_and_level(filled):
    assert [one.code for one in dashboards_for(filled, SUPERVISOR)] == ["bang-tinh"]
    assert [one.code for one in dashboards_for(filled, LEADER)] == ["bang-xa", "bang-ca-nhan"]
    of_department = replace(LEADER, agency="H88.03")
    assert [one.code for one in dashboards_for(filled, of_department)] == ["bang-so", "bang-ca-nhan"]
    assert [one.code for one in dashboards_for(filled, HANDLER)] == ["bang-ca-nhan"]
    with pytest.raises(DashboardMissingError):
        own_dashboard(filled, HANDLER, "bang-tinh")


def test_every_figure__is_the_one_of_its_report(filled):
    data = own_dashboard(filled, SUPERVISOR, "bang-tinh")
    shown = cards(data)
    total = run_report(filled, EVERYTHING, ReportRequest("tong-hop-don-vi", shown["nhan"].period.text)).total
    for name, column in (
        ("nhan", "c5"),
        ("xong", "c8"),
        ("ty-le", "c12"),
        ("dang", "c13"),
        ("qua-han", "c15"),
    ):
        assert shown[name].value == total.cells[column]
    late = run_report(filled, EVERYTHING, ReportRequest("danh-sach-qua-han", shown["nhan"].period.text))
    assert len(late.rows) == total.cells["c15"]
    listed = [row.label for row in shown["ds-qua-han"].result.rows]
    assert listed == [row.label for row in late.rows[: len(listed)]]
    assert shown["theo-han"].chart.series[2].values == (total.cells["c11"],)
    assert not any(one.problem for one in data.cards)


def test_figures_of_an_agency__are_its_own(filled):
    data = own_dashboard(filled, LEADER, "bang-xa")
    shown = cards(data)
    request = ReportRequest("tong-hop-linh-vuc", shown["xong"].period.text, "H88.31")
    assert shown["xong"].value == run_report(filled, EVERYTHING, request).total.cells["c8"]


def test_own_work__is_seen_by_who_did_it_though_the_report_is_not_shared(filled, monkeypatch):
    data = own_dashboard(filled, HANDLER, "bang-ca-nhan")
    assert not any(one.problem for one in data.cards)
    assert not any(one.opens for one in data.cards)
    others = Dashboard(
        "thu",
        "Thử",
        cards=(Card("a", "Của cơ quan", CardKind.FIGURE, "khoi-luong-can-bo", "c3", whose=Whose.AGENCY),),
    )
    monkeypatch.setattr(dashboards, "_every", lambda _platform: (others,))
    assert "không chia sẻ" in own_dashboard(filled, HANDLER, "thu").cards[0].problem


def test_portal__shows_public_reports_only_whatever_the_definition_says(filled, monkeypatch):
    data = public_dashboard(filled)
    assert data.dashboard.code == "bang-cong-khai"
    shown = cards(data)
    total = run_report(
        filled, EVERYTHING, ReportRequest("so-lieu-cong-khai", shown["xong"].period.text)
    ).total
    assert shown["xong"].value == total.cells["c5"]
    assert not any(one.problem or one.opens for one in data.cards)
    board = Dashboard(
        "lo",
        "Lộ",
        public=True,
        cards=(
            Card("a", "Nội bộ", CardKind.FIGURE, "tong-hop-don-vi", "c5"),
            Card("b", "Danh sách", CardKind.LIST, "danh-sach-qua-han", columns=("c2",)),
            Card("c", "Của người xem", CardKind.FIGURE, "so-lieu-cong-khai", "c3", whose=Whose.PERSON),
        ),
    )
    monkeypatch.setattr(dashboards, "_every", lambda _platform: (board,))
    leaked = public_dashboard(filled)
    assert all(one.problem and one.value is None and one.result is None for one in leaked.cards)
