"""Steps the platform carries on by itself as time passes: timers that ring, child dossiers to open or close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.process import StepKind
from motcua.dossiers.actor import SYSTEM
from motcua.dossiers.commands import Command
from motcua.dossiers.decide_children import childless
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.platform_commands import CloseChild, FireTimers
from motcua.services.access import SEES_EVERYTHING
from motcua.services.acting import DossierMissingError, act, open_children
from motcua.services.dossier_log import load_state
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import ChildDossierRow, DossierRow, WorkItemRow

WATCHING = Scope.everything("bước tự động, hẹn giờ và hồ sơ con")
MOST_AT_ONCE = 1_000
_HAND = replace(SYSTEM, permissions=SEES_EVERYTHING)
_ENDS = tuple(one.value for one in Lifecycle if one.is_end)


def carry_on(platform: Platform) -> str:
    """Ring the timers whose time has come, open children not opened yet, close those whose parent has ended.

    Says how many of each. Running it twice does nothing twice; what a person did in the meantime is left alone.
    """
    platform.rules.refresh()
    with platform.database.read(WATCHING) as session:
        ripe = _ripe(session, platform)
        childless_ones = _childless(session)
        orphans = _orphans(session)
    rung = sum(_told(platform, number, FireTimers()) for number in ripe)
    opened = sum(_opened(platform, number) for number in childless_ones)
    closed = sum(_told(platform, number, CloseChild()) for number in orphans)
    return f"Hẹn giờ {rung} hồ sơ, mở {opened} hồ sơ con, đóng {closed} hồ sơ con của hồ sơ đã kết thúc."


def _ripe(session: Session, platform: Platform) -> list[str]:
    """Dossiers with an open step whose timer has rung."""
    rung = WorkItemRow.timer_at <= platform.now()
    numbers = session.scalars(
        select(WorkItemRow.number).where(rung).order_by(WorkItemRow.timer_at).limit(MOST_AT_ONCE)
    )
    return _each_once(numbers)


def _childless(session: Session) -> list[str]:
    """Dossiers that stand in a step whose child is not opened: nobody offered it then, or a payment led there."""
    standing = select(WorkItemRow.dossier_id).where(WorkItemRow.step_kind == StepKind.CHILD_DOSSIER.value)
    rows = session.scalars(select(DossierRow).where(DossierRow.id.in_(standing)).limit(MOST_AT_ONCE))
    return [row.number for row in rows if childless(load_state(row))]


def _orphans(session: Session) -> list[str]:
    """Children under way whose parent has ended."""
    ended = select(DossierRow.number).where(DossierRow.lifecycle.in_(_ENDS))
    children = select(ChildDossierRow.dossier_id).where(ChildDossierRow.parent_number.in_(ended))
    numbers = session.scalars(
        select(DossierRow.number)
        .where(DossierRow.id.in_(children), DossierRow.finished_at.is_(None))
        .order_by(DossierRow.id)
        .limit(MOST_AT_ONCE)
    )
    return _each_once(numbers)


def _each_once(numbers: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(numbers))


def _told(platform: Platform, number: str, command: Command) -> bool:
    try:
        act(platform, _HAND, number, command)
    except (RefusedError, DossierMissingError):
        return False  # done by a person in the meantime, suspended, or not yet its time
    return True


def _opened(platform: Platform, number: str) -> bool:
    try:
        return open_children(platform, _HAND, number)
    except (RefusedError, DossierMissingError):
        return False
