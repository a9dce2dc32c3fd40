"""Sessions and tokens: where they begin, what ends them, what a copied cookie is worth."""

import re
import time

import pytest
from flask import Blueprint, jsonify
from sqlalchemy import event, select
from tests.web.conftest import PASSWORD, post_form

from motcua.storage.accounts import end_sessions, session_standing
from motcua.storage.tables import AccountRow, AuditEntryRow
from motcua.web.security.current import current_actor, current_scope, require, require_token


@pytest.fixture
def app(app):
    """With a screen and an operation that say who is there."""
    probe = Blueprint("probe", __name__)

    def who():
        actor = current_actor()
        return jsonify(
            user=actor.user,
            agency=actor.agency,
            holdings=[[held.position, held.agency, held.unit] for held in actor.holdings],
            agencies=sorted(current_scope().agencies or ["*"]),
        )

    probe.add_url_rule("/probe", "screen", require()(who))
    probe.add_url_rule("/probe/receive", "receive", require("can_receive")(who), methods=["GET", "POST"])
    probe.add_url_rule("/api/v1/probe", "operation", require_token("can_receive")(who), methods=["GET"])
    app.register_blueprint(probe)
    return app


def test_visitor__is_sent_to_sign_in_and_back(client, add_officer):
    add_officer("motcua", "one-stop-officer", "H88.31")
    away = client.get("/probe?x=1")
    assert away.status_code == 302
    assert away.location == "/login/?next=/probe?x%3D1"
    answer = post_form(
        client, "/login/", {"username": "motcua", "password": PASSWORD, "next": "/probe?x=1"}, away.location
    )
    assert answer.location == "/probe?x=1"
    assert client.get("/probe").json["user"] == "motcua"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil"],
)
def test_target_on_another_site__leads_to_the_front_page(client, add_officer, target):
    add_officer("motcua", "one-stop-officer", "H88.31")
    answer = post_form(client, "/login/", {"username": "motcua", "password": PASSWORD, "next": target})
    assert answer.location == "/"


