"""Lists the plugins of this installation and what each adds."""

from __future__ import annotations

import json

import click

from motcua.cli.wiring import open_platform
from motcua.extension.points import POINTS


@click.command(
    help="Các phần mở rộng đang dùng và những gì chúng thêm vào. Mã thoát 1 khi có phần không nạp được."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def plugins(*, as_json: bool) -> None:
    """Print plugins with their extensions, and why others could not be loaded."""
    platform = open_platform()
    registry = platform.registry
    entries = [
        {"plugin": entry.plugin, "point": point.name, "name": entry.name, "title": entry.title}
        for point in POINTS
        for entry in (registry.registration(point, name) for name in registry.names(point))
    ]
    if as_json:
        problems = [problem.as_json() for problem in platform.plugin_problems]
        body = {"plugins": list(registry.plugins), "extensions": entries, "problems": problems}
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        for name in registry.plugins:
            click.echo(name)
            for entry in entries:
                if entry["plugin"] == name:
                    click.echo(f"  {entry['point']} {entry['name']}: {entry['title']}")
        if not registry.plugins:
            click.echo("Chưa có phần mở rộng nào.")
    if platform.plugin_problems:
        raise SystemExit(1)
