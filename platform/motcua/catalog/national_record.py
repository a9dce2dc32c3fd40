"""Makes the national layer of a procedure out of its catalog row and its details, as authors would write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.catalog.baseline_choice import BaselineChoice, ChosenBaseline, RecordFacts
from motcua.catalog.carrying_over import PRICE_COLUMNS, carried_over, identity_texts
from motcua.catalog.channel_readings import read_lines
from motcua.catalog.checklist_plan import plan_checklist
from motcua.catalog.details_record import DetailRecord
from motcua.catalog.fee_plan import unknown_fee
from motcua.catalog.identity_check import Agreement, agreement
from motcua.catalog.offer_plan import line_by_channel, plan_offers
from motcua.catalog.parsers.agencies import levels_of_agencies, parse_agencies
from motcua.catalog.parsers.channel_lines import ChannelLine
from motcua.catalog.parsers.legal_references import parse_legal_references
from motcua.catalog.parsers.outcomes import parse_outcomes
from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.review_texts import ReviewList
from motcua.catalog.rows import CatalogRow
from motcua.catalog.understood import Understood
from motcua.kernel.problems import Place
from motcua.kernel.text import clean, slug

MAX_TEXT = 18_000
MAX_BASES = 60
TEXT_TITLES = (
    ("steps", "Trình tự thực hiện"),
    ("conditions", "Yêu cầu, điều kiện thực hiện"),
    ("receiving_address", "Địa chỉ tiếp nhận hồ sơ"),
    ("coordinating_agencies", "Cơ quan phối hợp"),
    ("note", "Ghi chú"),
)
CHANNEL_WORDS = {"counter": "Trực tiếp", "online": "Trực tuyến", "post": "Dịch vụ bưu chính"}


@dataclass(frozen=True, slots=True)
class NationalRecord:
    """A record ready for the national layer; `place` is its row in the file."""

    code: str
    name: str
    data: Mapping[str, Any]
    place: Place
    baseline: str
    issuing_agency: str = ""


class RecordBuilder:
    """Builds records with the words of a mapping and the rules of the baselines."""

    __slots__ = ("_choice", "_known_agencies", "_words")

    def __init__(self, words: WordIndex, choice: BaselineChoice) -> None:
        self._words = words
        self._choice = choice
        self._known_agencies: dict[str, tuple[str, ...]] = {}

    def build(
        self, row: CatalogRow, detail: DetailRecord | None, previous: Mapping[str, Any] | None = None
    ) -> NationalRecord | None:
        """The national layer of a row; None when no baseline takes it.

        `previous` is what an earlier import with details left; without details now, what the row does not speak of
        stays as it was.
        """
        review = ReviewList()
        if detail is not None and not _belongs(row, detail, review):
            detail = None
        values = self._values(row, detail)
        kept: dict[str, Any] = {}
        if previous and detail is None:
            kept = carried_over(previous, values)
            values = {**identity_texts(previous), **values}
        agencies = self._agencies(values.get("executing_agencies", ""))
        levels = tuple(kept.get("levels") or ()) or self._levels(values, agencies, review)
        issuing = clean(values.get("issuing_agency", ""))
        facts = RecordFacts(
            row.code,
            row.name,
            clean(values.get("field_of_work", "")),
            levels,
            (*agencies, *filter(None, [issuing])),
        )
        chosen = self._choice.choose(facts)
        if chosen is None:
            return None
        data = self._identity(row, values, facts, agencies, review)
        self._substance(data, values, detail, chosen, review)
        data["extends"] = chosen.baseline.code
        if chosen.outside_competence:
            data["outside_competence"] = True
        if items := review.items():
            data["review"] = items
        data.update(kept)
        data = {name: part for name, part in data.items() if part is not None}
        return NationalRecord(row.code, row.name, data, row.place, chosen.baseline.code, issuing)

    def _agencies(self, text: str) -> tuple[str, ...]:
        """The agencies of a cell; the same few cells stand in thousands of rows."""
        if text not in self._known_agencies:
            self._known_agencies[text] = parse_agencies(text, self._words).value or ()
        return self._known_agencies[text]

    def _values(self, row: CatalogRow, detail: DetailRecord | None) -> dict[str, str]:
        """The row's texts, completed by the details; what says nothing is left out."""
        said = {
            key: text
            for key, text in row.values.items()
            if key.partition("@")[0] in PRICE_COLUMNS or not self._words.is_nothing(text)
        }
        if detail is None:
            return said
        more = {
            key: text
            for key, text in detail.values.items()
            if key not in said and not self._words.is_nothing(text)
        }
        return {**said, **more}

    def _levels(
        self, values: Mapping[str, str], agencies: tuple[str, ...], review: ReviewList
    ) -> tuple[str, ...]:
        text = values.get("levels", "")
        if text:
            found = self._words.values("levels", text)
            if found.value:
                return found.value
            review.add("level", f"Không hiểu cấp thực hiện “{text[:120]}”.", "/levels", text)
        named = levels_of_agencies(agencies, self._words)
        if named.value is None and not text:
            review.add(
                "level", "Danh mục không ghi cấp thực hiện và tên cơ quan không cho biết cấp.", "/levels"
            )
        return named.value or ()

    def _identity(
        self,
        row: CatalogRow,
        values: Mapping[str, str],
        facts: RecordFacts,
        agencies: tuple[str, ...],
        review: ReviewList,
    ) -> dict[str, Any]:
        data: dict[str, Any] = {"kind": "procedure", "code": row.code, "name": row.name}
        said = {
            "field_of_work": facts.field_of_work,
            "levels": list(facts.levels),
            "issuing_agency": clean(values.get("issuing_agency", "")),
            "executing_agencies": list(agencies),
            "decision_number": clean(values.get("decision_number", "")),
        }
        data.update({key: value for key, value in said.items() if value})
        applicants = self._words.values("applicants", values.get("applicants", ""))
        if applicants.value:
            data["applicants"] = list(applicants.value)
        elif not applicants.is_absent:
            review.add(
                "applicants",
                f"Không hiểu đối tượng “{applicants.source[:200]}”.",
                "/applicants",
                applicants.source,
            )
        online = self._words.values("online_level", values.get("online_level", ""))
        if online.value and len(online.value) == 1:
            data["online_level"] = online.value[0]
        elif not online.is_absent:
            review.add(
                "online_level",
                f"Không hiểu mức độ dịch vụ công “{online.source[:200]}”.",
                "/online_level",
                online.source,
            )
        return data

    def _substance(
        self,
        data: dict[str, Any],
        values: Mapping[str, str],
        detail: DetailRecord | None,
        chosen: ChosenBaseline,
        review: ReviewList,
    ) -> None:
        body = chosen.baseline.body
        lines = detail.lines if detail and detail.lines else _lines_of_columns(values)
        plan = plan_offers(read_lines(lines, self._words), values.get("steps", ""), review)
        fees = plan.fees
        if not lines:
            fees = [] if body.fees else [unknown_fee()]
        parts = {
            "channels": plan.channels if detail and detail.lines else [],
            "variants": plan.variants,
            "offers": plan.offers,
            "fees": fees,
        }
        data.update({key: part for key, part in parts.items() if part})
        if detail and detail.papers:
            mine = plan_checklist(detail.papers, body.form, review)
            ids = {line["id"] for line in mine}
            data["checklist"] = [
                *({"id": line.id, "remove": True} for line in body.checklist if line.id not in ids),
                *mine,
            ]
        elif detail is not None:
            review.add(
                "checklist", "Nguồn không có bảng thành phần hồ sơ; đang dùng thành phần chung.", "/checklist"
            )
        self._results(data, values, [item.id for item in body.outcomes], review)

    def _results(
        self, data: dict[str, Any], values: Mapping[str, str], usual: list[str], review: ReviewList
    ) -> None:
        outcomes = parse_outcomes(values.get("outcomes", ""))
        if outcomes.value:
            entries: list[dict[str, Any]] = []
            for number, outcome in enumerate(outcomes.value):
                inherits = number == 0 and len(usual) == 1
                entry_id = usual[0] if inherits else slug(outcome.code or outcome.name)[:60].strip("-")
                if any(entry["id"] == entry_id for entry in entries):
                    continue
                entries.append(
                    {"id": entry_id, "name": outcome.name, **({"code": outcome.code} if outcome.code else {})}
                )
            data["outcomes"] = entries
        bases = parse_legal_references(values.get("legal_basis", ""))
        if bases.value:
            data["legal_basis"] = [
                {"number": item.number, **({"title": item.title} if item.title else {})}
                for item in bases.value[:MAX_BASES]
            ]
        elif _is_unread(bases):
            review.add(
                "legal_basis", "Không đọc được số văn bản trong căn cứ pháp lý.", "/legal_basis", bases.source
            )
        texts = [
            {"title": title, "text": values[key].strip()[:MAX_TEXT]}
            for key, title in TEXT_TITLES
            if values.get(key, "").strip()
        ]
        if texts:
            data["texts"] = texts


