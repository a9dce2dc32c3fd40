"""Installations for the cases: fresh copies of the example province whose e-mail leads to a server of the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.jobs.conftest import write_home
from tests.journeys.installation import Installation
from tests.loopback import HttpGateway, SmtpSink


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The database a case is told on."""
    return str(request.param)


@pytest.fixture
def new_place(
    request: pytest.FixtureRequest, engine: str, tmp_path: Path
) -> Iterator[Callable[[str], Installation]]:
    """A function that makes an installation of its own by a name."""
    sinks: list[SmtpSink | HttpGateway] = []

    def make(name: str) -> Installation:
        folder = tmp_path / name
        folder.mkdir()
        sink, gateway = SmtpSink(), HttpGateway()
        for server in (sink, gateway):
            server.__enter__()
            sinks.append(server)
        home = write_home(folder / "home", sink, gateway)
        if engine == "sqlite":
            shutil.copy(request.getfixturevalue("sqlite_province"), folder / "motcua.sqlite3")
            return Installation(f"sqlite:///{folder / 'motcua.sqlite3'}", folder, home, sink)
        create = request.getfixturevalue("create_postgres_database")
        return Installation(create(request.getfixturevalue("postgres_province")), folder, home, sink)

    yield make
    for server in sinks:
        server.__exit__(None, None, None)
