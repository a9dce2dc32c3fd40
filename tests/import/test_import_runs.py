"""An import as a job: watched, called off, taken up again, undone, mended; whatever happens, nothing twice or lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from motcua.dossiers.actor import Actor
from motcua.jobs.job_kinds import run_next_job
from motcua.services.background_jobs import take_job
from motcua.services.catalog_import import CatalogOrder, import_catalog
from motcua.services.editing import EditTarget, PublishWish, publish_text
from motcua.services.import_changes import Verdict
from motcua.services.import_dependents import StillNeededError
from motcua.services.import_jobs import run_import
from motcua.services.import_patch import mend
from motcua.services.import_review import save_verdicts
from motcua.services.import_runs import (
    ImportJob,
    ImportRunClosedError,
    Upload,
    call_off,
    error_book,
    find_progress,
    find_run,
    leave,
    take_in,
    take_up_again,
    try_out,
)
from motcua.services.import_undo import ask_undo
from motcua.services.import_watch import ImportLostError
from motcua.services.import_work import RunWork
from motcua.services.intake_requests import DossierRequest
from motcua.services.officers import identity_by_name
from motcua.services.receiving import receive
from motcua.services.runtime import Platform
from motcua.storage.tables import (
    CatalogEntryRow,
    DefinitionSourceRow,
    ImportRunRow,
    JobRow,
    ReviewItemRow,
    RevisionRow,
)

ROWS = (
    ("9.000001", "Cấp giấy phép thử nghiệm", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư"),
    ("9.000002", "Đăng ký thử nghiệm", "Bộ Thử nghiệm", "Ủy ban nhân dân cấp xã", "Hộ tịch"),
    ("9.000003", "Công nhận thử nghiệm", "Bộ Thử nghiệm", "Cục Bổ trợ tư pháp", "Luật sư"),
)
OTHERS = (
    ("9.000001", "Cấp giấy phép thử nghiệm lần hai", *ROWS[0][2:]),
    ROWS[1],
    ("9.000009", "Thủ tục mới hẳn", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư"),
)


@pytest.fixture
def admin(province: Platform) -> Actor:
    return actor_of(province, "quantri")


def actor_of(platform: Platform, user: str) -> Actor:
    with platform.database.read() as session:
        found = identity_by_name(session, user)
    assert found is not None
    return found.actor(platform.now())


def work(platform: Platform) -> None:
    while run_next_job(platform, lambda: False):
        pass


def tried(platform: Platform, actor: Actor, file: Path) -> int:
    run = try_out(platform, actor, Upload(file.name, file.read_bytes()))
    work(platform)
    assert state(platform, run) == "tried"
    return run


def taken_in(platform: Platform, actor: Actor, file: Path, *, retire: bool = False) -> int:
    run = tried(platform, actor, file)
    take_in(platform, actor, run, None, retire_abolished=retire)
    work(platform)
    assert state(platform, run) == "finished", jobs(platform)
    return run


def state(platform: Platform, run: int) -> str:
    with platform.database.read() as session:
        return find_run(session, run).state


def jobs(platform: Platform) -> list[tuple[str, str, str]]:
    with platform.database.read() as session:
        return [(row.kind, row.state, row.message) for row in session.scalars(select(JobRow))]


def layers(platform: Platform) -> list[tuple[Any, ...]]:
    """Every layer as it is stored, but for the number of its row."""
    columns = [column for column in DefinitionSourceRow.__table__.columns if column.name != "id"]
    with platform.database.read() as session:
        return sorted(map(tuple, session.execute(select(*columns))), key=repr)


def catalog(platform: Platform) -> list[tuple[Any, ...]]:
    """The catalog as people see it: all but which revision a procedure has, since when, and what made the row."""
    volatile = {"id", "revision_id", "revision_number", "updated_at", "national_hash", "import_run_id"}
    columns = [column for column in CatalogEntryRow.__table__.columns if column.name not in volatile]
    with platform.database.read() as session:
        return sorted(map(tuple, session.execute(select(*columns))), key=repr)


def reviews(platform: Platform) -> list[tuple[Any, ...]]:
    with platform.database.read() as session:
        rows = session.execute(
            select(ReviewItemRow.procedure_code, ReviewItemRow.item_id, ReviewItemRow.state)
        )
        return sorted(map(tuple, rows))


def revisions(platform: Platform, prefix: str) -> list[tuple[str, int]]:
    with platform.database.read() as session:
        rows = session.execute(
            select(RevisionRow.code, RevisionRow.number).where(RevisionRow.code.startswith(prefix))
        )
        return sorted((row.code, row.number) for row in rows)


def test_import_called_off_while_waiting__stores_nothing(
    province: Platform, admin: Actor, write_book
) -> None:
    run = try_out(province, admin, Upload("a.xlsx", write_book(ROWS).read_bytes()))
    with province.database.read() as session:
        progress = find_progress(session, find_run(session, run))
    assert progress is not None
    assert not progress.stuck
    call_off(province, admin, run)
    work(province)
    assert state(province, run) == "left"
    run = tried(province, admin, write_book(ROWS))
    take_in(province, admin, run, None, retire_abolished=False)
    call_off(province, admin, run)
    work(province)
    assert state(province, run) == "tried"
    assert revisions(province, "9.0") == []
    with pytest.raises(ImportRunClosedError):
        call_off(province, admin, run)


def test_import_called_off_in_the_middle__stores_nothing_and_can_be_taken_in_again(
    province: Platform, admin: Actor, write_book
) -> None:
    run = tried(province, admin, write_book(ROWS))
    take_in(province, admin, run, None, retire_abolished=False)
    with province.database.write() as session:
        job = take_job(session, province.now(), [ImportJob.IMPORT])
    assert job is not None

    def stop_at_the_end(done: int, total: int | None, message: str) -> None:
        del total
        if message == "Đang ghi vào danh mục":
            assert done == len(ROWS)
            call_off(province, admin, run)

    with pytest.raises(ImportLostError):
        run_import(RunWork(province, job, stop_at_the_end))
    assert revisions(province, "9.0") == []
    take_in(province, admin, run, None, retire_abolished=False)
    work(province)
    assert revisions(province, "9.0") == [(row[0], 1) for row in ROWS]


def test_publication_in_between__is_not_overtaken(
    sqlite_platform: Platform, importer: Actor, write_book
) -> None:
    import_catalog(sqlite_platform, importer, CatalogOrder(write_book(ROWS)))
    admin = actor_of(sqlite_platform, "quantri")
    run = tried(sqlite_platform, admin, write_book(OTHERS))
    take_in(sqlite_platform, admin, run, None, retire_abolished=False)
    with sqlite_platform.database.write() as session:
        job = take_job(session, sqlite_platform.now(), [ImportJob.IMPORT])
    assert job is not None
    said: list[str] = []

    def publish_meanwhile(done: int, total: int | None, message: str) -> None:
        del done, total
        said.append(message)
        if said.count("Đang ghi vào danh mục") == 1 and message == "Đang ghi vào danh mục":
            publish_limit(sqlite_platform)

    run_import(RunWork(sqlite_platform, job, publish_meanwhile))
    assert said.count("Đang ghi vào danh mục") == 2
    procedure = sqlite_platform.rules.bundle("9.000001", "", sqlite_platform.today()).procedure
    assert procedure.name == OTHERS[0][1]
    assert [str(offer.time_limit) for offer in procedure.offers] == ["5 working_days"]


def publish_limit(platform: Platform) -> None:
    officer = Actor("quantri", permissions=frozenset({"can_publish_definition", "can_edit_definition"}))
    text = (
        "kind: overlay\nof: procedure/9.000001\nreason: NQ 12\n"
        "offers:\n  - {channels: [counter, online, post], time_limit: 5 working_days}\n"
    )
    wish = PublishWish(platform.today(), "12/NQ-HĐND")
    publish_text(platform, officer, text, wish, EditTarget("procedure", "9.000001"))


def test_worker_that_died_after_storing__does_not_import_again(
    province: Platform, admin: Actor, write_book
) -> None:
    run = tried(province, admin, write_book(ROWS))
    take_in(province, admin, run, None, retire_abolished=False)
    with province.database.write() as session:
        job = take_job(session, province.now(), [ImportJob.IMPORT])
    assert job is not None
    run_import(RunWork(province, job, lambda *_told: None))
    before = layers(province)
    with province.database.write() as session:
        session.get_one(JobRow, job.id).worker = "elsewhere"
        session.get_one(JobRow, job.id).state = "waiting"
    work(province)
    assert jobs(province)[-1] == ("import_taking", "done", "Đã nhập xong.")
    assert layers(province) == before
    assert revisions(province, "9.0") == [(row[0], 1) for row in ROWS]


def test_work_that_failed__is_taken_up_again_by_a_person(
    sqlite_platform: Platform, write_book, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = actor_of(sqlite_platform, "quantri")
    run = tried(sqlite_platform, admin, write_book(ROWS))
    take_in(sqlite_platform, admin, run, None, retire_abolished=False)
    with pytest.raises(ImportRunClosedError):
        take_up_again(sqlite_platform, admin, run)

    def fail(*_arguments: object) -> None:
        raise OSError("đĩa đầy")

    with monkeypatch.context() as broken:
        broken.setattr("motcua.services.catalog_carrying.note_hashes", fail)
        work(sqlite_platform)
    with sqlite_platform.database.read() as session:
        progress = find_progress(session, find_run(session, run))
    assert progress is not None
    assert progress.stuck
    assert "đĩa đầy" in progress.message
    assert revisions(sqlite_platform, "9.0") == []
    take_up_again(sqlite_platform, admin, run)
    work(sqlite_platform)
    assert state(sqlite_platform, run) == "finished"
    assert revisions(sqlite_platform, "9.0") == [(row[0], 1) for row in ROWS]


def test_undone_import__leaves_everything_exactly_as_before(
    province: Platform, importer: Actor, admin: Actor, write_book
) -> None:
    import_catalog(province, importer, CatalogOrder(write_book(ROWS)))
    before = layers(province), catalog(province), reviews(province)
    run = taken_in(province, admin, write_book(OTHERS), retire=True)
    assert (layers(province), catalog(province)) != before[:2]
    ask_undo(province, admin, run, "nhập nhầm tệp")
    work(province)
    assert state(province, run) == "undone", jobs(province)
    assert (layers(province), catalog(province), reviews(province)) == before
    today = province.today()
    assert province.rules.bundle("9.000001", "", today).procedure.name == ROWS[0][1]
    assert province.rules.bundle("9.000003", "", today).procedure.name == ROWS[2][1]
    with pytest.raises(ImportRunClosedError):
        ask_undo(province, admin, run, "")
    again = taken_in(province, admin, write_book(OTHERS), retire=True)
    assert state(province, again) == "finished"
    assert province.rules.bundle("9.000009", "", today).procedure.name == OTHERS[2][1]


def test_undo_of_a_confirmed_new_code__gives_the_local_layers_back_to_the_old_one(
    sqlite_platform: Platform, importer: Actor, write_book
) -> None:
    import_catalog(sqlite_platform, importer, CatalogOrder(write_book(ROWS)))
    publish_limit(sqlite_platform)
    admin = actor_of(sqlite_platform, "quantri")
    before = layers(sqlite_platform), catalog(sqlite_platform), reviews(sqlite_platform)
    recoded = (("9.000101", ROWS[0][1], *ROWS[0][2:]), *ROWS[1:])
    run = tried(sqlite_platform, admin, write_book(recoded))
    save_verdicts(sqlite_platform, admin, run, {"9.000101": Verdict.SAME})
    take_in(sqlite_platform, admin, run, None, retire_abolished=False)
    work(sqlite_platform)
    procedure = sqlite_platform.rules.bundle("9.000101", "", sqlite_platform.today()).procedure
    assert [str(offer.time_limit) for offer in procedure.offers] == ["5 working_days"]
    ask_undo(sqlite_platform, admin, run, "")
    work(sqlite_platform)
    assert state(sqlite_platform, run) == "undone", jobs(sqlite_platform)
    assert (layers(sqlite_platform), catalog(sqlite_platform), reviews(sqlite_platform)) == before
    procedure = sqlite_platform.rules.bundle("9.000001", "", sqlite_platform.today()).procedure
    assert [str(offer.time_limit) for offer in procedure.offers] == ["5 working_days"]


def test_undo_of_the_first_import__empties_the_catalog_of_its_procedures(
    sqlite_platform: Platform, write_book
) -> None:
    admin = actor_of(sqlite_platform, "quantri")
    before = layers(sqlite_platform), catalog(sqlite_platform), reviews(sqlite_platform)
    run = taken_in(sqlite_platform, admin, write_book(ROWS))
    ask_undo(sqlite_platform, admin, run, "")
    work(sqlite_platform)
    assert (layers(sqlite_platform), catalog(sqlite_platform), reviews(sqlite_platform)) == before


def by_a_local_layer(platform: Platform) -> None:
    publish_limit(platform)


def by_a_later_import(platform: Platform) -> None:
    with platform.database.read() as session:
        row = session.scalars(select(ImportRunRow).order_by(ImportRunRow.id.desc())).first()
        assert row is not None
        file = platform.settings.file_folder / row.file_path
    content = file.read_bytes()
    book = openpyxl.load_workbook(file)
    book.active["B3"] = "Tên khác hẳn"  # type: ignore[index]
    other = file.with_name("khac.xlsx")
    book.save(other)
    actor = actor_of(platform, "quantri")
    import_catalog(platform, actor, CatalogOrder(other))
    assert file.read_bytes() == content


def by_a_dossier(platform: Platform) -> None:
    applicant = {
        "full_name": "Mai Thị Hồng Nhung",
        "identity_number": "001196012345",
        "sex": "nu",
        "phone": "0912345678",
    }
    request = DossierRequest(procedure="9.000002", agency="H88.31", applicant=applicant, answers={})
    receive(platform, actor_of(platform, "motcua"), request)


@pytest.mark.parametrize("use", [by_a_local_layer, by_a_later_import, by_a_dossier])
def test_import_that_is_used__cannot_be_undone(
    sqlite_platform: Platform, write_book, use: Callable[[Platform], None]
) -> None:
    admin = actor_of(sqlite_platform, "quantri")
    run = taken_in(sqlite_platform, admin, write_book(ROWS))
    use(sqlite_platform)
    with pytest.raises(StillNeededError) as refused:
        ask_undo(sqlite_platform, admin, run, "")
    assert refused.value.found[0].code in ("9.000001", "9.000002")
    assert ("hồ sơ" in str(refused.value.found)) is (use is by_a_dossier)
    assert state(sqlite_platform, run) == "finished"


def mended_book(platform: Platform, run: int, cells: dict[str, str], *, only: int = 0) -> Upload:
    """The error workbook of an import with cells mended; with `only` all other rows are left out."""
    with platform.database.read() as session:
        place = error_book(platform, find_run(session, run))
    assert place is not None
    book = openpyxl.load_workbook(place)
    sheet = book["Danh sách TTHC"]
    for cell, text in cells.items():
        sheet[cell] = text
    if only:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.delete_rows(only + 1, 1000)
        sheet.delete_rows(2, only - 2)
    target = place.with_name("da-sua.xlsx")
    book.save(target)
    return Upload("da-sua.xlsx", target.read_bytes())


BAD = (
    *ROWS,
    ("sai mã", "Thủ tục sai mã", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư"),
    ("9.000005", "", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư"),
)


@pytest.mark.parametrize("only", [0, 6])
def test_mended_row__is_taken_into_the_same_import_and_others_stay(
    province: Platform, admin: Actor, write_book, only: int
) -> None:
    run = taken_in(province, admin, write_book(BAD))
    assert revisions(province, "9.0") == [(row[0], 1) for row in ROWS]
    book = mended_book(province, run, {"A6": "9.000004"}, only=only)
    assert mend(province, admin, run, book) == 1
    work(province)
    with province.database.read() as session:
        row = find_run(session, run)
        assert (row.state, row.summary["added"], row.summary["unchanged"], row.summary["rejected"]) == (
            "tried",
            1,
            3,
            1,
        )
        assert [one["place"]["cell"] for one in row.plan["problems"]] == ["B7"]
    take_in(province, admin, run, None, retire_abolished=False)
    work(province)
    assert revisions(province, "9.0") == [("9.000001", 1), ("9.000002", 1), ("9.000003", 1), ("9.000004", 1)]
    ask_undo(province, admin, run, "")
    work(province)
    assert state(province, run) == "undone", jobs(province)
    with province.database.read() as session:
        count = (
            select(func.count()).select_from(CatalogEntryRow).where(CatalogEntryRow.code.startswith("9.0"))
        )
        assert session.scalar(count) == 0


def test_mended_file_of_no_use__is_refused_with_a_remedy(sqlite_platform: Platform, write_book) -> None:
    admin = actor_of(sqlite_platform, "quantri")
    run = tried(sqlite_platform, admin, write_book(BAD))
    with pytest.raises(ValueError, match="không có dòng nào khác"):
        mend(sqlite_platform, admin, run, mended_book(sqlite_platform, run, {}))
    with pytest.raises(ValueError, match="không có cột"):
        mend(sqlite_platform, admin, run, Upload("a.xlsx", write_book(ROWS).read_bytes()))
    with pytest.raises(ValueError, match="Không đọc được"):
        mend(sqlite_platform, admin, run, Upload("a.xlsx", b"PK\x03\x04rac"))
    leave(sqlite_platform, admin, run)
    with pytest.raises(ImportRunClosedError):
        mend(sqlite_platform, admin, run, mended_book(sqlite_platform, run, {"A6": "9.000004"}))