def _belongs(row: CatalogRow, detail: DetailRecord, review: ReviewList) -> bool:
    """Whether the details may be used for the row; doubts are noted."""
    found = agreement(row, detail)
    named = f"{clean(detail.values.get('name', ''))} | {clean(detail.values.get('field_of_work', ''))}"
    if found is Agreement.ANOTHER:
        message = "Bản ghi chi tiết mang mã này nhưng là của thủ tục khác nên không được dùng."
        review.add("details_of_another", message, "", named)
    elif found is Agreement.RENAMED:
        review.add("renamed", "Tên trong danh mục và trong bản ghi chi tiết khác hẳn nhau.", "/name", named)
    return found is not Agreement.ANOTHER


def _is_unread(reading: Understood[Any]) -> bool:
    return reading.value is None and not reading.is_absent


def _lines_of_columns(values: Mapping[str, str]) -> tuple[ChannelLine, ...]:
    """Lines from the columns of a workbook: one for each channel a heading or cell names, else one for all."""
    limits, fees = line_by_channel(values, "time_limit"), line_by_channel(values, "fee")
    limit = values.get("time_limit", "")
    fee = values.get("fee", "") or _charge_and_levy(values)
    if not (limit or fee or limits or fees):
        return ()
    return tuple(
        ChannelLine(word, limits.get(channel, limit), fees.get(channel, fee))
        for channel, word in CHANNEL_WORDS.items()
        if not limits or channel in limits or limit
    )


def _charge_and_levy(values: Mapping[str, str]) -> str:
    """Two columns for charge and levy as one text that still says which is which."""
    charge, levy = values.get("charge", ""), values.get("levy", "")
    if charge and levy:
        return f"Phí: {charge}; lệ phí: {levy}"
    if charge:
        return charge if "phí" in charge.lower() else f"Phí: {charge}"
    return levy if not levy or "phí" in levy.lower() else f"Lệ phí: {levy}"
