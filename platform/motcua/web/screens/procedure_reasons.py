"""Why each value of a procedure is what it is: the layer that says so, and what the layers below said."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from motcua.kernel.text import fold
from motcua.services.rule_store import RulesMissingError
from motcua.services.value_history import Reasoned, Said, reasons
from motcua.web.screens.words import day_words
from motcua.web.security.current import current_platform, require

blueprint = Blueprint("procedure_reasons", __name__)


@blueprint.get("/thu-tuc/<code>/vi-sao")
@require("can_view_catalog")
def page(code: str) -> str:
    """Every effective value, all or those that match what is looked for, for the province or one agency."""
    platform = current_platform()
    agency, wanted = request.args.get("co-quan", ""), request.args.get("tim", "").strip()
    directory = platform.directory()
    if agency and not directory.knows(agency):
        abort(404)
    try:
        found, values = reasons(platform, "procedure", code, agency, platform.today())
    except RulesMissingError:
        abort(404)
    lines = [_line(one) for one in values]
    shown = [one for one in lines if fold(wanted) in fold(" ".join(map(str, one.values())))]
    return render_template(
        "procedure/vi-sao.html",
        code=code,
        name=platform.rules.definition("procedure", code, platform.today(), agency).name,
        found=found,
        lines=shown,
        total=len(lines),
        wanted=wanted,
        agency=agency,
        agency_name=directory.agency(agency).name if agency else "",
        back=url_for("procedure.page", code=code),
        day=day_words,
    )


def _line(one: Reasoned) -> dict[str, Any]:
    return {
        "title": one.value.title or one.value.pointer.rpartition("/")[2],
        "pointer": one.value.pointer,
        "value": _words(one.value.value),
        "origin": one.value.origin_words,
        "overruled": "; ".join(_overruled(said) for said in one.overruled),
    }


def _overruled(said: Said) -> str:
    return f"{said.layer} ghi {_words(said.value)}"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
