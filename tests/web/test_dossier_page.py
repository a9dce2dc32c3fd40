"""The dossier page: a whole life through its buttons, questions, conflicts, papers, and what others may not see."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from tests.clients import Api
from tests.web.desk import Person, hidden, words

from motcua.definitions.procedure import Channel
from motcua.services.intake_requests import DossierRequest
from motcua.services.officers import identity_by_name
from motcua.services.receiving import submit_online
from motcua.services.runtime import Platform
from motcua.storage.tables import AuditEntryRow
from motcua.web.application import create_application


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


def test_dossier__goes_through_all_hands_to_its_end(province: Platform) -> None:
    app = create_application(province)
    people = {name: Person(app, name) for name in ("motcua", "thuly", "lanhdao", "vanthu")}
    number = people["motcua"].receive()
    way = (
        ("motcua", "Chuyển thụ lý"),
        ("thuly", "Trình ký"),
        ("lanhdao", "Ký duyệt"),
        ("vanthu", "Cấp số và chuyển trả kết quả"),
        ("motcua", "Trả kết quả cho người nộp"),
    )
    for name, button in way:
        answer = people[name].press(number, button)
        assert answer.status_code == 302, words(answer.text)[-800:]
    shown = words(people["motcua"].read(f"/ho-so/{number}?phan=nhat-ky"))
    assert "Đã trả kết quả" in shown
    assert "Hồ sơ đã đóng, không còn việc phải làm." in shown
    for title in (
        "Tiếp nhận bởi Nguyễn Thu Hà",
        "Thu tiền bởi Nguyễn Thu Hà, 30.000 đ tiền mặt",
        "Ký duyệt bởi Lê Quang Vinh",
    ):
        assert title in shown
    assert "xong trước hạn" in shown


def test_page__shows_form_papers_money_and_clock(desk: Person) -> None:
    number = desk.receive()
    shown = words(desk.read(f"/ho-so/{number}"))
    for text in (
        "còn 3 ngày làm việc",
        "Hẹn trả 09:41 thứ năm 26/11/2026",
        "Ngày Văn hóa Việt Nam",
        "Đã nộp 30.000 đ",
        "Đã nhận 2/2 giấy tờ",
        "Tình trạng trước đây Đã ly hôn",
        "Ngày có hiệu lực 28/02/2024",
        "Bản án hoặc quyết định ly hôn đã có hiệu lực 1 bản chứng thực Đã nhận",
    ):
        assert text in shown, text
    assert "Lệ phí, thu khi nộp hồ sơ 30.000 đ 30.000 đ – Đã thu" in words(
        desk.read(f"/ho-so/{number}?phan=phi")
    )


def test_buttons_of_others__are_explained(app: Flask, desk: Person) -> None:
    number = desk.receive()
    shown = words(Person(app, "lanhdao").read(f"/ho-so/{number}"))
    assert "Hồ sơ không chờ bạn." in shown
    assert "Chuyển thụ lý : Bước “Tiếp nhận hồ sơ” không thuộc chức danh của bạn." in shown


def test_supplement__asks_why_stops_the_clock_and_prints_its_slip(app: Flask, desk: Person) -> None:
    number = desk.receive()
    desk.press(number, "Chuyển thụ lý")
    officer = Person(app, "thuly")
    asked = officer.press(number, "Yêu cầu bổ sung", items="ban-an-ly-hon", deadline="15/12/2026")
    assert asked.status_code == 422
    assert re.search(r"<dialog[^>]*act-handle-request_supplement[^>]* open", asked.text)
    assert 'value="15/12/2026"' in asked.text
    assert re.search(r'value="ban-an-ly-hon" checked', asked.text)
    wrong = officer.press(number, "Yêu cầu bổ sung", reason="Thiếu", deadline="32/13/2026")
    assert wrong.status_code == 422
    assert "không phải là ngày" in wrong.text
    assert "Thiếu</textarea>" in wrong.text
    done = officer.press(number, "Yêu cầu bổ sung", items="ban-an-ly-hon", reason="Bản án mờ, không đọc được")
    assert done.status_code == 302
    shown = words(desk.read(f"/ho-so/{number}"))
    assert "dừng, chờ bổ sung" in shown
    papers = desk.read(f"/ho-so/{number}?phan=ban-in")
    assert "bổ sung" in words(papers)
    assert desk.press(number, "Nhận giấy tờ bổ sung", items="ban-an-ly-hon").status_code == 302
    assert "dừng, chờ bổ sung" not in words(desk.read(f"/ho-so/{number}"))


def test_stale_page__says_who_came_before_and_loses_nothing(app: Flask, desk: Person) -> None:
    number = desk.receive()
    desk.press(number, "Chuyển thụ lý")
    officer = Person(app, "thuly")
    page = officer.read(f"/ho-so/{number}")
    dialog = page[page.index('id="act-handle-back"') :]
    typed = {**hidden(dialog[: dialog.index("</dialog>")]), "reason": "Sai nơi thường trú, xem lại"}
    officer.press(number, "Yêu cầu bổ sung", reason="Thiếu giấy")
    answer = officer.client.post(f"/ho-so/{number}/viec", data=typed)
    assert answer.status_code == 409
    assert "vừa xử lý hồ sơ này lúc 09:41. Phần bạn gõ còn nguyên" in words(answer.text)
    assert "Sai nơi thường trú, xem lại" in answer.text


def test_stale_button_that_is_still_there__opens_its_question_again(app: Flask, desk: Person) -> None:
    number = desk.receive()
    desk.press(number, "Chuyển thụ lý")
    officer = Person(app, "thuly")
    page = officer.read(f"/ho-so/{number}")
    dialog = page[page.index('id="act-handle-back"') :]
    typed = {**hidden(dialog[: dialog.index("</dialog>")]), "reason": "Sai nơi thường trú"}
    desk.post(f"/ho-so/{number}/trao-doi", {"text": "Xem giúp bản án"}, page=f"/ho-so/{number}")
    answer = officer.client.post(f"/ho-so/{number}/viec", data=typed)
    assert answer.status_code == 409
    assert re.search(r'<dialog[^>]*id="act-handle-back"[^>]* open', answer.text)
    assert "Sai nơi thường trú</textarea>" in answer.text


def test_remark__stands_on_the_page_and_in_the_log(desk: Person) -> None:
    number = desk.receive()
    answer = desk.post(f"/ho-so/{number}/trao-doi", {"text": "Gọi lại <b>chiều</b>"}, page=f"/ho-so/{number}")
    assert answer.status_code == 302
    page = desk.read(f"/ho-so/{number}")
    assert "Gọi lại &lt;b&gt;chiều&lt;/b&gt;" in page
    empty = desk.post(f"/ho-so/{number}/trao-doi", {"text": " "}, page=f"/ho-so/{number}")
    assert empty.status_code == 422


def test_work__is_given_to_a_person_and_back(app: Flask, desk: Person) -> None:
    number = desk.receive()
    desk.press(number, "Chuyển thụ lý")
    leader = Person(app, "lanhdao")
    page = leader.read(f"/ho-so/{number}")
    assert 'id="assign-handle"' in page
    given = {"step": "handle", "assignee": "thuly", "reason": "Rành việc"}
    assert leader.post(f"/ho-so/{number}/giao", given, page=f"/ho-so/{number}").status_code == 302
    shown = words(leader.read(f"/ho-so/{number}?phan=nhat-ky"))
    assert "Giao việc bởi Lê Quang Vinh, cho Trần Minh Đức, “Rành việc”" in shown
    unfit = {"step": "handle", "assignee": "vanthu"}
    refused = leader.post(f"/ho-so/{number}/giao", unfit, page=f"/ho-so/{number}")
    assert refused.status_code == 422
    assert "không giữ chức danh" in refused.text


def test_online_dossier__is_received_from_its_page_and_its_clock_starts(
    app: Flask, desk: Person, sqlite_platform: Platform
) -> None:
    with sqlite_platform.database.read() as session:
        identity = identity_by_name(session, "motcua")
    assert identity is not None
    request = DossierRequest(
        procedure="1.004873",
        agency="H88.31",
        channel=Channel.ONLINE,
        applicant={"full_name": "Mai Thị Hồng Nhung", "identity_number": "001196012345"},
        answers={
            "cho_chinh_minh": True,
            "noi_thuong_tru": "Thôn Đông",
            "da_o_noi_khac": False,
            "tinh_trang_truoc": "chua-ket-hon",
            "muc_dich": "khac",
            "so_ban": 1,
        },
    )
    number = submit_online(sqlite_platform, identity.actor(sqlite_platform.now()), request)
    assert number in desk.read("/viec/cho-tiep-nhan")
    assert "Người này đang có hồ sơ" not in words(desk.read(f"/ho-so/{number}"))
    twin = submit_online(sqlite_platform, identity.actor(sqlite_platform.now()), request)
    assert f"Người này đang có hồ sơ {twin} cùng thủ tục, nộp ngày" in words(desk.read(f"/ho-so/{number}"))
    assert desk.press(number, "Tiếp nhận hồ sơ").status_code == 302
    shown = words(desk.read(f"/ho-so/{number}"))
    assert "Hẹn trả 09:41 thứ năm 26/11/2026" in shown
    assert "Người này đang có hồ sơ" not in shown, "received it is, the other one is the twin now"
    second = words(desk.read(f"/ho-so/{twin}"))
    assert f"Người này đang có hồ sơ {number} cùng thủ tục, nhận ngày" in second


def test_reading_by_an_outsider__is_written_down_and_by_a_colleague_is_not(
    app: Flask, desk: Person, sqlite_platform: Platform
) -> None:
    number = desk.receive()
    desk.read(f"/ho-so/{number}")
    Person(app, "thuly").read(f"/ho-so/{number}?phan=phi")
    Person(app, "motcua2").get(f"/ho-so/{number}")
    Person(app, "giamsat").read(f"/ho-so/{number}")
    api = Api(app)
    api.get(f"/dossiers/{number}", "giamsat")
    api.get(f"/dossiers/{number}", "thuly")
    with sqlite_platform.database.read() as session:
        noted = session.execute(
            select(AuditEntryRow.actor, AuditEntryRow.target).where(AuditEntryRow.action == "dossier.read")
        ).all()
    assert [tuple(one) for one in noted] == [("giamsat", number)] * 2


def test_officer_of_another_agency__finds_no_such_dossier(app: Flask, desk: Person) -> None:
    number = desk.receive()
    neighbor = Person(app, "motcua2")
    for place in ("", "?phan=phi", "/in/receipt", "/in/receipt/pdf"):
        assert neighbor.get(f"/ho-so/{number}{place}").status_code == 404
    posted = neighbor.post(f"/ho-so/{number}/viec", {"action": "forward"}, page="/tiep-nhan")
    assert posted.status_code == 404


def test_papers__open_as_page_pdf_and_docx(desk: Person) -> None:
    number = desk.receive()
    page = desk.read(f"/ho-so/{number}/in/receipt")
    assert page.count('src="data:image/svg+xml;base64,') == 2
    pdf = desk.get(f"/ho-so/{number}/in/receipt/pdf")
    assert pdf.content_type == "application/pdf"
    docx = desk.get(f"/ho-so/{number}/in/control_slip/docx")
    assert docx.data.startswith(b"PK")
    assert "attachment" in docx.headers["Content-Disposition"]
    assert desk.get(f"/ho-so/{number}/in/khong-co").status_code == 404
    assert desk.get(f"/ho-so/{number}/in/receipt/exe").status_code == 404


def test_address_to_go_on_to__stays_on_this_site(desk: Person) -> None:
    number = desk.receive()
    answer = desk.press(number, "Chuyển thụ lý", next="//evil.example/x")
    assert answer.location == f"/ho-so/{number}"


PAGES = (
    "/tiep-nhan",
    "/tiep-nhan/1.004873",
    "/viec/viec-cua-toi",
    "/tim?q=mai",
    "/ho-so/{number}",
    "/ho-so/{number}?phan=ban-in",
)


@pytest.mark.parametrize("place", PAGES)
def test_page__has_nothing_inline_and_every_id_once(desk: Person, place: str) -> None:
    number = desk.receive()
    html = desk.read(place.format(number=number))
    assert not re.findall(r"<[^>]+\sstyle\s*=", html)
    assert not re.findall(r"<[^>]+\son[a-z]+\s*=", html)
    bare = re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)
    ids = re.findall(r'\sid="([^"]+)"', bare)
    assert sorted({one for one in ids if ids.count(one) > 1}) == []
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for value in re.findall(rf'\s{attribute}="([^"]+)"', bare):
            assert set(value.split()) <= set(ids), (attribute, value)
