"""Runs a fictitious dossier of a procedure through its rules; nothing is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from motcua.cli.definitions import loaded_platform
from motcua.compiler.compilation import compile_documents
from motcua.compiler.sources import read_tree
from motcua.definitions.procedure import Channel
from motcua.dossiers.plugin_types import types_with
from motcua.extension.points import FIELD_TYPES
from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import moment_words
from motcua.kernel.money import format_money
from motcua.services.definition_store import StoredLibrary
from motcua.services.definition_tests import with_places
from motcua.services.drafted_rules import ChosenRules, NoRulesError, compiled_rules, published_rules
from motcua.services.runtime import Platform
from motcua.services.simulated_papers import Outputs
from motcua.services.simulation import Simulation, Stage, follow_main_road, simulate
from motcua.services.simulation_script import Press, Script
from motcua.services.simulation_start import sample_applicant, with_sample
from motcua.services.simulation_tests import entry_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of the fictitious dossier."""

    agency: str
    channel: str
    variant: str
    received: str
    answers: Path | None
    presses: tuple[str, ...]
    seed: int


@click.command(
    name="simulate",
    help="Chạy thử một hồ sơ giả của thủ tục CODE qua đúng các quy tắc thật; không lưu gì. "
    "Không ghi --press thì đi theo các nút chính tới khi kết thúc. Mã thoát 1 khi hồ sơ không đi được.",
)
@click.argument("code")
@click.option(
    "--file", "files", multiple=True, type=click.Path(path_type=Path), help="Tệp bản nháp chạy thử."
)
@click.option("--revision", default=0, help="Số bản đã công bố; bỏ trống là bản đang áp dụng.")
@click.option("--agency", default="", help="Mã cơ quan; bỏ trống là cơ quan đầu tiên nhận thủ tục.")
@click.option("--channel", default="counter", type=click.Choice([one.value for one in Channel]))
@click.option("--variant", default="", help="Mã trường hợp; bỏ trống là theo câu trả lời.")
@click.option("--at", "received", default="", help="Lúc nộp, dạng 2026-11-20T09:00; bỏ trống là bây giờ.")
@click.option("--answers", type=click.Path(path_type=Path, exists=True), help="Tệp JSON câu trả lời.")
@click.option("--press", "presses", multiple=True, help="Nút bấm, dạng bước/nút[@2026-11-20T10:00].")
@click.option("--seed", default=1, help="Số khởi đầu để sinh câu trả lời.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def simulate_command(
    code: str, files: tuple[Path, ...], revision: int, *, as_json: bool, **asked: Any
) -> None:
    """Print what happens to a fictitious dossier at each press."""
    platform = loaded_platform()
    types = types_with(platform.registry.every(FIELD_TYPES))
    wish = Asked(**asked)
    try:
        rules = _rules(platform, code, files, wish.agency, revision)
    except NoRulesError as error:
        said = "\n".join([str(error), *(str(problem) for problem in error.problems)])
        raise click.ClickException(said) from error
    run = simulate(rules.bundle, rules.directory, _script(platform, rules, wish), types)
    if not wish.presses:
        run = follow_main_road(run, rules.bundle, types)
    body = run_body(platform, run)
    if as_json:
        click.echo(json.dumps(body, ensure_ascii=False, default=str))
    else:
        _print(body)
    if run.stopped or (not wish.presses and not run.is_over):
        raise SystemExit(1)


def _rules(platform: Platform, code: str, files: tuple[Path, ...], agency: str, revision: int) -> ChosenRules:
    with platform.database.read() as session:
        if not files:
            return published_rules(platform, session, code, agency, revision)
        documents, problems = read_tree(files)
        compilation = compile_documents(
            documents, StoredLibrary(session), platform.registry, today=platform.today()
        )
        bundle = compiled_rules(session, compilation, code, agency)
    errors = [one for one in (*problems, *compilation.problems) if one.is_error]
    if bundle is None or errors:
        raise NoRulesError(f"Bản nháp còn {len(errors)} lỗi nên chưa chạy thử được.", errors)
    return ChosenRules(with_places(bundle), platform.directory(), "Tệp bản nháp")


