"""Receiving and processing by REST, and the form page at the counter."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import msgspec
from flask import Flask
from tests.benchmarks.figures import Figure, Taken, best_of, percentile
from tests.benchmarks.pages import Browser
from tests.benchmarks.rest import Client, in_parallel
from tests.benchmarks.worlds import (
    BENCH,
    FIELDS,
    LONG,
    LONG_FIELDS,
    MEASURED,
    Server,
    World,
    copy_of,
    measured_answers,
    served,
)

CLIENTS = 8
DOSSIERS = 800
WARM_UP = 40
OF_ONE_DOSSIER = (
    "dossier_event",
    "work_item",
    "dossier_document",
    "fee_line",
    "payment",
    "issued_paper",
    "outbox",
)


def request_body() -> bytes:
    """A dossier as a client sends it: 30 answers, 4 papers."""
    return msgspec.json.encode(
        {
            "procedure": MEASURED,
            "channel": "counter",
            "applicant": {
                "full_name": "Trần Văn Khách",
                "phone": "0912345678",
                "identity_number": "001090123456",
                "birth_date": "1990-05-20",
                "sex": "nam",
            },
            "answers": measured_answers(),
            "documents": ["to-khai", "ban-sao", "xac-nhan", "anh"],
        }
    )


def rest_figures(base: World) -> Iterator[Figure]:
    """Receiving, then the first step of what was received, with 8 clients and 2 workers."""
    world = copy_of(base, BENCH / "rest")
    body = request_body()
    with served(world, workers=2) as server:
        client = Client(server.port)
        token = client.token("motcua")
        made: list[dict[str, Any]] = []

        def receive(one: Client, _number: int) -> float:
            start = time.perf_counter()
            status, answer = one.call("POST", "/dossiers", token, body)
            took = time.perf_counter() - start
            if status != 201:
                raise RuntimeError(answer.decode()[:500])
            made.append(msgspec.json.decode(answer))
            return took

        in_parallel(server.port, CLIENTS, receive, range(WARM_UP))
        made.clear()
        before = server.cpu_seconds()
        rate, times = in_parallel(server.port, CLIENTS, receive, range(DOSSIERS))
        spent = (server.cpu_seconds() - before) / DOSSIERS * 1000
        floor = _floor(world)
        p99 = percentile(times, 0.99)
        yield Figure(
            "receive by REST, 8 clients, 2 workers",
            rate,
            "/s",
            150,
            floor[0],
            "same rows by bare SQL",
            computing=spent,
        )
        yield Figure("receive by REST, p99", p99, "ms", 150)
        before = server.cpu_seconds()
        rate, times = _act_on(server, Client(server.port), made)
        spent = (server.cpu_seconds() - before) / len(times) * 1000
        yield Figure(
            "action by REST, 8 clients, 2 workers",
            rate,
            "/s",
            200,
            floor[1],
            "same rows by bare SQL",
            computing=spent,
        )
        yield Figure("action by REST, p99", percentile(times, 0.99), "ms", 120)


def _act_on(server: Server, client: Client, made: list[dict[str, Any]]) -> tuple[float, list[float]]:
    """Each dossier taken through its first three steps, by whoever it waits for."""
    tokens = {user: client.token(user) for user in ("motcua", "thuly", "lanhdao")}
    road = _road(client, tokens, made.pop())

    def act(one: Client, job: tuple[str, int, tuple[str, bytes]]) -> float:
        number, version, (user, body) = job
        sent = body.replace(b'"expected_version":0', f'"expected_version":{version}'.encode())
        start = time.perf_counter()
        status, answer = one.call("POST", f"/dossiers/{number}/actions", tokens[user], sent)
        took = time.perf_counter() - start
        if status != 200:
            raise RuntimeError(answer.decode()[:500])
        versions[number] = msgspec.json.decode(answer, type=_Version).version
        return took

    versions = {one["number"]: int(one["version"]) for one in made}
    times: list[float] = []
    spent = 0.0
    for stage in road:
        rate, some = in_parallel(
            server.port, CLIENTS, act, [(number, version, stage) for number, version in versions.items()]
        )
        spent += len(some) / rate
        times += some
    return len(times) / spent, times


class _Version(msgspec.Struct):
    version: int


def _road(client: Client, tokens: dict[str, str], dossier: dict[str, Any]) -> list[tuple[str, bytes]]:
    """The main actions of the first three steps: who sends which body."""
    road = []
    for user in ("motcua", "thuly", "lanhdao"):
        _status, answer = client.call("GET", f"/dossiers/{dossier['number']}", tokens[user])
        seen = msgspec.json.decode(answer)
        main = next(one for one in seen["actions"] if one["main"])
        body = {"action": main["id"], "step": main["step"], "expected_version": 0}
        road.append((user, msgspec.json.encode(body)))
        sent = msgspec.json.encode({**body, "expected_version": seen["version"]})
        status, answer = client.call("POST", f"/dossiers/{dossier['number']}/actions", tokens[user], sent)
        if status != 200:
            raise RuntimeError(answer.decode()[:500])
    return road


def _floor(world: World) -> tuple[float, float]:
    """Transactions a second that store the rows of one receipt, and of one action, by bare SQL."""
    scratch = BENCH / "floor.sqlite3"
    for place in scratch.parent.glob(f"{scratch.name}*"):
        place.unlink()
    with contextlib.closing(sqlite3.connect(world.database)) as source:
        source.execute("VACUUM INTO ?", (str(scratch),))
    with contextlib.closing(sqlite3.connect(scratch, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return _rate(connection, ("dossier", *OF_ONE_DOSSIER)), _rate(
            connection, ("dossier_event", "work_item", "outbox")
        )


def _rate(connection: sqlite3.Connection, tables: tuple[str, ...], times: int = 400) -> float:
    dossier = connection.execute("SELECT max(id) FROM dossier").fetchone()[0]
    statements = []
    for table in tables:
        key = "id" if table == "dossier" else "dossier_id"
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
        rows = connection.execute(
            f"SELECT {', '.join(names)} FROM {table} WHERE {key} = ?", (dossier,)
        ).fetchall()
        marks = ", ".join("?" * len(names))
        columns = ", ".join(f'"{name}"' for name in names)
        statements += [(f"INSERT INTO {table} ({columns}) VALUES ({marks})", names, row) for row in rows]
    start = time.perf_counter()
    for number in range(times):
        connection.execute("BEGIN IMMEDIATE")
        owner = dossier
        for statement, names, row in statements:
            values = dict(zip(names, row, strict=True))
            fresh = {
                "number": f"X{number}",
                "branch": f"{len(tables)}-{number}",
                "seq": len(tables) * 10_000 + number,
                "dossier_id": owner,
            }
            values |= {name: value for name, value in fresh.items() if name in values}
            made = connection.execute(statement, list(values.values()))
            if "number_tail" in values:
                owner = made.lastrowid
        connection.execute("COMMIT")
    return times / (time.perf_counter() - start)


def page_figures(base: World) -> Iterator[Figure]:
    """The form pages of 40 and of 300 fields, in the server."""
    browser = Browser(copy_of(base, BENCH / "pages").platform(), "motcua")
    floor, floor_is = _empty_page(), "empty Flask route"
    for code, count, budget in ((MEASURED, FIELDS, 15), (LONG, LONG_FIELDS, 100)):
        best = _page(browser, f"/tiep-nhan/{code}")
        name = f"form page of {count} fields, in the server"
        yield Figure(name, best.milliseconds, "ms", budget, floor, floor_is, computing=best.computing)


def _page(browser: Browser, address: str) -> Taken:
    for _ in range(5):
        browser.open(address)
    return best_of(30, lambda: browser.open(address))


def _empty_page() -> float:
    app = Flask("floor")
    app.add_url_rule("/", view_func=lambda: "x")
    client = app.test_client()
    client.get("/")
    return best_of(30, lambda: client.get("/")).milliseconds
