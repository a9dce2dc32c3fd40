"""Takes in files of every kind on the command line: the layout says what they are."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from motcua.catalog.table_fields import TARGETS
from motcua.cli.wiring import ready_platform
from motcua.definitions.import_mapping import ImportSubject
from motcua.dossiers.actor import Actor, ActorKind
from motcua.kernel.problems import Severity
from motcua.services.catalog_import import CatalogOrder, import_catalog
from motcua.services.catalog_reading import holds_records
from motcua.services.editing import NotPublishableError
from motcua.services.import_kinds import TableOrder
from motcua.services.import_looking import TableLook, look_at_table
from motcua.services.import_runs import Upload
from motcua.services.import_staff import first_passwords
from motcua.services.import_table_jobs import take_now
from motcua.services.runtime import Platform
from motcua.services.shipped_definitions import load_shipped_definitions
from motcua.spreadsheets.error_workbook import write_error_workbook

OPERATOR = Actor(
    user="cli",
    full_name="Người vận hành",
    permissions=frozenset({"can_publish_definition", *(target.permission for target in TARGETS.values())}),
    kind=ActorKind.SYSTEM,
)
SHOWN = 50


@click.command(
    name="import", help="Nhập một tệp: danh mục, cơ quan, cán bộ, mã dùng chung, ngày nghỉ, hồ sơ cũ."
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--kind",
    "subject",
    type=click.Choice([one.value for one in TARGETS]),
    default=None,
    help="Loại dữ liệu, khi bố cục tệp chưa đủ để biết.",
)
@click.option("--into", default="", help="Mã danh mục, lịch, tổ chức hoặc cơ quan nhận các dòng.")
@click.option("--mapping", "mapping_code", default="", help="Mã mẫu nhập phải dùng.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ thay đổi gì.")
@click.option("--effective-from", default="", help="Ngày hiệu lực, dạng năm-tháng-ngày; bỏ trống là hôm nay.")
@click.option(
    "--errors", type=click.Path(path_type=Path), default=None, help="Nơi ghi tệp Excel đánh dấu lỗi."
)
@click.option(
    "--passwords", type=click.Path(path_type=Path), default=None, help="Nơi ghi mật khẩu lần đầu của cán bộ."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def import_file(file: Path, subject: str | None, effective_from: str, *, as_json: bool, **given: Any) -> None:
    """Take a file in; exit code 1 when nothing could be taken in, 2 when rows were left out."""
    platform, _done = ready_platform()
    load_shipped_definitions(platform)
    platform.rules.refresh()
    day = _day(effective_from)
    wanted = ImportSubject(subject) if subject else None
    order = TableOrder(file.name, given["into"], wanted, day)
    try:
        summary, problems = _take(platform, file, order, given)
    finally:
        platform.database.dispose()
    if as_json:
        body = {**summary, "problems": [one.as_json() for one in problems]}
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        for one in problems[:SHOWN]:
            click.echo(str(one), err=one.severity is Severity.ERROR)
        _tell(summary)
    if not summary["ok"]:
        raise SystemExit(1)
    if summary["rejected"]:
        raise SystemExit(2)


def _take(
    platform: Platform, file: Path, order: TableOrder, given: dict[str, Any]
) -> tuple[dict[str, Any], Any]:
    """Look, and take in unless it is a dry run; the figures and the problems."""
    dry_run, errors = given["dry_run"], given["errors"]
    if holds_records(file):
        return _catalog(platform, file, order, dry_run=dry_run, errors=errors)
    content = file.read_bytes()
    with platform.database.read() as session:
        look = look_at_table(platform, session, content, order, given["mapping_code"])
    if look.is_catalog:
        return _catalog(platform, file, order, dry_run=dry_run, errors=errors)
    if errors is not None and look.workbook is not None and look.problems:
        write_error_workbook(errors, look.workbook, look.problems, origins=True)
    if look.usable and not dry_run:
        try:
            take_now(platform, OPERATOR, Upload(file.name, content), look, order)
        except (NotPublishableError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        _write_passwords(look, given["passwords"])
    return {**look.summary(), "file": file.name, "dry_run": dry_run}, look.problems


def _catalog(
    platform: Platform, file: Path, order: TableOrder, *, dry_run: bool, errors: Path | None
) -> tuple[dict[str, Any], Any]:
    wish = CatalogOrder(file, dry_run=dry_run, effective_from=order.effective_from, errors=errors)
    report = import_catalog(platform, OPERATOR, wish)
    subject = ImportSubject.PROCEDURES.value
    return {**report.summary(), "subject": subject, "mapping": ""}, report.problems


def _write_passwords(look: TableLook, place: Path | None) -> None:
    told = first_passwords(look.plan) if look.plan else ()
    if not told:
        return
    if place is None:
        click.echo(
            f"{len(told)} tài khoản mới chưa có ai biết mật khẩu; đặt lại mật khẩu cho từng người.", err=True
        )
        return
    lines = "".join(f"{user};{name};{password}\n" for user, name, password in told)
    place.write_text(f"\ufeffTên đăng nhập;Họ và tên;Mật khẩu lần đầu\n{lines}", "utf-8")
    place.chmod(0o600)


def _tell(summary: dict[str, Any]) -> None:
    if not summary["ok"]:
        click.echo("Không nhập được tệp; dữ liệu giữ nguyên như cũ.", err=True)
        return
    target = TARGETS[ImportSubject(summary["subject"])]
    head = "Nếu nhập thì" if summary["dry_run"] else "Đã nhập:"
    click.echo(
        f"{target.name}. {head} {summary['rows']} dòng: thêm {summary['added']}, đổi {summary['changed']}, "
        f"giữ nguyên {summary['unchanged']}, bị loại {summary['rejected']}."
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise click.ClickException(f"Không đọc được ngày “{text}”. Ghi dạng 2026-01-31.") from error
