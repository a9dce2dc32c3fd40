"""Money of a dossier: fees owed, payments, refunds and waivers, each an entry of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from motcua.definitions.process import StepKind
from motcua.dossiers.actor import Actor, Standing
from motcua.dossiers.commands import Act, FeeCharge, Pay, PaymentEntry, Refund, Waive
from motcua.dossiers.events import EventKind
from motcua.dossiers.flows import PAY, check_flow, check_open, speaks_for_applicant
from motcua.dossiers.parts import ActiveStep, FeeAccount, FeeStatus, Lifecycle
from motcua.dossiers.plain_data import brief
from motcua.dossiers.refusals import Refused, reason_required
from motcua.dossiers.rules import Rules
from motcua.dossiers.seats import check_desk
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.turn import Turn
from motcua.kernel.money import format_money

COLLECT = "can_collect_fee"
"""The permission of cashiers who do not sit at the counter."""


def fee_accounts(charges: Iterable[FeeCharge]) -> tuple[FeeAccount, ...]:
    """Charges as accounts of the dossier; a fee of nothing is paid from the start."""
    return tuple(
        FeeAccount(
            one.fee,
            one.name,
            one.kind,
            one.amount,
            one.collect,
            FeeStatus.PAID if one.amount == 0 else FeeStatus.DUE,
        )
        for one in charges
    )


def asked_for(state: DossierState, charges: Iterable[FeeCharge]) -> tuple[FeeAccount, ...]:
    """Charges as accounts, beside what is booked: of a fee asked for again only what is not paid yet is owed."""
    known = {fee.fee: fee for fee in state.fees}
    return tuple(_asked_again(known.get(fee.fee), fee) for fee in fee_accounts(charges))


def _asked_again(known: FeeAccount | None, fresh: FeeAccount) -> FeeAccount:
    if known is None or not known.paid:
        return fresh
    if fresh.amount is None:
        return known
    amount = max(fresh.amount + known.refunded, known.paid)
    status = FeeStatus.DUE if amount > known.paid else FeeStatus.PAID
    return replace(fresh, amount=amount, paid=known.paid, refunded=known.refunded, status=status)


def check_cashier(rules: Rules, state: DossierState, actor: Actor, now: datetime) -> Standing | None:
    """In which quality the actor may take or give money for a dossier. Refused for others."""
    if speaks_for_applicant(actor):
        return None
    going_on = rules.directory.going_on
    concerned = {*going_on(state.agency), *going_on(state.competent_agency)}
    if COLLECT in actor.permissions and (actor.agency in concerned):
        return next((one for one in actor.standings(now) if one.holding.agency in concerned), None)
    return check_desk(rules, state.agency, actor, now, "thu, hoàn phí")


def pay(turn: Turn, command: Pay) -> tuple[str, ...]:
    """Book money received; entries must name known fees and stay within what is owed. Gives the fees paid."""
    _check_payable(turn, command)
    standing = check_cashier(turn.rules, turn.state, turn.actor, turn.now)
    entries = command.entries or tuple(PaymentEntry(fee.fee, fee.owed) for fee in turn.state.fees if fee.owed)
    changed = [_paid(turn, entry) for entry in entries]
    data: dict[str, Any] = {
        "payments": [{"fee": one.fee, "amount": one.amount, "method": command.method} for one in entries],
        "fees": [brief(fee) for fee in changed],
    }
    if command.reference:
        data["reference"] = command.reference
    if command.receipt:
        data["receipt"] = command.receipt
    turn.record(EventKind.PAID, data, standing=standing)
    return tuple(one.fee for one in entries)


def _check_payable(turn: Turn, command: Pay) -> None:
    """Refuse money on a closed dossier, except what is still owed for a result that was handed over."""
    state = turn.state
    if state.lifecycle is Lifecycle.RETURNED and any(fee.owed for fee in state.fees):
        return
    if command.entries:
        check_open(state)
    else:
        check_flow(turn.rules, state, PAY, turn.now)


def _account(turn: Turn, fee_id: str) -> FeeAccount:
    found = next((fee for fee in turn.state.fees if fee.fee == fee_id), None)
    if found is None:
        raise Refused("fee_unknown", f"Hồ sơ không có khoản phí “{fee_id}”.", "fee")
    return found


def _paid(turn: Turn, entry: PaymentEntry) -> FeeAccount:
    fee = _account(turn, entry.fee)
    if entry.amount <= 0:
        raise Refused("amount_wrong", f"Số tiền của “{fee.name}” phải lớn hơn 0.", "amount")
    if fee.status is not FeeStatus.DUE:
        raise Refused("fee_settled", f"Khoản “{fee.name}” không còn phải nộp.", "fee")
    if fee.amount is None:
        fee = replace(fee, amount=entry.amount)
    if entry.amount > fee.owed:
        raise Refused(
            "amount_wrong",
            f"“{fee.name}” còn phải nộp {format_money(fee.owed)}, không thu {format_money(entry.amount)} được.",
            "amount",
        )
    paid = replace(fee, paid=fee.paid + entry.amount)
    return replace(paid, status=FeeStatus.DUE if paid.owed else FeeStatus.PAID)


def refund(turn: Turn, command: Refund) -> None:
    """Give back money, at any time of a dossier's life."""
    reason = reason_required(command.reason, "hoàn tiền")
    standing = check_cashier(turn.rules, turn.state, turn.actor, turn.now)
    fee = _account(turn, command.fee)
    left = fee.paid - fee.refunded
    if not 0 < command.amount <= left:
        raise Refused("amount_wrong", f"“{fee.name}” hoàn được nhiều nhất {format_money(left)}.", "amount")
    refunded = fee.refunded + command.amount
    status = FeeStatus.REFUNDED if refunded == fee.paid else fee.status
    data = {
        "payments": [{"fee": fee.fee, "amount": -command.amount, "method": command.method}],
        "fees": [brief(replace(fee, refunded=refunded, status=status))],
        "reason": reason,
    }
    turn.record(EventKind.REFUNDED, data, standing=standing)


