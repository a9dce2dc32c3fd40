"""Every workbook the product writes opens: in LibreOffice where it is installed, else proven part by part."""

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from sqlalchemy import update
from tests.golden.opened_books import OFFICE, contents, prove, saved_again
from tests.unit.services.report_world import EVERYTHING, fill
from tests.unit.spreadsheets.test_error_workbook import BOOK, problem
from tests.web.desk import Person, hidden

from motcua import spreadsheets
from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import report_definitions, write_workbook
from motcua.services.round_trip_columns import COLUMNS
from motcua.spreadsheets import patched_workbook
from motcua.spreadsheets.error_workbook import write_error_workbook
from motcua.storage.tables import DossierRow
from motcua.web.application import create_application

INJECTED = '=HYPERLINK("http://x","y")'
HOSTILE = ("=HYPERLINK", "+1+1")
WRITERS = {
    "write_report",
    "write_list",
    "write_list_report",
    "write_editing_workbook",
    "write_error_workbook",
    "write_workbook",
}
"""Functions of the product that write a workbook, each of which has one here."""
PARTS_OF_ONE = {"write_title", "write_header", "write_foot"}
STANDS_WRONG, ROUND_TRIP = "stands-wrong", "/thu-tuc/bang-tinh"


@pytest.fixture
def books(sqlite_platform, tmp_path) -> list[Path]:
    """A workbook of every writer and every shipped report, dossiers of people with hostile names in them."""
    platform = fill(sqlite_platform)
    found = [*_of_screens(platform, tmp_path), *_of_imports(tmp_path)]
    with platform.database.write(EVERYTHING) as session:
        session.execute(update(DossierRow).values(applicant_name=INJECTED, summary="+1+1"))
    for one in report_definitions(platform):
        place = tmp_path / f"{one.code}.xlsx"
        write_workbook(platform, EVERYTHING, ReportRequest(one.code, "2026-Q3"), place)
        found.append(place)
    return found


def _of_screens(platform, folder: Path) -> list[Path]:
    """What is taken from screens: a work list, the day sheet of money, procedures for editing, and these with errors."""
    app = create_application(platform)
    desk, admin = Person(app, "motcua"), Person(app, "quantri")
    desk.receive(**{"applicant.full_name": INJECTED})
    token = hidden(admin.read(f"{ROUND_TRIP}?ma=1.000656"))["csrf_token"]
    wanted = {
        "csrf_token": token,
        "ma": ["1.000656", "1.004859"],
        "cot": [column.id for column in COLUMNS],
    }
    taken = {
        "viec": desk.get("/tai-viec/viec-cua-toi").data,
        "thu-phi": desk.get("/thu-phi/tai").data,
        "sua-thu-tuc": admin.client.post(f"{ROUND_TRIP}/xuat", data=wanted).data,
    }
    for name, data in taken.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    return [folder / f"{name}.xlsx" for name in taken]


def _of_imports(folder: Path) -> list[Path]:
    """The error workbook with and without the rows of origin, and rows mended in it put back."""
    with_origins, plain, mended = (folder / f"{name}.xlsx" for name in ("loi-goc", "loi", "sua-1"))
    wrong = [problem("A3"), problem("B3"), problem("")]
    write_error_workbook(with_origins, BOOK, wrong, origins=True)
    write_error_workbook(plain, BOOK, wrong)
    patched_workbook.write_workbook(mended, BOOK)
    return [with_origins, plain, mended]


def test_every_workbook__opens_without_repair_and_holds_the_same_when_recomputed(books, tmp_path):
    for place in books:
        prove(place, HOSTILE)
    for name in ("so-theo-doi-chi-tiet", "viec", "thu-phi"):
        (place,) = [one for one in books if one.stem == name]
        texts = {cell.value for row in openpyxl.load_workbook(place).active.iter_rows() for cell in row}
        assert INJECTED in texts, f"{name}: a name that looks like a formula stays a text"
    canary = tmp_path / f"{STANDS_WRONG}.xlsx"
    with xlsxwriter.Workbook(str(canary)) as book:
        book.add_worksheet().write_formula(0, 0, "=1+1", None, 5)
    saved = saved_again([*books, canary], tmp_path / "office")
    assert set(saved) == ({place.stem for place in (*books, canary)} if OFFICE else set())
    differences = []
    for place in books if OFFICE else ():
        written, opened = contents(place), contents(saved[place.stem])
        differences += _differences(place.name, written, opened)
    assert not differences, "\n".join(differences)
    assert all(
        contents(place)["Sheet1"][2]["A1"] == 2 for name, place in saved.items() if name == STANDS_WRONG
    )


def _differences(name: str, written: dict, opened: dict) -> list[str]:
    """Where the workbook that LibreOffice saved is another than the one the product wrote."""
    if list(written) != list(opened):
        return [f"{name}: sheets {list(opened)} instead of {list(written)}"]
    found = []
    for sheet, (state, merged, cells) in written.items():
        now_state, now_merged, now_cells = opened[sheet]
        if (state, merged) != (now_state, now_merged):
            found.append(f"{name}!{sheet}: {now_state}, merged differently: {sorted(merged ^ now_merged)}")
        found += [
            f"{name}!{sheet}!{at}: {now_cells.get(at)!r} instead of {cells.get(at)!r}"
            for at in sorted({*cells, *now_cells})
            if cells.get(at) != now_cells.get(at)
        ]
    return found


def test_every_function_that_writes_a_workbook__has_one_here():
    found = set()
    for module in pkgutil.iter_modules(spreadsheets.__path__, f"{spreadsheets.__name__}."):
        for name, thing in vars(import_module(module.name)).items():
            if inspect.isfunction(thing) and thing.__module__ == module.name and name.startswith("write_"):
                found.add(name)
    assert found - PARTS_OF_ONE == WRITERS
    root = Path(spreadsheets.__path__[0]).parents[1]
    importing = {
        place.parent.name
        for place in root.rglob("*.py")
        if "import xlsxwriter" in (text := place.read_text(encoding="utf-8")) or "import openpyxl" in text
    }
    assert importing == {"spreadsheets"}
