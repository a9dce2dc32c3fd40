"""An installation of the example province whose channels lead to servers of the test."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select
from tests.loopback import HttpGateway, SmtpSink

from motcua.bootstrap import BUILT_IN
from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import Act, Command
from motcua.extension.loading import load_plugins
from motcua.jobs.worker import Pace, Worker
from motcua.services.acting import act
from motcua.services.intake_requests import DossierRequest
from motcua.services.officers import identity_by_name
from motcua.services.receiving import receive
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import InAppNoticeRow, OutboxRow

PROJECT = Path(__file__).resolve().parents[2]
ALL = Scope.everything("kiểm thử")
APPLICANT = {
    "full_name": "Mai Thị Hồng Nhung",
    "identity_number": "001196012345",
    "sex": "nu",
    "phone": "0912345678",
    "email": "nhung@example.vn",
}
ANSWERS = {"tinh_trang_truoc": "chua-ket-hon", "muc_dich": "ket-hon-trong-nuoc", "so_ban": 2}


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    """A mail server."""
    with SmtpSink() as server:
        yield server


@pytest.fixture
def gateway() -> Iterator[HttpGateway]:
    """An SMS gateway."""
    with HttpGateway() as server:
        yield server


@pytest.fixture
def home(tmp_path: Path, sink: SmtpSink, gateway: HttpGateway) -> Path:
    """The home of an installation with e-mail and SMS set up."""
    return write_home(tmp_path / "home", sink, gateway)


def write_home(home: Path, sink: SmtpSink, gateway: HttpGateway) -> Path:
    """Set up e-mail and SMS in a home that leads to servers of the test."""
    options: dict[str, dict[str, Any]] = {
        "notify_smtp": {
            "host": "127.0.0.1",
            "port": sink.port,
            "security": "none",
            "sender": "motcua@donglam.example",
            "timeout": 5,
        },
        "notify_http_sms": {"url": gateway.url, "timeout": 5},
    }
    for name, chosen in options.items():
        place = home / "plugins" / name
        shutil.copytree(PROJECT / "plugins" / name, place, ignore=shutil.ignore_patterns("__pycache__"))
        manifest = yaml.safe_load((place / "plugin.yaml").read_text(encoding="utf-8"))
        manifest |= {"enabled": True, "options": chosen}
        (place / "plugin.yaml").write_text(yaml.safe_dump(manifest), encoding="utf-8")
    return home


def with_channels(platform: Platform, home: Path) -> Platform:
    """The same installation with the plugins of a home of its own."""
    registry, problems = load_plugins((home / "plugins",), BUILT_IN)
    assert problems == ()
    return replace(platform, registry=registry, settings=replace(platform.settings, home=home))


@pytest.fixture
def connected(province: Platform, home: Path) -> Platform:
    """The example province, on SQLite and on PostgreSQL, with both channels."""
    return with_channels(province, home)


@pytest.fixture
def one_connected(sqlite_platform: Platform, home: Path) -> Platform:
    """The same on SQLite only, for what does not depend on the database."""
    return with_channels(sqlite_platform, home)


def officer(platform: Platform, user: str) -> Actor:
    with platform.database.read() as session:
        identity = identity_by_name(session, user)
    assert identity is not None
    return identity.actor(platform.now())


def receive_one(platform: Platform, **applicant: str) -> str:
    """A dossier received in the commune; its number."""
    request = DossierRequest(
        procedure="1.004873", agency="H88.31", applicant={**APPLICANT, **applicant}, answers=ANSWERS
    )
    return receive(platform, officer(platform, "motcua"), request)


def do(platform: Platform, user: str, number: str, command: Command) -> None:
    act(platform, officer(platform, user), number, command)


def to_handling(platform: Platform) -> str:
    """A dossier that stands with the handling officer; its number."""
    number = receive_one(platform)
    do(platform, "motcua", number, Act("forward"))
    return number


def drain(platform: Platform) -> None:
    """Everything that is ready now is done."""
    Worker(platform, Pace(idle=0.01)).drain()


def later(platform: Platform, **time: float) -> None:
    """The clock of the test goes on."""
    platform.clock.set((platform.now() + timedelta(**time)).isoformat())  # type: ignore[attr-defined]


def rows(platform: Platform, prefix: str = "notice.") -> list[OutboxRow]:
    with platform.database.read() as session:
        return list(
            session.scalars(
                select(OutboxRow).where(OutboxRow.topic.startswith(prefix)).order_by(OutboxRow.id)
            )
        )


def on_screen(platform: Platform, user: str) -> list[str]:
    """The texts of a person's notices, oldest first."""
    with platform.database.read() as session:
        return list(
            session.scalars(
                select(InAppNoticeRow.text).where(InAppNoticeRow.username == user).order_by(InAppNoticeRow.id)
            )
        )


@pytest.fixture
def stop_afterwards() -> Iterator[Callable[[Any], Any]]:
    """Kills processes the test has started and left."""
    started: list[Any] = []

    def remember(process: Any) -> Any:
        started.append(process)
        return process

    yield remember
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
