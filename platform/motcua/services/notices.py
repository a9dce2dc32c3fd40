"""Writes the notices an event calls for: which definitions listen, their words for each channel, into the queue."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.notice import Notice, NoticeText
from motcua.documents.words import amount_words_filter
from motcua.dossiers.rules import Rules
from motcua.dossiers.steps import step_name
from motcua.expressions.expression import Expression
from motcua.expressions.names import ANY_FORM
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import Kind
from motcua.extension.points import NOTIFIERS
from motcua.services.acting import rules_of
from motcua.services.notice_recipients import IN_APP, Happening, Recipient, recipients
from motcua.services.outbox import MESSAGES, OutboxState, Taken, settle
from motcua.services.papers import dossier_file
from motcua.services.print_data import Issuing, print_data
from motcua.services.runtime import Platform
from motcua.storage.insertion import insert_missing
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierEventRow, DossierRow, InAppNoticeRow, OutboxRow
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER

OUTDATED = timedelta(days=7)
"""News older than this is not sent any more: it would confuse rather than inform."""
LONGEST_KEY = 200

SENDING = Scope.everything("gửi thông báo")


@dataclass(frozen=True, slots=True)
class WrittenNotice:
    """One message to one person over one channel. ``key`` is the same however often it is written."""

    notice: str
    title: str
    channel: str
    recipient: Recipient
    address: str
    subject: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything one event of one dossier calls for."""

    dossier_id: int
    number: str
    notices: tuple[WrittenNotice, ...]


def channels(platform: Platform) -> frozenset[str]:
    """The channels of this installation: on screen always, others where an extension is set up for them."""
    return frozenset((IN_APP, *platform.registry.names(NOTIFIERS)))


def heard_events(platform: Platform) -> frozenset[str]:
    """The kinds of events some notice is sent on over a channel there is."""
    return frozenset(
        notice.event for notice in _enabled(platform) for _text in _texts(notice, channels(platform))
    )


def _enabled(platform: Platform) -> Iterator[Notice]:
    for notice in platform.rules.every("notice", platform.today()):
        if notice.enabled:
            yield notice


def _texts(notice: Notice, available: frozenset[str]) -> Iterator[NoticeText]:
    for text in notice.texts:
        # nobody has a screen of ours but officers
        if text.channel in available and not (text.channel == IN_APP and notice.to == "applicant"):
            yield text


def write_letter(platform: Platform, event: Taken) -> Letter | None:
    """The notices an event calls for, ready to store; None when it calls for none. Reads only.

    Outside channels stay silent about dossiers of the example province.
    """
    listening = [notice for notice in _enabled(platform) if notice.event == event.word]
    if not listening or event.dossier_id is None or platform.now() - event.created_at > OUTDATED:
        return None
    with platform.database.read(SENDING) as session:
        row = session.get(DossierRow, event.dossier_id)
        if row is None:
            return None
        logged = _logged(session, row, event)
        writer = _Writer(platform, session, row, event, logged)
        available = frozenset((IN_APP,)) if row.demo else channels(platform)
        notices = [
            written
            for notice in listening
            if writer.applies(notice)
            for written in writer.write(notice, available)
        ]
    return Letter(row.id, row.number, tuple(notices)) if notices else None


def _logged(session: Session, row: DossierRow, event: Taken) -> DossierEventRow | None:
    return session.scalars(
        select(DossierEventRow).where(
            DossierEventRow.dossier_id == row.id, DossierEventRow.seq == int(event.payload.get("seq") or 0)
        )
    ).one_or_none()


def store_letter(session: Session, letter: Letter | None, event: Taken, now: datetime) -> None:
    """Queue the messages, put the others on screen and settle the event, all in the caller's transaction."""
    if letter is not None:
        for one in letter.notices:
            if one.channel == IN_APP:
                _put_on_screen(session, letter, one, event.created_at)
            else:
                _queue(session, letter, one, now)
    settle(session, (event,), now)


def _put_on_screen(session: Session, letter: Letter, one: WrittenNotice, at: datetime) -> None:
    values = {
        "username": one.recipient.username,
        "dossier_id": letter.dossier_id,
        "number": letter.number,
        "notice": one.notice,
        "title": one.title,
        "text": one.text,
        "key": one.key,
        "at": at,
    }
    insert_missing(session, InAppNoticeRow, values)


