"""Reckons the fees of a dossier, each with the lines that explain it; what is not certain has no amount."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.procedure import Channel, CollectAt, Exemption, Fee, FeeKind, FeeTier
from motcua.dossiers.number_types import number_words
from motcua.expressions.expression import Env, Expression
from motcua.expressions.form_names import names_for
from motcua.expressions.functions import NO_REACH, Reach
from motcua.expressions.names import Names
from motcua.expressions.problem import ExpressionFailure, ExpressionProblem
from motcua.expressions.shapes import Kind
from motcua.kernel.money import format_money

UNKNOWN = "Chưa rõ"
LARGEST_SUM = 10**15 - 1


@dataclass(frozen=True, slots=True)
class AppliedExemption:
    """A reduction that holds: `reduction` đồng by `percent`, to be proved by the paper `proof` (empty = none)."""

    id: str
    name: str
    percent: int
    reduction: int
    proof: str = ""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee as it falls due. `amount` in đồng after exemption, None while it is not known. `quantity` is None
    when the fee has none; `unit_amount` None when the price is not the same for every unit.
    """

    id: str
    name: str
    kind: FeeKind
    amount: int | None
    quantity: Decimal | None = None
    unit_amount: int | None = None
    exemption: AppliedExemption | None = None
    explanation: tuple[str, ...] = ()
    collect: CollectAt = CollectAt.AT_INTAKE
    unit: str = ""

    @property
    def amount_words(self) -> str:
        """The amount as shown: `30.000 đ`, `Chưa rõ`, `Không thu`, `Miễn phí` or `Miễn lệ phí` when exempted."""
        if self.amount is None:
            return UNKNOWN
        if self.amount == 0:
            if self.exemption is None:
                return "Không thu"
            return "Miễn phí" if self.kind is FeeKind.CHARGE else "Miễn lệ phí"
        return format_money(self.amount)


@dataclass(frozen=True, slots=True)
class FeeSheet:
    """Every fee of a dossier; `total` is None while one of them is not known."""

    lines: tuple[FeeLine, ...] = ()

    @property
    def total(self) -> int | None:
        """The sum in đồng."""
        return _sum(self.lines)

    def total_at(self, collect: CollectAt) -> int | None:
        """The sum of what is collected then, None while one of these is not known."""
        return _sum(line for line in self.lines if line.collect is collect)

    @property
    def total_words(self) -> str:
        """The sum as shown."""
        if self.total is None:
            return UNKNOWN
        return format_money(self.total) if self.total else "Không thu"

    def proofs(self) -> dict[str, str]:
        """The papers that prove the exemptions granted, with the names of these fees."""
        found: dict[str, str] = {}
        for line in self.lines:
            if line.exemption is not None and line.exemption.proof:
                found.setdefault(line.exemption.proof, line.name)
        return found


def _sum(lines: Iterable[FeeLine]) -> int | None:
    total = 0
    for line in lines:
        if line.amount is None:
            return None
        total += line.amount
    return total


def fees(
    bundle: ProcedureBundle, env: Env, channel: Channel, variant: str, *, reach: Reach = NO_REACH
) -> FeeSheet:
    """The fees that apply to this variant and channel, in the order of the procedure.

    A fee that is not certain, or whose condition, quantity or amount cannot be evaluated with these answers, is
    listed without an amount. Of several exemptions that hold the greatest counts. Sums round half up.
    """
    reckoning = _Reckoning(names_for(bundle.form), env, reach)
    lines = (
        reckoning.line(fee, channel)
        for fee in bundle.procedure.fees
        if not fee.variants or variant in fee.variants
    )
    return FeeSheet(tuple(line for line in lines if line is not None))


class _Unknown(ValueError):  # noqa: N818 — leads to a line without an amount
    """There is no amount; the message is the line of explanation."""


@dataclass(frozen=True, slots=True)
class _Price:
    """The sum before exemption, how it came about, and the price of one unit when there is one."""

    total: Decimal
    steps: tuple[str, ...]
    unit_amount: int | None = None


