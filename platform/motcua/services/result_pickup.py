"""Gives a result to its applicant online: whoever knows the number of the dossier and the identity number on it."""

from __future__ import annotations

import hmac

from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.record_parts import DeliveryWay
from motcua.dossiers.snapshot import DossierState
from motcua.services.acting import DossierMissingError, find_dossier
from motcua.services.dossier_files import FileMissingError, OpenFile, open_public_file
from motcua.services.dossier_log import load_state
from motcua.services.held_papers import identity_of
from motcua.services.runtime import Platform
from motcua.storage.counters import current_number, next_number
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow

MOST_TRIES = 5
"""Wrong identity numbers for one dossier in one day."""
PROVING = Scope.everything("người nộp nhận kết quả điện tử bằng mã hồ sơ và số giấy tờ")


class PickupRefusedError(PermissionError):
    """The result is not given out; the text says what to do, and never which of the two numbers was wrong."""


def pick_up(platform: Platform, number: str, identity: str) -> OpenFile:
    """The signed result of a dossier. Raises PickupRefusedError."""
    wrong = False
    with platform.database.write(PROVING) as session:
        try:
            row = find_dossier(session, number)
        except DossierMissingError as error:
            raise _mistaken() from error
        key = f"result-pickup:{row.number}:{platform.today():%Y%m%d}"
        if current_number(session, key) >= MOST_TRIES:
            raise PickupRefusedError(
                "Đã nhập sai nhiều lần trong hôm nay. Thử lại vào ngày mai, hoặc đến quầy nhận kết quả."
            )
        if not _is_theirs(row, identity):
            next_number(session, key, 1)
            wrong = True
        state = load_state(row)
        number = row.number
    if wrong:
        raise _mistaken()
    if not _is_ready(state):
        raise PickupRefusedError(
            "Hồ sơ chưa có kết quả bản điện tử. Xem tình trạng hồ sơ, hoặc hỏi cơ quan tiếp nhận."
        )
    try:
        return open_public_file(platform, number, state.outcome.file, PROVING.reason)
    except FileMissingError as error:
        raise PickupRefusedError(str(error)) from error


def _mistaken() -> PickupRefusedError:
    return PickupRefusedError("Mã hồ sơ hoặc số giấy tờ không đúng. Xem lại giấy hẹn và số căn cước đã khai.")


def _is_theirs(row: DossierRow, identity: str) -> bool:
    given = "".join(identity.split()).encode()
    owner = row.applicant.get("owner") or {}
    known = [one for one in (row.applicant_identity, identity_of(owner)) if one]
    return any(hmac.compare_digest(one.encode(), given) for one in known)


def _is_ready(state: DossierState) -> bool:
    outcome, delivery = state.outcome, state.delivery
    if not outcome.file or outcome.signed_at is None or outcome.revoked_at is not None:
        return False
    sent_online = delivery is not None and delivery.way is DeliveryWay.ONLINE
    return state.lifecycle is Lifecycle.RETURNED or (state.lifecycle is Lifecycle.DONE and sent_online)
