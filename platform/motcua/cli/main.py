"""The `motcua` command; each command's module is loaded when it is asked for, so that small ones start at once."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import click

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "init": "motcua.cli.installation:init",
        "serve": "motcua.cli.installation:serve",
        "doctor": "motcua.cli.installation:doctor",
        "demo": "motcua.cli.demo:demo",
        "catalog": "motcua.cli.catalog:catalog",
        "import": "motcua.cli.imports:import_file",
        "process": "motcua.cli.processes:process",
        "metadata": "motcua.cli.exchange:metadata",
        "bundle": "motcua.cli.bundles:bundle",
        "check": "motcua.cli.definitions:check",
        "explain": "motcua.cli.definitions:explain_command",
        "test": "motcua.cli.definitions:test_command",
        "simulate": "motcua.cli.simulation:simulate_command",
        "diff": "motcua.cli.comparing:diff_command",
        "publish": "motcua.cli.definitions:publish",
        "print": "motcua.cli.papers:print_paper",
        "archive": "motcua.cli.archive:archive",
        "backup": "motcua.cli.backups:backup",
        "restore": "motcua.cli.backups:restore",
        "plugins": "motcua.cli.plugins:plugins",
        "due": "motcua.cli.due:due",
        "report": "motcua.cli.report:report",
        "jobs": "motcua.cli.jobs:jobs",
        "recount": "motcua.cli.recounting:recount",
        "reorganize": "motcua.cli.reorganization:reorganize",
    }
)


class LateGroup(click.Group):
    """A group whose commands are named by module and attribute."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The commands this installation has."""
        del context
        return [name for name, place in COMMANDS.items() if importlib.util.find_spec(place.partition(":")[0])]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in self.list_commands(context):
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: Any = getattr(importlib.import_module(module), attribute)
        return command if isinstance(command, click.Command) else None


@click.group(cls=LateGroup, help="Một Cửa: nền tảng một cửa điều khiển bằng siêu dữ liệu.")
def main() -> None:
    """Everything hangs below this."""
