"""Guessing passwords: lockout that grows, the same words for every failure, limits on the token operation."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from tests.web.conftest import PASSWORD, post_form

from motcua.kernel.clock import VIETNAM
from motcua.services.initialize import initialize
from motcua.services.passwords import hash_password, verify_password
from motcua.services.sign_in import NotSignedIn, SignedIn, sign_in
from motcua.storage.tables import AccountRow


class MovingClock:
    """A clock the test moves."""

    def __init__(self):
        self.at = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)

    def now(self):
        return self.at


@pytest.fixture
def clock():
    return MovingClock()


@pytest.fixture
def installed(platform, clock):
    initialize(platform)
    return replace(platform, clock=clock)


def test_failures__lock_longer_and_longer_and_the_right_password_does_not_help(installed, clock):
    for _ in range(4):
        assert sign_in(installed, "quantri", "sai").locked_until is None
    waits = []
    for _ in range(8):
        locked = sign_in(installed, "quantri", "sai")
        waits.append(int((locked.locked_until - clock.at).total_seconds()))
        assert isinstance(sign_in(installed, "quantri", PASSWORD), NotSignedIn)
        clock.at = locked.locked_until + timedelta(seconds=1)
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert isinstance(sign_in(installed, "quantri", PASSWORD), SignedIn)
    assert sign_in(installed, "quantri", "sai").locked_until is None


def test_failures_of_yesterday__are_forgotten(installed, clock):
    for _ in range(4):
        sign_in(installed, "quantri", "sai")
    clock.at += timedelta(hours=25)
    assert sign_in(installed, "quantri", "sai").locked_until is None
    with installed.database.read() as session:
        assert session.scalars(select(AccountRow)).one().failed_count == 1


def test_unknown_name_and_wrong_password__are_told_the_same(client):
    wrong = post_form(client, "/login/", {"username": "quantri", "password": "sai"})
    unknown = post_form(client, "/login/", {"username": "khong-co", "password": "sai"})
    assert wrong.status_code == unknown.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in wrong.text
    assert wrong.text.count("chưa đúng") == unknown.text.count("chưa đúng")


def test_locked_account__says_until_when_on_the_page_and_in_the_api(client):
    for _ in range(5):
        page = post_form(client, "/login/", {"username": "quantri", "password": "sai"})
    assert "Tài khoản tạm khóa đến" in page.text
    answer = client.post("/api/v1/security/login", json={"username": "quantri", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 31


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"username": "quantri"}, ["/password"]),
        ({"username": 5, "password": ["x"]}, ["/username", "/password"]),
        ({"username": "quantri", "password": PASSWORD, "provider": "ldap"}, ["/provider"]),
    ],
)
def test_token_operation_with_a_wrong_body__names_the_fields(client, body, pointers):
    answer = client.post("/api/v1/security/login", json=body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json["errors"]] == pointers


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b'"x"'])
def test_token_operation_with_no_object__is_a_problem(client, body):
    answer = client.post("/api/v1/security/login", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_guessing_by_program__is_slowed_down_by_address(client):
    codes = [
        client.post("/api/v1/security/login", json={"username": f"nguoi{turn}", "password": "x"}).status_code
        for turn in range(65)
    ]
    assert codes[:60] == [401] * 60
    assert set(codes[61:]) == {429}


def test_refresh_token__gives_a_new_access_token(client):
    body = {"username": "quantri", "password": PASSWORD, "refresh": True}
    given = client.post("/api/v1/security/login", json=body).json
    headers = {"Authorization": f"Bearer {given['refresh_token']}"}
    assert client.post("/api/v1/security/refresh", headers=headers).json["access_token"]
    wrong = {"Authorization": f"Bearer {given['access_token']}"}
    assert client.post("/api/v1/security/refresh", headers=wrong).status_code == 401


def test_hash__is_readable_by_the_account_screens():
    werkzeug = pytest.importorskip("werkzeug.security")
    stored = hash_password("Mật khẩu dài 1")
    assert werkzeug.check_password_hash(stored, "Mật khẩu dài 1")
    assert not verify_password(stored, "Mật khẩu dài 2")
    assert verify_password(werkzeug.generate_password_hash("x", method="pbkdf2"), "x")
    assert not verify_password("plain", "plain")
