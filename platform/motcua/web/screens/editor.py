"""What the editor's script asks for: rounds of changing and checking, merges, who else is there, the schema."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from sqlalchemy.orm import Session

from motcua.compiler.edits import EditError
from motcua.compiler.kinds import DEFINITION_CLASSES, schema
from motcua.compiler.nodes import split_pointer
from motcua.definitions.form import FormField
from motcua.kernel.time_limit import LimitUnit
from motcua.services.definition_list import definition_codes
from motcua.services.definition_store import StoredLibrary
from motcua.services.draft_merge import MergeSource, MergeWish, NothingToMergeError, merge_draft
from motcua.services.editing import EditConflictError, EditTarget, open_editor
from motcua.services.editor_desk import Foundation, after_acts, editor_state
from motcua.services.editor_presence import leave, report_presence
from motcua.surfaces.definition_acts import Deed, FormAct
from motcua.surfaces.schema_nodes import place_words
from motcua.surfaces.schema_words import CHOICES
from motcua.web.screens.editor_view import UNITS, chosen_tab, form_html, form_of, problem_lines, tab_lines
from motcua.web.screens.studio import back_to_editor, edit_target, posted_text
from motcua.web.screens.words import moment_line
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("editor", __name__)

MOST_ACTS = 60
MOST_DEPTH = 20


@blueprint.post("/dinh-nghia/<kind>/<code>/soan")
@require("can_edit_definition")
def work(kind: str, code: str) -> Response:
    """One round: what was done in the form is written into the text; back come text, forms and problems.

    What cannot be done comes back as `refused`, with the text as it was.
    """
    target, text = edit_target(kind, code), posted_text()
    tab = chosen_tab(kind, request.form.get("phan", ""))
    opened = {str(one) for one in _json("opened", [])}
    refused = ""
    added: list[str] = []
    with current_platform().database.read() as session:
        foundation = Foundation(StoredLibrary(session), target)
        try:
            text, added = after_acts(foundation, text, _acts())
        except EditError as error:
            refused = str(error)
        state = editor_state(current_platform(), foundation, text, opened | set(added))
        shown = form_html(session, target, state, tab)
    return jsonify(
        {
            "text": text,
            "form": shown,
            "tabs": tab_lines(state, kind, tab, back_to_editor(target)),
            "problems": problem_lines(state, kind),
            "seconds": round(state.seconds, 3),
            "refused": refused,
            "added": added,
        }
    )


def _acts() -> list[FormAct]:
    return [_act(one) for one in _json("acts", [])[:MOST_ACTS]]


def _act(given: Any) -> FormAct:
    if not isinstance(given, dict) or given.get("deed") not in set(Deed):
        abort(400)
    path = given.get("path")
    if isinstance(path, str):
        path = split_pointer(path)
    if not isinstance(path, list | tuple) or not 0 < len(path) <= MOST_DEPTH:
        abort(400)
    return FormAct(
        deed=Deed(given["deed"]),
        path=tuple(str(part) for part in path),
        typed=given.get("typed", ""),
        to=str(given.get("to") or ""),
        kind=str(given.get("kind") or "set"),
        found=str(given.get("found") or ""),
    )


def _json(name: str, nothing: Any) -> Any:
    try:
        given = json.loads(request.form.get(name) or "null")
    except ValueError:
        abort(400)
    if given is None:
        return nothing
    if not isinstance(given, type(nothing)):
        abort(400)
    return given


@blueprint.post("/dinh-nghia/<kind>/<code>/gop")
@require("can_edit_definition")
def merge(kind: str, code: str) -> Response:
    """Join the text with what somebody else did; conflicts come back to be chosen, else the result is saved."""
    target, text = edit_target(kind, code), posted_text()
    source = request.form.get("source", "")
    if source not in set(MergeSource):
        abort(400)
    choices = {tuple(map(str, path)): taken is True for path, taken in _json("choices", [])}
    wish = MergeWish(
        text=text,
        source=MergeSource(source),
        base=request.form.get("base", "").replace("\r\n", "\n"),
        person=request.form.get("person", "")[:128],
        choices=choices,
    )
    try:
        merged = merge_draft(current_platform(), current_actor(), target, wish)
    except (EditError, NothingToMergeError, EditConflictError) as error:
        return Response(str(error), status=409, mimetype="text/plain")
    return jsonify(
        {
            "text": merged.text,
            "taken": merged.taken,
            "version": merged.version,
            "newest": merged.base_number,
            "saved_at": f"{current_platform().now():%H:%M:%S}",
            "conflicts": [
                {
                    "path": list(one.path),
                    "where": place_words(kind, one.path),
                    "base": _shown(one.base),
                    "mine": _shown(one.mine),
                    "theirs": _shown(one.theirs),
                }
                for one in merged.conflicts
            ],
        }
    )


def _shown(value: Any) -> str:
    """A value of a conflict in words."""
    if value is None:
        return "không có"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(child)}" for key, child in value.items())
    if isinstance(value, list):
        return ", ".join(_shown(child) for child in value) or "danh sách trống"
    return str(value)


@blueprint.post("/dinh-nghia/<kind>/<code>/hien-dien")
@require("can_edit_definition")
def presence(kind: str, code: str) -> Response:
    """The editor is open here; who else has it open, and whether something was published meanwhile."""
    target, platform = edit_target(kind, code), current_platform()
    if request.form.get("leave") == "1":
        leave(platform, current_actor(), target)
        return jsonify({"people": [], "newest": 0})
    company = report_presence(platform, current_actor(), target, request.form.get("place", ""))
    return jsonify(
        {
            "newest": company.newest,
            "people": [
                {
                    "username": one.username,
                    "name": one.name,
                    "where": place_words(kind, split_pointer(one.place)) if one.place.startswith("/") else "",
                    "place": one.place,
                    "draft": moment_line(one.draft_saved_at),
                }
                for one in company.people
            ],
        }
    )


@blueprint.get("/dinh-nghia/<kind>/<code>/tu-vung")
@require("can_edit_definition")
def vocabulary(kind: str, code: str) -> Response:
    """What completion and hover know: the schema of the kind, words of choices, codes of what it may name."""
    target, platform = edit_target(kind, code), current_platform()
    with platform.database.read() as session:
        known = _known(session, target)
        text = open_editor(session, current_actor(), target).text
        state = editor_state(platform, Foundation(StoredLibrary(session), target), text)
        form = form_of(session, state, target)
    answer = jsonify(
        {
            "schema": schema(kind),
            "overlay": schema("overlay")["properties"],
            "words": {name: dict(words) for name, words in CHOICES.items()},
            "units": {unit.value: UNITS[unit] for unit in LimitUnit},
            "known": known,
            "fields": [_asked(field) for section in form.sections for field in section.fields]
            if form
            else [],
        }
    )
    answer.headers["Cache-Control"] = "private, max-age=60"
    return answer


def _asked(field: FormField) -> dict[str, Any]:
    """A field of the form as conditions may ask it."""
    return {
        "id": field.id,
        "label": field.label,
        "type": field.type,
        "options": [{"value": option.value, "label": option.label} for option in field.options],
    }


def _known(session: Session, target: EditTarget) -> dict[str, list[tuple[str, str]]]:
    platform = current_platform()
    directory = platform.directory()
    known = {kind: list(definition_codes(session, kind)) for kind in sorted(_named_kinds(target.kind))}
    known["agency"] = [(one.code, one.name) for one in directory.agencies()]
    known["position"] = [(one.code, one.name) for one in directory.positions()]
    return known


def _named_kinds(kind: str) -> set[str]:
    """The kinds that a definition of this kind may name."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            refers = node.get("x-refers")
            if isinstance(refers, str):
                found.add(kind if refers == "same" else refers)
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(schema(kind))
    return found & set(DEFINITION_CLASSES)
