"""Wires settings, database, plugins and rules; the only place that reads the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from motcua.extension.loading import Register, load_plugins
from motcua.kernel.clock import Clock, SystemClock
from motcua.reporting.registration import register_reporting
from motcua.services.roles import register_permissions
from motcua.services.rule_store import RuleStore
from motcua.services.runtime import Platform, Settings
from motcua.storage.engine import Database
from motcua.surfaces.notice_contract import register_notices
from motcua.surfaces.registration import register_surfaces

PROJECT = Path(__file__).resolve().parent.parent.parent
DEMO_PASSWORD = "Motcua@2026"  # noqa: S105  # of the example province only; it refuses to load beside real dossiers

# what the product itself registers, through the same door as plugins
BUILT_IN: tuple[Register, ...] = (
    register_permissions,
    register_surfaces,
    register_notices,
    register_reporting,
)


class SettingError(ValueError):
    """A setting of the environment cannot be used; the text names it and the remedy in Vietnamese."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this installation: `MOTCUA_…` variables and `PORT`, with defaults below `var/`."""
    given = os.environ if environment is None else environment
    home = Path(given.get("MOTCUA_HOME") or PROJECT).resolve()
    var = Path(given.get("MOTCUA_VAR") or home / "var").resolve()
    port = _number(given, "PORT", 8080)
    host = given.get("MOTCUA_HOST") or "127.0.0.1"
    public_url = (given.get("MOTCUA_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/")
    return Settings(
        home=home,
        var=var,
        database_url=given.get("MOTCUA_DATABASE_URL") or f"sqlite:///{var / 'motcua.sqlite3'}",
        secret_key=given.get("MOTCUA_SECRET_KEY") or _kept_secret(var / "secret_key"),
        host=host,
        port=port,
        public_url=public_url,
        secure_cookies=_yes(given, "MOTCUA_SECURE_COOKIES", default=public_url.startswith("https://")),
        session_minutes=_number(given, "MOTCUA_SESSION_MINUTES", 60),
        admin_password=given.get("MOTCUA_ADMIN_PASSWORD", ""),
        demo_password=given.get("MOTCUA_DEMO_PASSWORD") or DEMO_PASSWORD,
        rate_limit_storage=given.get("MOTCUA_RATE_LIMIT_STORAGE") or "memory://",
        trusted_proxies=_number(given, "MOTCUA_TRUSTED_PROXIES", 0),
        files_url=given.get("MOTCUA_FILES_URL", ""),
        max_file_bytes=_number(given, "MOTCUA_MAX_FILE_MB", 25) * 1024 * 1024,
    )


def build_platform(settings: Settings | None = None, clock: Clock | None = None) -> Platform:
    """The platform of this process; the database need not exist yet."""
    chosen = settings or read_settings()
    database = Database(chosen.database_url)
    registry, problems = load_plugins((chosen.plugin_folder,), BUILT_IN)
    return Platform(
        settings=chosen,
        database=database,
        registry=registry,
        rules=RuleStore(database),
        clock=clock or SystemClock(),
        plugin_problems=problems,
    )


def _kept_secret(place: Path) -> str:
    """The secret of this installation, drawn once; of processes starting at once the first one's counts."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        own = place.with_name(f".{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        try:
            os.link(own, place)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return place.read_text(encoding="utf-8").strip()


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal():
        raise SettingError(f"{name}={text} không phải là số nguyên dương. Ghi lại, ví dụ {name}={default}.")
    return int(text)


def _yes(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name, "").strip().lower()
    if not text:
        return default
    if text not in {"1", "0", "true", "false", "yes", "no"}:
        raise SettingError(f"{name}={text} không rõ là có hay không. Ghi 1 (có) hoặc 0 (không).")
    return text in {"1", "true", "yes"}
