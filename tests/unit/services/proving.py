"""Helpers for tests of what a change of definitions does: people, texts, dossiers of the example province."""

from __future__ import annotations

from datetime import date

from motcua.definitions.procedure import Channel
from motcua.dossiers.actor import Actor
from motcua.services.editing import EditTarget, PublishWish, publish_text, standing_text
from motcua.services.intake_requests import DossierRequest
from motcua.services.officers import identity_by_name
from motcua.services.receiving import receive
from motcua.services.runtime import Platform

BUSINESS = "1.001612"
TARGET = EditTarget("procedure", BUSINESS)
PROCESS = EditTarget("process", "household-business")
ANSWERS = {
    "ten_ho": "Hộ kinh doanh Hương Quê",
    "dia_chi_tru_so": {"province": "01", "commune": "00025", "detail": "Thôn Đông"},
    "von": 50_000_000,
    "so_lao_dong": 2,
    "nganh_nghe": [{"ten": "Bán lẻ thực phẩm", "ma": "4722", "chinh": True}],
    "co_dieu_kien": False,
    "loai_chu_ho": "ca-nhan",
}


def person(platform: Platform, username: str) -> Actor:
    """An officer of the example province."""
    with platform.database.read() as session:
        identity = identity_by_name(session, username)
    assert identity is not None, username
    return identity.actor(platform.now())


def text_of(platform: Platform, target: EditTarget = TARGET) -> str:
    """The stored text of a definition."""
    with platform.database.read() as session:
        return standing_text(session, target)


def without_tests(text: str) -> str:
    """A procedure's text without its own tests, which a changed rule would turn red."""
    return text[: text.index("tests:")] + "effective_from: 2025-07-01\n"


def change(
    platform: Platform, old: str, new: str, *, target: EditTarget = TARGET, day: date | None = None
) -> None:
    """Publish a definition with one piece of its text replaced."""
    text = text_of(platform, target)
    assert old in text, old
    changed = text.replace(old, new)
    if target.kind == "procedure" and "tests:" in changed:
        changed = without_tests(changed)
    wish = PublishWish(day or platform.today(), "1482/QĐ-UBND", "Đổi quy định")
    publish_text(platform, person(platform, "quantri"), changed, wish, target)


def business(platform: Platform, user: str = "motcua", agency: str = "H88.31") -> str:
    """Receive a dossier of a household business; its number."""
    request = DossierRequest(
        procedure=BUSINESS,
        agency=agency,
        channel=Channel.COUNTER,
        answers=ANSWERS,
        applicant={"kind": "citizen", "full_name": "Mai Thị Hồng Nhung", "phone": "0912345678"},
        documents={"giay-de-nghi": {"received": True, "originals": 1}},
    )
    return receive(platform, person(platform, user), request)
