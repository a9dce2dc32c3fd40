"""What has happened to a dossier: append-only events, chained by hashes over canonical JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from motcua.kernel.clock import in_vietnam

FIRST_HASH = ""
"""What stands before the first event of a dossier."""


class EventKind(StrEnum):
    """What happened."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    INTAKE_REFUSED = "intake_refused"
    FORWARDED = "forwarded"
    SENT_BACK = "sent_back"
    CONSULTED = "consulted"
    ANSWERED = "answered"
    APPROVED = "approved"
    REJECTED = "rejected"
    ISSUED = "issued"
    FINISHED = "finished"
    RETURNED = "returned"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENT_RECEIVED = "supplement_received"
    SUPPLEMENT_LAPSED = "supplement_lapsed"
    PAYMENT_REQUESTED = "payment_requested"
    PAYMENT_COMPLETED = "payment_completed"
    PAID = "paid"
    REFUNDED = "refunded"
    WAIVED = "waived"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXTENDED = "extended"
    REFUSED = "refused"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    ASSIGNED = "assigned"
    RECALLED = "recalled"
    COMMENTED = "commented"
    RECEIPT_CORRECTED = "receipt_corrected"
    CHILD_OPENED = "child_opened"
    CHILD_CHANGED = "child_changed"
    ATTACHED = "attached"
    OUTCOME_DRAFTED = "outcome_drafted"
    OUTCOME_SIGNED = "outcome_signed"
    OUTCOME_REVOKED = "outcome_revoked"
    OUTCOME_REPLACED = "outcome_replaced"
    RESULT_SENT = "result_sent"
    FILED = "filed"
    RULES_CHANGED = "rules_changed"
    AGENCY_CHANGED = "agency_changed"
    DUE_RECOUNTED = "due_recounted"


@dataclass(frozen=True, slots=True)
class DossierEvent:
    """One entry of the log. ``data`` is JSON-ready: what was said, and every effect, so that a replay needs no rules.

    ``position`` and ``agency`` tell in which quality the actor acted, ``step`` where the dossier stood.
    """

    seq: int
    kind: EventKind
    at: datetime
    actor: str
    actor_name: str
    position: str
    agency: str
    step: str
    data: dict[str, Any] = field(default_factory=dict)


def canonical_json(event: DossierEvent) -> str:
    """The one text of an event: keys sorted, no blanks, Vietnamese time to the microsecond."""
    body = {
        "seq": event.seq,
        "kind": event.kind.value,
        "at": in_vietnam(event.at).isoformat(timespec="microseconds"),
        "actor": event.actor,
        "actor_name": event.actor_name,
        "position": event.position,
        "agency": event.agency,
        "step": event.step,
        "data": event.data,
    }
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def chain_hash(previous_hash: str, event: DossierEvent) -> str:
    """SHA-256 in hexadecimal over the previous hash and the event; the first event follows ``FIRST_HASH``."""
    return hashlib.sha256(f"{previous_hash}\n{canonical_json(event)}".encode()).hexdigest()


def broken_link(entries: Iterable[tuple[DossierEvent, str]]) -> int | None:
    """The number of the first event whose stored hash does not follow from those before it; None when all do."""
    previous = FIRST_HASH
    for expected, (event, stored) in enumerate(entries, start=1):
        if event.seq != expected or chain_hash(previous, event) != stored:
            return expected
        previous = stored
    return None
