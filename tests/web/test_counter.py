"""The counter: finding, evaluating, drafts, receiving, refusing, guidance; everything by plain posts."""

import re

import pytest
from flask import Flask
from tests.web.desk import ANSWERS, MARRIAGE, Person, hidden, part, words

from motcua.services.editing import EditTarget, PublishWish, publish_text
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierDocumentRow, DossierRow, IntakeDraftRow, PaymentRow
from motcua.web.application import create_application

PLACE = f"/tiep-nhan/{MARRIAGE}"


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def desk(app: Flask) -> Person:
    return Person(app, "motcua")


def test_finder_with_initials_and_no_accents__finds_and_marks(desk: Person) -> None:
    rows = desk.read("/tiep-nhan/tim?q=xn hon nhan")
    assert f'data-href="{PLACE}"' in rows
    assert "<mark>hôn nhân</mark>" in rows
    assert "15.000 đ/bản" in rows


def test_finder__knows_only_what_this_agency_receives(desk: Person, app: Flask) -> None:
    assert "/tiep-nhan/1.001029" not in desk.read("/tiep-nhan/tim?q=1.001029")
    centre = Person(app, "motcua.h88.01")
    assert "/tiep-nhan/1.001029" in centre.read("/tiep-nhan/tim?q=1.001029")


def test_form_just_opened__shows_due_date_and_fee(desk: Person) -> None:
    page = desk.read(PLACE)
    assert '09:41</span> thứ năm <span class="num">26/11/2026' in page
    assert "Ngày Văn hóa Việt Nam" in page
    assert "15.000 đ" in page
    assert "is-invalid" not in page


def test_evaluation__reacts_to_answers(desk: Person) -> None:
    data = {**hidden(desk.read(PLACE)), **ANSWERS}
    del data["paper.ban-an-ly-hon.received"]
    fragments = desk.client.post(f"{PLACE}/tinh", data=data).text
    assert "30.000 đ" in fragments
    assert "15.000 đ × 2 bản" in fragments
    assert "Vì “Tình trạng trước đây” là “Đã ly hôn”" in fragments
    assert "nhận bản án hoặc quyết định ly hôn" in words(part(fragments, "c-act"))
    other = desk.client.post(f"{PLACE}/tinh", data={**data, "form.da_o_noi_khac": "true"}).text
    assert re.search(r'value="verify-elsewhere" checked', other)


def test_variant_chosen_by_hand__stays_chosen(desk: Person) -> None:
    data = {**hidden(desk.read(PLACE)), **ANSWERS, "variant": "verify-elsewhere"}
    fragments = desk.client.post(f"{PLACE}/tinh", data=data).text
    assert re.search(r'value="verify-elsewhere" checked', fragments)
    assert "Theo tờ khai là “Thường trú tại nơi cấp”" in words(fragments)


def test_evaluation_of_a_wrong_date__says_so_and_not_what_is_merely_missing(desk: Person) -> None:
    data = {**hidden(desk.read(PLACE)), **ANSWERS, "form.ngay_hieu_luc": "31/02/2024", "form.so_ban_an": ""}
    fragments = desk.client.post(f"{PLACE}/tinh", data=data).text
    assert "Tháng 2/2024 có 29 ngày" in fragments
    assert 'value="31/02/2024"' in fragments
    assert "Chưa có “Số bản án" not in fragments
    assert "sửa ngày có hiệu lực" in words(part(fragments, "c-act"))


def test_field_filled_from_the_applicant__follows_until_changed(desk: Person) -> None:
    data = {**hidden(desk.read(PLACE)), **ANSWERS, "form.noi_thuong_tru": ""}
    first = desk.client.post(f"{PLACE}/tinh", data=data).text
    assert hidden(first)["prefilled.noi_thuong_tru"] == ANSWERS["applicant.address"]
    shown = {**data, **hidden(first), "form.noi_thuong_tru": ANSWERS["applicant.address"]}
    moved = desk.client.post(f"{PLACE}/tinh", data={**shown, "applicant.address": "Thôn Đoài"}).text
    assert hidden(moved)["prefilled.noi_thuong_tru"] == "Thôn Đoài"
    typed = desk.client.post(f"{PLACE}/tinh", data={**shown, "form.noi_thuong_tru": "Nơi khác"}).text
    assert "prefilled.noi_thuong_tru" not in hidden(typed)
    assert 'value="Nơi khác"' in typed


