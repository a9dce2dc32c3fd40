"""The bell and the queue screen, as officers and administrators see them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from motcua.services.outbox import OutboxState
from motcua.services.runtime import Platform
from motcua.storage.insertion import insert_missing
from motcua.storage.tables import AuditEntryRow, InAppNoticeRow, JobRow, OutboxRow
from motcua.web.application import create_application

PASSWORD = "Motcua@2026"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
QUEUE = "/quan-tri/hang-doi"


@pytest.fixture
def served(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


def enter(app: Flask, user: str) -> FlaskClient:
    browser = app.test_client()
    token = TOKEN.search(browser.get("/login/").text)
    assert token
    data = {"username": user, "password": PASSWORD, "csrf_token": token[1]}
    assert browser.post("/login/", data=data).status_code == 302
    return browser


def press(browser: FlaskClient, page: str, action: str, **data: str):
    token = TOKEN.search(browser.get(page).text)
    assert token
    return browser.post(action, data={**data, "csrf_token": token[1]})


def tell(platform: Platform, user: str, text: str) -> int:
    with platform.database.write() as session:
        insert_missing(
            session,
            InAppNoticeRow,
            {
                "username": user,
                "number": "H88.31-261120-0001",
                "title": "Được giao hồ sơ",
                "text": text,
                "key": text,
                "at": platform.now(),
            },
        )
        return session.scalars(select(InAppNoticeRow.id).where(InAppNoticeRow.key == text)).one()


def queue(platform: Platform, state: OutboxState, **more: object) -> int:
    with platform.database.write() as session:
        row = OutboxRow(
            **{
                "topic": "notice.email",
                "key": f"H88.31-261120-0001/{state}/{more.pop('key', 'x')}",
                "payload": {
                    "title": "Đã tiếp nhận hồ sơ",
                    "to": "nhung@example.vn",
                    "name": "Mai Thị Hồng Nhung",
                    "text": "Nội dung riêng",
                },
                "state": state.value,
                "attempts": 2,
                "last_error": "Máy chủ thư không nhận địa chỉ này.",
                "created_at": platform.now(),
                "available_at": platform.now(),
                **more,
            }
        )
        session.add(row)
        session.flush()
        return row.id


def test_bell__shows_unread_opens_the_dossier_and_goes_quiet(
    served: Flask, sqlite_platform: Platform
) -> None:
    first = tell(sqlite_platform, "thuly", "Bạn được giao hồ sơ một")
    tell(sqlite_platform, "thuly", "Bạn được giao hồ sơ hai")
    other = tell(sqlite_platform, "lanhdao", "Của người khác")
    browser = enter(served, "thuly")
    page = browser.get("/thong-bao").text
    assert 'aria-label="Thông báo, 2 chưa đọc"' in page
    assert page.index("hồ sơ hai") < page.index("hồ sơ một")
    assert "Của người khác" not in page
    answer = press(browser, "/thong-bao", f"/thong-bao/{first}/mo")
    assert answer.headers["Location"] == "/ho-so/H88.31-261120-0001"
    assert "hồ sơ một" not in browser.get("/thong-bao?loc=chua-doc").text
    assert press(browser, "/thong-bao", f"/thong-bao/{other}/mo").status_code == 404
    press(browser, "/thong-bao", "/thong-bao/da-doc")
    assert 'aria-label="Thông báo"' in browser.get("/thong-bao").text


def test_queue__masks_whom_it_goes_to_and_sends_again(served: Flask, sqlite_platform: Platform) -> None:
    stuck = queue(sqlite_platform, OutboxState.DEAD)
    browser = enter(served, "quantri")
    page = browser.get(QUEUE).text
    assert "M. T. H. Nhung n***@example.vn" in page
    assert "nhung@example.vn" not in page
    assert "Nội dung riêng" not in page
    assert "Máy chủ thư không nhận địa chỉ này." in page
    assert "Tiến trình chạy nền đang không chạy" in page
    assert press(browser, QUEUE, f"{QUEUE}/{stuck}/gui-lai").status_code == 302
    with sqlite_platform.database.read() as session:
        row = session.get_one(OutboxRow, stuck)
        assert (row.state, row.attempts) == ("waiting", 0)
        assert session.scalars(select(AuditEntryRow.action)).all()[-1] == "outbox.retry"


def test_queue__gives_up_and_sends_all_again(served: Flask, sqlite_platform: Platform) -> None:
    given_up = queue(sqlite_platform, OutboxState.DEAD)
    browser = enter(served, "quantri")
    press(browser, QUEUE, f"{QUEUE}/{given_up}/bo")
    stuck = queue(sqlite_platform, OutboxState.DEAD, key="y")
    press(browser, QUEUE, f"{QUEUE}/gui-lai-tat-ca")
    with sqlite_platform.database.read() as session:
        assert session.get_one(OutboxRow, given_up).state == "canceled"
        assert session.get_one(OutboxRow, stuck).state == "waiting"
    answer = press(browser, f"{QUEUE}?loc=canceled", f"{QUEUE}/{given_up}/bo", back="//elsewhere")
    assert answer.headers["Location"] == QUEUE
    assert "không thay đổi được nữa" in browser.get(QUEUE).text


@pytest.mark.parametrize("state", ["dead", "retrying", "waiting", "sending", "done", "canceled", "khong-co"])
def test_every_filter__answers(served: Flask, sqlite_platform: Platform, state: str) -> None:
    for one in OutboxState:
        queue(sqlite_platform, one)
    with sqlite_platform.database.write() as session:
        session.execute(update(OutboxRow).where(OutboxRow.state == "dead").values(topic="dossier.due_soon"))
    browser = enter(served, "quantri")
    answer = browser.get(f"{QUEUE}?loc={state}&kenh=&so=h88.31-261120-0001&truoc=9999")
    assert answer.status_code == 200


def test_integrity_check__is_asked_for_once_and_shown(served: Flask, sqlite_platform: Platform) -> None:
    browser = enter(served, "quantri")
    for _time in range(2):
        press(browser, QUEUE, f"{QUEUE}/chay/check_integrity")
    press(browser, QUEUE, f"{QUEUE}/chay/khac")
    assert "Không có việc này." in browser.get(QUEUE).text
    with sqlite_platform.database.read() as session:
        (job,) = session.scalars(select(JobRow)).all()
    assert (job.kind, job.state, job.created_by) == ("check_integrity", "waiting", "quantri")


@pytest.mark.parametrize("user", ["motcua", "lanhdao", "giamsat"])
def test_queue__is_closed_to_others(served: Flask, user: str) -> None:
    browser = enter(served, user)
    assert browser.get(QUEUE).status_code == 403
    assert press(browser, "/thong-bao", f"{QUEUE}/1/gui-lai").status_code in {400, 403}
    assert served.test_client().get("/thong-bao").status_code == 302
