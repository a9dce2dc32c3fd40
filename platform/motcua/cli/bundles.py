"""Signed bundles of definitions on the command line: export, import, keys."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path

import click

from motcua.cli.wiring import ready_platform
from motcua.dossiers.actor import Actor, ActorKind
from motcua.services.bulk_changes import found_codes
from motcua.services.bundle_files import BundleError
from motcua.services.bundle_keys import (
    KeyUnusableError,
    fingerprint,
    own_key,
    public_text,
    trust,
    trusted_keys,
)
from motcua.services.catalog_view import CatalogQuery
from motcua.services.definition_bundles import (
    Standing,
    compare_bundle,
    make_bundle,
    read_bundle,
    take_bundle,
)
from motcua.services.editing import NotPublishableError, PublishWish
from motcua.services.runtime import Platform
from motcua.services.shipped_definitions import load_shipped_definitions

OPERATOR = Actor(
    user="cli",
    full_name="Người vận hành",
    permissions=frozenset({"can_publish_definition", "can_manage_setting"}),
    kind=ActorKind.SYSTEM,
)
FILE = click.Path(path_type=Path, dir_okay=False)
JSON = click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
NAMED = re.compile(r"([a-z_]+)/([A-Za-z0-9][A-Za-z0-9._-]{0,63})")


@click.group(help="Gói định nghĩa có ký, mang sang hệ thống khác không cần mạng.")
def bundle() -> None:
    """Export, import and keys hang below this."""


def _ready() -> Platform:
    platform, _done = ready_platform()
    load_shipped_definitions(platform)
    platform.rules.refresh()
    return platform


@bundle.command(name="export", help="Xuất các định nghĩa (loại/mã) cùng những gì chúng dùng đến.")
@click.argument("file", type=FILE)
@click.argument("definitions", nargs=-1)
@click.option("--field", default="", help="Thêm mọi thủ tục của một lĩnh vực.")
@click.option("--name", default="", help="Tên gói.")
@JSON
def export_command(file: Path, definitions: tuple[str, ...], field: str, name: str, *, as_json: bool) -> None:
    """Write the bundle; the same content gives the same bytes."""
    platform = _ready()
    wanted = []
    for text in definitions:
        match = NAMED.fullmatch(text)
        if match is None:
            raise click.ClickException(f"Không hiểu “{text}”. Ghi loại/mã, ví dụ procedure/1.004873.")
        wanted.append((match[1], match[2]))
    with platform.database.read() as session:
        if field:
            codes = found_codes(session, CatalogQuery(field_of_work=field))
            wanted += [("procedure", code) for code in codes]
        try:
            content, count = make_bundle(platform, session, wanted, name)
        except BundleError as error:
            raise click.ClickException(str(error)) from error
    file.write_bytes(content)
    if as_json:
        click.echo(json.dumps({"ok": True, "file": str(file), "documents": count}, ensure_ascii=False))
    else:
        click.echo(f"Đã ghi {count} định nghĩa vào {file}.")


@bundle.command(name="import", help="Kiểm tra chữ ký, so với hiện có, rồi công bố những gì gói mang tới.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết gói sẽ đổi gì.")
@click.option("--take-conflicts", is_flag=True, help="Lấy bản trong gói cho cả những chỗ đã sửa ở đây.")
@click.option("--effective-from", default="", help="Ngày hiệu lực, dạng năm-tháng-ngày; bỏ trống là hôm nay.")
@click.option("--decision", default="", help="Số quyết định công bố.")
@JSON
def import_command(
    file: Path, effective_from: str, decision: str, *, dry_run: bool, take_conflicts: bool, as_json: bool
) -> None:
    """Print the report; exit code 1 when the bundle is refused."""
    platform = _ready()
    content, changed = file.read_bytes(), 0
    wish = PublishWish(_day(platform, effective_from), decision, f"nhập gói {file.name}")
    try:
        with platform.database.read() as session:
            read = read_bundle(platform, session, content)
            lines = compare_bundle(session, read)
        if not dry_run:
            lines, published, _compilation = take_bundle(
                platform, OPERATOR, content, wish, take_conflicts=take_conflicts
            )
            changed = len(published.changed)
    except BundleError as error:
        raise click.ClickException(str(error)) from error
    except NotPublishableError as error:
        said = "\n".join(str(one) for one in error.problems)
        raise click.ClickException(f"{error}\n{said}") from error
    report = {
        one.value: [_words(line.entry.key) for line in lines if line.standing is one] for one in Standing
    }
    if as_json:
        body = {"ok": True, "signer": read.signer, "key": read.signed_with, "published": changed, **report}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    click.echo(f"Khóa ký {read.fingerprint}: {read.signer or 'chưa được tin'}.")
    for standing, words in (
        (Standing.ADDED, "Thêm"),
        (Standing.CHANGED, "Đổi"),
        (Standing.CONFLICT, "Xung đột"),
    ):
        if report[standing.value]:
            click.echo(f"{words} ({len(report[standing.value])}): {', '.join(report[standing.value])}")
    click.echo(f"Giống nhau: {len(report[Standing.UNCHANGED.value])}.")
    if not dry_run:
        click.echo(f"Đã công bố {changed} định nghĩa." if changed else "Không có gì thay đổi.")


def _words(key: tuple[str, str, str, str, str]) -> str:
    kind, code, layer, agency, _document = key
    where = f"@{agency}" if agency else ""
    return f"{kind}/{code}{where} ({layer})"


def _day(platform: Platform, text: str) -> date:
    if not text:
        return platform.today()
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise click.ClickException(f"Không đọc được ngày “{text}”. Ghi dạng 2026-01-31.") from error


@bundle.command(name="key", help="Khóa công khai của hệ thống này và các khóa được tin.")
@JSON
def key_command(*, as_json: bool) -> None:
    """Print the keys."""
    platform = _ready()
    own = public_text(own_key(platform))
    with platform.database.read() as session:
        others = trusted_keys(session)
    if as_json:
        body = {"own": own, "trusted": [{"key": one.key, "name": one.name} for one in others]}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    click.echo(f"Khóa của hệ thống này: {own}\nDấu vân tay: {fingerprint(own)}")
    for one in others:
        click.echo(f"Tin: {one.name} {one.fingerprint}")


@bundle.command(name="trust", help="Tin một khóa công khai từ nay.")
@click.argument("key")
@click.option("--name", required=True, help="Khóa của ai.")
def trust_command(key: str, name: str) -> None:
    """Trust a key."""
    try:
        added = trust(_ready(), OPERATOR, key, name)
    except KeyUnusableError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Đã tin khóa {added.fingerprint} của {added.name}.")