def _queue(session: Session, letter: Letter, one: WrittenNotice, now: datetime) -> None:
    payload = {
        "notice": one.notice,
        "title": one.title,
        "to": one.address,
        "name": one.recipient.name,
        "subject": one.subject,
        "text": one.text,
    }
    values = {
        "topic": f"{MESSAGES}{one.channel}",
        "key": one.key,
        "dossier_id": letter.dossier_id,
        "payload": payload,
        "state": OutboxState.WAITING.value,
        "created_at": now,
        "available_at": now,
    }
    insert_missing(session, OutboxRow, values)


class _Writer:
    """Writes the notices of one event; what they quote is read once, when the first one applies."""

    def __init__(
        self,
        platform: Platform,
        session: Session,
        row: DossierRow,
        event: Taken,
        logged: DossierEventRow | None,
    ) -> None:
        self._platform, self._session, self._row, self._event = platform, session, row, event
        self._logged = logged
        self._directory: Directory = platform.directory()
        self._rules: Rules = rules_of(platform, session, row, self._directory)
        data = logged.data["data"] if logged else {}
        self._what = Happening(event.word, logged.actor if logged else "", data)
        self._composer = Composer(truth_for("dossier"), {WORDS_FILTER: amount_words_filter})
        self._quoted: Mapping[str, Any] | None = None

    def applies(self, notice: Notice) -> bool:
        """Whether the notice's condition holds, a broken one not; the applicant hears nothing of a child dossier."""
        if notice.to == "applicant" and self._row.state.get("parent"):
            return False
        if not notice.when:
            return True
        try:
            return Expression.compile(notice.when, ANY_FORM, Kind.YES_NO).truth(self._rules.env)
        except ExpressionProblem:
            return False

    def write(self, notice: Notice, available: frozenset[str]) -> Iterator[WrittenNotice]:
        """The notice for every person it goes to, over every channel that reaches the person."""
        texts = tuple(_texts(notice, available))
        if not texts:
            return
        people = recipients(
            self._session, self._directory, self._row, notice.to, self._what, self._platform.today()
        )
        for person in people:
            for text in texts:
                address = person.address(text.channel)
                if address:
                    yield self._written(notice, text, person, address)

    def _written(self, notice: Notice, text: NoticeText, person: Recipient, address: str) -> WrittenNotice:
        data = {**self._data(), "recipient": {"name": person.name}}
        return WrittenNotice(
            notice=notice.code,
            title=notice.name,
            channel=text.channel,
            recipient=person,
            address=address,
            subject=self._composer.text(text.subject, data),
            text=self._composer.text(text.text, data),
            key=message_key(self._row.number, self._occasion(), (notice.code, text.channel, address)),
        )

    def _occasion(self) -> str:
        """What tells two events of a dossier apart: the number of the entry, or kind and due date."""
        if self._logged is not None:
            return str(self._logged.seq)
        return f"{self._event.word}-{self._event.payload.get('due_at', '')}"

    def _data(self) -> Mapping[str, Any]:
        if self._quoted is None:
            self._quoted = self._read_data()
        return self._quoted

    def _read_data(self) -> Mapping[str, Any]:
        row, logged = self._row, self._logged
        file = dossier_file(self._session, self._platform.rules, row)
        issuing = Issuing(
            officer_name=logged.actor_name if logged else "",
            officer_title="",
            now=self._platform.now(),
            tracking_url=f"{self._platform.public_url}/tra-cuu/{row.number}",
        )
        said = self._what.data or {}
        happened = {
            "at": logged.at if logged else self._event.created_at,
            "actor_name": logged.actor_name if logged else "",
            "reason": str(said.get("reason") or ""),
            "text": str(said.get("text") or ""),
            "step_name": step_name(self._rules.process, logged.step) if logged and logged.step else "",
        }
        return {**print_data(file, self._directory, issuing), "event": happened}


def message_key(number: str, occasion: str, parts: Iterable[str]) -> str:
    """What a receiver knows a message by; says nothing about the person it goes to."""
    notice, channel, address = parts
    person = hashlib.sha256(address.encode()).hexdigest()[:12]
    return f"{number}/{occasion}/{notice}/{channel}/{person}"[:LONGEST_KEY]
