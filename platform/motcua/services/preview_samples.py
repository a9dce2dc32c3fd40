"""Made-up people and answers for previews: as little as the rules accept, what is usual, and as much as fits."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.code_list import CodeList
from motcua.definitions.directory import Directory
from motcua.definitions.form import FormField
from motcua.dossiers.intake import IntakeRequest, evaluate
from motcua.services.sample_answers import Sampler, sample_answers

SEED = 7
ROUNDS = 4
LONG_NAME = "Nguyễn Hoàng Phương Thảo Quỳnh Trâm Anh Thị Thanh Tuyền"
LONG_TEXT = (
    "Đề nghị cơ quan có thẩm quyền xem xét, giải quyết theo đúng quy định của pháp luật hiện hành và thông báo "
    "kết quả bằng văn bản đến địa chỉ nơi thường trú của người đề nghị trong thời hạn đã hẹn trên giấy tiếp nhận. "
)
LONG_PLACE = "Số nhà 128/45/7B, ngõ Văn Chương, tổ dân phố số 12, khu tái định cư Nguyễn Trường Tộ"
TEXT_LETTERS, LONG_TEXT_LETTERS = 120, 600
LONG_ROWS = 5


class Sample(StrEnum):
    """How much the made-up dossier says."""

    SHORT = "ngan"
    TYPICAL = "vua"
    LONG = "dai"


@dataclass(frozen=True, slots=True)
class _Longest:
    """The longest value a field takes."""

    base: Sampler
    code_lists: Mapping[str, CodeList]

    def value(self, field: FormField) -> Any:
        if field.options:
            longest = max(field.options, key=lambda one: len(one.label)).value
            return [one.value for one in field.options] if field.type == "multiple_choice" else longest
        match field.type:
            case "text":
                return _filled(field.max_length or TEXT_LETTERS)
            case "long_text":
                return _filled(min(field.max_length or LONG_TEXT_LETTERS, LONG_TEXT_LETTERS))
            case "person_name":
                return LONG_NAME[: field.max_length] if field.max_length else LONG_NAME
            case "address":
                return {"province": "Đồng Lam", "commune": "Tân Hòa", "detail": LONG_PLACE}
            case "money":
                return int(field.max) if field.max.isdecimal() else 9_876_543_210
            case "integer" if field.max.isdecimal():
                return int(field.max)
            case "yes_no":
                return True
            case "code_list":
                known = self.code_lists.get(field.code_list)
                usable = [item for item in known.items if item.valid_to is None] if known else []
                return max(usable, key=lambda item: len(item.name)).code if usable else ""
            case "table":
                count = max(field.min_rows, min(field.max_rows, LONG_ROWS))
                return [self._row(field, at) for at in range(count)]
        return self.base.value(field)

    def _row(self, field: FormField, at: int) -> dict[str, Any]:
        row: dict[str, Any] = {"_row": f"r{at + 1}"}
        for column in field.columns:
            if column.type not in {"heading", "note", "computed"}:
                row[column.id] = self.value(column)
        return row


def _filled(letters: int) -> str:
    text = LONG_TEXT * (letters // len(LONG_TEXT) + 1)
    return text[: min(letters, 4 * LONG_TEXT_LETTERS)].strip()


def applicant_of(bundle: ProcedureBundle, sample: Sample) -> dict[str, Any]:
    """Somebody who may apply."""
    kinds = bundle.procedure.applicants
    person: dict[str, Any] = {"kind": kinds[0].value} if kinds else {}
    if sample is Sample.SHORT:
        return {**person, "full_name": "Lê A"}
    person |= {
        "birth_date": "1996-02-14",
        "sex": "nu",
        "phone": "0912345678",
        "identity_number": "001196012345",
    }
    if sample is Sample.TYPICAL:
        address = {"province": "Đồng Lam", "commune": "Tân Hòa", "detail": "Số 8, thôn Đông"}
        return {**person, "full_name": "Mai Thị Hồng Nhung", "address": address}
    address = {"province": "Đồng Lam", "commune": "Tân Hòa", "detail": LONG_PLACE}
    mail = "nguyen.hoang.phuong.thao.quynh.tram@donglam.example"
    return {**person, "full_name": LONG_NAME, "address": address, "email": mail}


def answers_of(
    bundle: ProcedureBundle, directory: Directory, request: IntakeRequest, sample: Sample, today: date
) -> dict[str, Any]:
    """Answers of the form that the rules accept as far as they can be guessed; the same every time."""
    base = Sampler(random.Random(SEED), today, bundle.code_lists)  # noqa: S311
    answers = sample_answers(bundle, directory, request, base)
    if sample is Sample.SHORT or bundle.form is None:
        return answers
    maker: Callable[[FormField], Any] = (
        base.value if sample is Sample.TYPICAL else _Longest(base, bundle.code_lists).value
    )
    for _round in range(ROUNDS):
        filled = _fill(
            bundle, directory, replace(request, answers=answers), maker, everything=sample is Sample.LONG
        )
        if filled == answers:
            break
        answers = filled
    return sample_answers(bundle, directory, replace(request, answers=answers), base)


def _fill(
    bundle: ProcedureBundle,
    directory: Directory,
    request: IntakeRequest,
    maker: Callable[[FormField], Any],
    *,
    everything: bool,
) -> dict[str, Any]:
    """The answers with what is visible and not yet filled by this maker; a value that is refused is taken back."""
    made = evaluate(bundle, directory, request)
    answers = dict(request.answers)
    for field in bundle.form.fields() if bundle.form else ():
        if (
            field.type in {"heading", "note", "computed", "file", "signature"}
            or field.id not in made.sheet.visible
        ):
            continue
        if field.id in answers and not (everything and _is_free(field)):
            continue
        trial = {**answers, field.id: maker(field)}
        found = evaluate(bundle, directory, replace(request, answers=trial))
        if not any(_field(error.path) == field.id for error in found.problems):
            answers = trial
    return answers


def _is_free(field: FormField) -> bool:
    """Whether a longer value changes nothing but its length."""
    return field.type in {"text", "long_text", "person_name", "address", "money", "table"}


def _field(path: str) -> str:
    return path.removeprefix("answers.").split(".")[0].split("[")[0]
