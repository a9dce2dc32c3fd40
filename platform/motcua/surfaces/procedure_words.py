"""The parts of a procedure in the words of lists and public pages: limits, fees, papers, who may apply, where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from motcua.definitions.procedure import (
    ApplicantKind,
    Channel,
    CollectAt,
    DocumentRequirement,
    Fee,
    FeeKind,
    Health,
    Level,
    Offer,
    OnlineLevel,
    Procedure,
    RequirementKind,
)
from motcua.kernel.money import format_money

UNKNOWN = "Chưa rõ"
NO_FEE = "Không thu"

LEVEL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        Level.MINISTRY: "Cấp bộ",
        Level.PROVINCE: "Cấp tỉnh",
        Level.DISTRICT: "Cấp huyện",
        Level.COMMUNE: "Cấp xã",
        Level.OTHER: "Cơ quan khác",
    }
)
APPLICANT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        ApplicantKind.CITIZEN: "Công dân Việt Nam",
        ApplicantKind.FOREIGNER: "Người nước ngoài",
        ApplicantKind.BUSINESS: "Doanh nghiệp, hộ kinh doanh",
        ApplicantKind.ORGANIZATION: "Tổ chức",
        ApplicantKind.STATE_AGENCY: "Cơ quan nhà nước",
        ApplicantKind.OTHER: "Đối tượng khác",
    }
)
CHANNEL_NAMES: Mapping[str, str] = MappingProxyType(
    {Channel.COUNTER: "Trực tiếp", Channel.ONLINE: "Trực tuyến", Channel.POST: "Bưu chính"}
)
ONLINE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        OnlineLevel.FULL: "Toàn trình",
        OnlineLevel.PARTIAL: "Một phần",
        OnlineLevel.INFORMATION: "Chỉ cung cấp thông tin",
    }
)
FEE_KIND_NAMES: Mapping[str, str] = MappingProxyType(
    {FeeKind.CHARGE: "Phí", FeeKind.LEVY: "Lệ phí", FeeKind.OTHER: "Khoản khác"}
)
COLLECT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        CollectAt.AT_INTAKE: "khi nộp hồ sơ",
        CollectAt.AT_RETURN: "khi nhận kết quả",
        CollectAt.BY_REQUEST: "khi có thông báo",
    }
)
REQUIREMENT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        RequirementKind.DOCUMENT: "Giấy tờ phải nộp",
        RequirementKind.PRESENT: "Giấy tờ xuất trình",
        RequirementKind.NOTE: "Lưu ý",
    }
)
HEALTH_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Health.READY: ("ok", "Sẵn sàng"),
        Health.NEEDS_REVIEW: ("soon", "Cần rà soát"),
        Health.OUTSIDE: ("idle", "Ngoài thẩm quyền"),
        Health.RETIRED: ("idle", "Đã bãi bỏ"),
    }
)
"""Kind of chip and word of each state of health."""

SOURCE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "national": "Danh mục quốc gia",
        "province": "Có quy định của tỉnh",
        "agency": "Có quy định của cơ quan",
        "baseline": "Chỉ có mẫu chung",
    }
)
REVIEW_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "fee": "Phí, lệ phí",
        "limit": "Thời hạn",
        "limit_conflict": "Thời hạn mâu thuẫn",
        "several_limits": "Nhiều thời hạn",
        "variants": "Trường hợp tách ra",
        "checklist": "Thành phần hồ sơ",
        "checklist_cases": "Giấy tờ theo trường hợp",
        "document": "Tên giấy tờ",
        "level": "Cấp thực hiện",
        "applicants": "Đối tượng thực hiện",
        "channel": "Kênh nộp",
        "online_level": "Mức độ trực tuyến",
        "legal_basis": "Căn cứ pháp lý",
        "renamed": "Đổi tên",
        "details_of_another": "Chi tiết của thủ tục khác",
    }
)


@dataclass(frozen=True, slots=True)
class Summary:
    """One cell of a list: the answer, a line below it, and whether it is not known."""

    words: str
    note: str = ""
    unknown: bool = False


def sentence(words: str) -> str:
    """The words with a capital at the start, the rest as it is."""
    return words[:1].upper() + words[1:]


def limit_words(offer: Offer) -> str:
    """The time limit of one offer: `Trong ngày`, `3 ngày làm việc`, `Chưa rõ`."""
    return sentence(offer.time_limit.words()) if offer.time_limit else UNKNOWN


def limit_summary(procedure: Procedure) -> Summary:
    """The time limit of a procedure: the shortest known one, and how many there are besides."""
    known = [offer for offer in procedure.offers if offer.time_limit is not None]
    limits = {offer.time_limit for offer in known if offer.time_limit}
    if not known:
        sources = [offer.source_text for offer in procedure.offers if offer.source_text]
        return Summary(UNKNOWN, f"nguồn ghi “{_short(sources[0])}”" if sources else "", unknown=True)
    first = min(known, key=lambda offer: offer.time_limit.working_minutes() if offer.time_limit else 0)
    notes = []
    if len(limits) > 1:
        longest = max(known, key=lambda offer: offer.time_limit.working_minutes() if offer.time_limit else 0)
        notes.append(f"lâu nhất {longest.time_limit.words() if longest.time_limit else ''}")
    if len(known) < len(procedure.offers):
        notes.append("có chỗ chưa rõ")
    return Summary(limit_words(first), ", ".join(notes))


def amount_words(fee: Fee) -> str:
    """The price of a fee: `15.000 đ/bản`, `Theo biểu mức`, `Không thu`, `Chưa rõ`."""
    if not fee.certain:
        return UNKNOWN
    if fee.tiers:
        return f"từ {_each(min(tier.amount for tier in fee.tiers), fee.unit)}"
    if fee.amount is None:
        return UNKNOWN
    if isinstance(fee.amount, str):
        return "Theo tờ khai"
    return _each(fee.amount, fee.unit) if fee.amount else NO_FEE


def _each(amount: int, unit: str) -> str:
    return f"{format_money(amount)}/{unit}" if unit else format_money(amount)


def fee_notes(fee: Fee) -> tuple[str, ...]:
    """What changes the price: by channel, price bands, the most that is taken, reductions."""
    notes = []
    for channel, amount in fee.channels.items():
        price = format_money(amount) if amount else "không thu"
        notes.append(f"{CHANNEL_NAMES.get(channel, channel).lower()} {price}")
    for tier in fee.tiers:
        reach = f"đến {tier.up_to}" if tier.up_to is not None else "trên mức đó"
        notes.append(f"{reach}: {_each(tier.amount, fee.unit)}")
    if fee.maximum is not None:
        notes.append(f"nhiều nhất {format_money(fee.maximum)}")
    return tuple(notes)


def exemption_words(percent: int, name: str) -> str:
    """A reduction: `miễn cho Người thuộc hộ nghèo`, `giảm 50% cho …`."""
    return f"miễn: {name}" if percent >= 100 else f"giảm {percent}%: {name}"


def fee_summary(procedure: Procedure) -> Summary:
    """The fees of a procedure in one cell."""
    if not procedure.fees:
        return Summary(NO_FEE)
    unclear = next((fee for fee in procedure.fees if amount_words(fee) == UNKNOWN), None)
    if unclear is not None:
        note = f"nguồn ghi “{_short(unclear.source_text)}”" if unclear.source_text else ""
        return Summary(UNKNOWN, note, unknown=True)
    first = procedure.fees[0]
    notes = list(fee_notes(first)[:1])
    if len(procedure.fees) > 1:
        notes = [f"và {len(procedure.fees) - 1} khoản khác"]
    return Summary(amount_words(first), ", ".join(notes))


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def quantity_words(item: DocumentRequirement) -> str:
    """How many of which copy: `1 bản chính, 1 bản sao`."""
    if item.kind is RequirementKind.PRESENT:
        return "xuất trình"
    parts = [
        f"{count} {word}"
        for count, word in (
            (item.originals, "bản chính"),
            (item.certified_copies, "bản chứng thực"),
            (item.copies, "bản sao"),
        )
        if count
    ]
    return ", ".join(parts)


def channel_words(channels: tuple[Channel, ...]) -> str:
    """Channels in one line; none named are all of them."""
    return ", ".join(CHANNEL_NAMES[channel].lower() for channel in channels) if channels else "mọi cách nộp"


def level_words(levels: tuple[Level, ...]) -> str:
    """Levels in one line."""
    return ", ".join(LEVEL_NAMES[level] for level in levels)
