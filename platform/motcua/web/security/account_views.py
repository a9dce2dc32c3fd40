"""Administration of accounts and roles: Flask-AppBuilder's screens with our columns, checks and words."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_appbuilder.security.views import (
    ResetMyPasswordView,
    ResetPasswordView,
    RoleModelView,
    UserDBModelView,
    UserInfoEditView,
)
from flask_appbuilder.widgets import ListWidget, ShowWidget
from flask_login import current_user
from wtforms import ValidationError

from motcua.services.passwords import WeakPasswordError, check_strength, hash_password
from motcua.services.roles import PERMISSIONS


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


class MotCuaUserView(UserDBModelView):
    """Accounts; the groups column is not used."""

    list_columns = ("username", "last_name", "first_name", "email", "active", "last_login")
    search_columns = ("username", "last_name", "first_name", "email", "active")
    order_columns = ("username", "last_name", "last_login")
    base_order = ("username", "asc")
    page_size = 25

    def pre_add(self, item: Any) -> None:
        """The password is stored hashed."""
        item.password = hash_password(item.password)


class MotCuaRoleView(RoleModelView):
    """Roles; the list does not print permissions, which are hundreds of words."""

    list_widget = ListWidget
    show_widget = ShowWidget
    list_columns = ("name",)
    formatters_columns: ClassVar[dict[str, Any]] = {
        "permissions": lambda permissions: ", ".join(map(_permission_words, permissions))
    }


def _permission_words(permission: Any) -> str:
    name = permission.permission.name
    return PERMISSIONS.get(name, name)
