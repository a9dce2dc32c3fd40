"""What is told to whom when something happens to a dossier, over which channel, in which words."""

import pytest
from sqlalchemy import func, select, update
from tests.jobs.conftest import ALL, do, drain, later, officer, on_screen, receive_one, rows, to_handling
from tests.loopback import HttpGateway, SmtpSink

from motcua.dossiers.commands import Act, Assign, Comment
from motcua.services.notice_inbox import inbox, mark_read, unread_count
from motcua.services.outbox import MAX_ATTEMPTS, OutboxState
from motcua.services.outbox_view import QueueQuery, cancel, queue_counts, queue_page, retry, retry_all
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow, InAppNoticeRow, NoticeDeliveryRow, OutboxRow


def deliveries(platform: Platform) -> list[NoticeDeliveryRow]:
    with platform.database.read(ALL) as session:
        return list(session.scalars(select(NoticeDeliveryRow).order_by(NoticeDeliveryRow.id)))


def test_dossier_received__applicant_is_told_by_mail_and_sms_once(
    connected: Platform, sink: SmtpSink, gateway: HttpGateway
) -> None:
    number = receive_one(connected)
    drain(connected)
    drain(connected)
    (mail,) = sink.accepted
    assert mail["To"] == "nhung@example.vn"
    assert mail["Subject"] == f"Đã tiếp nhận hồ sơ {number}"
    assert "Hẹn trả kết quả 09:41 26/11/2026." in mail.get_content()
    (call,) = gateway.calls
    assert call.fields["phone"] == "84912345678"
    assert call.fields["message"].startswith(f"Ho so {number} da duoc Trung tam Phuc vu hanh chinh cong")
    assert {row.state for row in rows(connected, "")} == {"done"}
    assert [(one.channel, one.result, one.attempt) for one in deliveries(connected)] == [
        ("sms", "sent", 1),
        ("email", "sent", 1),
    ]


def test_applicant_without_an_address__is_told_over_the_channels_that_reach(
    one_connected: Platform, sink: SmtpSink, gateway: HttpGateway
) -> None:
    receive_one(one_connected, email="")
    drain(one_connected)
    assert sink.accepted == []
    assert len(gateway.calls) == 1


def test_dossier_of_the_example_province__is_never_told_to_the_outside(
    one_connected: Platform, sink: SmtpSink, gateway: HttpGateway
) -> None:
    receive_one(one_connected)
    with one_connected.database.write(ALL) as session:
        session.execute(update(DossierRow).values(demo=True))
    drain(one_connected)
    assert (sink.accepted, gateway.calls) == ([], [])
    assert rows(one_connected) == []


def test_news_that_waited_a_week__are_not_sent_any_more(one_connected: Platform, sink: SmtpSink) -> None:
    receive_one(one_connected)
    later(one_connected, days=8)
    drain(one_connected)
    assert sink.accepted == []
    assert {row.state for row in rows(one_connected, "dossier.received")} == {"done"}


def test_assigned_and_mentioned__are_told_on_screen_and_the_doer_is_not(connected: Platform) -> None:
    number = to_handling(connected)
    do(connected, "lanhdao", number, Assign("handle", "thuly"))
    do(connected, "lanhdao", number, Comment("Xem giúp giấy xác nhận", ("thuly", "lanhdao")))
    drain(connected)
    assigned, mentioned = on_screen(connected, "thuly")
    assert assigned.startswith(f"Bạn được giao hồ sơ {number}, ")
    assert mentioned.endswith(f"nhắc đến bạn ở hồ sơ {number}: Xem giúp giấy xác nhận")
    assert on_screen(connected, "lanhdao") == []


def test_inbox__counts_unread_shows_newest_first_and_belongs_to_one_person(
    one_connected: Platform,
) -> None:
    number = receive_one(one_connected)
    for word in ("một", "hai", "ba"):
        do(one_connected, "lanhdao", number, Comment(word, ("thuly",)))
    drain(one_connected)
    with one_connected.database.write() as session:
        page = inbox(session, "thuly")
        assert [row.text[-3:].strip() for row in page.rows] == ["ba", "hai", "một"]
        assert unread_count(session, "thuly") == 3
        assert mark_read(session, "motcua", one_connected.now(), page.rows[0].id) == ""
        assert unread_count(session, "thuly") == 3
        assert mark_read(session, "thuly", one_connected.now(), page.rows[0].id) == number
        assert unread_count(session, "thuly") == 2
        assert len(inbox(session, "thuly", unread_only=True).rows) == 2
        mark_read(session, "thuly", one_connected.now())
        assert unread_count(session, "thuly") == 0


