"""Builds a report definition from choices: what stands so far, the text after a change, and a look at its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from motcua.compiler.edits import Act, Edit
from motcua.compiler.shapes import shape_of
from motcua.compiler.spans import MapSpan, SpanError, plain_data, read_spans
from motcua.compiler.text_edits import edit_text
from motcua.compiler.writing import yaml_text
from motcua.definitions.report import Report
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem
from motcua.reporting.charts import ChartData
from motcua.reporting.periods import PeriodError
from motcua.reporting.result import ReportResult
from motcua.services.access import ForbiddenError, require
from motcua.services.definition_sheet import newest_sheet
from motcua.services.editing import EditTarget, check, open_editor
from motcua.services.report_charts import report_charts
from motcua.services.report_plans import ReportRequest, ReportRequestError, plan_report
from motcua.services.reporting import counted_report
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope

KIND = "report"
SEEN_ROWS = 60
_NOT_COPIED = frozenset({"kind", "code", "extends", "number", "issued_under", "legal_basis"})
NEW_LISTS: Mapping[str, str] = MappingProxyType(
    {"moi:dossier": "Danh sách hồ sơ, tự chọn cột", "moi:payment": "Bảng kê khoản thu, tự chọn cột"}
)
"""What a builder may begin with beside another report: lists, with columns to begin from."""
_LIST_COLUMNS = (
    ("STT", "index", 5),
    ("Mã hồ sơ", "number", 20),
    ("Tên thủ tục", "procedure_name", 34),
    ("Người nộp", "applicant_name", 22),
)
_MORE_COLUMNS: Mapping[str, tuple[tuple[str, str, int], ...]] = MappingProxyType(
    {
        "dossier": (
            ("Ngày nhận", "received_at", 14),
            ("Ngày hẹn trả", "due_at", 14),
            ("Tình trạng", "status_name", 16),
        ),
        "payment": (
            ("Ngày thu", "paid_at", 14),
            ("Lệ phí", "levy_amount", 12),
            ("Phí", "charge_amount", 12),
        ),
    }
)
_MAKES_REPORTS = frozenset({"can_report", "can_report_all"})


class BuilderError(ValueError):
    """The builder cannot work on this text; the message is Vietnamese and says where to go instead."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """A report under construction: its text, what it says, and the version of the draft to save against.

    ``flattened`` names the report it extends when the text had to be written out in full to be changed here.
    """

    text: str
    content: Mapping[str, Any]
    version: int
    flattened: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a report that is not published: what is wrong with it, or its figures."""

    problems: tuple[Problem, ...] = ()
    result: ReportResult | None = None
    charts: tuple[ChartData, ...] = ()
    refused: str = ""


def workbench(session: Session, actor: Actor, code: str, base: str = "") -> Workbench:
    """What a builder opens: the actor's draft, the published text, else a beginning from another report.

    Raises BuilderError for a text that does not read.
    """
    editable = open_editor(session, actor, EditTarget(KIND, code))
    content = _content(editable.text)
    if content is None:
        raise BuilderError("Văn bản của báo cáo đang có lỗi cú pháp. Sửa ở trình soạn rồi quay lại đây.")
    known = newest_sheet(session, KIND, code)
    if not editable.is_draft and known is None and base:
        return _new_list(code, base) if base in NEW_LISTS else _from(session, code, base)
    extended = str(content.get("extends", ""))
    if extended or content.get("kind") == "overlay":
        if known is None:
            raise BuilderError(f"Báo cáo này kế thừa “{extended}” và chưa công bố. Sửa ở trình soạn.")
        whole = {key: value for key, value in known.content.items() if key != "extends"}
        text = yaml_text(KIND, {"kind": KIND, **whole, "code": code})
        return Workbench(text, whole, editable.version, extended or str(content.get("of", "")))
    return Workbench(editable.text, content, editable.version)


def _from(session: Session, code: str, base: str) -> Workbench:
    sheet = newest_sheet(session, KIND, base)
    if sheet is None:
        raise BuilderError(f"Không có báo cáo “{base}” để làm theo.")
    content = {key: value for key, value in sheet.content.items() if key not in _NOT_COPIED}
    content = {"kind": KIND, "code": code, **content}
    return Workbench(yaml_text(KIND, content), content, 0)


def _new_list(code: str, base: str) -> Workbench:
    each = base.partition(":")[2]
    name = NEW_LISTS[base].partition(",")[0]
    found = enumerate((*_LIST_COLUMNS, *_MORE_COLUMNS[each]), start=1)
    content: dict[str, Any] = {
        "kind": KIND,
        "code": code,
        "name": name,
        "title": name.upper(),
        "filter": "received_by_agency, received_in_period" if each == "dossier" else "received_by_agency",
        "period_kinds": ["day", "week", "month", "reporting_quarter", "half_year", "year", "any"],
        "rows": {"each": each, "total": "TỔNG CỘNG" if each == "payment" else ""},
        "columns": [
            {"id": f"c{place}", "heading": [heading], "value": value, "width": width}
            for place, (heading, value, width) in found
        ],
    }
    return Workbench(yaml_text(KIND, content), content, 0)


def _content(text: str) -> Mapping[str, Any] | None:
    try:
        root = read_spans(text)
    except SpanError:
        return None
    return plain_data(root) if isinstance(root, MapSpan) else None


def changed_text(bench: Workbench, choices: Mapping[str, Any]) -> str:
    """The text with the choices written into it; what was not chosen anew and all comments stay.

    ``choices`` are top-level names of a report; None takes one away. Raises EditError.
    """
    shape = shape_of(KIND)
    edits = [
        Edit(Act.SET if value is not None else Act.REMOVE, (name,), value)
        for name, value in choices.items()
        if _texts(value) != _texts(bench.content.get(name))
    ]
    return edit_text(bench.text, edits, shape)


def _texts(value: Any) -> Any:
    """A value with everything as text, so that 12 and "12" are no change."""
    if isinstance(value, Mapping):
        return {key: _texts(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_texts(one) for one in value]
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def look(
    platform: Platform, scope: Scope, actor: Actor, text: str, request: ReportRequest, *, charts: bool = True
) -> Look:
    """Check a text and count it for a period within what the actor may see; nothing is stored.

    Raises ForbiddenError for who may not make reports.
    """
    require(actor, "can_edit_definition", "sửa định nghĩa")
    if not actor.permissions & _MAKES_REPORTS:
        raise ForbiddenError(f"Tài khoản {actor.user} không có quyền lập báo cáo nên không xem được số liệu.")
    with platform.database.read() as session:
        compilation = check(platform, session, text, EditTarget(KIND, request.code))
    found = compilation.get(KIND, request.code)
    if not compilation.ok or found is None or not isinstance(found.definition, Report):
        return Look(tuple(problem for problem in compilation.problems if problem.is_error))
    report: Report = found.definition
    try:
        plan = plan_report(platform, scope, request, report)
        result = counted_report(platform, scope, plan, SEEN_ROWS)
        drawn = report_charts(platform, scope, request, result) if charts and report.charts else ()
    except (ReportRequestError, PeriodError) as error:
        return Look(tuple(compilation.problems), refused=str(error))
    return Look(tuple(compilation.problems), result, drawn)
