"""Any two states of a definition are compared in words and printed; a change tells whom it reaches."""

from __future__ import annotations

import pytest
from tests.unit.services.proving import PROCESS, TARGET, business, change, person, text_of

from motcua.documents.pdf import pdf
from motcua.services.definition_sides import (
    BASELINE,
    DRAFT,
    SideMissingError,
    annex,
    compare_sides,
    sides,
)
from motcua.services.editing import EditTarget, check, save_draft
from motcua.services.impact import impact_of
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope


def test_revisions_draft_and_baseline__are_compared_in_words(province: Platform) -> None:
    admin = person(province, "quantri")
    change(province, "time_limit: 3 working_days", "time_limit: 5 working_days")
    save_draft(province, admin, TARGET, text_of(province).replace("amount: 100000", "amount: 120000"), 0)
    with province.database.read() as session:
        known = [side.token for side in sides(province, session, admin, "procedure", TARGET.code)]
        assert known == [DRAFT, "ban:2", "ban:1", BASELINE]
        two = compare_sides(province, session, admin, TARGET, ("ban:1", "ban:2"))
        draft = compare_sides(province, session, admin, TARGET, ("ban:1", DRAFT))
        base = compare_sides(province, session, admin, TARGET, (BASELINE, "ban:2"))
        with pytest.raises(SideMissingError):
            compare_sides(province, session, admin, TARGET, ("ban:1", "ban:9"))
    assert "3 ngày làm việc → 5 ngày làm việc" in two.changes[0].sentence()
    said = " ".join(one.sentence() for one in draft.changes)
    assert "100.000 đ → 120.000 đ" in said
    assert any("Lệ phí đăng ký hộ kinh doanh" in one.sentence() for one in base.changes)
    paper = annex(two, TARGET, "Ủy ban nhân dân tỉnh", province.now())
    assert pdf(paper).startswith(b"%PDF")


def test_impact__names_dossiers_by_step_positions_and_agencies(province: Platform) -> None:
    business(province)
    text = text_of(province, PROCESS)
    changed = text.replace("by: {position: unit-head, unit: economy}", "by: {position: leader}")
    assert changed != text
    with province.database.read(Scope.everything("kiểm thử")) as session:
        found = impact_of(province, session, check(province, session, changed, PROCESS), PROCESS)
    assert TARGET.code in found.procedures
    assert found.running == 1
    assert [(one.step, one.dossiers, one.stays) for one in found.steps] == [("receive", 1, True)]
    assert found.positions_removed
    assert found.agency_count > 1
    assert found.papers
    assert found.screens
    assert found.reports


def test_impact_of_a_step_that_goes__says_who_stands_in_it(sqlite_platform: Platform) -> None:
    business(sqlite_platform)
    target = EditTarget("procedure", TARGET.code)
    text = text_of(sqlite_platform).replace("process: household-business", "process: same-day-certification")
    text = text[: text.index("tests:")]
    with sqlite_platform.database.read(Scope.everything("kiểm thử")) as session:
        found = impact_of(sqlite_platform, session, check(sqlite_platform, session, text, target), target)
    assert [(one.step, one.stays) for one in found.steps] == [("receive", True)]
    assert found.positions_removed
