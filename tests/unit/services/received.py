"""Dossiers for tests of services: received at a commune's counter by its one-stop officer."""

from __future__ import annotations

from typing import Any

from motcua.dossiers.actor import Actor
from motcua.services.intake_requests import DossierRequest
from motcua.services.officers import identity_by_name
from motcua.services.receiving import receive
from motcua.services.runtime import Platform

MARRIAGE = "1.004873"
ANSWERS = {
    "cho_chinh_minh": "true",
    "noi_thuong_tru": "Thôn Đông, xã Tân Hòa",
    "da_o_noi_khac": "false",
    "tinh_trang_truoc": "chua-ket-hon",
    "muc_dich": "ket-hon-trong-nuoc",
    "so_ban": "2",
}


def actor_of(platform: Platform, user: str) -> Actor:
    """An officer of the example province, acting now."""
    with platform.database.read() as session:
        identity = identity_by_name(session, user)
    assert identity is not None, user
    return identity.actor(platform.now())


def receive_for(
    platform: Platform,
    name: str,
    *,
    identity: str = "001196012345",
    phone: str = "",
    user: str = "motcua",
    **more: Any,
) -> str:
    """Receive a certificate of marital status for a person; its number."""
    actor = actor_of(platform, user)
    applicant = {"full_name": name, "identity_number": identity, "phone": phone}
    request = DossierRequest(
        MARRIAGE,
        actor.holdings[0].agency,
        applicant={key: value for key, value in applicant.items() if value},
        answers=ANSWERS,
        documents={"to-khai": {"originals": 1, "received": True}},
        **more,
    )
    return receive(platform, actor, request)
