"""The description of the API: complete, valid, true to what is answered, and no operation breaks on odd requests."""

import random
import re
import string
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from tests.clients import Api

from motcua.services.runtime import Platform
from motcua.web.api.bodies import BODIES
from motcua.web.api.openapi import document
from motcua.web.api.operation_words import BODY_WORDS
from motcua.web.application import create_application

ODD = (
    "",
    "0",
    "-1",
    "null",
    "Đồng Lam",
    "a" * 300,
    "%00",
    "../..",
    "2026-Q9",
    "{}",
    "1.004873",
    "'\"<>",
    "٣",
)


@pytest.fixture
def app(sqlite_platform: Platform) -> Flask:
    return create_application(sqlite_platform)


@pytest.fixture
def api(app: Flask) -> Api:
    return Api(app)


def answers(name: str) -> Draft202012Validator:
    """A validator of one of the described answers."""
    registry = Registry().with_resource("urn:api", Resource(document(), DRAFT202012))
    return Draft202012Validator({"$ref": f"urn:api#/components/schemas/{name}"}, registry=registry)


def check(name: str, body: Any) -> None:
    problems = [f"{list(error.path)}: {error.message}" for error in answers(name).iter_errors(body)]
    assert problems == []


def test_every_operation_of_the_api__stands_in_the_description(app: Flask) -> None:
    served = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    served = {(method, path.replace("{paper}", "{print}")) for method, path in served}
    described = {(method, path) for path, methods in document()["paths"].items() for method in methods}
    assert described == served


def test_description__is_valid_and_names_every_field_of_the_bodies() -> None:
    described = document()
    assert described["openapi"].startswith("3.1")
    for name, schema in described["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert name
    for body in BODIES:
        fields = set(body.__struct_fields__)
        assert (
            fields
            == set(BODY_WORDS[body.__name__])
            == set(described["components"]["schemas"][body.__name__]["properties"])
        )


def test_every_reference__is_there_and_every_failure_is_a_problem() -> None:
    described = document()
    text = str(described)
    for kind, name in set(re.findall(r"#/components/(\w+)/(\w+)", text)):
        assert name in described["components"][kind], name
    for methods in described["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                assert status.startswith("2") or answer["$ref"].endswith(f"Problem{status}")


def test_description__is_open_to_anybody(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json["info"]["title"] == "Một Cửa"


def test_answers__are_as_described(api: Api) -> None:
    check("ProcedurePage", api.get("/procedures?q=khai sinh", "motcua"))
    check("Procedure", api.get("/procedures/1.001193", "motcua"))
    check("ProcedureForm", api.get("/procedures/1.001193/form", "motcua"))
    check("ProcedurePage", api.get("/public/procedures"))
    dossier = api.receive("motcua", "1.001193")
    check("Dossier", dossier)
    check("Dossier", api.get(f"/dossiers/{dossier['number']}", "giamsat"))
    check("DossierPage", api.get("/dossiers", "motcua"))
    check("Tracking", api.get(f"/public/tracking/{dossier['number']}"))
    check("DossierList", batch(api))
    check("MessageList", api.get(f"/dossiers/{dossier['number']}/messages", "giamsat"))
    check("NoticePage", api.get("/notices", "motcua"))
    lent = {"substitute": "vanthu", "starts": "2026-11-23", "ends": "2026-11-24", "basis": "Nghỉ phép"}
    check("DelegationList", api.call("POST", "/delegations", "lanhdao", lent).json)
    merger = {"kind": "merge", "sources": ["H88.34", "H88.35"], "successors": [{"code": "H88.34"}]}
    merger |= {"decision_number": "12/NQ-HĐND", "effective_on": "2026-12-01"}
    check("Reorganization", api.call("POST", "/reorganizations", "quantri", merger).json)
    check("ReorganizationList", api.get("/reorganizations", "quantri"))
    check("ReportList", api.get("/reports", "giamsat"))
    check("Report", api.get("/reports/II.06a?period=2026-Q4", "giamsat"))
    missing = api.call("GET", "/procedures/khong-co", "motcua")
    assert missing.status_code == 404
    check("Problem", missing.json)


def batch(api: Api) -> dict[str, Any]:
    """Two certifications received at once."""
    common = {
        "procedure": "2.000815",
        "applicant": {"full_name": "Phạm Văn Khách"},
        "answers": {"ten_giay_to": "Bằng tốt nghiệp", "so_trang": 1},
        "rows": [{"answers": {"so_ban": 1}}, {"answers": {"so_ban": 2}}],
        "paid": True,
    }
    answer = api.call("POST", "/batches", "motcua", common, Idempotency_Key="lo-1")
    again = api.call("POST", "/batches", "motcua", common, Idempotency_Key="lo-1")
    assert answer.status_code == again.status_code == 201, answer.text
    assert answer.json == again.json
    assert len(answer.json["items"]) == 2
    paper = api.call("GET", f"/lists/{answer.json['id']}/print", "motcua")
    assert paper.data.startswith(b"%PDF")
    return dict(answer.json)


def test_batch_with_a_wrong_row__says_which_and_receives_nothing(api: Api) -> None:
    body = {
        "procedure": "2.000815",
        "applicant": {"full_name": "Phạm Văn Khách"},
        "answers": {"ten_giay_to": "Bằng tốt nghiệp", "so_trang": 1},
        "rows": [{"answers": {"so_ban": 1}}, {"answers": {"so_ban": "nhiều"}}],
    }
    answer = api.call("POST", "/batches", "motcua", body)
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json["errors"]] == ["/rows/1/answers/so_ban"]
    assert api.get("/dossiers", "motcua")["items"] == []


def test_report__counts_what_was_received_and_is_a_workbook_too(api: Api) -> None:
    api.receive("motcua", "1.001193")
    body = api.get("/reports/II.06a?period=2026-Q4&agency=H88.31", "giamsat")
    total = body["rows"][-1]["cells"]
    assert total["c3"] == 1 == total["c7"] + total["c11"]
    assert all(check["ok"] for check in body["checks"])
    book = api.call("GET", "/reports/II.06a?period=2026-Q4&format=xlsx", "giamsat")
    assert book.status_code == 200
    assert book.data[:2] == b"PK"


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ("period=2026-Q9", 422, "/period"),
        ("", 422, "/period"),
        ("period=2026-Q4&agency=H00", 422, "/agency"),
        ("period=2026-Q4&format=doc", 400, "/format"),
    ],
)
def test_report_asked_wrongly__says_where(api: Api, query: str, status: int, pointer: str) -> None:
    answer = api.call("GET", f"/reports/II.06a?{query}", "giamsat")
    assert answer.status_code == status
    assert answer.json["errors"][0]["pointer"] == pointer


