"""Answers of the API: JSON with msgspec, failures of the services as problem details."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import msgspec
from flask import Response

from motcua.services.access import ForbiddenError
from motcua.services.acting import DossierMissingError
from motcua.services.cursors import CursorError
from motcua.services.idempotency import KeyReusedError
from motcua.services.intake_requests import InvalidRequestError
from motcua.services.papers import PaperMissingError
from motcua.services.receiving import RefusedError
from motcua.services.rule_store import RulesMissingError
from motcua.web.problem_details import problem

View = TypeVar("View", bound=Callable[..., Any])
STALE = "stale_version"
REFUSALS_409 = frozenset({STALE, "received_before", "closed", "clock_went_back"})


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(body), status=status, headers=headers, mimetype="application/json")


def explained(view: View) -> View:
    """Turn what the services raise into problem details; everything else is for the application's handlers."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except InvalidRequestError as error:
            return problem(
                422,
                "Dữ liệu gửi lên có chỗ chưa đúng; sửa từng chỗ rồi gửi lại. Chưa có gì được ghi.",
                [
                    {"pointer": one.pointer(), "code": one.code, "detail": one.message}
                    for one in error.problems
                ],
            )
        except RefusedError as error:
            codes = {refusal.code for refusal in error.refusals}
            return problem(
                409 if codes & REFUSALS_409 else 422,
                str(error),
                [
                    {"pointer": f"/{one.field}" if one.field else "", "code": one.code, "detail": one.message}
                    for one in error.refusals
                ],
                code=error.refusals[0].code,
            )
        except KeyReusedError as error:
            return problem(409, str(error), code="idempotency_key_reused")
        except ForbiddenError as error:
            return problem(403, str(error))
        except (DossierMissingError, PaperMissingError, RulesMissingError) as error:
            return problem(404, str(error))
        except CursorError as error:
            return problem(400, str(error), [{"pointer": "/cursor", "detail": str(error)}])

    return wrapped  # type: ignore[return-value]
