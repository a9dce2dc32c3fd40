"""Makes variants, offers and fees out of channel lines: one case where the lines agree, several where they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.catalog.channel_readings import CHANNEL_ORDER, LineReading, proposed_limit
from motcua.catalog.fee_plan import plan_fees
from motcua.catalog.review_texts import ReviewList
from motcua.catalog.understood import Confidence
from motcua.kernel.text import clean, slug

MAX_VARIANTS = 12
MAX_DESCRIPTION = 2_000
MAX_SOURCE = 1_000


@dataclass(slots=True)
class OfferPlan:
    """Parts of a procedure as authors write them."""

    channels: list[str] = field(default_factory=list)
    variants: list[dict[str, Any]] = field(default_factory=list)
    offers: list[dict[str, Any]] = field(default_factory=list)
    fees: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Case:
    """Lines that belong together: a variant, or everything when there is one case only."""

    id: str
    name: str
    lines: tuple[LineReading, ...]

    def by_channel(self) -> dict[str, LineReading]:
        """The first line of each channel, in the usual order of channels."""
        found: dict[str, LineReading] = {}
        for line in self.lines:
            found.setdefault(line.channel, line)
        return {channel: found[channel] for channel in CHANNEL_ORDER if channel in found}


def plan_offers(lines: Sequence[LineReading], prose: str, review: ReviewList) -> OfferPlan:
    """The plan of a procedure's lines. `prose` is the text of its steps, looked at for proposals only."""
    plan = OfferPlan()
    known = [line for line in lines if line.channel]
    for line in lines:
        if not line.channel:
            review.add(
                "channel", f"Không hiểu kênh nộp “{line.line.channel[:80]}”.", "/channels", line.line.channel
            )
    if not known:
        return plan
    plan.channels = [name for name in CHANNEL_ORDER if any(line.channel == name for line in known)]
    cases, unclear = _cases(known)
    if unclear:
        review.add(
            "several_limits",
            unclear,
            "/offers",
            _quote(known),
            proposal="Tách thành trường hợp, hoặc ghi một thời hạn chung.",
        )
    for case in cases:
        if case.id:
            note = clean(case.lines[0].line.note)[:MAX_DESCRIPTION]
            plan.variants.append(
                {"id": case.id, "name": case.name, **({"description": note} if note else {})}
            )
        plan.offers += _offers(case, prose, review, withhold=bool(unclear) and not case.id)
    if plan.variants and not unclear:
        review.add(
            "variants",
            f"Nguồn ghi {len(plan.variants)} mức thời hạn hoặc phí cho cùng một kênh; đã tách thành trường hợp.",
            "/variants",
            _quote(known),
        )
    plan.fees = plan_fees([(case.id, case.by_channel(), case.lines) for case in cases], review)
    return plan


def _quote(lines: Sequence[LineReading]) -> str:
    shown = [
        f"{item.line.channel}: {item.line.limit or item.line.glued} | {item.line.fee[:80]}" for item in lines
    ]
    return "\n".join(dict.fromkeys(shown))[:MAX_SOURCE]


