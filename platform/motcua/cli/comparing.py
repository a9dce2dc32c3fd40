"""What differs between two states of a definition, in plain Vietnamese."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from motcua.cli.definitions import OPERATOR, loaded_platform
from motcua.documents.pdf import pdf
from motcua.services.definition_sides import SideMissingError, annex, compare_sides, sides
from motcua.services.editing import EditTarget


@click.command(
    name="diff",
    help="So sánh hai bản của một định nghĩa bằng lời. Không ghi hai bên thì so bản mới nhất với bản trước; "
    "mỗi bên là số bản (3), bản của cơ quan (3@H88.31), lop:national hoặc lop:baseline.",
)
@click.argument("code")
@click.argument("left", default="")
@click.argument("right", default="")
@click.option("--kind", default="procedure", show_default=True, help="Loại định nghĩa.")
@click.option("--out", type=click.Path(path_type=Path), help="Ghi thêm phụ lục PDF vào tệp này.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def diff_command(code: str, left: str, right: str, kind: str, out: Path | None, *, as_json: bool) -> None:
    """Print every change from one side to the other."""
    platform = loaded_platform()
    target = EditTarget(kind, code)
    with platform.database.read() as session:
        known = [side.token for side in sides(platform, session, OPERATOR, kind, code)]
        if not known:
            raise click.ClickException(f"Không có {kind} “{code}”. Kiểm tra lại mã.")
        chosen = (_token(left) or known[min(1, len(known) - 1)], _token(right) or known[0])
        try:
            found = compare_sides(platform, session, OPERATOR, target, chosen)
        except SideMissingError as error:
            said = f"{error} Có: {', '.join(known)}."
            raise click.ClickException(said) from error
    if out is not None:
        province = platform.directory().province_name
        out.write_bytes(pdf(annex(found, target, province, platform.now())))
    if as_json:
        body = {"left": asdict(found.left), "right": asdict(found.right)}
        click.echo(
            json.dumps({**body, "changes": [asdict(one) for one in found.changes]}, ensure_ascii=False)
        )
        return
    click.echo(f"{found.left.words} → {found.right.words}: {len(found.changes)} thay đổi")
    for change in found.changes:
        click.echo(f"  {change.sentence()}")


def _token(text: str) -> str:
    """A side as written on the command line: a bare number is a revision."""
    return f"ban:{text}" if text[:1].isdecimal() else text
