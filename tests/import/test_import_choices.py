"""What a person decides about an import: values and rows refused, new codes confirmed, what ends."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from motcua.dossiers.actor import Actor
from motcua.services.catalog_comparison import ALL
from motcua.services.catalog_import import CatalogOrder, CatalogReport, import_catalog
from motcua.services.catalog_order import KIND
from motcua.services.editing import EditTarget, PublishWish, publish_text
from motcua.services.import_changes import Action, Verdict, keep_changes
from motcua.services.import_refusals import keep_reason
from motcua.services.import_review import LOOKING, change_lines
from motcua.services.runtime import Platform
from motcua.storage.tables import (
    CatalogEntryRow,
    DefinitionSourceRow,
    ImportChangeRow,
    ImportRunRow,
    ReferenceRow,
    RefusedValueRow,
)

ROWS = (
    ("9.000001", "Cấp giấy phép thử nghiệm", "Bộ Thử nghiệm", "Sở Tư pháp", "Luật sư"),
    ("9.000002", "Đăng ký thử nghiệm", "Bộ Thử nghiệm", "Ủy ban nhân dân cấp xã", "Hộ tịch"),
    ("9.000003", "Công nhận thử nghiệm", "Bộ Thử nghiệm", "Cục Bổ trợ tư pháp", "Luật sư"),
)
RENAMED = (
    ("9.000001", "Cấp giấy phép thử nghiệm lần đầu", "Bộ Thử nghiệm", "Sở Tư pháp", "Công chứng"),
    *ROWS[1:],
)
RECODED = (("9.000101", "Cấp giấy phép thử nghiệm mới", *ROWS[0][2:]), *ROWS[1:])
LIMIT = (
    "kind: overlay\nof: procedure/9.000001\nreason: NQ 12 của HĐND tỉnh\n"
    "offers:\n  - {channels: [counter, online, post], time_limit: 5 working_days}\n"
)
OFFICER = Actor("quantri", permissions=frozenset({"can_publish_definition", "can_edit_definition"}))


def tried(
    platform: Platform, actor: Actor, file: Path, **choices: dict[str, Any]
) -> tuple[int, CatalogReport]:
    """A trial whose changes are kept, with the choices of a person by code."""
    report = import_catalog(platform, actor, CatalogOrder(file, dry_run=True))
    assert report.comparison is not None
    with platform.database.write() as session:
        row = ImportRunRow(
            kind=KIND,
            file_name=file.name,
            file_hash=hashlib.sha256(file.read_bytes()).hexdigest(),
            state="tried",
            started_by=actor.user,
            started_at=platform.now(),
        )
        session.add(row)
        session.flush()
        keep_changes(session, row.id, report.comparison)
        for code, values in choices.get("choices", {}).items():
            session.execute(
                update(ImportChangeRow)
                .where(ImportChangeRow.import_run_id == row.id, ImportChangeRow.code == code)
                .values(**values)
            )
        return row.id, report


def carried_out(platform: Platform, actor: Actor, file: Path, choices: dict[str, Any]) -> CatalogReport:
    run, _report = tried(platform, actor, file, choices=choices)
    return import_catalog(platform, actor, CatalogOrder(file, run=run))


def national(platform: Platform, code: str) -> dict[str, Any] | None:
    with platform.database.read() as session:
        found = session.scalar(
            select(DefinitionSourceRow.data).where(
                DefinitionSourceRow.code == code, DefinitionSourceRow.layer == "national"
            )
        )
    return dict(found) if found else None


def retired(platform: Platform, code: str) -> bool:
    with platform.database.read() as session:
        return session.scalars(select(CatalogEntryRow.retired).where(CatalogEntryRow.code == code)).one()


def test_refused_value__stays_while_the_others_are_taken(province: Platform, importer, write_book) -> None:
    import_catalog(province, importer, CatalogOrder(write_book(ROWS)))
    report = carried_out(province, importer, write_book(RENAMED), {"9.000001": {"refused": ["/name"]}})
    assert (report.changed, report.kept) == (1, 0)
    data = national(province, "9.000001")
    assert data is not None
    assert (data["name"], data["field_of_work"]) == ("Cấp giấy phép thử nghiệm", "Công chứng")
    procedure = province.rules.bundle("9.000001", "", province.today()).procedure
    assert (procedure.name, procedure.field_of_work) == ("Cấp giấy phép thử nghiệm", "Công chứng")


def test_refused_row__leaves_the_procedure_as_it_was(sqlite_platform: Platform, importer, write_book) -> None:
    import_catalog(sqlite_platform, importer, CatalogOrder(write_book(ROWS)))
    before = national(sqlite_platform, "9.000001")
    new = ("9.000009", "Thủ tục hoàn toàn khác", *ROWS[0][2:])
    choices = {"9.000001": {"refused": [ALL]}, "9.000009": {"refused": [ALL]}}
    report = carried_out(sqlite_platform, importer, write_book([*RENAMED, new]), choices)
    assert (report.added, report.changed, report.kept) == (0, 0, 2)
    assert national(sqlite_platform, "9.000001") == before
    assert national(sqlite_platform, "9.000009") is None


def test_all_values_refused__is_no_change(sqlite_platform: Platform, importer, write_book) -> None:
    import_catalog(sqlite_platform, importer, CatalogOrder(write_book(ROWS)))
    before = national(sqlite_platform, "9.000001")
    run, report = tried(sqlite_platform, importer, write_book(RENAMED))
    assert report.comparison is not None
    paths = [one.path for one in report.comparison.changed[0].differences]
    with sqlite_platform.database.write() as session:
        session.execute(
            update(ImportChangeRow).where(ImportChangeRow.code == "9.000001").values(refused=paths)
        )
    done = import_catalog(sqlite_platform, importer, CatalogOrder(write_book(RENAMED), run=run))
    assert (done.changed, done.kept) == (0, 1)
    assert national(sqlite_platform, "9.000001") == before


def test_new_code_like_an_abolished_one__is_told_and_nothing_is_done_without_a_person(
    sqlite_platform: Platform, importer, write_book
) -> None:
    import_catalog(sqlite_platform, importer, CatalogOrder(write_book(ROWS)))
    run, _report = tried(sqlite_platform, importer, write_book(RECODED))
    with sqlite_platform.database.read() as session:
        row = session.scalars(
            select(ImportChangeRow).where(
                ImportChangeRow.import_run_id == run, ImportChangeRow.code == "9.000101"
            )
        ).one()
        assert (row.partner, row.verdict) == ("9.000001", "")
        assert 85 <= row.likeness < 100
    done = import_catalog(sqlite_platform, importer, CatalogOrder(write_book(RECODED), run=run))
    assert (done.added, done.retired) == (1, 0)
    assert not retired(sqlite_platform, "9.000001")


def test_confirmed_new_code__takes_the_local_layers_along_and_the_old_one_ends(
    province: Platform, importer, write_book
) -> None:
    import_catalog(province, importer, CatalogOrder(write_book(ROWS)))
    wish = PublishWish(province.today(), "12/NQ-HĐND")
    publish_text(province, OFFICER, LIMIT, wish, EditTarget("procedure", "9.000001"))
    choices = {"9.000101": {"verdict": Verdict.SAME.value}}
    done = carried_out(province, importer, write_book(RECODED), choices)
    assert (done.added, done.retired, done.rejected) == (1, 1, 0)
    assert retired(province, "9.000001")
    procedure = province.rules.bundle("9.000101", "", province.today()).procedure
    assert [str(offer.time_limit) for offer in procedure.offers] == ["5 working_days"]
    with province.database.read() as session:
        (text,) = session.scalars(
            select(DefinitionSourceRow.text).where(
                DefinitionSourceRow.code == "9.000101", DefinitionSourceRow.layer == "province"
            )
        )
    assert text == LIMIT.replace("9.000001", "9.000101")


@pytest.mark.parametrize("chosen", [True, False])
def test_abolished_procedure__ends_only_when_chosen(
    sqlite_platform: Platform, importer, write_book, chosen: bool
) -> None:
    import_catalog(sqlite_platform, importer, CatalogOrder(write_book(ROWS)))
    choices = {"9.000003": {"verdict": Verdict.RETIRE.value}} if chosen else {}
    report = carried_out(sqlite_platform, importer, write_book(ROWS[:2]), choices)
    assert report.retired == int(chosen)
    assert retired(sqlite_platform, "9.000003") is chosen


def test_abolished_procedure_others_need__stays_and_is_told(
    sqlite_platform: Platform, importer, write_book
) -> None:
    import_catalog(sqlite_platform, importer, CatalogOrder(write_book(ROWS)))
    with sqlite_platform.database.write() as session:
        session.add(
            ReferenceRow(from_kind="procedure", from_code="9.000001", to_kind="procedure", to_code="9.000003")
        )
    report = import_catalog(
        sqlite_platform, importer, CatalogOrder(write_book(ROWS[:2]), retire_abolished=True)
    )
    assert report.retired == 0
    assert [problem.code for problem in report.problems] == ["IMP-023"]
    assert "9.000001" in report.problems[0].message
    assert not retired(sqlite_platform, "9.000003")


def refused_of(platform: Platform, run: int) -> dict[str, list[str]]:
    with platform.database.read() as session:
        rows = session.execute(
            select(ImportChangeRow.code, ImportChangeRow.refused).where(ImportChangeRow.import_run_id == run)
        )
        return {row.code: row.refused for row in rows if row.refused}


def test_value_refused_before__is_not_offered_again_until_it_differs(
    province: Platform, importer, write_book
) -> None:
    import_catalog(province, importer, CatalogOrder(write_book(ROWS)))
    refused = {"9.000001": {"refused": ["/name"]}}
    run, _report = tried(province, importer, write_book(RENAMED), choices=refused)
    with province.database.write() as session:
        keep_reason(session.get_one(ImportRunRow, run), ["9.000001"], "tỉnh giữ tên cũ")
    import_catalog(province, importer, CatalogOrder(write_book(RENAMED), run=run))
    again, _report = tried(province, importer, write_book(RENAMED))
    assert refused_of(province, again) == {"9.000001": ["/name"]}
    with province.database.read(LOOKING) as session:
        (line,) = change_lines(session, again, Action.CHANGED)
    (value,) = line.values
    assert value.refusal is not None
    assert (value.taken, value.refusal.same, value.refusal.reason) == (False, True, "tỉnh giữ tên cũ")
    assert value.refusal.value == RENAMED[0][1]
    # without a person looking, on the command line, it stays refused too
    report = import_catalog(province, importer, CatalogOrder(write_book(RENAMED)))
    assert (report.changed, report.kept) == (0, 1)
    another = ((RENAMED[0][0], "Cấp giấy phép thử nghiệm lần hai", *RENAMED[0][2:]), *RENAMED[1:])
    third, _report = tried(province, importer, write_book(another))
    assert refused_of(province, third) == {}
    with province.database.read(LOOKING) as session:
        (line,) = change_lines(session, third, Action.CHANGED)
    assert [(one.taken, one.refusal is not None and one.refusal.same) for one in line.values] == [
        (True, False)
    ]
    import_catalog(province, importer, CatalogOrder(write_book(another), run=third))
    with province.database.read() as session:
        assert session.scalars(select(RefusedValueRow)).all() == []


def test_new_procedure_refused_before__is_left_out_until_it_differs(
    sqlite_platform: Platform, importer, write_book
) -> None:
    import_catalog(sqlite_platform, importer, CatalogOrder(write_book(ROWS)))
    new = ("9.000009", "Thủ tục hoàn toàn khác", *ROWS[0][2:])
    choices = {"9.000009": {"refused": [ALL]}}
    carried_out(sqlite_platform, importer, write_book([*ROWS, new]), choices)
    again, _report = tried(sqlite_platform, importer, write_book([*ROWS, new]))
    assert refused_of(sqlite_platform, again) == {"9.000009": [ALL]}
    with sqlite_platform.database.read(LOOKING) as session:
        (line,) = change_lines(session, again, Action.ADDED)
    assert not line.taken
    assert line.refusal is not None
    assert line.refusal.same
    import_catalog(
        sqlite_platform, importer, CatalogOrder(write_book([*ROWS, (new[0], "Tên khác hẳn", *new[2:])]))
    )
    assert national(sqlite_platform, "9.000009") is not None
