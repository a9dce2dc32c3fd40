"""Who hands in a dossier: read, normalized and checked like the answers of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from motcua.definitions.form import FormField, Option
from motcua.definitions.procedure import ApplicantKind
from motcua.dossiers.answers_schema import DIALECT, field_schema
from motcua.dossiers.field_error import AnswerRefused, FieldError, unknown_name
from motcua.dossiers.field_reading import BUILT_IN_TYPES
from motcua.dossiers.field_types import Reading, Schema
from motcua.dossiers.identity import contradiction
from motcua.dossiers.text_types import as_text
from motcua.expressions.functions import NO_REACH, Reach
from motcua.expressions.shapes import is_answered
from motcua.kernel.text import fold

SEXES = (Option("nam", "Nam"), Option("nu", "Nữ"), Option("khac", "Khác"))
KINDS = (
    Option(ApplicantKind.CITIZEN, "Công dân"),
    Option(ApplicantKind.FOREIGNER, "Người nước ngoài"),
    Option(ApplicantKind.BUSINESS, "Doanh nghiệp"),
    Option(ApplicantKind.ORGANIZATION, "Tổ chức"),
    Option(ApplicantKind.STATE_AGENCY, "Cơ quan nhà nước"),
    Option(ApplicantKind.OTHER, "Khác"),
)
PERSONAL_NUMBER_PAPERS = frozenset({"", "can-cuoc", "cccd", "giay-chung-nhan-can-cuoc", "can-cuoc-dien-tu"})
"""Papers that bear the 12-digit number (codes of the list of identity papers)."""

_SEX_WORDS = {"male": "nam", "female": "nu", "other": "khac"}
_ANY_NUMBER = FormField("identity_number", "text", "Số giấy tờ", pattern="", max_length=30)


def _parts(*listed: tuple[str, str, str]) -> dict[str, FormField]:
    return {name: FormField(name, type_, label) for name, type_, label in listed}


FLAGS: Mapping[str, str] = {
    "poor_household": "Thuộc hộ nghèo",
    "near_poor_household": "Thuộc hộ cận nghèo",
    "meritorious": "Người có công với cách mạng",
    "disabled": "Người khuyết tật",
    "elderly": "Người cao tuổi",
    "child": "Trẻ em",
    "ethnic_minority": "Đồng bào dân tộc thiểu số",
    "difficult_area": "Ở vùng đặc biệt khó khăn",
    "islander": "Ở xã đảo, huyện đảo cũ",
}
"""What exempts from fees, with its label."""

FIELDS: Mapping[str, FormField] = {
    "kind": FormField("kind", "choice", "Đối tượng", options=KINDS),
    "full_name": FormField("full_name", "text", "Họ và tên người nộp", required=True, max_length=200),
    "sex": FormField("sex", "choice", "Giới tính", options=SEXES),
    **_parts(
        ("birth_date", "date", "Ngày sinh"),
        ("nationality", "text", "Quốc tịch"),
        ("ethnic_group", "text", "Dân tộc"),
        ("identity_type", "text", "Loại giấy tờ tùy thân"),
        ("identity_number", "identity_number", "Số định danh cá nhân"),
        ("identity_issued_on", "date", "Ngày cấp"),
        ("identity_issued_by", "text", "Nơi cấp"),
        ("address", "address", "Địa chỉ"),
        ("phone", "phone", "Số điện thoại"),
        ("email", "email", "Email"),
        ("tax_code", "tax_code", "Mã số thuế"),
        ("owner_name", "text", "Tên chủ hồ sơ"),
    ),
    **_parts(*((name, "yes_no", label) for name, label in FLAGS.items())),
}
REPRESENTATIVE: Mapping[str, FormField] = _parts(
    ("full_name", "person_name", "Họ và tên người đại diện"),
    ("identity_number", "identity_number", "Số định danh của người đại diện"),
    ("phone", "phone", "Số điện thoại của người đại diện"),
    ("email", "email", "Email của người đại diện"),
    ("address", "address", "Địa chỉ của người đại diện"),
    ("position", "text", "Chức vụ"),
    ("relation", "text", "Quan hệ với người nộp"),
)


@dataclass(frozen=True, slots=True)
class Applicant:
    """An applicant as stored: dates are ISO text, unknown texts are empty, `sex` is nam, nu or khac."""

    kind: ApplicantKind = ApplicantKind.CITIZEN
    full_name: str = ""
    birth_date: str = ""
    sex: str = ""
    nationality: str = ""
    ethnic_group: str = ""
    identity_type: str = ""
    identity_number: str = ""
    identity_issued_on: str = ""
    identity_issued_by: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    email: str = ""
    tax_code: str = ""
    owner_name: str = ""
    representative: Mapping[str, Any] = field(default_factory=dict)
    poor_household: bool = False
    near_poor_household: bool = False
    meritorious: bool = False
    disabled: bool = False
    elderly: bool = False
    child: bool = False
    ethnic_minority: bool = False
    difficult_area: bool = False
    islander: bool = False

    def as_json(self) -> dict[str, Any]:
        """The stated parts only; what expressions see as `applicant`."""
        given = ((name, getattr(self, name)) for name in _NAMES)
        return {name: value for name, value in given if is_answered(value) and value is not False}


_NAMES = tuple(item.name for item in fields(Applicant))


def read_applicant(
    raw: Mapping[str, Any],
    kinds: Sequence[ApplicantKind] = (),
    reach: Reach = NO_REACH,
    today: date | None = None,
) -> tuple[Applicant, tuple[FieldError, ...]]:
    """The applicant and what is wrong, with paths such as `identity_number` or `representative.phone`.

    Only the name is always required. Without a `kind` it is the first the procedure is for. A number of a paper
    other than the citizen's card is kept as it is written.
    """
    reader = _Reader(reach, today)
    listed: dict[str, FormField | None] = {
        **FIELDS,
        "identity_number": _number_field(raw),
        "representative": None,
    }
    values: dict[str, Any] = {"kind": kinds[0] if kinds else ApplicantKind.CITIZEN}
    values |= reader.parts(listed, raw, "Người nộp", "")
    person = raw.get("representative")
    if is_answered(person):
        values["representative"] = reader.group(REPRESENTATIVE, person, "Người đại diện", "representative")
    if not values.get("full_name") and not any(error.path == "full_name" for error in reader.errors):
        message = "Chưa có họ và tên người nộp. Ghi họ và tên người nộp."
        reader.errors.append(FieldError("full_name", "required", message))
    reader.check_identity(values)
    values["kind"] = ApplicantKind(values["kind"])
    return Applicant(**values), tuple(reader.errors)


def _number_field(raw: Mapping[str, Any]) -> FormField:
    paper, kind = raw.get("identity_type") or "", raw.get("kind") or ApplicantKind.CITIZEN
    is_personal = isinstance(paper, str) and paper in PERSONAL_NUMBER_PAPERS
    if is_personal and (paper or kind == ApplicantKind.CITIZEN):
        return FIELDS["identity_number"]
    return _ANY_NUMBER


class _Reader:
    """Reads the parts of one applicant and collects what is wrong."""

    def __init__(self, reach: Reach, today: date | None) -> None:
        self.errors: list[FieldError] = []
        self._reach = reach
        self._today = today

    def group(self, listed: Mapping[str, FormField], given: Any, what: str, path: str) -> dict[str, Any]:
        """The parts of a nested group."""
        if isinstance(given, Mapping):
            return self.parts(listed, given, what, f"{path}.")
        self.errors.append(FieldError(path, "type", f"{what} phải là một nhóm giá trị."))
        return {}

    def parts(
        self, listed: Mapping[str, FormField | None], given: Mapping[str, Any], what: str, prefix: str
    ) -> dict[str, Any]:
        """The stated parts that are listed; a listed None is read elsewhere."""
        found: dict[str, Any] = {}
        for name, value in given.items():
            described = listed.get(str(name))
            if described is not None:
                stored = self._value(described, value, f"{prefix}{name}")
                if stored is not None:
                    found[name] = stored
            elif name not in listed:
                message = unknown_name(what, str(name), listed)
                self.errors.append(FieldError(f"{prefix}{name}", "unknown_field", message))
        return found

    def _value(self, described: FormField, given: Any, path: str) -> Any:
        if not is_answered(given):
            return None
        try:
            if described.id == "sex":
                word = fold(as_text(given))
                given = _SEX_WORDS.get(word, word)
            return BUILT_IN_TYPES[described.type].read(
                Reading(described, self._reach.code_lists, self._today), given
            )
        except AnswerRefused as refusal:
            place = f"{path}.{refusal.within}" if refusal.within else path
            self.errors.append(FieldError(place, refusal.code, f"“{described.label}”: {refusal.message}"))
            return None

    def check_identity(self, values: Mapping[str, Any]) -> None:
        """The number against birth date and sex."""
        if values.get("identity_type", "") not in PERSONAL_NUMBER_PAPERS:
            return
        number, born, sex = (str(values.get(name, "")) for name in ("identity_number", "birth_date", "sex"))
        found = contradiction(number, born, sex)
        if found is not None:
            message = f"“Số định danh cá nhân”: {found[1]}"
            self.errors.append(FieldError("identity_number", found[0], message))


def applicant_schema() -> Schema:
    """The JSON Schema 2020-12 of an applicant, for clients of the API."""
    properties = {name: field_schema(described, {}, BUILT_IN_TYPES) for name, described in FIELDS.items()}
    properties["identity_number"] = {"type": "string", "maxLength": 30, "examples": ["001190000018"],
                                     "title": FIELDS["identity_number"].label}  # fmt: skip
    properties["representative"] = {
        "type": "object",
        "properties": {name: field_schema(item, {}, BUILT_IN_TYPES) for name, item in REPRESENTATIVE.items()},
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "title": "Người nộp hồ sơ",
        "type": "object",
        "properties": properties,
        "required": ["full_name"],
        "additionalProperties": False,
    }
