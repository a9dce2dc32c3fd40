"""Builds data sets for measuring: `python -m tests.benchmarks.load --size 100k`.

Some hundred dossiers are taken through the real services at invented times, then copied in bulk with numbers,
applicants and hash chains of their own, so that `motcua doctor` finds every copy in order.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.engine import Connection
from tests.benchmarks.worlds import BENCH, World, copy_of, province

from motcua.dossiers.events import FIRST_HASH, DossierEvent, EventKind, chain_hash
from motcua.kernel.text import fold
from motcua.services.demo.dossiers import store_dossiers
from motcua.services.demo.people import invented_name
from motcua.services.runtime import Platform
from motcua.storage.search import number_tail, search_text
from motcua.storage.tables import (
    DossierAccessRow,
    DossierDocumentRow,
    DossierEventRow,
    DossierRow,
    FeeLineRow,
    PaymentRow,
    WorkItemRow,
)

ORIGINALS = 400
BATCH = 2_000
CHILDREN = (DossierEventRow, WorkItemRow, DossierDocumentRow, FeeLineRow, PaymentRow, DossierAccessRow)
Row = dict[str, Any]


def size_of(text: str) -> int:
    """`10k`, `1m` or a plain number."""
    unit = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    return int(text.rstrip("kKmM")) * unit


def data_set(size: int) -> World:
    """The example province with so many dossiers; made once and kept."""
    folder = BENCH / f"dossiers-{size}"
    if not (folder / "motcua.sqlite3").exists():
        making = copy_of(province(BENCH / "province"), BENCH / f".dossiers-{size}.making")
        platform = making.platform()
        fill(platform, size)
        platform.database.dispose()
        shutil.rmtree(folder, ignore_errors=True)
        making.folder.rename(folder)
    return World(folder)


def fill(platform: Platform, size: int) -> None:
    """Bring the number of dossiers to `size`."""
    store_dossiers(platform, min(ORIGINALS, size))
    with platform.database.writing.begin() as connection:
        originals = _originals(connection)
    copier = _Copier(originals, random.Random(47))
    next_id = max(row["id"] for row in originals) + 1
    wanted = size - len(originals)
    for start in range(0, wanted, BATCH):
        with platform.database.writing.begin() as connection:
            _store(connection, copier, next_id + start, min(BATCH, wanted - start))
    if platform.database.is_sqlite:
        with platform.database.writing.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("ANALYZE")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _store(connection: Connection, copier: _Copier, first_id: int, count: int) -> None:
    rows: dict[type, list[Row]] = {cls: [] for cls in (DossierRow, *CHILDREN)}
    for dossier_id in range(first_id, first_id + count):
        for cls, some in copier.copy(dossier_id).items():
            rows[cls] += some
    for cls, some in rows.items():
        if some:
            table: Any = cls.__table__  # type: ignore[attr-defined]
            connection.execute(insert(table), some)


def _originals(connection: Connection) -> list[Row]:
    """Every dossier with its rows under the keys of their classes."""
    dossiers = _rows(connection, DossierRow.__table__)
    children = {
        cls: {
            key: list(rows)
            for key, rows in groupby(
                sorted(_rows(connection, cls.__table__), key=lambda row: (row["dossier_id"], row["id"])),
                key=lambda row: row["dossier_id"],
            )
        }
        for cls in CHILDREN
    }
    return [
        {**row, "children": {cls: children[cls].get(row["id"], []) for cls in CHILDREN}} for row in dossiers
    ]


def _rows(connection: Connection, table: Any) -> list[Row]:
    found: Table = table
    return [dict(row) for row in connection.execute(select(found).order_by(found.c.id)).mappings()]


class _Copier:
    """Makes dossiers like the originals: other people, other numbers, the same history."""

    def __init__(self, originals: Sequence[Row], rng: random.Random) -> None:
        self._originals = originals
        self._rng = rng
        self._counts: dict[str, int] = {}

    def copy(self, dossier_id: int) -> Mapping[type, list[Row]]:
        """The rows of one new dossier."""
        original = self._rng.choice(self._originals)
        name, _sex = invented_name(self._rng)
        number = self._number(original["number"])
        person = {
            "full_name": name,
            "phone": f"09{self._rng.randint(10_000_000, 99_999_999)}",
            "identity_number": f"001{self._rng.randint(0, 999_999_999):09d}",
        }
        dossier = self._dossier(original, dossier_id, number, person)
        events = list(self._events(original, dossier_id, number, person))
        dossier["last_hash"] = events[-1]["hash"]
        made: dict[type, list[Row]] = {DossierRow: [dossier], DossierEventRow: events}
        for cls in CHILDREN[1:]:
            made[cls] = [self._child(row, dossier_id) for row in original["children"][cls]]
        for item in made[WorkItemRow]:
            item |= {"number": number, "applicant_name": name}
        return made

    def _number(self, original: str) -> str:
        """The next number of the same agency and day, far above those the counters gave out."""
        head = original.rpartition("-")[0]
        self._counts[head] = self._counts.get(head, 1_000) + 1
        return f"{head}-{self._counts[head]:04d}"

    def _dossier(self, original: Row, dossier_id: int, number: str, person: Mapping[str, str]) -> Row:
        row = {name: value for name, value in original.items() if name != "children"}
        name = person["full_name"]
        return row | {
            "id": dossier_id,
            "number": number,
            "number_tail": number_tail(number),
            "applicant_name": name,
            "applicant_folded": fold(name),
            "applicant_identity": person["identity_number"],
            "applicant_phone": person["phone"],
            "owner_name": name,
            "search_text": search_text(name, name, row["summary"]),
            "applicant": {**row["applicant"], **person},
            "state": {**row["state"], "number": number},
        }

    def _events(
        self, original: Row, dossier_id: int, number: str, person: Mapping[str, str]
    ) -> Iterator[Row]:
        previous = FIRST_HASH
        for row in original["children"][DossierEventRow]:
            said = row["data"]["data"]
            if row["seq"] == 1:
                said = _said_for(said, number, person)
            event = _event(row, said)
            entry = chain_hash(previous, event)
            yield {
                **self._child(row, dossier_id),
                "data": {"agency": event.agency, "data": said},
                "previous_hash": previous,
                "hash": entry,
            }
            previous = entry

    def _child(self, row: Row, dossier_id: int) -> Row:
        return {name: value for name, value in row.items() if name != "id"} | {"dossier_id": dossier_id}


def _said_for(said: Mapping[str, Any], number: str, person: Mapping[str, str]) -> dict[str, Any]:
    """The first event's data with another number and another applicant."""
    made = dict(said)
    made["begin"] = {**made["begin"], "number": number}
    if "dossier" in made.get("numbers", {}):
        made["numbers"] = {**made["numbers"], "dossier": number}
    if facts := made.get("facts"):
        made["facts"] = {**facts, "applicant": {**facts["applicant"], **person}}
    return made


def _event(row: Row, said: dict[str, Any]) -> DossierEvent:
    at: datetime = row["at"]
    return DossierEvent(
        seq=row["seq"],
        kind=EventKind(row["kind"]),
        at=at,
        actor=row["actor"],
        actor_name=row["actor_name"],
        position=row["position"],
        agency=row["data"]["agency"],
        step=row["step"],
        data=said,
    )


def main() -> None:
    """Build the data set of the size asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="10k", help="10k, 100k, 1m")
    size = size_of(parser.parse_args().size)
    start = time.perf_counter()
    world = data_set(size)
    with world.platform().database.reading.connect() as connection:
        stored = connection.scalar(select(func.count()).select_from(DossierRow.__table__))
    print(f"{stored} dossiers in {world.folder} ({time.perf_counter() - start:.0f} s)")


if __name__ == "__main__":
    main()
