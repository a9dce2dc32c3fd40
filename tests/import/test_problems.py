"""Every problem an import may report really is reported, with its place and remedy."""

import json
from pathlib import Path

import pytest

from motcua.catalog.baseline_choice import BaselineChoice
from motcua.catalog.import_problems import TEXTS as IMPORT_TEXTS
from motcua.dossiers.actor import Actor
from motcua.services import catalog_reading
from motcua.services.catalog_import import CatalogOrder, CatalogReport, import_catalog
from motcua.services.editing import EditTarget, PublishWish, publish_text
from motcua.services.runtime import Platform
from motcua.spreadsheets import reading
from motcua.spreadsheets.reading_problems import TEXTS as READING_TEXTS

HEAD = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")


def run(platform: Platform, actor: Actor, path: Path, details: Path | None = None) -> CatalogReport:
    return import_catalog(platform, actor, CatalogOrder(path, details, dry_run=True))


def codes(report: CatalogReport) -> list[str]:
    assert all(problem.message and problem.remedy for problem in report.problems)
    return [problem.code for problem in report.problems]


def details(folder: Path, *lines: object) -> Path:
    path = folder / "chi-tiet.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_every_problem__has_a_test() -> None:
    root = Path(__file__).resolve().parents[1]
    folders = (root / "import", root / "unit" / "catalog", root / "unit" / "spreadsheets")
    texts = "".join(
        path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("test_*.py")
    )
    missing = [code for code in (*IMPORT_TEXTS, *READING_TEXTS) if f'"{code}"' not in texts]
    assert missing == []


def test_unknown_columns__are_named(sqlite_platform: Platform, importer, write_book) -> None:
    path = write_book([("1", "9.000001", "a", "z")], ("STT", "Mã số", "Tên", "Cột lạ"))
    report = run(sqlite_platform, importer, path)
    assert codes(report) == ["IMP-014"]
    assert "Cột lạ" in report.problems[0].message
    assert "STT" not in report.problems[0].message


def test_wrong_lines_of_details__are_placed_and_the_rest_is_used(
    sqlite_platform: Platform, importer, write_book, tmp_path: Path
) -> None:
    record = {"ma_thu_tuc": "9.000001", "cap_thuc_hien": "Cấp tỉnh"}
    path = details(tmp_path, record, "{hỏng", {"ten_thu_tuc": "không mã"}, {"ma_thu_tuc": "9.999999"}, record)
    report = run(sqlite_platform, importer, write_book(), path)
    assert sorted(codes(report)) == ["IMP-015", "IMP-016", "IMP-017", "IMP-022"]
    assert next(problem for problem in report.problems if problem.code == "IMP-015").place.line == 2
    assert report.added == 4


def test_details_that_cannot_be_read__leave_everything_as_it_was(
    sqlite_platform: Platform, importer, write_book, tmp_path: Path
) -> None:
    report = run(sqlite_platform, importer, write_book(), details(tmp_path, "không phải JSON"))
    assert (codes(report), report.usable, report.added) == (["IMP-021"], False, 0)


def test_row_no_baseline_takes__is_rejected(
    sqlite_platform: Platform, importer, write_book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_reading, "_baselines", lambda _library: BaselineChoice([]))
    report = run(sqlite_platform, importer, write_book())
    assert (codes(report), report.rejected) == (["IMP-018"] * 4, 4)


def test_no_mapping_published__is_said(
    sqlite_platform: Platform, importer, write_book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_reading, "_mappings", lambda _library, _subject: [])
    assert codes(run(sqlite_platform, importer, write_book())) == ["IMP-020"]


def test_record_that_breaks_the_province_s_own_part__is_rejected_alone(
    sqlite_platform: Platform, importer, write_book
) -> None:
    import_catalog(sqlite_platform, importer, CatalogOrder(write_book()))
    officer = Actor("quantri", permissions=frozenset({"can_publish_definition"}))
    text = (
        "kind: overlay\nof: procedure/9.000001\nreason: bỏ khoản thu\nfees:\n  - {id: phi-le-phi, remove: true}\n"
        "offers:\n  - {id: chung, channels: [counter], time_limit: 3 working_days}\n"
    )
    publish_text(
        sqlite_platform,
        officer,
        text,
        PublishWish(sqlite_platform.today()),
        EditTarget("procedure", "9.000001"),
    )
    head = (*HEAD, "Thời hạn giải quyết", "Phí, lệ phí")
    rows = [
        ("9.000001", "Một", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư", "3 ngày làm việc", "Không"),
        ("9.000002", "Hai", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư", "3 ngày làm việc", "Không"),
    ]
    report = run(sqlite_platform, importer, write_book(rows, head))
    assert codes(report) == ["IMP-019"]
    assert "chung" in report.problems[0].message
    assert (report.rejected, report.changed) == (1, 1)


def test_too_large_a_file__is_refused_unread(
    sqlite_platform: Platform, importer, write_book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 100)
    assert codes(run(sqlite_platform, importer, write_book())) == ["BOOK-007"]


def test_endless_quoted_cell__is_placed(sqlite_platform: Platform, importer, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Mã số,Tên\n9.000001,"' + "x" * 1_100_000, encoding="utf-8")
    assert codes(run(sqlite_platform, importer, path)) == ["BOOK-012"]
