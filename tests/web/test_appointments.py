"""An account made on the account screen is offered a position at once; with it, its owner can work."""

import pytest
from flask import Flask
from tests.web.desk import PASSWORD, Person, words

from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.storage.accounts import role_ids
from motcua.web.application import create_application

PLACE = "/quan-tri/bo-nhiem"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


def test_new_account__is_offered_a_position_and_works_with_it(app: Flask, sqlite_platform: Platform) -> None:
    admin = Person(app, "quantri")
    with sqlite_platform.database.read() as session:
        roles = str(role_ids(session)["MotCua"])
    made = {
        "username": "moi",
        "last_name": "Nguyễn Thị",
        "first_name": "Mới",
        "email": "moi@donglam.example",
        "active": "y",
        "roles": [roles],
        "password": PASSWORD,
        "conf_password": PASSWORD,
    }
    answer = admin.post("/users/add", made)
    assert answer.status_code == 302
    assert answer.location.startswith(f"{PLACE}?account=")
    account = answer.location.rpartition("=")[2]
    page = admin.read(answer.location)
    assert "Chọn đơn vị và chức danh" in words(page)
    assert f'<option value="{account}" selected>' in page
    wanted = {"account": account, "agency": "H88.31", "position": "one-stop-officer", "starts": "20/11/2026"}
    assert "Chọn một chức danh" in words(admin.post(PLACE, {**wanted, "position": ""}).text)
    assert "Ghi ngày bắt đầu" in words(admin.post(PLACE, {**wanted, "starts": "mai"}).text)
    assert admin.post(PLACE, wanted).status_code == 302
    assert "Đã bổ nhiệm" in words(admin.read(PLACE))
    assert "đang giữ chức danh này" in words(admin.post(PLACE, wanted).text)
    with sqlite_platform.database.read() as session:
        actor = identity_by_name(session, "moi").actor(sqlite_platform.now())
    assert (actor.agency, [one.position for one in actor.holdings]) == ("H88.31", ["one-stop-officer"])
    assert "can_receive" in actor.permissions
    newcomer = Person(app, "moi")
    assert newcomer.get("/tiep-nhan").location == "/resetmypassword/form"
