"""Builds the web application: protections first, then Flask-AppBuilder for accounts, then our screens."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from babel.support import Translations
from flask import Flask, g, redirect, request
from flask_appbuilder import AppBuilder
from flask_appbuilder.views import IndexView, expose
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from sqlalchemy.orm import scoped_session, sessionmaker
from werkzeug.middleware.proxy_fix import ProxyFix

from motcua.bootstrap import build_platform
from motcua.services.initialize import initialize
from motcua.services.runtime import Platform, Settings
from motcua.web.blueprints import register_blueprints
from motcua.web.errors import register_error_handlers
from motcua.web.page_context import register_page_context
from motcua.web.security.account_events import watch_accounts
from motcua.web.security.account_views import refuse_strange_ids
from motcua.web.security.gatekeeper import MotCuaSecurityManager
from motcua.web.security.password_duty import watch_password_duty
from motcua.web.typed_numbers import RowNumberConverter

TRANSLATIONS = Path(__file__).resolve().parent / "translations"
MEGABYTE = 1024 * 1024
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}


class FrontDoor(IndexView):
    """Where Flask-AppBuilder sends people it knows no better place for: our front page."""

    route_base = "/quan-tri"

    @expose("/")
    def index(self) -> Any:
        """On to the front page."""
        return redirect("/")


def create_application(platform: Platform | None = None) -> Flask:
    """The application of this process; sets the installation up when nobody has."""
    wired = platform or build_platform()
    initialize(wired)
    app = Flask("motcua.web", static_folder="static", template_folder="templates")
    app.extensions["motcua"] = wired
    app.url_map.converters["int"] = RowNumberConverter
    configure(app, wired.settings)
    csrf = CSRFProtect(app)
    _protect_headers(app, wired.settings)
    with app.app_context():
        _add_accounts(app, wired)
    register_error_handlers(app)
    register_page_context(app)
    register_blueprints(app, csrf)
    _speak_vietnamese(app)
    app.before_request(_begin_request)
    watch_password_duty(app)
    app.after_request(_end_request)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Everything the frameworks read from the configuration."""
    idle = timedelta(minutes=settings.session_minutes)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        APP_NAME="Một Cửa",
        SESSION_COOKIE_NAME="motcua",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=idle,
        MAX_CONTENT_LENGTH=64 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=16 * MEGABYTE,
        MAX_FORM_PARTS=20_000,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
        LANGUAGES={"vi": {"flag": "vn", "name": "Tiếng Việt"}},
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(hours=8),
        JWT_REFRESH_TOKEN_EXPIRES=timedelta(days=1),
        RATELIMIT_ENABLED=True,
        RATELIMIT_STORAGE_URI=settings.rate_limit_storage,
        AUTH_ROLE_ADMIN="QuanTriTinh",
        AUTH_ROLE_PUBLIC="Public",
        AUTH_USER_REGISTRATION=False,
        FAB_CREATE_DB=False,
        FAB_UPDATE_PERMS=False,
        FAB_ADD_OPENAPI_VIEWS=False,
        FAB_ADD_MENU_API=False,
        FAB_ADD_SECURITY_PERMISSION_VIEW=False,
        FAB_ADD_SECURITY_VIEW_MENU_VIEW=False,
        FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW=False,
        FAB_SECURITY_SIGNALS_ENABLED=False,
        FAB_BASE_TEMPLATE="appbuilder/baselayout.html",
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _protect_headers(app: Flask, settings: Settings) -> None:
    Talisman(
        app,
        force_https=False,
        strict_transport_security=settings.secure_cookies,
        session_cookie_secure=settings.secure_cookies,
        frame_options="SAMEORIGIN",
        referrer_policy="same-origin",
        content_security_policy=POLICY,
        content_security_policy_nonce_in=["script-src", "style-src"],
    )


def _add_accounts(app: Flask, platform: Platform) -> None:
    """Flask-AppBuilder on the same database, with one session for each request."""
    factory = sessionmaker(platform.database.accounts)
    watch_accounts(factory)
    session = scoped_session(factory, scopefunc=lambda: id(g._get_current_object()))  # noqa: SLF001
    app.url_value_preprocessor(refuse_strange_ids)
    AppBuilder(app, session, indexview=FrontDoor, security_manager_class=MotCuaSecurityManager)

    @app.teardown_appcontext
    def close_accounts(error: BaseException | None) -> None:
        del error
        session.remove()


def _speak_vietnamese(app: Flask) -> None:
    """One language, whatever the browser asks for; forms find their words in our catalogue."""
    words = Translations.load(TRANSLATIONS, ["vi"], "messages")
    app.extensions["babel"].locale_selector = lambda: "vi"

    @app.before_request
    def give_words_to_forms() -> None:
        # where Flask-WTF keeps the catalogue of a request; WTForms itself brings none for Vietnamese
        request.wtforms_translations = words  # type: ignore[attr-defined]


def _begin_request() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if given.isascii() and given.isalnum() and len(given) <= 40 else secrets.token_hex(6)


def _end_request(response: Any) -> Any:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
