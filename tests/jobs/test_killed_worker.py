"""`kill -9` in the middle of sending: nothing is lost, nothing a receiver would take for a second message."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from tests.jobs.conftest import ALL, receive_one, rows
from tests.loopback import HttpGateway, SmtpSink

from motcua.jobs.errands import spread_events
from motcua.services.outbox import MESSAGES, settle, take
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow, NoticeDeliveryRow

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0
Remember = Callable[[subprocess.Popen], subprocess.Popen]


def start_worker(platform: Platform, began: float, lease: float = 0.8) -> subprocess.Popen:
    environment = os.environ | {
        "MOTCUA_HOME": str(platform.settings.home),
        "MOTCUA_VAR": str(platform.var),
        "MOTCUA_DATABASE_URL": platform.settings.database_url,
        "PYTHONPATH": str(PROJECT / "platform"),
        "TEST_CLOCK": platform.now().isoformat(),
        "TEST_CLOCK_BEGAN": str(began),
    }
    script = Path(__file__).with_name("worker_process.py")
    return subprocess.Popen([sys.executable, str(script), str(lease)], env=environment)


def wait_until(met: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < limit, f"waited in vain: {what}"
        time.sleep(0.02)


def all_done(platform: Platform) -> bool:
    messages = rows(platform, "")
    return bool(messages) and {row.state for row in messages} == {"done"}


def test_worker_killed_while_sending__next_one_sends_the_rest_and_nothing_twice(
    connected: Platform, sink: SmtpSink, gateway: HttpGateway, stop_afterwards: Remember
) -> None:
    sink.slow = gateway.slow = 0.15
    numbers = [receive_one(connected) for _index in range(6)]
    began = time.time()
    for kill_at in (1, 3):  # in the middle of a mail that has not been accepted yet
        process = stop_afterwards(start_worker(connected, began))
        wait_until(lambda at=kill_at: sink.started >= at, f"mail {kill_at} on its way")
        process.send_signal(signal.SIGKILL)
        process.wait()
    process = stop_afterwards(start_worker(connected, began))
    calls = len(gateway.calls)
    wait_until(lambda: len(gateway.calls) > calls, "an SMS on its way")
    process.send_signal(signal.SIGKILL)  # the gateway has sent it and not answered yet
    process.wait()
    process = stop_afterwards(start_worker(connected, began))
    wait_until(lambda: all_done(connected), "everything sent")
    process.terminate()
    assert process.wait(10) == 0

    assert sorted(Counter(sink.ids()).values()) == [1] * 6
    assert sorted(Counter(call.key for call in gateway.sent.values()).values()) == [1] * 6
    assert len(gateway.calls) >= 6
    with connected.database.read(ALL) as session:
        assert session.scalar(select(func.count()).select_from(DossierRow)) == len(numbers)
        sent = session.execute(
            select(NoticeDeliveryRow.key, func.count())
            .where(NoticeDeliveryRow.result == "sent")
            .group_by(NoticeDeliveryRow.key)
        ).all()
    assert sorted(count for _key, count in sent) == [1] * 12


def test_two_workers_at_once__share_the_messages(
    connected: Platform, sink: SmtpSink, gateway: HttpGateway, stop_afterwards: Remember
) -> None:
    gateway.slow = 0.05
    for _index in range(8):
        receive_one(connected)
    began = time.time()
    workers = [stop_afterwards(start_worker(connected, began, lease=60)) for _index in range(2)]
    wait_until(lambda: all_done(connected), "everything sent")
    for process in workers:
        process.terminate()
    assert [process.wait(10) for process in workers] == [0, 0]
    assert len(gateway.calls) == len(gateway.sent) == 8
    assert sorted(Counter(sink.ids()).values()) == [1] * 8


def test_worker_told_to_stop__finishes_the_message_at_hand(
    one_connected: Platform, sink: SmtpSink, gateway: HttpGateway, stop_afterwards: Remember
) -> None:
    gateway.slow = 0.4
    for _index in range(3):
        receive_one(one_connected)
    process = stop_afterwards(start_worker(one_connected, time.time()))
    wait_until(lambda: bool(gateway.calls), "an SMS on its way")
    process.terminate()
    assert process.wait(10) == 0
    states = Counter(row.state for row in rows(one_connected))
    assert states["sending"] == 0
    assert states["done"] == len(gateway.calls) + len(sink.accepted)


def test_row_taken_up_by_another__is_not_settled_by_the_slow_one(connected: Platform, sink: SmtpSink) -> None:
    receive_one(connected)
    lease = timedelta(seconds=30)
    spread_events(connected, lease)
    now = connected.now()
    with connected.database.write() as session:
        (slow,) = take(session, now, lease, MESSAGES, 1)
    with connected.database.write() as session:
        taken = take(session, now + lease, lease, MESSAGES, 5)
    assert slow.id in {one.id for one in taken}
    with connected.database.write() as session:
        settle(session, (slow,), now + lease)
    assert {row.state for row in rows(connected)} == {"sending"}


def test_server__keeps_one_worker_and_takes_it_along_when_it_stops(
    sqlite_province: Path, tmp_path: Path, stop_afterwards: Remember
) -> None:
    shutil.copy(sqlite_province, tmp_path / "motcua.sqlite3")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "MOTCUA_HOME": str(PROJECT),
        "MOTCUA_VAR": str(tmp_path),
        "PORT": str(port),
        "PYTHONPATH": str(PROJECT / "platform"),
    }
    environment.pop("MOTCUA_DATABASE_URL", None)
    code = "from motcua.cli.main import main; main()"
    arguments = ["serve", "--workers", "1", "--no-example"]
    server = stop_afterwards(subprocess.Popen([sys.executable, "-c", code, *arguments], env=environment))
    wait_until(lambda: is_listening(port), "the server")
    wait_until(lambda: len(children(server.pid)) == 2, "worker of requests and worker of jobs")
    first = min(children(server.pid), key=niceness_last)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: first not in children(server.pid), "the dead worker buried")
    wait_until(lambda: len(children(server.pid)) == 2, "another worker")
    left = children(server.pid)
    server.terminate()
    assert server.wait(20) == 0
    wait_until(lambda: not any(is_running(pid) for pid in left), "no process left")


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(word) for word in text.split() if is_running(int(word))]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def niceness_last(pid: int) -> int:
    """The worker of jobs is the one that steps back for the others."""
    return -os.getpriority(os.PRIO_PROCESS, pid)
