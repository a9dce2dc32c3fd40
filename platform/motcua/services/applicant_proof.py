"""Who asks about a dossier from outside proves it with the number of the dossier and the identity number on it."""

from __future__ import annotations

import hmac

from motcua.services.acting import DossierMissingError, find_dossier
from motcua.services.held_papers import identity_of
from motcua.services.runtime import Platform
from motcua.storage.counters import current_number, next_number
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow

MOST_TRIES = 5
"""Wrong identity numbers for one dossier in one day."""
PROVING = Scope.everything("người nộp chứng minh hồ sơ là của mình bằng mã hồ sơ và số giấy tờ")


class ProofRefusedError(PermissionError):
    """The two numbers do not prove anything; the text says what to do, and never which of them was wrong."""


def prove_applicant(platform: Platform, number: str, identity: str) -> str:
    """The number of the dossier whose applicant or owner has this identity number. Raises ProofRefusedError.

    Wrong tries are counted for each dossier and day, whoever makes them.
    """
    wrong = False
    with platform.database.write(PROVING) as session:
        try:
            row = find_dossier(session, number)
        except DossierMissingError as error:
            raise _mistaken() from error
        key = f"applicant-proof:{row.number}:{platform.today():%Y%m%d}"
        if current_number(session, key) >= MOST_TRIES:
            raise ProofRefusedError(
                "Đã nhập sai nhiều lần trong hôm nay. Thử lại vào ngày mai, hoặc đến quầy để được giúp."
            )
        if not _is_theirs(row, identity):
            next_number(session, key, 1)
            wrong = True
        number = row.number
    if wrong:
        raise _mistaken()
    return number


def _mistaken() -> ProofRefusedError:
    return ProofRefusedError("Mã hồ sơ hoặc số giấy tờ không đúng. Xem lại giấy hẹn và số căn cước đã khai.")


def _is_theirs(row: DossierRow, identity: str) -> bool:
    given = "".join(identity.split()).encode()
    owner = row.applicant.get("owner") or {}
    known = [one for one in (row.applicant_identity, identity_of(owner)) if one]
    return any(hmac.compare_digest(one.encode(), given) for one in known)
