"""Brings processes out of a workbook into drafts, or prints them as YAML."""

from __future__ import annotations

import json
from pathlib import Path

import click

from motcua.catalog.process_plan import Choices
from motcua.cli.wiring import ready_platform
from motcua.dossiers.actor import Actor, ActorKind
from motcua.kernel.text import fold
from motcua.services.editing import EditConflictError
from motcua.services.process_import import keep_processes, look_at_book
from motcua.services.shipped_definitions import load_shipped_definitions

OPERATOR = Actor(
    user="cli",
    full_name="Người vận hành",
    permissions=frozenset({"can_edit_definition"}),
    kind=ActorKind.SYSTEM,
)


@click.group(help="Quy trình từ tệp Excel.")
def process() -> None:
    """Import hangs below this."""


@process.command(name="import", help="Đọc tệp quy trình; in ra YAML, hoặc lưu thành bản nháp với --draft.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--position",
    "pairs",
    multiple=True,
    help="Chức danh của một nhóm người dùng, dạng “Cán bộ=handling-officer”.",
)
@click.option(
    "--unit",
    type=click.Choice(["working_hours", "working_days"]),
    default=None,
    help="Đơn vị của cột thời gian.",
)
@click.option("--draft", is_flag=True, help="Lưu thành bản nháp của người vận hành.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def import_command(
    file: Path, pairs: tuple[str, ...], unit: str | None, *, draft: bool, as_json: bool
) -> None:
    """Print problems with their cells; exit code 1 when something is unresolved."""
    platform, _done = ready_platform()
    load_shipped_definitions(platform)
    platform.rules.refresh()
    wanted = {fold(group): code.strip() for group, _sign, code in (pair.partition("=") for pair in pairs)}
    with platform.database.read() as session:
        looked = look_at_book(
            platform, session, file.name, file.read_bytes(), [Choices(positions=wanted, unit=unit or "")]
        )
    problems = [*looked.problems, *(found for one in looked.processes for found in one.plan.problems)]
    kept: list[str] = []
    if draft and not any(one.is_error for one in problems):
        try:
            kept = [target.code for target in keep_processes(platform, OPERATOR, looked)]
        except (ValueError, EditConflictError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        body = {
            "ok": not any(one.is_error for one in problems),
            "processes": [one.plan.content for one in looked.processes],
            "problems": [one.as_json() for one in problems],
            "drafts": kept,
        }
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        for one in problems:
            click.echo(str(one), err=one.is_error)
        for looked_one in () if draft else looked.processes:
            click.echo(f"---\n{looked_one.text.rstrip()}")
        if kept:
            click.echo(f"Đã lưu {len(kept)} bản nháp: {', '.join(kept)}.")
    if any(one.is_error for one in problems):
        raise SystemExit(1)
