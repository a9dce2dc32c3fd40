"""The drawing boards: pages, acts that change the draft, refusals at the property, conflicts, texts that cannot be drawn."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import open_province
from tests.web.desk import Person, hidden, words

from motcua.dossiers.actor import Actor
from motcua.services.editing import EditTarget, drop_draft, standing_text
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.web.application import create_application

FORM = "/dinh-nghia/form/de-nghi-dang-ky-ho-kinh-doanh/ve"
PROCESS = "/dinh-nghia/process/one-signature/ve"


@pytest.fixture(scope="module")
def platform(sqlite_province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("boards")
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    platform.rules.refresh()
    yield platform
    platform.database.dispose()


@pytest.fixture(scope="module")
def admin(platform: Platform) -> Person:
    return Person(create_application(platform), "quantri")


class Board:
    """A board as its script uses it: every act on the text the last one left."""

    def __init__(self, person: Person, path: str, text: str) -> None:
        self.person, self.path, self.text, self.version, self.chosen = person, path, text, "0", ""
        self.token = hidden(person.read("/thu-tuc/1.001612/sua"))["csrf_token"]

    def act(self, act: str, **fields: str) -> Any:
        data = {"text": self.text, "version": self.version, "chosen": self.chosen, "act": act, **fields}
        headers = {"X-CSRFToken": self.token, "X-Requested-With": "fetch"}
        answer = self.person.client.post(self.path, data=data, headers=headers)
        if answer.status_code == 200:
            self.text, self.version = answer.json["text"], str(answer.json["version"])
            self.chosen = answer.json["chosen"]
        return answer


def actor_of(platform: Platform) -> Actor:
    with platform.database.read() as session:
        found = identity_by_name(session, "quantri")
    assert found
    return found.actor(platform.now())


def board(person: Person, platform: Platform, path: str) -> Board:
    _empty, _root, kind, code, _board = path.split("/")
    drop_draft(platform, actor_of(platform), EditTarget(kind, code))
    with platform.database.read() as session:
        return Board(person, path, standing_text(session, EditTarget(kind, code)))


def test_form__is_drawn_with_its_fields_and_every_type_to_add(admin: Person) -> None:
    page = admin.read(FORM)
    assert page.count('data-drag-type="') == 24
    assert 'data-pick="sections/chu-ho/fields/thanh_vien"' in page
    assert "hiện khi" in words(page)


def test_acts_on_a_form__are_kept_as_draft(admin: Person, platform: Platform) -> None:
    form = board(admin, platform, FORM)
    form.act("choose", chosen="sections/chu-ho/fields/loai_chu_ho")
    answer = form.act("add", type="money").json
    assert answer["chosen"] == "sections/chu-ho/fields/so_tien"
    assert answer["saved_at"]
    form.act("set", name="label", value="Vốn góp")
    form.act("set", name="required", value="true")
    form.act("up", path=form.chosen)
    assert (
        "label: Vốn góp, width: 4, required: true" in form.text.replace("\n", " ") or "Vốn góp" in form.text
    )
    page = admin.read(FORM)
    assert "Vốn góp" in page
    assert "Nháp" in words(page)


def test_wrong_property__is_refused_and_nothing_changes(admin: Person, platform: Platform) -> None:
    form = board(admin, platform, FORM)
    form.act("choose", chosen="sections/chu-ho/fields/loai_chu_ho")
    before = form.text
    answer = form.act("set", name="width", value="20").json
    assert "lớn nhất là 12" in answer["refused"]
    assert answer["property"] == "width"
    assert form.text == before
    answer = form.act("set", name="id", value="khac").json
    assert "đã công bố" in answer["refused"]


def test_problem_of_the_judge__stands_at_its_field(admin: Person, platform: Platform) -> None:
    form = board(admin, platform, FORM)
    form.act("choose", chosen="sections/chu-ho/fields/loai_chu_ho")
    page = form.act("set", name="when", value="form.khong_co").json["html"]
    assert "khong_co" in words(page)
    assert 'data-go="sections/chu-ho/fields/loai_chu_ho"' in page
    assert "board-mark error" in page


def test_correction_of_a_problem__is_applied_on_one_click(admin: Person, platform: Platform) -> None:
    process = board(admin, platform, PROCESS)
    process.act("choose", chosen="steps/sign")
    page = process.act("set", name="by/position", value="leadr").json["html"]
    offered = unescape(re.findall(r'data-correction="([^"]+)"', page)[0])
    page = process.act("correct", correction=offered).json["html"]
    assert "leadr" not in process.text
    assert "Không còn chỗ cần sửa" in words(page)
    assert process.act("correct", correction="{}").status_code == 400


def test_second_window__is_joined_and_told_where_both_changed_the_same(
    admin: Person, platform: Platform
) -> None:
    form, other = board(admin, platform, FORM), board(admin, platform, FORM)
    assert form.act("add-section").json["taken"] == 0
    assert other.act("add-rule").json["taken"] == 1
    assert "Phần mới" in other.text
    assert "rang-buoc" in other.text
    form.act("set", chosen="sections/chu-ho", name="title", value="Chủ hộ thứ nhất")
    other.chosen = "sections/chu-ho"
    assert other.act("set", name="title", value="Chủ hộ thứ hai").status_code == 409
    assert "Chủ hộ thứ nhất" in admin.read(FORM)


def test_unreadable_text__shows_where_it_is_wrong(admin: Person, platform: Platform) -> None:
    form = board(admin, platform, FORM)
    form.text = "kind: form\ncode: de-nghi-dang-ky-ho-kinh-doanh\nname: [\n"
    page = words(form.act("choose").json["html"])
    assert "Chưa vẽ được" in page
    assert "lỗi" in form.act("add", type="text").json["refused"]


def test_process__is_drawn_with_time_against_the_limit(admin: Person) -> None:
    page = admin.read("/dinh-nghia/process/marital-status/ve")
    seen = words(page)
    assert 'data-node="police-opinion"' in page
    assert "còn dự phòng" in seen
    assert "1.004873" in seen
    assert "data-moves" in page


def test_acts_on_a_process__change_the_chain(admin: Person, platform: Platform) -> None:
    process = board(admin, platform, PROCESS)
    process.act("choose", chosen="steps/handle")
    assert 'data-node="decide"' not in process.act("add", type="decide").text
    assert process.chosen == "steps/sign-2"
    process.act("set", name="budget", value="2,5 working_days")
    assert "2.5 working_days" in process.text
    process.act("set", name="by/position", value="unit-head")
    process.act("choose", chosen="steps/handle")
    page = process.act("split").json["html"]
    assert 'data-node="opinion"' in page or 'data-node="police-opinion"' in page
    page = process.act("connect", path="steps/sign", target="receive").json["html"]
    assert "steps/sign/actions/to-receive" in page
    page = process.act("remove", path="steps/sign-2").json["html"]
    assert 'data-node="sign-2"' not in page


def test_step_nobody_reaches__carries_the_finding(admin: Person, platform: Platform) -> None:
    process = board(admin, platform, "/dinh-nghia/process/commune-generic/ve")
    process.act("choose", chosen="steps/police-opinion")
    page = process.act("remove", path="steps/handle/actions/ask-police").json["html"]
    node = page[page.index('data-node="police-opinion"') - 300 :]
    assert "chỗ cần sửa" in node[:400]


def test_embedded_board__comes_without_the_frame(admin: Person) -> None:
    part = admin.read(f"{FORM}?nhung=1")
    assert "data-board=" in part
    assert "<html" not in part


@pytest.mark.parametrize("path", ["/dinh-nghia/report/x/ve", "/dinh-nghia/khong/x/ve"])
def test_kind_without_drawing__is_no_page(admin: Person, path: str) -> None:
    assert admin.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "place"), [(FORM, "sections"), (FORM, "a/b/c/d/e/f/g/h/i"), (PROCESS, "steps/x/y")]
)
def test_any_posted_act__is_done_or_refused(admin: Person, platform: Platform, path: str, place: str) -> None:
    drawn = board(admin, platform, path)
    text, acts = drawn.text, ("set", "add", "add-column", "add-action", "move", "up", "remove", "duplicate")
    names = dict.fromkeys(("path", "list", "name", "type", "target", "value"), place)
    for act in (*acts, "split", "join", "connect", "no-such-act"):
        drawn.text, drawn.version, drawn.chosen = text, "0", place
        assert drawn.act(act, **names).status_code in {200, 400, 409}, act
