"""Computes a due date with its explanation."""

from __future__ import annotations

import json
from datetime import datetime

import click

from motcua.cli.wiring import ready_platform
from motcua.definitions.policy import Policy
from motcua.dossiers.clocks import clock_policy
from motcua.kernel.clock import in_vietnam
from motcua.kernel.due_clock import ClockPolicy
from motcua.kernel.due_clock import due as compute
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.services.shipped_definitions import load_shipped_definitions


@click.command(help="Tính ngày hẹn trả và giải thích từng chặng.")
@click.option("--received", required=True, help="Lúc tiếp nhận, ví dụ 2026-04-24T16:30.")
@click.option("--limit", required=True, help='Thời hạn, ví dụ "3 working_days".')
@click.option("--agency", default="", help="Mã cơ quan giải quyết; bỏ trống là lịch chung.")
@click.option(
    "--policy", "policy_code", default="", help="Mã chính sách tính hạn; bỏ trống là tính từ phút nhận."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def due(received: str, limit: str, agency: str, policy_code: str, *, as_json: bool) -> None:
    """Print a due date and why."""
    try:
        moment = in_vietnam(datetime.fromisoformat(received))
    except ValueError as error:
        raise click.ClickException(
            f"Không đọc được lúc tiếp nhận “{received}”. Ghi dạng 2026-04-24T16:30."
        ) from error
    try:
        wanted = TimeLimit.parse(limit)
    except TimeLimitError as error:
        raise click.ClickException(f"{error.message} {error.remedy}") from error
    platform, _done = ready_platform()
    load_shipped_definitions(platform)
    platform.rules.refresh()
    directory = platform.directory()
    if agency and not directory.knows(agency):
        raise click.ClickException(f"Không có cơ quan “{agency}”. Xem mã cơ quan trong danh mục tổ chức.")
    policy = ClockPolicy()
    if policy_code:
        found: Policy = platform.rules.definition("policy", policy_code, platform.today())
        policy = clock_policy(found)
    made = compute(directory.calendar_of(agency), policy, moment, wanted)
    if as_json:
        click.echo(json.dumps(made.as_json(), ensure_ascii=False))
        return
    click.echo(made.summary())
    for line in made.explanation():
        click.echo(f"  {line}")
    if made.provisional:
        click.echo("  Lịch của năm này còn tạm tính; hạn có thể thay đổi khi có lịch nghỉ chính thức.")
