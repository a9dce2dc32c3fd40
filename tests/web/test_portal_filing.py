"""Citizens file online: files for each paper, a draft that waits, hostile files refused, a supplement sent from home."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from tests.unit.services.files_at_hand import pdf, png
from tests.web.desk import ANSWERS, MARRIAGE, TOKEN, Person, hidden, words

from motcua.dossiers.parts import Lifecycle
from motcua.services import portal_filing
from motcua.services.acting import find_dossier
from motcua.services.dossier_log import load_state
from motcua.services.integrity import examine
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow, FileUploadRow, IntakeDraftRow
from motcua.web.application import create_application

PAGE = f"/cong/thu-tuc/{MARRIAGE}/nop-ho-so"
AGENCY = "H88.31"
ONLINE = {name: value for name, value in ANSWERS.items() if name.startswith(("applicant.", "form.", "own"))}
ALL = Scope.everything("kiểm thử")


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


class Citizen:
    """Somebody at home, in a browser of their own."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def read(self, url: str) -> str:
        answer = self.client.get(url, follow_redirects=True)
        assert answer.status_code == 200, (url, answer.status_code, words(answer.text)[-500:])
        assert "style=" not in answer.text
        return answer.text

    def upload(self, content: bytes, name: str) -> Any:
        found = TOKEN.search(self.read(PAGE))
        assert found
        data = {"csrf_token": found[1], "file": (io.BytesIO(content), name)}
        return self.client.post("/cong/tep", data=data, content_type="multipart/form-data")

    def key(self, content: bytes, name: str) -> str:
        answer = self.upload(content, name)
        assert answer.status_code == 201, answer.json
        return str(answer.json["key"])

    def post(self, url: str = PAGE, **more: Any) -> Any:
        data = {**hidden(self.read(url)), **ONLINE, "agency": AGENCY, **more}
        return self.client.post(url, data=data, content_type="multipart/form-data")

    def file(self, **more: Any) -> str:
        """File with the court's decision as a photo; the number of the dossier."""
        answer = self.post(
            **{"paper.ban-an-ly-hon.files": self.key(png(), "ban-an.png"), "act": "send", **more}
        )
        assert answer.status_code == 302, words(answer.text)[-1500:]
        return str(answer.location.split("/")[-1].partition("?")[0])


def row_of(platform: Platform, number: str) -> DossierRow:
    with platform.database.read(ALL) as session:
        row = find_dossier(session, number)
        session.expunge(row)
    return row


def test_procedure_page__leads_to_filing_only_where_it_is_taken_online(app: Flask) -> None:
    citizen = Citizen(app)
    assert f'href="{PAGE}"' in citizen.read(f"/cong/thu-tuc/{MARRIAGE}")
    page = words(citizen.read(PAGE))
    for expected in (
        "1. Nơi nộp hồ sơ",
        "xã Tân Hòa",
        "2. Người nộp",
        "3. Tờ khai",
        "4. Giấy tờ",
        "Gửi hồ sơ",
    ):
        assert expected in page
    assert citizen.client.get("/cong/thu-tuc/9.999999/nop-ho-so").status_code == 404


def test_dossier_sent_with_a_photo__waits_at_the_counter_and_is_received(
    app: Flask, sqlite_platform: Platform
) -> None:
    citizen = Citizen(app)
    number = citizen.file()
    shown = words(citizen.read(f"/tra-cuu/{number}?da_nop=1"))
    assert "Đã gửi hồ sơ. Ghi lại mã" in shown
    row = row_of(sqlite_platform, number)
    assert (row.channel, row.lifecycle, row.agency_code) == ("online", Lifecycle.SUBMITTED, AGENCY)
    assert row.due_at is None, "the legal clock starts when an officer receives it"
    (file,) = load_state(row).kept_files
    assert (file.paper, file.name) == ("ban-an-ly-hon", "ban-an.png")
    desk = Person(app, "motcua")
    page = desk.read(f"/ho-so/{number}?phan=giay-to&tep={file.sha256}")
    assert "ban-an.png" in words(page)
    assert desk.client.get(f"/ho-so/{number}/tep/{file.sha256}").data.startswith(b"\x89PNG")
    with sqlite_platform.database.read(ALL) as session:
        assert not session.scalars(select(IntakeDraftRow)).all(), "what was sent is no draft any longer"
    assert not examine(sqlite_platform).findings
    assert citizen.read(PAGE).count("ban-an.png") == 0, "the next dossier begins empty"


