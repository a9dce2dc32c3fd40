"""A message per event and channel (thông báo)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What is sent over one channel (``email``, ``sms``, ``zalo``, ``in_app``)."""

    channel: str
    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice on ``event`` to ``to`` (``applicant``, ``officer``, ``supervisor``)."""

    code: str
    name: str
    event: str
    to: str = "applicant"
    when: str = ""
    texts: tuple[NoticeText, ...] = ()
    enabled: bool = True
    extends: str = ""
