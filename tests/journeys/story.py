"""What happens in an office, told once: a case speaks to an `Office`, which is the API or a browser."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import pytest

WATCHER = "giamsat"
"""Who sees every dossier of the province."""


@dataclass(frozen=True)
class Application:
    """What somebody brings: a procedure, who they are, their answers, the papers handed in."""

    procedure: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    name: str = "Mai Thị Hồng Nhung"
    identity: str = "001196012345"
    papers: Sequence[str] = ()
    email: str = "nhung@example.vn"


@dataclass(frozen=True)
class Press:
    """A button with what its dialog asks. ``deadline`` is dd/mm/yyyy, ``fees`` are names with amounts."""

    action: str
    step: str = ""
    reason: str = ""
    items: Sequence[str] = ()
    deadline: str = ""
    document: str = ""
    basis: str = ""
    fees: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Loan:
    """Somebody stands in for the person who says so, from day to day (dd/mm/yyyy)."""

    substitute: str
    starts: str
    ends: str
    kind: str
    basis: str


@dataclass(frozen=True)
class Merger:
    """Communes become one by a decision from a day on (dd/mm/yyyy)."""

    sources: tuple[str, ...]
    code: str
    name: str
    decision: str
    effective_on: str


@dataclass(frozen=True)
class Seen:
    """A dossier as somebody sees it. ``owners`` are whom it waits for in words, ``log`` the kinds of its events (empty
    where a screen names the button instead), ``papers`` the codes of its prints.
    """

    status: int
    due: str
    clock: str
    why: str
    waits: tuple[str, ...]
    owners: str
    paid: int
    owed: int
    log: tuple[str, ...]
    papers: frozenset[str]
    children: tuple[str, ...] = ()


class NotDoneError(Exception):
    """The office does not do what was asked; the text says why."""


class Office(Protocol):
    """What people do in an office and what they see there."""

    def at(self, moment: str) -> None:
        """It is now this moment, `2026-11-20T15:20`."""

    def receive(self, user: str, brought: Application, *, paid: bool = False) -> str:
        """Receive at the counter, with the fees taken in cash or left for later; the number."""

    def receive_many(
        self, user: str, brought: Application, rows: Sequence[Mapping[str, Any]]
    ) -> tuple[str, ...]:
        """Receive a batch paid in cash; what each has of its own is in its row. The numbers."""

    def turn_away(self, user: str, brought: Application, reason: str) -> str:
        """Do not receive what was brought to the counter; the number of the refusal."""

    def submit(self, agency: str, brought: Application) -> str:
        """The national portal hands in what somebody sent online; the number."""

    def press(self, user: str, number: str, button: Press) -> None:
        """Press a button of the dossier. Raises :class:`NotDoneError`."""

    def why_not(self, user: str, number: str, action: str) -> str:
        """Why this person has no such button; empty when there is one, or when there is nothing to say."""

    def take_money(self, user: str, number: str, fee: str, amount: int) -> None:
        """Take money for one fee."""

    def give_back(self, user: str, number: str, fee: str, amount: int, reason: str) -> None:
        """Give money back."""

    def assign(self, user: str, number: str, step: str, to: str) -> None:
        """Give an open step to a person."""

    def lend(self, user: str, loan: Loan) -> None:
        """Somebody else stands in for the user."""

    def end_loan(self, user: str) -> None:
        """End the newest loan of the user's agency."""

    def merge(self, user: str, merger: Merger) -> None:
        """Plan a merger and order it for its day."""

    def seen(self, number: str, by: str = WATCHER) -> Seen:
        """The dossier as this person sees it."""

    def has_paper(self, user: str, number: str, code: str) -> bool:
        """Whether the person gets the paper as PDF."""

    def told(self, user: str) -> str:
        """Everything the person was told on screen."""

    def outside(self, number: str) -> str:
        """What anybody with the number reads."""

    def mails(self) -> list[tuple[str, str]]:
        """What was sent to applicants by e-mail: address and subject, once the queue is empty."""

    def time_works(self) -> None:
        """What the platform does by itself is done: reminders, lapses, the queue."""

    def faults(self) -> list[str]:
        """What does not agree in the stored data; projections are compared with the replayed events."""


@dataclass
class Story:
    """A case being told, with what must hold after each step."""

    office: Office
    numbers: list[str] = field(default_factory=list)

    def new(self, number: str) -> str:
        """A dossier of this story; its number has the form of the agency and the day."""
        agency, day, order = number.rsplit("-", 2)
        assert agency.startswith("H88"), number
        assert len(day) == 6, number
        assert order.isdecimal(), number
        self.numbers.append(number)
        return number

    def press(self, user: str, number: str, action: str, **given: Any) -> None:
        """Press a button with nothing but what is given."""
        self.office.press(user, number, Press(action, **given))

    def refuses(self, words: str, user: str, number: str, action: str, **given: Any) -> None:
        """Pressing the button is refused in these words; in any where none are given."""
        with pytest.raises(NotDoneError, match=re.escape(words) or None):
            self.office.press(user, number, Press(action, **given))

    def expect(
        self,
        number: str,
        status: int,
        *,
        due: str | None = None,
        why: str | None = None,
        waits: tuple[str, ...] | None = None,
        owner: str | None = None,
        paid: int | None = None,
        owed: int | None = None,
        last: str | None = None,
        papers: tuple[str, ...] = (),
        clock: str | None = None,
    ) -> Seen:
        """Look at the dossier; everything named must be as said."""
        seen = self.office.seen(number)
        assert seen.status == status, (number, seen)
        assert due is None or seen.due == due, (number, seen)
        assert why is None or why in seen.why, (number, seen.why)
        assert clock is None or clock in seen.clock, (number, seen.clock)
        assert waits is None or seen.waits == waits, (number, seen)
        assert owner is None or owner in seen.owners, (number, seen.owners)
        assert paid is None or seen.paid == paid, (number, seen)
        assert owed is None or seen.owed == owed, (number, seen)
        assert last is None or seen.log[-1] in (last, ""), (number, seen.log)
        assert set(papers) <= seen.papers, (number, seen.papers)
        assert seen.waits or status in (3, 7, 8, 10), (number, seen)
        return seen

    def closed(self, number: str, status: int) -> Seen:
        """The dossier has ended in this status: it waits for nobody."""
        seen = self.office.seen(number)
        assert seen.status == status, (number, seen)
        assert seen.waits == (), (number, seen)
        return seen


def moment(text: str) -> datetime:
    """A moment of a case with the zone of the office."""
    return datetime.fromisoformat(f"{text}:00+07:00")


def day(text: str) -> str:
    """dd/mm/yyyy as ISO."""
    return f"{text[6:]}-{text[3:5]}-{text[:2]}"
