"""Gives a payment the next fee receipt (biên lai) of the agency's series, in the transaction that books it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from motcua.dossiers.commands import Pay
from motcua.services.number_allocation import NumberContext, allocate
from motcua.services.rule_store import RuleStore
from motcua.storage.tables import DossierRow

FEE_RECEIPT_NUMBERING = "fee-receipt"


def with_fee_receipt(session: Session, rules: RuleStore, row: DossierRow, command: Pay, now: datetime) -> Pay:
    """The payment with the next receipt of its agency's series, where one is wished for and none was written down."""
    if (
        not command.issue_receipt
        or command.receipt
        or not rules.stub("numbering", FEE_RECEIPT_NUMBERING, now.date())
    ):
        return command
    numbering = rules.definition("numbering", FEE_RECEIPT_NUMBERING, now.date())
    return replace(command, receipt=allocate(session, numbering, NumberContext(row.agency_code, now)))
