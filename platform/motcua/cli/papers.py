"""Prints a paper of a dossier into a file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from motcua.cli.wiring import ready_platform
from motcua.services.acting import DossierMissingError, find_dossier
from motcua.services.papers import FORMATS, PaperMissingError, Printing, compose, render
from motcua.storage.scope import Scope


@click.command(
    name="print",
    help="In một giấy của hồ sơ ra tệp .pdf, .docx hoặc .html. MAU là mã hoặc vai trò của mẫu in.",
)
@click.argument("paper", metavar="MAU")
@click.option("--dossier", "number", required=True, help="Mã hồ sơ.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Tệp ghi ra.")
@click.option("--officer", default="", help="Tên người in ghi trên giấy.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def print_paper(paper: str, number: str, out: Path, officer: str, *, as_json: bool) -> None:
    """Compose the paper with the dossier's data as it stands and write it."""
    kind = out.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise click.ClickException(f"Không ghi được tệp .{kind}. Đặt đuôi tệp là: {', '.join(FORMATS)}.")
    platform, _done = ready_platform()
    platform.rules.refresh()
    try:
        with platform.database.read(Scope.everything("in giấy từ dòng lệnh")) as session:
            row = find_dossier(session, number)
            composed = compose(platform, session, row, Printing(row.number, paper, officer))
            content, media_type = render(composed, kind)
    except (DossierMissingError, PaperMissingError) as error:
        raise click.ClickException(str(error)) from error
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    if as_json:
        click.echo(json.dumps({"file": str(out), "media_type": media_type, "bytes": len(content)}))
        return
    click.echo(f"Đã ghi {out} ({len(content):,} byte).".replace(",", "."))
