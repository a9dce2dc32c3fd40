"""What the dossier page shows: head, tracker, form data, papers, money, log, and the buttons of the step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.definitions.procedure import RequirementKind
from motcua.dossiers.actions import MissingAction
from motcua.dossiers.actor import Actor
from motcua.dossiers.clocks import legal_due
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.step_answers import filled_forms
from motcua.dossiers.steps import is_standard
from motcua.kernel.date_words import date_words, moment_words
from motcua.kernel.money import format_money
from motcua.kernel.remaining import Timeliness, timeliness
from motcua.kernel.time_limit import TimeLimit, TimeLimitError
from motcua.services.dossier_view import DossierView
from motcua.services.print_data import FEE_KINDS, FEE_STATES, limit_words
from motcua.services.runtime import Platform
from motcua.surfaces.form_view import address_text, readable_answers
from motcua.web.screens.dossier_acts import OBVIOUS, ActDialog, Typed, build_dialogs
from motcua.web.screens.dossier_family import family
from motcua.web.screens.dossier_talk import remarks
from motcua.web.screens.dossier_tracker import tracker
from motcua.web.screens.dossier_words import (
    event_entry,
    further_prints,
    lifecycle_status,
    money_status,
    print_names,
)
from motcua.web.screens.explanations import due_explanation

CHANNELS = {"counter": "nộp trực tiếp", "online": "nộp trực tuyến", "post": "nộp qua bưu chính"}
DELIVERIES = {"counter": "nhận kết quả tại quầy", "post": "nhận qua bưu chính", "online": "nhận bản điện tử"}
SEXES = {"nam": "Nam", "nu": "Nữ", "khac": "Khác"}
ONWARD = ("supplement_received", "payment_done", "resume")
"""What leads on where the step itself has no usual way: the end of a wait."""

SIDE = frozenset({"stop", "withdraw", "extend", "suspend", "recall", "refuse"})
FINISHED_WORDS = {
    Timeliness.EARLY: "xong trước hạn",
    Timeliness.ON_TIME: "xong đúng hạn",
    Timeliness.LATE: "xong quá hạn",
}
TABS = (
    ("ho-so", "Hồ sơ"),
    ("giay-to", "Giấy tờ"),
    ("ket-qua", "Kết quả"),
    ("phi", "Phí, lệ phí"),
    ("nhat-ky", "Nhật ký"),
    ("ban-in", "Bản in"),
)


@dataclass(frozen=True, slots=True)
class DossierPage:
    """Everything the templates of the dossier page read."""

    view: DossierView
    statuses: Sequence[Mapping[str, str]]
    clock: Mapping[str, Any]
    variant: str
    agency: str
    helped_at: str
    tracker: Sequence[Mapping[str, str]]
    applicant: Sequence[Mapping[str, Any]]
    answers: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]
    papers: Sequence[Mapping[str, Any]]
    fees: Sequence[Mapping[str, Any]]
    comments: Sequence[Mapping[str, str]]
    log: Sequence[Mapping[str, str]]
    prints: Sequence[Mapping[str, str]]
    more_prints: Sequence[Mapping[str, str]]
    dialogs: Sequence[ActDialog]
    missing: Sequence[MissingAction]
    waiting: Sequence[str]
    assignable: Sequence[Mapping[str, Any]]

    @property
    def row(self) -> Any:
        """The stored dossier."""
        return self.view.file.row

    @property
    def main(self) -> ActDialog | None:
        """The usual way on."""
        marked = next((one for one in self.dialogs if one.offered.main), None)
        return marked or next((one for one in self.dialogs if one.offered.kind in ONWARD), None)

    @property
    def own(self) -> Sequence[ActDialog]:
        """The other buttons of the step."""
        return [one for one in self.dialogs if one is not self.main and not self._is_side(one)]

    @property
    def side(self) -> Sequence[ActDialog]:
        """What ends or moves the dossier: links under the buttons."""
        return [one for one in self.dialogs if one is not self.main and self._is_side(one)]

    @staticmethod
    def _is_side(dialog: ActDialog) -> bool:
        return dialog.offered.kind in SIDE


def build_dossier_page(platform: Platform, actor: Actor, view: DossierView, typed: Typed) -> DossierPage:
    """The page of a dossier for a person."""
    row, procedure = view.file.row, view.file.bundle.procedure
    statuses = [lifecycle_status(view), money_status(view.file.fees), _papers_status(view)]
    entries = [event_entry(view, event) for event in reversed(view.file.events)]
    log = [dict(entry) for entry in entries]
    if log:
        first = next((entry for entry in log if entry["state"] == "done"), log[0])
        first["state"] = "now" if not view.state.lifecycle.is_end else "done"
    directory = view.rules.directory
    return DossierPage(
        view=view,
        statuses=[one for one in statuses if one],
        clock=_clock(view),
        variant=next((one.name for one in procedure.variants if one.id == row.variant), ""),
        agency=directory.agency(row.competent_agency).name,
        helped_at=directory.agency(view.state.helped_at).name if view.state.helped_at else "",
        tracker=tracker(view, actor, platform.now()),
        applicant=_applicant(view),
        answers=_answers(view),
        papers=_papers(view),
        fees=_fees(view),
        comments=remarks(view),
        log=log,
        prints=print_names(platform, view),
        more_prints=further_prints(platform, view),
        dialogs=build_dialogs(platform, actor, view, typed),
        missing=[one for one in view.missing if one.code not in OBVIOUS],
        waiting=_waiting(view),
        assignable=_assignable(view, actor),
    )


def _clock(view: DossierView) -> dict[str, Any]:
    row, state = view.file.row, view.state
    words, kind = view.chip.words, view.chip.kind
    if state.lifecycle in {Lifecycle.DONE, Lifecycle.RETURNED} and state.finished_at and row.due_at:
        words = FINISHED_WORDS[timeliness(state.finished_at, row.due_at)]
    return {
        "kind": kind,
        "words": words,
        "due": moment_words(row.due_at) if row.due_at else "",
        "reason": _clock_reason(view),
    }


def _clock_reason(view: DossierView) -> dict[str, Any]:
    """The spans of the first due date, then every move of it with its ground."""
    clock, received = view.state.clock, view.state.received_at
    moves = " ".join(view.due_explanation[-len(clock.adjustments) :]) if clock.adjustments else ""
    origin = f"Quy trình: {view.rules.process.name}. Chính sách: {view.rules.policy.name}."
    if clock.limit and received is not None:
        try:
            due = legal_due(
                view.rules, view.file.row.competent_agency, received, TimeLimit.parse(clock.limit)
            )
        except TimeLimitError:
            return {"title": f"Thời hạn {limit_words(clock.limit)}", "text": moves, "origin": origin}
        reason = due_explanation(due, origin)
        reason["text"] = " ".join(part for part in (reason["text"], moves) if part)
        return reason
    return {"title": "", "text": " ".join(view.due_explanation), "origin": origin}


def _papers_status(view: DossierView) -> dict[str, str] | None:
    needed = _needed(view)
    total = sum(1 for one in view.file.documents if one.requirement_id in needed)
    if not total:
        return None
    there = sum(1 for one in view.file.documents if one.received and one.requirement_id in needed)
    return {"kind": "idle", "icon": "file-earmark-check", "word": f"Đã nhận {there}/{total} giấy tờ"}


def _needed(view: DossierView) -> frozenset[str]:
    """The papers that must be handed in; the others are handed in when there are any, or only shown."""
    return frozenset(
        line.id
        for line in view.file.bundle.procedure.checklist
        if line.required and line.kind is RequirementKind.DOCUMENT
    )


def _applicant(view: DossierView) -> list[dict[str, Any]]:
    person: Mapping[str, Any] = view.file.row.applicant
    born = str(person.get("birth_date", ""))
    address = person.get("address")
    pairs = [
        ("Họ và tên", person.get("full_name", ""), True),
        ("Số giấy tờ", person.get("identity_number") or person.get("tax_code") or "", False),
        ("Ngày sinh", f"{born[8:]}/{born[5:7]}/{born[:4]}" if len(born) == 10 else born, False),
        ("Giới tính", SEXES.get(str(person.get("sex", "")), ""), False),
        ("Điện thoại", person.get("phone", ""), False),
        ("Địa chỉ", address_text(address) if isinstance(address, Mapping) else str(address or ""), False),
    ]
    owner = person.get("owner")
    if isinstance(owner, Mapping) and owner.get("full_name"):
        pairs.append(("Chủ hồ sơ", owner["full_name"], True))
    return [{"label": label, "value": value, "strong": strong} for label, value, strong in pairs if value]


def _answers(view: DossierView) -> list[tuple[str, list[dict[str, Any]]]]:
    form, lists = view.file.bundle.form, view.file.bundle.code_lists
    read = list(readable_answers(form, view.file.row.answers, lists)) if form is not None else []
    for asked, answers in filled_forms(view.rules, view.state):
        read += readable_answers(asked, answers, lists)
    shown = [(title, [{"label": one.label, "value": one.text} for one in lines]) for title, lines in read]
    return shown + family(view)


def _papers(view: DossierView) -> list[dict[str, Any]]:
    papers, needed = [], _needed(view)
    for line in view.file.documents:
        counts = (
            (line.originals, "bản chính"),
            (line.copies, "bản sao"),
            (line.certified_copies, "bản chứng thực"),
        )
        words = ", ".join(f"{count} {what}" for count, what in counts if count)
        status = {"kind": "ok", "word": "Đã nhận", "icon": "check-lg"}
        if not line.received:
            must = line.requirement_id in needed
            status = {
                "kind": "soon" if must else "idle",
                "word": "Chưa có" if must else "Không nộp",
                "icon": "dash-circle",
            }
        papers.append({"name": line.name, "words": words or line.note, "status": status})
    return papers


def _fees(view: DossierView) -> list[dict[str, Any]]:
    accounts = {one.fee: one for one in view.state.fees}
    return [
        {
            "name": line.name,
            "kind": FEE_KINDS.get(line.kind, line.kind),
            "amount": "Chưa rõ"
            if line.amount is None
            else format_money(line.amount)
            if line.amount
            else "Không thu",
            "owed": format_money(accounts[line.fee_id].owed) if line.fee_id in accounts else "",
            "state": FEE_STATES.get(line.state, line.state),
            "looks": {"paid": "ok", "due": "soon"}.get(line.state, "idle"),
        }
        for line in view.file.fees
    ]


def _waiting(view: DossierView) -> list[str]:
    """Whom the dossier waits for, by step."""
    words = []
    for one in view.waiting:
        users = view.candidates.get(one.step, ())
        people = ", ".join(view.names.get(user, user) for user in users[:3])
        seat = f"{view.rules.position_name(one.position)} {view.rules.agency_name(one.agency)}"
        words.append(f"{one.name}: {seat}{f' ({people})' if people else ''}")
    return words


def _assignable(view: DossierView, actor: Actor) -> list[dict[str, Any]]:
    """Open steps whose person may be chosen by this one, with who could do them."""
    if "can_assign" not in actor.permissions and all(
        one.assignee not in ("", actor.user) for one in view.waiting
    ):
        return []
    found = []
    for one in view.waiting:
        users = tuple(view.candidates.get(one.step, ()))
        mine = any(seat.position == one.position and seat.agency == one.agency for seat in actor.holdings)
        may = ("can_assign" in actor.permissions and actor.agency == one.agency) or mine
        if may and not is_standard(one.step):
            people = [{"value": user, "label": view.names.get(user, user)} for user in users]
            found.append({"step": one.step, "name": one.name, "assignee": one.assignee, "people": people})
    return found


def received_words(view: DossierView) -> str:
    """Channel, day of receipt and delivery in one line."""
    row = view.file.row
    delivery = DELIVERIES.get(str(row.applicant.get("delivery", "counter")), "")
    return f"{CHANNELS.get(row.channel, row.channel)} {date_words(row.received_at)} · {delivery}"
