"""Starting: four processes at once on an empty database, twice, with real servers."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from motcua.bootstrap import SettingError, build_platform, read_settings
from motcua.services.initialize import ADMINISTRATOR, initialize
from motcua.services.roles import PERMISSIONS, ROLES, VIEW
from motcua.services.sign_in import SignedIn, sign_in
from motcua.storage.accounts import ensure_roles, permissions_of, role_ids

PASSWORD = "Motcua@2026"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port: int, path: str, body: dict | None = None) -> int:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", data=data, headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def wait_until_serving(ports: list[int], servers: list[subprocess.Popen]) -> None:
    deadline = time.monotonic() + 120
    for port, server in zip(ports, servers, strict=True):
        while ask(port, "/login/") != 200:
            assert server.poll() is None, "a server ended instead of serving"
            assert time.monotonic() < deadline, "a server does not answer"
            time.sleep(0.3)


@pytest.mark.slow
def test_four_servers_at_once_on_an_empty_database__all_serve(database_url, tmp_path):
    environment = {
        **os.environ,
        "MOTCUA_VAR": str(tmp_path / "var"),
        "MOTCUA_DATABASE_URL": database_url,
        "MOTCUA_ADMIN_PASSWORD": PASSWORD,
    }
    ports = [free_port() for _ in range(4)]
    command = [str(Path(sys.executable).with_name("motcua")), "serve", "--no-example", "--workers", "1"]
    servers = [
        subprocess.Popen([*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        for port in ports
    ]
    try:
        wait_until_serving(ports, servers)
        body = {"username": ADMINISTRATOR, "password": PASSWORD, "provider": "db"}
        assert [ask(port, "/api/v1/security/login", body) for port in ports] == [200] * 4
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(30)


def test_initialize__is_idempotent_and_gives_every_role_its_permissions(platform):
    assert initialize(platform).seeded
    again = initialize(platform)
    assert (again.migrated, again.seeded) == (False, False)
    with platform.database.read() as session:
        assert role_ids(session).keys() >= ROLES.keys()
        answer = sign_in(platform, ADMINISTRATOR, PASSWORD)
        assert isinstance(answer, SignedIn)
        assert permissions_of(session, answer.user_id, VIEW) == PERMISSIONS.keys()


def test_role_made_by_an_administrator__survives_initialize(platform):
    initialize(platform)
    with platform.database.write() as session:
        ensure_roles(session, ["TuDat"])
    initialize(platform)
    with platform.database.read() as session:
        assert "TuDat" in role_ids(session)


def test_administrator_without_a_given_password__finds_a_drawn_one_in_a_closed_file(tmp_path):
    settings = read_settings({"MOTCUA_VAR": str(tmp_path)})
    platform = build_platform(settings)
    place = initialize(platform).password_file
    assert place is not None
    assert place.stat().st_mode & 0o077 == 0
    answer = sign_in(platform, ADMINISTRATOR, place.read_text().strip())
    assert isinstance(answer, SignedIn)
    assert answer.must_change_password
    platform.database.dispose()


def test_secret__is_drawn_once_and_kept(tmp_path):
    environment = {"MOTCUA_VAR": str(tmp_path)}
    first = read_settings(environment).secret_key
    assert len(first) >= 40
    assert read_settings(environment).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert first not in repr(read_settings(environment))


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "tám"), ("MOTCUA_SECURE_COOKIES", "có lẽ"), ("MOTCUA_SESSION_MINUTES", "-5")]
)
def test_wrong_setting__is_named_with_the_remedy(tmp_path, name, value):
    with pytest.raises(SettingError, match=name):
        read_settings({"MOTCUA_VAR": str(tmp_path), name: value})


def test_https_address__makes_cookies_secure(tmp_path):
    address = {"MOTCUA_VAR": str(tmp_path), "MOTCUA_PUBLIC_URL": "https://motcua.donglam.gov.vn/"}
    settings = read_settings(address)
    assert settings.secure_cookies
    assert settings.public_url == "https://motcua.donglam.gov.vn"
