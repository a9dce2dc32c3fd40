"""What every use case is given: settings, database, plugins, rules and the clock, wired once by `bootstrap`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from motcua.definitions.directory import Directory
from motcua.extension.registry import Registry
from motcua.kernel.clock import Clock, in_vietnam
from motcua.kernel.problems import Problem
from motcua.services.rule_store import RuleStore
from motcua.storage.engine import Database
from motcua.storage.file_store import FileStore


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation decides outside the database; read from the environment by `bootstrap`."""

    home: Path
    var: Path
    database_url: str
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    secure_cookies: bool = False
    session_minutes: int = 60
    admin_password: str = field(default="", repr=False)
    demo_password: str = field(default="", repr=False)
    rate_limit_storage: str = "memory://"
    trusted_proxies: int = 0
    files_url: str = ""
    max_file_bytes: int = 25 * 1024 * 1024

    @property
    def metadata_folders(self) -> tuple[Path, ...]:
        """Where definitions of a fresh installation are read from."""
        return (self.home / "metadata", self.home / "exports")

    @property
    def plugin_folder(self) -> Path:
        """Where plugins lie, one folder each."""
        return self.home / "plugins"

    @property
    def file_folder(self) -> Path:
        """Where uploaded and generated files lie."""
        return self.var / "files"


@dataclass(frozen=True, slots=True)
class Platform:
    """The running platform. Use cases open sessions by `platform.database.read(scope)` and `.write(scope)`."""

    settings: Settings
    database: Database
    registry: Registry
    rules: RuleStore
    clock: Clock
    plugin_problems: tuple[Problem, ...] = ()

    @property
    def var(self) -> Path:
        """Where the installation's state lies."""
        return self.settings.var

    @property
    def files(self) -> FileStore:
        """Where the contents of files lie."""
        return FileStore(self.settings.files_url or str(self.settings.file_folder))

    @property
    def public_url(self) -> str:
        """The address citizens reach the portal under, without a slash at its end."""
        return self.settings.public_url

    def now(self) -> datetime:
        """The present moment in Vietnamese time."""
        return in_vietnam(self.clock.now())

    def today(self) -> date:
        """The present day in Vietnam."""
        return self.now().date()

    def directory(self) -> Directory:
        """The organization as it stands today."""
        return self.rules.directory(self.today())