def _script(platform: Platform, rules: ChosenRules, asked: Asked) -> Script:
    procedure = rules.bundle.procedure
    agency = asked.agency or next(iter(rules.directory.offering(procedure)), "")
    if not agency:
        raise click.ClickException(
            "Chưa cơ quan nào nhận thủ tục này. Ghi --agency, hoặc giao cơ quan trước."
        )
    script = Script(
        agency=agency,
        received_at=_moment(asked.received) or platform.now(),
        channel=Channel(asked.channel),
        variant=asked.variant,
        applicant=sample_applicant(rules),
        presses=tuple(_press(one) for one in asked.presses),
    )
    if asked.answers is not None:
        return replace(script, answers=json.loads(asked.answers.read_text(encoding="utf-8")))
    return with_sample(platform, rules, script, asked.seed)


def _press(text: str) -> Press:
    where, _, at = text.partition("@")
    step, slash, action = where.rpartition("/")
    if not slash or not action:
        raise click.ClickException(f"“{text}” chưa đúng dạng bước/nút, ví dụ receive/forward.")
    return Press(step, action, _moment(at))


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return in_vietnam(datetime.fromisoformat(text))
    except ValueError as error:
        raise click.ClickException(f"Không đọc được “{text}”. Ghi dạng 2026-11-20T09:00.") from error


def run_body(platform: Platform, run: Simulation) -> dict[str, Any]:
    """The run as JSON."""
    outputs = Outputs(platform, run)
    evaluation = run.evaluation
    return {
        "procedure": run.rules.bundle.procedure.code,
        "agency": run.script.agency,
        "channel": run.script.channel.value,
        "variant": evaluation.variant,
        "answers": evaluation.sheet.values,
        "problems": [{"path": one.path, "message": one.message} for one in evaluation.problems],
        "documents": [line.id for line in evaluation.checklist if line.required],
        "fees": [{"id": line.id, "name": line.name, "amount": line.amount} for line in evaluation.fees.lines],
        "fee_total": evaluation.fees.total,
        "due": evaluation.due.due_at.isoformat() if evaluation.due else None,
        "due_explanation": [evaluation.due.summary(), *evaluation.due.explanation()]
        if evaluation.due
        else [],
        "stages": [_stage(outputs, number, stage) for number, stage in enumerate(run.stages)],
        "choices": [
            {
                "step": one.button.step,
                "action": one.button.id,
                "name": one.button.name,
                "main": one.button.main,
            }
            for one in run.choices
        ],
        "stopped": run.stopped,
        "over": run.is_over,
        "test": entry_of(run, "Chạy thử"),
    }


def _stage(outputs: Outputs, number: int, stage: Stage) -> dict[str, Any]:
    state = stage.state
    return {
        "at": stage.at.isoformat(),
        "pressed": stage.pressed,
        "step": stage.step,
        "events": [event.kind.value for event in stage.events],
        "status": state.lifecycle.name_in_vietnamese,
        "official_status": state.official_status,
        "due": state.clock.due_at.isoformat() if state.clock.due_at else None,
        "waiting_for": [
            {"step": one.step, "position": one.position, "agency": one.agency} for one in state.active
        ],
        "papers": [paper.code for paper in outputs.papers(number)],
        "notices": [
            {"to": one.to, "channel": one.channel, "text": one.text} for one in outputs.notices(number)
        ],
    }


def _print(body: dict[str, Any]) -> None:
    total = body["fee_total"]
    money = "chưa rõ" if total is None else format_money(total)
    click.echo(f"{body['procedure']}, trường hợp {body['variant'] or 'chung'}, phí và lệ phí {money}")
    for line in body["due_explanation"][:1] or ["Chưa rõ ngày hẹn trả"]:
        click.echo(f"  {line}")
    for problem in body["problems"]:
        click.echo(f"  lưu ý {problem['path']}: {problem['message']}")
    for stage in body["stages"]:
        moment = moment_words(datetime.fromisoformat(stage["at"]))
        waiting = ", ".join(f"{one['step']} ({one['position']})" for one in stage["waiting_for"]) or "hết"
        click.echo(f"  {moment}  {stage['pressed']} → {stage['status']}; chờ {waiting}")
        if stage["papers"]:
            click.echo(f"      in {', '.join(stage['papers'])}")
    if body["stopped"]:
        click.echo(f"  Dừng: {body['stopped']}")
