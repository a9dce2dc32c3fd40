"""Checks, explains, tests and publishes definitions; brings files and database together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from motcua.cli.wiring import open_platform, ready_platform
from motcua.dossiers.actor import Actor, ActorKind
from motcua.kernel.problems import Problem
from motcua.services.definition_explanation import Explanation, explain
from motcua.services.definition_files import (
    Difference,
    FolderError,
    check_files,
    difference,
    publish_documents,
    pull,
    push,
    read_documents,
)
from motcua.services.definition_tests import TestReport, run_definition_tests
from motcua.services.editing import NotPublishableError, PublishWish
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.services.shipped_definitions import load_shipped_definitions

OPERATOR = Actor(
    user="cli",
    full_name="Người vận hành",
    permissions=frozenset({"can_publish_definition"}),
    kind=ActorKind.SYSTEM,
)
PATHS = click.Path(path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
EFFECTIVE = click.option(
    "--effective-from", default="", help="Ngày có hiệu lực, dạng năm-tháng-ngày; bỏ trống là hôm nay."
)
DECISION = click.option("--decision", default="", help="Số quyết định công bố.")
NOTE = click.option("--note", default="", help="Vì sao thay đổi.")


@click.command(help="Kiểm tra định nghĩa trong tệp: cú pháp, ý nghĩa và kiểm thử. Mã thoát 1 khi có lỗi.")
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option("--alone", is_flag=True, help="Không dựa vào định nghĩa đi kèm sản phẩm.")
@JSON
def check(paths: tuple[Path, ...], *, alone: bool, as_json: bool) -> None:
    """Print every problem as file:line:column; nothing is stored."""
    checked = check_files(open_platform(), paths, alone=alone)
    if as_json:
        body = {"documents": checked.documents, "problems": [one.as_json() for one in checked.problems]}
        _print_json({"ok": checked.ok, **body})
    else:
        _print_problems(checked.problems)
        click.echo(f"Đã kiểm tra {checked.documents} định nghĩa: {_count(checked.problems)}.")
    if not checked.ok:
        raise SystemExit(1)


@click.command(
    name="explain", help="Giá trị đang áp dụng của một định nghĩa và lớp quy định ra từng giá trị."
)
@click.argument("code")
@click.option("--kind", default="procedure", show_default=True, help="Loại định nghĩa.")
@click.option("--agency", default="", help="Mã cơ quan; bỏ trống là chung cho cả tỉnh.")
@click.option("--day", default="", help="Ngày áp dụng, dạng năm-tháng-ngày; bỏ trống là hôm nay.")
@JSON
def explain_command(code: str, kind: str, agency: str, day: str, *, as_json: bool) -> None:
    """Print the effective values with their origin."""
    platform = loaded_platform()
    try:
        found = explain(platform, kind, code, agency, _day(platform, day))
    except RulesMissingError as error:
        raise click.ClickException(f"{error} Kiểm tra lại mã và ngày.") from error
    if as_json:
        _print_json(_explanation_body(found))
        return
    where = f", riêng {found.agency}" if found.agency else ""
    decision = f", quyết định {found.decision_number}" if found.decision_number else ""
    head = f"{found.kind} {found.code}{where}, bản {found.revision}, hiệu lực {found.effective_from:%d/%m/%Y}"
    click.echo(f"{head}{decision}")
    for one in found.values:
        value = one.value if isinstance(one.value, str) else json.dumps(one.value, ensure_ascii=False)
        click.echo(f"  {one.pointer}: {value}  [{one.origin_words}]")


@click.command(
    name="test",
    help="Chạy các kiểm thử nằm trong định nghĩa của thủ tục. Mã thoát 1 khi có kiểm thử không đạt.",
)
@click.argument("codes", nargs=-1, required=True)
@JSON
def test_command(codes: tuple[str, ...], *, as_json: bool) -> None:
    """Run definition tests of published procedures and print what they cover."""
    platform = loaded_platform()
    directory, today = platform.directory(), platform.today()
    reports = []
    for code in codes:
        try:
            bundle = platform.rules.bundle(code, "", today)
        except RulesMissingError as error:
            raise click.ClickException(f"{error} Kiểm tra lại mã thủ tục.") from error
        reports.append(run_definition_tests(bundle, directory, platform.registry))
    if as_json:
        _print_json([_report_body(report) for report in reports])
    else:
        for report in reports:
            _print_report(report)
    if not all(report.passed for report in reports):
        raise SystemExit(1)


@click.command(
    help="Công bố định nghĩa từ tệp thành bản mới. Có lỗi hay kiểm thử không đạt thì không công bố gì."
)
@click.argument("files", nargs=-1, required=True, type=PATHS)
@EFFECTIVE
@DECISION
@NOTE
@JSON
def publish(files: tuple[Path, ...], effective_from: str, decision: str, note: str, *, as_json: bool) -> None:
    """Publish all files together or nothing."""
    platform = loaded_platform()
    wish = PublishWish(_day(platform, effective_from), decision, note)
    try:
        published, compilation = publish_documents(platform, OPERATOR, read_documents(files), wish)
    except NotPublishableError as error:
        _refuse(error, as_json=as_json)
    changed = [_words(key) for key in published.changed]
    if as_json:
        problems = [one.as_json() for one in compilation.problems]
        _print_json({"ok": True, "release": published.release, "changed": changed, "problems": problems})
        return
    _print_problems(compilation.problems)
    if not changed:
        click.echo("Không có gì thay đổi.")
        return
    click.echo(f"Đã công bố lần {published.release}, hiệu lực từ {wish.effective_from:%d/%m/%Y}:")
    for words in changed:
        click.echo(f"  {words}")


@click.group(help="Định nghĩa trong cơ sở dữ liệu và trong tệp.")
def metadata() -> None:
    """Pull and push hang below this."""


@metadata.command(
    name="pull", help="Ghi các định nghĩa của tỉnh và cơ quan ra thư mục, mỗi định nghĩa một tệp."
)
@click.argument("folder", type=PATHS)
@JSON
def pull_command(folder: Path, *, as_json: bool) -> None:
    """Write what is stored into files."""
    try:
        found = pull(loaded_platform(), folder)
    except FolderError as error:
        raise click.ClickException(str(error)) from error
    _tell_difference(found, ("Tệp mới", "Tệp ghi lại", "Chỉ có trong thư mục"), as_json=as_json)


@metadata.command(name="push", help="Công bố những gì trong thư mục khác với cơ sở dữ liệu.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết khác nhau ở đâu.")
@EFFECTIVE
@DECISION
@NOTE
@JSON
def push_command(
    folder: Path, effective_from: str, decision: str, note: str, *, dry_run: bool, as_json: bool
) -> None:
    """Publish what differs, after telling what it is."""
    platform = loaded_platform()
    names = ("Thêm", "Đổi", "Chỉ có trong cơ sở dữ liệu")
    wish = PublishWish(_day(platform, effective_from), decision, note or "đưa từ tệp lên")
    try:
        if dry_run:
            _tell_difference(difference(platform, folder)[0], names, as_json=as_json)
            return
        pushed = push(platform, OPERATOR, folder, wish)
    except NotPublishableError as error:
        _refuse(error, as_json=as_json)
    changed = [_words(key) for key in pushed.published.changed]
    if as_json:
        _print_json({**asdict(pushed.difference), "release": pushed.published.release, "published": changed})
        return
    _print_problems(pushed.problems)
    _tell_difference(pushed.difference, names, as_json=False)
    click.echo(f"Đã công bố {len(changed)} định nghĩa." if changed else "Không có gì thay đổi.")


def loaded_platform() -> Platform:
    """The platform with the shipped definitions at least."""
    platform, _done = ready_platform()
    load_shipped_definitions(platform)
    platform.rules.refresh()
    return platform


def _day(platform: Platform, text: str) -> date:
    if not text:
        return platform.today()
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise click.ClickException(f"Không đọc được ngày “{text}”. Ghi dạng 2026-01-31.") from error


def _refuse(error: NotPublishableError, *, as_json: bool) -> None:
    """Print the errors and end with exit code 1."""
    if as_json:
        _print_json({"ok": False, "problems": [one.as_json() for one in error.problems]})
    else:
        _print_problems(error.problems)
        click.echo(str(error), err=True)
    raise SystemExit(1)


def _print_json(body: Any) -> None:
    click.echo(json.dumps(body, ensure_ascii=False, default=str))


def _print_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=problem.is_error)


def _count(problems: tuple[Problem, ...]) -> str:
    errors = sum(problem.is_error for problem in problems)
    return f"{errors} lỗi, {len(problems) - errors} lời nhắc" if problems else "không có lỗi"


def _words(key: tuple[str, str, str]) -> str:
    kind, code, agency = key
    return f"{kind}/{code}@{agency}" if agency else f"{kind}/{code}"


def _explanation_body(found: Explanation) -> dict[str, Any]:
    values = [
        {"pointer": one.pointer, "title": one.title, "value": one.value, "origin": one.origin}
        for one in found.values
    ]
    head = {name: getattr(found, name) for name in ("kind", "code", "agency", "revision", "decision_number")}
    return {**head, "effective_from": found.effective_from.isoformat(), "values": values}


def _report_body(report: TestReport) -> dict[str, Any]:
    return {
        "procedure": report.procedure,
        "passed": report.passed,
        "tests": [
            {"name": one.name, "passed": one.passed, "mismatches": [asdict(item) for item in one.mismatches]}
            for one in report.results
        ],
        "coverage": {
            "percent": report.coverage.percent,
            "steps_missed": list(report.coverage.steps_missed),
            "actions_missed": [f"{step}/{action}" for step, action in report.coverage.actions_missed],
            "branches": [asdict(branch) for branch in report.coverage.branches],
        },
    }


def _print_report(report: TestReport) -> None:
    green = sum(result.passed for result in report.results)
    coverage = report.coverage
    click.echo(
        f"{report.procedure}: {green}/{len(report.results)} kiểm thử đạt, chạm {coverage.percent}% nhánh."
    )
    for result in report.results:
        click.echo(f"  {'đạt' if result.passed else 'KHÔNG ĐẠT'}  {result.name}")
        for one in result.mismatches:
            click.echo(f"      {one.message} {one.remedy}".rstrip())
    if coverage.steps_missed:
        click.echo(f"  Bước chưa đi qua: {', '.join(coverage.steps_missed)}")
    open_branches = [branch.name for branch in coverage.branches if not branch.covered]
    if open_branches:
        click.echo(f"  Điều kiện chưa thử đủ hai phía: {'; '.join(open_branches)}")


def _tell_difference(found: Difference, names: tuple[str, str, str], *, as_json: bool) -> None:
    if as_json:
        _print_json(asdict(found))
        return
    for name, words in zip(names, (found.added, found.changed, found.elsewhere), strict=True):
        if words:
            click.echo(f"{name} ({len(words)}):")
            for one in words:
                click.echo(f"  {one}")
    click.echo(f"Giống nhau: {len(found.unchanged)}.")
