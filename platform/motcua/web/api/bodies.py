"""Request bodies of the API: typed, unknown fields refused, every problem with its JSON pointer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

import msgspec
from flask import request

from motcua.dossiers.field_error import FieldError
from motcua.services.intake_requests import InvalidRequestError

MAX_KEY = 120
_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`")
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]*)`")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]*)`")
_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`")
_WORDS = {
    "str": "chữ",
    "int": "số nguyên",
    "float": "số",
    "bool": "true hoặc false",
    "object": "nhóm giá trị {…}",
    "array": "danh sách […]",
    "null": "null",
    "datetime": "thời điểm ISO 8601",
    "date": "ngày dạng 2026-11-20",
}


Amount = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000_000)]
"""So many đồng."""


class FeePart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A charge put on a dossier; null is not known yet."""

    name: str
    amount: Amount | None = None


class PaidPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Money for one fee."""

    fee: str
    amount: Amount


class DeliveryPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who took the result at the counter."""

    receiver: str = ""
    receiver_paper: str = ""
    note: str = ""


class DossierBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers."""

    procedure: str
    channel: str = "counter"
    agency: str = ""
    competent_agency: str = ""
    helped_at: str = ""
    variant: str | None = None
    applicant: dict[str, Any] = {}
    owner: dict[str, Any] | None = None
    answers: dict[str, Any] = {}
    documents: dict[str, Any] | list[Any] = {}
    quantity: int = 1
    summary: str = ""
    delivery: str = "counter"
    due_at: datetime | None = None
    due_reason: str = ""
    assignee: str = ""


class ActionBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/actions."""

    action: str
    step: str = ""
    reason: str = ""
    answers: dict[str, Any] = {}
    assignee: str = ""
    documents: list[str] = []
    items: list[str] = []
    deadline: datetime | None = None
    basis: str = ""
    document: str = ""
    outcome: dict[str, Any] | None = None
    due_at: datetime | None = None
    due_reason: str = ""
    method: str = "cash"
    receipt: str = ""
    fees: list[FeePart] = []
    delivery: DeliveryPart | None = None
    expected_version: int | None = None


class RefusalBody(DossierBody, forbid_unknown_fields=True, kw_only=True):
    """POST /refusals."""

    reason: str = ""


class BatchRowPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What one dossier of a batch has of its own."""

    owner: dict[str, Any] | None = None
    answers: dict[str, Any] = {}
    summary: str = ""


class BatchBody(DossierBody, forbid_unknown_fields=True, kw_only=True):
    """POST /batches."""

    rows: list[BatchRowPart] = []
    paid: bool = False


class PaymentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/payments."""

    entries: list[PaidPart] = []
    method: str = "cash"
    reference: str = ""
    receipt: str = ""
    expected_version: int | None = None


class RefundBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/refunds."""

    fee: str
    amount: Amount
    reason: str = ""
    method: str = "cash"
    expected_version: int | None = None


class WaiverBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/waivers."""

    fee: str
    reason: str = ""
    expected_version: int | None = None


class AssignmentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/assignments."""

    step: str
    assignee: str = ""
    reason: str = ""
    expected_version: int | None = None


class CommentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/comments."""

    text: str
    mentions: list[str] = []


class CorrectionBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/corrections."""

    changes: dict[str, str] = {}
    reason: str = ""
    expected_version: int | None = None


class DelegationBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /delegations."""

    substitute: str
    starts: date
    ends: date
    holder: str = ""
    kind: str = "delegation"
    fields_of_work: list[str] = []
    basis: str = ""


class SuccessorPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An agency that goes on; without a name a standing one."""

    code: str
    name: str = ""
    short_name: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""
    receiving_unit: str = ""


class RulePart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which dossiers follow which successor in a split."""

    by: str
    value: str
    successor: str


class ReorganizationBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /reorganizations."""

    kind: str
    sources: list[str]
    successors: list[SuccessorPart]
    decision_number: str
    effective_on: date
    reason: str = ""
    rules: list[RulePart] = []
    officers: dict[str, str] = {}


class AttachBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """POST /dossiers/{number}/files."""

    paper: str = ""
    files: list[str] = []
    dropped: list[str] = []
    reason: str = ""
    source: str = "uploaded"
    expected_version: int | None = None


Body = TypeVar("Body")

BODIES: tuple[type, ...] = (
    DossierBody,
    ActionBody,
    AttachBody,
    RefusalBody,
    BatchBody,
    PaymentBody,
    RefundBody,
    WaiverBody,
    AssignmentBody,
    CommentBody,
    CorrectionBody,
    DelegationBody,
    ReorganizationBody,
)
"""Every body the API reads."""

# made at import: two threads that meet a class for the first time at once would kill the process
_DECODERS: Mapping[type, msgspec.json.Decoder[Any]] = MappingProxyType(
    {kind: msgspec.json.Decoder(kind) for kind in BODIES}
)


def read_body(kind: type[Body]) -> Body:
    """The JSON body as its type. Raises :class:`InvalidRequestError` naming the field and the remedy."""
    raw = request.get_data(cache=True)
    if not raw:
        raise _invalid("", "empty_body", "Yêu cầu chưa có nội dung. Gửi một đối tượng JSON.")
    try:
        body: Body = _DECODERS[kind].decode(raw)
        return body
    except msgspec.ValidationError as error:
        raise explain(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(
            "", "not_json", "Nội dung không phải JSON UTF-8 đúng. Kiểm tra dấu ngoặc, dấu phẩy."
        ) from error


def explain(text: str) -> InvalidRequestError:
    """A decoder's message as a Vietnamese problem at its field."""
    found = _PATH.search(text)
    path = re.sub(r"\[\.\.\.\]", "", (found["path"] if found else "").lstrip("."))
    if unknown := _UNKNOWN.search(text):
        full = f"{path}.{unknown['name']}" if path else unknown["name"]
        return _invalid(full, "unknown_field", f"Không có trường “{unknown['name']}”. Bỏ trường này đi.")
    if missing := _MISSING.search(text):
        full = f"{path}.{missing['name']}" if path else missing["name"]
        return _invalid(full, "missing_field", f"Thiếu trường bắt buộc “{missing['name']}”.")
    if expected := _EXPECTED.search(text):
        wanted = " hoặc ".join(
            _WORDS.get(part.strip(), part.strip()) for part in expected["wanted"].split("|")
        )
        got = _WORDS.get(expected["got"], expected["got"])
        return _invalid(path, "wrong_type", f"Giá trị phải là {wanted}, không phải {got}.")
    return _invalid(
        path, "wrong_value", "Giá trị không dùng được. Xem mô tả trường trong /api/v1/openapi.json."
    )


def idempotency_key() -> str:
    """The `Idempotency-Key` header. Raises :class:`InvalidRequestError` for one that is too long."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > MAX_KEY:
        raise _invalid("Idempotency-Key", "key_too_long", f"Khóa chống gửi trùng dài quá {MAX_KEY} ký tự.")
    return key


def _invalid(path: str, code: str, message: str) -> InvalidRequestError:
    return InvalidRequestError((FieldError(path, code, message),))
