"""Makes the fees of a procedure out of what its lines say; a doubtful fee is never free and never silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from motcua.catalog.channel_readings import LineReading
from motcua.catalog.parsers.fee_terms import FeeTerms, SetBy, parse_fee_terms
from motcua.catalog.parsers.fees import FeeDoubt, FeeReading
from motcua.catalog.review_texts import ReviewList
from motcua.kernel.money import format_money
from motcua.kernel.text import clean

FEE_ID = "phi-le-phi"
MAX_SOURCE = 1_500
MAX_NOTE = 900
MOST_NAMED = 6
SETTERS = {
    SetBy.COUNCIL: "Mức thu do Hội đồng nhân dân cấp tỉnh quy định.",
    SetBy.COMMITTEE: "Mức thu do Ủy ban nhân dân cấp tỉnh quy định.",
    SetBy.MINISTRY: "Mức thu do Bộ Tài chính quy định.",
}
NAMES = {"charge": "Phí", "levy": "Lệ phí", "other": "Phí, lệ phí", "": "Phí, lệ phí"}
DOUBTS = {
    FeeDoubt.NO_INFORMATION: "Nguồn không có thông tin về phí, lệ phí.",
    FeeDoubt.FREE_BUT_NOTE: "Nguồn ghi “Miễn phí” nhưng mô tả nói có mức thu.",
    FeeDoubt.LOST_ZEROS: "Mức thu dưới 1.000 đồng, có thể đã mất ba số 0.",
    FeeDoubt.FOREIGN_MONEY: "Mức thu ghi bằng ngoại tệ.",
    FeeDoubt.SEVERAL_AMOUNTS: "Nguồn ghi nhiều mức thu trong cùng một ô.",
    FeeDoubt.CONDITIONS: "Mức thu đi kèm điều kiện, thời gian áp dụng hoặc mức khác trong mô tả.",
    FeeDoubt.SET_LOCALLY: "Mức thu do Hội đồng nhân dân tỉnh hoặc văn bản khác quy định.",
    FeeDoubt.CONTRADICTION: "Mức thu trong ô và trong mô tả khác nhau.",
    FeeDoubt.NOT_UNDERSTOOD: "Không hiểu mức thu.",
}

CaseLines = tuple[str, Mapping[str, LineReading], Sequence[LineReading]]
"""Id of the case (empty = the only one), its line by channel, all its lines."""


def plan_fees(cases: Sequence[CaseLines], review: ReviewList) -> list[dict[str, Any]]:
    """The fees of all cases. Cases that say the same share one fee; a case free of charge has none."""
    fees: list[dict[str, Any]] = []
    by_content: dict[str, dict[str, Any]] = {}
    for case, by_channel, _lines in cases:
        readings = {channel: line.fee for channel, line in by_channel.items()}
        fee = fee_of(readings, {channel: line.line.note for channel, line in by_channel.items()})
        if fee is None:
            continue
        key = repr(sorted((name, repr(value)) for name, value in fee.items()))
        if key in by_content:
            by_content[key]["variants"].append(case)
            continue
        fee = {"id": FEE_ID if not fees else f"{FEE_ID}-{case or len(fees) + 1}"[:90], **fee}
        if case:
            fee["variants"] = [case]
        by_content[key] = fee
        fees.append(fee)
    if len(fees) == 1 and len(fees[0].get("variants", ())) == len(cases):
        fees[0].pop("variants", None)
    for fee in fees:
        _review(fee, review)
    return fees


def fee_of(readings: Mapping[str, FeeReading], notes: Mapping[str, str]) -> dict[str, Any] | None:
    """One fee from what each channel says; None when every channel is surely free of charge."""
    if not readings:
        return None
    doubtful = {channel: reading for channel, reading in readings.items() if not reading.is_certain}
    if doubtful:
        return _doubtful(readings, doubtful, notes)
    amounts = {channel: reading.amount or 0 for channel, reading in readings.items()}
    if not any(amounts.values()):
        return None
    main = next(reading for reading in readings.values() if reading.amount)
    fee: dict[str, Any] = {"name": NAMES[main.kind], "kind": main.kind or "other", "amount": main.amount}
    others = {channel: amount for channel, amount in amounts.items() if amount != main.amount}
    if others:
        fee["channels"] = others
    if main.unit:
        fee["unit"] = main.unit[:80]
    fee["source_text"] = main.source[:MAX_SOURCE]
    return fee


def _doubtful(
    readings: Mapping[str, FeeReading], doubtful: Mapping[str, FeeReading], notes: Mapping[str, str]
) -> dict[str, Any]:
    channel, first = next(iter(doubtful.items()))
    kinds = {reading.kind for reading in readings.values() if reading.kind}
    kind = kinds.pop() if len(kinds) == 1 else "other"
    fee: dict[str, Any] = {"name": NAMES[kind], "kind": kind, "certain": False}
    proposals = {reading.amount for reading in readings.values()}
    if len(proposals) == 1 and first.amount:
        fee["amount"] = first.amount
    if first.unit:
        fee["unit"] = first.unit[:80]
    note = clean(notes.get(channel, ""))
    quoted = first.source if not note or note in first.source else f"{first.source} | {note}"
    fee["source_text"] = quoted[:MAX_SOURCE]
    fee["note"] = f"{DOUBTS[first.doubt]} {terms_words(parse_fee_terms(quoted))}".strip()[:MAX_NOTE]
    return fee


def terms_words(terms: FeeTerms) -> str:
    """What the source says of tiers, exemptions and who sets the amount, for the person who settles the fee."""
    said: list[str] = []
    if len(terms.tiers) > 1:
        tiers = (
            _tier_words(one.label, one.amount, one.currency, one.unit) for one in terms.tiers[:MOST_NAMED]
        )
        said.append(f"Các mức: {'; '.join(tiers)}.")
    if terms.exempt:
        said.append(f"Miễn cho: {'; '.join(terms.exempt[:MOST_NAMED])}.")
    for share in terms.shares[:2]:
        until = f" đến hết {share.until}" if share.until else ""
        said.append(f"Thu {share.percent}%{until}.")
    if terms.set_by and SETTERS[terms.set_by] not in said:
        said.append(SETTERS[terms.set_by])
    return " ".join(said)


def _tier_words(label: str, amount: int, currency: str, unit: str) -> str:
    price = format_money(amount) if currency == "VND" else f"{amount} {currency}"
    return (
        f"{label}: {price}{f'/{unit}' if unit else ''}" if label else f"{price}{f'/{unit}' if unit else ''}"
    )


def _review(fee: Mapping[str, Any], review: ReviewList) -> None:
    if fee.get("certain", True):
        return
    amount = fee.get("amount")
    proposal = format_money(amount) if isinstance(amount, int) else ""
    review.add("fee", fee["note"], f"/fees/{fee['id']}", fee["source_text"], proposal)


def unknown_fee() -> dict[str, Any]:
    """The fee of a procedure whose source has no column for fees: unknown, not free."""
    return {
        "id": FEE_ID,
        "name": NAMES[""],
        "kind": "other",
        "certain": False,
        "note": "Danh mục không có cột phí, lệ phí.",
    }
