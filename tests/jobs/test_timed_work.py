"""What time alone brings about: reminders, telling those above, supplements that lapse. Each once, however often it runs."""

import contextlib
import sqlite3
from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.jobs.conftest import ALL, do, drain, later, on_screen, receive_one, rows, to_handling
from tests.loopback import SmtpSink

from motcua.dossiers.commands import Act, Assign, SupplementReceived
from motcua.jobs.timetable import TIMETABLE
from motcua.jobs.worker import Worker
from motcua.services.dossier_log import load_state
from motcua.services.integrity import examine
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.services.timed_tasks import known_tasks, register_tasks, take_task
from motcua.services.timed_work import KEPT_EVENTS, lapse_supplements, remind, tidy
from motcua.storage.tables import DossierEventRow, DossierRow


def lifecycle(platform: Platform, number: str) -> str:
    with platform.database.read(ALL) as session:
        return session.scalar(select(DossierRow.lifecycle).where(DossierRow.number == number)) or ""


def test_dossier_coming_due_and_overdue__officer_leader_and_those_above_are_told_once_each(
    province: Platform,
) -> None:
    number = to_handling(province)  # due Thursday 26/11 09:41
    do(province, "lanhdao", number, Assign("handle", "thuly"))
    drain(province)
    told = len(on_screen(province, "thuly"))
    province.clock.set("2026-11-25T09:00:00+07:00")
    assert remind(province).startswith("Nhắc 0 hồ sơ")
    province.clock.set("2026-11-25T10:00:00+07:00")
    assert remind(province).startswith("Nhắc 1 hồ sơ sắp đến hạn, 0 hồ sơ quá hạn")
    assert remind(province).startswith("Nhắc 0 hồ sơ")
    province.clock.set("2026-11-26T09:42:00+07:00")
    assert "1 hồ sơ quá hạn" in remind(province)
    province.clock.set("2026-11-30T09:40:00+07:00")
    assert "báo cấp trên 0" in remind(province)
    province.clock.set("2026-11-30T09:42:00+07:00")
    assert "báo cấp trên 1" in remind(province)
    assert "báo cấp trên 0" in remind(province)
    drain(province)
    soon, late = on_screen(province, "thuly")[told:]
    assert soon == (
        f"Hồ sơ {number}, Thủ tục cấp Giấy xác nhận tình trạng hôn nhân, hẹn trả 09:41 26/11/2026."
    )
    assert "quá hẹn trả 09:41 26/11/2026" in late
    assert [text for text in on_screen(province, "lanhdao") if "quá hẹn" in text]
    assert [text for text in on_screen(province, "giamsat") if "chưa có kết quả" in text]


def test_due_date_that_moves__is_reminded_of_anew(sqlite_platform: Platform) -> None:
    number = to_handling(sqlite_platform)
    sqlite_platform.clock.set("2026-11-26T09:42:00+07:00")
    assert "1 hồ sơ quá hạn" in remind(sqlite_platform)
    with sqlite_platform.database.read(ALL) as session:
        due_at = session.scalar(select(DossierRow.due_at).where(DossierRow.number == number))
    assert due_at is not None
    new = due_at.replace(day=30)
    do(sqlite_platform, "thuly", number, Act("extend", reason="chờ xác minh", deadline=new))
    assert "0 hồ sơ quá hạn" in remind(sqlite_platform)
    sqlite_platform.clock.set("2026-11-30T09:42:00+07:00")
    assert "1 hồ sơ quá hạn" in remind(sqlite_platform)


def test_dossier_whose_clock_stands_still__is_not_reminded_of(sqlite_platform: Platform) -> None:
    number = to_handling(sqlite_platform)
    do(sqlite_platform, "thuly", number, Act("request_supplement", reason="thiếu giấy"))
    sqlite_platform.clock.set("2026-11-27T09:42:00+07:00")
    assert remind(sqlite_platform).startswith("Nhắc 0 hồ sơ sắp đến hạn, 0 hồ sơ quá hạn")


