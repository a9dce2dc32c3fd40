"""Reports in the browser: on paper, by period and agency, every figure opening its dossiers, files."""

import json
import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select
from tests.clients import Api
from tests.web.desk import Person, words

from motcua.services import report_exports
from motcua.services.runtime import Platform
from motcua.storage.tables import AuditEntryRow
from motcua.web.application import create_application


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def counted(app: Flask) -> Person:
    """The supervisor, after two agencies have received."""
    api = Api(app)
    api.receive("motcua", "1.001193")
    api.receive("motcua", "1.004873")
    api.receive("motcua2", "1.001193")
    return Person(app, "giamsat")


def test_report__stands_on_paper_with_its_header_and_balance(province: Platform) -> None:
    app = create_application(province)
    Api(app).receive("motcua", "1.001193")
    page = Person(app, "giamsat").read("/bao-cao/II.06a?ky=2026-Q4")
    shown = words(page)
    assert "Biểu số II.06a/VPCP/KSTT" in shown
    assert "(Từ ngày 15 tháng 9 năm 2026 đến ngày 14 tháng 12 năm 2026)" in shown
    assert 'colspan="4"' in page
    assert "(3) = (7) + (11)" in shown
    assert "✓ cân" in shown
    assert "style=" not in page


def test_every_figure__opens_exactly_its_dossiers(counted: Person) -> None:
    page = counted.read("/bao-cao/II.06a?ky=2026-Q4")
    links = re.findall(r'<a href="(/bao-cao/II\.06a/ho-so[^"]+)">([\d.]+)</a>', page)
    assert links
    for href, figure in links:
        opened = counted.read(unescape(href))
        assert len(set(re.findall(r"H88\.\d+-\d{6}-\d{4}", opened))) == int(figure)


def test_agency__narrows_the_report(counted: Person) -> None:
    body = json.loads(counted.get("/bao-cao/II.06a/tai?ky=2026-Q4&don-vi=H88.31&dang=json").data)
    assert body["rows"][-1]["cells"]["c3"] == 2
    group = json.loads(counted.get("/bao-cao/II.06a/tai?ky=2026-Q4&don-vi=cap:commune&dang=json").data)
    assert group["rows"][-1]["cells"]["c3"] == 3
    assert "Các cơ quan cấp xã" in words(counted.read("/bao-cao/II.06a?ky=2026-Q4&don-vi=cap:commune"))


def test_files__are_workbook_pdf_table_and_json(counted: Person) -> None:
    for kind, start in (("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")):
        answer = counted.get(f"/bao-cao/II.06a/tai?ky=2026-Q4&dang={kind}")
        assert answer.status_code == 200
        assert answer.data.startswith(start)
        assert f".{kind}" in answer.headers["Content-Disposition"]
    assert counted.get("/bao-cao/II.06a/tai?ky=2026-Q4&dang=exe").status_code == 400


def test_span_of_days__and_a_wrong_period(counted: Person) -> None:
    assert "20/11/2026 – 20/11/2026" in words(counted.read("/bao-cao/II.06a?tu=20/11/2026&den=20/11/2026"))
    assert "Không hiểu kỳ báo cáo" in words(counted.read("/bao-cao/II.06a?ky=2026-Q9"))


def test_officer__reports_on_the_own_agency_only(counted: Person, app: Flask) -> None:
    officer = Person(app, "motcua")
    page = officer.read("/bao-cao/II.06a?ky=2026-Q4")
    assert "Ủy ban nhân dân xã Tân Hòa" in words(page)
    assert 'value="H88.32"' not in page
    assert officer.get("/bao-cao/II.06a?ky=2026-Q4&don-vi=H88.32").status_code == 403
    body = json.loads(officer.get("/bao-cao/II.06a/tai?ky=2026-Q4&dang=json").data)
    assert body["rows"][-1]["cells"]["c3"] == 2


def test_every_report__can_be_made(counted: Person) -> None:
    page = counted.read("/bao-cao")
    codes = re.findall(r'href="/bao-cao/([^"?]+)"', page)
    assert len(codes) >= 6
    for code in codes:
        counted.read(f"/bao-cao/{code}?ky=2026-11")
    assert "H88.31-261120-0001" in counted.read("/bao-cao/so-theo-doi?ky=2026-11")


def test_unknown_report_row_or_column__is_no_page(counted: Person) -> None:
    assert counted.get("/bao-cao/khong-co").status_code == 404
    assert counted.get("/bao-cao/II.06a/ho-so?ky=2026-Q4&cot=c99").status_code == 400
    assert counted.get("/bao-cao/II.06a/ho-so?ky=2026-Q4&cot=c3&dong=Khác").status_code == 404


