"""The screens of merging and splitting agencies: refusals in words, dry run, choices, carrying out, what people see."""

import pytest
from flask import Flask
from tests.web.desk import Person, words

from motcua.services.runtime import Platform
from motcua.web.application import create_application

PLACE = "/quan-tri/sap-xep-don-vi"
MERGER = {
    "kind": "merge",
    "decision_number": "12/NQ-HĐND",
    "effective_on": "20/11/2026",
    "source": ["H88.31", "H88.32"],
    "code-0": "H88.900",
    "name-0": "Ủy ban nhân dân phường Hòa An",
    "short_name-0": "UBND phường Hòa An",
}


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


def planned(admin: Person, typed: dict[str, object]) -> str:
    answer = admin.post(f"{PLACE}/lap", typed)
    assert answer.status_code == 302, words(answer.text)[-1500:]
    return str(answer.location)


def test_merger__is_shown_before_it_is_done_and_its_people_go_on(app: Flask) -> None:
    number = Person(app, "motcua").receive()
    admin = Person(app, "quantri")
    page = planned(admin, MERGER)
    shown = words(admin.read(page))
    assert "1 hồ sơ đang giải quyết chuyển đơn vị" in shown
    assert "Mã hồ sơ, ngày hẹn trả và người đang làm giữ nguyên" in shown
    assert "tiếp nhận phần việc được chuyển" in shown
    assert number in shown
    assert admin.post(page, {"act": "run"}).status_code == 302
    assert "Đã chuyển 1 hồ sơ" in words(admin.read(page))
    assert "Đã thực hiện" in words(admin.read(PLACE))
    desk = Person(app, "motcua")
    assert "Chuyển sang đơn vị kế tục" in desk.read(f"/ho-so/{number}?phan=nhat-ky")
    assert "phường Hòa An" in desk.read("/")
    again = admin.post(page, {"act": "cancel"}, page=f"{PLACE}/lap")
    assert again.status_code == 422
    assert "không hủy được nữa" in again.text


def test_split__lets_dossiers_and_officers_be_chosen_one_by_one(app: Flask) -> None:
    number = Person(app, "motcua").receive()
    admin = Person(app, "quantri")
    typed = {
        **MERGER,
        "kind": "split",
        "source": ["H88.31"],
        "code-0": "H88.31",
        "name-0": "",
        "short_name-0": "",
        "code-1": "H88.901",
        "name-1": "Ủy ban nhân dân xã Hòa Thắng",
        "by-0": "field",
        "value-0": "Đất đai",
        "to-0": "h88.901",
    }
    page = planned(admin, typed)
    assert "0 hồ sơ đang giải quyết chuyển đơn vị; 1 hồ sơ ở lại" in words(admin.read(page))
    choice = {"act": "choose", f"dossier:{number}": "H88.901", "officer:motcua": "H88.901"}
    assert admin.post(page, choice).status_code == 302
    shown = words(admin.read(page))
    assert "1 hồ sơ đang giải quyết chuyển đơn vị" in shown
    assert admin.post(page, {"act": "run"}).status_code == 302
    assert Person(app, "motcua").get(f"/ho-so/{number}").status_code == 200
    assert Person(app, "thuly").get(f"/ho-so/{number}").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"decision_number": ""}, "Chưa ghi số quyết định"),
        ({"effective_on": "19/11/2026"}, "đã qua"),
        ({"effective_on": "mai"}, "Ghi ngày hiệu lực"),
        ({"source": []}, "Chọn đơn vị được sắp xếp"),
        ({"source": ["H88.31"], "code-0": "H88.31"}, "ít nhất hai đơn vị"),
        ({"source": ["H88.31", "H88.181"]}, "đã kết thúc hoạt động"),
        ({"code-0": "xã mới"}, "không đúng dạng mã"),
        ({"code-0": "H88.03"}, "khác cấp"),
        ({"name-0": ""}, "chưa có tên"),
        ({"kind": "split"}, "từ một đơn vị"),
        ({"kind": "rename", "source": ["H88.31", "H88.32"]}, "chỉ cho một đơn vị"),
    ],
)
def test_plan_that_cannot_be__says_why_and_loses_nothing(
    app: Flask, changed: dict[str, object], said: str
) -> None:
    admin = Person(app, "quantri")
    answer = admin.post(f"{PLACE}/lap", {**MERGER, "reason": "theo đề án", **changed})
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert "theo đề án" in answer.text


def test_plan_ordered_for_later__waits_and_blocks_another_one_of_the_same_agencies(app: Flask) -> None:
    admin = Person(app, "quantri")
    later = {**MERGER, "effective_on": "01/12/2026"}
    page = planned(admin, later)
    assert admin.post(page, {"act": "schedule"}).status_code == 302
    assert "Chờ tới ngày" in words(admin.read(PLACE))
    second = planned(admin, {**MERGER, "code-0": "H88.902"})
    answer = admin.post(second, {"act": "run"})
    assert answer.status_code == 422
    assert "kế hoạch khác (12/NQ-HĐND)" in words(answer.text)
    assert admin.post(page, {"act": "cancel"}).status_code == 302
    assert admin.post(second, {"act": "run"}).status_code == 302
