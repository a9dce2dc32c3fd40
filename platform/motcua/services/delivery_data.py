"""How a result was handed over, as papers quote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from motcua.dossiers.snapshot import DossierState
from motcua.storage.tables import DossierEventRow, DossierRow


def delivery_data(
    row: DossierRow, state: DossierState, events: Sequence[DossierEventRow]
) -> Mapping[str, Any]:
    """The group ``delivery`` of the contract: the receiver is the applicant where nobody else was written down."""
    returned = next((one for one in reversed(events) if one.kind == "returned"), None)
    delivery = state.delivery
    return {
        "receiver": (delivery.receiver if delivery else "") or str(row.applicant.get("full_name", "")),
        "identity": (delivery.receiver_paper if delivery else "")
        or str(row.applicant.get("identity_number", "")),
        "phone": str(row.applicant.get("phone", "")),
        "giver": returned.actor_name if returned else "",
        "way": delivery.way.name_in_vietnamese if delivery else "",
        "note": delivery.note if delivery else "",
    }
