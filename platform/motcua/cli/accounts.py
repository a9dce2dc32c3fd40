"""The accounts of the example province, as they are printed at the start."""

from __future__ import annotations

import click

ACCOUNTS = (
    ("quantri", "quản trị thủ tục của tỉnh"),
    ("giamsat", "giám sát toàn tỉnh"),
    ("motcua", "một cửa, xã Tân Hòa (H88.31)"),
    ("thuly", "thụ lý, xã Tân Hòa"),
    ("lanhdao", "lãnh đạo, xã Tân Hòa"),
    ("vanthu", "văn thư, xã Tân Hòa"),
    ("motcua2", "một cửa, xã bên cạnh (H88.32)"),
)


def print_accounts(password: str) -> None:
    """The accounts to sign in with."""
    click.echo(f"Tài khoản ví dụ, mật khẩu {password}:")
    for name, words in ACCOUNTS:
        click.echo(f"  {name:<10} {words}")
    click.echo("  Mỗi cơ quan có cán bộ riêng, ví dụ motcua.h88.31, thuly.h88.05, lanhdao.h88.40.")
