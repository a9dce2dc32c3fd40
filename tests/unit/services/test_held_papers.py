"""Papers already held: results of the same person used again with consent, never somebody else's or an expired one."""

import io
from typing import Any

import pytest
from sqlalchemy import select
from tests.unit.services.files_at_hand import png, receive_with, upload
from tests.unit.services.received import actor_of

from motcua.dossiers.commands import Act
from motcua.dossiers.record_parts import FileSource
from motcua.services.acting import act, find_dossier
from motcua.services.dossier_log import load_state
from motcua.services.dossier_view import view_dossier
from motcua.services.held_papers import find_held
from motcua.services.intake_requests import DossierRequest, InvalidRequestError
from motcua.services.outcome_papers import revoke_result, submit_signed
from motcua.services.paper_reuse import ReuseWish, reusable_papers, reuse_paper
from motcua.services.receiving import RefusedError, receive
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import AuditEntryRow

DEATH, MARRIAGE, PAPER = "1.000656", "1.004873", "giay-chung-tu"
WIDOW = "001196012345"


def issue_death_extract(platform: Platform, identity: str = WIDOW) -> str:
    """A death extract issued and signed for a person; its dossier."""
    people = {name: actor_of(platform, name) for name in ("motcua", "thuly", "lanhdao", "vanthu")}
    desk = people["motcua"]
    procedure = platform.rules.definition("procedure", DEATH, platform.today())
    number = receive(
        platform,
        desk,
        DossierRequest(
            DEATH,
            "H88.31",
            applicant={"full_name": "Mai Thị Hồng Nhung", "identity_number": identity},
            answers=procedure.tests[0].given.answers,
            documents={line.id: {"received": True} for line in procedure.checklist if line.required},
        ),
    )
    for _turn in range(10):
        view = view_dossier(platform, desk, number)
        if view.state.outcome.number:
            break
        for user in people.values():
            mine = [one for one in view_dossier(platform, user, number).actions if one.main]
            if mine:
                act(platform, user, number, Act(mine[0].id, mine[0].step))
                break
    signed = upload(platform, people["lanhdao"], png(), "trich-luc.png")
    submit_signed(platform, people["lanhdao"], number, signed.key)
    return number


@pytest.fixture
def extract(sqlite_platform: Platform) -> str:
    return issue_death_extract(sqlite_platform)


def held(platform: Platform, identity: str = WIDOW) -> Any:
    procedure = platform.rules.definition("procedure", MARRIAGE, platform.today())
    return find_held(platform, actor_of(platform, "motcua"), procedure, identity).get(PAPER, ())


def test_a_result_of_the_same_person__is_offered_and_used_with_consent(
    sqlite_platform: Platform, extract: str
) -> None:
    (found,) = held(sqlite_platform)
    assert found.origin.startswith("Trích lục khai tử số ")
    assert str(found.valid_until) == "2076-11-20"
    assert held(sqlite_platform, "001196099999") == ()
    assert held(sqlite_platform, "") == ()
    desk = actor_of(sqlite_platform, "motcua")
    without = {"to-khai": {"received": True}, PAPER: {"reuse": found.key, "received": True}}
    with pytest.raises(InvalidRequestError, match="được người nộp đồng ý"):
        receive_with(sqlite_platform, desk, without)
    with pytest.raises(InvalidRequestError, match="không phải của người nộp"):
        receive_with(
            sqlite_platform,
            desk,
            {**without, PAPER: {"reuse": found.key, "consent": True}},
            identity="001196099999",
        )
    number = receive_with(
        sqlite_platform,
        desk,
        {**without, PAPER: {"reuse": found.key, "consent": True, "received": True}},
    )
    with sqlite_platform.database.read(Scope.everything("kiểm thử")) as session:
        state = load_state(find_dossier(session, number))
    (file,) = state.kept_files
    assert (file.source, file.origin) == ("reused", found.origin)
    assert file.consent == "Mai Thị Hồng Nhung đồng ý, Nguyễn Thu Hà ghi nhận"
    assert sqlite_platform.files.read(file.sha256) == io.BytesIO(png()).getvalue()


def test_a_revoked_result__is_no_longer_offered(sqlite_platform: Platform, extract: str) -> None:
    revoke_result(sqlite_platform, actor_of(sqlite_platform, "lanhdao"), extract, "Cấp sai")
    assert held(sqlite_platform) == ()


def test_on_a_dossier_being_worked_on__what_is_held_is_offered_and_put_to_its_paper(
    sqlite_platform: Platform, extract: str
) -> None:
    desk = actor_of(sqlite_platform, "motcua")
    number = receive_with(sqlite_platform, desk, {"to-khai": {"received": True}}, WIDOW)
    (found,) = reusable_papers(sqlite_platform, desk, number)[PAPER]
    with pytest.raises(RefusedError, match="đồng ý"):
        reuse_paper(sqlite_platform, desk, number, ReuseWish(PAPER, found.key, consent=False))
    with pytest.raises(RefusedError, match="không còn dùng lại được"):
        reuse_paper(sqlite_platform, desk, number, ReuseWish(PAPER, "outcome:khac", consent=True))
    state = reuse_paper(sqlite_platform, desk, number, ReuseWish(PAPER, found.key, consent=True))
    (file,) = state.kept_files
    assert (file.paper, file.source, file.origin) == (PAPER, FileSource.REUSED, found.origin)
    assert "đồng ý" in file.consent
    assert PAPER not in reusable_papers(sqlite_platform, desk, number), "what lies here is not offered again"
    with sqlite_platform.database.read(Scope.everything("kiểm thử")) as session:
        assert session.scalars(
            select(AuditEntryRow.target).where(AuditEntryRow.action == "paper.reuse")
        ).all() == [number]
    revoke_result(sqlite_platform, actor_of(sqlite_platform, "lanhdao"), extract, "Cấp sai", "3/QĐ-UBND")
    other = receive_with(sqlite_platform, desk, {"to-khai": {"received": True}}, WIDOW)
    assert PAPER not in reusable_papers(sqlite_platform, desk, other), "a revoked result is no paper"
    stranger = receive_with(sqlite_platform, desk, {"to-khai": {"received": True}}, "001196054321")
    assert PAPER not in reusable_papers(sqlite_platform, desk, stranger)
