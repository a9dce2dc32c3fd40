"""Runs the worker, and shows how the queue stands."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import click

from motcua.cli.wiring import open_platform, ready_platform
from motcua.jobs.timetable import TIMETABLE
from motcua.jobs.worker import Pace, Worker, stop_on_signals
from motcua.services.notices import channels
from motcua.services.outbox_view import queue_counts
from motcua.services.timed_tasks import known_tasks


@click.group(help="Việc chạy nền: gửi thông báo, nhắc hạn, đóng hồ sơ quá hạn bổ sung.")
def jobs() -> None:
    """Commands around the worker."""


@jobs.command(help="Chạy tiến trình nền. Có thể chạy nhiều tiến trình, trên nhiều máy.")
@click.option("--once", is_flag=True, help="Làm hết việc đang có rồi thoát.")
@click.option(
    "--lease",
    type=click.FloatRange(min=0.2),
    default=180.0,
    show_default=True,
    help="Số giây giữ một việc; quá số này mà chưa xong thì tiến trình khác làm lại.",
)
@click.option("--idle", type=click.FloatRange(min=0.05), default=1.0, show_default=True, help="Số giây nghỉ.")
def run(*, once: bool, lease: float, idle: float) -> None:
    """Work until told to stop; SIGTERM and Ctrl C end after the piece of work at hand."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    platform, _done = ready_platform()
    worker = Worker(platform, Pace(idle=idle, lease=timedelta(seconds=lease)))
    stop_on_signals(worker)
    if once:
        worker.drain()
    else:
        click.echo("Tiến trình chạy nền đã bắt đầu.")
        worker.run()
    platform.database.dispose()


@jobs.command(help="Hàng đợi còn gì, các kênh thông báo và các việc theo giờ.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def status(*, as_json: bool) -> None:
    """Print how everything stands; exit status 1 when messages are stuck."""
    platform = open_platform()
    with platform.database.read() as session:
        counts = queue_counts(session, platform.now())
        tasks = {row.kind: row for row in known_tasks(session)}
    known = sorted(channels(platform))
    if as_json:
        body = {
            "waiting": counts.waiting,
            "sending": counts.sending,
            "retrying": counts.retrying,
            "dead": counts.dead,
            "channels": known,
            "tasks": {kind: row.message for kind, row in tasks.items()},
        }
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        click.echo(
            f"Chờ gửi {counts.waiting}, đang gửi {counts.sending}, chờ thử lại {counts.retrying}, "
            f"bị kẹt {counts.dead}."
        )
        click.echo(f"Kênh thông báo: {', '.join(known)}.")
        for kind, task in TIMETABLE.items():
            row = tasks.get(kind)
            when = f"{row.finished_at:%H:%M %d/%m/%Y}" if row and row.finished_at else "chưa chạy lần nào"
            click.echo(f"{task.title}: {when}. {row.message if row else ''}".rstrip())
    if counts.dead:
        raise SystemExit(1)
