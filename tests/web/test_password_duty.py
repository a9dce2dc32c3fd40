"""A password somebody else has chosen opens nothing but the page to change it, on every request and for programs too."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from tests.web.conftest import PASSWORD, post_form

from motcua.services.runtime import Platform
from motcua.storage.tables import AccountRow

OWN = "Cua.Toi@2026"
CHANGE = "/resetmypassword/form"


@pytest.fixture
def officer(add_officer: Callable[..., int], platform: Platform) -> int:
    user_id = add_officer("lanh", "one-stop-officer", "H88.31")
    with platform.database.write() as session:
        session.execute(
            update(AccountRow).where(AccountRow.user_id == user_id).values(must_change_password=True)
        )
    return user_id


def test_every_page__leads_to_the_change_until_it_is_made(
    officer: int, sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in("lanh")
    for page in ("/", "/viec", "/thong-bao", "/tiep-nhan"):
        answer = browser.get(page)
        assert (answer.status_code, answer.location) == (302, f"{CHANGE}"), page
    part = browser.get("/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, CHANGE)
    assert "Đặt mật khẩu mới trước khi làm việc" in browser.get(CHANGE).text
    assert post_form(browser, CHANGE, {"password": OWN, "conf_password": OWN}).status_code == 302
    assert browser.get("/thong-bao").status_code == 200
    assert sign_in("lanh", OWN).get("/thong-bao").status_code == 200


def test_program__is_told_clearly(officer: int, app: Flask, token: Callable[..., dict[str, str]]) -> None:
    answer = app.test_client().get("/api/v1/dossiers", headers=token("lanh"))
    assert answer.status_code == 403
    assert answer.json["code"] == "password_change_required"
    assert "đặt mật khẩu mới" in answer.json["detail"]


def test_password_set_by_an_administrator__must_be_changed_by_its_owner(
    add_officer: Callable[..., int], sign_in: Callable[..., FlaskClient]
) -> None:
    user_id = add_officer("thu", "clerk", "H88.31")
    add_officer("quan", "catalog-admin", "H88.01")
    admin = sign_in("quan")
    page = f"/resetpassword/form?pk={user_id}"
    assert post_form(admin, page, {"password": OWN, "conf_password": OWN}).status_code == 302
    assert admin.get("/thong-bao").status_code == 200, "the administrator goes on"
    assert sign_in("thu", OWN).get("/thong-bao").location == CHANGE
    assert PASSWORD != OWN
