"""Reads the audit log: who changed what, with the values before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.kernel.clock import in_vietnam
from motcua.services.access import require
from motcua.services.editing_grants import DUTY_WORDS, Duty
from motcua.storage.tables import AuditEntryRow

PAGE = 50
_ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}).*)?$")

ACTION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "begin_draft": "Bắt đầu bản nháp",
        "drop_draft": "Bỏ bản nháp",
        "publish_definition": "Công bố",
        "propose_publication": "Đề nghị công bố",
        "review_publication": "Cho ý kiến thẩm định",
        "approve_publication": "Duyệt đề nghị công bố",
        "decline_publication": "Trả lại đề nghị công bố",
        "withdraw_publication": "Rút đề nghị công bố",
        "roll_back_definition": "Quay về bản cũ",
        "retire_definition": "Ngừng áp dụng",
        "change_rules": "Chuyển hồ sơ sang bản mới",
        "grant_definition": "Giao phạm vi",
        "ungrant_definition": "Thu phạm vi",
        "change_setting": "Đổi cài đặt",
    }
)
"""Words of the acts of the studio; other acts are shown by their code."""

DEFINING: frozenset[str] = frozenset(ACTION_WORDS)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is looked for; empty parts mean everything. `before` is the id of the last entry of the page before."""

    target: str = ""
    actor: str = ""
    action: str = ""
    from_day: date | None = None
    to_day: date | None = None
    studio_only: bool = True
    before: int = 0


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry in words: its changes as (what, before, after), other facts as (name, value)."""

    id: int
    at: datetime
    actor: str
    action: str
    kind: str
    target: str
    note: str
    changes: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str], ...]


def audit_lines(session: Session, actor: Actor, wanted: AuditFilter) -> tuple[AuditLine, ...]:
    """The newest entries that fit, one more than a page so that a reader knows whether there are more."""
    require(actor, "can_read_audit", "xem nhật ký hệ thống")
    query = select(AuditEntryRow).order_by(AuditEntryRow.id.desc()).limit(PAGE + 1)
    if wanted.before:
        query = query.where(AuditEntryRow.id < wanted.before)
    if wanted.target:
        query = query.where(AuditEntryRow.target.startswith(wanted.target, autoescape=True))
    if wanted.actor:
        query = query.where(AuditEntryRow.actor == wanted.actor)
    if wanted.action:
        query = query.where(AuditEntryRow.action == wanted.action)
    elif wanted.studio_only:
        query = query.where(AuditEntryRow.action.in_(DEFINING))
    if wanted.from_day:
        query = query.where(AuditEntryRow.at >= _start(wanted.from_day))
    if wanted.to_day:
        query = query.where(AuditEntryRow.at < _start(wanted.to_day + timedelta(days=1)))
    return tuple(_line(row) for row in session.scalars(query))


def _start(day: date) -> datetime:
    return in_vietnam(datetime(day.year, day.month, day.day))  # noqa: DTZ001 — made Vietnamese here


def _line(row: AuditEntryRow) -> AuditLine:
    detail: Mapping[str, Any] = row.detail or {}
    return AuditLine(
        id=row.id,
        at=row.at,
        actor=row.actor_name or row.actor,
        action=ACTION_WORDS.get(row.action, row.action),
        kind=row.target_kind,
        target=row.target,
        note=str(detail.get("note", "")),
        changes=tuple(_changes(detail)),
        facts=tuple(_facts(detail)),
    )


def _changes(detail: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    found: Sequence[Any] = detail.get("changes") or ()
    for one in found:
        if isinstance(one, Mapping):
            yield str(one.get("what", "")), str(one.get("before", "")), str(one.get("after", ""))
        else:
            yield str(one), "", ""
    before, after = detail.get("before"), detail.get("after")
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            if before.get(name) != after.get(name):
                yield FACT_WORDS.get(name, name), _words(before.get(name)), _words(after.get(name))


FACT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "effective_from": "Hiệu lực từ",
        "decision_number": "Số quyết định",
        "release": "Lần công bố",
        "proposed_by": "Người đề nghị",
        "number": "Bản quay về",
        "request": "Đề nghị số",
        "due_at": "Hẹn trả",
        "revisions": "Bản quy định",
        "two_people": "Công bố cần hai người",
        "duty": "Việc được giao",
        "extent": "Phạm vi",
        "opinion": "Ý kiến",
        "base": "Bắt đầu từ bản",
    }
)


def _facts(detail: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in detail.items():
        if name not in ("changes", "before", "after", "note") and value not in ("", None, 0):
            yield FACT_WORDS.get(name, name), _words(value)


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    if isinstance(value, bool):
        return "có" if value else "không"
    text = "" if value is None else str(value)
    if text in set(Duty):
        return DUTY_WORDS[Duty(text)]
    return _ISO_DAY.sub(r"\3/\2/\1 \4", text).rstrip() if _ISO_DAY.match(text) else text
