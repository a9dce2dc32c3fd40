"""Rows stored and read without the unit of work: the same values, the same scope."""

import pytest
from sqlalchemy import select
from tests.storage.conftest import add_revision, new_dossier

from motcua.storage.dossier_access import load_dossier
from motcua.storage.own_rows import own_rows
from motcua.storage.prepared import Prepared
from motcua.storage.row_writing import delete_row, insert_row, insert_rows, new_row, update_row
from motcua.storage.scope import OutsideScopeError, Scope, ScopeMissingError
from motcua.storage.tables import DossierDocumentRow, DossierRow, OfficerRow

MINE = Scope.of(["H88.31"], "xã Tân Hòa")
COMPETENT = Scope.of(["H88.05"], "sở")
OTHERS = Scope.of(["H88.99"], "cơ quan khác")


def paper(dossier_id, requirement, now, agency="H88.31"):
    return new_row(
        DossierDocumentRow,
        dossier_id=dossier_id,
        agency_code=agency,
        requirement_id=requirement,
        name="Tờ khai “đặc biệt” ✓",
        originals=2,
        received=True,
        added_at=now,
    )


def test_inserted_rows__are_what_the_unit_of_work_would_have_stored(database, stored, now, everything):
    ids = stored()
    with database.write(everything) as session:
        row = session.get(DossierRow, ids["A-1"])
        insert_rows(session, [paper(row.id, "to-khai", now), paper(row.id, "ban-sao", now)])
        session.add(
            DossierDocumentRow(
                dossier_id=row.id,
                agency_code="H88.31",
                requirement_id="to-khai",
                name="Tờ khai “đặc biệt” ✓",
                originals=2,
                received=True,
                added_at=now,
            )
        )
    with database.read(MINE) as session:
        first, second, third = session.scalars(select(DossierDocumentRow).order_by(DossierDocumentRow.id))
        names = [column.key for column in DossierDocumentRow.__table__.columns if column.key != "id"]
        assert [getattr(first, name) for name in names] == [getattr(third, name) for name in names]
        assert second.requirement_id == "ban-sao"
        dossier = load_dossier(session, "A-1")
        assert [one.requirement_id for one in own_rows(session, dossier, DossierDocumentRow)] == [
            "to-khai",
            "ban-sao",
            "to-khai",
        ]
        read = own_rows(session, dossier, DossierDocumentRow)[0]
        assert [getattr(read, name) for name in names] == [getattr(first, name) for name in names]


def test_inserted_row__belongs_to_the_session_with_its_defaults(database, now, everything):
    with database.write(everything) as session:
        made = new_dossier(add_revision(session), "C-1", "H88.31")
        insert_row(session, made)
        assert made.id
        assert made in session
        assert made.demo is False
        made.summary = "đổi sau đó"
    with database.read(MINE) as session:
        assert load_dossier(session, "C-1").summary == "đổi sau đó"


def test_row_of_another_agency__is_refused_before_anything_is_stored(database, stored, now):
    ids = stored()
    with pytest.raises(OutsideScopeError), database.write(MINE) as session:
        insert_rows(session, [paper(ids["A-1"], "a", now), paper(ids["B-1"], "b", now, agency="H88.32")])
    with database.read(Scope.everything("kiểm thử")) as session:
        assert session.scalars(select(DossierDocumentRow)).all() == []


def test_competent_agency__changes_what_it_loaded_and_its_papers(database, stored, now, everything):
    ids = stored()
    with database.write(everything) as session:
        session.get(DossierRow, ids["B-1"]).competent_agency = "H88.05"
        insert_rows(session, [paper(ids["B-1"], "a", now, agency="H88.32")])
    with database.write(COMPETENT) as session:
        row = load_dossier(session, "B-1", lock=True)
        update_row(session, row, {"summary": "đã xem", "number": "B-1"})
        assert row.summary == "đã xem"
        kept = own_rows(session, row, DossierDocumentRow)[0]
        update_row(session, kept, {"note": "đủ", "originals": 3})
        with pytest.raises(OutsideScopeError):
            update_row(session, row, {"agency_code": "H88.77"})
    with database.write(COMPETENT) as session:
        row = load_dossier(session, "B-1", lock=True)
        assert row.summary == "đã xem"
        kept = own_rows(session, row, DossierDocumentRow)[0]
        assert (kept.note, kept.originals) == ("đủ", 3)
        delete_row(session, kept)
        assert own_rows(session, row, DossierDocumentRow) == []


def test_dossier_that_was_not_loaded__is_neither_read_nor_changed(database, stored, everything):
    stored()
    with database.read(everything) as session:
        foreign = load_dossier(session, "B-1")
    with database.write(OTHERS) as session:
        assert load_dossier(session, "B-1") is None
        with pytest.raises(OutsideScopeError):
            own_rows(session, foreign, DossierDocumentRow)
        with pytest.raises(OutsideScopeError):
            update_row(session, foreign, {"summary": "không được"})
        with pytest.raises(OutsideScopeError):
            delete_row(session, foreign)


def test_dossier_loaded_twice__is_the_same_object_as_it_stands_now(database, stored):
    stored()
    with database.write(MINE) as session:
        row = load_dossier(session, "A-1")
        assert load_dossier(session, "A-1", lock=True) is row


def test_unknown_column__is_an_error():
    with pytest.raises(AttributeError, match="nummer"):
        new_row(DossierRow, nummer="1")


def test_prepared_query__is_refused_over_tables_of_agencies():
    with pytest.raises(ScopeMissingError):
        Prepared(select(DossierRow.number))


def test_prepared_query__mixes_given_and_constant_values(database, now):
    query = Prepared(
        select(OfficerRow.username).where(OfficerRow.active.is_(True), OfficerRow.agency_code == "X")
    )
    with database.read() as session:
        assert query.rows(session) == []
