"""Counts due dates again after a calendar change: a dry run, then those chosen or all."""

from __future__ import annotations

import json

import click

from motcua.cli.wiring import ready_platform
from motcua.dossiers.actor import Actor, ActorKind
from motcua.services.recounting import PERMISSION, apply_recount, plan_recount

OPERATOR = Actor(
    user="cli", full_name="Người vận hành", permissions=frozenset({PERMISSION}), kind=ActorKind.SYSTEM
)


@click.command(help="Tính lại ngày hẹn sau khi lịch làm việc đổi; mặc định chỉ xem trước.")
@click.option(
    "--apply", "carry", is_flag=True, help="Đổi ngày hẹn; không có --number là mọi hồ sơ trong danh sách."
)
@click.option("--number", "wanted", multiple=True, help="Chỉ đổi hồ sơ này; ghi được nhiều lần.")
@click.option("--reason", default="", help="Lý do, ghi vào nhật ký từng hồ sơ; bắt buộc khi --apply.")
@click.option("--document", default="", help="Số văn bản, thông báo làm căn cứ.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def recount(*, carry: bool, wanted: tuple[str, ...], reason: str, document: str, as_json: bool) -> None:
    """Print what moves; with ``--apply`` move it. Exit code 1 when a dossier could not be moved."""
    if carry and not reason.strip():
        raise click.ClickException("Chưa ghi lý do. Thêm --reason, ví dụ --reason “Nghỉ bù theo thông báo”.")
    platform, _done = ready_platform()
    plan = plan_recount(platform, OPERATOR)
    lines = [one for one in plan.lines if not wanted or one.number in wanted]
    chosen = {one.number: one.version for one in lines}
    found = apply_recount(platform, OPERATOR, chosen, reason, document) if carry else None
    platform.database.dispose()
    if as_json:
        body = {
            "days": [one.words for one in plan.days],
            "dossiers": [
                {
                    "number": one.number,
                    "due_before": one.due_before.isoformat(timespec="minutes"),
                    "due_after": one.due_after.isoformat(timespec="minutes"),
                    "why": one.why,
                }
                for one in lines
            ],
            "done": list(found.done) if found else [],
            "failed": dict(found.failed) if found else {},
        }
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        for one in lines:
            click.echo(
                f"{one.number}: {one.due_before:%H:%M %d/%m/%Y} -> {one.due_after:%H:%M %d/%m/%Y}. {one.why}"
            )
        said = f"Đã đổi {len(found.done)} hồ sơ." if found else f"{len(lines)} hồ sơ sẽ đổi ngày hẹn."
        click.echo(said)
    if found and found.failed:
        for number, why in found.failed.items():
            click.echo(f"{number}: {why}", err=True)
        raise SystemExit(1)