def test_draft__is_found_again_by_its_owner_only(desk: Person, app: Flask) -> None:
    page = desk.read(PLACE)
    key = hidden(page)["draft_key"]
    saved = desk.client.post(f"/nhap/{MARRIAGE}/{key}", data={**hidden(page), **ANSWERS})
    assert saved.json["page_url"].endswith(key)
    restarted = Person(create_application(app.extensions["motcua"]), "motcua")
    assert "Mai Thị Hồng Nhung" in restarted.read("/tiep-nhan")
    again = restarted.read(f"{PLACE}?nhap={key}")
    assert 'value="45/2024/HNGĐ-ST"' in again
    assert "Đã lưu nháp" in again
    assert "Mai Thị Hồng Nhung" not in Person(app, "motcua2").read("/tiep-nhan")
    discarded = desk.post(f"/nhap/{key}/bo", {}, page="/tiep-nhan")
    assert discarded.status_code == 302
    assert "Đang nhập dở" not in desk.read("/tiep-nhan")


def test_received_dossier__is_stored_paid_and_its_draft_gone(province: Platform) -> None:
    person = Person(create_application(province), "motcua")
    page = person.read(PLACE)
    data = {**hidden(page), **ANSWERS, "act": "receive"}
    person.client.post(f"/nhap/{MARRIAGE}/{data['draft_key']}", data=data)
    first = person.client.post(PLACE, data=data)
    assert first.status_code == 302
    assert person.client.post(PLACE, data=data).location == first.location
    shown = words(person.read(first.location))
    assert "Đã tiếp nhận H88.31-261120-0001" in shown
    assert "09:41 thứ năm 26/11/2026" in shown
    assert "Đã nộp 30.000 đ" in shown
    assert "Chuyển thụ lý" in shown
    with province.database.read(Scope.everything("test")) as session:
        row = session.query(DossierRow).one()
        assert row.answers["so_ban"] == 2
        assert row.applicant["address"] == {"detail": ANSWERS["applicant.address"]}
        assert [one.amount for one in session.query(PaymentRow)] == [30000]
        received = {one.requirement_id: one.received for one in session.query(DossierDocumentRow)}
        assert received["ban-an-ly-hon"]
        assert session.query(IntakeDraftRow).count() == 0
    person.client.post(f"/nhap/{MARRIAGE}/{data['draft_key']}", data=data)
    with province.database.read(Scope.everything("test")) as session:
        assert session.query(IntakeDraftRow).count() == 0


def test_receipt_with_errors__keeps_everything_typed(desk: Person) -> None:
    data = {**hidden(desk.read(PLACE)), **ANSWERS, "act": "receive", "form.so_ban_an": "", "form.so_ban": "x"}
    answer = desk.client.post(PLACE, data=data)
    assert answer.status_code == 422
    assert "Chưa có “Số bản án, quyết định ly hôn”" in answer.text
    assert 'value="x"' in answer.text
    assert 'value="Mai Thị Hồng Nhung"' in answer.text
    assert re.search(r'id="check-to-khai"[^>]*checked', answer.text)


def test_receipt_without_a_paper__asks_for_it_or_for_the_decision(desk: Person) -> None:
    data = {**hidden(desk.read(PLACE)), **ANSWERS, "act": "receive"}
    del data["paper.ban-an-ly-hon.received"]
    answer = desk.client.post(PLACE, data=data)
    assert answer.status_code == 422
    assert "Chưa nhận giấy này" in answer.text
    assert desk.client.post(PLACE, data={**data, "accept_missing": "1"}).status_code == 302


def test_refusal__needs_a_reason_and_gives_a_slip(desk: Person) -> None:
    data = {**hidden(desk.read(PLACE)), **ANSWERS, "act": "refuse"}
    asked = desk.client.post(PLACE, data=data)
    assert asked.status_code == 422
    assert re.search(r'<dialog[^>]*id="refuse"[^>]* open', asked.text)
    refused = desk.client.post(PLACE, data={**data, "refuse_reason": "Không thuộc thẩm quyền của xã"})
    assert refused.status_code == 302
    shown = words(desk.read(refused.location))
    assert "Không tiếp nhận H88.31-261120-0001" in shown
    assert "từ chối" in shown


def test_guidance_slip__is_a_pdf_and_stores_nothing(desk: Person, app: Flask) -> None:
    data = {**hidden(desk.read(PLACE)), **ANSWERS, "act": "guide", "guide_item": "ban-an-ly-hon"}
    answer = desk.client.post(PLACE, data=data)
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    with app.extensions["motcua"].database.read(Scope.everything("test")) as session:
        assert session.query(DossierRow).count() == 0


def test_preview__is_the_slip_without_a_number(desk: Person) -> None:
    answer = desk.client.post(f"{PLACE}/ban-in-thu", data={**hidden(desk.read(PLACE)), **ANSWERS})
    assert 'src="data:image/png;base64,' in answer.text


