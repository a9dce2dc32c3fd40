"""Every route x every kind of person: who is let in stands in route_matrix.csv, reviewed by hand.

A cell says what the person meets: `in` (the work behind the gate was reached, whatever it thought of the bare
request), `sign` (sent to the sign-in page), `401`, `403`, `404` (does not exist for this person). Each line asks
with its `example` address and `body` (a form, or JSON for the API); `{number}` is a dossier of the first commune,
`{other}` one of the second, `{role}` and `{user}` a role and an account made for the test, `{spare_role}` a role
made for this one request. The technician has the role QuanTriHeThong and works in the first commune.

A new route makes `test_every_route__stands_in_the_matrix` fail and print its line as observed now: paste it,
then correct each cell to what is *right*; if that differs from what was observed, the code is to change.
"""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from sqlalchemy import text
from tests.clients import PASSWORD, Api
from tests.security.conftest import CITIZEN, TECHNICIAN, Browser
from tests.unit.services.files_at_hand import pdf

from motcua.services.passwords import hash_password
from motcua.services.runtime import Platform
from motcua.storage.accounts import NewAccount, accounts_changed, add_account, ensure_roles

MATRIX = Path(__file__).with_name("route_matrix.csv")
PEOPLE = {
    "visitor": "",
    "citizen": CITIZEN,
    "one_stop": "motcua",
    "handler": "thuly",
    "leader": "lanhdao",
    "clerk": "vanthu",
    "other_one_stop": "motcua2",
    "other_leader": "{other_leader}",
    "supervisor": "giamsat",
    "technician": TECHNICIAN,
    "administrator": "quantri",
}
CELLS = {"in", "sign", "401", "403", "404"}
COLUMNS = ("method", "route", "example", "body", *PEOPLE)
CLOSED = CELLS - {"in"}
# what anybody may ask: signing in, pictures and style sheets, the public part
OPEN_TO_VISITORS = re.compile(
    r"/(login/|logout/|quan-tri/|static/.*|back|lang/.*|$|cong(/.*)?|ho-tro.*|khoe|suc-khoe.*|healthz?|ready|t/.*|tra-cuu.*|dia-danh"
    r"|api/v1/public/.*|api/v1/security/login|api/v1/openapi.json)"
)
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Line:
    """One line of the matrix."""

    method: str
    route: str
    example: str
    body: str
    cells: Mapping[str, str]

    @property
    def is_operation(self) -> bool:
        return self.route.startswith("/api/")

    def written(self) -> str:
        return ",".join([self.method, self.route, self.example, _quoted(self.body), *self.cells.values()])


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",]', text) else text


def matrix() -> tuple[Line, ...]:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return tuple(
            Line(row["method"], row["route"], row["example"], row["body"], {one: row[one] for one in PEOPLE})
            for row in csv.DictReader(file)
        )


LINES = matrix()


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule.rule


@pytest.fixture(scope="module")
def application(secured_app: Flask) -> Flask:
    return secured_app


@pytest.fixture(scope="module")
def people(secured: Platform) -> dict[str, str]:
    """User names by column."""
    directory = secured.directory()
    short = directory.position("leader").short or "leader"
    return {**PEOPLE, "other_leader": f"{short}.h88.32"}


@pytest.fixture(scope="module")
def places(application: Flask, secured: Platform) -> dict[str, str]:
    """What the placeholders of the example addresses stand for."""
    api = Api(application)
    with secured.database.write() as session:
        spare = NewAccount("chidethu", "Chỉ Để Thử", "thu@donglam.example", hash_password(PASSWORD), ())
        user = add_account(session, spare, secured.now())
        accounts_changed(session)
    sha256, documents = scanned(api)
    return {
        "sha256": sha256,
        "number": api.receive("motcua", "1.004873", documents=documents)["number"],
        "other": api.receive("motcua2", "1.004873")["number"],
        "role": make_role(secured, "ChiDeThu"),
        "user": str(user),
    }


def scanned(api: Api) -> tuple[str, dict[str, Any]]:
    """A scan that was taken in: its fingerprint, and the papers of a dossier that hands it in."""
    headers = {"Authorization": f"Bearer {api.token('motcua')}"}
    scan = {"file": (io.BytesIO(pdf()), "to-khai.pdf")}
    taken = api.client.post("/api/v1/files", data=scan, headers=headers).json
    return taken["sha256"], {"to-khai": {"received": True, "files": [taken["id"]]}}


def make_role(platform: Platform, name: str) -> str:
    with platform.database.write() as session:
        return str(ensure_roles(session, [name])[name])


class Visits:
    """Asks every line as one person."""

    def __init__(self, app: Flask, user: str, places: Mapping[str, str]) -> None:
        self.app = app
        self.places = places
        self.user = user
        self.browser = Browser(app, user)
        self.api = Api(app)

    def meets(self, line: Line) -> str:
        places = dict(self.places)
        if "{spare_role}" in line.example:
            places["spare_role"] = make_role(self.app.extensions["motcua"], f"Thua{secrets.token_hex(4)}")
        address = line.example.format_map(places)
        body = line.body
        for name, value in places.items():
            body = body.replace(f"{{{name}}}", value)
        answer = (
            self._operation(line, address, body) if line.is_operation else self._screen(line, address, body)
        )
        return _cell(answer)

    def _operation(self, line: Line, address: str, body: str) -> Any:
        headers = {"Authorization": f"Bearer {self.api.token(self.user)}"} if self.user else {}
        content = body.encode() if line.method != "GET" else None
        return self.app.test_client().open(
            address, method=line.method, data=content, headers=headers | (JSON if content else {})
        )

    def _screen(self, line: Line, address: str, body: str) -> Any:
        if line.method == "GET":
            answer = self.browser.get(address)
        else:
            answer = self.browser.post(address, parse_qsl(body, keep_blank_values=True))
        if line.route == "/logout/":
            self.browser.sign_in()
        return answer


