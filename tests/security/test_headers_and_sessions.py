"""What every answer carries, what no page contains, what no log says; tokens only for what they were made for."""

from __future__ import annotations

import logging
import re
from html.parser import HTMLParser
from typing import Any

import jwt
import pytest
from flask import Flask
from tests.clients import PASSWORD, Api
from tests.security.conftest import Browser
from tests.security.test_route_matrix import LINES, Line, make_role, scanned

from motcua.services.runtime import Platform

UPLOADED = re.compile(r"/(?:tep|files)/[0-9a-f]{64}|^/cong/tep/")
CACHED = ("/static/", "/cong", "/api/v1/openapi.json", "/dia-danh")
ADDRESS_WITH_SCHEME = re.compile(r"^(?:https?:)?//")


@pytest.fixture(scope="module")
def places(secured_app: Flask, secured: Platform) -> dict[str, str]:
    api = Api(secured_app)
    role = make_role(secured, "ChiDeXem")
    sha256, documents = scanned(api)
    return {
        "sha256": sha256,
        "number": api.receive("motcua", "1.004873", documents=documents)["number"],
        "other": api.receive("motcua2", "1.004873")["number"],
        "role": role,
        "spare_role": role,
        "user": "1",
    }


class _Parts(HTMLParser):
    """What a page makes a browser load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if (
            tag == "script"
            and not values.get("src")
            and not values.get("nonce")
            and values.get("type") != "application/json"
        ):
            self.faults.append(f"inline script: {values}")
        if tag == "style" and not values.get("nonce"):
            self.faults.append(f"inline style: {values}")
        if tag in {"script", "link", "img", "iframe", "source", "form"}:
            for name in ("src", "href", "action"):
                if ADDRESS_WITH_SCHEME.match(values.get(name) or ""):
                    self.faults.append(f"leaves this site: {tag} {values}")
        for name, value in values.items():
            if name.startswith("on") or name == "style":
                self.faults.append(f"{name} on {tag}: {value}")
        if tag == "a" and values.get("target") == "_blank" and "noopener" not in (values.get("rel") or ""):
            self.faults.append(f"opens a window that can reach back: {values}")


def faults_of(answer: Any, address: str) -> list[str]:
    headers = answer.headers
    policy = {
        part.split()[0]: part for part in headers.get("Content-Security-Policy", "").split("; ") if part
    }
    found = []
    # an uploaded file may do nothing at all, but a browser shows a PDF as an object of itself
    closed = policy.get("default-src") == "default-src 'none'" and "unsafe" not in str(policy)
    loose = any("unsafe" in policy.get(name, "unsafe") for name in ("script-src", "style-src"))
    if (loose or "'none'" not in policy.get("object-src", "")) and not (closed and UPLOADED.search(address)):
        found.append(f"policy: {policy}")
    if "'self'" not in policy.get("frame-ancestors", ""):
        found.append(f"may be framed: {policy}")
    if headers.get("X-Content-Type-Options") != "nosniff" or headers.get("X-Frame-Options") != "SAMEORIGIN":
        found.append("nosniff or frame options")
    if headers.get("Referrer-Policy") != "same-origin":
        found.append("addresses of dossiers leave the site as referrer")
    if (
        not address.startswith(CACHED)
        and not address.endswith("/tu-vung")
        and "no-store" not in headers.get("Cache-Control", "")
    ):
        found.append(f"kept by the browser: {headers.get('Cache-Control')}")
    if "Server" in headers and re.search(r"\d", headers["Server"]):
        found.append(f"tells its version: {headers['Server']}")
    if answer.mimetype == "text/html":
        parts = _Parts()
        parts.feed(answer.text)
        found += parts.faults
    return [f"{address}: {one}" for one in found]


@pytest.mark.parametrize("user", ["", "motcua", "lanhdao", "giamsat", "quantri"])
def test_every_answer__is_hardened(secured_app: Flask, places: dict[str, str], user: str) -> None:
    browser = Browser(secured_app, user)
    found = []
    for line in LINES:
        if (
            line.method == "GET"
            and line.route not in ("/logout/", "/lang/<string:locale>")
            and not line.is_operation
        ):
            address = line.example.format_map(places)
            found += faults_of(browser.get(address), address)
    found += faults_of(browser.get("/khong-co-trang-nay"), "/khong-co-trang-nay")
    found += faults_of(browser.client.post("/phien"), "/phien without token")
    assert found == []


def test_every_operation__is_hardened(secured_app: Flask, places: dict[str, str]) -> None:
    api = Api(secured_app)
    found = []
    for line in LINES:
        if line.is_operation:
            address = line.example.format_map(places)
            answer = api.client.open(
                address,
                method=line.method,
                data=filled(line, places) if line.method != "GET" else None,
                headers={
                    "Authorization": f"Bearer {api.token('quantri')}",
                    "Content-Type": "application/json",
                },
            )
            found += faults_of(answer, address)
            if "Set-Cookie" in answer.headers:
                found.append(f"{address}: a cookie for a program")
            if "Access-Control-Allow-Origin" in answer.headers:
                found.append(f"{address}: open to pages of other sites")
    assert found == []


def filled(line: Line, places: dict[str, str]) -> str:
    body = line.body
    for name, value in places.items():
        body = body.replace(f"{{{name}}}", value)
    return body


def test_log__holds_no_secret(secured_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "Sai-Mat-Khau-2026"
    client = secured_app.test_client()
    for password in (PASSWORD, wrong):
        body = {"username": "thuly", "password": password, "provider": "db"}
        answer = client.post("/api/v1/security/login", json=body)
    Browser(secured_app, "thuly")
    token = Api(secured_app).token("thuly")
    for bad in (token[:-2], f"{token}x"):
        client.get("/api/v1/dossiers", headers={"Authorization": f"Bearer {bad}"})
    assert answer.status_code == 401
    for secret in (PASSWORD, wrong, token, token.split(".")[2], secured_app.config["SECRET_KEY"]):
        assert secret not in caplog.text


def test_cookie_from_before_signing_in__is_worth_nothing(secured_app: Flask) -> None:
    browser = Browser(secured_app, "motcua")
    before = secured_app.test_client()
    before.get("/login/")
    cookie = before.get_cookie("motcua")
    assert cookie is not None
    body = {"username": "motcua", "password": PASSWORD, "csrf_token": Browser(secured_app).csrf}
    before.post("/login/", data=body)
    thief = secured_app.test_client()
    thief.set_cookie("motcua", cookie.value)
    assert thief.get("/tiep-nhan").status_code == 302
    assert browser.get("/tiep-nhan").status_code == 200


def test_tokens__are_only_for_what_they_were_made_for(secured_app: Flask) -> None:
    client = secured_app.test_client()
    body = {"username": "motcua", "password": PASSWORD, "provider": "db", "refresh": True}
    given = client.post("/api/v1/security/login", json=body).json

    def status(method: str, path: str, token: str) -> int:
        return client.open(
            f"/api/v1{path}", method=method, headers={"Authorization": f"Bearer {token}"}
        ).status_code

    assert status("GET", "/dossiers", given["access_token"]) == 200
    assert status("GET", "/dossiers", given["refresh_token"]) == 401
    assert status("POST", "/security/refresh", given["refresh_token"]) == 200
    assert status("POST", "/security/refresh", given["access_token"]) == 401
    claims = jwt.decode(given["access_token"], options={"verify_signature": False})
    for forged in (
        jwt.encode(claims, "another-secret-of-at-least-thirty-two-bytes", algorithm="HS256"),
        jwt.encode(claims, None, algorithm="none"),
        jwt.encode({**claims, "sub": "1"}, "secret" * 8, algorithm="HS256"),
        given["access_token"].rsplit(".", 1)[0] + ".",
    ):
        assert status("GET", "/dossiers", forged) == 401
    for strange in (
        {**claims, "sub": "x"},
        {**claims, "sub": "999999999999999999999"},
        {**claims, "version": "x"},
        {"type": "access", "fresh": True, "jti": "1", "sub": "1", "exp": claims["exp"]},
    ):
        signed = jwt.encode(strange, secured_app.config["SECRET_KEY"], algorithm="HS256")
        assert status("GET", "/dossiers", signed) in (401, 422)


def test_cookie_changed_by_its_owner__is_worth_nothing(secured_app: Flask) -> None:
    browser = Browser(secured_app, "motcua")
    cookie = browser.client.get_cookie("motcua")
    assert cookie is not None
    thief = secured_app.test_client()
    for changed in (
        cookie.value[:-3],
        cookie.value.replace(".", "..", 1),
        "x",
        "." * 50,
        "e30.e30.e30",
        "\u00e9",
    ):
        thief.set_cookie("motcua", changed)
        assert thief.get("/tiep-nhan").status_code == 302