def test_rows_without_script__are_added_and_taken_away(desk: Person) -> None:
    code, table = _procedure_with_table(desk)
    place = f"/tiep-nhan/{code}"
    page = desk.read(place)
    added = desk.client.post(place, data={**hidden(page), "_add_row": f"form.{table}"}).text
    assert f'name="form.{table}.r1.' in added
    removed = desk.client.post(
        place, data={**hidden(page), f"form.{table}.r1.x": "", "_remove_row": f"form.{table}.r1"}
    ).text
    assert f'name="form.{table}.r1.' not in removed


def _procedure_with_table(desk: Person) -> tuple[str, str]:
    platform = desk.client.application.extensions["motcua"]
    for code in platform.rules.codes("procedure"):
        bundle = platform.rules.bundle(code, "", platform.today())
        is_here = platform.directory().offers(bundle.procedure, "H88.31")
        for item in bundle.form.fields() if bundle.form and is_here else ():
            if item.type == "table" and not item.when:
                return code, item.id
    pytest.fail("no example procedure has a table")


def test_procedure_without_a_usable_limit__asks_for_the_due_date(app: Flask, desk: Person) -> None:
    _publish(app, WITHOUT_LIMIT)
    place = "/tiep-nhan/9.000001"
    page = desk.read(place)
    assert "chưa có thời hạn dùng được" in words(page)
    data = {**hidden(page), "applicant.full_name": "Mai Thị Hồng Nhung", "own": "1", "act": "receive"}
    asked = desk.client.post(place, data=data)
    assert asked.status_code == 422
    assert "Ghi ngày hẹn trả dạng 14/11/2026" in asked.text
    past = desk.client.post(place, data={**data, "due_date": "01/01/2020", "due_reason": "Theo công văn"})
    assert "phải sau lúc tiếp nhận" in past.text
    data |= {"due_date": "30/11/2026", "due_time": "16:30", "due_reason": "Theo công văn 12/UBND"}
    received = desk.client.post(place, data=data)
    assert received.status_code == 302
    assert "16:30 thứ hai 30/11/2026" in words(desk.read(received.location))


WITHOUT_LIMIT = """kind: procedure
code: "9.000001"
name: Thủ tục chưa rõ thời hạn
extends: cap-xa
form: ""
checklist:
  - {id: don-de-nghi, remove: true}
  - {id: giay-to-kem-theo, remove: true}
offers:
  - {id: chua-ro, source_text: Theo quy định}
"""


def _publish(app: Flask, text: str) -> None:
    platform: Platform = app.extensions["motcua"]
    with platform.database.read() as session:
        identity = identity_by_name(session, "quantri")
    assert identity is not None
    actor = identity.actor(platform.now())
    target = EditTarget("procedure", "9.000001")
    publish_text(platform, actor, text, PublishWish(platform.today(), note="kiểm thử"), target)
    platform.rules.refresh()


def test_unknown_procedure__is_said(desk: Person) -> None:
    answer = desk.get("/tiep-nhan/7.777777")
    assert answer.status_code == 404
    assert "Không có thủ tục" in answer.text


def test_officer_of_another_position__does_not_receive(app: Flask) -> None:
    assert Person(app, "thuly").get("/tiep-nhan").status_code == 403


def test_visitor__is_sent_to_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/tiep-nhan")
    assert answer.status_code == 302
    assert "/login/" in answer.location


def test_address_of_a_form__stands_in_parts_from_the_beginning(desk: Person) -> None:
    page = desk.read("/tiep-nhan/1.009122")
    assert 'name="form.dia_diem.detail"' in page
    data = {
        **hidden(page),
        "own": "1",
        "form.dia_diem.detail": "Số 5",
        "form.dia_diem.commune_name": "Tân Hòa",
    }
    fragments = desk.client.post("/tiep-nhan/1.009122/tinh", data=data).text
    assert 'name="form.dia_diem.detail" value="Số 5"' in fragments
    assert 'name="form.dia_diem.commune_name" value="Tân Hòa"' in fragments


def test_places__are_found_without_accents(desk: Person) -> None:
    found = desk.get("/dia-danh?part=province&q=ha noi").json["options"]
    assert found == [{"value": "01", "label": "Thành phố Hà Nội"}]
    communes = desk.get("/dia-danh?part=commune&q=ba dinh&province=01").json["options"]
    assert communes[0]["name"] == "Phường Ba Đình"
    assert communes[0]["parent"] == {"value": "01", "label": "Thành phố Hà Nội"}
    assert desk.get("/dia-danh?part=commune&q=").json["options"] == []
