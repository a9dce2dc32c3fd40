"""The framework's screens of accounts and roles asked for what they were not made for."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from tests.security.conftest import Browser, role_number

from motcua.services.runtime import Platform
from motcua.storage.accounts import role_ids


@pytest.fixture
def admin(secured_app: Flask) -> Browser:
    return Browser(secured_app, "quantri")


def test_role_copied_twice__gets_two_names(admin: Browser, secured: Platform) -> None:
    body = [("action", "copyrole"), ("rowid", role_number(secured, "VanThu"))]
    for _time in range(2):
        assert admin.post("/roles/action_post", body).status_code == 302
    with secured.database.read() as session:
        assert {"VanThu (bản sao)", "VanThu (bản sao 2)"} <= role_ids(session).keys()


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/roles/action/khong-co/1", []),
        ("/roles/action/copyrole/1", []),
        ("/roles/action_post", []),
        ("/roles/action_post", [("action", "copyrole"), ("rowid", "999999")]),
        ("/roles/action_post", [("action", "copyrole"), ("rowid", "1 OR 1=1")]),
        ("/users/action/resetpasswords/999999", []),
        ("/users/action/resetpasswords/x", []),
        ("/users/action_post", [("action", "resetpasswords"), ("rowid", "1")]),
        ("/users/edit/999999", []),
        ("/users/edit/x", []),
        ("/roles/delete/999999", []),
    ],
)
def test_act_or_row_that_is_none__does_not_exist(admin: Browser, address: str, body: list) -> None:
    assert admin.post(address, body).status_code == 404


@pytest.mark.parametrize(
    "address", ["/users/download/x.txt", "/groups/list/", "/groups/add", "/roles/action/copyrole/1"]
)
def test_screen_that_is_not_used__does_not_exist(admin: Browser, address: str) -> None:
    assert admin.get(address).status_code in (404, 405)


def test_role_somebody_has__is_not_deleted(admin: Browser, secured: Platform) -> None:
    number = role_number(secured, "MotCua")
    assert admin.post(f"/roles/delete/{number}").status_code < 500
    with secured.database.read() as session:
        assert "MotCua" in role_ids(session)


@pytest.mark.parametrize("value", ["x", "999999999999999999999999", "-1", "1'--", "%00"])
@pytest.mark.parametrize(
    "address",
    [
        "/users/show/{}",
        "/users/edit/{}",
        "/roles/show/{}",
        "/resetpassword/form?pk={}",
        "/users/list/?page_MotCuaUserView={}",
        "/users/list/?_flt_0_username={}",
        "/users/list/?_oc_MotCuaUserView={}&_od_MotCuaUserView=asc",
    ],
)
def test_strange_address__is_no_failure(admin: Browser, address: str, value: str) -> None:
    assert admin.get(address.format(value)).status_code < 500


def test_passwords_and_sessions__stand_in_no_page(admin: Browser, secured: Platform) -> None:
    with secured.database.reading.connect() as connection:
        number, kept = connection.execute(
            text("SELECT id, password FROM ab_user WHERE username = 'motcua'")
        ).one()
    for address in (f"/users/show/{number}", f"/users/edit/{number}", "/users/list/"):
        assert kept not in admin.get(address).text
