"""The shared templates: every macro renders, nothing inline that a strict content policy refuses, no broken reference."""

import re
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask, render_template

WEB = Path("platform/motcua/web")
ERRORS = (400, 403, 404, 405, 409, 413, 419, 429, 500, 503)
PAGES = {"gallery.html", "auth/login.html", *(f"errors/{status}.html" for status in ERRORS)}


@pytest.fixture(scope="module")
def pages(request: pytest.FixtureRequest) -> dict[str, str]:
    web = request.config.rootpath / WEB
    app = Flask("templates", static_folder=str(web / "static"), template_folder=str(web / "templates"))
    app.secret_key = "only here"
    app.jinja_env.globals["csp_nonce"] = lambda: "n0nce"
    app.jinja_env.globals["csrf_token"] = lambda: "t0ken"
    officer = {"name": "Nguyễn Thu Hà", "title": "Một cửa", "initials": "NH", "agency_name": "Xã Tân Hòa"}
    rail = [{"label": "Tiếp nhận", "icon": "inbox", "href": "/", "active": True, "count": 3}]
    with app.test_request_context("/"):
        return {
            name: render_template(
                name,
                current_officer=officer,
                rail=rail,
                keys=[{"key": "F2", "label": "Tìm thủ tục"}],
                search_url="/tim",
            )
            for name in PAGES
        }


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_under_strict_policy__has_nothing_inline(pages: dict[str, str], name: str) -> None:
    html = pages[name]
    assert not re.findall(r"<[^>]+\sstyle\s*=", html)
    assert not re.findall(r"<[^>]+\son[a-z]+\s*=", html)
    assert "javascript:" not in html
    for attributes in re.findall(r"<script([^>]*)>", html):
        assert "src=" in attributes or 'type="application/json"' in attributes
        assert 'nonce="n0nce"' in attributes or "json" in attributes


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page__names_every_element_once_and_refers_to_what_is_there(pages: dict[str, str], name: str) -> None:
    html = re.sub(r"<template.*?</template>", "", pages[name], flags=re.DOTALL)
    ids = Counter(re.findall(r'\sid="([^"]+)"', html))
    assert [one for one, times in ids.items() if times > 1] == []
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for value in re.findall(rf'\s{attribute}="([^"]+)"', html):
            assert set(value.split()) <= ids.keys() | {"side"}, (attribute, value)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page__uses_icons_and_files_that_are_vendored(
    pages: dict[str, str], name: str, project_root: Path
) -> None:
    html = pages[name]
    static = project_root / WEB / "static"
    icons = (static / "vendor/bootstrap-icons/bootstrap-icons.min.css").read_text(encoding="utf-8")
    for icon in re.findall(r'class="bi bi-([a-z0-9-]+)', html):
        assert f".bi-{icon}::before" in icons, icon
    for file in re.findall(r'(?:src|href)="/static/([^"?]+)', html):
        assert (static / file).is_file(), file
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)


def test_every_template__names_only_icons_there_are_and_no_old_scripts(project_root: Path) -> None:
    static = project_root / WEB / "static"
    icons = (static / "vendor/bootstrap-icons/bootstrap-icons.min.css").read_text(encoding="utf-8")
    for template in (project_root / WEB / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        for icon in re.findall(r'ui\.icon\("([a-z0-9-]+)"', text):
            assert f".bi-{icon}::before" in icons, (template.name, icon)
        assert not re.findall(r"bootstrap3|jquery[.-]|data-toggle=", text, flags=re.IGNORECASE), template.name


def test_vendored_styles__load_nothing_from_elsewhere(project_root: Path) -> None:
    static = project_root / WEB / "static"
    for sheet in static.rglob("*.css"):
        for place in re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8")):
            wanted = place.strip("\"'").partition("?")[0]
            if not wanted.startswith("data:") and not wanted.startswith("#"):
                assert (sheet.parent / wanted).is_file(), (sheet.name, wanted)


def test_error_page__says_what_to_do_and_shows_a_way_back(pages: dict[str, str]) -> None:
    for status in ERRORS:
        html = pages[f"errors/{status}.html"]
        assert 'class="btn btn-primary"' in html
        assert "<h1" in html
        assert 'lang="vi"' in html