def test_supplement_asked_for__text_names_reason_and_deadline(
    one_connected: Platform, sink: SmtpSink
) -> None:
    number = to_handling(one_connected)
    do(one_connected, "thuly", number, Act("request_supplement", reason="thiếu giấy xác nhận"))
    drain(one_connected)
    text = sink.accepted[-1].get_content()
    assert "thiếu giấy xác nhận" in text
    assert "Nộp bổ sung trước" in text


def test_server_down__message_is_tried_again_later_each_time_and_dead_in_the_end(
    connected: Platform, sink: SmtpSink, gateway: HttpGateway
) -> None:
    sink.refuse = "451 try later"
    receive_one(connected)
    drain(connected)
    waits = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        row = next(row for row in rows(connected) if row.topic == "notice.email")
        assert row.attempts == attempt
        if attempt < MAX_ATTEMPTS:
            assert row.state == OutboxState.WAITING
            waits.append((row.available_at - connected.now()).total_seconds())
            connected.clock.set(row.available_at.isoformat())  # type: ignore[attr-defined]
            drain(connected)
    assert row.state == OutboxState.DEAD
    assert all(15 * 2**index <= wait <= 30 * 2**index for index, wait in enumerate(waits[:7]))
    assert all(1800 <= wait <= 3600 for wait in waits[7:])
    results = [one.result for one in deliveries(connected) if one.channel == "email"]
    assert results == ["failed"] * (MAX_ATTEMPTS - 1) + ["given_up"]
    assert len(gateway.calls) == 1  # the other channel was not held up


def test_stuck_messages__are_seen_sent_again_or_given_up_by_who_may(
    connected: Platform, sink: SmtpSink
) -> None:
    sink.refuse = "550 no such user"
    number = receive_one(connected)
    drain(connected)
    admin = officer(connected, "quantri")
    with connected.database.read() as session:
        assert queue_counts(session, connected.now()).dead == 1
        (stuck,) = queue_page(session, QueueQuery("dead", number=number)).rows
        assert queue_page(session, QueueQuery("dead", channel="sms")).rows == []
    with pytest.raises(PermissionError):
        retry(connected, officer(connected, "motcua"), stuck.id)
    cancel(connected, admin, stuck.id)
    with pytest.raises(LookupError, match="đã bỏ"):
        cancel(connected, admin, stuck.id)
    sink.refuse = ""
    retry(connected, admin, stuck.id)
    drain(connected)
    assert len(sink.accepted) == 1
    with pytest.raises(LookupError, match="đã gửi"):
        retry(connected, admin, stuck.id)
    assert retry_all(connected, admin) == 0


class Failing:
    def send(self, options: object, message: object, key: str) -> None:
        raise ZeroDivisionError


def test_plugin_that_breaks__keeps_the_message_and_the_dossier(
    one_connected: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    registration = one_connected.registry.entries["notifier"]["email"]
    monkeypatch.setattr(type(registration.implementation), "send", Failing.send)
    number = receive_one(one_connected)
    drain(one_connected)
    row = next(row for row in rows(one_connected) if row.topic == "notice.email")
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "ZeroDivisionError" in row.last_error
    with one_connected.database.read(ALL) as session:
        assert session.scalar(select(DossierRow.number)) == number


def test_events_nobody_listens_to__are_settled_in_one_go(one_connected: Platform) -> None:
    now = one_connected.now()
    with one_connected.database.write() as session:
        session.add_all(
            OutboxRow(topic="dossier.forwarded", payload={}, created_at=now, available_at=now)
            for _index in range(300)
        )
    drain(one_connected)
    assert {row.state for row in rows(one_connected, "dossier.")} == {"done"}
    with one_connected.database.read() as session:
        assert session.scalar(select(func.count()).select_from(InAppNoticeRow)) == 0
