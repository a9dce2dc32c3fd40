"""A dossier as people and other systems read it: facts, clock, money, papers, log, and what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from motcua.dossiers.actions import MissingAction, OfferedAction, Waiting, available, missing, waiting_for
from motcua.dossiers.actor import Actor, Seat
from motcua.dossiers.clocks import legal_due
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.kernel.date_words import moment_words
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.services.access import scope_of
from motcua.services.acting import Acted, find_dossier, rules_of
from motcua.services.papers import dossier_file
from motcua.services.print_data import DossierFile
from motcua.services.receiving import TakenIn
from motcua.services.runtime import Platform
from motcua.services.staffing import people_names, seat_people
from motcua.services.worklists import ClockChip, clock_chip
from motcua.storage.own_rows import own_rows
from motcua.storage.tables import DossierRow, IssuedPaperRow

SEES_CANDIDATES = frozenset({"can_process", "can_receive", "can_assign", "can_supervise"})


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything a page or an API answer shows of one dossier to one person."""

    file: DossierFile
    rules: Rules
    actions: tuple[OfferedAction, ...]
    missing: tuple[MissingAction, ...]
    waiting: tuple[Waiting, ...]
    candidates: Mapping[str, tuple[str, ...]]
    chip: ClockChip
    due_explanation: tuple[str, ...]
    papers: tuple[IssuedPaperRow, ...]
    names: Mapping[str, str]

    @property
    def state(self) -> DossierState:
        """The projected state."""
        return self.file.state


def view_dossier(platform: Platform, actor: Actor, number: str) -> DossierView:
    """A dossier for a person. Raises ``DossierMissingError`` when it is not there or not visible."""
    platform.rules.refresh()
    with platform.database.read(scope_of(actor)) as session:
        return build_view(platform, session, actor, number)


def view_taken_in(platform: Platform, actor: Actor, taken: TakenIn) -> DossierView:
    """The dossier just taken in; what was stored is not read again."""
    if taken.file is None:
        return view_dossier(platform, actor, taken.number)
    with platform.database.read(scope_of(actor)) as session:
        return _view(platform, session, actor, taken.file, taken.papers)


def view_acted_on(platform: Platform, actor: Actor, acted: Acted) -> DossierView:
    """The dossier just acted on, with its row as it was stored."""
    with platform.database.read(scope_of(actor)) as session:
        session.add(acted.row)
        return _view_of(platform, session, actor, acted.row)


def build_view(platform: Platform, session: Session, actor: Actor, number: str) -> DossierView:
    """As ``view_dossier`` within an open session."""
    return _view_of(platform, session, actor, find_dossier(session, number))


def _view_of(platform: Platform, session: Session, actor: Actor, row: DossierRow) -> DossierView:
    file = dossier_file(session, platform.rules, row)
    return _view(platform, session, actor, file, own_rows(session, row, IssuedPaperRow))


def _view(
    platform: Platform, session: Session, actor: Actor, file: DossierFile, papers: Sequence[IssuedPaperRow]
) -> DossierView:
    row, directory, now = file.row, platform.directory(), platform.now()
    rules = rules_of(platform, session, row, directory)
    waiting = waiting_for(rules, file.state)
    candidates: dict[str, tuple[str, ...]] = {}
    names = {event.actor: event.actor_name for event in file.events if event.actor_name}
    if actor.permissions & SEES_CANDIDATES:
        for one in waiting:
            seat = Seat(one.agency, one.position, one.unit)
            people = {one.assignee: ""} if one.assignee else seat_people(session, seat, now.date())
            candidates[one.step] = tuple(people)
            names |= {user: name for user, name in people.items() if name}
    names |= people_names(
        session, {one.assignee for one in waiting if one.assignee and one.assignee not in names}
    )
    return DossierView(
        file=file,
        rules=rules,
        actions=available(rules, file.state, actor, now),
        missing=missing(rules, file.state, actor, now),
        waiting=waiting,
        candidates=candidates,
        chip=clock_chip(file.state.lifecycle, row.due_at, now, directory, row.competent_agency),
        due_explanation=explain_due(rules, file),
        papers=tuple(papers),
        names=names,
    )


def explain_due(rules: Rules, file: DossierFile) -> tuple[str, ...]:
    """Why the due date is what it is: the spans counted at receipt, then every adjustment with its ground."""
    clock = file.state.clock
    lines: list[str] = []
    if clock.limit and file.state.received_at is not None:
        try:
            computed = legal_due(
                rules, file.row.competent_agency, file.state.received_at, TimeLimit.parse(clock.limit)
            )
            lines.extend((computed.summary(), *computed.explanation()))
        except TimeLimitError:
            lines.append(f"Thời hạn {clock.limit}")
    elif clock.original_due_at is not None:
        lines.append(f"Hẹn trả {moment_words(clock.original_due_at)}, do người tiếp nhận nhập kèm lý do.")
    else:
        lines.append(
            "Chưa rõ thời hạn: thủ tục chưa có thời hạn dùng được, người tiếp nhận chưa nhập ngày hẹn trả."
        )
    for move in clock.adjustments:
        new = moment_words(move.new_due_at) if move.new_due_at else "chưa rõ"
        lines.append(f"{_MOVES[move.kind.value]}: {new}. {move.reason}".rstrip(". ") + ".")
    return tuple(lines)


_MOVES = {
    "waited": "Cộng thời gian chờ, hẹn trả mới",
    "recounted": "Tính lại từ đầu khi đủ hồ sơ, hẹn trả mới",
    "extended": "Gia hạn, hẹn trả mới",
    "reappointed": "Hẹn lại",
    "corrected": "Sửa giấy tiếp nhận, hẹn trả mới",
    "rules_changed": "Theo bản quy định mới, hẹn trả",
    "calendar_changed": "Lịch làm việc thay đổi, hẹn trả mới",
}
