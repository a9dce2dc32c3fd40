"""Definitions that come from elsewhere: `motcua metadata` with the conversion of OpenCPS packages."""

from __future__ import annotations

import json
from pathlib import Path

import click

from motcua.cli.definitions import metadata
from motcua.cli.wiring import ready_platform
from motcua.services.definition_store import StoredLibrary
from motcua.services.opencps_conversion import REPORT, PackageUnusableError, convert, read_package
from motcua.services.process_import import positions_of
from motcua.services.shipped_definitions import load_shipped_definitions

__all__ = ["metadata"]


@metadata.command(
    name="opencps", help="Chuyển gói OpenCPS (.zip, .xml) hoặc bảng của người phân tích thành định nghĩa."
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Thư mục ghi ra."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def opencps_command(file: Path, out: Path, *, as_json: bool) -> None:
    """Write definitions, tables and the report; exit code 1 when the file is of no use."""
    if out.exists() and any(out.iterdir()):
        raise click.ClickException(f"Thư mục {out} đã có tệp. Chọn một thư mục trống.")
    platform, _done = ready_platform()
    load_shipped_definitions(platform)
    platform.rules.refresh()
    try:
        package = read_package(file.read_bytes(), file.name)
        with platform.database.read() as session:
            conversion = convert(StoredLibrary(session), positions_of(platform), package)
    except PackageUnusableError as error:
        raise click.ClickException(str(error)) from error
    finally:
        platform.database.dispose()
    for name, text in conversion.files.items():
        place = out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    if as_json:
        left = [{"file": one.file, "what": one.what, "why": one.why} for one in conversion.left]
        click.echo(json.dumps({"ok": True, "done": conversion.done, "left": left}, ensure_ascii=False))
        return
    click.echo(
        ", ".join(f"{count} {kind}" for kind, count in conversion.done.items()) or "Không có gì để chuyển."
    )
    click.echo(f"Chưa chuyển được {len(conversion.left)} chỗ, xem {out / REPORT}.")
