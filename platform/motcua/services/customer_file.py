"""Everything an agency holds of one customer: dossiers, papers handed in, results given; and mending the contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.procedure import ApplicantKind
from motcua.dossiers.actor import Actor
from motcua.dossiers.applicant import read_applicant
from motcua.dossiers.field_error import FieldError
from motcua.kernel.text import fold
from motcua.services.access import require, scope_of
from motcua.services.audit import Act, write_audit_entry
from motcua.services.customers import merged_customers, merged_into
from motcua.services.runtime import Platform
from motcua.storage.tables import CustomerRow, DossierDocumentRow, DossierRow

MOST_DOSSIERS = 100
MOST_PAPERS = 200
CONTACT = ("full_name", "phone", "email", "address")


class CustomerMissingError(LookupError):
    """There is no such customer within the actor's scope."""

    def __init__(self) -> None:
        super().__init__("Không có khách hàng này trong phạm vi của bạn. Tìm lại theo tên hoặc số giấy tờ.")


class ContactRefusedError(ValueError):
    """What was typed cannot be kept; ``problems`` name field and remedy."""

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(one.message for one in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class CustomerDossier:
    """A dossier of the customer, with its result when there is one."""

    number: str
    procedure: str
    received_at: datetime
    due_at: datetime | None
    lifecycle: str
    agency: str
    outcome_number: str
    outcome_at: str
    signer: str


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A paper the customer handed in with a dossier."""

    name: str
    originals: int
    copies: int
    certified_copies: int
    dossier: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """A customer with dossiers (newest first), papers and, among the dossiers, those with a result."""

    row: CustomerRow
    dossiers: Sequence[CustomerDossier]
    papers: Sequence[HeldPaper]
    merged: Sequence[CustomerRow] = ()

    @property
    def results(self) -> Sequence[CustomerDossier]:
        """The dossiers that ended in a numbered result."""
        return [one for one in self.dossiers if one.outcome_number]


def customer_file(session: Session, customer_id: int) -> CustomerFile:
    """The file of a customer. Raises :class:`CustomerMissingError`."""
    row = merged_into(session, _find(session, customer_id))
    merged = merged_customers(session, row)
    columns = (
        DossierRow.number,
        DossierRow.procedure_name,
        DossierRow.received_at,
        DossierRow.due_at,
        DossierRow.lifecycle,
        DossierRow.agency_code,
        DossierRow.state,
    )
    own = DossierRow.applicant_identity.in_([row.identity_number, *(one.identity_number for one in merged)])
    found = session.execute(
        select(*columns)
        .where(own)
        .order_by(DossierRow.received_at.desc(), DossierRow.id.desc())
        .limit(MOST_DOSSIERS)
    )
    papers = session.execute(
        select(
            DossierDocumentRow.name,
            DossierDocumentRow.originals,
            DossierDocumentRow.copies,
            DossierDocumentRow.certified_copies,
            DossierRow.number,
            DossierDocumentRow.added_at,
        )
        .join(DossierRow, DossierRow.id == DossierDocumentRow.dossier_id)
        .where(own, DossierDocumentRow.received.is_(True))
        .order_by(DossierDocumentRow.id.desc())
        .limit(MOST_PAPERS)
    )
    return CustomerFile(
        row,
        [_dossier(one) for one in found],
        [HeldPaper(*one) for one in papers],
        merged,
    )


def _find(session: Session, customer_id: int) -> CustomerRow:
    row = session.get(CustomerRow, customer_id)
    if row is None:
        raise CustomerMissingError
    return row


def _dossier(found: Any) -> CustomerDossier:
    outcome: Mapping[str, Any] = (found.state or {}).get("outcome") or {}
    return CustomerDossier(
        number=found.number,
        procedure=found.procedure_name,
        received_at=found.received_at,
        due_at=found.due_at,
        lifecycle=found.lifecycle,
        agency=found.agency_code,
        outcome_number=str(outcome.get("number") or ""),
        outcome_at=str(outcome.get("issued_at") or outcome.get("decided_at") or "")[:10],
        signer=str(outcome.get("signer_name") or ""),
    )


def mend_contact(platform: Platform, actor: Actor, customer_id: int, typed: Mapping[str, str]) -> None:
    """Correct name and contact of a customer; the audit log names the fields that changed, not their values.

    Raises :class:`ContactRefusedError`, :class:`CustomerMissingError` or ``ForbiddenError``; nothing is stored then.
    """
    require(actor, "can_receive", "sửa thông tin khách hàng")
    given = {name: typed.get(name, "").strip() for name in CONTACT}
    with platform.database.write(scope_of(actor)) as session:
        row = _find(session, customer_id)
        raw = {**{name: value for name, value in given.items() if value}, "kind": row.kind or "citizen"}
        read, problems = read_applicant(raw, tuple(ApplicantKind))
        if problems:
            raise ContactRefusedError(problems)
        told: dict[str, Any] = {name: read.as_json().get(name, "") for name in CONTACT}
        before = dict(row.data)
        changed = sorted(name for name in CONTACT if (before.get(name) or "") != told[name])
        if not changed:
            return
        row.data = {**before, **told}
        row.full_name, row.name_folded = read.full_name, fold(read.full_name)
        row.phone, row.updated_at = read.phone, platform.now()
        act = Act("customer.mend", "customer", str(row.id), {"fields": changed})
        write_audit_entry(session, actor, act, platform.now())