def test_closed_period__is_handed_in_kept_and_compared(province: Platform) -> None:
    app = create_application(province)
    officer = Person(app, "motcua")
    page = "/bao-cao/II.06a?ky=2026-Q3"
    answer = officer.post("/bao-cao/II.06a/gui?ky=2026-Q3", {"ghi-chu": "Gửi đúng hạn"}, page)
    assert answer.status_code == 302
    sent = officer.read(answer.headers["Location"])
    assert "Nội dung còn nguyên như khi gửi" in words(sent)
    assert "Gửi đúng hạn" in words(sent)
    assert "Biểu số II.06a/VPCP/KSTT" in words(sent)
    assert "Đếm lại cho đúng các số đã gửi" in words(officer.read(f"{answer.headers['Location']}?so=1"))
    for kind, start in (("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")):
        file = officer.get(f"{answer.headers['Location']}/tai?dang={kind}")
        assert file.data.startswith(start)
    assert officer.get(f"{answer.headers['Location']}/tai?dang=exe").status_code == 400
    assert "Gửi đúng hạn" in words(officer.read("/bao-cao/da-gui"))
    other = Person(app, "motcua2")
    assert other.get(answer.headers["Location"]).status_code == 404
    assert "Gửi đúng hạn" not in words(other.read("/bao-cao/da-gui"))


def test_running_period__cannot_be_handed_in(counted: Person, app: Flask) -> None:
    officer = Person(app, "motcua")
    assert "Gửi báo cáo" not in words(officer.read("/bao-cao/II.06a?ky=2026-Q4"))
    form = "/bao-cao/II.06a?ky=2026-Q3"
    answer = officer.post("/bao-cao/II.06a/gui?ky=2026-Q4", {}, form)
    assert "chưa kết thúc" in words(officer.read(answer.headers["Location"]))
    assert officer.post("/bao-cao/khong-co/gui?ky=2026-Q3", {}, form).status_code == 404


def test_charts__stand_beside_tables_whose_figures_open_their_dossiers(counted: Person) -> None:
    page = counted.read("/bao-cao/tong-hop-don-vi/bieu-do?ky=2026-Q4")
    assert (
        'role="img" aria-label="Nhận và giải quyết. Tiếp nhận, Trong kỳ: cao nhất Quý IV năm 2026 (3)' in page
    )
    assert "Chưa có số liệu trong kỳ này" in words(page)
    assert "style=" not in page
    page = counted.read("/bao-cao/don-vi-theo-thang/bieu-do?ky=2026")
    links = re.findall(r'<a href="(/bao-cao/don-vi-theo-thang/ho-so[^"]+)">([\d.]+)</a>', page)
    assert links
    for href, figure in links[:4]:
        opened = counted.read(unescape(href))
        assert len(set(re.findall(r"H88\.\d+-\d{6}-\d{4}", opened))) == int(figure)


def test_charts__of_a_report_without_any_are_not_there(counted: Person) -> None:
    assert counted.get("/bao-cao/II.06a/bieu-do").status_code == 404
    assert "Biểu đồ" in words(counted.read("/bao-cao/tong-hop-don-vi?ky=2026-Q4"))


def test_heat_map__shows_units_by_month(counted: Person) -> None:
    page = counted.read("/bao-cao/don-vi-theo-thang/bieu-do?ky=2026")
    assert "11/2026" in words(page)
    assert 'class="h5"' in page


def test_long_list__is_made_in_the_background_and_shown_with_its_progress(
    counted: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_exports, "SMALL", 1)
    answer = counted.get("/bao-cao/so-theo-doi/tai?ky=2026-Q4&dang=xlsx")
    assert answer.location.endswith("/bao-cao/tep")
    page = counted.read("/bao-cao/tep")
    assert "Sổ theo dõi" in words(page)
    assert 'hx-trigger="every 2s"' in page
    counted.post("/bao-cao/so-theo-doi/xuat?ky=2026-Q4", {}, "/bao-cao/so-theo-doi?ky=2026-Q4")
    assert words(counted.read("/bao-cao/tep/tien-do")).count("Chờ chạy") == 2
    assert counted.get("/bao-cao/tep/99").status_code == 404


def test_workbook_taken_away__is_written_down(counted: Person, sqlite_platform: Platform) -> None:
    assert counted.get("/bao-cao/II.06a/tai?ky=2026-Q4&dang=xlsx").status_code == 200
    with sqlite_platform.database.read() as session:
        act = session.scalars(select(AuditEntryRow).where(AuditEntryRow.action == "export.report")).one()
    assert (act.actor, act.target) == ("giamsat", "II.06a")
