"""What commands share: the wired platform and errors people can read."""

from __future__ import annotations

import click

from motcua.bootstrap import SettingError, build_platform
from motcua.services.initialize import Initialization, initialize
from motcua.services.runtime import Platform


def open_platform() -> Platform:
    """The platform by the environment; a wrong setting ends the command with its explanation."""
    try:
        platform = build_platform()
    except (SettingError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    for problem in platform.plugin_problems:
        click.echo(f"{problem.code} {problem.place}: {problem.message} {problem.remedy}", err=True)
    return platform


def ready_platform() -> tuple[Platform, Initialization]:
    """The platform on a database that is set up, and what had to be done for it."""
    platform = open_platform()
    return platform, initialize(platform)
