"""Gives a result to its applicant online: whoever knows the number of the dossier and the identity number on it."""

from __future__ import annotations

from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.record_parts import DeliveryWay
from motcua.dossiers.snapshot import DossierState
from motcua.services.acting import find_dossier
from motcua.services.applicant_proof import PROVING, ProofRefusedError, prove_applicant
from motcua.services.dossier_files import FileMissingError, OpenFile, open_public_file
from motcua.services.dossier_log import load_state
from motcua.services.runtime import Platform


class PickupRefusedError(PermissionError):
    """The result is not given out; the text says what to do, and never which of the two numbers was wrong."""


def pick_up(platform: Platform, number: str, identity: str) -> OpenFile:
    """The signed result of a dossier. Raises PickupRefusedError."""
    try:
        number = prove_applicant(platform, number, identity)
    except ProofRefusedError as error:
        raise PickupRefusedError(str(error)) from error
    with platform.database.read(PROVING) as session:
        state = load_state(find_dossier(session, number))
    if not _is_ready(state):
        raise PickupRefusedError(
            "Hồ sơ chưa có kết quả bản điện tử. Xem tình trạng hồ sơ, hoặc hỏi cơ quan tiếp nhận."
        )
    try:
        return open_public_file(platform, number, state.outcome.file, PROVING.reason)
    except FileMissingError as error:
        raise PickupRefusedError(str(error)) from error


def _is_ready(state: DossierState) -> bool:
    outcome, delivery = state.outcome, state.delivery
    if not outcome.file or outcome.signed_at is None or outcome.revoked_at is not None:
        return False
    sent_online = delivery is not None and delivery.way is DeliveryWay.ONLINE
    return state.lifecycle is Lifecycle.RETURNED or (state.lifecycle is Lifecycle.DONE and sent_online)