def _cell(answer: Any) -> str:
    if answer.status_code in (401, 403, 404) or answer.status_code >= 500:
        return str(answer.status_code)
    if answer.status_code == 302 and answer.location.startswith("/login/?next="):
        return "sign"
    if answer.status_code == 302 and answer.location in ("/login/", "/login"):
        return "sign"
    return "in"


@pytest.mark.parametrize("column", PEOPLE)
def test_every_route__answers_each_person_as_written(
    application: Flask, people: dict[str, str], places: dict[str, str], column: str
) -> None:
    visits = Visits(application, people[column], places)
    present = set(routes(application))
    wrong = {
        f"{line.method} {line.example}": f"written {line.cells[column]}, met {met}"
        for line in LINES
        if (line.method, line.route) in present
        if (met := visits.meets(line)) != line.cells[column]
    }
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


def test_every_route__stands_in_the_matrix(
    application: Flask, people: dict[str, str], places: dict[str, str]
) -> None:
    known = {(line.method, line.route) for line in LINES}
    missing = sorted(set(routes(application)) - known, key=lambda one: (one[1], one[0]))
    if missing:
        visits = {column: Visits(application, user, places) for column, user in people.items()}
        observed = [_observed(method, route, visits).written() for method, route in missing]
        pytest.fail(
            "Routes that stand in no line of tests/security/route_matrix.csv. Add them, set example and body so that"
            " the work is really reached, correct every cell to what is right:\n" + "\n".join(observed)
        )


def _observed(method: str, route: str, visits: Mapping[str, Visits]) -> Line:
    guesses = {
        "number": "{number}",
        "code": "1.004873",
        "paper": "mau-01",
        "kind": "pdf",
        "filename": "css/app.css",
    }
    example = re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", lambda found: guesses.get(found[1], "{role}"), route)
    bare = Line(method, route, example, "{}" if route.startswith("/api/") and method != "GET" else "", {})
    return Line(
        method, route, example, bare.body, {column: one.meets(bare) for column, one in visits.items()}
    )


def test_matrix__has_no_route_that_is_gone(application: Flask) -> None:
    gone = {(line.method, line.route) for line in LINES} - set(routes(application))
    assert not gone, "Lines of route_matrix.csv whose route is gone; delete them"


def test_matrix__is_sensible() -> None:
    assert len({(line.method, line.example, line.body) for line in LINES}) == len(LINES), (
        "a line stands twice"
    )
    for line in LINES:
        assert set(line.cells.values()) <= CELLS, line
        if not OPEN_TO_VISITORS.fullmatch(line.route):
            assert line.cells["visitor"] in CLOSED, f"open to visitors: {line}"
        if line.is_operation:
            assert "sign" not in line.cells.values(), f"an operation sends nobody to a page: {line}"
        if "{number}" in line.example and line.cells["visitor"] != "in":
            # a dossier of another agency does not exist for officers, except for a permission they lack anyway
            strangers = {line.cells["other_one_stop"], line.cells["other_leader"], line.cells["citizen"]}
            assert strangers <= {"404", "403"}, f"strangers see a dossier: {line}"


def test_operations__never_take_a_cookie(application: Flask, places: dict[str, str]) -> None:
    browser = Browser(application, "quantri")
    for line in LINES:
        if line.is_operation and line.cells["visitor"] == "401":
            answer = browser.client.open(
                line.example.format_map(places), method=line.method, data=line.body or None, headers=JSON
            )
            assert answer.status_code == 401, f"{line.method} {line.route}: {answer.status_code}"


def test_screens__never_take_a_token(application: Flask, places: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {Api(application).token('quantri')}"}
    for line in LINES:
        if not line.is_operation and line.method == "GET" and line.cells["visitor"] == "sign":
            address = line.example.format_map({**places, "spare_role": places["role"]})
            answer = application.test_client().get(address, headers=headers)
            assert _cell(answer) == "sign", f"{line.route}: {answer.status_code}"


def test_changes_from_a_screen__need_the_token_of_the_page(
    application: Flask, places: dict[str, str]
) -> None:
    browser = Browser(application, "quantri")
    every = {**places, "spare_role": places["role"]}
    for line in LINES:
        if not line.is_operation and line.method != "GET":
            answer = browser.client.open(
                line.example.format_map(every), method=line.method, data=dict(parse_qsl(line.body))
            )
            assert answer.status_code == 419, f"{line.method} {line.route}: {answer.status_code}"


def test_asking_with_get__changes_nothing(
    application: Flask, secured: Platform, places: dict[str, str]
) -> None:
    """Reading must have no effect, whoever reads, so that a link on another site can do no harm."""
    browser = Browser(application, "quantri")
    before = _everything(secured)
    for line in LINES:
        if line.method == "GET" and line.route != "/logout/":
            browser.get(line.example.format_map({**places, "spare_role": places["role"]}))
    assert _everything(secured) == before


def _everything(platform: Platform) -> dict[str, Any]:
    """Every row of every table, but for what looking is allowed to leave behind."""
    left_by_looking = {"audit_entry", "dossier_read", "read_audit"}
    with platform.database.reading.connect() as connection:
        names = [
            row[0]
            for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
            if not row[0].startswith(("sqlite_", "procedure_search")) and row[0] not in left_by_looking
        ]
        return {name: connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names}
