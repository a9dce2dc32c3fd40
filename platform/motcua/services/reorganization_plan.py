"""What a decision on agencies wants: who becomes whom, which dossier follows which successor, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from motcua.definitions.directory import Directory
from motcua.definitions.organization import Agency
from motcua.kernel.codes import is_agency_code
from motcua.kernel.date_words import date_words
from motcua.kernel.text import fold


class ReorganizationKind(StrEnum):
    """What happens to the agencies."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"


KIND_NAMES: Mapping[ReorganizationKind, str] = {
    ReorganizationKind.MERGE: "Sáp nhập, hợp nhất",
    ReorganizationKind.SPLIT: "Chia, tách",
    ReorganizationKind.RENAME: "Đổi tên, đổi mã",
}


class RuleBy(StrEnum):
    """What tells in a split which successor a dossier follows."""

    PROCEDURE = "procedure"
    FIELD = "field"
    PLACE = "place"
    DOSSIER = "dossier"


RULE_NAMES: Mapping[RuleBy, str] = {
    RuleBy.PROCEDURE: "Mã thủ tục",
    RuleBy.FIELD: "Lĩnh vực",
    RuleBy.PLACE: "Nơi ở của người nộp",
    RuleBy.DOSSIER: "Mã hồ sơ",
}


@dataclass(frozen=True, slots=True)
class Successor:
    """An agency that goes on. Without a name it is a standing one that keeps all it has."""

    code: str
    name: str = ""
    short_name: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""
    receiving_unit: str = ""

    def named(self) -> dict[str, str]:
        """What is stated of it, without code and blanks."""
        return {key: value for key, value in msgspec.to_builtins(self).items() if value and key != "code"}


@dataclass(frozen=True, slots=True)
class SplitRule:
    """Dossiers whose procedure, field, place of the applicant or number is `value` follow `successor`."""

    by: RuleBy
    value: str
    successor: str