def test_htmx_request_of_a_visitor__moves_the_whole_page(client):
    answer = client.get("/probe", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login/"


def test_officer__acts_with_holdings_and_the_scope_of_the_agency(add_officer, sign_in):
    add_officer("motcua", "one-stop-officer", "H88.31", "one-stop")
    assert sign_in("motcua").get("/probe").json == {
        "user": "motcua",
        "agency": "H88.31",
        "holdings": [["one-stop-officer", "H88.31", "one-stop"]],
        "agencies": ["H88.31"],
    }


def test_supervisor__sees_the_province(add_officer, sign_in):
    add_officer("giamsat", "supervisor", "H88")
    assert sign_in("giamsat").get("/probe").json["agencies"] == ["*"]


def test_missing_permission__is_page_403(add_officer, sign_in):
    add_officer("vanthu", "clerk", "H88.31")
    answer = sign_in("vanthu").get("/probe/receive")
    assert answer.status_code == 403
    assert "quyền" in answer.text


def test_logout__ends_the_session_and_every_copy_of_its_cookie(app, add_officer, sign_in):
    add_officer("motcua", "one-stop-officer", "H88.31")
    browser, other = sign_in("motcua"), sign_in("motcua")
    stolen = app.test_client()
    stolen.set_cookie("motcua", browser.get_cookie("motcua").value)
    assert stolen.get("/probe").status_code == 200
    assert post_form(browser, "/logout/", {}, "/resetmypassword/form").status_code == 302
    assert stolen.get("/probe").status_code == 302
    assert browser.get("/probe").status_code == 302
    assert other.get("/probe").status_code == 200


def test_logout_link_on_another_site__does_nothing(add_officer, sign_in):
    add_officer("motcua", "one-stop-officer", "H88.31")
    browser = sign_in("motcua")
    browser.get("/logout/", headers={"Sec-Fetch-Site": "cross-site"})
    assert browser.get("/probe").status_code == 200


def test_new_password__ends_other_sessions_and_tokens_but_not_this_one(app, add_officer, sign_in, token):
    add_officer("motcua", "one-stop-officer", "H88.31")
    browser, other, headers = sign_in("motcua"), sign_in("motcua"), token("motcua")
    form = {"password": "Tan-Hoa-2026", "conf_password": "Tan-Hoa-2026"}
    assert post_form(browser, "/resetmypassword/form", form).status_code == 302
    assert browser.get("/probe").status_code == 200
    assert other.get("/probe").status_code == 302
    assert app.test_client().get("/api/v1/probe", headers=headers).status_code == 401
    assert sign_in("motcua", "Tan-Hoa-2026").get("/probe").status_code == 200


def test_weak_password__is_refused_with_the_reason(add_officer, sign_in):
    add_officer("motcua", "one-stop-officer", "H88.31")
    answer = post_form(
        sign_in("motcua"), "/resetmypassword/form", {"password": "12345", "conf_password": "12345"}
    )
    assert "Mật khẩu ngắn quá" in answer.text


def test_role_change_by_the_administrator__ends_sessions_and_takes_effect(add_officer, sign_in):
    user_id = add_officer("motcua", "one-stop-officer", "H88.31")
    browser, admin = sign_in("motcua"), sign_in("quantri")
    assert browser.get("/probe/receive").status_code == 200
    page = admin.get(f"/users/edit/{user_id}").text
    clerk = re.search(r'value="(\d+)"[^>]*> Văn thư<', page)[1]
    form = {
        "first_name": "Lan",
        "last_name": "Nguyễn Thị",
        "username": "motcua",
        "active": "y",
        "email": "motcua@motcua.invalid",
        "roles": clerk,
    }
    answer = post_form(admin, f"/users/edit/{user_id}", form)
    assert answer.status_code == 302, answer.text
    assert browser.get("/probe").status_code == 302
    assert sign_in("motcua").get("/probe/receive").status_code == 403


def test_permission_taken_from_a_role__is_seen_at_the_next_request(add_officer, sign_in):
    add_officer("motcua", "one-stop-officer", "H88.31")
    browser, admin = sign_in("motcua"), sign_in("quantri")
    assert browser.get("/probe/receive").status_code == 200
    role_id = _role_id(admin, "MotCua")
    answer = post_form(admin, f"/roles/edit/{role_id}", {"name": "MotCua", "permissions": []})
    assert answer.status_code == 302, answer.text
    assert browser.get("/probe/receive").status_code == 403


def _role_id(admin, name):
    for number in range(1, 20):
        page = admin.get(f"/roles/edit/{number}")
        if page.status_code == 200 and f'value="{name}"' in page.text:
            return number
    raise AssertionError(name)


def test_closed_account__cannot_go_on(app, platform, add_officer, sign_in, token):
    user_id = add_officer("motcua", "one-stop-officer", "H88.31")
    browser, headers = sign_in("motcua"), token("motcua")
    with app.app_context():
        accounts = app.appbuilder.sm
        user = accounts.get_user_by_id(user_id)
        user.active = False
        app.appbuilder.session.commit()
    assert browser.get("/probe").status_code == 302
    assert app.test_client().get("/api/v1/probe", headers=headers).status_code == 401
    with platform.database.read() as session:
        assert not session_standing(session, user_id, "").active


def test_ended_everywhere__includes_tokens(app, platform, add_officer, sign_in, token):
    user_id = add_officer("motcua", "one-stop-officer", "H88.31")
    browser, headers = sign_in("motcua"), token("motcua")
    with platform.database.write() as session:
        end_sessions(session, user_id)
    assert browser.get("/probe").status_code == 302
    assert app.test_client().get("/api/v1/probe", headers=headers).status_code == 401


def test_session_older_than_a_working_day__is_over(add_officer, sign_in):
    add_officer("motcua", "one-stop-officer", "H88.31")
    browser = sign_in("motcua")
    with browser.session_transaction() as session:
        session["since"] = time.time() - 13 * 3600
    assert browser.get("/probe").status_code == 302


def test_cookie_is_never_enough_for_the_api__and_a_token_never_for_a_screen(app, add_officer, sign_in, token):
    add_officer("motcua", "one-stop-officer", "H88.31")
    browser, headers = sign_in("motcua"), token("motcua")
    refused = browser.get("/api/v1/probe")
    assert refused.status_code == 401
    assert refused.mimetype == "application/problem+json"
    assert "Authorization" in refused.json["detail"]
    program = app.test_client()
    assert program.get("/api/v1/probe", headers=headers).json["user"] == "motcua"
    assert program.get("/probe", headers=headers).status_code == 302


@pytest.mark.parametrize(
    "header", ["Bearer x.y.z", "Bearer ", "Basic bW90Y3Vh", "Bearer eyJhbGciOiJub25lIn0.e30."]
)
def test_token_that_is_none__is_problem_401(client, header):
    answer = client.get("/api/v1/probe", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json["title"] == "Chưa đăng nhập"


def test_signed_in_page__needs_one_statement_for_identity(app, platform, add_officer, sign_in):
    add_officer("motcua", "one-stop-officer", "H88.31")
    browser = sign_in("motcua")
    browser.get("/probe")
    seen = []
    event.listen(
        platform.database.reading,
        "before_cursor_execute",
        lambda c, cursor, statement, *rest: seen.append(statement),
    )
    event.listen(
        platform.database.accounts,
        "before_cursor_execute",
        lambda c, cursor, statement, *rest: seen.append(statement),
    )
    assert browser.get("/probe").status_code == 200
    assert len([statement for statement in seen if statement.lstrip().upper().startswith("SELECT")]) == 1


def test_cookies_and_headers__are_hardened(client, add_officer, sign_in):
    add_officer("motcua", "one-stop-officer", "H88.31")
    browser = sign_in("motcua")
    cookie = browser.get_cookie("motcua")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    page = client.get("/login/")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe-inline" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in page.headers["Cache-Control"]


def test_form_without_token__is_page_419(client):
    answer = client.post("/login/", data={"username": "a", "password": "b"})
    assert answer.status_code == 419


def test_signing_in_and_out__is_written_down(platform, add_officer, sign_in):
    user_id = add_officer("motcua", "one-stop-officer", "H88.31")
    browser = sign_in("motcua")
    post_form(browser, "/logout/", {}, "/resetmypassword/form")
    with platform.database.read() as session:
        actions = list(session.scalars(select(AuditEntryRow.action).order_by(AuditEntryRow.id)))
        assert session.get(AccountRow, user_id).failed_count == 0
    assert actions == ["sign_in", "sign_out"]
