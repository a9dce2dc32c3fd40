"""The live preview: every screen, paper and notice of a draft with three samples, and what is said when it is broken."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import open_province
from tests.web.desk import Person, words

from motcua.dossiers.actor import Actor
from motcua.services.draft_preview import preview
from motcua.services.editing import EditTarget, drop_draft, save_draft, standing_text
from motcua.services.officers import identity_by_name
from motcua.services.preview_samples import LONG_NAME, Sample
from motcua.services.runtime import Platform
from motcua.web.application import create_application

CODE = "1.004873"
FRAME = f"/dinh-nghia/procedure/{CODE}/xem-truoc/khung"


@pytest.fixture(scope="module")
def platform(sqlite_province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("preview")
    shutil.copy(sqlite_province, folder / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    platform.rules.refresh()
    yield platform
    platform.database.dispose()


@pytest.fixture(scope="module")
def admin(platform: Platform) -> Person:
    return Person(create_application(platform), "quantri")


@pytest.fixture(scope="module")
def actor(platform: Platform) -> Actor:
    with platform.database.read() as session:
        found = identity_by_name(session, "quantri")
    assert found
    return found.actor(platform.now())


def drafted(platform: Platform, actor: Actor, target: EditTarget, before: str, after: str) -> None:
    """Keep the stored text with something changed as draft."""
    drop_draft(platform, actor, target)
    with platform.database.read() as session:
        text = standing_text(session, target)
    assert before in text
    save_draft(platform, actor, target, text.replace(before, after), 0)


@pytest.mark.parametrize("view", ["quay", "cong-dan", "trang-cong", "xu-ly", "ban-in", "thong-bao"])
@pytest.mark.parametrize("sample", list(Sample))
def test_every_view__is_drawn_with_every_sample(admin: Person, view: str, sample: Sample) -> None:
    page = admin.read(f"{FRAME}?man-hinh={view}&mau={sample}&buoc=2")
    assert "Chưa xem trước được" not in page
    assert len(words(page)) > 80


def test_samples__differ_in_length_and_are_accepted(platform: Platform, actor: Actor) -> None:
    target = EditTarget("procedure", CODE)
    with platform.database.read() as session:
        runs = {one: preview(platform, session, actor, target, (CODE, one)).run for one in Sample}
    sizes = [len(str(runs[one].script.answers)) for one in Sample]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 1.5 * sizes[0]
    assert runs[Sample.LONG].script.applicant["full_name"] == LONG_NAME
    assert all(run.is_over and not run.stopped for run in runs.values())
    assert all(not run.evaluation.problems for run in runs.values())


def test_draft_of_a_form__is_seen_before_it_is_published(
    admin: Person, platform: Platform, actor: Actor
) -> None:
    target = EditTarget("form", "de-nghi-dang-ky-ho-kinh-doanh")
    drafted(platform, actor, target, "Tên hộ kinh doanh", "Tên hộ kinh doanh mới thử")
    path = f"/dinh-nghia/form/{target.code}/xem-truoc/khung"
    for view in ("quay", "cong-dan", "xu-ly"):
        assert "mới thử" in words(admin.read(f"{path}?man-hinh={view}&buoc=1")), view


def test_draft_of_a_process__changes_the_buttons_of_its_screen(
    admin: Person, platform: Platform, actor: Actor
) -> None:
    target = EditTarget("process", "two-signatures")
    drafted(platform, actor, target, "Trình lãnh đạo phòng", "Trình trưởng phòng xem")
    path = "/dinh-nghia/process/two-signatures/xem-truoc"
    page = admin.read(path)
    assert "Bước xử lý" in page
    assert 'sandbox="allow-same-origin"' in page
    assert "Trình trưởng phòng xem" in words(admin.read(f"{path}/khung?man-hinh=xu-ly&buoc=1"))


def test_drafts_of_papers_and_notices__are_shown_in_their_own_words(
    admin: Person, platform: Platform, actor: Actor
) -> None:
    with platform.database.read() as session:
        notice = platform.rules.every("notice", platform.today())[0]
        text = standing_text(session, EditTarget("notice", notice.code))
    drafted(platform, actor, EditTarget("notice", notice.code), notice.name, f"{notice.name} bản thử")
    assert text
    shown = words(admin.read(f"/dinh-nghia/notice/{notice.code}/xem-truoc/khung"))
    assert "bản thử" in shown
    page = admin.read("/dinh-nghia/print/mau-01/xem-truoc/khung")
    assert page.count("data:image/svg+xml;base64") >= 1


def test_broken_draft__says_what_to_right(admin: Person, platform: Platform, actor: Actor) -> None:
    target = EditTarget("form", "don-karaoke")
    drafted(platform, actor, target, "type: integer", "type: so-nguyen")
    shown = words(admin.read("/dinh-nghia/form/don-karaoke/xem-truoc/khung"))
    assert "Chưa xem trước được" in shown
    assert "so-nguyen" in shown


def test_kind_nobody_sees__has_no_preview(admin: Person) -> None:
    assert admin.get("/dinh-nghia/numbering/x/xem-truoc").status_code == 404


@pytest.mark.parametrize(
    "wish",
    ["thu-tuc=khong-co", "buoc=99999&man-hinh=xu-ly", "in=khong-co&man-hinh=ban-in", "mau=x&man-hinh=y"],
)
def test_wish_that_cannot_be_met__is_answered_all_the_same(admin: Person, wish: str) -> None:
    for path in (FRAME, FRAME.removesuffix("/khung")):
        assert len(words(admin.read(f"{path}?{wish}"))) > 80
