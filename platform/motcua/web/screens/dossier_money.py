"""The money of a dossier on its page: what may be done with each fee, what was taken and given back, corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.dossiers.actor import Actor
from motcua.dossiers.money_offers import MoneyAct, may_correct_receipt, money_offers
from motcua.dossiers.parts import FeeAccount
from motcua.kernel.money import format_amount, format_money
from motcua.services.dossier_view import DossierView
from motcua.services.print_data import FEE_KINDS, FEE_STATES
from motcua.surfaces.form_view import address_text
from motcua.web.screens.dossier_acts import Typed
from motcua.web.screens.dossier_words import METHODS

ENTRY_NAMES: Mapping[str, str] = {"paid": "Thu", "refunded": "Hoàn", "waived": "Miễn"}
LABELS: Mapping[MoneyAct, str] = {MoneyAct.PAY: "Thu…", MoneyAct.WAIVE: "Miễn…", MoneyAct.REFUND: "Hoàn…"}
COLLECTED_AT: Mapping[str, str] = {
    "at_intake": "khi nộp hồ sơ",
    "at_return": "khi trả kết quả",
    "by_request": "theo thông báo",
}


@dataclass(frozen=True, slots=True)
class FeeQuestion:
    """A dialog about one fee: which act, how much at most, and what was typed when it could not be done."""

    fee: str
    name: str
    act: str
    label: str
    amount: str
    most: str
    values: Mapping[str, Any]
    opened: bool

    @property
    def id(self) -> str:
        """The id of the dialog in the page."""
        return f"money-{self.act}-{self.fee}"


@dataclass(frozen=True, slots=True)
class FeeLineView:
    """A fee with its account and the questions that may be asked about it."""

    name: str
    kind: str
    when: str
    amount: str
    paid: str
    owed: str
    state: str
    looks: str
    questions: Sequence[FeeQuestion]


@dataclass(frozen=True, slots=True)
class MoneyView:
    """Fees and entries; ``total_owed`` is known money only."""

    lines: Sequence[FeeLineView]
    entries: Sequence[Mapping[str, Any]]
    total_owed: str

    @property
    def questions(self) -> Sequence[FeeQuestion]:
        """Every dialog of the tab."""
        return [one for line in self.lines for one in line.questions]


def build_money(view: DossierView, actor: Actor, now: datetime, typed: Typed) -> MoneyView:
    """The fees of a dossier as the person may handle them."""
    accounts = {one.fee: one for one in view.state.fees}
    offers = money_offers(view.rules, view.state, actor, now)
    lines = []
    for line in view.file.fees:
        account = accounts.get(line.fee_id)
        own = [one for one in offers if one.fee == line.fee_id]
        questions = [_question(line.fee_id, line.name, one.act, one.most, typed) for one in own]
        lines.append(
            FeeLineView(
                name=line.name,
                kind=FEE_KINDS.get(line.kind, line.kind),
                when=COLLECTED_AT.get(line.collect, ""),
                amount=_amount(line.amount),
                paid=format_money(account.paid - account.refunded) if account and account.paid else "–",
                owed=_owed(account),
                state=FEE_STATES.get(line.state, line.state).capitalize(),
                looks={"paid": "ok", "due": "soon"}.get(line.state, "idle"),
                questions=questions,
            )
        )
    owed = sum(one.owed for one in view.state.fees)
    return MoneyView(lines, _entries(view), format_money(owed) if owed else "")


def _amount(amount: int | None) -> str:
    if amount is None:
        return "Chưa rõ"
    return format_money(amount) if amount else "Không thu"


def _owed(account: FeeAccount | None) -> str:
    if account is None or account.amount is None:
        return "Chưa rõ"
    return format_money(account.owed) if account.owed else "–"


def _question(fee: str, name: str, act: MoneyAct, most: int | None, typed: Typed) -> FeeQuestion:
    own = typed.action == f"money-{act.value}" and typed.values.get("fee") == fee
    return FeeQuestion(
        fee=fee,
        name=name,
        act=act.value,
        label=LABELS[act],
        amount=str(typed.values.get("amount", "")) if own else format_amount(most) if most else "",
        most=format_money(most) if most is not None else "",
        values=typed.values if own else {},
        opened=own,
    )


def _entries(view: DossierView) -> list[dict[str, Any]]:
    """What was taken, given back and waived, the newest first."""
    names = {line.fee_id: line.name for line in view.file.fees}
    found = []
    for event in reversed(view.file.events):
        if event.kind not in ENTRY_NAMES:
            continue
        said: Mapping[str, Any] = event.data["data"]
        payments = said.get("payments", ())
        fees = [str(one.get("fee", "")) for one in (payments or said.get("fees", ()))]
        total = sum(abs(int(one.get("amount", 0))) for one in payments)
        method = METHODS.get(str(payments[0].get("method", "")), "") if payments else ""
        found.append(
            {
                "seq": event.seq,
                "name": ENTRY_NAMES[event.kind],
                "what": ", ".join(names.get(one, one) for one in fees),
                "amount": format_money(total) if payments else "–",
                "method": method,
                "receipt": str(said.get("receipt", "")),
                "reason": str(said.get("reason", "")),
                "document": str(said.get("document", "")),
                "who": event.actor_name or view.names.get(event.actor, event.actor),
                "at": event.at.strftime("%H:%M %d/%m/%Y"),
                "prints": event.kind == "refunded" or bool(said.get("receipt")),
            }
        )
    return found


def correction_fields(view: DossierView, actor: Actor, now: datetime, typed: Typed) -> dict[str, Any] | None:
    """What the dialog that corrects the slip shows; None for who may not."""
    if not may_correct_receipt(view.rules, view.state, actor, now):
        return None
    row = view.file.row
    address = row.applicant.get("address")
    values: dict[str, Any] = {
        "full_name": row.applicant_name,
        "identity_number": str(row.applicant.get("identity_number", "")),
        "phone": row.applicant_phone,
        "address": address_text(address) if isinstance(address, Mapping) else str(address or ""),
        "summary": row.summary,
        "reason": "",
    }
    opened = typed.action == "correct"
    return {
        "values": {**values, **typed.values} if opened else values,
        "errors": typed.errors if opened else {},
        "opened": opened,
    }