@dataclass(frozen=True, slots=True)
class ReorganizationPlan:
    """Agencies `sources` become `successors` from `effective_on` on, by a decision.

    In a split the first rule that fits decides, then the first successor. `officers` says where people go who do
    not follow the first successor.
    """

    kind: ReorganizationKind
    sources: tuple[str, ...]
    successors: tuple[Successor, ...]
    decision_number: str
    effective_on: date
    reason: str = ""
    rules: tuple[SplitRule, ...] = ()
    officers: Mapping[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the successors."""
        return tuple(one.code for one in self.successors)

    @property
    def first(self) -> str:
        """The successor of everything that no rule gives to another one."""
        return self.successors[0].code

    @property
    def ended(self) -> tuple[str, ...]:
        """The agencies that are no more from the day on."""
        return tuple(code for code in self.sources if code not in self.codes)

    @property
    def left(self) -> tuple[str, ...]:
        """The agencies dossiers may leave: those that end, in a split also one that goes on smaller."""
        return self.sources if self.kind is ReorganizationKind.SPLIT else self.ended

    def successor_of(self, facts: DossierFacts) -> str:
        """Where a dossier of the agencies left goes on."""
        return next((rule.successor for rule in self.rules if facts.fits(rule)), self.first)

    def officer_goes_to(self, username: str, agency: str) -> str:
        """Where an officer of an agency goes on; of one that goes on smaller people stay unless named."""
        chosen = self.officers.get(username, "")
        if chosen in self.codes:
            return chosen
        return agency if agency in self.codes else self.first


_PLAN = msgspec.json.Decoder(ReorganizationPlan)


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What the rules of a split look at; `address` is the applicant's, folded."""

    number: str
    procedure: str
    field_of_work: str
    address: str = ""

    def fits(self, rule: SplitRule) -> bool:
        """Whether a rule speaks of the dossier."""
        match rule.by:
            case RuleBy.PROCEDURE:
                return self.procedure == rule.value.strip()
            case RuleBy.FIELD:
                return fold(self.field_of_work) == fold(rule.value)
            case RuleBy.PLACE:
                return f" {place_words(rule.value)} " in f" {self.address} "
            case RuleBy.DOSSIER:
                return self.number == rule.value.strip().upper()


def folded_address(applicant: Mapping[str, Any]) -> str:
    """The applicant's address, written or by its parts, as words to look a place up in."""
    address = applicant.get("address") or ""
    return place_words(" ".join(map(str, address.values())) if isinstance(address, dict) else str(address))


def place_words(text: str) -> str:
    """The words of a place folded, without punctuation."""
    return " ".join("".join(one if one.isalnum() else " " for one in fold(text)).split())


def plan_to_json(plan: ReorganizationPlan) -> dict[str, Any]:
    """The plan as it is stored."""
    kept: dict[str, Any] = msgspec.to_builtins(plan)
    return kept


def plan_from_json(data: Any) -> ReorganizationPlan:
    """The plan again. Raises ``msgspec.ValidationError`` for other data."""
    return _PLAN.decode(msgspec.json.encode(data))


def plan_refusals(plan: ReorganizationPlan, directory: Directory, today: date) -> Iterator[str]:
    """Why the plan cannot be carried out, in Vietnamese with the remedy; nothing when it can."""
    if not plan.decision_number.strip():
        yield "Chưa ghi số quyết định, nghị quyết. Ghi số văn bản làm căn cứ sắp xếp."
    if plan.effective_on < today:
        yield f"Ngày hiệu lực {date_words(plan.effective_on)} đã qua. Chọn hôm nay hoặc một ngày sau."
    if not plan.sources or not plan.successors:
        yield "Chọn ít nhất một đơn vị được sắp xếp và một đơn vị kế tục."
        return
    yield from _source_refusals(plan, directory)
    yield from _successor_refusals(plan, directory)
    yield from _shape_refusals(plan)
    for rule in plan.rules:
        if rule.successor not in plan.codes:
            yield (
                f"Quy tắc “{RULE_NAMES[rule.by]}: {rule.value}” chỉ tới {rule.successor or 'đơn vị trống'}, "
                "không phải đơn vị kế tục. Chọn lại đơn vị."
            )


def _source_refusals(plan: ReorganizationPlan, directory: Directory) -> Iterator[str]:
    if len(set(plan.sources)) < len(plan.sources):
        yield "Một đơn vị được chọn hai lần. Bỏ lần lặp."
    for code in plan.sources:
        if not directory.knows(code):
            yield f"Không có đơn vị “{code}” trong danh mục tổ chức. Chọn lại."
        elif directory.agency(code).valid_to is not None:
            yield f"{directory.agency(code).name} ({code}) đã kết thúc hoạt động, không sắp xếp lần nữa được."


def _successor_refusals(plan: ReorganizationPlan, directory: Directory) -> Iterator[str]:
    if len(set(plan.codes)) < len(plan.codes):
        yield "Hai đơn vị kế tục cùng một mã. Mỗi đơn vị một mã riêng."
    levels = {directory.agency(code).level for code in plan.sources if directory.knows(code)}
    for one in plan.successors:
        if not is_agency_code(one.code):
            yield f"Mã “{one.code}” không đúng dạng mã định danh cơ quan. Ghi như H88.31."
        elif not directory.knows(one.code):
            if not one.name.strip():
                yield f"Đơn vị mới {one.code} chưa có tên. Ghi tên đầy đủ."
        else:
            yield from _standing(directory.agency(one.code), levels)


def _standing(agency: Agency, levels: set[Any]) -> Iterator[str]:
    if agency.valid_to is not None:
        yield f"{agency.name} ({agency.code}) đã kết thúc hoạt động, không kế tục được. Chọn mã khác."
    elif levels and agency.level not in levels:
        yield f"{agency.name} ({agency.code}) khác cấp với đơn vị được sắp xếp. Chọn đơn vị cùng cấp."


def _shape_refusals(plan: ReorganizationPlan) -> Iterator[str]:
    match plan.kind:
        case ReorganizationKind.MERGE:
            if len(plan.successors) != 1:
                yield "Sáp nhập chỉ có một đơn vị kế tục. Nếu chia cho nhiều đơn vị, chọn “Chia, tách”."
            elif len({*plan.sources, plan.first}) < 2 or not plan.ended:
                yield "Sáp nhập cần ít nhất hai đơn vị, một đơn vị kết thúc. Chọn thêm đơn vị."
        case ReorganizationKind.SPLIT:
            if len(plan.sources) != 1 or len(plan.successors) < 2:
                yield "Chia, tách là từ một đơn vị thành ít nhất hai. Chọn lại."
        case ReorganizationKind.RENAME:
            if len(plan.sources) != 1 or len(plan.successors) != 1:
                yield "Đổi tên chỉ cho một đơn vị. Chọn lại."
            elif not plan.successors[0].name.strip():
                yield "Chưa ghi tên mới của đơn vị."
    if plan.kind is not ReorganizationKind.SPLIT and plan.rules:
        yield "Quy tắc chia hồ sơ chỉ dùng khi chia, tách."
