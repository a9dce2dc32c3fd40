"""Figures typed in for a period: kept, wrong ones shown beside what was typed, appraisals for the few."""

import pytest
from tests.web.desk import Person, words

from motcua.web.application import create_application

PAGE = "/bao-cao/so-lieu-nhap?ky=2026-Q4"


@pytest.fixture
def app(sqlite_platform):
    return create_application(sqlite_platform)


def test_own_scores__are_kept_and_stand_in_form_02(app):
    person = Person(app, "motcua")
    assert "Điểm thẩm định" not in words(person.read(PAGE))
    answer = person.post(PAGE, {"so_self_5": "2", "so_self_8": "1,5", "ghi_chu_self_8": "Còn 3 kiến nghị"})
    assert answer.status_code == 302
    page = person.read(PAGE)
    assert 'value="1,5"' in page
    assert "Còn 3 kiến nghị" in page
    form = words(Person(app, "giamsat").read("/bao-cao/mau-02-danh-gia?ky=2026-Q4&don-vi=H88.31"))
    assert "Tạm tính" in form


def test_wrong_value__is_shown_beside_what_was_typed(app):
    person = Person(app, "motcua")
    answer = person.post(PAGE, {"so_self_5": "7", "so_feedback_total": "12"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "phải từ 0 đến 2" in words(page)
    assert 'value="7"' in page
    assert 'value="12"' in page
    assert 'value="12"' not in person.read(PAGE)


def test_appraisal__is_for_reporters_of_the_whole_province(app):
    supervisor = Person(app, "giamsat")
    address = f"{PAGE}&don-vi=H88.31"
    assert "Điểm thẩm định" in words(supervisor.read(address))
    assert supervisor.post(address, {"so_appraisal_5": "1"}).status_code == 302
    assert Person(app, "motcua").post(PAGE, {"so_appraisal_5": "2"}).status_code == 403


def test_period_that_does_not_exist__is_said_in_words(app):
    assert "Kỳ" in words(Person(app, "giamsat").read("/bao-cao/so-lieu-nhap?ky=2026-Q9"))
