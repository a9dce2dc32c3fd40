"""Chạy thử: a fictitious dossier pressed from step to step under a draft or a revision; nothing is stored."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from motcua.definitions.procedure import Channel
from motcua.documents.pdf import page_svgs
from motcua.dossiers.field_types import FieldTypes
from motcua.dossiers.intake import CHANNEL_WORDS
from motcua.dossiers.plugin_types import types_with
from motcua.extension.points import FIELD_TYPES
from motcua.services.definition_sheet import newest_sheet, revision_lines
from motcua.services.drafted_rules import (
    ChosenRules,
    NoRulesError,
    drafted_rules,
    own_drafts,
    published_rules,
)
from motcua.services.editing import EditConflictError, EditTarget
from motcua.services.papers import PaperMissingError
from motcua.services.simulated_papers import Outputs
from motcua.services.simulation import Simulation, follow_main_road, next_moment, simulate
from motcua.services.simulation_script import Press, Script
from motcua.services.simulation_start import sample_applicant, with_sample
from motcua.services.simulation_tests import save_as_test
from motcua.surfaces.posted import TooManyFieldsError, nested
from motcua.web.screens.simulation_view import form_sections, stage_views
from motcua.web.screens.studio import crumbs
from motcua.web.screens.typed_dates import read_moment
from motcua.web.screens.words import day_words
from motcua.web.security.current import current_actor, current_platform, may, require

blueprint = Blueprint("simulation", __name__)

MAX_SCRIPT = 100_000
MOST_DIGITS = 9
DRAFT = "nhap"
NOW = "dang-ap-dung"


@dataclass(slots=True)
class Asked:
    """What the page was asked: under which rules, with which data, what to do next."""

    source: str
    act: str
    seed: int
    script: Script | None
    paper: tuple[int, str] | None = None
    problem: str = ""


@blueprint.get("/thu-tuc/<code>/chay-thu")
@require("can_edit_definition", "can_review_definition", "can_publish_definition")
def page(code: str) -> str:
    """A fresh fictitious dossier with made-up answers."""
    return _page(code, Asked(request.args.get("ban", ""), "generate", 1, None))


@blueprint.post("/thu-tuc/<code>/chay-thu")
@require("can_edit_definition", "can_review_definition", "can_publish_definition")
def go_on(code: str) -> str:
    """The run with what was just asked: other data, a button pressed, a step taken back, a test kept."""
    return _page(code, _asked(request.form))


def _page(code: str, asked: Asked) -> str:
    platform, actor = current_platform(), current_actor()
    platform.rules.refresh()
    agency = request.values.get("co-quan", "")
    with platform.database.read() as session:
        has_draft = bool(own_drafts(session, actor, code, agency))
        asked.source = asked.source or (DRAFT if has_draft else NOW)
        lines = revision_lines(session, "procedure", code, platform.today())
        sheet = newest_sheet(session, "procedure", code)
        name = str(sheet.content.get("name", code)) if sheet else code
        problems: tuple[Any, ...] = ()
        rules = None
        try:
            if asked.source == DRAFT:
                rules = drafted_rules(platform, session, actor, code, agency)
            else:
                number = asked.source if asked.source.isdecimal() and len(asked.source) < MOST_DIGITS else "0"
                rules = published_rules(platform, session, code, agency, int(number))
        except NoRulesError as error:
            asked.problem, problems = str(error), error.problems
    shown: dict[str, Any] = {"run": None, "stages": ()}
    if rules is not None:
        shown = _shown(code, rules, asked)
    sources = [(NOW, "Bản đang áp dụng")] if any(line.state == "current" for line in lines) else []
    sources += [
        (str(line.number), f"Bản {line.number}, từ {day_words(line.effective_from)}")
        for line in lines
        if not line.agency and not line.retired
    ]
    if has_draft:
        sources.insert(0, (DRAFT, "Bản nháp của bạn"))
    return render_template(
        "studio/simulation.html",
        code=code,
        name=name,
        agency=agency,
        asked=asked,
        problems=problems,
        sources=sources,
        may_save=may("can_edit_definition"),
        crumbs=crumbs(EditTarget("procedure", code), name, "Chạy thử"),
        edit_url=url_for("studio.edit_procedure", code=code),
        **shown,
    )


def _shown(code: str, rules: ChosenRules, asked: Asked) -> dict[str, Any]:
    """The run asked for, ready to draw."""
    platform = current_platform()
    types = types_with(platform.registry.every(FIELD_TYPES))
    script = asked.script or Script(
        agency=next(iter(rules.directory.offering(rules.bundle.procedure)), ""),
        received_at=platform.now(),
        channel=next(iter(rules.bundle.procedure.channels), Channel.COUNTER),
        applicant=sample_applicant(rules),
    )
    if asked.act == "generate":
        script = with_sample(platform, rules, replace(script, presses=(), answers={}), asked.seed)
    run = _run(rules, script, asked, types)
    if asked.act == "save":
        _save(code, run)
    outputs = Outputs(platform, run)
    return {
        "run": run,
        "stages": stage_views(run, outputs),
        "sections": form_sections(run),
        "presses": _presses_json(run.script),
        "paper": _paper(outputs, asked),
        "next_at": next_moment(run.rules, run.stages[-1]) if run.stages else None,
        "channels": [(one.value, CHANNEL_WORDS[one]) for one in rules.bundle.procedure.channels],
        "agencies": [
            (one, rules.directory.agency(one).name)
            for one in rules.directory.offering(rules.bundle.procedure)[:400]
        ],
        "rules_words": rules.words,
    }


def _run(rules: ChosenRules, script: Script, asked: Asked, types: FieldTypes) -> Simulation:
    run = simulate(rules.bundle, rules.directory, script, types)
    if asked.act == "main":
        return follow_main_road(run, rules.bundle, types)
    if run.stopped and run.stages:
        # the last press was refused: the page stays where it was and says why
        asked.problem = run.stopped
        kept = replace(script, presses=script.presses[: len(run.stages) - 1])
        return simulate(rules.bundle, rules.directory, kept, types)
    return run


def _save(code: str, run: Simulation) -> None:
    name = request.form.get("test_name", "").strip()
    if not name:
        flash("Đặt tên cho kiểm thử rồi lưu.", "warning")
        return
    if not may("can_edit_definition"):
        flash("Bạn không có quyền sửa thủ tục nên không lưu kiểm thử được.", "warning")
        return
    try:
        save_as_test(current_platform(), current_actor(), code, run, name)
        flash(f"Đã lưu “{name}” vào kiểm thử của bản nháp.", "success")
    except (EditConflictError, ValueError) as error:
        flash(str(error), "warning")


def _paper(outputs: Outputs, asked: Asked) -> dict[str, Any] | None:
    if asked.paper is None:
        return None
    try:
        drawn = outputs.paper(*asked.paper)
    except PaperMissingError as error:
        asked.problem = str(error)
        return None
    images = [base64.b64encode(one.encode()).decode() for one in page_svgs(drawn)[:4]]
    return {"title": drawn.title, "images": images}


def _asked(posted: MultiDict[str, str]) -> Asked:
    """Read the posted run; what cannot be read is said, and the rest is kept."""
    act, _, rest = posted.get("act", "run").partition(":")
    seed = posted.get("seed", "1")
    asked = Asked(
        posted.get("source", ""), act, int(seed) if seed.isdecimal() and len(seed) < MOST_DIGITS else 1, None
    )
    received = read_moment(posted.get("day", ""), posted.get("time", ""))
    if received is None:
        asked.problem = "Ghi ngày nộp dạng 20/11/2026 và giờ dạng 09:00."
        received = current_platform().now()
    try:
        values = nested(posted.items(multi=True), _tables(posted))
    except TooManyFieldsError as error:
        asked.problem = str(error)
        values = {}
    channel = posted.get("channel", "")
    script = Script(
        agency=posted.get("agency", ""),
        received_at=received,
        channel=Channel(channel) if channel in {one.value for one in Channel} else Channel.COUNTER,
        variant=posted.get("variant", ""),
        answers=_group(values.get("form")),
        applicant={name: value for name, value in _group(values.get("applicant")).items() if value},
        presses=_presses(posted.get("presses", "")),
    )
    asked.script = _changed(asked, script, rest, posted)
    return asked


def _changed(asked: Asked, script: Script, rest: str, posted: MultiDict[str, str]) -> Script:
    match asked.act:
        case "generate":
            asked.seed += 1
        case "run":
            return replace(script, presses=())
        case "back":
            keep = int(rest) if rest.isdecimal() and len(rest) < MOST_DIGITS else 0
            return replace(script, presses=script.presses[:keep])
        case "press":
            step, _, action = rest.rpartition("/")
            at = read_moment(posted.get("next_day", ""), posted.get("next_time", ""))
            if at is None:
                asked.problem = "Ghi thời điểm bấm dạng 20/11/2026 và 10:00."
                return script
            return script.then(Press(step, action, at, posted.get("reason", "").strip()[:1000]))
        case "paper":
            stage, _, code = rest.partition("/")
            asked.paper = (int(stage) if stage.isdecimal() and len(stage) < MOST_DIGITS else 0, code)
    return script


def _group(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(posted: MultiDict[str, str]) -> frozenset[str]:
    """The repeating groups of the posted form: `form.con.r1.ho_ten` belongs to `form.con`."""
    names = (name.split(".") for name in posted if name.startswith("form."))
    return frozenset(
        ".".join(parts[:2])
        for parts in names
        if len(parts) == 4 and parts[2][:1] == "r" and parts[2][1:].isdecimal()
    )


def _presses(text: str) -> tuple[Press, ...]:
    if not text or len(text) > MAX_SCRIPT:
        return ()
    try:
        return tuple(
            Press(str(step), str(action), datetime.fromisoformat(at) if at else None, str(reason))
            for step, action, at, reason in json.loads(text)
        )
    except (ValueError, TypeError):
        return ()


def _presses_json(script: Script) -> str:
    return json.dumps(
        [[one.step, one.action, one.at.isoformat() if one.at else "", one.reason] for one in script.presses]
    )
