"""Agency scope, as the database sees it."""

import pytest
from sqlalchemy import delete, exists, func, insert, select, text, update
from sqlalchemy.orm import aliased

from motcua.storage.dossier_access import load_dossier, within_dossier
from motcua.storage.scope import OutsideScopeError, Scope, ScopeMissingError
from motcua.storage.tables import (
    CounterRow,
    DossierAccessRow,
    DossierDocumentRow,
    DossierEventRow,
    DossierRow,
    RevisionRow,
    WorkItemRow,
)

MINE = Scope.of(["H88.31"], "xã Tân Hòa")
CONSULTED = Scope.of(["H88.05"], "sở")


def numbers(session, statement=None):
    return sorted(session.scalars(statement if statement is not None else select(DossierRow.number)))


def test_own_agency__sees_own_dossiers_and_events_only(database, stored):
    stored()
    with database.read(MINE) as session:
        assert numbers(session) == ["A-1", "A-2"]
        assert session.scalar(select(func.count()).select_from(DossierEventRow)) == 2
        assert session.scalar(select(func.count(DossierRow.id))) == 2


def test_foreign_dossier__is_not_found_by_id(database, stored):
    ids = stored()
    with database.read(MINE) as session:
        assert session.get(DossierRow, ids["B-1"]) is None
        assert session.get(DossierRow, ids["A-1"]) is not None


@pytest.mark.parametrize(
    "statement",
    [
        select(aliased(DossierRow).number),
        select(DossierEventRow.kind).join(DossierRow, DossierRow.id == DossierEventRow.dossier_id),
        select(RevisionRow.code).join(DossierRow, DossierRow.procedure_revision_id == RevisionRow.id),
        select(RevisionRow.code).where(
            exists().where(DossierRow.procedure_revision_id == RevisionRow.id, DossierRow.number == "B-1")
        ),
        select(select(DossierRow.number).where(DossierRow.number == "B-1").scalar_subquery()),
        select(select(DossierRow.number).subquery().c.number),
        select(func.max(DossierRow.number)),
        select(DossierRow.number).union_all(select(DossierRow.number)),
    ],
    ids=["alias", "join", "join of a free table", "exists", "scalar", "subquery", "aggregate", "union"],
)
def test_nobodys_scope__no_shape_of_statement_leaks(database, stored, statement):
    stored()
    with database.read(Scope.of(["H88.99"], "cơ quan khác")) as session:
        assert [value for (value,) in session.execute(statement) if value is not None] == []


def test_no_scope__any_touch_of_a_scoped_table_is_an_error(database, stored):
    stored()
    with database.read() as session:
        for statement in (
            select(DossierRow.number),
            select(RevisionRow.id).where(RevisionRow.id.in_(select(DossierRow.procedure_revision_id))),
            text("SELECT number FROM dossier"),
            select(DossierRow.__table__.c.number),
        ):
            with pytest.raises(ScopeMissingError):
                session.execute(statement)
        assert session.scalar(select(func.count(RevisionRow.id))) == 1


def test_bare_table_or_sql_in_a_scoped_session__is_an_error(database, stored):
    stored()
    with database.read(MINE) as session:
        with pytest.raises(ScopeMissingError):
            session.execute(text("SELECT count(*) FROM dossier_event"))
        with pytest.raises(ScopeMissingError):
            session.execute(select(DossierRow.__table__.c.number))


def test_competent_agency__sees_the_dossier_and_its_children(database, stored, everything):
    ids = stored()
    with database.write(everything) as session:
        session.get(DossierRow, ids["B-1"]).competent_agency = "H88.05"
    with database.read(CONSULTED) as session:
        assert numbers(session) == ["B-1"]
        assert numbers(session, select(DossierEventRow.kind)) == ["received"]


def test_consulted_agency__sees_the_dossier_through_its_access_row(database, stored, everything, now):
    ids = stored()
    with database.write(everything) as session:
        session.add(DossierAccessRow(dossier_id=ids["A-2"], agency_code="H88.05", granted_at=now))
    with database.read(CONSULTED) as session:
        assert numbers(session) == ["A-2"]
        assert session.scalar(select(func.count(DossierEventRow.id))) == 1


