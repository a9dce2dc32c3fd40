"""An import and a publication killed at many moments: the database is as before, or everything is there."""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, event, select, text
from tests.reliability.conftest import Place
from tests.reliability.servers import PROJECT

from motcua.dossiers.actor import Actor
from motcua.services.catalog_import import CatalogOrder, CatalogReport, import_catalog
from motcua.services.editing import PublishWish, publish_text
from motcua.services.runtime import Platform
from motcua.storage.logical_dump import dump_table, tables_of
from motcua.storage.tables import DefinitionSourceRow, ReleaseRow, RevisionRow

CATALOG = PROJECT / "seed_catalogs" / "danh-muc-tthc-mau.xlsx"
CODE = "1.004873"
NAME = "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân"
OFFICER = Actor(
    "quantri", "Quản trị", permissions=frozenset({"can_import_catalog", "can_publish_definition"})
)
KILLS = 7
MOMENTS_OF_AN_IMPORT = (1, 5, 12, 25, 40)
FORK = multiprocessing.get_context("fork")


def killed_at(moment: int, work: Callable[[], object]) -> bool:
    """Do some work in a process of its own that is killed at its nth statement or commit; whether it was."""

    def counted() -> None:
        left = itertools.count(moment, -1)

        def count(*_: object) -> None:
            if next(left) <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", count)
        event.listen(Engine, "commit", count)
        work()

    child = FORK.Process(target=counted)
    child.start()
    child.join(120)
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


def import_into(place: Place) -> CatalogReport:
    platform = place.open()
    try:
        return import_catalog(platform, OFFICER, CatalogOrder(CATALOG))
    finally:
        platform.database.dispose()


@pytest.fixture
def platform(place: Place) -> Iterator[Platform]:
    opened = place.open()
    yield opened
    opened.database.dispose()


def everything(platform: Platform) -> dict[str, str]:
    """A fingerprint of each table. A killed client's transaction may live a moment longer in the server: wait for it."""
    with platform.database.reading.connect() as connection:
        if connection.dialect.name == "postgresql":
            others = text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            while connection.execute(others).scalar():
                time.sleep(0.02)
    with platform.database.reading.connect() as connection:
        return {
            table.name: hashlib.sha256(b"".join(dump_table(connection, table))).hexdigest()
            for table in tables_of(connection)
        }


def test_import_killed__leaves_everything_as_before_or_is_complete(place: Place, platform: Platform) -> None:
    before = everything(platform)
    dry = import_catalog(platform, OFFICER, CatalogOrder(CATALOG, dry_run=True))
    assert dry.added > 50
    platform.database.dispose()
    for moment in MOMENTS_OF_AN_IMPORT:
        assert killed_at(moment, lambda: import_into(place))
        assert everything(platform) == before
    last = import_into(place)
    assert (last.added, last.unchanged) in {(dry.added, dry.unchanged), (0, dry.added + dry.unchanged)}
    again = import_into(place)
    assert (again.added, again.changed, again.unchanged) == (0, 0, dry.added + dry.unchanged)


def publish_name(platform: Platform, number: int) -> None:
    words = (PROJECT / "metadata" / "procedures" / f"{CODE}.yaml").read_text(encoding="utf-8")
    assert NAME in words
    wish = PublishWish(platform.today(), note=f"lần {number}")
    publish_text(platform, OFFICER, words.replace(NAME, f"{NAME} {number}"), wish)


def publish_for_ever(place: Place, first: int) -> None:
    platform = place.open()
    for number in range(first, first + 1000):
        publish_name(platform, number)


def test_publishing_killed__leaves_source_revision_and_release_in_step(
    place: Place, platform: Platform
) -> None:
    seen = set()
    for turn in range(KILLS):
        platform.database.dispose()
        assert killed_at(9 + 37 * turn, lambda turn=turn: publish_for_ever(place, turn * 1000))  # type: ignore[misc]
        everything(platform)
        platform.rules.refresh()
        seen.add(_in_step(platform))
    assert len(seen) > 2, "too little was published; the test proves nothing"


def _in_step(platform: Platform) -> str:
    """The name of the procedure, after a look at everything a publication stores."""
    with platform.database.read() as session:
        revisions = session.scalars(
            select(RevisionRow).where(RevisionRow.kind == "procedure", RevisionRow.code == CODE)
        ).all()
        releases = set(session.scalars(select(ReleaseRow.id)))
        source = session.scalars(
            select(DefinitionSourceRow).where(
                DefinitionSourceRow.kind == "procedure", DefinitionSourceRow.code == CODE
            )
        ).one()
        used = set(session.scalars(select(RevisionRow.release_id)))
    numbers = sorted(one.number for one in revisions)
    assert numbers == list(range(1, len(numbers) + 1))
    assert used == releases
    name = str(platform.rules.definition("procedure", CODE, platform.today()).name)
    newest = max(revisions, key=lambda one: one.number)
    assert f'"name":"{name}"' in newest.content
    assert f"name: {name}\n" in (source.text or "")
    return name
