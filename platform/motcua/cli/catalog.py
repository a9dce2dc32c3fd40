"""Imports catalogs of procedures from the command line."""

from __future__ import annotations

import gc
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from motcua.cli.wiring import ready_platform
from motcua.dossiers.actor import Actor, ActorKind
from motcua.kernel.problems import Severity
from motcua.services.catalog_import import CatalogOrder, CatalogReport, import_catalog
from motcua.services.shipped_definitions import load_shipped_definitions

OPERATOR = Actor(
    user="cli",
    full_name="Người vận hành",
    permissions=frozenset({"can_import_catalog"}),
    kind=ActorKind.SYSTEM,
)
SHOWN_PROBLEMS = 50
SHOWN_DIFFERENCES = 30


@click.group(help="Danh mục thủ tục hành chính.")
def catalog() -> None:
    """Everything about catalogs hangs below this."""


@catalog.command(name="import", help="Nhập danh mục thủ tục từ tệp .xlsx, .xls, .ods hoặc .csv.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--details", type=click.Path(path_type=Path), default=None, help="Tệp chi tiết .jsonl hoặc .jsonl.gz."
)
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ thay đổi gì.")
@click.option("--retire-abolished", is_flag=True, help="Ngừng áp dụng các thủ tục mà tệp không còn liệt kê.")
@click.option(
    "--effective-from", default="", help="Ngày có hiệu lực, dạng năm-tháng-ngày; bỏ trống là hôm nay."
)
@click.option(
    "--errors", type=click.Path(path_type=Path), default=None, help="Nơi ghi tệp Excel đánh dấu lỗi."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def import_command(effective_from: str, *, as_json: bool, **given: Any) -> None:
    """Import a catalog; exit code 1 when the file could not be used, 2 when rows were rejected."""
    try:
        day = datetime.fromisoformat(effective_from).date() if effective_from else None
    except ValueError as error:
        raise click.ClickException(f"Không đọc được ngày “{effective_from}”. Ghi dạng 2026-01-31.") from error
    order = CatalogOrder(effective_from=day, **given)
    platform, _done = ready_platform()
    load_shipped_definitions(platform)
    # the process lives for this import only, and collecting among its many records takes a quarter of its time
    gc.disable()
    try:
        report = import_catalog(platform, OPERATOR, order)
    finally:
        platform.database.dispose()
    if as_json:
        body = {**report.summary(), "problems": [problem.as_json() for problem in report.problems]}
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        _tell(report, order.errors)
    if not report.usable:
        raise SystemExit(1)
    if report.rejected:
        raise SystemExit(2)


def _tell(report: CatalogReport, errors: Path | None) -> None:
    for problem in report.problems[:SHOWN_PROBLEMS]:
        click.echo(str(problem), err=problem.severity is Severity.ERROR)
    if len(report.problems) > SHOWN_PROBLEMS:
        click.echo(f"… và {len(report.problems) - SHOWN_PROBLEMS} mục nữa.")
    if not report.usable:
        click.echo("Không nhập được tệp; dữ liệu giữ nguyên như cũ.", err=True)
        return
    head = "Nếu nhập thì" if report.dry_run else "Đã nhập:"
    click.echo(
        f"{head} {report.rows} dòng: thêm {report.added}, đổi {report.changed}, giữ nguyên {report.unchanged}, "
        f"bị từ chối {report.rejected}, cần rà soát {report.review_items} mục ({report.seconds:.1f} giây)."
    )
    _tell_details(report)
    if errors is not None and report.problems:
        click.echo(f"Tệp đánh dấu lỗi: {errors}")


def _tell_details(report: CatalogReport) -> None:
    comparison = report.comparison
    if comparison is None:
        return
    shown = [(item.record.code, one) for item in comparison.changed for one in item.differences]
    for code, one in shown[:SHOWN_DIFFERENCES]:
        click.echo(f"  {code} {one.label}: {one.old or '(không có)'} → {one.new or '(không còn)'}")
    if len(shown) > SHOWN_DIFFERENCES:
        click.echo(f"  … và {len(shown) - SHOWN_DIFFERENCES} thay đổi nữa.")
    if comparison.abolished and not report.retired:
        codes = ", ".join(item.code for item in comparison.abolished[:10])
        click.echo(
            f"  {len(comparison.abolished)} thủ tục không còn trong danh mục của cơ quan ban hành ({codes}…). "
            "Thêm --retire-abolished để ngừng áp dụng."
        )
    if report.retired:
        click.echo(f"  Đã ngừng áp dụng {report.retired} thủ tục.")
