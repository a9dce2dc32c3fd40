"""Administration of accounts and roles: Flask-AppBuilder's screens with our columns, checks and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, ClassVar

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask_appbuilder.actions import action
from flask_appbuilder.fields import QuerySelectMultipleField
from flask_appbuilder.fieldwidgets import Select2ManyWidget
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.security.sqla.models import PermissionView, Role
from flask_appbuilder.security.views import (
    ResetMyPasswordView,
    ResetPasswordView,
    RoleModelView,
    UserDBModelView,
    UserGroupModelView,
    UserInfoEditView,
)
from flask_appbuilder.views import expose
from flask_appbuilder.widgets import ListWidget, ShowWidget
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import select
from wtforms import ValidationError

from motcua.services.passwords import WeakPasswordError, check_strength, hash_password
from motcua.services.roles import PERMISSIONS, ROLE_TITLES
from motcua.storage.accounts import account_state
from motcua.web.security.current import current_platform

MOST_DIGITS = 9


def refuse_weak_password(form: Any, field: Any) -> None:
    """Refuse a password that is easy to guess."""
    username = form.username.data if "username" in form else getattr(current_user, "username", "")
    try:
        check_strength(field.data or "", username or "")
    except WeakPasswordError as weak:
        raise ValidationError(str(weak)) from weak


def _with_strength(form: type) -> type:
    """The form with our check on its first password field."""
    return type(form.__name__, (form,), {"validate_password": refuse_weak_password})


class MotCuaResetMyPasswordView(ResetMyPasswordView):
    """One's own password."""

    form = _with_strength(ResetMyPasswordView.form)


class MotCuaResetPasswordView(ResetPasswordView):
    """The password of somebody else."""

    form = _with_strength(ResetPasswordView.form)


class MotCuaUserInfoEditView(UserInfoEditView):
    """One's own name."""


def permission_words(permission: Any) -> str:
    """A permission in words."""
    name = permission.permission.name
    return PERMISSIONS.get(name, name)


def role_words(role: Any) -> str:
    """A role in words; roles an administrator made are called as written."""
    return ROLE_TITLES.get(role.name, role.name)


def _every(model: type, order: Any) -> Callable[[], Any]:
    """All rows of an account table, read when a form is drawn."""
    return lambda: (
        current_app.extensions["appbuilder"].session.scalars(select(model).order_by(order)).unique()
    )


def _row_id(row: Any) -> Any:
    return row.id


def _choice(label: str, rows: Callable[[], Any], words: Callable[[Any], str]) -> QuerySelectMultipleField:
    return QuerySelectMultipleField(
        label, query_func=rows, get_pk_func=_row_id, get_label=words, widget=Select2ManyWidget()
    )


def _roles_field() -> QuerySelectMultipleField:
    return _choice("Vai trò", _every(Role, Role.id), role_words)


def _permissions_field() -> QuerySelectMultipleField:
    return _choice("Quyền", _every(PermissionView, PermissionView.id), permission_words)


def is_row_id(text: str) -> bool:
    """Whether a part of an address can be the id of a row of the account tables."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def refuse_strange_ids(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """What cannot be the id of a row is the address of nothing; the database is not asked."""
    del endpoint
    if values and not is_row_id(values.get("pk", "0")):
        abort(404)


class GuardedRows:
    """What the framework's screens of rows lack: what an address cannot mean does not exist, acts are guarded."""

    # rows have no files
    exclude_route_methods: ClassVar[frozenset[str]] = frozenset({"download"})
    actions: dict[str, Any]
    appbuilder: Any
    class_permission_name: str
    datamodel: Any
    order_columns: Sequence[str]

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """A page of rows, in an order there is."""
        for name, value in request.args.items():
            if name.startswith(("page_", "psize_")) and not is_row_id(value):
                abort(404)
            if name.startswith("_oc_") and value not in self.order_columns:
                abort(404)
        return super().list()  # type: ignore[misc]

    def get_action_permission_name(self, name: str) -> str:
        """The permission of an act; whoever lacks it meets page 403."""
        permission: str = super().get_action_permission_name(name)  # type: ignore[misc]
        if not self.appbuilder.sm.has_access(permission, self.class_permission_name):
            abort(403)
        return permission

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: str) -> Any:
        """An act on one row; never by following a link."""
        self._refuse_unless(name, "single", [pk])
        return super().action(name, pk)  # type: ignore[misc]

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        """An act on the chosen rows."""
        self._refuse_unless(request.form.get("action", ""), "multiple", request.form.getlist("rowid"))
        return super().action_post()  # type: ignore[misc]

    def _refuse_unless(self, name: str, manner: str, keys: Sequence[str]) -> None:
        """Send visitors away; acts not done in this manner (`single`, `multiple`) and rows gone do not exist."""
        if not current_user.is_authenticated:
            abort(401)
        if name not in self.actions or not getattr(self.actions[name], manner):
            abort(404)
        if not all(is_row_id(key) and self.datamodel.get(key) for key in keys):
            abort(404)