def test_what_is_missing__is_told_at_its_place_and_nothing_typed_is_lost(app: Flask) -> None:
    citizen = Citizen(app)
    answer = citizen.post(**{"act": "send", "applicant.identity_number": "12", "agency": ""})
    assert answer.status_code == 422
    page = words(answer.text)
    assert "chỗ cần sửa" in page
    assert "Chọn nơi nộp hồ sơ." in page
    assert "Tải lên ảnh chụp hoặc tệp quét của giấy này." in page
    assert 'value="Mai Thị Hồng Nhung"' in answer.text
    assert 'href="#f-paper-ban-an-ly-hon"' in answer.text
    assert 'href="#f-applicant-identity_number"' in answer.text


def test_draft__waits_in_the_browser_that_typed_it_and_nowhere_else(app: Flask) -> None:
    citizen, stranger = Citizen(app), Citizen(app)
    key = citizen.key(png(), "ban-an.png")
    typed = {**hidden(citizen.read(PAGE)), **ONLINE, "paper.ban-an-ly-hon.files": key}
    saved = citizen.client.post(f"{PAGE}/luu", data=typed)
    assert saved.json["saved_at"]
    again = citizen.read(PAGE)
    assert "Mai Thị Hồng Nhung" in again
    assert "ban-an.png" in again
    assert "Mai Thị Hồng Nhung" not in stranger.read(PAGE)
    assert citizen.client.get(f"/cong/tep/{key}").data.startswith(b"\x89PNG")
    assert stranger.client.get(f"/cong/tep/{key}").status_code == 404
    stolen = stranger.post(**{"paper.ban-an-ly-hon.files": key, "act": "send"})
    assert stolen.status_code == 422, "a file of somebody else is no file"
    token = hidden(again)["csrf_token"]
    citizen.client.post(f"{PAGE}/bo", data={"csrf_token": token})
    assert "Mai Thị Hồng Nhung" not in citizen.read(PAGE)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00" + b"\0" * 200, "giay-to.pdf", "giay-to.pdf"),
        (b"<html><script>alert(1)</script></html>", "anh.png", "anh.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "anh.svg", "anh.svg"),
        (b"", "trong.pdf", "trong.pdf"),
        (b"PK\x03\x04" + b"\0" * 100, "bai.docx", "bai.docx"),
    ],
)
def test_hostile_file__is_refused_in_vietnamese(app: Flask, content: bytes, name: str, said: str) -> None:
    answer = Citizen(app).upload(content, name)
    assert answer.status_code == 422
    assert said in answer.json["problem"]
    assert re.search(r"(Tệp|tệp)", answer.json["problem"])


def test_more_than_a_day_allows__is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_filing, "MOST_FILES_A_DAY", 1)
    citizen = Citizen(app)
    citizen.key(png(), "mot.png")
    answer = citizen.upload(pdf(), "hai.pdf")
    assert answer.status_code == 422
    assert "hết mức một ngày" in answer.json["problem"]


