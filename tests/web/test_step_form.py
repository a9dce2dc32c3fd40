"""A step asks for answers of its own: drawn in its dialog, checked, kept, shown on the dossier."""

import pytest
from flask import Flask
from tests.unit.services.proving import business
from tests.unit.services.test_child_dossiers import publish
from tests.web.desk import Person, words

from motcua.services.runtime import Platform
from motcua.web.application import create_application

RULES = """
kind: form
code: bien-ban-kiem-tra
name: Biên bản kiểm tra địa điểm
sections:
  - id: chung
    title: Biên bản kiểm tra địa điểm
    fields:
      - {id: dien_tich_thuc_te, type: decimal, label: Diện tích thực tế, required: true, min: "1"}
      - {id: nhan_xet, type: long_text, label: Nhận xét}
---
kind: process
code: tiep-nhan-co-bien-ban
name: Quy trình có biên bản khi tiếp nhận
extends: household-business
steps:
  - {id: receive, form: bien-ban-kiem-tra}
---
kind: overlay
of: procedure/1.001612
reason: thử biểu mẫu của bước
process: tiep-nhan-co-bien-ban
"""


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    publish(sqlite_platform, RULES)
    return create_application(sqlite_platform)


def test_form_of_a_step__is_drawn_checked_and_shown(app: Flask, sqlite_platform: Platform) -> None:
    number = business(sqlite_platform)
    desk = Person(app, "motcua")
    page = desk.read(f"/ho-so/{number}")
    assert "Diện tích thực tế" in page
    assert 'name="answers.dien_tich_thuc_te"' in page
    refused = desk.press(number, "Chuyển thụ lý", **{"answers.nhan_xet": "Đúng địa chỉ"})
    assert refused.status_code == 422
    assert "Diện tích thực tế" in words(refused.text)
    assert "Đúng địa chỉ" in refused.text
    done = desk.press(
        number, "Chuyển thụ lý", **{"answers.dien_tich_thuc_te": "32,5", "answers.nhan_xet": "Đúng địa chỉ"}
    )
    assert done.status_code == 302, words(done.text)
    shown = words(desk.read(f"/ho-so/{number}"))
    assert "Biên bản kiểm tra địa điểm" in shown
    assert "32,5" in shown
    assert "Đúng địa chỉ" in shown
