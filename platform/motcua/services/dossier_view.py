"""A dossier as people and other systems read it: facts, clock, money, papers, log, and what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.dossiers.actions import MissingAction, OfferedAction, Waiting, available, missing, waiting_for
from motcua.dossiers.actor import Actor, Seat
from motcua.dossiers.clocks import legal_due
from motcua.dossiers.record_parts import Outcome, PaperFile
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.status import STATUS_NAMES
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
from motcua.storage.tables import DossierDocumentRow, DossierEventRow, DossierRow, FeeLineRow, IssuedPaperRow

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
}


def as_json(view: DossierView, directory: Directory) -> dict[str, Any]:
    """The dossier as the API answers it."""
    row, state = view.file.row, view.state
    procedure = view.file.bundle.procedure
    return {
        "number": row.number,
        "procedure": {
            "code": procedure.code,
            "name": procedure.name,
            "field_of_work": procedure.field_of_work,
        },
        "variant": row.variant,
        "channel": row.channel,
        "agency": row.agency_code,
        "agency_name": directory.agency(row.agency_code).name,
        "competent_agency": row.competent_agency,
        "status": state.lifecycle.value,
        "status_name": state.lifecycle.name_in_vietnamese,
        "official_status": state.official_status,
        "official_status_name": STATUS_NAMES.get(state.official_status, ""),
        "version": state.version,
        **_dates(view),
        "applicant": row.applicant,
        "answers": row.answers,
        "summary": row.summary,
        "documents": [_document(line, state) for line in view.file.documents],
        "digitization": state.digitization.value,
        "fees": [_fee(line) for line in view.file.fees],
        "outcome": _outcome(state.outcome),
        "actions": [_action(one) for one in view.actions],
        "waiting_for": [_waiting(one, view.candidates) for one in view.waiting],
        "papers": [
            {"print": one.print_code, "role": one.print_role, "number": one.number, "issue": one.issue}
            for one in view.papers
        ],
        "events": [_event(event) for event in view.file.events],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.id,
        "number": outcome.number,
        "signer": outcome.signer_name,
        "issued_at": _iso(outcome.issued_at),
        "valid_until": outcome.valid_until.isoformat() if outcome.valid_until else None,
        "file": outcome.file,
        "signatures": list(outcome.signatures),
        "revoked_at": _iso(outcome.revoked_at),
        "verify_code": outcome.verify_code,
    }


def _dates(view: DossierView) -> dict[str, Any]:
    state = view.state
    return {
        "received_at": _iso(state.received_at),
        "original_due_at": _iso(state.clock.original_due_at),
        "due_at": _iso(state.clock.due_at),
        "due_explanation": list(view.due_explanation),
        "clock": {"kind": view.chip.kind, "words": view.chip.words},
        "finished_at": _iso(state.finished_at),
        "returned_at": _iso(state.returned_at),
    }


def _document(line: DossierDocumentRow, state: DossierState) -> dict[str, Any]:
    return {
        "id": line.requirement_id,
        "name": line.name,
        "received": line.received,
        "originals": line.originals,
        "copies": line.copies,
        "certified_copies": line.certified_copies,
        "files": [_file(one) for one in state.kept_files if one.paper == line.requirement_id],
    }


def _file(file: PaperFile) -> dict[str, Any]:
    return {
        "sha256": file.sha256,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "source": file.source.value,
        "origin": file.origin,
    }


def _fee(line: FeeLineRow) -> dict[str, Any]:
    return {
        "id": line.fee_id,
        "name": line.name,
        "kind": line.kind,
        "amount": line.amount,
        "collect": line.collect,
        "state": line.state,
    }


def _action(one: OfferedAction) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "step": one.step,
        "kind": one.kind,
        "requires": list(one.requires),
        "main": one.main,
    }


def _waiting(one: Waiting, candidates: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        "step": one.step,
        "name": one.name,
        "position": one.position,
        "agency": one.agency,
        "due_at": _iso(one.due_at),
        "candidates": list(candidates.get(one.step, ())),
    }


def _event(event: DossierEventRow) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "kind": event.kind,
        "at": _iso(event.at),
        "actor": event.actor_name or event.actor,
        "step": event.step,
        "reason": str(event.data["data"].get("reason", "")),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
