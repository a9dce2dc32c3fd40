"""Reads a posted dialog of the dossier page into the command it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from motcua.dossiers.commands import Act, Command, FeeCharge, Pay, RefuseIntake
from motcua.kernel.money import MoneyError, parse_money
from motcua.services.online_receipt import Acceptance
from motcua.surfaces.posted import nested
from motcua.web.screens.result_return import read_delivery
from motcua.web.screens.typed_dates import read_moment
from motcua.web.typed_numbers import typed_number

MOST_FEES = 3


class UnreadableError(ValueError):
    """Something typed cannot be read; ``errors`` name the field and the remedy."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def read_command(posted: MultiDict[str, str]) -> Command | Acceptance:
    """The command a posted dialog makes. Raises :class:`UnreadableError` for a date or an amount that is none."""
    action, version = posted.get("action", ""), _version(posted)
    reason = posted.get("reason", "").strip()
    deadline = _deadline(posted)
    match action:
        case "pay":
            return Pay(
                method=posted.get("method", "cash"),
                receipt=posted.get("receipt", "").strip(),
                expected_version=version,
                issue_receipt=True,
            )
        case "receive":
            due_reason = posted.get("due_reason", "").strip()
            return Acceptance(due_at=deadline, due_reason=due_reason, expected_version=version)
        case "refuse_intake":
            return RefuseIntake(reason, expected_version=version)
    outcome = posted.get("outcome", "")
    items = tuple(posted.getlist("items"))
    answers = nested(posted.items(multi=True)).get("answers", {})
    return Act(
        action=action,
        step=posted.get("step", ""),
        reason=reason,
        answers=answers if isinstance(answers, dict) else {},
        assignee=posted.get("assignee", ""),
        documents=items if action == "supplement_received" else (),
        items=() if action == "supplement_received" else items,
        deadline=deadline,
        basis=posted.get("basis", ""),
        document=posted.get("document", "").strip(),
        outcome={"id": outcome} if outcome else None,
        fees=_fees(posted),
        delivery=read_delivery(posted),
        expected_version=version,
    )


def typed_values(posted: MultiDict[str, str]) -> dict[str, Any]:
    """What was typed, to be shown again."""
    values: dict[str, Any] = dict(posted.items())
    values["items"] = posted.getlist("items")
    values["answers"] = nested(posted.items(multi=True)).get("answers", {})
    return values


def _version(posted: MultiDict[str, str]) -> int | None:
    return typed_number(posted.get("expected_version", ""), None)


def _deadline(posted: MultiDict[str, str]) -> Any:
    text = posted.get("deadline", "").strip()
    if not text:
        return None
    moment = read_moment(text, posted.get("deadline_time", ""))
    if moment is None:
        raise UnreadableError({"deadline": f"“{text[:40]}” không phải là ngày. Ghi dạng 14/11/2026."})
    return moment


def _fees(posted: MultiDict[str, str]) -> tuple[FeeCharge, ...]:
    charges = []
    for number in range(1, MOST_FEES + 1):
        name = posted.get(f"fee_name_{number}", "").strip()
        amount = posted.get(f"fee_amount_{number}", "").strip()
        if not name and not amount:
            continue
        if not name:
            raise UnreadableError({f"fee_name_{number}": "Ghi tên khoản phải nộp."})
        try:
            value = parse_money(amount) if amount else None
        except MoneyError as error:
            raise UnreadableError({f"fee_amount_{number}": str(error)}) from error
        charges.append(FeeCharge(f"nghia-vu-{number}", name, "other", value, "by_request"))
    return tuple(charges)
