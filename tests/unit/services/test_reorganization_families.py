"""A reorganization of the agency of a child dossier: its parent knows where it lies, sees it, and goes on with it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session
from tests.unit.services.test_child_dossiers import ALL, TAX, TAX_OFFICER, state_of, with_child
from tests.unit.services.test_reorganization import TODAY, order

from motcua.dossiers.actor import Holding
from motcua.dossiers.commands import Act
from motcua.services.acting import act, find_dossier
from motcua.services.integrity import examine
from motcua.services.reorganization_plan import (
    ReorganizationKind,
    ReorganizationPlan,
    RuleBy,
    SplitRule,
    Successor,
)
from motcua.services.reorganization_work import carry_out
from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import run_report
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope

FIRST, SECOND = "H88.921", "H88.922"


def test_child_whose_agency_is_split__is_mirrored_where_it_went_and_counted_once(province: Platform) -> None:
    number, child = with_child(province)
    quarter = ReportRequest("II.06a", "2026-Q4")
    before = run_report(province, ALL, quarter).total.cells
    plan = ReorganizationPlan(
        ReorganizationKind.SPLIT,
        (TAX,),
        (Successor(FIRST, "Thuế cơ sở 1"), Successor(SECOND, "Thuế cơ sở 2")),
        "15/QĐ-CT",
        TODAY,
        rules=(SplitRule(RuleBy.PROCEDURE, child.procedure, SECOND),),
    )
    carry_out(province, order(province, plan))
    parent = state_of(province, number)
    assert parent.children[0].agency == SECOND
    assert state_of(province, child.number).agency == SECOND
    # the parent is shown to where its child went, not to where its own procedure would have gone
    for agency, seen in ((SECOND, True), (FIRST, False), (TAX, False)):
        with province.database.read(Scope.of({agency}, "thử")) as session:
            assert is_seen(session, number) is seen
    officer = replace(TAX_OFFICER, agency=SECOND, holdings=(Holding("tax-officer", SECOND),))
    act(province, officer, child.number, Act("go"))
    act(province, officer, child.number, Act("approve"))
    assert [one.step for one in state_of(province, number).active] == ["review"]
    assert run_report(province, ALL, quarter).total.cells == before
    assert examine(province).findings == ()


def is_seen(session: Session, number: str) -> bool:
    try:
        return find_dossier(session, number).number == number
    except LookupError:
        return False
