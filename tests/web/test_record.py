"""Papers and results on screen: uploaded, looked at, dropped; drafts keep scans; results checked in public; packages."""

import io
import re
import zipfile
from typing import Any

import pytest
from docx import Document
from flask import Flask
from tests.unit.documents.test_office_preview import word_file
from tests.unit.services.files_at_hand import office, pdf, png
from tests.unit.services.test_held_papers import issue_death_extract
from tests.web.desk import MARRIAGE, Person, hidden, part, words

from motcua.services.acting import find_dossier
from motcua.services.dossier_log import load_state
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.web.application import create_application


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


def token(person: Person, page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', person.read(page))
    assert found
    return found[1]


def put(person: Person, number: str, *files: tuple[bytes, str], **posted: str) -> Any:
    body: dict[str, Any] = {"csrf_token": token(person, f"/ho-so/{number}"), **posted}
    body["file"] = [(io.BytesIO(content), name) for content, name in files]
    return person.client.post(
        f"/ho-so/{number}/giay-to", data=body, content_type="multipart/form-data", follow_redirects=True
    )


def state_of(platform: Platform, number: str) -> Any:
    with platform.database.read(Scope.everything("kiểm thử")) as session:
        return load_state(find_dossier(session, number))


def test_a_scan__is_put_to_its_paper_and_shown_page_by_page(
    app: Flask, desk: Person, sqlite_platform: Platform
) -> None:
    number = desk.receive()
    shown = put(desk, number, (pdf(pages=2), "ban-an.pdf"), (png(), "anh.png"), paper="ban-an-ly-hon")
    assert "Đã thêm tệp vào hồ sơ." in words(shown.text)
    scan, image = state_of(sqlite_platform, number).kept_files
    page = desk.read(f"/ho-so/{number}?phan=giay-to&tep={scan.sha256}")
    assert "ban-an.pdf" in words(page)
    assert page.count('class="file-page"') == 2
    drawn = desk.client.get(f"/ho-so/{number}/tep/{scan.sha256}/trang/2")
    assert drawn.content_type == "image/png"
    assert drawn.data.startswith(b"\x89PNG")
    assert desk.client.get(f"/ho-so/{number}/tep/{scan.sha256}/trang/3").status_code == 404
    whole = desk.client.get(f"/ho-so/{number}/tep/{scan.sha256}")
    assert whole.data.startswith(b"%PDF-")
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in whole.headers["Content-Security-Policy"]
    assert "script-src" not in whole.headers["Content-Security-Policy"]
    assert whole.headers["Content-Disposition"].startswith("inline")
    assert (
        desk.client.get(f"/ho-so/{number}/tep/{image.sha256}?tai=1")
        .headers["Content-Disposition"]
        .startswith("attachment")
    )
    stranger = Person(app, "motcua2")
    assert stranger.client.get(f"/ho-so/{number}/tep/{scan.sha256}").status_code == 404
    assert stranger.client.get(f"/ho-so/{number}/tep/{scan.sha256}/trang/1").status_code == 404
    dropped = put(desk, number, dropped=scan.sha256, reason="Quét nhầm")
    assert "Đã bỏ tệp khỏi giấy tờ." in words(dropped.text)
    log = words(desk.read(f"/ho-so/{number}?phan=nhat-ky"))
    assert "Thêm bớt tệp bởi Nguyễn Thu Hà, “Quét nhầm”" in log


def test_a_word_file__is_drawn_beside_the_list_and_itself_only_saved(
    app: Flask, desk: Person, sqlite_platform: Platform
) -> None:
    number = desk.receive()
    put(desk, number, (word_file(), "don.docx"), (office(), "hong.docx"), paper="ban-an-ly-hon")
    good, broken = state_of(sqlite_platform, number).kept_files
    for _time in range(2):
        page = desk.read(f"/ho-so/{number}?phan=giay-to&tep={good.sha256}")
        assert page.count('class="file-page"') == 1
        assert "bố cục có thể khác bản gốc" in words(page)
        drawn = desk.client.get(f"/ho-so/{number}/tep/{good.sha256}/trang/1")
        assert drawn.data.startswith(b"\x89PNG")
    whole = desk.client.get(f"/ho-so/{number}/tep/{good.sha256}")
    assert whole.headers["Content-Disposition"].startswith("attachment")
    shown = words(desk.read(f"/ho-so/{number}?phan=giay-to&tep={broken.sha256}"))
    assert "Không xem trước được tệp này" in shown
    assert desk.client.get(f"/ho-so/{number}/tep/{broken.sha256}/trang/1").status_code == 404
    assert Person(app, "motcua2").client.get(f"/ho-so/{number}/tep/{good.sha256}/trang/1").status_code == 404


def test_a_bad_file__is_refused_where_it_was_chosen(desk: Person) -> None:
    number = desk.receive()
    shown = put(desk, number, (b"MZ" + b"0" * 40, "virus.pdf"), paper="to-khai")
    assert "là chương trình, không phải giấy tờ" in words(shown.text)
    answer = desk.client.post(
        "/tep",
        data={"csrf_token": token(desk, "/tiep-nhan/1.004873"), "file": (io.BytesIO(png()), "a.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "thực ra là ảnh PNG" in answer.json["problem"]


def test_a_draft__keeps_its_scans_until_it_is_received(desk: Person, sqlite_platform: Platform) -> None:
    form = f"/tiep-nhan/{MARRIAGE}"
    taken = desk.client.post(
        "/tep",
        data={"csrf_token": token(desk, form), "file": (io.BytesIO(pdf()), "to khai.pdf")},
        content_type="multipart/form-data",
    )
    assert taken.status_code == 201
    key = taken.json["key"]
    number = desk.receive(**{"paper.to-khai.files": key})
    (file,) = state_of(sqlite_platform, number).kept_files
    assert (file.paper, file.name, file.source) == ("to-khai", "to khai.pdf", "scanned")
    drawn = desk.client.post(
        f"{form}/tinh",
        data={"csrf_token": token(desk, form), "paper.to-khai.files": key, "paper.to-khai.received": "1"},
    )
    assert f'name="paper.to-khai.files" value="{key}"' in drawn.text
    assert "to khai.pdf" in words(drawn.text)


def test_a_result__is_drafted_handed_over_and_checked_in_public(
    app: Flask, desk: Person, sqlite_platform: Platform
) -> None:
    number = desk.receive()
    people = {name: Person(app, name) for name in ("thuly", "lanhdao", "vanthu")}

    def take(who: Person, what: str, **posted: Any) -> str:
        body = {"csrf_token": token(who, f"/ho-so/{number}"), "what": what, **posted}
        answer = who.client.post(
            f"/ho-so/{number}/ket-qua", data=body, content_type="multipart/form-data", follow_redirects=True
        )
        return words(answer.text)

    desk.press(number, "Chuyển thụ lý")
    assert "Đã lập dự thảo kết quả." in take(people["thuly"], "draft")
    people["thuly"].press(number, "Trình ký")
    people["lanhdao"].press(number, "Ký duyệt")
    people["vanthu"].press(number, "Cấp số và chuyển trả kết quả")
    outcome = state_of(sqlite_platform, number).outcome
    assert "Đã đưa bản ký vào hồ sơ." in take(
        people["lanhdao"], "upload_signed", file=(io.BytesIO(png()), "ban-ky.png")
    )
    register = words(desk.read("/so-ket-qua"))
    assert outcome.number in register
    assert "Còn hiệu lực" in register
    book = words(desk.read("/so-ket-qua?so=so-xac-nhan-hon-nhan"))
    assert outcome.number in book
    assert "Mục đích sử dụng" in book
    assert "ket-hon-trong-nuoc" not in book
    assert outcome.number not in words(desk.read("/so-ket-qua?so=so-khai-sinh"))
    assert "In bìa sổ" in book
    cover = desk.client.get("/so-ket-qua/bia/docx?so=so-xac-nhan-hon-nhan&quyen=02&trang=15")
    said = "".join(one.text for one in Document(io.BytesIO(cover.data)).element.body.iter() if one.text)
    assert "QUYỂN SỐ: 02/2026" in said.upper()
    assert f"Từ số {outcome.number} đến số {outcome.number}" in said
    assert desk.client.get("/so-ket-qua/bia/pdf?so=khong-co").status_code == 404
    waiting = words(desk.read("/so-ket-qua?loc=chua-nhan&q=hong nhung"))
    assert "từ hôm nay" in waiting
    assert "0912345678" in waiting
    assert "trả qua bưu chính" not in waiting
    assert outcome.number not in words(Person(app, "motcua2").read("/so-ket-qua"))
    assert "Ghi mã bưu gửi" in take(desk, "send", way="post")
    assert "Đã ghi nhận gửi kết quả." in take(desk, "send", way="post", code="RR123VN")
    assert "trả qua bưu chính RR123VN" in words(desk.read("/so-ket-qua?loc=chua-nhan"))
    assert "chưa lưu trữ được" in take(desk, "file", location="Kho 1")
    assert "chưa có kết quả bản điện tử" in pick_up(app, number, "001196012345").text
    desk.press(number, "Trả kết quả cho người nộp")
    shown = take(desk, "file", location="Kho 2, giá A3, hộp 17")
    assert "Kho 2, giá A3, hộp 17" in shown
    assert "Lưu đến 20/11/2046" in shown
    wrong = pick_up(app, number, "001196099999")
    assert wrong.status_code == 422
    assert "Mã hồ sơ hoặc số giấy tờ không đúng" in words(wrong.text)
    given = pick_up(app, number, "0011 9601 2345")
    assert given.data == png()
    assert given.headers["Content-Disposition"].startswith("attachment")
    for _try in range(5):
        refused = pick_up(app, number, "1")
    assert "nhập sai nhiều lần" in words(refused.text)
    assert "nhập sai nhiều lần" in words(pick_up(app, number, "001196012345").text)
    assert "Mọi kết quả đã có người nhận" in words(desk.read("/so-ket-qua?loc=chua-nhan"))
    visitor = app.test_client()
    public = visitor.get(f"/tra-cuu/ket-qua/{outcome.verify_code}")
    assert public.status_code == 200
    said = words(public.text)
    assert "Còn hiệu lực" in said
    assert outcome.number in said
    assert "Nhung" not in said
    assert "001196012345" not in said
    assert "Đã thu hồi kết quả." in take(people["lanhdao"], "revoke", reason="Cấp sai")
    assert "Đã thu hồi" in words(visitor.get(f"/tra-cuu/ket-qua/{outcome.verify_code}").text)
    assert visitor.get("/tra-cuu/ket-qua/khong-co-ma-nay").status_code == 404
    assert visitor.get("/tra-cuu/ket-qua?ma=abc").status_code == 302


def pick_up(app: Flask, number: str, identity: str) -> Any:
    """As somebody without an account."""
    visitor = app.test_client()
    page = visitor.get(f"/tra-cuu/{number}/ket-qua").text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return visitor.post(f"/tra-cuu/{number}/ket-qua", data={"csrf_token": found[1], "identity": identity})


def test_a_package__is_whole_until_somebody_changes_it(desk: Person) -> None:
    number = desk.receive()
    put(desk, number, (pdf(), "ban-an.pdf"), paper="ban-an-ly-hon")
    package = desk.client.get(f"/ho-so/{number}/goi-ho-so.zip")
    assert package.content_type == "application/zip"

    def check(content: bytes) -> str:
        body = {"csrf_token": token(desk, "/luu-tru/kiem-tra"), "file": (io.BytesIO(content), "goi.zip")}
        return words(
            desk.client.post("/luu-tru/kiem-tra", data=body, content_type="multipart/form-data").text
        )

    assert "Nguyên vẹn" in check(package.data)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package.data)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b" " if name == "data.json" else content)
        new.writestr("them.txt", "x")
    said = check(changed.getvalue())
    assert "Đã bị thay đổi" in said
    assert "Nội dung data.json đã bị sửa." in said
    assert "Có thêm phần them.txt" in said
    assert "Không đọc được gói hồ sơ" in check(b"abc")


def test_papers_already_held__are_offered_on_the_dossier_and_used_with_consent(
    desk: Person, sqlite_platform: Platform
) -> None:
    issue_death_extract(sqlite_platform)
    number = desk.receive(**{"form.tinh_trang_truoc": "vo-chong-da-mat", "accept_missing": "1"})
    page = desk.read(f"/ho-so/{number}?phan=giay-to")
    assert "Đã có: Trích lục khai tử số " in words(page)
    form = part(page, "files")
    form = form[form.index("giay-to/dung-lai") :]
    wish = hidden(form[: form.index("</form>")])
    url = f"/ho-so/{number}/giay-to/dung-lai"
    without = desk.client.post(url, data=wish, follow_redirects=True)
    assert "phải được người nộp đồng ý" in words(without.text)
    used = desk.client.post(url, data={**wish, "consent": "1"}, follow_redirects=True)
    assert "Đã dùng lại giấy tờ đã có." in words(used.text)
    assert "dùng lại · từ Trích lục khai tử số" in words(used.text)
    assert [one.source for one in state_of(sqlite_platform, number).kept_files] == ["reused"]