class NoGroupView(UserGroupModelView):
    """Groups are not used: positions and agencies say who belongs together. No address leads here."""

    exclude_route_methods: ClassVar[frozenset[str]] = frozenset(
        {"list", "show", "add", "edit", "delete", "download", "action", "action_post"}
    )


class MotCuaUserView(GuardedRows, UserDBModelView):
    """Accounts; groups are not used."""

    list_columns = ("username", "last_name", "first_name", "email", "active", "last_login")
    search_columns = ("username", "last_name", "first_name", "email", "active")
    order_columns = ("username", "last_name", "last_login")
    add_columns = (
        "username",
        "last_name",
        "first_name",
        "email",
        "active",
        "roles",
        "password",
        "conf_password",
    )
    edit_columns = ("username", "last_name", "first_name", "email", "active", "roles")
    add_form_extra_fields: ClassVar[dict[str, Any]] = {
        **UserDBModelView.add_form_extra_fields,
        "roles": _roles_field(),
    }
    edit_form_extra_fields: ClassVar[dict[str, Any]] = {"roles": _roles_field()}
    validators_columns: ClassVar[dict[str, Any]] = {}
    formatters_columns: ClassVar[dict[str, Any]] = {"roles": lambda roles: ", ".join(map(role_words, roles))}
    base_order = ("username", "asc")
    page_size = 25

    def pre_add(self, item: Any) -> None:
        """The password is checked and stored hashed."""
        item.password = hash_password(item.password)

    def post_add(self, item: Any) -> None:
        """Its owner has to choose another password at the first sign-in."""
        with current_platform().database.write() as session:
            account_state(session, item.id).must_change_password = True
        g.added_account = item.id

    def post_add_redirect(self) -> Any:
        """On to giving the new account an agency and a position, without which nobody can work."""
        flash("Đã tạo tài khoản. Chọn đơn vị và chức danh để người này làm việc được.", "info")
        return redirect(url_for("appointments.page", account=g.pop("added_account", None)))


class MotCuaRoleView(GuardedRows, RoleModelView):
    """Roles; the list does not print permissions, which are hundreds of words."""

    list_widget = ListWidget
    show_widget = ShowWidget
    list_columns = ("name",)
    add_form_extra_fields: ClassVar[dict[str, Any]] = {"permissions": _permissions_field()}
    edit_form_extra_fields: ClassVar[dict[str, Any]] = {"permissions": _permissions_field()}
    formatters_columns: ClassVar[dict[str, Any]] = {
        "permissions": lambda permissions: ", ".join(map(permission_words, permissions))
    }

    @action("copyrole", lazy_gettext("Copy Role"), lazy_gettext("Copy the selected roles?"), single=False)
    def copy_role(self, items: Sequence[Any]) -> Any:
        """Make a role like each chosen one, under a name that is still free."""
        self.update_redirect()
        session = current_app.extensions["appbuilder"].session
        taken = set(session.scalars(select(Role.name)))
        for item in items:
            numbers = (f" {number}" if number > 1 else "" for number in count(1))
            name = next(one for one in (f"{item.name} (bản sao{n})" for n in numbers) if one not in taken)
            taken.add(name)
            self.datamodel.add(Role(name=name, permissions=list(item.permissions)))
        return redirect(self.get_redirect())
