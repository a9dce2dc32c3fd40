"""Reports: what can be made, and one report as JSON, workbook, PDF or text table."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, request

from motcua.reporting.periods import PeriodError
from motcua.services.access import ForbiddenError
from motcua.services.report_exports import export_workbook
from motcua.services.report_files import MEDIA_TYPES, FileFormat, report_file
from motcua.services.report_plans import ReportNotFoundError, ReportRequest, ReportRequestError
from motcua.services.reporting import report_definitions, run_report
from motcua.web.api.answers import answer, explained
from motcua.web.problem_details import problem
from motcua.web.security.current import current_actor, current_platform, current_scope, require_token

blueprint = Blueprint("api_reports", __name__, url_prefix="/api/v1/reports")

FORMATS = ("json", *(one.value for one in FileFormat))


@blueprint.get("")
@require_token("can_report", "can_report_all")
@explained
def listing() -> Response:
    """The reports that can be made."""
    found = report_definitions(current_platform(), current_scope())
    return answer(
        {
            "items": [
                {
                    "code": one.code,
                    "name": one.name,
                    "number": one.number,
                    "period_kinds": list(one.period_kinds),
                    "columns": [
                        {"id": column.id, "number": column.number, "heading": list(column.heading)}
                        for column in one.columns
                    ],
                }
                for one in found
            ]
        }
    )


@blueprint.get("/<code>")
@require_token("can_report", "can_report_all")
@explained
def show(code: str) -> Response:
    """One report for a period and agencies within the caller's scope."""
    args = request.args
    kind = args.get("format", "json")
    if kind not in FORMATS:
        detail = f"Không có dạng “{kind}”. Chọn một trong: {', '.join(FORMATS)}."
        return problem(400, detail, [{"pointer": "/format", "detail": detail}])
    wanted = ReportRequest(code, args.get("period", ""), args.get("agency", ""))
    try:
        return _made(wanted, kind)
    except ReportNotFoundError as error:
        return problem(404, str(error))
    except PeriodError as error:
        return problem(422, str(error), [{"pointer": "/period", "detail": str(error)}])
    except ReportRequestError as error:
        return problem(422, str(error), [{"pointer": "/agency", "detail": str(error)}])
    except ForbiddenError as error:
        return problem(403, str(error))


def _made(wanted: ReportRequest, kind: str) -> Response:
    platform, scope = current_platform(), current_scope()
    if kind == "json":
        made: dict[str, Any] = run_report(platform, scope, wanted).as_json()
        return answer(made)
    written = FileFormat(kind)
    if written is FileFormat.XLSX:
        book = io.BytesIO()
        export_workbook(platform, scope, current_actor(), wanted, book)
        data = book.getvalue()
    else:
        data = report_file(platform, scope, wanted, written).data
    name = f"{wanted.code}-{wanted.period}".replace("/", "-").replace("..", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(data, content_type=MEDIA_TYPES[written], headers=headers)
