"""Backs the installation up into one file and restores it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from motcua.cli.wiring import open_platform, ready_platform
from motcua.services.backup import BackupError, BackupSummary
from motcua.services.backup import backup as make_backup
from motcua.services.backup import restore as restore_backup


@click.command(help="Sao lưu cơ sở dữ liệu và tệp đính kèm vào một tệp .zip, trong khi hệ thống vẫn chạy.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--portable", is_flag=True, help="Ghi theo từng bảng, phục hồi được vào SQLite lẫn PostgreSQL.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def backup(file: Path, *, portable: bool, as_json: bool) -> None:
    """Write a backup of this moment."""
    platform, _done = ready_platform()
    try:
        summary = make_backup(platform, file, portable=portable)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    _tell(summary, f"Đã sao lưu vào {file}", as_json=as_json)


@click.command(help="Phục hồi từ tệp sao lưu. Dừng máy chủ trước, khởi động lại sau khi xong.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Thay dữ liệu đang có bằng dữ liệu trong tệp.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def restore(file: Path, *, replace: bool, as_json: bool) -> None:
    """Bring a backup back."""
    platform = open_platform()
    try:
        summary = restore_backup(platform, file, replace=replace)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    _tell(summary, f"Đã phục hồi từ {file}", as_json=as_json)


def _tell(summary: BackupSummary, head: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(summary.as_json(), ensure_ascii=False))
        return
    dossiers, revisions = summary.tables.get("dossier", 0), summary.tables.get("revision", 0)
    when = f"{summary.made_at:%H:%M %d/%m/%Y}"
    click.echo(f"{head}: bản lúc {when}, {dossiers} hồ sơ, {revisions} bản định nghĩa, {summary.files} tệp.")
