"""The code an applicant scans to pay what is owed, made by whichever extension knows the agency's account."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from motcua.documents.codes import qr_svg
from motcua.dossiers.parts import FeeStatus
from motcua.extension.points import PAYMENT_CODES, Payment, Refused
from motcua.services.print_data import DossierFile
from motcua.services.runtime import Platform

_LOG = logging.getLogger(__name__)


def amount_owed(file: DossierFile) -> int:
    """What is known to be owed on a dossier and not yet paid, in đồng."""
    return sum(line.amount or 0 for line in file.fees if line.state == FeeStatus.DUE.value)


def payment_code(platform: Platform, file: DossierFile) -> str:
    """The text of the QR code for what is owed; empty when nothing is, or when no extension can make one.

    An extension that fails is noted in the log: a slip is printed without a code rather than not at all.
    """
    amount = amount_owed(file)
    return code_for(platform, file.row.agency_code, amount, file.row.number) if amount > 0 else ""


def payment_image(platform: Platform, file: DossierFile) -> str:
    """The same code as SVG for screens; empty when there is none."""
    text = payment_code(platform, file)
    return qr_svg(text) if text else ""


def code_for(platform: Platform, agency: str, amount: int, reference: str) -> str:
    """The code for an amount owed to an agency; its own account counts before one of the agencies above it."""
    try:
        lineage = (agency, *platform.directory().ancestors(agency))
        for name in platform.registry.names(PAYMENT_CODES):
            entry = platform.registry.registration(PAYMENT_CODES, name)
            account = _account(entry.options, lineage)
            if account is not None:
                payment = Payment(
                    amount, reference, account["account"], account["bank"], account.get("receiver", "")
                )
                return str(entry.implementation.payload(entry.options, payment))
    except Refused as refusal:
        _LOG.warning("no payment code for %s: %s", reference, refusal)
    except Exception:  # noqa: BLE001 — an extension may fail in any way; the slip is printed all the same
        _LOG.exception("payment code for %s failed", reference)
    return ""


def _account(options: Mapping[str, Any], lineage: tuple[str, ...]) -> Mapping[str, str] | None:
    """The account of the first agency of the lineage that has one."""
    known = {str(one["agency"]): one for one in _accounts(options)}
    return next((known[agency] for agency in lineage if agency in known), None)


def _accounts(options: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    yield from options.get("accounts") or ()
