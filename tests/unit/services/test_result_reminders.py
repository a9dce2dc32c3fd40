"""Results nobody has come for: listed, reminded of a few times, and no longer once revoked or handed over."""

from datetime import timedelta

from sqlalchemy import select
from tests.unit.services.received import actor_of
from tests.unit.services.test_held_papers import issue_death_extract

from motcua.dossiers.commands import Act
from motcua.services.acting import act, find_dossier
from motcua.services.dossier_view import view_dossier
from motcua.services.outcome_papers import reissue_result, revoke_result
from motcua.services.outcome_register import register_page
from motcua.services.papers import dossier_file
from motcua.services.result_reminders import AGAIN_AFTER, MOST_REMINDERS
from motcua.services.runtime import Platform
from motcua.services.timed_work import remind
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow, OutboxRow
from motcua.surfaces.notice_contract import TimedEvent

ALL = Scope.everything("kiểm thử")


def waiting(platform: Platform) -> list[str]:
    with platform.database.read(ALL) as session:
        return [one.dossier for one in register_page(session, platform.today(), uncollected=True).lines]


def reminders(platform: Platform) -> int:
    remind(platform)
    topic = OutboxRow.topic.endswith(TimedEvent.RESULT_WAITING.value)
    with platform.database.read(ALL) as session:
        return len(session.scalars(select(OutboxRow.id).where(topic)).all())


def days_later(platform: Platform, days: int) -> None:
    platform.clock.set((platform.now() + timedelta(days=days)).isoformat())


def test_result_not_collected__is_listed_and_reminded_of_a_few_times(sqlite_platform: Platform) -> None:
    number = issue_death_extract(sqlite_platform)
    assert waiting(sqlite_platform) == [number]
    assert reminders(sqlite_platform) == 0, "a result of today is not late"
    for span in range(1, MOST_REMINDERS + 3):
        days_later(sqlite_platform, AGAIN_AFTER.days)
        assert reminders(sqlite_platform) == min(span, MOST_REMINDERS)
        assert reminders(sqlite_platform) == min(span, MOST_REMINDERS), "once a span, however often it runs"


def test_result_revoked_and_issued_again__waits_again_under_its_new_number(sqlite_platform: Platform) -> None:
    number = issue_death_extract(sqlite_platform)
    leader, clerk = actor_of(sqlite_platform, "lanhdao"), actor_of(sqlite_platform, "vanthu")
    revoke_result(sqlite_platform, leader, number, "Ghi sai ngày", "3/QĐ-UBND")
    assert waiting(sqlite_platform) == [], "a revoked result is nothing to come for"
    days_later(sqlite_platform, AGAIN_AFTER.days + 1)
    assert reminders(sqlite_platform) == 0
    before = view_dossier(sqlite_platform, clerk, number).state.outcome.number
    after = reissue_result(sqlite_platform, leader, number, "Cấp lại theo quyết định", "4/QĐ-UBND").outcome
    assert after.number != before
    assert after.revoked_at is None
    assert waiting(sqlite_platform) == [number]
    assert reminders(sqlite_platform) == 1


def test_result_handed_over__is_reminded_of_no_more(sqlite_platform: Platform) -> None:
    number = issue_death_extract(sqlite_platform)
    desk = actor_of(sqlite_platform, "motcua")
    (give,) = [one for one in view_dossier(sqlite_platform, desk, number).actions if one.main]
    act(sqlite_platform, desk, number, Act(give.id, give.step))
    days_later(sqlite_platform, AGAIN_AFTER.days + 1)
    assert waiting(sqlite_platform) == []
    assert reminders(sqlite_platform) == 0
    with sqlite_platform.database.read(ALL) as session:
        row: DossierRow = find_dossier(session, number)
        assert dossier_file(session, sqlite_platform.rules, row).state.lifecycle.value == "returned"
