"""The result is handed over: to whom, on which paper, and how the service is rated."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from tests.web.desk import ANSWERS, Person, hidden, words

from motcua.definitions.form import Option
from motcua.definitions.register import Question, Survey
from motcua.services.runtime import Platform
from motcua.services.surveys import score, survey_figure
from motcua.storage.scope import Scope
from motcua.storage.tables import SurveyAnswerRow
from motcua.web.application import create_application

TEAM = ("motcua", "thuly", "lanhdao", "vanthu", "motcua")


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


def to_the_counter(app: Flask, desk: Person) -> str:
    """A dossier whose result waits at the counter."""
    number = desk.receive()
    for user in TEAM[:-1]:
        person = desk if user == "motcua" else Person(app, user)
        page = person.read(f"/ho-so/{number}")
        button = re.search(r'<button class="btn btn-primary w-100"[^>]*>([^<]+)', page)
        if button is None:
            button = re.search(r'<a class="btn btn-primary w-100"[^>]*>([^<]+)', page)
        assert button, f"{user}: {words(page)[-600:]}"
        answer = person.press(number, button[1].strip().rstrip("…"))
        assert answer.status_code == 302, words(answer.text)[-600:]
    return number


def test_result_handed_over__keeps_the_receiver_the_rating_and_prints_a_receipt(
    app: Flask, sqlite_platform: Platform
) -> None:
    desk = Person(app, "motcua")
    number = to_the_counter(app, desk)
    page = desk.read(f"/ho-so/{number}")
    assert "Người nhận kết quả" in words(page)
    assert "Bạn có hài lòng không?" in words(page)
    given = {
        "receiver": "Nguyễn Văn Con",
        "receiver_paper": "001096000018",
        "delivery_note": "có giấy ủy quyền",
        "rating_tong-the": "2",
        "rating_thoi-gian": "1",
        "rating_phong-cach": "9",
    }
    done = desk.press(number, "Trả kết quả cho người nộp", **given)
    assert done.status_code == 302, words(done.text)[-800:]
    shown = desk.read(f"/ho-so/{number}?phan=ban-in")
    assert "Giấy biên nhận trả kết quả" in words(shown)
    assert "Quá trình xử lý hồ sơ" in words(shown)
    for paper in ("bien-nhan-tra-ket-qua", "qua-trinh-xu-ly"):
        assert desk.get(f"/ho-so/{number}/in/{paper}/pdf").data.startswith(b"%PDF")
    with sqlite_platform.database.read(Scope.everything("kiểm thử")) as session:
        row = session.scalars(select(SurveyAnswerRow)).one()
        figure = survey_figure(session)
    assert row.answers == {"tong-the": "2", "thoi-gian": "1"}, "what is no option is not kept"
    assert (row.points, row.most, figure.percent) == (3, 4, 75)


def test_result_handed_over_without_a_word__is_possible(app: Flask) -> None:
    desk = Person(app, "motcua")
    number = to_the_counter(app, desk)
    assert desk.press(number, "Trả kết quả cho người nộp").status_code == 302


def test_score__counts_answered_questions_only() -> None:
    options = (Option("2", "Tốt"), Option("0", "Chưa tốt"))
    survey = Survey("s", "S", (Question("a", "A", options), Question("b", "B", options), Question("c", "C")))
    assert score(survey, {"a": "2"}) == (2, 2)
    assert score(survey, {"a": "0", "b": "2", "c": "dài"}) == (2, 4)
    assert score(survey, {}) == (0, 0)


def test_guidance_before_receipt__prints_a_slip_without_a_number(app: Flask) -> None:
    desk = Person(app, "motcua")
    page = desk.read("/tiep-nhan/1.004873")
    typed = {**ANSWERS, "act": "guidance", "guide_reason": "Thiếu bản án"}
    slip = desk.client.post("/tiep-nhan/1.004873", data={**hidden(page), **typed})
    assert slip.data.startswith(b"%PDF")
