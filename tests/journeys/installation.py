"""An installation a case happens in: its database, its folder, its channels, opened anew as often as wanted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from tests.conftest import open_province
from tests.jobs.conftest import with_channels
from tests.journeys.story import moment
from tests.loopback import SmtpSink

from motcua.jobs.timetable import TIMETABLE
from motcua.jobs.worker import Pace, Worker
from motcua.services.integrity import examine
from motcua.services.runtime import Platform
from motcua.web.application import create_application

TIMED = ("remind", "lapse_supplements", "carry_on", "reorganize")


@dataclass(frozen=True)
class Installation:
    """Where a case happens."""

    url: str
    folder: Path
    home: Path
    sink: SmtpSink

    def open(self, now: str) -> Platform:
        """A platform as a process that has just started has it."""
        platform = with_channels(open_province(self.url, self.folder), self.home)
        platform.clock.set(moment(now).isoformat())  # type: ignore[attr-defined]
        return platform


def served(platform: Platform) -> Flask:
    """The application; nobody is slowed down for asking often."""
    app = create_application(platform)
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False
    return app


def work_off(platform: Platform) -> None:
    """Everything the platform does by itself now."""
    for kind in TIMED:
        TIMETABLE[kind].run(platform)
    Worker(platform, Pace(idle=0.01)).drain()


def faults_of(platform: Platform) -> list[str]:
    """What does not agree: hash chains, states against replayed events, work lists, numbers, files."""
    platform.rules.refresh()
    return [f"{one.number}: {one.message}" for one in examine(platform).findings]


def sent_by(sink: SmtpSink) -> list[tuple[str, str]]:
    """Address and subject of every mail, in the order it was accepted."""
    return [(str(mail["To"]), str(mail["Subject"])) for mail in sink.accepted]
