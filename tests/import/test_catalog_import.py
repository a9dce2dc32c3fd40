"""A catalog goes in, comes out as runnable procedures, and never more than that."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from motcua.dossiers.actor import Actor
from motcua.services.access import ForbiddenError
from motcua.services.catalog_import import CatalogOrder, CatalogReport, import_catalog
from motcua.services.editing import EditTarget, PublishWish, publish_text
from motcua.services.runtime import Platform
from motcua.storage.tables import (
    CatalogEntryRow,
    DefinitionSourceRow,
    ImportRunRow,
    ReleaseRow,
    ReviewItemRow,
    RevisionRow,
)

HEAD = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")


def run(platform: Platform, actor: Actor, path: Path, **wishes: Any) -> CatalogReport:
    return import_catalog(platform, actor, CatalogOrder(path, **wishes))


def figures(report: CatalogReport) -> dict[str, int]:
    names = ("rows", "added", "changed", "unchanged", "abolished", "rejected")
    return {name: value for name in names if (value := report.summary()[name])}


def state(platform: Platform) -> dict[str, int]:
    tables = (ReleaseRow, RevisionRow, CatalogEntryRow, DefinitionSourceRow, ReviewItemRow, ImportRunRow)
    with platform.database.read() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }


def entry(platform: Platform, code: str) -> CatalogEntryRow:
    with platform.database.read() as session:
        return session.scalars(select(CatalogEntryRow).where(CatalogEntryRow.code == code)).one()


def test_every_row__becomes_a_procedure_that_runs(province: Platform, importer, write_book) -> None:
    report = run(province, importer, write_book())
    assert figures(report) == {"rows": 4, "added": 4}
    today = province.today()
    for code, baseline in (
        ("9.000001", "so-tu-phap"),
        ("9.000002", "cap-xa-ho-tich"),
        ("9.000004", "mac-dinh"),
    ):
        bundle = province.rules.bundle(code, "", today)
        assert bundle.procedure.extends == baseline
        assert bundle.process.steps
        assert bundle.form is not None
        assert bundle.procedure.checklist
    assert entry(province, "9.000003").outside_competence
    assert not entry(province, "9.000001").outside_competence


def test_what_the_file_does_not_say__is_to_be_reviewed_and_never_free(
    province: Platform, importer, write_book
) -> None:
    report = run(province, importer, write_book())
    with province.database.read() as session:
        kinds = set(
            session.scalars(select(ReviewItemRow.kind).where(ReviewItemRow.procedure_code == "9.000004"))
        )
        total = session.scalar(
            select(func.count())
            .select_from(ReviewItemRow)
            .where(ReviewItemRow.procedure_code.startswith("9."))
        )
    assert kinds == {"limit", "fee", "level"}
    assert report.review_items == total
    procedure = province.rules.bundle("9.000004", "", province.today()).procedure
    assert [(fee.certain, fee.amount) for fee in procedure.fees] == [(False, None)]


def test_same_file_twice__changes_nothing(province: Platform, importer, write_book) -> None:
    first = run(province, importer, write_book())
    before = state(province)
    again = run(province, importer, write_book())
    assert figures(again) == {"rows": 4, "unchanged": 4}
    assert again.review_items == first.review_items
    after = state(province)
    assert after.pop("import_run") == before.pop("import_run") + 1
    assert after == before


def test_dry_run__tells_everything_and_stores_nothing(province: Platform, importer, write_book) -> None:
    before = state(province)
    report = run(province, importer, write_book(), dry_run=True)
    assert figures(report) == {"rows": 4, "added": 4}
    assert report.review_items
    assert state(province) == before


def test_changed_row__changes_the_national_layer_only(
    sqlite_platform: Platform, importer, write_book
) -> None:
    run(sqlite_platform, importer, write_book())
    officer = Actor("quantri", permissions=frozenset({"can_publish_definition", "can_edit_definition"}))
    text = (
        "kind: overlay\nof: procedure/9.000001\nreason: NQ 12 của HĐND tỉnh\n"
        "offers:\n  - {channels: [counter, online, post], time_limit: 5 working_days}\n"
        "fees:\n  - {id: phi-le-phi, amount: 100000, certain: true}\n"
    )
    wish = PublishWish(sqlite_platform.today(), "12/NQ-HĐND")
    publish_text(sqlite_platform, officer, text, wish, EditTarget("procedure", "9.000001"))
    rows = [("9.000001", "Cấp giấy phép thử nghiệm (mới)", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư")]
    report = run(sqlite_platform, importer, write_book([*rows, *ROWS[1:]]))
    assert figures(report) == {"rows": 4, "changed": 1, "unchanged": 3}
    assert report.comparison is not None
    assert [(one.path, one.new) for one in report.comparison.changed[0].differences] == [
        ("/name", "Cấp giấy phép thử nghiệm (mới)")
    ]
    procedure = sqlite_platform.rules.bundle("9.000001", "", sqlite_platform.today()).procedure
    assert procedure.name == "Cấp giấy phép thử nghiệm (mới)"
    assert [str(offer.time_limit) for offer in procedure.offers] == ["5 working_days"]
    assert [(fee.amount, fee.certain) for fee in procedure.fees] == [(100_000, True)]
    assert not any(item.kind in ("limit", "fee") for item in procedure.review)


ROWS = (
    ("9.000001", "Cấp giấy phép thử nghiệm", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư"),
    ("9.000002", "Đăng ký thử nghiệm", "Bộ Thử nghiệm", "Ủy ban nhân dân cấp xã", "Hộ tịch"),
    ("9.000003", "Công nhận thử nghiệm", "Bộ Thử nghiệm", "Cục Bổ trợ tư pháp", "Luật sư"),
    ("9.000004", "Thủ tục không rõ cơ quan", "Bộ Thử nghiệm", "", "Lĩnh vực lạ"),
)


def test_procedure_no_longer_listed__is_retired_only_on_confirmation(
    province: Platform, importer, write_book
) -> None:
    run(province, importer, write_book())
    shorter = write_book(ROWS[:3])
    told = run(province, importer, shorter)
    assert figures(told) == {"rows": 3, "unchanged": 3, "abolished": 1}
    assert told.comparison is not None
    assert [item.code for item in told.comparison.abolished] == ["9.000004"]
    assert not entry(province, "9.000004").retired
    done = run(province, importer, shorter, retire_abolished=True)
    assert done.retired == 1
    assert entry(province, "9.000004").retired
    assert figures(run(province, importer, shorter)) == {"rows": 3, "unchanged": 3}
    back = run(province, importer, write_book())
    assert figures(back) == {"rows": 4, "added": 1, "unchanged": 3}
    assert not entry(province, "9.000004").retired


def test_file_of_another_ministry__abolishes_nothing(sqlite_platform: Platform, importer, write_book) -> None:
    run(sqlite_platform, importer, write_book())
    other = [
        ("9.000101", "Thủ tục khác", "Bộ Khác", "Sở Y tế", "Dược phẩm"),
        ("9.000102", "Thủ tục lạc", "Bộ Thử nghiệm", "Sở Y tế", "Dược phẩm"),
    ]
    report = run(sqlite_platform, importer, write_book(other), retire_abolished=True)
    assert figures(report) == {"rows": 2, "added": 2}
    assert report.retired == 0


def test_rejected_row_of_a_known_procedure__does_not_abolish_it(
    sqlite_platform: Platform, importer, write_book
) -> None:
    run(sqlite_platform, importer, write_book())
    nameless = ("9.000004", "", "Bộ Thử nghiệm", "", "Lĩnh vực lạ")
    report = run(sqlite_platform, importer, write_book([*ROWS[:3], nameless]))
    assert figures(report) == {"rows": 4, "unchanged": 3, "rejected": 1}


def test_bad_rows__are_rejected_and_marked_while_good_ones_go_in(
    sqlite_platform: Platform, importer, write_book, tmp_path: Path
) -> None:
    rows = [
        *ROWS,
        (45.0, "Mã thành số", "Bộ Thử nghiệm", "", ""),
        ("9.000001", "Mã trùng", "Bộ Thử nghiệm", "", ""),
    ]
    errors = tmp_path / "loi.xlsx"
    report = run(sqlite_platform, importer, write_book(rows), errors=errors)
    assert figures(report) == {"rows": 6, "added": 4, "rejected": 2}
    assert [(problem.code, problem.place.cell) for problem in report.problems] == [
        ("IMP-005", "A7"),
        ("IMP-008", "A8"),
    ]
    sheet = openpyxl.load_workbook(errors)["Danh sách TTHC"]
    assert sheet["A7"].comment is not None
    assert sheet["F6"].value == "Lỗi và cách sửa"
    assert "1.004873" in sheet["F7"].value


def test_code_that_lost_its_zero__is_mended_and_told(sqlite_platform: Platform, importer, write_book) -> None:
    report = run(
        sqlite_platform, importer, write_book([(9.00411, "Mất số 0", "Bộ Thử nghiệm", "Sở Y tế", "Dược")])
    )
    assert figures(report) == {"rows": 1, "added": 1}
    assert [problem.code for problem in report.problems] == ["IMP-006"]
    assert entry(sqlite_platform, "9.004110").name == "Mất số 0"


@pytest.mark.parametrize(
    ("head", "rows", "code"),
    [
        (("Tên", "Lĩnh vực"), [("a", "b")], "IMP-002"),
        (("Mã số", "Tên", "Mã số"), [("9.000001", "a", "9.000002")], "IMP-003"),
        (("x", "y"), [("1", "2")], "IMP-001"),
        (HEAD, [], "IMP-013"),
    ],
)
def test_unusable_table__leaves_everything_as_it_was(
    sqlite_platform: Platform, importer, write_book, head, rows, code: str
) -> None:
    before = state(sqlite_platform)
    report = run(sqlite_platform, importer, write_book(rows, head))
    assert [problem.code for problem in report.problems] == [code]
    assert report.problems[0].remedy
    assert not report.added
    after = state(sqlite_platform)
    after["import_run"] = before["import_run"]
    assert after == before


def test_file_that_is_no_workbook__leaves_everything_as_it_was(
    sqlite_platform: Platform, importer, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    before = state(sqlite_platform)
    report = run(sqlite_platform, importer, path)
    assert (report.usable, [problem.code for problem in report.problems]) == (False, ["BOOK-002"])
    assert state(sqlite_platform) == before


def test_failure_in_the_middle__leaves_everything_as_it_was(
    province: Platform, importer, write_book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("mất điện")

    before = state(province)
    monkeypatch.setattr("motcua.services.catalog_carrying.note_hashes", fail)
    with pytest.raises(RuntimeError):
        run(province, importer, write_book())
    assert state(province) == before


def test_without_permission__nothing_is_read(sqlite_platform: Platform, write_book) -> None:
    with pytest.raises(ForbiddenError):
        run(sqlite_platform, Actor("ai-do"), write_book())


def test_details__bring_limits_papers_and_results(
    sqlite_platform: Platform, importer, write_book, tmp_path: Path
) -> None:
    detail = {
        "ma_thu_tuc": "9.000001",
        "cap_thuc_hien": "Cấp tỉnh",
        "doi_tuong_thuc_hien": "Doanh nghiệp, Công dân Việt Nam",
        "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến5 Ngày làm việc100,000 Việt Nam Đồng(/hồ sơ)"
        "Trực tiếp7 Ngày làm việc100,000 Việt Nam Đồng(/hồ sơ)",
        "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn đề nghịMau 01.docx1 bản chínhLưu ý chung0 bản chính",
        "ket_qua_xu_ly": "Giấy phép thử nghiệmMã: KQ.G99.000001Từ khóaKhông có thông tin",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Luật sư65/2006/QH11",
        "trinh_tu_thuc_hien": "Bước 1.\nBước 2.",
    }
    path = tmp_path / "chi-tiet.jsonl"
    path.write_text(json.dumps(detail, ensure_ascii=False), encoding="utf-8")
    report = run(sqlite_platform, importer, write_book(), details=path)
    assert figures(report) == {"rows": 4, "added": 4}
    procedure = sqlite_platform.rules.bundle("9.000001", "", sqlite_platform.today()).procedure
    assert [(list(offer.channels), str(offer.time_limit)) for offer in procedure.offers] == [
        (["counter"], "7 working_days"),
        (["online"], "5 working_days"),
    ]
    assert [(fee.amount, fee.certain, fee.unit) for fee in procedure.fees] == [(100_000, True, "hồ sơ")]
    assert [(line.id, line.kind.value, line.template) for line in procedure.checklist] == [
        ("don-de-nghi", "document", "Mau 01.docx"),
        ("luu-y-chung", "note", ""),
    ]
    assert [(outcome.name, outcome.code) for outcome in procedure.outcomes] == [
        ("Giấy phép thử nghiệm", "KQ.G99.000001")
    ]
    assert [basis.number for basis in procedure.legal_basis] == ["65/2006/QH11"]
    assert [text.title for text in procedure.texts] == ["Trình tự thực hiện"]
    assert not procedure.review
    assert figures(run(sqlite_platform, importer, write_book())) == {"rows": 4, "unchanged": 4}


def test_provincial_table_with_limits_and_fees__is_read(
    sqlite_platform: Platform, importer, write_book
) -> None:
    head = (
        "STT",
        "Tên thủ tục hành chính",
        "Mã TTHC",
        "Thời hạn giải quyết",
        "Phí, lệ phí",
        "Cấp thực hiện",
        "Mức độ DVC",
    )
    rows = [
        (
            1,
            "Thủ tục một",
            "9.000001",
            "03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
            "20.000 đồng/hồ sơ",
            "Xã",
            "Toàn trình",
        ),
        (2, "Thủ tục hai", "9.000002", "7", "Không", "Tỉnh", "Một phần"),
    ]
    run(sqlite_platform, importer, write_book(rows, head))
    first = sqlite_platform.rules.bundle("9.000001", "", sqlite_platform.today()).procedure
    second = sqlite_platform.rules.bundle("9.000002", "", sqlite_platform.today()).procedure
    assert [str(offer.time_limit) for offer in first.offers] == ["3 working_days"]
    assert [(fee.amount, fee.certain) for fee in first.fees] == [(20_000, True)]
    assert (first.online_level, [level.value for level in first.levels]) == ("full", ["commune"])
    assert [offer.time_limit for offer in second.offers] == [None]
    assert not second.fees
    assert [item.kind for item in second.review] == ["limit"]


def test_csv_with_mark_and_quoted_line_breaks__is_imported(
    sqlite_platform: Platform, importer, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '\ufeffMã TTHC;Tên TTHC;Lĩnh vực\n9.000001;"Cấp giấy\nlần đầu";Luật sư\n', encoding="utf-8"
    )
    assert figures(run(sqlite_platform, importer, path)) == {"rows": 1, "added": 1}
    assert entry(sqlite_platform, "9.000001").name == "Cấp giấy lần đầu"


@pytest.mark.parametrize("ministry", ["BoTuPhap", "BoCongAn"])
def test_real_workbook__is_imported_whole(
    sqlite_platform: Platform, importer, shared_data: Path, ministry: str
) -> None:
    path = shared_data / "catalog" / f"danh-sach-tthc-{ministry}.xlsx"
    report = run(sqlite_platform, importer, path)
    assert (report.rejected, report.added + report.changed, report.problems) == (0, report.rows, ())
    assert report.rows == {"BoTuPhap": 271, "BoCongAn": 339}[ministry]
    again = run(sqlite_platform, importer, path)
    assert (again.unchanged, again.added, again.changed, again.abolished) == (report.rows, 0, 0, 0)


@pytest.mark.parametrize(("ministry", "details"), [("BoTuPhap", "bo-tu-phap"), ("BoCongAn", "bo-cong-an")])
def test_real_details__leave_most_procedures_with_a_limit(
    sqlite_platform: Platform, importer, shared_data: Path, ministry: str, details: str
) -> None:
    report = run(
        sqlite_platform,
        importer,
        shared_data / "catalog" / f"danh-sach-tthc-{ministry}.xlsx",
        details=shared_data / "catalog-detail" / f"{details}.jsonl.gz",
    )
    assert report.rejected == 0
    assert not [problem for problem in report.problems if problem.is_error]
    today = sqlite_platform.today()
    with sqlite_platform.database.read() as session:
        codes = session.scalars(
            select(DefinitionSourceRow.code).where(DefinitionSourceRow.layer == "national")
        ).all()
    procedures = [sqlite_platform.rules.definition("procedure", code, today) for code in codes]
    limited = [item for item in procedures if any(offer.time_limit for offer in item.offers)]
    assert len(limited) / len(procedures) > {"BoTuPhap": 0.65, "BoCongAn": 0.9}[ministry]
    another = {
        item.code for item in procedures if any(one.kind == "details_of_another" for one in item.review)
    }
    assert another >= {"BoTuPhap": {"1.002544"}, "BoCongAn": {"1.014208", "2.001428"}}[ministry]
    assert not any(item.offers for item in procedures if item.code in another)
    free = [item for item in procedures if not item.fees]
    assert all(
        "Miễn phí" in _channels(shared_data, details)[item.code] for item in free if item.code in codes
    )


def _channels(shared_data: Path, details: str) -> dict[str, str]:
    import gzip

    path = shared_data / "catalog-detail" / f"{details}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return {record["ma_thu_tuc"]: record["cach_thuc_thuc_hien"] for record in records}


def test_error_file__opens_with_every_problem(
    sqlite_platform: Platform, importer, write_book, tmp_path: Path
) -> None:
    rows = [(f"sai {number}", f"Tên {number}", "", "", "") for number in range(300)]
    errors = tmp_path / "loi.xlsx"
    report = run(sqlite_platform, importer, write_book(rows), errors=errors)
    assert figures(report) == {"rows": 300, "rejected": 300}
    assert errors.stat().st_size > 0
    sheet = openpyxl.load_workbook(errors)["Danh sách TTHC"]
    assert sum(1 for row in sheet.iter_rows(min_row=3) if row[5].value) == 300
