"""Sets an installation up, starts it, and examines it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import click

from motcua.cli.accounts import print_accounts
from motcua.cli.server import Server, Size
from motcua.cli.wiring import open_platform, ready_platform
from motcua.services.demo.province import LOADED, LOADING, demo_state
from motcua.services.initialize import ADMINISTRATOR, Initialization
from motcua.services.integrity import Finding, examine
from motcua.services.runtime import Platform
from motcua.storage.tables import OfficerRow, ReleaseRow


@click.command(
    help="Tạo hoặc nâng cấp cơ sở dữ liệu, vai trò và tài khoản quản trị. Chạy lại không làm gì thêm."
)
def init() -> None:
    """Set up once, however often it is called."""
    platform, done = ready_platform()
    _tell(done)
    platform.database.dispose()


@click.command(help="Khởi động: chuẩn bị cơ sở dữ liệu, nạp tỉnh ví dụ ở lần đầu, rồi phục vụ.")
@click.option("--host", default=None, help="Địa chỉ nghe, mặc định 127.0.0.1.")
@click.option("--port", type=int, default=None, help="Cổng, mặc định 8080 hoặc biến PORT.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Số tiến trình.")
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Số luồng mỗi tiến trình."
)
@click.option("--jobs/--no-jobs", default=True, help="Chạy kèm tiến trình nền gửi thông báo, nhắc hạn.")
@click.option("--example/--no-example", default=True, help="Nạp tỉnh ví dụ khi cơ sở dữ liệu trống.")
@click.pass_context
def serve(
    context: click.Context, /, host: str | None, port: int | None, *, example: bool, jobs: bool, **size: int
) -> None:
    """Prepare, then serve until told to stop."""
    if host:
        os.environ["MOTCUA_HOST"] = host
    if port:
        os.environ["PORT"] = str(port)
    platform, done = ready_platform()
    state = demo_state(platform)
    if example and (state == LOADING or is_empty(platform)) and _load_example(context):
        done = _with_example_password(done)
    _tell(done)
    if state == LOADED:
        print_accounts(platform.settings.demo_password)
    settings = platform.settings
    click.echo(f"Một Cửa chạy tại http://{settings.host}:{settings.port}")
    sys.stdout.flush()
    Server(platform, Size(**size, jobs=jobs)).run()


def is_empty(platform: Platform) -> bool:
    """Whether nobody has published anything or appointed anybody yet."""
    with platform.database.read() as session:
        return session.query(ReleaseRow.id).first() is None and session.query(OfficerRow.id).first() is None


@click.command(
    help="Kiểm tra chuỗi băm, trạng thái và danh sách việc của mọi hồ sơ. Mã thoát 1 khi có sai lệch."
)
@click.option("--limit", type=int, default=100, show_default=True, help="Số sai lệch in ra nhiều nhất.")
def doctor(limit: int) -> None:
    """Examine every dossier."""
    platform = open_platform()
    shown = 0
    examination = examine(platform)
    for finding in examination.findings:
        if shown < limit:
            click.echo(_words(finding))
        shown += 1
    click.echo(f"Đã kiểm tra {examination.dossiers} hồ sơ, {examination.events} sự kiện; {shown} sai lệch.")
    if shown:
        raise SystemExit(1)


def _load_example(context: click.Context) -> bool:
    """Run `motcua demo`; false when this installation has none."""
    group = context.parent.command if context.parent else None
    command = group.get_command(context, "demo") if isinstance(group, click.Group) else None
    if command is None:
        return False
    context.invoke(command)
    return True


def _with_example_password(done: Initialization) -> Initialization:
    """The example gave the administrator its own password: the drawn one holds no more."""
    if done.password_file is not None:
        done.password_file.unlink(missing_ok=True)
    return replace(done, password_file=None)


def _tell(done: Initialization) -> None:
    if done.migrated:
        click.echo("Đã tạo hoặc nâng cấp bảng dữ liệu.")
    if done.seeded:
        click.echo("Đã tạo quyền, vai trò và tài khoản quản trị.")
    if done.password_file is not None:
        click.echo(
            f"Mật khẩu lần đầu của {ADMINISTRATOR} nằm trong tệp {done.password_file}. Đổi rồi xóa tệp."
        )
    if not done.migrated and not done.seeded:
        click.echo("Cơ sở dữ liệu đã sẵn sàng.")


def _words(finding: Finding) -> str:
    return f"{finding.number}: {finding.message}"
