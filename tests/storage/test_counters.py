"""Numbers under load: real processes, no gap, no duplicate."""

import subprocess
import sys
import textwrap

import pytest
from sqlalchemy import select

from motcua.storage.counters import current_number, next_number
from motcua.storage.tables import AuditEntryRow

WRITER = textwrap.dedent("""
    import sys
    from motcua.kernel.clock import SystemClock
    from motcua.storage.counters import next_number
    from motcua.storage.engine import Database
    from motcua.storage.tables import AuditEntryRow
    database, clock = Database(sys.argv[1]), SystemClock()
    for turn in range(40):
        try:
            with database.write() as session:
                number = next_number(session, "dossier:H88.31:261123")
                session.add(AuditEntryRow(at=clock.now(), action=str(number)))
                if turn % 5 == 4:
                    raise KeyError
        except KeyError:
            pass
""")


def test_first_numbers__count_from_where_they_are_told(database):
    with database.write() as session:
        assert [next_number(session, "a"), next_number(session, "a")] == [1, 2]
        assert [next_number(session, "b", first=100), next_number(session, "b", first=100)] == [100, 101]
        assert current_number(session, "b") == 101
        assert current_number(session, "c") == 0


def test_rolled_back_number__is_given_again(database):
    def give_up():
        with database.write() as session:
            next_number(session, "a")
            raise KeyError

    with pytest.raises(KeyError):
        give_up()
    with database.write() as session:
        assert next_number(session, "a") == 1


def test_four_processes_with_rollbacks__leave_no_gap_and_no_duplicate(database):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, database.url]) for _ in range(4)]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0, 0]
    with database.read() as session:
        numbers = sorted(int(action) for action in session.scalars(select(AuditEntryRow.action)))
    assert numbers == list(range(1, 4 * 32 + 1))
