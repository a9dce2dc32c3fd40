"""People at their desks: browsers signed in on the example province, filling in forms the way scripts are not needed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

PASSWORD = "Motcua@2026"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
MARRIAGE = "1.004873"
ANSWERS = {
    "applicant.full_name": "Mai Thị Hồng Nhung",
    "applicant.identity_number": "001196012345",
    "applicant.birth_date": "14/02/1996",
    "applicant.phone": "0912 345 678",
    "applicant.address": "Thôn Đông, xã Tân Hòa, tỉnh Đồng Lam",
    "own": "1",
    "channel": "counter",
    "delivery": "counter",
    "payment_way": "cash",
    "form.cho_chinh_minh": "true",
    "form.noi_thuong_tru": "Thôn Đông, xã Tân Hòa",
    "form.da_o_noi_khac": "false",
    "form.tinh_trang_truoc": "da-ly-hon",
    "form.so_ban_an": "45/2024/HNGĐ-ST",
    "form.ngay_hieu_luc": "28/02/2024",
    "form.muc_dich": "ket-hon-trong-nuoc",
    "form.so_ban": "2",
    "paper.to-khai.received": "1",
    "paper.to-khai.originals": "1",
    "paper.ban-an-ly-hon.received": "1",
    "paper.ban-an-ly-hon.certified_copies": "1",
}


class Person:
    """Somebody signed in, in a browser of their own."""

    def __init__(self, app: Flask, username: str) -> None:
        self.client: FlaskClient = app.test_client()
        answer = self.post("/login/", {"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.text

    def get(self, url: str) -> Any:
        return self.client.get(url)

    def read(self, url: str) -> str:
        """The text of a page that must be there."""
        answer = self.client.get(url, follow_redirects=True)
        assert answer.status_code == 200, f"{url}: {answer.status_code} {words(answer.text)[-600:]}"
        return answer.text

    def post(self, url: str, data: Any, page: str = "") -> Any:
        """Post a form with the token of the page it stands on."""
        found = TOKEN.search(self.client.get(page or url, follow_redirects=True).text)
        assert found, f"no form on {page or url}"
        return self.client.post(url, data={**data, "csrf_token": found[1]})

    def receive(self, **changes: str) -> str:
        """Receive a dossier of the certificate of marital status at the counter; its number."""
        page = self.read(f"/tiep-nhan/{MARRIAGE}")
        data = {**hidden(page), **ANSWERS, **changes, "act": "receive"}
        answer = self.client.post(f"/tiep-nhan/{MARRIAGE}", data=data)
        assert answer.status_code == 302, words(answer.text)[-1500:]
        return answer.location.split("/")[-1].partition("?")[0]

    def press(self, number: str, name: str, **more: str) -> Any:
        """Press a button of the dossier page by its words, saying what its dialog asks."""
        page = self.read(f"/ho-so/{number}")
        for form in re.findall(r'<form[^>]*action="/ho-so/[^"]+/viec".*?</form>', page, re.DOTALL):
            if hidden(form).get("words") == name:
                return self.client.post(f"/ho-so/{number}/viec", data={**hidden(form), **more})
        raise AssertionError(f"no button “{name}” on {words(page)[-900:]}")


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page or form."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def words(page: str) -> str:
    """What a reader sees of a page."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def part(page: str, key: str) -> str:
    """The page from an element with this id on."""
    assert f'id="{key}"' in page, key
    return page[page.index(f'id="{key}"') :]
