"""Administration of accounts and roles: Flask-AppBuilder's screens with our columns, checks and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import current_app
from flask_appbuilder.fields import QuerySelectMultipleField
from flask_appbuilder.fieldwidgets import Select2ManyWidget
from flask_appbuilder.security.sqla.models import PermissionView, Role
from flask_appbuilder.security.views import (
    ResetMyPasswordView,
    ResetPasswordView,
    RoleModelView,
    UserDBModelView,
    UserInfoEditView,
)
from flask_appbuilder.widgets import ListWidget, ShowWidget
from flask_login import current_user
from sqlalchemy import select
from wtforms import ValidationError

from motcua.services.passwords import WeakPasswordError, check_strength, hash_password
from motcua.services.roles import PERMISSIONS, ROLE_TITLES


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


class MotCuaUserView(UserDBModelView):
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


class MotCuaRoleView(RoleModelView):
    """Roles; the list does not print permissions, which are hundreds of words."""

    list_widget = ListWidget
    show_widget = ShowWidget
    list_columns = ("name",)
    add_form_extra_fields: ClassVar[dict[str, Any]] = {"permissions": _permissions_field()}
    edit_form_extra_fields: ClassVar[dict[str, Any]] = {"permissions": _permissions_field()}
    formatters_columns: ClassVar[dict[str, Any]] = {
        "permissions": lambda permissions: ", ".join(map(permission_words, permissions))
    }
