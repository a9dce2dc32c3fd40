"""The application on a fresh database of either engine, people to sign in, clients that remember their cookie."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from motcua.bootstrap import build_platform, read_settings
from motcua.kernel.text import fold
from motcua.services.passwords import hash_password
from motcua.services.roles import role_of_position
from motcua.services.runtime import Platform
from motcua.storage.accounts import NewAccount, accounts_changed, add_account
from motcua.storage.tables import HoldingRow, OfficerRow
from motcua.web.application import create_application

PASSWORD = "Motcua@2026"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(scope="session")
def password_hash() -> str:
    """One hash for everybody: making one takes a tenth of a second."""
    return hash_password(PASSWORD)


@pytest.fixture
def platform(database_url: str, tmp_path: Path) -> Iterator[Platform]:
    """The platform on an empty database."""
    settings = read_settings(
        {
            "MOTCUA_VAR": str(tmp_path / "var"),
            "MOTCUA_DATABASE_URL": database_url,
            "MOTCUA_ADMIN_PASSWORD": PASSWORD,
        }
    )
    wired = build_platform(settings)
    yield wired
    wired.database.dispose()


@pytest.fixture
def app(platform: Platform) -> Flask:
    """The application as it is served, protections and all."""
    made = create_application(platform)
    made.config["RATELIMIT_ENABLED"] = True
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def add_officer(app: Flask, platform: Platform, password_hash: str) -> Callable[..., int]:
    """A function that appoints somebody: `add_officer("motcua", "one-stop-officer", "H88.31")`."""

    def add(username: str, position: str, agency: str, unit: str = "", name: str = "Nguyễn Thị Lan") -> int:
        with platform.database.write() as session:
            account = NewAccount(
                username, name, f"{username}@motcua.invalid", password_hash, (role_of_position(position),)
            )
            user_id = add_account(session, account, platform.now())
            officer = OfficerRow(
                user_id=user_id,
                username=username,
                full_name=name,
                name_folded=fold(name),
                agency_code=agency,
                unit=unit,
            )
            session.add(officer)
            session.flush()
            session.add(HoldingRow(officer_id=officer.id, position=position, agency_code=agency, unit=unit))
            accounts_changed(session)
        return user_id

    return add


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., FlaskClient]:
    """A function that signs somebody in in a browser of its own."""

    def enter(username: str, password: str = PASSWORD) -> FlaskClient:
        browser = app.test_client()
        answer = post_form(browser, "/login/", {"username": username, "password": password})
        assert answer.status_code == 302, answer.text
        return browser

    return enter


@pytest.fixture
def token(app: Flask) -> Callable[..., dict[str, str]]:
    """A function that signs a program in and gives its headers."""

    def enter(username: str, password: str = PASSWORD) -> dict[str, str]:
        body = {"username": username, "password": password, "provider": "db"}
        answer = app.test_client().post("/api/v1/security/login", json=body)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json['access_token']}"}

    return enter


def post_form(browser: FlaskClient, url: str, data: dict, page: str = ""):
    """Post a form the way a browser does: with the token of the page it stands on."""
    found = TOKEN.search(browser.get(page or url).text)
    assert found, f"no form on {page or url}"
    return browser.post(url, data={**data, "csrf_token": found[1]})
