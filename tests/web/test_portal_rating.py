"""An applicant rates how a dossier was settled: form 01 of the scoring, once, and the reports count it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from tests.web.desk import Person, hidden, words

from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import SurveyAnswerRow
from motcua.web.application import create_application

ALL = Scope.everything("kiểm thử")
IDENTITY = "001196012345"
ANSWERS = {
    "a.tong-thoi-gian": "2",
    "a.thoi-gian-tung-co-quan": "1",
    "a.so-lan-lien-he": "2",
    "a.so-co-quan-lien-he": "2",
    "a.cong-khai": "1",
    "a.thai-do": "2",
    "a.y-kien-khac": "Cảm ơn các anh chị",
}


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


@pytest.fixture
def ended(app: Flask, desk: Person) -> str:
    """A dossier that was refused after it had been looked into."""
    number = desk.receive(payment_way="later")
    assert desk.press(number, "Chuyển thụ lý").status_code == 302
    answer = Person(app, "thuly").press(number, "Từ chối giải quyết", reason="Không đủ điều kiện")
    assert answer.status_code == 302, words(answer.text)[-600:]
    return number


class Applicant:
    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def page(self, number: str) -> Any:
        return self.client.get(f"/tra-cuu/{number}/danh-gia", follow_redirects=True)

    def send(self, number: str, **data: str) -> Any:
        url = f"/tra-cuu/{number}/danh-gia"
        posted = {**hidden(self.page(number).text), **data}
        return self.client.post(url, data=posted, follow_redirects=True)


def slips(platform: Platform) -> list[SurveyAnswerRow]:
    with platform.database.read(ALL) as session:
        return list(session.scalars(select(SurveyAnswerRow)))


def test_applicant_who_proves_it_is_theirs__rates_once_and_the_officer_reads_it(
    app: Flask, sqlite_platform: Platform, desk: Person, ended: str
) -> None:
    citizen = Applicant(app)
    assert "Đánh giá việc giải quyết" in words(citizen.client.get(f"/tra-cuu/{ended}").text)
    wrong = citizen.send(ended, identity="999")
    assert wrong.status_code == 422
    assert "Mã hồ sơ hoặc số giấy tờ không đúng" in words(wrong.text)
    asked = citizen.send(ended, identity=IDENTITY)
    assert "Thái độ của người tiếp nhận?" in words(asked.text)

    missing = citizen.send(ended, **{"a.thai-do": "2"})
    assert missing.status_code == 422
    assert "Còn 5 câu chưa trả lời." in words(missing.text)
    assert slips(sqlite_platform) == []

    thanked = citizen.send(ended, **ANSWERS)
    assert "Đã ghi đánh giá. Cảm ơn bạn." in words(thanked.text)
    (kept,) = slips(sqlite_platform)
    assert (kept.survey, kept.points, kept.most, kept.note) == (
        "danh-gia-ho-so",
        10,
        12,
        "Cảm ơn các anh chị",
    )
    assert "mỗi hồ sơ đánh giá một lần" in words(citizen.page(ended).text)

    shown = words(desk.read(f"/ho-so/{ended}?phan=ket-qua"))
    assert "Điểm của người giải quyết (chỉ số 1, 2, 3, 4, 7): 9/10" in shown
    assert "Cộng: 10/12" in shown
    assert "Ý kiến khác: Cảm ơn các anh chị" in shown


def test_dossier_that_still_runs__is_not_rated(app: Flask, sqlite_platform: Platform, desk: Person) -> None:
    number = desk.receive()
    citizen = Applicant(app)
    answer = citizen.send(number, identity=IDENTITY)
    assert "chưa giải quyết xong" in words(answer.text)
    assert slips(sqlite_platform) == []
