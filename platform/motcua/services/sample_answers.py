"""Makes up plausible answers for any form: for the example province, simulation and tests."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.code_list import CodeList
from motcua.definitions.directory import Directory
from motcua.definitions.form import FormField
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.intake import IntakeRequest, evaluate

ROUNDS = 12
WORDS = ("Theo hồ sơ kèm theo", "Đề nghị giải quyết theo quy định", "Như giấy tờ đã nộp")
SEX_DIGITS = {"male": 0, "nam": 0, "female": 1, "nu": 1}


@dataclass(frozen=True, slots=True)
class Sampler:
    """Draws values by field type; the same seed draws the same values."""

    rng: random.Random
    today: date
    code_lists: Mapping[str, CodeList]

    def value(self, field: FormField) -> Any:
        """A value the field accepts, JSON-typed."""
        if field.options:
            chosen = self.rng.choice(field.options).value
            return [chosen] if field.type == "multiple_choice" else chosen
        match field.type:
            case "integer" | "money" | "decimal":
                return self._number(field)
            case "date":
                return self._day(field).isoformat()
            case "month":
                return f"{self.today.year}-{self.rng.randint(1, 9):02d}"
            case "time":
                return f"{self.rng.randint(7, 16):02d}:{self.rng.choice((0, 15, 30)):02d}"
            case "yes_no":
                return self.rng.random() < 0.5
            case "code_list":
                return self._code(field.code_list)
            case "address":
                return {
                    "province": "Đồng Lam",
                    "commune": "Tân Hòa",
                    "detail": f"Số {self.rng.randint(1, 99)}, thôn Đông",
                }
            case "table":
                return [self._row(field, index) for index in range(max(1, field.min_rows))]
            case _:
                return self._text(field)

    def identity_number(self, birth: date, sex: str) -> str:
        """A 12-digit number that fits a birth date and sex; invented."""
        century = (birth.year - 1900) // 100
        digit = century * 2 + SEX_DIGITS.get(sex, 0)
        return f"001{digit}{birth.year % 100:02d}{self.rng.randint(0, 999_999):06d}"

    def _number(self, field: FormField) -> int:
        low = int(float(field.min)) if _is_number(field.min) else 1
        high = int(float(field.max)) if _is_number(field.max) else max(low, 3)
        if field.type == "money":
            high = max(high, 5_000_000)
        return self.rng.randint(low, max(low, min(high, low + 1_000_000)))

    def _day(self, field: FormField) -> date:
        text = f"{field.id} {field.label}".lower()
        if "sinh" in text:
            return self.today - timedelta(days=self.rng.randint(25 * 366, 60 * 365))
        return self.today - timedelta(days=self.rng.randint(10, 300))

    def _code(self, code: str) -> str:
        known = self.code_lists.get(code)
        usable = [item for item in known.items if item.valid_to is None] if known else []
        return self.rng.choice(usable).code if usable else ""

    def _row(self, field: FormField, index: int) -> dict[str, Any]:
        row: dict[str, Any] = {"_row": f"r{index + 1}"}
        for column in field.columns:
            if column.type not in {"heading", "note", "computed"} and not column.when:
                row[column.id] = self.value(column)
        return row

    def _text(self, field: FormField) -> str:
        match field.type:
            case "person_name":
                return self.rng.choice(("Nguyễn Văn An", "Trần Thị Bích", "Lê Hữu Phúc", "Phạm Thu Thủy"))
            case "identity_number":
                return self.identity_number(
                    self.today - timedelta(days=self.rng.randint(25 * 366, 60 * 365)), "male"
                )
            case "phone":
                return f"09{self.rng.randint(10_000_000, 99_999_999)}"
            case "email":
                return f"nguoi.nop{self.rng.randint(1, 999)}@donglam.example"
            case "tax_code":
                return "0100109106"
        text = self.rng.choice(WORDS)
        return text[: field.max_length] if field.max_length else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def sample_answers(
    bundle: ProcedureBundle, directory: Directory, request: IntakeRequest, sampler: Sampler
) -> dict[str, Any]:
    """Answers the rules accept for a request: required fields are filled until nothing is missing.

    What cannot be guessed from the field's type (a pattern, a rule across fields) is tried several times.
    """
    fields = {field.id: field for field in bundle.form.fields()} if bundle.form else {}
    answers: dict[str, Any] = dict(request.answers)
    for _round in range(ROUNDS):
        made = evaluate(bundle, directory, replace(request, answers=answers))
        wrong = [error for error in made.problems if error.path.startswith("answers.")]
        if not wrong:
            return answers
        for error in wrong:
            field = fields.get(_field_of(error))
            if field is not None and not _emptied(answers, error):
                answers[field.id] = sampler.value(field)
    return answers


def _field_of(error: FieldError) -> str:
    return error.path.removeprefix("answers.").split(".")[0].split("[")[0]


def _emptied(answers: dict[str, Any], error: FieldError) -> bool:
    """Leave out a cell of a table that cannot be guessed, once: it may not be required."""
    name, _, cell = error.path.removeprefix("answers.").partition("[")
    position, _, column = cell.partition("].")
    rows = answers.get(name)
    if not column or not position.isdecimal() or not isinstance(rows, list) or int(position) >= len(rows):
        return False
    row = rows[int(position)]
    if not isinstance(row, dict) or column not in row:
        return False
    left = {key: value for key, value in row.items() if key != column}
    answers[name] = [left if index == int(position) else one for index, one in enumerate(rows)]
    return True
