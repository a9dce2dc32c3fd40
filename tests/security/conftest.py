"""One application on the example province for a whole module, and people of every kind signed in to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.clients import PASSWORD, Api
from tests.conftest import open_province

from motcua.services.passwords import hash_password
from motcua.services.runtime import Platform
from motcua.storage.accounts import NewAccount, accounts_changed, add_account, role_ids
from motcua.storage.tables import OfficerRow
from motcua.web.application import create_application

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
CITIZEN = "congdan"
TECHNICIAN = "kythuat"


@dataclass
class Browser:
    """A browser with somebody's session, or nobody's, and a token for the forms it posts."""

    app: Flask
    user: str = ""

    def __post_init__(self) -> None:
        self.sign_in()

    def sign_in(self) -> None:
        """A new session, also after the last one was ended."""
        self.client: FlaskClient = self.app.test_client()
        self.csrf = self._csrf("/login/")
        if self.user:
            body = {"username": self.user, "password": PASSWORD, "csrf_token": self.csrf}
            answer = self.client.post("/login/", data=body)
            assert answer.status_code == 302, f"{self.user}: {answer.status_code}"
            self.csrf = self._csrf("/resetmypassword/form")

    def _csrf(self, address: str) -> str:
        found = TOKEN.search(self.client.get(address).text)
        assert found, f"no form on {address}"
        return found[1]

    def get(self, address: str, **more: Any) -> Any:
        """A page."""
        return self.client.get(address, **more)

    def post(self, address: str, data: Any = None, **more: Any) -> Any:
        """A form posted as the page would."""
        pairs = list((data or {}).items()) if isinstance(data, dict) or data is None else list(data)
        form: dict[str, Any] = {"csrf_token": self.csrf}
        for name, value in pairs:
            form.setdefault(name, []).append(value) if name not in form else form[name].append(value)
        return self.client.post(address, data=form, **more)


@pytest.fixture(scope="module")
def secured(sqlite_province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The example province, with the accounts of a citizen and a technician besides the officers', for all tests of a module."""
    folder = tmp_path_factory.mktemp("secured")
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    platform.rules.refresh()
    with platform.database.write() as session:
        citizen = NewAccount(
            CITIZEN, "Trần Văn Dân", "dan@donglam.example", hash_password(PASSWORD), ("CongDan",)
        )
        add_account(session, citizen, platform.now())
        technician = NewAccount(
            TECHNICIAN, "Vũ Kỹ Thuật", "kt@donglam.example", hash_password(PASSWORD), ("QuanTriHeThong",)
        )
        user_id = add_account(session, technician, platform.now())
        session.add(
            OfficerRow(
                user_id=user_id,
                username=TECHNICIAN,
                full_name="Vũ Kỹ Thuật",
                name_folded="vu ky thuat",
                agency_code="H88.31",
                unit="",
            )
        )
        accounts_changed(session)
    yield platform
    platform.database.dispose()


@pytest.fixture(scope="module")
def secured_app(secured: Platform) -> Flask:
    """The application as it is served, without the limit on how often one address may sign in."""
    app = create_application(secured)
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False
    return app


@pytest.fixture(scope="module")
def secured_api(secured_app: Flask) -> Api:
    """Its API."""
    return Api(secured_app)


def role_number(platform: Platform, name: str) -> str:
    """The id of a role."""
    with platform.database.read() as session:
        return str(role_ids(session)[name])