def test_supplement_that_does_not_come__is_reminded_of_then_closes_the_dossier_once(
    connected: Platform, sink: SmtpSink
) -> None:
    number = to_handling(connected)
    do(connected, "thuly", number, Act("request_supplement", reason="thiếu giấy"))
    with connected.database.read(ALL) as session:
        row = session.scalars(select(DossierRow)).one()
        deadline = load_state(row).supplements[-1].deadline
    assert deadline is not None
    later(connected, days=(deadline - connected.now()).days - 2)
    assert "nhắc bổ sung 1" in remind(connected)
    assert "nhắc bổ sung 0" in remind(connected)
    assert lapse_supplements(connected) == "Đóng 0 hồ sơ quá hạn bổ sung."
    connected.clock.set(deadline.isoformat())
    later(connected, minutes=1)
    assert lapse_supplements(connected) == "Đóng 1 hồ sơ quá hạn bổ sung."
    assert lapse_supplements(connected) == "Đóng 0 hồ sơ quá hạn bổ sung."
    assert lifecycle(connected, number) == "stopped"
    assert examine(connected).findings == ()
    drain(connected)
    subjects = [mail["Subject"] for mail in sink.accepted]
    assert subjects[-2:] == [f"Sắp hết hạn bổ sung hồ sơ {number}", f"Dừng giải quyết hồ sơ {number}"]
    with connected.database.read(ALL) as session:
        event = session.scalars(select(DossierEventRow).order_by(DossierEventRow.seq.desc())).first()
    assert event is not None
    assert (event.kind, event.actor) == ("supplement_lapsed", "system")


def test_supplement_that_came_in_time__closes_nothing(sqlite_platform: Platform) -> None:
    number = to_handling(sqlite_platform)
    do(sqlite_platform, "thuly", number, Act("request_supplement", reason="thiếu giấy"))
    do(sqlite_platform, "motcua", number, SupplementReceived())
    later(sqlite_platform, days=60)
    assert lapse_supplements(sqlite_platform) == "Đóng 0 hồ sơ quá hạn bổ sung."
    assert lifecycle(sqlite_platform, number) == "processing"


def test_officer__cannot_lapse_a_supplement_before_its_deadline(sqlite_platform: Platform) -> None:
    number = to_handling(sqlite_platform)
    do(sqlite_platform, "thuly", number, Act("request_supplement", reason="thiếu giấy"))
    with pytest.raises(RefusedError, match="Còn trong hạn bổ sung"):
        do(sqlite_platform, "motcua", number, Act("supplement_lapsed"))


def test_settled_events__go_after_two_weeks_and_messages_stay(connected: Platform) -> None:
    receive_one(connected)
    drain(connected)
    before = len(rows(connected))
    later(connected, days=KEPT_EVENTS.days + 1)
    assert tidy(connected).startswith("Dọn 1 việc đã xong")
    assert rows(connected, "dossier.") == []
    assert len(rows(connected)) == before


def test_timed_task__is_taken_by_one_worker_and_again_when_that_one_died(province: Platform) -> None:
    now = province.now()
    with province.database.write() as session:
        register_tasks(session, ["remind"], now)
        register_tasks(session, ["remind"], now)
    lease = TIMETABLE["remind"].every
    taken = []
    for _worker in range(2):
        with province.database.write() as session:
            taken.append(take_task(session, "remind", now, lease))
    with province.database.write() as session:
        taken.append(take_task(session, "remind", now + lease, lease))
    assert taken == [True, False, True]


def test_task_that_fails__is_written_down_and_tried_again_and_the_others_run(
    sqlite_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("motcua.services.timed_work._coming_due", lambda *_: 1 / 0)
    Worker(sqlite_platform).drain()
    with sqlite_platform.database.read() as session:
        tasks = {row.kind: row for row in known_tasks(session)}
    assert (tasks["remind"].failed, tasks["tidy"].failed) == (1, 0)
    assert "ZeroDivisionError" in tasks["remind"].message
    assert (tasks["remind"].next_at - sqlite_platform.now()).total_seconds() == 60
    assert tasks["tidy"].message == "Dọn 0 việc đã xong và 0 thông báo đã đọc từ lâu."


def test_idle_worker__writes_nothing(sqlite_platform: Platform) -> None:
    worker = Worker(sqlite_platform)
    worker.drain()
    with contextlib.closing(sqlite3.connect(sqlite_platform.var / "motcua.sqlite3")) as watcher:
        before = watcher.execute("PRAGMA data_version").fetchone()
        assert not worker.turn()
        assert watcher.execute("PRAGMA data_version").fetchone() == before
        receive_one(sqlite_platform)
        assert watcher.execute("PRAGMA data_version").fetchone() != before


def test_policy_that_leaves_it_to_people__closes_nothing(
    sqlite_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = to_handling(sqlite_platform)
    do(sqlite_platform, "thuly", number, Act("request_supplement", reason="thiếu giấy"))
    later(sqlite_platform, days=60)
    policy = sqlite_platform.rules.definition("policy", "nd-118", sqlite_platform.today())
    patient = replace(policy, supplement=replace(policy.supplement, lapses=False))
    monkeypatch.setattr(sqlite_platform.rules, "by_id", lambda kind, revision: patient)
    assert lapse_supplements(sqlite_platform) == ("Đóng 0 hồ sơ quá hạn bổ sung, 1 hồ sơ chờ người xử lý.")
    assert lifecycle(sqlite_platform, number) == "waiting_supplement"
