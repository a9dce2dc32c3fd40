"""Packs a dossier into a file, and checks such a file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from motcua.cli.wiring import open_platform
from motcua.dossiers.actor import SYSTEM
from motcua.services.access import SEES_EVERYTHING
from motcua.services.acting import DossierMissingError
from motcua.services.dossier_package import write_package
from motcua.services.package_check import UnreadablePackageError, check_package

_OPERATOR = replace(SYSTEM, permissions=SEES_EVERYTHING)


@click.group(help="Gói hồ sơ để lưu trữ, chuyển giao: đóng gói và kiểm tra.")
def archive() -> None:
    """Packages of dossiers."""


@archive.command(name="export", help="Đóng gói một hồ sơ vào tệp ZIP có bản kê mã băm và chữ ký.")
@click.argument("number", metavar="MÃ_HỒ_SƠ")
@click.argument("out", metavar="TỆP.zip", type=click.Path(path_type=Path))
def export(number: str, out: Path) -> None:
    """Write the package beside its place, then move it there."""
    platform = open_platform()
    partial = out.with_name(f".{out.name}.partial")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with partial.open("w+b") as target:
            write_package(platform, _OPERATOR, number, target)
        partial.replace(out)
    except DossierMissingError as error:
        raise click.ClickException(str(error)) from error
    finally:
        partial.unlink(missing_ok=True)
    click.echo(f"Đã ghi {out} ({out.stat().st_size:,} byte).".replace(",", "."))


@archive.command(name="verify", help="Kiểm tra một gói hồ sơ. Mã thoát 1 khi gói đã bị thay đổi.")
@click.argument("package", metavar="TỆP.zip", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def verify(package: Path, *, as_json: bool) -> None:
    """Check a package and say everything that is wrong with it."""
    platform = open_platform()
    try:
        with package.open("rb") as content:
            report = check_package(platform, content)
    except UnreadablePackageError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        whose = "do hệ thống này lập" if report.is_ours else "không mang chữ ký của hệ thống này"
        state = "nguyên vẹn" if report.is_whole else "đã bị thay đổi"
        click.echo(f"{report.number}: {state}, {whose}, {report.parts} phần, {report.events} sự kiện.")
        for one in report.problems:
            click.echo(f"  - {one}")
    if not report.is_whole:
        raise SystemExit(1)
