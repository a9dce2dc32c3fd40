"""Remarks that name people, and the messages that went out about a dossier."""

import pytest
from flask import Flask
from sqlalchemy import select
from tests.web.desk import Person, words

from motcua.services.mentions import names_in
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierEventRow, DossierRow, NoticeDeliveryRow
from motcua.web.application import create_application

EVERYTHING = Scope.everything("kiểm thử")


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@thuly xem giúp, @lanhdao. nữa", ("thuly", "lanhdao")),
        ("gửi về a@b.vn và thuly@donglam.example", ()),
        ("(@motcua.h88.31)", ("motcua.h88.31",)),
        ("@@", ()),
    ],
)
def test_names__are_read_from_a_text(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


def test_remark__names_people_chosen_and_typed_once_each(desk: Person, sqlite_platform: Platform) -> None:
    number = desk.receive()
    desk.press(number, "Chuyển thụ lý")
    page = desk.read(f"/ho-so/{number}")
    assert 'name="mention" value="thuly"' in page
    remark = {"text": "@lanhdao xem giúp", "mention": "thuly"}
    assert desk.post(f"/ho-so/{number}/trao-doi", remark, page=f"/ho-so/{number}").status_code == 302
    with sqlite_platform.database.read(EVERYTHING) as session:
        data = session.scalars(select(DossierEventRow.data).where(DossierEventRow.kind == "commented")).one()
    assert data["data"]["mentions"] == ["thuly", "lanhdao"]
    assert "nhắc Trần Minh Đức" in words(desk.read(f"/ho-so/{number}"))


def test_somebody_who_does_not_see_the_dossier__is_not_named_and_the_text_is_kept(desk: Person) -> None:
    number = desk.receive()
    for user in ("motcua2", "khong-co"):
        answer = desk.post(f"/ho-so/{number}/trao-doi", {"text": f"hỏi @{user} nhé"}, page=f"/ho-so/{number}")
        assert answer.status_code == 422
        assert f"Không nhắc được @{user}" in answer.text
        assert f"hỏi @{user} nhé" in answer.text


def test_messages_sent__stand_in_the_log_with_masked_addresses(
    desk: Person, sqlite_platform: Platform
) -> None:
    number = desk.receive()
    assert "Chưa gửi tin nào ra ngoài" in desk.read(f"/ho-so/{number}?phan=nhat-ky")
    with sqlite_platform.database.write(EVERYTHING) as session:
        row = session.scalars(select(DossierRow)).one()
        for attempt, (result, error) in enumerate((("failed", "máy chủ bận"), ("sent", "")), 1):
            session.add(
                NoticeDeliveryRow(
                    dossier_id=row.id,
                    agency_code=row.agency_code,
                    key="k",
                    notice="duoc-nhac-ten",
                    channel="email",
                    recipient="nhung@example.vn",
                    attempt=attempt,
                    result=result,
                    error=error,
                    at=sqlite_platform.now(),
                )
            )
    page = words(desk.read(f"/ho-so/{number}?phan=nhat-ky"))
    assert "n***@example.vn" in page
    assert "nhung@example.vn" not in page
    assert "máy chủ bận" in page
    assert "Đã gửi" in page
    assert "lần 2" in page
