"""Shows decisions on agencies, and carries out those whose day has come."""

from __future__ import annotations

import json

import click

from motcua.cli.wiring import ready_platform
from motcua.services.reorganization_work import carry_out_due
from motcua.services.reorganizations import every_reorganization


@click.command(help="Sắp xếp đơn vị: xem các kế hoạch, hoặc thực hiện kế hoạch đã tới ngày.")
@click.option("--run", "carry", is_flag=True, help="Thực hiện ngay mọi kế hoạch đã lên lịch và tới ngày.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def reorganize(*, carry: bool, as_json: bool) -> None:
    """List the plans with their state; with ``--run`` do first what is due."""
    platform, _done = ready_platform()
    said = carry_out_due(platform) if carry else ""
    with platform.database.read() as session:
        found = every_reorganization(session)
    platform.database.dispose()
    if as_json:
        lines = [
            {
                "id": one.id,
                "kind": one.plan.kind.value,
                "decision_number": one.plan.decision_number,
                "effective_on": one.plan.effective_on.isoformat(),
                "sources": list(one.plan.sources),
                "successors": list(one.plan.codes),
                "state": one.state.value,
                "message": one.message,
            }
            for one in found
        ]
        click.echo(json.dumps({"message": said, "plans": lines}, ensure_ascii=False))
        return
    if said:
        click.echo(said)
    for one in found:
        click.echo(
            f"{one.id}. {one.title}, từ {one.plan.effective_on:%d/%m/%Y}: {one.state}. {one.message}".rstrip()
        )
    if not found:
        click.echo("Chưa có kế hoạch sắp xếp đơn vị nào.")
