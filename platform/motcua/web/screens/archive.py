"""The archive on screen: the package of a dossier, and the check of a package somebody has."""

from __future__ import annotations

import tempfile
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, render_template, request

from motcua.services.acting import DossierMissingError
from motcua.services.dossier_package import write_package
from motcua.services.package_check import UnreadablePackageError, check_package
from motcua.storage.file_store import CHUNK
from motcua.web.errors import answer_error
from motcua.web.security.current import current_actor, current_platform, require

blueprint = Blueprint("archive", __name__)

KEPT_IN_MEMORY = 8 * 1024 * 1024


@blueprint.get("/ho-so/<number>/goi-ho-so.zip")
@require("can_read_dossier")
def package(number: str) -> Any:
    """The package of a dossier."""
    try:
        return packed(number)
    except DossierMissingError as error:
        return answer_error(404, str(error))


def packed(number: str) -> Response:
    """The answer that carries a package. Raises ``DossierMissingError``."""
    spool = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - read while the answer is sent
    try:
        write_package(current_platform(), current_actor(), number, cast("BinaryIO", spool))
    except BaseException:
        spool.close()
        raise
    size = spool.tell()
    spool.seek(0)

    def pieces() -> Any:
        with spool:
            while block := spool.read(CHUNK):
                yield block

    name = f"ho-so-{number.strip().upper()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return Response(pieces(), headers=headers, content_type="application/zip")


@blueprint.get("/luu-tru/kiem-tra")
@require("can_read_dossier")
def ask() -> str:
    """Where a package is handed in to be checked."""
    return render_template("archive/check.html", report=None, problem="", name="")


@blueprint.post("/luu-tru/kiem-tra")
@require("can_read_dossier")
def check() -> Any:
    """What the check of a package came to; nothing is kept of it."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        problem = "Chưa chọn tệp nào. Chọn gói hồ sơ (.zip) rồi kiểm tra."
        return render_template("archive/check.html", report=None, problem=problem, name=""), 422
    try:
        report = check_package(current_platform(), cast("BinaryIO", sent.stream))
    except UnreadablePackageError as error:
        return (
            render_template("archive/check.html", report=None, problem=str(error), name=sent.filename[:120]),
            422,
        )
    return render_template("archive/check.html", report=report, problem="", name=sent.filename[:120])
