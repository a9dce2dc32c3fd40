"""Revisions switch on their day, are taken back before it, gone back to after it, and end when nobody needs them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests.conftest import MovableClock
from tests.unit.services.proving import PROCESS, TARGET, business, change, person, text_of, without_tests

from motcua.dossiers.actor import Actor
from motcua.services.access import ForbiddenError
from motcua.services.acting import find_dossier
from motcua.services.editing import EditTarget, NotPublishableError, PublishWish, publish_text, save_draft
from motcua.services.editing_grants import Duty, Grant, give_grant, grants, take_grant
from motcua.services.publication_requests import (
    RequestClosedError,
    approve,
    decline,
    give_opinion,
    propose,
    requests,
)
from motcua.services.publication_rules import set_two_people
from motcua.services.revision_life import (
    RevisionMissingError,
    StillUsedError,
    cancel_scheduled,
    end_definition,
    roll_back,
    scheduled,
)
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import AuditEntryRow, DefinitionDraftRow, RevisionRow

THREE, FIVE = "time_limit: 3 working_days", "time_limit: 5 working_days"
ALL = Scope.everything("kiểm thử")


def limit_on(platform: Platform, day: date) -> str:
    platform.rules.refresh()
    return str(platform.rules.definition("procedure", TARGET.code, day).offers[0].time_limit)


def audit(platform: Platform, action: str) -> AuditEntryRow:
    with platform.database.read() as session:
        return session.scalars(select(AuditEntryRow).where(AuditEntryRow.action == action)).one()


def test_publishing_for_next_monday__switches_by_itself(province: Platform) -> None:
    monday = date(2026, 11, 23)
    before = business(province)
    change(province, THREE, FIVE, day=monday)
    with province.database.read() as session:
        (coming,) = scheduled(session, province.today())
    assert (coming.code, coming.effective_from, coming.decision_number) == (
        TARGET.code,
        monday,
        "1482/QĐ-UBND",
    )
    assert limit_on(province, province.today()) == "3 working_days"
    still = business(province)
    clock = province.clock
    assert isinstance(clock, MovableClock)
    clock.set("2026-11-23T08:00:00+07:00")
    after = business(province)
    with province.database.read(ALL) as session:
        limits = [find_dossier(session, one).state["clock"]["limit"] for one in (before, still, after)]
        assert scheduled(session, province.today()) == ()
    assert limits == ["3 working_days", "3 working_days", "5 working_days"]
    change_kept = audit(province, "publish_definition").detail["changes"][0]
    assert (change_kept["before"], change_kept["after"]) == ("3 ngày làm việc", "5 ngày làm việc")


def test_scheduled_revision__is_taken_back_before_its_day(province: Platform) -> None:
    day = province.today() + timedelta(days=10)
    change(province, THREE, FIVE, day=day)
    admin = person(province, "quantri")
    cancel_scheduled(province, admin, TARGET, 2, "Chưa đủ căn cứ")
    with province.database.read() as session:
        assert scheduled(session, province.today()) == ()
    assert limit_on(province, day + timedelta(days=1)) == "3 working_days"
    assert THREE in text_of(province)
    with pytest.raises(RevisionMissingError):
        cancel_scheduled(province, admin, TARGET, 2, "Lần nữa")


def test_rollback__brings_back_content_and_text_as_a_new_revision(province: Platform) -> None:
    text = text_of(province)
    change(province, THREE, FIVE)
    assert limit_on(province, province.today()) == "5 working_days"
    admin = person(province, "quantri")
    published = roll_back(province, admin, TARGET, 1, PublishWish(province.today(), note="Công bố nhầm"))
    assert published.changed == (("procedure", TARGET.code, ""),)
    assert limit_on(province, province.today()) == "3 working_days"
    assert text_of(province) == text
    detail = audit(province, "roll_back_definition").detail
    assert detail["changes"][0]["after"] == "3 ngày làm việc"
    with province.database.read() as session:
        own = select(RevisionRow.number).where(RevisionRow.code == TARGET.code)
        assert session.scalars(own.order_by(RevisionRow.number)).all() == [1, 2, 3]


def test_definition_in_use__cannot_be_ended_and_a_procedure_can(province: Platform) -> None:
    admin = person(province, "quantri")
    with pytest.raises(StillUsedError, match=TARGET.code):
        end_definition(province, admin, PROCESS, PublishWish(province.today()))
    day = province.today() + timedelta(days=3)
    end_definition(province, admin, TARGET, PublishWish(day, note="Bãi bỏ"))
    province.rules.refresh()
    assert province.rules.definition("procedure", TARGET.code, province.today())
    with pytest.raises(RulesMissingError):
        province.rules.definition("procedure", TARGET.code, day)


def second(platform: Platform) -> Actor:
    """Somebody else who may publish."""
    admin = person(platform, "quantri")
    return Actor(user="nguoi.duyet", full_name="Người Duyệt", permissions=admin.permissions)


def test_two_people__one_proposes_another_approves(province: Platform) -> None:
    admin, other = person(province, "quantri"), second(province)
    set_two_people(province, admin, wanted=True)
    text = without_tests(text_of(province).replace(THREE, FIVE))
    wish = PublishWish(province.today(), "1482/QĐ-UBND", "Kéo dài")
    with pytest.raises(NotPublishableError) as refused:
        publish_text(province, admin, text, wish, TARGET)
    assert "người công bố phải khác" in refused.value.problems[0].message
    save_draft(province, admin, TARGET, text, 0)
    number = propose(province, admin, TARGET, wish)
    give_opinion(province, other, number, "Phù hợp", agrees=True)
    with pytest.raises(ForbiddenError):
        approve(province, admin, number)
    approve(province, other, number, "Đồng ý")
    assert limit_on(province, province.today()) == "5 working_days"
    with province.database.read() as session:
        (row,) = requests(session)
        assert (row.state, row.decided_by, row.reviews[0]["opinion"]) == (
            "approved",
            "nguoi.duyet",
            "Phù hợp",
        )
        assert session.scalars(select(DefinitionDraftRow)).all() == []
    with pytest.raises(RequestClosedError):
        decline(province, other, number, "Thôi")
    assert audit(province, "publish_definition").detail["proposed_by"] == "quantri"
    assert audit(province, "change_setting").detail["after"] == {"two_people": True}


def test_proposal__is_sent_back_with_a_reason(sqlite_platform: Platform) -> None:
    admin, other = person(sqlite_platform, "quantri"), second(sqlite_platform)
    text = without_tests(text_of(sqlite_platform).replace(THREE, FIVE))
    save_draft(sqlite_platform, admin, TARGET, text, 0)
    number = propose(sqlite_platform, admin, TARGET, PublishWish(sqlite_platform.today()))
    with pytest.raises(ValueError, match="lý do"):
        decline(sqlite_platform, other, number, " ")
    decline(sqlite_platform, other, number, "Thiếu căn cứ")
    with sqlite_platform.database.read() as session:
        assert [row.state for row in requests(session)] == ["declined"]
        assert requests(session, only_open=True) == []


@pytest.mark.parametrize(
    ("field", "agency", "allowed"),
    [
        ("Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)", "", True),
        ("Hộ tịch", "", False),
        ("", "H88.31", False),
        ("", "", True),
    ],
)
def test_grants__limit_who_edits_what(
    sqlite_platform: Platform, field: str, agency: str, *, allowed: bool
) -> None:
    admin = person(sqlite_platform, "quantri")
    give_grant(sqlite_platform, admin, Grant(0, "quantri", "", Duty.EDIT, field, agency))
    if allowed:
        assert save_draft(sqlite_platform, admin, TARGET, "# nháp", 0) == 1
    else:
        with pytest.raises(ForbiddenError, match="ngoài phạm vi"):
            save_draft(sqlite_platform, admin, TARGET, "# nháp", 0)
    with sqlite_platform.database.read() as session:
        (grant,) = grants(session)
    take_grant(sqlite_platform, admin, grant.id)
    save_draft(sqlite_platform, admin, EditTarget("process", "two-signatures"), "# nháp", 0)
    assert audit(sqlite_platform, "ungrant_definition").detail["after"] == {}


def test_grant_for_one_agency__lets_its_difference_be_edited(sqlite_platform: Platform) -> None:
    admin = person(sqlite_platform, "quantri")
    give_grant(sqlite_platform, admin, Grant(0, "quantri", "", Duty.EDIT, "", "H88.31"))
    assert (
        save_draft(sqlite_platform, admin, EditTarget("procedure", TARGET.code, "H88.31"), "# nháp", 0) == 1
    )
