"""Loads the example province, once, and never beside real dossiers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from motcua.services.demo.dossiers import store_dossiers
from motcua.services.demo.people import store_people
from motcua.services.runtime import Platform
from motcua.services.shipped_definitions import load_shipped_definitions
from motcua.storage.locking import installation_lock
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow, SettingRow

DOSSIERS = 260
MARK = "example.province"
LOADING = "loading"
LOADED = "loaded"


class RealDossiersError(RuntimeError):
    """The database holds dossiers of real people; the example must not come beside them."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"Cơ sở dữ liệu đang có {count} hồ sơ thật nên không nạp tỉnh ví dụ. "
            "Dùng một cơ sở dữ liệu khác (MOTCUA_DATABASE_URL hoặc MOTCUA_VAR) để xem ví dụ."
        )


@dataclass(frozen=True, slots=True)
class DemoLoaded:
    """What the example brought in; zeros when it was there before."""

    people: int
    dossiers: int


def load_demo(platform: Platform, dossiers: int = DOSSIERS) -> DemoLoaded:
    """Publish the shipped definitions if there are none, add the invented officers and dossiers.

    Raises :class:`RealDossiersError` when a dossier that is not invented exists; nothing is stored then.
    """
    everything = Scope.everything("tỉnh ví dụ")
    with platform.database.read(everything) as session:
        real = (
            session.scalar(select(func.count()).select_from(DossierRow).where(DossierRow.demo.is_(False)))
            or 0
        )
    if real:
        raise RealDossiersError(real)
    _mark(platform, LOADING)
    load_shipped_definitions(platform)
    platform.rules.refresh()
    settings = platform.settings
    with installation_lock(settings.database_url, settings.var):
        with platform.database.write() as session:
            people = store_people(platform, session, platform.directory())
        with platform.database.read(everything) as session:
            known = session.scalar(select(func.count()).select_from(DossierRow)) or 0
        made = store_dossiers(platform, dossiers - known) if known < dossiers // 2 else 0
        _mark(platform, LOADED)
    return DemoLoaded(people, made)


def demo_state(platform: Platform) -> str:
    """``loaded``, ``loading`` when a first loading was broken off, or empty when there is no example."""
    with platform.database.read() as session:
        row = session.get(SettingRow, MARK)
        return str(row.value) if row is not None else ""


def _mark(platform: Platform, state: str) -> None:
    with platform.database.write() as session:
        session.merge(SettingRow(key=MARK, value=state, updated_by="motcua", updated_at=platform.now()))