def test_writing_for_another_agency__is_refused_and_leaves_nothing(database, stored, now):
    ids = stored()
    with pytest.raises(OutsideScopeError), database.write(MINE) as session:
        session.add(
            DossierEventRow(dossier_id=ids["B-1"], agency_code="H88.32", seq=2, kind="forwarded", at=now)
        )
    with pytest.raises(OutsideScopeError), database.write(MINE) as session:
        session.execute(
            insert(DossierDocumentRow),
            [{"dossier_id": ids["B-1"], "agency_code": "H88.32", "name": "x", "added_at": now}],
        )
    with database.read(Scope.everything("kiểm thử")) as session:
        assert session.scalar(select(func.count(DossierEventRow.id))) == 3
        assert session.scalar(select(func.count(DossierDocumentRow.id))) == 0


def test_giving_a_dossier_away__is_refused(database, stored):
    ids = stored()
    with pytest.raises(OutsideScopeError), database.write(MINE) as session:
        session.get(DossierRow, ids["A-1"]).agency_code = "H88.32"


def test_updates_and_deletes_in_bulk__touch_own_rows_only(database, stored, everything):
    stored()
    with database.write(MINE) as session:
        session.execute(update(DossierRow).values(summary="sửa"))
        session.execute(delete(DossierEventRow))
    with database.read(everything) as session:
        assert numbers(session, select(DossierRow.number).where(DossierRow.summary == "sửa")) == [
            "A-1",
            "A-2",
        ]
        assert session.scalar(select(func.count(DossierEventRow.id))) == 1


def test_consulted_agency__writes_events_of_a_dossier_it_could_load(database, stored, everything, now):
    ids = stored()
    with database.write(everything) as session:
        session.add(DossierAccessRow(dossier_id=ids["A-1"], agency_code="H88.05", granted_at=now))
    with database.write(CONSULTED) as session:
        dossier = session.get(DossierRow, ids["A-1"])
        session.add(
            DossierEventRow(
                dossier_id=dossier.id, agency_code=dossier.agency_code, seq=2, kind="answered", at=now
            )
        )
        session.add(_work_item(dossier.id, "H88.05", now))
    with database.read(MINE) as session:
        assert session.scalar(select(func.count(WorkItemRow.id))) == 1
    with database.read(CONSULTED) as session:
        assert session.scalar(select(func.count(WorkItemRow.id))) == 1


def test_supervisor__sees_everything_and_may_use_bare_tables(database, stored, everything):
    stored()
    with database.read(everything) as session:
        assert numbers(session) == ["A-1", "A-2", "B-1"]
        assert session.scalar(select(func.count()).select_from(DossierRow.__table__)) == 3


def test_tables_of_no_agency__need_no_scope(database):
    with database.write() as session:
        session.add(CounterRow(scope_key="x", n=1))
    with database.read(MINE) as session:
        assert session.scalar(select(CounterRow.n)) == 1


def _work_item(dossier, agency, now):
    return WorkItemRow(
        dossier_id=dossier,
        agency_code=agency,
        owner_agency="H88.31",
        step="tham-dinh",
        entered_at=now,
        due_at=now,
        received_at=now,
        number="A-1",
    )


def test_dossier_by_number__is_found_by_the_same_rule_as_by_statement(database, stored):
    stored()
    scopes = [MINE, CONSULTED, Scope.of(["H88.99"], "khác"), Scope.of(["H88.31", "H88.05"], "hai")]
    for scope in scopes:
        with database.read(scope) as session:
            seen = set(numbers(session))
        for number in ("A-1", "A-2", "B-1", "B-2", "C-1"):
            with database.read(scope) as session:
                found = load_dossier(session, number)
                assert (found is not None) == (number in seen), (number, scope)


def test_dossier_that_was_refused__stays_unknown_to_the_session(database, stored):
    ids = stored()
    with database.read(MINE) as session:
        assert load_dossier(session, "B-1") is None
        assert session.get(DossierRow, ids["B-1"]) is None


def test_rows_of_a_dossier__are_read_within_it_only_when_it_was_loaded(database, stored):
    ids = stored()
    with database.read(MINE) as session:
        own = load_dossier(session, "A-1")
        statement = select(DossierEventRow).where(DossierEventRow.dossier_id == ids["A-1"])
        with within_dossier(session, own):
            assert session.scalars(statement).all()
        with pytest.raises(OutsideScopeError), within_dossier(session, DossierRow(id=ids["B-1"])):
            pass
        assert numbers(session) == ["A-1", "A-2"]


def test_session_without_a_scope__finds_no_dossier_by_number(database, stored):
    stored()
    with database.read() as session, pytest.raises(ScopeMissingError):
        load_dossier(session, "A-1")