def waive(turn: Turn, command: Waive) -> None:
    """No longer ask for a fee that is owed."""
    check_open(turn.state)
    reason = reason_required(command.reason, "miễn khoản thu")
    standing = check_cashier(turn.rules, turn.state, turn.actor, turn.now)
    fee = _account(turn, command.fee)
    if fee.status is not FeeStatus.DUE:
        raise Refused("fee_settled", f"Khoản “{fee.name}” không còn phải nộp.", "fee")
    data: dict[str, Any] = {"fees": [brief(replace(fee, status=FeeStatus.WAIVED))], "reason": reason}
    document = command.document.strip()
    if turn.rules.policy.waiver_needs_proof and not document:
        raise Refused(
            "proof_needed",
            f"Miễn “{fee.name}” phải có giấy tờ chứng minh. Ghi loại giấy, số, ngày của giấy được miễn.",
            "document",
        )
    if document:
        data["document"] = document
    turn.record(EventKind.WAIVED, data, standing=standing)


def settled_wait(state: DossierState, paid: Iterable[str]) -> ActiveStep | None:
    """The open payment step that ends with these fees being settled; None while something it waits for is owed.

    It waits for the fees asked for on request, or for all before the result when there are none of those.
    """
    requested = [fee for fee in state.fees if fee.collect == "by_request"]
    awaited = requested or [fee for fee in state.fees if fee.collect != "at_return"]
    if not {fee.fee for fee in awaited} & set(paid) or any(fee.status is FeeStatus.DUE for fee in awaited):
        return None
    return next((one for one in state.active if one.kind is StepKind.WAIT_FOR_PAYMENT), None)


def pay_everything(act: Act) -> Pay:
    """The command behind the button: everything known to be owed, by the method answered."""
    return Pay(
        method=str(act.answers.get("method", "cash")),
        reference=str(act.answers.get("reference", "")),
        receipt=act.numbers.get("receipt", ""),
    )