def test_report_of_another_agency__is_refused_to_its_neighbor(api: Api) -> None:
    answer = api.call("GET", "/reports/II.06a?period=2026-Q4&agency=H88.32", "motcua")
    assert answer.status_code == 403
    assert "H88.32" in answer.text or "phường" in answer.text


def odd_value(schema: dict[str, Any], draw: random.Random) -> Any:
    """A value that may or may not fit a schema."""
    return draw.choice(
        [*ODD, 0, -7, True, None, [], {}, [{}], {"a": [1]}, "".join(draw.choices(string.printable, k=9))]
    )


def test_no_operation__breaks_on_odd_requests(api: Api) -> None:
    """What a fuzzer of the description would try first: every answer is one of the described statuses."""
    draw = random.Random(20261120)
    described = document()
    number = api.receive("motcua", "1.001193")["number"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/security"):
                continue
            for _turn in range(14):
                address = path.replace("{number}", draw.choice([number, *ODD[1:6]]))
                address = address.replace("{code}", draw.choice(["1.001193", "II.06a", *ODD[1:6]]))
                address = address.replace("{print}", draw.choice(["mau-01", *ODD[1:6]]))
                address = address.replace("{sha256}", draw.choice(["a" * 64, *ODD[1:6]]))
                for name in ("list_id", "delegation_id", "row_id"):
                    address = address.replace(f"{{{name}}}", draw.choice(["1", *ODD[1:6]]))
                query = {
                    one["name"]: draw.choice(ODD)
                    for one in operation["parameters"]
                    if one["in"] == "query" and draw.random() < 0.6
                }
                body = None
                if "requestBody" in operation:
                    content = operation["requestBody"]["content"]
                    schema = next(iter(content.values()))["schema"]
                    if "$ref" in schema:
                        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
                    fields = schema["properties"]
                    body = {
                        field: odd_value(schema, draw)
                        for field, schema in fields.items()
                        if draw.random() < 0.5
                    }
                token = {"Authorization": f"Bearer {api.token('motcua')}"}
                answer = api.client.open(
                    f"/api/v1{address}", method=method.upper(), query_string=query, json=body, headers=token
                )
                assert answer.status_code < 500, (method, address, query, body, answer.text[:300])
                if answer.status_code >= 400:
                    assert answer.mimetype == "application/problem+json", (address, answer.mimetype)


def test_sign_in_with_odd_bodies__is_refused_in_words(api: Api) -> None:
    for body in (
        None,
        [],
        "x",
        {},
        {"username": 1, "password": []},
        {"username": "a", "password": "b", "provider": "x"},
    ):
        answer = api.client.post("/api/v1/security/login", json=body)
        assert answer.status_code in (400, 401)
        check("Problem", answer.json)
