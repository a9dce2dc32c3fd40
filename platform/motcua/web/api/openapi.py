"""The description of the API (OpenAPI 3.1), built from the request types and the table of operations."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec
from flask import Blueprint, Response

from motcua.web.api.answers import answer
from motcua.web.api.bodies import BODIES
from motcua.web.api.file_operations import FILE_OPERATIONS, FILE_SCHEMAS
from motcua.web.api.operation_words import ABOUT, BODY_WORDS, TAGS
from motcua.web.api.operations import OPERATIONS, Operation, Parameter
from motcua.web.api.response_schemas import RESPONSE_SCHEMAS
from motcua.web.api.schema_words import Schema, ref, text
from motcua.web.api.work_operations import WORK_OPERATIONS, WORK_SCHEMAS
from motcua.web.problem_details import TITLES

blueprint = Blueprint("api_openapi", __name__, url_prefix="/api/v1/openapi.json")

BASE = "/api/v1"
EVERY_OPERATION: tuple[Operation, ...] = (*OPERATIONS, *FILE_OPERATIONS, *WORK_OPERATIONS)
_PATH_PARAMETER = re.compile(r"\{(\w+)\}")


@blueprint.get("")
def show() -> Response:
    """The description; anybody may read it."""
    return answer(document())


@cache
def document() -> Schema:
    """The whole description; made once."""
    paths: dict[str, Any] = {}
    for operation in EVERY_OPERATION:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Một Cửa", "version": "1", "description": ABOUT},
        "servers": [{"url": BASE}],
        "security": [{"bearer": []}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": _token("Mã truy cập lấy ở /security/login."),
                "refresh": _token("refresh_token lấy ở /security/login với refresh: true."),
            },
            "schemas": _schemas(),
            "responses": {f"Problem{status}": _problem(status) for status in sorted(_statuses())},
        },
    }


def _token(about: str) -> Schema:
    return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": about}


def _schemas() -> Schema:
    _roots, bodies = msgspec.json.schema_components(BODIES, ref_template="#/components/schemas/{name}")
    for name, schema in bodies.items():
        for field, part in schema.get("properties", {}).items():
            part["description"] = BODY_WORDS[name][field]
    login = {
        "type": "object",
        "properties": {
            "username": text("Tên đăng nhập.", minLength=1),
            "password": text("Mật khẩu.", minLength=1, format="password"),
            "provider": text("Cách đăng nhập.", enum=["db"], default="db"),
            "refresh": {"type": "boolean", "default": False, "description": "Cũng lấy refresh_token."},
        },
        "required": ["username", "password"],
    }
    answers = {**RESPONSE_SCHEMAS, **FILE_SCHEMAS, **WORK_SCHEMAS}
    return {**bodies, "Login": login, "Description": {"type": "object"}, **answers}


def _statuses() -> set[int]:
    return {status for operation in EVERY_OPERATION for status in (*operation.problems, 500, 503)}


def _problem(status: int) -> Schema:
    return {
        "description": TITLES[status],
        "content": {"application/problem+json": {"schema": ref("Problem")}},
    }


def _operation(operation: Operation) -> Schema:
    described: Schema = {
        "operationId": _operation_id(operation),
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": [_parameter(one) for one in _parameters(operation)],
        "responses": _responses(operation),
    }
    if operation.security != "bearer":
        described["security"] = [{operation.security: []}] if operation.security else []
    if operation.body:
        content = {"application/json": {"schema": ref(operation.body)}}
        described["requestBody"] = {"required": True, "content": content}
    if operation.upload:
        part = text(operation.upload, format="binary")
        schema = {"type": "object", "properties": {"file": part}, "required": ["file"]}
        described["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return described


def _operation_id(operation: Operation) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", operation.path.lower()).strip("_")
    return f"{operation.method}_{words}"


def _parameters(operation: Operation) -> list[Parameter]:
    names = _PATH_PARAMETER.findall(operation.path)
    words = {
        "code": "Mã.",
        "number": "Mã hồ sơ.",
        "print": "Mã mẫu in, ví dụ mau-01.",
        "sha256": "Mã băm của tệp.",
        "list_id": "Số thứ tự của danh sách.",
        "delegation_id": "Số thứ tự của ủy quyền.",
        "row_id": "Số thứ tự của kế hoạch.",
    }
    in_path = [
        Parameter(name, words[name], {"type": "string", "minLength": 1}, "path", True) for name in names
    ]
    return [*in_path, *operation.parameters]


def _parameter(one: Parameter) -> Schema:
    return {
        "name": one.name,
        "in": one.place,
        "required": one.required,
        "description": one.about,
        "schema": dict(one.schema),
    }


def _responses(operation: Operation) -> Schema:
    responses: Schema = {}
    for status, name in operation.answers.items():
        responses[str(status)] = {
            "description": operation.summary,
            "content": {"application/json": {"schema": ref(name)}},
        }
    if operation.files:
        content = responses.setdefault("200", {"description": operation.summary, "content": {}})["content"]
        content.update(
            {media: {"schema": {"type": "string", "format": "binary"}} for media in operation.files}
        )
    for status in (*operation.problems, 500, 503):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    return responses
