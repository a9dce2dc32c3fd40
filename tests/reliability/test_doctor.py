"""What was damaged in the database behind the platform's back is found, and nothing else is."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.reliability.test_backup_under_load import receiving

from motcua.services.integrity import examine
from motcua.services.runtime import Platform


@pytest.fixture
def worked_in(sqlite_platform: Platform) -> Platform:
    """A province with some dossiers."""
    with receiving(sqlite_platform, 1) as confirmed:
        while len(confirmed) < 5:
            pass
    return sqlite_platform


def damage(platform: Platform, *statements: str) -> None:
    with platform.database.writing.begin() as connection:
        for name in list(
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
        ):
            if "append" in name or "event" in name:
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        for statement in statements:
            connection.execute(text(statement))


def words(platform: Platform) -> str:
    return "\n".join(f"{one.number}: {one.message}" for one in examine(platform).findings)


def test_untouched_database__has_no_findings(worked_in: Platform) -> None:
    found = examine(worked_in)
    assert found.findings == ()
    assert found.dossiers >= 5
    assert found.events >= found.dossiers


LAST = "(SELECT max(id) FROM dossier)"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE dossier_event SET data = replace(data, 'counter', 'postal') WHERE dossier_id = 1",
            "chuỗi băm",
        ),
        ("UPDATE dossier_event SET actor = 'thuly' WHERE dossier_id = 1 AND seq = 1", "chuỗi băm"),
        (f"DELETE FROM dossier_event WHERE dossier_id = {LAST}", "không có sự kiện nào"),
        ("UPDATE dossier SET lifecycle = 'finished' WHERE id = 1", "tình trạng"),
        ("UPDATE dossier SET version = 9 WHERE id = 1", "phiên bản 9"),
        ("UPDATE dossier SET state = replace(state, 'counter', 'postal') WHERE id = 1", "trạng thái"),
        ("DELETE FROM work_item WHERE dossier_id = 1", "danh sách việc"),
        ("UPDATE counter SET n = n - 1 WHERE scope_key LIKE 'dossier-number:%'", "bộ đếm ở"),
        ("UPDATE counter SET n = n + 1 WHERE scope_key LIKE 'dossier-number:%'", "bộ đếm ở"),
        ("UPDATE dossier SET number = number || '9' WHERE id = 2", "thiếu"),
    ],
)
def test_damage__is_found_and_named(worked_in: Platform, statement: str, expected: str) -> None:
    damage(worked_in, statement)
    assert expected in words(worked_in)


def test_every_finding__is_vietnamese_with_its_place(worked_in: Platform) -> None:
    damage(worked_in, "DELETE FROM work_item WHERE dossier_id = 1")
    assert words(worked_in).startswith("H88.31-261120-0001: ")
