"""Sessions: reading cannot write, writing is one transaction, times come back as they went."""

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from motcua.kernel.clock import VIETNAM
from motcua.storage.counters import current_number, next_number
from motcua.storage.engine import Database, NestedWriteError, make_engine
from motcua.storage.tables import AuditEntryRow, CounterRow, DefinitionSourceRow


def test_reading_session__cannot_change_anything(database):
    with database.read() as session, pytest.raises(DBAPIError):
        session.execute(text("INSERT INTO counter (scope_key, n) VALUES ('x', 1)"))


def test_exception_in_a_writing_session__rolls_everything_back(database):
    def give_up():
        with database.write() as session:
            session.add(CounterRow(scope_key="x", n=1))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        give_up()
    with database.read() as session:
        assert session.get(CounterRow, "x") is None


def test_aware_time__comes_back_the_same_moment_in_vietnamese_time(database):
    moment = datetime(2026, 11, 23, 2, 15, 30, 123456, tzinfo=UTC)
    with database.write() as session:
        session.add(AuditEntryRow(at=moment, action="x"))
    with database.read() as session:
        found = session.scalars(select(AuditEntryRow)).one().at
    assert found == moment
    assert found.tzinfo is VIETNAM
    assert found.hour == 9


def test_naive_time__is_refused(database):
    with pytest.raises(StatementError, match="naive"), database.write() as session:
        session.add(AuditEntryRow(at=datetime(2026, 11, 23, 9, 15), action="x"))


def test_json__comes_back_equal_and_is_stored_with_sorted_keys(database, now):
    data = {"b": [1, 2.5, None, True], "a": {"đ": "Đồng Lam"}, "day": date(2026, 11, 23).isoformat()}
    with database.write() as session:
        session.add(DefinitionSourceRow(kind="form", code="x", layer="province", data=data, updated_at=now))
    with database.read() as session:
        assert session.scalars(select(DefinitionSourceRow)).one().data == data
        stored = session.scalar(text("SELECT data FROM definition_source"))
    assert stored.startswith('{"a":{"đ":"Đồng Lam"},"b":')


def test_sqlite__runs_with_the_settings_that_lose_nothing(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.sqlite3'}")
    with database.write() as session:
        found = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_dangling_reference__is_refused_by_the_database(database):
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(
            text(
                "INSERT INTO holding (officer_id, position, agency_code, unit) VALUES (99, 'leader', 'H88', '')"
            )
        )


def test_other_database__is_refused_with_the_remedy():
    with pytest.raises(ValueError, match="MOTCUA_DATABASE_URL"):
        make_engine("mysql://localhost/x")


def test_many_writers__all_get_their_turn(database):
    def count() -> None:
        for _ in range(10):
            with database.write() as session:
                next_number(session, "turns")

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert current_number(session, "turns") == 80


def test_writer_that_fails__gives_its_turn_back(database):
    with pytest.raises(ZeroDivisionError), database.write():
        raise ZeroDivisionError
    with database.write() as session:
        assert next_number(session, "turns") == 1


def test_writing_within_writing_on_sqlite__is_an_error_at_once_and_no_endless_wait(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with database.write(), pytest.raises(NestedWriteError), database.write():
        pass
    database.dispose()
