"""What a person may do with each fee of a dossier now: take, waive, give back, and how much at most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.dossiers.actor import Actor
from motcua.dossiers.decide_money import check_cashier
from motcua.dossiers.flows import speaks_for_applicant
from motcua.dossiers.parts import FeeStatus, Lifecycle
from motcua.dossiers.refusals import Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.seats import check_desk
from motcua.dossiers.snapshot import DossierState


class MoneyAct(StrEnum):
    """What can be done with a fee."""

    PAY = "pay"
    WAIVE = "waive"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class MoneyOffer:
    """An act on a fee; ``most`` is the largest amount in đồng, None where the amount is not known yet."""

    fee: str
    act: MoneyAct
    most: int | None


def money_offers(rules: Rules, state: DossierState, actor: Actor, now: datetime) -> tuple[MoneyOffer, ...]:
    """The acts the person may carry out on the fees, in the order of the fees; none for who takes no money here."""
    try:
        check_cashier(rules, state, actor, now)
    except Refused:
        return ()
    return () if speaks_for_applicant(actor) else tuple(_offers(state))


def _offers(state: DossierState) -> Iterator[MoneyOffer]:
    for fee in state.fees:
        is_open = not state.lifecycle.is_end
        still_owed = state.lifecycle is Lifecycle.RETURNED and fee.owed > 0
        if fee.status is FeeStatus.DUE and (is_open or still_owed):
            yield MoneyOffer(fee.fee, MoneyAct.PAY, fee.owed if fee.amount is not None else None)
        if fee.status is FeeStatus.DUE and is_open:
            yield MoneyOffer(fee.fee, MoneyAct.WAIVE, fee.owed)
        if fee.paid > fee.refunded:
            yield MoneyOffer(fee.fee, MoneyAct.REFUND, fee.paid - fee.refunded)


def may_correct_receipt(rules: Rules, state: DossierState, actor: Actor, now: datetime) -> bool:
    """Whether the person may correct what was written at intake and issue the slip again."""
    if state.lifecycle.is_end or state.received_at is None or speaks_for_applicant(actor):
        return False
    try:
        check_desk(rules, state.agency, actor, now, "sửa giấy tiếp nhận")
    except Refused:
        return False
    return True