@dataclass(frozen=True, slots=True)
class _Reckoning:
    names: Names
    env: Env
    reach: Reach

    def line(self, fee: Fee, channel: Channel) -> FeeLine | None:
        """The line of a fee, None when it does not apply."""
        quantity: Decimal | None = None
        try:
            if fee.when and not self._holds(fee.when):
                return None
            quantity = self._quantity(fee)
            if not fee.certain:
                raise _Unknown("Mức thu chưa được xác nhận, kiểm tra trước khi thu.")
            return self._priced(fee, channel, quantity)
        except _Unknown as reason:
            quoted = f" Nguồn ghi: “{fee.source_text}”." if fee.source_text else ""
            lines = (f"{UNKNOWN}: {reason}{quoted}", *((fee.note,) if fee.note else ()))
            return FeeLine(
                fee.id, fee.name, fee.kind, None, quantity, None, None, lines, fee.collect, fee.unit
            )

    def _priced(self, fee: Fee, channel: Channel, quantity: Decimal | None) -> FeeLine:
        price = self._price(fee, channel, quantity)
        gross = _round(price.total)
        steps = list(price.steps)
        if fee.maximum is not None and gross > fee.maximum:
            steps.append(f"Không quá {format_money(fee.maximum)}")
            gross = max(fee.maximum, 0)
        if gross > LARGEST_SUM:
            raise _Unknown("số tiền tính ra quá lớn, kiểm tra lại công thức và số lượng.")
        exemption = self._exemption(fee, gross)
        if exemption is not None:
            steps.append(_exemption_words(fee, exemption))
        if fee.note:
            steps.append(fee.note)
        amount = gross - (exemption.reduction if exemption else 0)
        return FeeLine(
            fee.id, fee.name, fee.kind, amount, quantity, price.unit_amount, exemption, tuple(steps),
            fee.collect, fee.unit,
        )  # fmt: skip

    def _price(self, fee: Fee, channel: Channel, quantity: Decimal | None) -> _Price:
        count = Decimal(1) if quantity is None else quantity
        if channel in fee.channels:
            suffix = ", mức nộp trực tuyến" if channel is Channel.ONLINE else ""
            return _flat(fee, fee.channels[channel], quantity, suffix)
        if fee.tiers:
            return _tiered(fee.tiers, count, fee.unit)
        if fee.amount is None:
            raise _Unknown("chưa có mức thu.")
        unit_amount = fee.amount if isinstance(fee.amount, int) else self._amount(str(fee.amount))
        return _flat(fee, unit_amount, quantity)

    def _quantity(self, fee: Fee) -> Decimal | None:
        if not fee.times:
            return None
        number = Decimal(f"{self._number(fee.times):.14g}")
        if number < 0:
            raise _Unknown("số lượng là số âm, kiểm tra lại câu trả lời.")
        return number

    def _exemption(self, fee: Fee, gross: int) -> AppliedExemption | None:
        best: Exemption | None = None
        for exemption in fee.exemptions:
            better = best is None or exemption.percent > best.percent
            if better and self._certainly(exemption.when):
                best = exemption
        if best is None or gross == 0:
            return None
        percent = min(max(best.percent, 0), 100)
        reduction = _round(Decimal(gross) * percent / 100)
        return AppliedExemption(best.id, best.name, percent, reduction, best.proof)

    def _holds(self, text: str) -> bool:
        try:
            return bool(self._compiled(text, Kind.YES_NO).evaluate(self.env, self.reach))
        except ExpressionFailure as error:
            raise _Unknown("chưa đủ thông tin để biết có phải thu không.") from error

    def _certainly(self, text: str) -> bool:
        """Whether an exemption holds; one without a condition, or with a broken one, does not."""
        try:
            return bool(text) and self._compiled(text, Kind.YES_NO).truth(self.env, self.reach)
        except _Unknown:
            return False

    def _number(self, text: str) -> float:
        try:
            return self._compiled(text, Kind.NUMBER).number(self.env, self.reach)
        except ExpressionFailure as error:
            raise _Unknown("chưa đủ thông tin để tính số lượng.") from error

    def _amount(self, text: str) -> int:
        try:
            amount = self._compiled(text, Kind.NUMBER).amount(self.env, self.reach)
        except ExpressionFailure as error:
            raise _Unknown("chưa đủ thông tin để tính mức thu.") from error
        if amount < 0:
            raise _Unknown("công thức cho số tiền âm, kiểm tra lại câu trả lời.")
        return amount

    def _compiled(self, text: str, expects: Kind) -> Expression:
        try:
            return Expression.compile(text, self.names, expects)
        except ExpressionProblem as error:
            raise _Unknown("công thức của khoản thu đang có lỗi, báo quản trị thủ tục.") from error


def _flat(fee: Fee, unit_amount: int, quantity: Decimal | None, suffix: str = "") -> _Price:
    if unit_amount == 0:
        return _Price(Decimal(0), ("Không thu",), 0)
    if quantity is None:
        return _Price(Decimal(unit_amount), (f"{format_money(unit_amount)}{suffix}",), unit_amount)
    total = unit_amount * quantity
    step = (
        f"{format_money(unit_amount)} × {_count(quantity, fee.unit)}{suffix} = {format_money(_round(total))}"
    )
    return _Price(total, (step,), unit_amount)


def _tiered(tiers: tuple[FeeTier, ...], count: Decimal, unit: str) -> _Price:
    """Each unit at the price of its band; what lies beyond the last end is not known."""
    total, done = Decimal(0), Decimal(0)
    steps: list[str] = []
    for tier in tiers:
        end = count if tier.up_to is None else min(count, Decimal(tier.up_to))
        if end > done:
            part = (end - done) * tier.amount
            steps.append(
                f"{format_money(tier.amount)} × {_count(end - done, unit)} = {format_money(_round(part))}"
            )
            total, done = total + part, end
    if done < count:
        raise _Unknown(f"bảng mức thu chỉ đến {_count(done, unit)}.")
    return _Price(total, tuple(steps) or (f"0 đ × {_count(count, unit)}",))


def _exemption_words(fee: Fee, exemption: AppliedExemption) -> str:
    what = "phí" if fee.kind is FeeKind.CHARGE else "lệ phí"
    share = f"Miễn {what}" if exemption.percent == 100 else f"Giảm {exemption.percent}%"
    return f"{share}: {exemption.name}, −{format_money(exemption.reduction)}"


def _count(quantity: Decimal, unit: str) -> str:
    return f"{number_words(quantity)} {unit}".rstrip()


def _round(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
