"""Files by API: uploaded, named by a dossier's papers, read by who may, packed, and checked without this system."""

import io
import zipfile
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from tests.clients import Api
from tests.unit.services.files_at_hand import pdf, png

from motcua.services.package_check import check_package
from motcua.services.runtime import Platform
from motcua.web.api.openapi import document
from motcua.web.application import create_application


@pytest.fixture
def app(province: Platform) -> Flask:
    return create_application(province)


@pytest.fixture
def api(app: Flask) -> Api:
    return Api(app)


def send(api: Api, user: str, content: bytes, name: str) -> Any:
    return api.client.post(
        "/api/v1/files",
        data={"file": (io.BytesIO(content), name)},
        headers={"Authorization": f"Bearer {api.token(user)}"},
        content_type="multipart/form-data",
    )


def check(name: str, body: Any) -> None:
    registry = Registry().with_resource("urn:api", Resource(document(), DRAFT202012))
    schema = {"$ref": f"urn:api#/components/schemas/{name}"}
    problems = [error.message for error in Draft202012Validator(schema, registry=registry).iter_errors(body)]
    assert problems == []


def test_files__go_from_upload_to_dossier_to_package(api: Api, province: Platform) -> None:
    taken = send(api, "motcua", pdf(), "to khai.pdf")
    assert taken.status_code == 201
    check("Upload", taken.json)
    dossier = api.receive(
        "motcua", "1.004873", documents={"to-khai": {"received": True, "files": [taken.json["id"]]}}
    )
    check("Dossier", dossier)
    number = dossier["number"]
    (paper,) = [one for one in dossier["documents"] if one["id"] == "to-khai"]
    assert paper["files"][0]["name"] == "to khai.pdf"
    assert dossier["digitization"] == "full"

    second = send(api, "motcua", png(), "anh.png").json
    body = {"paper": "to-khai", "files": [second["id"]], "source": "scanned"}
    answer = api.call("POST", f"/dossiers/{number}/files", "motcua", body, Idempotency_Key="anh-1")
    assert answer.status_code == 200, answer.text
    check("Dossier", answer.json)
    again = api.call("POST", f"/dossiers/{number}/files", "motcua", body, Idempotency_Key="anh-1")
    assert again.json["version"] == answer.json["version"]

    sha256 = second["sha256"]
    content = api.call("GET", f"/dossiers/{number}/files/{sha256}", "motcua")
    assert content.data == png()
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert api.call("GET", f"/dossiers/{number}/files/{sha256}", "motcua2").status_code == 404
    assert api.call("GET", f"/dossiers/{number}/files/{'0' * 64}", "motcua").status_code == 404

    package = api.call("GET", f"/dossiers/{number}/package", "motcua")
    report = check_package(province, io.BytesIO(package.data))
    assert (report.number, report.is_ours, report.problems) == (number, True, ())
    with zipfile.ZipFile(io.BytesIO(package.data)) as archive:
        assert f"files/{sha256}/anh.png" in archive.namelist()
        assert any(name.startswith("prints/") for name in archive.namelist())


def test_bad_uploads__are_problems_with_their_place(api: Api) -> None:
    refused = send(api, "motcua", b"\x7fELF" + b"0" * 50, "a.pdf")
    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/file"
    assert refused.json["errors"][0]["code"] == "program"
    headers = {"Authorization": f"Bearer {api.token('motcua')}"}
    assert api.client.post("/api/v1/files", headers=headers).status_code == 422
    assert api.client.post("/api/v1/files").status_code == 401
    number = api.receive("motcua", "1.004873")["number"]
    for body, place in (
        ({"paper": "to-khai", "files": ["khong-co"]}, "/files"),
        ({"paper": "to-khai", "files": [], "source": "la"}, "/source"),
        ({"paper": "khong-co", "files": [send(api, "motcua", pdf(), "a.pdf").json["id"]]}, "/files"),
    ):
        answer = api.call("POST", f"/dossiers/{number}/files", "motcua", body)
        assert answer.status_code == 422, answer.text
        assert answer.json["errors"][0]["pointer"] == place
