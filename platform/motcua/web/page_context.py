"""What every page is given: the person signed in, the way out, how long the session lasts."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for

from motcua.services.officers import Identity
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.web.screens.notice_inbox import Unread
from motcua.web.screens.rail import Rail
from motcua.web.security.current import current_platform, find_actor, may
from motcua.web.security.identities import current_identity


def register_page_context(app: Flask) -> None:
    """Offer the names below to every template."""
    app.context_processor(page_context)


def page_context() -> dict[str, Any]:
    """`current_officer`, `rail`, `search_url`, `account_menu`, `session_seconds`, `ping_url`, `may` …"""
    identity = current_identity()
    platform = current_platform()
    if identity is None:
        return {"current_officer": None, "province_name": province_name(platform), "may": may}
    return {
        "current_actor": find_actor(),
        "current_officer": describe_officer(platform, identity),
        "province_name": province_name(platform),
        "rail": Rail(),
        "search_url": url_for("home.search"),
        "ping_url": url_for("home.keep_alive"),
        "notices_url": url_for("notice_inbox.listing"),
        "unread": Unread(),
        "account_menu": account_menu(identity),
        "session_seconds": platform.settings.session_minutes * 60,
        "may": may,
    }


def describe_officer(platform: Platform, identity: Identity) -> dict[str, str]:
    """The person as the top bar shows them."""
    words = identity.full_name.split()
    return {
        "name": identity.full_name,
        "title": identity.title,
        "initials": "".join(word[0] for word in (words[-2:] if len(words) > 1 else words)).upper(),
        "agency_name": agency_name(platform, identity.agency),
        "counter": "",
    }


def province_name(platform: Platform) -> str:
    """The province; empty while no organization is published."""
    try:
        return platform.directory().province_name
    except LookupError:
        return ""


def agency_name(platform: Platform, code: str) -> str:
    """The short name of an agency; its code while no organization is published."""
    if not code:
        return ""
    try:
        agency = platform.directory().agency(code)
    except (KeyError, LookupError, RulesMissingError):
        return code
    return agency.short_name or agency.name


MENU_PLACES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Ủy quyền, vắng mặt", "person-check", "delegations.listing", ("can_process", "can_assign")),
    ("Sổ kết quả", "journal-text", "result_register.show", ("can_read_dossier",)),
    ("Kiểm tra gói hồ sơ", "file-zip", "archive.ask", ("can_read_dossier",)),
    ("Tính lại ngày hẹn", "calendar2-check", "recounting.page", ("can_manage_calendar",)),
    ("Sắp xếp đơn vị", "building-gear", "reorganizations.listing", ("can_manage_organization",)),
    ("Tài khoản", "people", "MotCuaUserView.list", ("can_manage_officer",)),
    ("Bổ nhiệm", "person-badge", "appointments.page", ("can_manage_officer",)),
    ("Vai trò", "shield-check", "MotCuaRoleView.list", ("can_manage_officer",)),
)
"""Places too rare for the rail: words, icon, endpoint, and the permissions of which one opens it."""


def account_menu(identity: Identity) -> list[dict[str, Any]]:
    """What stands under the name."""
    menu: list[dict[str, Any]] = [
        {"label": "Đổi mật khẩu", "icon": "key", "href": url_for("MotCuaResetMyPasswordView.this_form_get")}
    ]
    menu += [
        {"label": label, "icon": icon, "href": url_for(endpoint)}
        for label, icon, endpoint, permissions in MENU_PLACES
        if identity.permissions & set(permissions)
    ]
    menu.append(
        {
            "label": "Đăng xuất",
            "icon": "box-arrow-right",
            "href": url_for("MotCuaSignInView.logout"),
            "post": True,
        }
    )
    return menu
