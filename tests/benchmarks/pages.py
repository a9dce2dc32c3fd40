"""A signed-in browser inside the process: what a page costs in the server."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from tests.benchmarks.worlds import PASSWORD

from motcua.services.runtime import Platform
from motcua.web.application import create_application

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """Opens pages as one officer; anything but a page is an error."""

    def __init__(self, platform: Platform, user: str) -> None:
        self.client: FlaskClient = create_application(platform).test_client()
        found = TOKEN.search(self.client.get("/login/").text)
        if found is None:
            raise RuntimeError("no sign-in form")
        data = {"username": user, "password": PASSWORD, "csrf_token": found[1]}
        answer = self.client.post("/login/", data=data)
        if answer.status_code != 302:
            raise RuntimeError(answer.text[:500])

    def open(self, path: str) -> str:
        """The text of a page."""
        shown = self.client.get(path)
        if shown.status_code != 200:
            raise RuntimeError(f"{path}: {shown.status_code} {shown.text[:500]}")
        return shown.text
