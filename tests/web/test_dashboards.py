"""Dashboards in the browser: figures that open their dossiers, charts with tables, the portal's without signing in."""

import re
from html import unescape

import pytest
from flask import Flask
from tests.clients import Api
from tests.web.desk import Person, words

from motcua.services.runtime import Platform
from motcua.web.application import create_application


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    made = create_application(sqlite_platform)
    api = Api(made)
    api.receive("motcua", "1.001193")
    api.receive("motcua2", "1.001193")
    return made


def test_board_of_the_province__opens_the_dossiers_behind_its_figures(app: Flask) -> None:
    person = Person(app, "giamsat")
    page = person.read("/bang-theo-doi")
    shown = words(page)
    assert "Tình hình giải quyết hồ sơ toàn tỉnh" in shown
    assert "style=" not in page
    figure = re.search(
        r'<a class="fig" href="([^"]+cot=c5[^"]*)"><span class="l">Tiếp nhận tháng này</span>'
        r'<span class="v">(\d+)</span>',
        page,
    )
    assert figure is not None
    opened = person.read(unescape(figure[1]))
    assert len(set(re.findall(r"H88\.\d+-\d{6}-\d{4}", opened))) == int(figure[2]) == 2
    assert page.count("<summary") >= page.count('role="img" aria-label="Hồ sơ') >= 1


def test_board__is_of_role_and_agency(app: Flask) -> None:
    leader = Person(app, "lanhdao")
    assert "của xã, phường" in words(leader.read("/bang-theo-doi"))
    assert leader.get("/bang-theo-doi/bang-tinh").status_code == 404
    assert "Việc của tôi" in words(Person(app, "thuly").read("/bang-theo-doi"))


def test_portal__shows_the_public_board_to_visitors(app: Flask) -> None:
    page = app.test_client().get("/cong/so-lieu").get_data(as_text=True)
    assert "Kết quả giải quyết theo hạn" in words(page)
    assert "/bao-cao/" not in page
    assert "/ho-so/" not in page
