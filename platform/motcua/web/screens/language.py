"""The reference of the definition language, for whoever writes definitions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from motcua.compiler.kinds import KINDS
from motcua.compiler.reference import function_lines, page_of, pages, problem_lines
from motcua.compiler.reference_text import ABOUT, ABOUT_EXPRESSIONS, SIGNS
from motcua.kernel.problems import Severity
from motcua.web.security.current import require

blueprint = Blueprint("language", __name__, url_prefix="/tai-lieu/ngon-ngu")

SEVERITY_WORDS = {
    Severity.ERROR: ("late", "Lỗi"),
    Severity.WARNING: ("soon", "Cảnh báo"),
    Severity.ADVICE: ("work", "Lời khuyên"),
}


@blueprint.get("")
@require()
def index() -> str:
    """Every kind with what it is for."""
    return _page("language/index.html", "", pages=pages(), about=ABOUT.replace("`", ""))


@blueprint.get("/bieu-thuc")
@require()
def functions() -> str:
    """The functions and signs of expressions."""
    return _page(
        "language/functions.html",
        "bieu-thuc",
        lines=function_lines(),
        about=ABOUT_EXPRESSIONS.replace("`", ""),
        signs=SIGNS.replace("`", ""),
    )


@blueprint.get("/ma-loi")
@require()
def problems() -> str:
    """Every problem the compiler may report."""
    return _page("language/problems.html", "ma-loi", lines=problem_lines(), severities=SEVERITY_WORDS)


@blueprint.get("/<kind>")
@require()
def kind_page(kind: str) -> str:
    """Every property of one kind, a good and a bad example."""
    if kind not in KINDS:
        abort(404)
    return _page("language/kind.html", kind, page=page_of(kind))


def _page(template: str, active: str, **given: Any) -> str:
    menu = [{"id": page.kind, "title": page.title} for page in pages()]
    return render_template(template, menu=menu, active=active, **given)