def test_without_script__files_come_with_the_page_and_can_be_taken_away(
    app: Flask, sqlite_platform: Platform
) -> None:
    citizen = Citizen(app)
    answer = citizen.post(**{"act": "check", "upload.ban-an-ly-hon": (io.BytesIO(png()), "chup.png")})
    assert answer.status_code == 200
    assert "chup.png" in words(answer.text)
    with sqlite_platform.database.read(ALL) as session:
        key = session.scalars(select(FileUploadRow.upload_key)).one()
    bad = citizen.post(**{"act": "send", "upload.ban-an-ly-hon": (io.BytesIO(b"MZ\x90"), "virus.pdf")})
    assert bad.status_code == 422
    assert "virus.pdf" in words(bad.text)
    dropped = citizen.post(**{"paper.ban-an-ly-hon.files": key, "forget": f"ban-an-ly-hon/{key}"})
    assert "chup.png" not in words(dropped.text)


def test_answers__draw_what_depends_on_them_anew(app: Flask) -> None:
    citizen = Citizen(app)
    typed = {**hidden(citizen.read(PAGE)), **ONLINE}
    divorced = citizen.client.post(f"{PAGE}/tinh", data=typed).text
    assert 'id="f-paper-ban-an-ly-hon"' in divorced
    single = citizen.client.post(f"{PAGE}/tinh", data={**typed, "form.tinh_trang_truoc": "chua-ket-hon"}).text
    assert 'id="f-paper-ban-an-ly-hon"' not in single
    assert "Lập từ tờ khai ở mục 3" in words(single)


def asked_for_more(app: Flask) -> tuple[Person, str]:
    """A dossier received at the counter whose handler asks for the court's decision."""
    desk = Person(app, "motcua")
    number = desk.receive()
    desk.press(number, "Chuyển thụ lý")
    handler = Person(app, "thuly")
    answer = handler.press(
        number, "Yêu cầu bổ sung", reason="Bản án chụp mờ, nộp lại.", items="ban-an-ly-hon"
    )
    assert answer.status_code == 302, words(answer.text)[-800:]
    return desk, number


def test_supplement__is_sent_from_home_by_who_proves_it_is_theirs(
    app: Flask, sqlite_platform: Platform
) -> None:
    _desk, number = asked_for_more(app)
    citizen, url = Citizen(app), f"/tra-cuu/{number}/bo-sung"
    assert f'href="{url}"' in citizen.read(f"/tra-cuu/{number}")
    assert "Bản án chụp mờ" not in words(citizen.read(url)), "nothing is told before the proof"
    form = hidden(citizen.read(url))
    wrong = citizen.client.post(url, data={**form, "identity": "000000000000"})
    assert wrong.status_code == 422
    assert "không đúng" in words(wrong.text)
    citizen.client.post(url, data={**form, "identity": ANSWERS["applicant.identity_number"]})
    page = citizen.read(url)
    assert "Bản án chụp mờ, nộp lại." in words(page)
    nothing = citizen.client.post(url, data={**hidden(page), "act": "send"})
    assert nothing.status_code == 422
    assert "Chọn tệp cho giấy này." in words(nothing.text)
    data = {**hidden(page), "paper.ban-an-ly-hon.files": citizen.key(pdf(), "ban-an-ro.pdf"), "act": "send"}
    assert citizen.client.post(url, data=data).status_code == 302
    state = load_state(row_of(sqlite_platform, number))
    assert state.lifecycle is Lifecycle.PROCESSING
    assert state.open_supplement is None
    assert [one.name for one in state.kept_files] == ["ban-an-ro.pdf"]
    assert citizen.client.post(url, data=data).status_code == 302, "a second click does nothing"
    assert "không có yêu cầu bổ sung" in words(citizen.read(url))
    assert not examine(sqlite_platform).findings


def test_supplement__tries_are_counted(app: Flask) -> None:
    _desk, number = asked_for_more(app)
    citizen, url = Citizen(app), f"/tra-cuu/{number}/bo-sung"
    form = hidden(citizen.read(url))
    for _try in range(5):
        citizen.client.post(url, data={**form, "identity": "1"})
    late = citizen.client.post(url, data={**form, "identity": ANSWERS["applicant.identity_number"]})
    assert "Đã nhập sai nhiều lần" in words(late.text)
