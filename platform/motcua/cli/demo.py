"""Loads the example province and prints its accounts."""

from __future__ import annotations

import json

import click

from motcua.cli.accounts import print_accounts
from motcua.cli.wiring import ready_platform
from motcua.services.demo.province import DOSSIERS, RealDossiersError, load_demo


@click.command(help="Nạp tỉnh ví dụ: tổ chức, con người, hồ sơ. Không chạy trên cơ sở dữ liệu có hồ sơ thật.")
@click.option(
    "--dossiers", type=click.IntRange(0, 20_000), default=DOSSIERS, show_default=True, help="Số hồ sơ."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def demo(dossiers: int, *, as_json: bool) -> None:
    """Load once; a second call adds nothing."""
    platform, _done = ready_platform()
    try:
        loaded = load_demo(platform, dossiers)
    except RealDossiersError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"people": loaded.people, "dossiers": loaded.dossiers}))
        return
    click.echo(f"Tỉnh ví dụ: thêm {loaded.people} cán bộ, {loaded.dossiers} hồ sơ.")
    print_accounts(platform.settings.demo_password)
