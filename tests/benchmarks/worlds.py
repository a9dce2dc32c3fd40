"""Installations to measure on: the example province with its officers, a server in front of it, a measured procedure."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from motcua.bootstrap import build_platform, read_settings
from motcua.cli.definitions import OPERATOR
from motcua.compiler.sources import split_documents
from motcua.services.definition_files import publish_documents
from motcua.services.demo.people import store_people
from motcua.services.editing import PublishWish
from motcua.services.initialize import initialize
from motcua.services.runtime import Platform
from motcua.services.shipped_definitions import BEGINNING, load_shipped_definitions

PROJECT = Path(__file__).resolve().parents[2]
BENCH = Path(os.environ.get("MOTCUA_BENCH", PROJECT / "var" / "bench"))
PASSWORD = "Motcua@2026"
MEASURED = "9.900001"
"""A procedure of 40 fields, 5 papers and a fee, of which 30 fields are answered."""

LONG = "9.900002"
"""The same with a form of 300 fields."""

FIELDS = 40
LONG_FIELDS = 300
_DOCUMENTS = """
kind: form
code: FORM
name: Biểu mẫu đo
sections:
SECTIONS
---
kind: procedure
code: "CODE"
name: Thủ tục dùng để đo
extends: cap-xa-ho-tich
field_of_work: Hộ tịch
levels: [commune]
form: FORM
process: marital-status
offers:
  - {id: tat-ca, time_limit: 3 working_days}
checklist:
  - {id: giay-to-tuy-than, remove: true}
  - {id: don-de-nghi, remove: true}
  - {id: to-khai, name: Tờ khai, originals: 1}
  - {id: ban-sao, name: Bản sao giấy tờ, copies: 2}
  - {id: xac-nhan, name: Giấy xác nhận, originals: 1, when: "form.so_1 > 0"}
  - {id: anh, name: Ảnh, originals: 2, required: false}
  - {id: uy-quyen, name: Văn bản ủy quyền, originals: 1, when: "form.chon_3 == 'b'"}
fees:
  - {id: le-phi, name: Lệ phí, kind: levy, amount: 15000, times: form.so_1}
effective_from: 2025-07-01
"""


def _field(number: int) -> str:
    match number % 5:
        case 0:
            return f"{{id: ngay_{number}, label: Ngày thứ {number}, type: date}}"
        case 1:
            return f"{{id: so_{number}, label: Số thứ {number}, type: integer, required: true, min: '1'}}"
        case 2:
            return (
                f"{{id: chu_{number}, label: Chữ thứ {number}, type: text, required: true, max_length: 200}}"
            )
        case 3:
            options = "[{value: a, label: Một}, {value: b, label: Hai}]"
            return f"{{id: chon_{number}, label: Chọn thứ {number}, type: choice, options: {options}}}"
    when = f"form.so_{number - 3} > 1"
    return f'{{id: neu_{number}, label: Thêm thứ {number}, type: text, when: "{when}"}}'


def measured_documents(code: str, count: int) -> str:
    """The form of so many fields and the procedure that are measured, as YAML."""
    sections = []
    for start in range(1, count + 1, 10):
        fields = "\n".join(f"      - {_field(number)}" for number in range(start, start + 10))
        sections.append(f"  - id: phan-{start}\n    title: Phần {start}\n    fields:\n{fields}")
    made = _DOCUMENTS.replace("SECTIONS", "\n".join(sections)).replace("CODE", code)
    return made.replace("FORM", f"bench-form-{count}")


def measured_answers() -> dict[str, object]:
    """Thirty answers of the measured form."""
    answers: dict[str, object] = {}
    for number in range(1, FIELDS + 1):
        match number % 5:
            case 0 if number <= 30:
                answers[f"ngay_{number}"] = "2026-05-20"
            case 1:
                answers[f"so_{number}"] = 2
            case 2:
                answers[f"chu_{number}"] = "Theo giấy tờ kèm theo"
            case 3 if number <= 30:
                answers[f"chon_{number}"] = "a"
            case 4 if number <= 10:
                answers[f"neu_{number}"] = "Ghi thêm"
    return answers


@dataclass(frozen=True)
class World:
    """An installation in a folder."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "motcua.sqlite3"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
        return {**kept, "MOTCUA_HOME": str(PROJECT), "MOTCUA_VAR": str(self.folder)}

    def platform(self) -> Platform:
        """The platform of this process on the installation."""
        platform = build_platform(read_settings(self.environment()))
        initialize(platform)
        platform.rules.refresh()
        return platform


def province(folder: Path) -> World:
    """The example province with its officers and the measured procedure, without dossiers; made once."""
    world = World(folder)
    if not world.database.exists():
        making = World(folder.with_name(f".{folder.name}.making"))
        shutil.rmtree(making.folder, ignore_errors=True)
        making.folder.mkdir(parents=True)
        platform = build_platform(read_settings(making.environment()))
        initialize(platform)
        load_shipped_definitions(platform)
        platform.rules.refresh()
        with platform.database.write() as session:
            store_people(platform, session, platform.directory())
        for code, count in ((MEASURED, FIELDS), (LONG, LONG_FIELDS)):
            documents = split_documents(measured_documents(code, count), f"{code}.yaml")
            publish_documents(platform, OPERATOR, documents, PublishWish(BEGINNING))
        platform.database.dispose()
        making.folder.rename(folder)
    return world


def copy_of(world: World, folder: Path) -> World:
    """The same installation again, to be changed."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(world.folder, folder)
    return World(folder)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, how long it took until it answered, and with how much computing (ms)."""

    port: int
    started_in: float
    process: int
    computing: float = 0.0

    def cpu_seconds(self) -> float:
        """What the server and its workers have computed so far: the figure a busy machine does not change much."""
        ticks = 0
        for place in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                values = place.read_text().rpartition(")")[2].split()
                if str(self.process) in (place.parent.name, values[1]):
                    ticks += int(values[11]) + int(values[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(world: World, workers: int = 2, threads: int = 4) -> Iterator[Server]:
    """The installation served by gunicorn as `motcua serve` does it."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--preload", "--worker-class", "gthread"),
        *("--workers", str(workers), "--threads", str(threads), "--bind", f"127.0.0.1:{port}"),
        *("--keep-alive", "15", "--log-level", "warning", "motcua.web.application:create_application()"),
    ]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=PROJECT, env=world.environment())
    try:
        _wait(port, process)
        took = time.perf_counter() - start
        computing = Server(port, took, process.pid).cpu_seconds() * 1000
        yield Server(port, took, process.pid, computing)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server ended at once")
        with contextlib.suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/login/")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.02)
    raise TimeoutError("the server does not answer")
