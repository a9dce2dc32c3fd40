"""A client of the API as another system writes one: it knows the OpenAPI, not our code."""

from __future__ import annotations

import random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

PASSWORD = "Motcua@2026"
ONWARD = (
    "forward",
    "answer",
    "decide",
    "issue",
    "finish",
    "payment_done",
    "supplement_received",
    "receive",
    "pay",
)


class Api:
    """Calls below /api/v1 with one token for each user."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.tokens: dict[str, str] = {}

    def token(self, user: str) -> str:
        """The token of a user, fetched once."""
        if user not in self.tokens:
            body = {"username": user, "password": PASSWORD, "provider": "db"}
            answer = self.client.post("/api/v1/security/login", json=body)
            assert answer.status_code == 200, answer.text
            self.tokens[user] = answer.json["access_token"]
        return self.tokens[user]

    def call(self, method: str, path: str, user: str = "", body: Any = None, **headers: str) -> Any:
        """One call; header names with underscores for dashes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if user:
            sent["Authorization"] = f"Bearer {self.token(user)}"
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=sent)

    def get(self, path: str, user: str = "") -> Any:
        """The body of a successful GET."""
        answer = self.call("GET", path, user)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:600]}"
        return answer.json

    def receive(self, user: str, code: str, **more: Any) -> dict[str, Any]:
        """A dossier of a procedure with answers made from its schema alone."""
        form = self.get(f"/procedures/{code}/form", user)
        body = {
            "procedure": code,
            "channel": "counter" if "counter" in form["channels"] else form["channels"][0],
            "applicant": {"full_name": "Trần Văn Khách", "phone": "0912345678"},
            "answers": answers_for(form["form"]["schema"]),
            **more,
        }
        for _attempt in range(8):
            answer = self.call("POST", "/dossiers", user, body)
            if answer.status_code != 422:
                break
            # a client shows its user what is missing; ours fills in what the schema says
            if not fill_missing(body, form["form"]["schema"], answer.json["errors"]):
                break
        assert answer.status_code == 201, f"{code}: {answer.status_code} {answer.text[:1000]}"
        return dict(answer.json)

    def finish(self, dossier: dict[str, Any], observer: str, most: int = 40) -> dict[str, Any]:
        """Carry a dossier to its end: whoever it waits for takes the usual action; returns its last form."""
        for _turn in range(most):
            seen = self.get(f"/dossiers/{dossier['number']}", observer)
            if not seen["waiting_for"]:
                return dict(seen)
            for child in seen["children"]:
                if child["status"] not in ("done", "returned"):
                    self.finish(child, observer)
                    break
            else:
                self.one_step(seen)
        raise AssertionError(f"{dossier['number']} does not end: {seen['waiting_for']}")

    def one_step(self, seen: dict[str, Any]) -> dict[str, Any]:
        """Whoever the dossier waits for takes the usual action."""
        tried = []
        for waiting in seen["waiting_for"]:
            for user in waiting["candidates"]:
                offered = self.get(f"/dossiers/{seen['number']}", user)
                usual = [one for one in offered["actions"] if one["kind"] in ONWARD or one["main"]]
                usual.sort(key=lambda one: (not one["main"], (*ONWARD, one["kind"]).index(one["kind"])))
                tried.append((waiting["step"], user, [one["id"] for one in offered["actions"]]))
                if usual:
                    body: dict[str, Any] = {"action": usual[0]["id"], "expected_version": offered["version"]}
                    if usual[0]["step"]:
                        body["step"] = usual[0]["step"]
                    if "reason" in usual[0]["requires"]:
                        body["reason"] = "Theo hồ sơ"
                    answer = self.call("POST", f"/dossiers/{seen['number']}/actions", user, body)
                    assert answer.status_code == 200, f"{body} {user}: {answer.text[:800]}"
                    return dict(answer.json)
        raise AssertionError(f"{seen['number']} stands still: {tried}")


def answers_for(schema: dict[str, Any], rng: random.Random | None = None) -> dict[str, Any]:
    """Answers for what a schema requires."""
    draw = rng or random.Random(7)
    properties = schema.get("properties", {})
    wanted = list(schema.get("required", ())) or list(properties)[: schema.get("minProperties", 0)]
    return {name: value_for(properties[name], draw) for name in wanted}


PLAIN = {
    "date": "1990-05-20",
    "email": "nguoi.nop@donglam.example",
    "time": "08:30",
    "tax_code": "0100109106",
    "month": "2026-05",
}

LATELY = "2026-11-02"
"""The day to answer where one long ago was refused."""


def value_for(schema: dict[str, Any], rng: random.Random) -> Any:
    """A plausible value of a schema."""
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return rng.choice(schema["enum"])
    if variants := schema.get("oneOf") or schema.get("anyOf"):
        return value_for(variants[0], rng)
    match schema.get("type"):
        case "object":
            return answers_for(schema, rng)
        case "array":
            return [
                value_for(schema.get("items", {}), rng) for _item in range(max(1, schema.get("minItems", 1)))
            ]
        case "integer" | "number":
            return schema.get("minimum") or 1
        case "boolean":
            return True
    return _text_for(schema, rng)


def _text_for(schema: dict[str, Any], rng: random.Random) -> str:
    match schema.get("x-type"):
        case "identity_number":
            return f"001090{rng.randint(0, 999_999):06d}"
        case "phone":
            return f"09{rng.randint(10_000_000, 99_999_999)}"
    return PLAIN.get(schema.get("format", ""), PLAIN.get(schema.get("x-type", ""), "Theo hồ sơ"))


def fill_missing(body: dict[str, Any], schema: dict[str, Any], errors: list[dict[str, Any]]) -> bool:
    """Answer what the API says is missing; False when there is nothing we know how to answer."""
    filled = False
    for error in errors:
        parts = [part for part in error["pointer"].split("/") if part]
        if len(parts) >= 2 and parts[0] == "answers" and parts[1] in schema["properties"]:
            field = schema["properties"][parts[1]]
            answer = value_for(field, random.Random(len(parts[1])))
            if body["answers"].get(parts[1]) == answer and field.get("format") == "date":
                answer = LATELY
            body["answers"][parts[1]] = answer
            filled = True
    return filled
