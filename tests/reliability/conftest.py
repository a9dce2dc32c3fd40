"""The example province in a database of its own, ready to be served by real processes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import open_province
from tests.reliability.servers import Server

from motcua.services.runtime import Platform


@dataclass(frozen=True)
class Place:
    """An installation: its database and its folder."""

    url: str
    folder: Path

    def open(self) -> Platform:
        """A platform on it, for looking."""
        platform = open_province(self.url, self.folder)
        platform.rules.refresh()
        return platform


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The example province without dossiers, nobody connected to it, on either database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_province"), tmp_path / "motcua.sqlite3")
        return Place(f"sqlite:///{tmp_path / 'motcua.sqlite3'}", tmp_path)
    create: Callable[..., str] = request.getfixturevalue("create_postgres_database")
    return Place(create(request.getfixturevalue("postgres_province")), tmp_path)


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    """A server on the place, not started yet."""
    made = Server(place.url, place.folder)
    yield made
    made.stop()
