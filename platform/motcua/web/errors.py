"""What people and programs see when something fails: a page or problem details, in Vietnamese, with a way on."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from motcua.services.access import ForbiddenError
from motcua.services.acting import DossierMissingError
from motcua.services.papers import PaperMissingError
from motcua.services.rule_store import RulesMissingError
from motcua.storage.scope import OutsideScopeError
from motcua.web.problem_details import is_for_program, problem
from motcua.web.security.current import find_actor, to_sign_in

DETAILS = {
    400: "Yêu cầu thiếu hoặc sai phần bắt buộc. Xem lại nội dung gửi lên.",
    401: "Cần đăng nhập. Lấy mã truy cập bằng POST /api/v1/security/login.",
    403: "Tài khoản không có quyền làm việc này. Liên hệ quản trị đơn vị để được cấp quyền.",
    404: "Không có dữ liệu ở địa chỉ này, hoặc tài khoản không được xem.",
    405: "Địa chỉ này không nhận phương thức vừa gọi.",
    409: "Người khác vừa thay đổi dữ liệu này. Đọc lại rồi làm tiếp.",
    413: "Dữ liệu gửi lên vượt mức cho phép. Giảm dung lượng tệp rồi gửi lại.",
    415: "Gửi dữ liệu dạng JSON (Content-Type: application/json).",
    429: "Gọi quá nhanh. Chờ một phút rồi thử lại.",
    500: "Có lỗi ngoài dự kiến và đã được ghi lại. Thử lại sau; nếu vẫn lỗi, báo mã yêu cầu cho quản trị.",
    503: "Cơ sở dữ liệu đang bận. Chờ vài giây rồi thử lại; chưa có gì được ghi.",
}


def register_error_handlers(app: Flask) -> None:
    """Answer every failure in our words."""
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ForbiddenError, _forbidden)
    app.register_error_handler(OutsideScopeError, _outside)
    for missing in (DossierMissingError, PaperMissingError, RulesMissingError):
        app.register_error_handler(missing, _missing)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _unexpected)


def answer_error(status: int, detail: str = "") -> Any:
    """The page or the problem details of a status."""
    if is_for_program():
        return problem(status, detail or DETAILS.get(status, ""))
    try:
        return render_template(f"errors/{status}.html", reason=detail, request_id=g.get("request_id")), status
    except TemplateNotFound:
        nearest = 500 if status >= 500 else 400
        return render_template(
            f"errors/{nearest}.html", reason=detail, request_id=g.get("request_id")
        ), status


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if status == 401 and not is_for_program() and find_actor() is None:
        return to_sign_in()
    return answer_error(status)


def _forged(error: CSRFError) -> Any:
    del error
    return answer_error(419) if not is_for_program() else problem(400, "Thiếu mã chống giả mạo của trang.")


def _forbidden(error: ForbiddenError) -> Any:
    return answer_error(403, str(error))


def _missing(error: LookupError) -> Any:
    return answer_error(404, str(error))


def _outside(error: OutsideScopeError) -> Any:
    _log(error)
    return answer_error(403)


def _unstorable(error: DataError) -> Any:
    """Something sent is no value of the column it is compared with: too large a number, a NUL in a text."""
    _log(error)
    return answer_error(400)


def _busy(error: OperationalError) -> Any:
    _log(error)
    locked = "database is locked" in str(error)
    return answer_error(503 if locked else 500)


def _unexpected(error: Exception) -> Any:
    _log(error)
    return answer_error(500)


def _log(error: Exception) -> None:
    current_app.logger.error(
        "%s %s failed (%s)", request.method, request.path, g.get("request_id"), exc_info=error
    )