def _cases(lines: Sequence[LineReading]) -> tuple[list[Case], str]:
    """The cases of the lines, and why they are unclear when they cannot be told apart safely."""
    if not _clash(lines, lambda line: f"{line.limit_key}|{line.fee_key}"):
        return [Case("", "", tuple(lines))], ""
    if sum(line.speaks_of_stage for line in lines) >= 2 and _clash(lines, lambda line: line.limit_key):
        return [
            Case("", "", tuple(lines))
        ], "Nguồn ghi nhiều thời hạn cho cùng một kênh; có vẻ là thời hạn của từng bước."
    key = _telling_key(lines)
    groups: dict[str, list[LineReading]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    if len(groups) > MAX_VARIANTS:
        return [
            Case("", "", tuple(lines))
        ], f"Nguồn ghi {len(groups)} mức thời hạn, phí khác nhau cho cùng một kênh."
    cases: list[Case] = []
    taken: set[str] = set()
    for members in groups.values():
        name, code = _case_name(members[0], by_limit=key is _limit_key)
        unique = code
        number = 2
        while unique in taken:
            unique, number = f"{code}-{number}", number + 1
        taken.add(unique)
        cases.append(Case(unique, name if unique == code else f"{name} ({number - 1})", tuple(members)))
    return cases, ""


def _limit_key(line: LineReading) -> str:
    return line.limit_key


def _fee_key(line: LineReading) -> str:
    return line.fee_key


def _both_keys(line: LineReading) -> str:
    return f"{line.limit_key}|{line.fee_key}"


def _clash(lines: Sequence[LineReading], key: Callable[[LineReading], str]) -> bool:
    """Whether a channel has lines that differ by this key."""
    first: dict[str, str] = {}
    return any(first.setdefault(line.channel, key(line)) != key(line) for line in lines)


def _telling_key(lines: Sequence[LineReading]) -> Callable[[LineReading], str]:
    """The least that tells the lines of every channel apart: the limit, else the fee, else both."""
    for key in (_limit_key, _fee_key):
        groups: dict[tuple[str, str], set[str]] = {}
        for line in lines:
            groups.setdefault((line.channel, key(line)), set()).add(_both_keys(line))
        if all(len(members) == 1 for members in groups.values()):
            return key
    return _both_keys


def _case_name(line: LineReading, *, by_limit: bool) -> tuple[str, str]:
    limit = line.limit.value.words() if line.limit.value is not None else ""
    fee = line.line.fee.partition("(")[0].strip()
    if by_limit:
        name = f"Thời hạn {limit}" if limit else f"Thời hạn chưa rõ {line.line.limit}".strip()
    else:
        name = f"Mức thu {fee}" if fee else "Mức thu chưa rõ"
        name += f", thời hạn {limit}" if limit else ""
    return name, slug(name)[:60].strip("-") or "truong-hop"


def _offers(case: Case, prose: str, review: ReviewList, *, withhold: bool) -> list[dict[str, Any]]:
    """Offers of a case: channels with the same limit share one."""
    groups: dict[str, list[tuple[str, LineReading]]] = {}
    for channel, line in case.by_channel().items():
        groups.setdefault("" if withhold else line.limit_key, []).append((channel, line))
    offers: list[dict[str, Any]] = []
    for members in groups.values():
        line = members[0][1]
        channels = [channel for channel, _line in members]
        offer: dict[str, Any] = {"channels": channels}
        if case.id:
            offer["variants"] = [case.id]
        offer_id = f"{case.id or 'any'}@{'+'.join(channels)}"
        source = line.line.limit or line.line.glued
        if withhold:
            offers.append(offer)
            continue
        if source:
            offer["source_text"] = source[:MAX_SOURCE]
        _fill_limit(offer, offer_id, line, prose, review)
        offers.append(offer)
    return offers


def _fill_limit(
    offer: dict[str, Any], offer_id: str, line: LineReading, prose: str, review: ReviewList
) -> None:
    limit = line.limit
    path = f"/offers/{offer_id}"
    if limit.value is not None and (limit.is_usable or limit.reason.startswith("mô tả ghi")):
        offer["time_limit"] = str(limit.value)
        if limit.confidence is Confidence.DOUBTFUL:
            review.add(
                "limit_conflict",
                f"Thời hạn ghi {limit.value.words()} nhưng {limit.reason}.",
                path,
                f"{limit.source} | {clean(line.line.note)[:600]}",
            )
        return
    proposal = str(limit.value) if limit.value is not None else proposed_limit(line, prose)
    if limit.is_absent:
        message = "Nguồn không ghi thời hạn giải quyết."
    else:
        message = f"Không hiểu thời hạn “{limit.source[:120]}”: {limit.reason}."
    note = clean(line.line.note)[:600]
    review.add("limit", message, path, f"{limit.source} | {note}" if note else limit.source, proposal)


def line_by_channel(values: Mapping[str, str], target: str) -> dict[str, str]:
    """The texts of a column that a heading splits by channel (`time_limit@online`)."""
    prefix = f"{target}@"
    return {key.removeprefix(prefix): text for key, text in values.items() if key.startswith(prefix)}
