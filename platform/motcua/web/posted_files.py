"""The file of a posted form."""

from __future__ import annotations

from flask import request

from motcua.services.import_runs import Upload

MOST_NAME = 200


def posted_upload(field: str = "file") -> Upload | None:
    """The file chosen in a form with its name without folders; None when none was chosen."""
    file = request.files.get(field)
    if file is None or not file.filename:
        return None
    return Upload(file.filename.replace("\\", "/").rpartition("/")[2][:MOST_NAME], file.read())
