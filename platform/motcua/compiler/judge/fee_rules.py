"""Rules of fees: price bands without gap, amounts that can be right."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.compiler.judge.context import Context, Rule, at
from motcua.compiler.problem_codes import Finding
from motcua.definitions.procedure import Channel, Fee, Procedure
from motcua.kernel.problems import Correction, CorrectionKind

SMALLEST_LIKELY = 1_000
"""Đồng; a smaller amount has usually lost its zeros on the way from the national database."""


def tiers_are_in_order(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """FEE-001: price bands rise, and the last one is open."""
    for fee in procedure.fees:
        path = at("fees", fee.id, "tiers") if fee.tiers else ""
        last = 0
        for index, tier in enumerate(fee.tiers):
            here = f"{path}/{index}"
            if tier.up_to is None:
                if index < len(fee.tiers) - 1:
                    message = f"Bậc {index + 1} của “{fee.id}” không có giới hạn nên các bậc sau vô ích."
                    yield Finding("FEE-001", message, here)
                break
            if tier.up_to <= last:
                message = (
                    f"Bậc {index + 1} của “{fee.id}” đến {tier.up_to}, không lớn hơn bậc trước ({last})."
                )
                yield Finding("FEE-001", message, f"{here}/up_to", str(tier.up_to), f"lớn hơn {last}")
            last = max(last, tier.up_to)
        else:
            if fee.tiers:
                message = f"Mức thu “{fee.id}” bỏ ngỏ số lượng trên {last}: bậc cuối phải để trống up_to."
                open_end = f"{path}/{len(fee.tiers) - 1}/up_to"
                drop = Correction(open_end, label="Bỏ giới hạn của bậc cuối", kind=CorrectionKind.REMOVE)
                yield Finding("FEE-001", message, f"{path}/{len(fee.tiers) - 1}", corrections=(drop,))


def tiers_have_a_quantity(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """FEE-002: price bands need a quantity, and leave no room for an amount beside them."""
    for fee in procedure.fees:
        if fee.tiers and not fee.times:
            message = f"“{fee.id}” có các bậc nhưng chưa ghi số lượng (times)."
            yield Finding(
                "FEE-002", message, at("fees", fee.id), remedy="Thêm “times: …”, ví dụ form.so_trang."
            )
        if fee.tiers and fee.amount is not None:
            message = f"“{fee.id}” vừa có mức thu vừa có các bậc; không biết dùng mức nào."
            yield Finding(
                "FEE-002",
                message,
                at("fees", fee.id, "amount"),
                str(fee.amount),
                remedy="Bỏ amount hoặc tiers.",
                corrections=(
                    Correction(at("fees", fee.id, "amount"), label="Bỏ amount", kind=CorrectionKind.REMOVE),
                    Correction(at("fees", fee.id, "tiers"), label="Bỏ tiers", kind=CorrectionKind.REMOVE),
                ),
            )


def amounts_are_likely(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """FEE-003: an amount below 1,000 đồng has probably lost its zeros."""
    for fee in procedure.fees:
        if fee.certain and isinstance(fee.amount, int) and 0 < fee.amount < SMALLEST_LIKELY and not fee.times:
            message = f"Mức thu “{fee.id}” là {fee.amount} đồng, có thể đã mất ba số 0."
            yield Finding(
                "FEE-003", message, at("fees", fee.id, "amount"), str(fee.amount), fix=str(fee.amount * 1000)
            )


def channels_are_open(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """FEE-004: rates for channels speak of channels the procedure has."""
    for fee in procedure.fees:
        for channel in fee.channels:
            if channel not in procedure.channels:
                message = f"“{fee.id}” có mức thu cho kênh {channel} mà thủ tục không nhận."
                yield Finding("FEE-004", message, at("fees", fee.id, "channels", channel), channel)


def exemptions_are_founded(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """FEE-005: a reduction rests on a paper or a legal ground; FEE-006: it takes something off."""
    for fee in procedure.fees:
        for exemption in fee.exemptions:
            path = at("fees", fee.id, "exemptions", exemption.id)
            if not (exemption.proof or exemption.legal_basis or fee.legal_basis):
                message = (
                    f"Miễn giảm “{exemption.id}” của “{fee.id}” chưa có giấy tờ chứng minh, chưa có căn cứ."
                )
                yield Finding("FEE-005", message, path)
            if exemption.percent == 0:
                message = f"Miễn giảm “{exemption.id}” của “{fee.id}” giảm 0%, tức là không giảm gì."
                full = Correction(f"{path}/percent", 100, "Miễn toàn bộ (100%)")
                yield Finding("FEE-006", message, f"{path}/percent", "0", corrections=(full,))


def online_costs_no_more(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """FEE-007: what is paid online is not above what is paid at the counter."""
    for fee in procedure.fees:
        if not isinstance(fee.amount, int):
            continue
        online = fee.channels.get(Channel.ONLINE.value)
        usual = fee.channels.get(Channel.COUNTER.value, fee.amount)
        if online is not None and usual and online > usual:
            path = at("fees", fee.id, "channels", "online")
            message = f"“{fee.id}” nộp trực tuyến {online} đồng, cao hơn nộp trực tiếp {usual} đồng."
            same = Correction(path, usual, f"Thu bằng mức trực tiếp {usual} đồng")
            yield Finding("FEE-007", message, path, str(online), f"≤ {usual}", corrections=(same,))


def maximum_can_be_reached(procedure: Procedure, _context: Context) -> Iterator[Finding]:
    """FEE-008: a ceiling is not below the price of one."""
    for fee in procedure.fees:
        lowest = (
            fee.amount if isinstance(fee.amount, int) else min((tier.amount for tier in fee.tiers), default=0)
        )
        if fee.maximum is not None and lowest > fee.maximum:
            message = f"“{fee.id}” có mức thu {lowest} đồng, cao hơn mức tối đa {fee.maximum} đồng."
            path = at("fees", fee.id, "maximum")
            drop = Correction(path, label="Bỏ mức tối đa", kind=CorrectionKind.REMOVE)
            yield Finding("FEE-008", message, path, str(fee.maximum), f"≥ {lowest}", corrections=(drop,))


def is_unknown(fee: Fee) -> bool:
    """Whether nobody knows yet how much it is."""
    return not fee.certain or (fee.amount is None and not fee.tiers and not fee.channels)


FEE_RULES: tuple[Rule, ...] = (
    tiers_are_in_order,
    tiers_have_a_quantity,
    amounts_are_likely,
    channels_are_open,
    exemptions_are_founded,
    online_costs_no_more,
    maximum_can_be_reached,
)
