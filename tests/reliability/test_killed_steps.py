"""A process killed at every moment of one step: the step is done whole or not at all, and asked again is done once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select
from tests.jobs.conftest import officer, receive_one
from tests.reliability.conftest import Place
from tests.reliability.findings import EVERYTHING
from tests.reliability.test_half_way import everything, killed_at
from tests.unit.services.files_at_hand import upload

from motcua.dossiers.commands import Act, Command, Pay, Refund
from motcua.services.acting import act, find_dossier
from motcua.services.dossier_files import Attachment, attach
from motcua.services.integrity import examine
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierEventRow, PaymentRow

MOMENTS = (2, 6, 11, 17, 24)
Step = Callable[[Platform, str, str], object]


def told(user: str, command: Command) -> Step:
    """A step that tells a dossier something under a key."""
    return lambda platform, number, key: act(platform, officer(platform, user), number, command, key)


def attached(platform: Platform, number: str, key: str) -> None:
    """A file is uploaded and put to a paper."""
    desk = officer(platform, "motcua")
    taken = upload(platform, desk, b"%PDF-1.7\n" + key.encode())
    attach(platform, desk, number, Attachment("to-khai", (taken.key,)), key)


STEPS: dict[str, tuple[Step, str]] = {
    "act": (told("motcua", Act("forward")), "forwarded"),
    "pay": (told("motcua", Pay(issue_receipt=True)), "paid"),
    "refund": (told("motcua", Refund("le-phi", 15_000, "Thu nhầm")), "refunded"),
    "supplement": (told("thuly", Act("request_supplement", reason="Thiếu giấy")), "supplement_requested"),
    "upload": (attached, "attached"),
}
BEFORE: dict[str, tuple[Step, ...]] = {
    "refund": (told("motcua", Pay(issue_receipt=True)),),
    "supplement": (told("motcua", Act("forward")),),
}


@pytest.mark.parametrize("name", STEPS)
def test_step_killed_at_any_moment__is_whole_or_nothing_and_once(place: Place, name: str) -> None:
    step, kind = STEPS[name]
    platform = place.open()
    killed = 0
    for moment in MOMENTS:
        number = receive_one(platform)
        for earlier in BEFORE.get(name, ()):
            earlier(platform, number, "")
        platform.database.dispose()
        killed += killed_at(moment, partial(in_a_process_of_its_own, place, step, number, str(moment)))
        everything(platform)
        assert examine(platform).findings == ()
        step(platform, number, str(moment))
        assert kinds_of(platform, number).count(kind) == 1
    assert killed >= 2, "nothing was cut off; the test proves nothing"
    assert examine(platform).findings == ()
    if name == "pay":
        assert receipts_of(platform) == [f"BL-26E/{order:07d}" for order in range(1, len(MOMENTS) + 1)]
    platform.database.dispose()


def in_a_process_of_its_own(place: Place, step: Step, number: str, key: str) -> None:
    """The step on a platform that only this process has."""
    step(place.open(), number, key)


def kinds_of(platform: Platform, number: str) -> list[str]:
    """The kinds of the events of a dossier."""
    with platform.database.read(EVERYTHING) as session:
        row = find_dossier(session, number)
        return list(session.scalars(select(DossierEventRow.kind).where(DossierEventRow.dossier_id == row.id)))


def receipts_of(platform: Platform) -> list[str]:
    """The numbers of the fee receipts given out."""
    with platform.database.read(EVERYTHING) as session:
        return sorted(
            session.scalars(select(PaymentRow.receipt_number).where(PaymentRow.receipt_number != ""))
        )
