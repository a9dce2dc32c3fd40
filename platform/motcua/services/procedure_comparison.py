"""Two or three procedures side by side: the same parts in the same words, and which of them differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from motcua.definitions.procedure import Procedure, RequirementKind
from motcua.definitions.process import Process
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.surfaces.procedure_words import (
    APPLICANT_NAMES,
    CHANNEL_NAMES,
    LEVEL_NAMES,
    NO_FEE,
    ONLINE_NAMES,
    amount_words,
    limit_words,
    quantity_words,
)


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """One part: its name, and the lines each procedure has there."""

    name: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def differs(self) -> bool:
        """Whether the procedures are not the same here."""
        return len(set(self.cells)) > 1


Reader = Callable[[Procedure], Sequence[str]]


def compare(platform: Platform, procedures: Sequence[Procedure]) -> tuple[ComparedPart, ...]:
    """Every part of the procedures side by side."""
    return tuple(
        ComparedPart(name, tuple(tuple(read(one)) for one in procedures)) for name, read in _parts(platform)
    )


def _parts(platform: Platform) -> Iterator[tuple[str, Reader]]:
    yield "Lĩnh vực", lambda one: (one.field_of_work,)
    yield "Cấp thực hiện", lambda one: [LEVEL_NAMES[level] for level in one.levels]
    yield "Đối tượng", lambda one: [APPLICANT_NAMES[kind] for kind in one.applicants]
    yield "Cách nộp", lambda one: [CHANNEL_NAMES[channel] for channel in one.channels]
    yield "Dịch vụ công", lambda one: [ONLINE_NAMES[one.online_level]] if one.online_level else []
    yield "Trường hợp", lambda one: [variant.name for variant in one.variants]
    yield "Thời hạn", _limits
    yield "Phí, lệ phí", _fees
    yield "Thành phần hồ sơ", _papers
    yield "Biểu mẫu", lambda one: [_name(platform, "form", one.form)] if one.form else []
    yield "Quy trình", lambda one: _steps(platform, one.process)
    yield "Kết quả", lambda one: [outcome.name for outcome in one.outcomes]
    yield "Nơi thực hiện", lambda one: one.offered_by
    yield "Mẫu chung", lambda one: [_name(platform, "baseline", one.extends)] if one.extends else []
    yield "Căn cứ pháp lý", lambda one: [basis.number for basis in one.legal_basis]
    yield "Chờ rà soát", lambda one: [item.message for item in one.review]


def _limits(procedure: Procedure) -> list[str]:
    names = {variant.id: variant.name for variant in procedure.variants}
    lines = []
    for offer in procedure.offers:
        cases = ", ".join(names.get(one, one) for one in offer.variants)
        channels = ", ".join(CHANNEL_NAMES[one].lower() for one in offer.channels)
        about = "; ".join(filter(None, (cases, channels)))
        lines.append(f"{limit_words(offer)} ({about})" if about else limit_words(offer))
    return lines


def _fees(procedure: Procedure) -> list[str]:
    return [f"{fee.name}: {amount_words(fee)}" for fee in procedure.fees] or [NO_FEE]


def _papers(procedure: Procedure) -> list[str]:
    return [
        f"{paper.name}{f' ({words})' if (words := quantity_words(paper)) else ''}"
        for paper in procedure.checklist
        if paper.kind is not RequirementKind.NOTE
    ]


def _name(platform: Platform, kind: str, code: str) -> str:
    try:
        return str(platform.rules.definition(kind, code, platform.today()).name)
    except RulesMissingError:
        return code


def _steps(platform: Platform, code: str) -> list[str]:
    try:
        process: Process = platform.rules.definition("process", code, platform.today())
    except RulesMissingError:
        return [code] if code else []
    return [process.name, *(f"{number}. {step.name}" for number, step in enumerate(process.steps, start=1))]
