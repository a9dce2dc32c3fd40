"""Why a value is what it is: on screen, with what the layers below said."""

import pytest
from flask import Flask
from tests.unit.services.test_child_dossiers import publish
from tests.web.desk import Person, words

from motcua.services.runtime import Platform
from motcua.services.value_history import reasons
from motcua.web.application import create_application

OVERLAY = """
kind: overlay
of: procedure/1.004873
agency: H88.31
reason: xã rút ngắn
texts:
  - {title: Ghi chú của xã, text: Trả sớm.}
dossier_sets: 2
"""


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    publish(sqlite_platform, OVERLAY)
    return create_application(sqlite_platform)


def test_values__name_their_layer_and_what_they_replace(app: Flask, sqlite_platform: Platform) -> None:
    found, values = reasons(sqlite_platform, "procedure", "1.004873", "H88.31", sqlite_platform.today())
    assert found.agency == "H88.31"
    by_pointer = {one.value.pointer: one for one in values}
    assert by_pointer["/dossier_sets"].value.origin_words == "cơ quan"
    form = by_pointer["/form"]
    assert form.value.origin_words == "tỉnh"
    assert [one.layer for one in form.overruled] == ["mẫu chung nen-chung", "mẫu chung cap-xa-ho-tich"]
    assert all(one.said for one in values if one.value.pointer.startswith("/offers/"))
    del app


def test_page__shows_them_and_finds_by_words_without_marks(app: Flask) -> None:
    handler = Person(app, "thuly")
    page = words(handler.read("/thu-tuc/1.004873/vi-sao?co-quan=H88.31"))
    assert "Vì sao thủ tục quy định như vậy?" in page
    assert "Thay cho: mẫu chung nen-chung ghi" in page
    looked = words(handler.read("/thu-tuc/1.004873/vi-sao?tim=thoi han"))
    assert "time_limit" in looked
    assert "/checklist/" not in looked
    assert "Không có mục nào khớp" in handler.read("/thu-tuc/1.004873/vi-sao?tim=zzzz")
    assert handler.get("/thu-tuc/9.999999/vi-sao").status_code == 404
    assert "Vì sao quy định như vậy?" in handler.read("/thu-tuc/1.004873")
