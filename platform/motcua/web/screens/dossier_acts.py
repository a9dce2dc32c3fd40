"""The buttons of a dossier: what each asks for, and the command that what was typed makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.definitions.form import Form, FormField, Option
from motcua.definitions.process import Action
from motcua.dossiers.actions import OfferedAction
from motcua.dossiers.actor import Actor
from motcua.dossiers.clocks import legal_due, supplement_deadline
from motcua.dossiers.refusals import Refused
from motcua.dossiers.step_answers import form_asked
from motcua.dossiers.steps import JOIN, find_step, seat_of, targets
from motcua.kernel.date_words import date_words, moment_words
from motcua.services.access import scope_of
from motcua.services.dossier_view import DossierView
from motcua.services.runtime import Platform
from motcua.services.staffing import present_users
from motcua.storage.tables import OfficerRow
from motcua.surfaces.form_view import FormState, describe_field, describe_form
from motcua.web.screens.dossier_commands import MOST_FEES
from motcua.web.screens.result_return import return_defaults, return_fields

CAUTIONS = frozenset({"refuse", "refuse_intake", "stop", "withdraw", "supplement_lapsed"})
ASKING = frozenset({"pay", "supplement_received", "withdraw", "supplement_lapsed"})
OBVIOUS = frozenset(
    {"not_suspended", "no_supplement", "nothing_owed", "nothing_to_recall", "not_at_this_step", "no_due_date"}
)
"""Reasons nobody asks for: the button has nothing to do with how the dossier stands."""
STAYS = {
    "refuse": "Không từ chối",
    "refuse_intake": "Không từ chối",
    "stop": "Không dừng",
    "withdraw": "Không rút",
    "suspend": "Không tạm dừng",
}
CONSEQUENCES = {
    "supplement": "Người nộp nhận phiếu yêu cầu bổ sung. Đồng hồ dừng theo chính sách đến khi nhận đủ giấy tờ.",
    "refuse": "Người nộp nhận phiếu từ chối có lý do này. Hồ sơ đóng lại, không mở lại được.",
    "refuse_intake": "Người nộp nhận phiếu từ chối có lý do này. Hồ sơ đóng lại, không mở lại được.",
    "stop": "Hồ sơ đóng lại, người nộp nhận thông báo có lý do này.",
    "withdraw": "Ghi đề nghị của người nộp. Hồ sơ đóng lại, không mở lại được.",
    "suspend": "Đồng hồ dừng nếu căn cứ cho phép. Tiếp tục giải quyết bằng nút cùng tên.",
    "extend": "Người nộp nhận phiếu xin lỗi và hẹn lại ngày trả.",
    "supplement_received": "Đồng hồ chạy tiếp, hồ sơ về lại người đã yêu cầu.",
    "supplement_lapsed": "Hồ sơ đóng lại vì quá hạn bổ sung.",
}
REASONS = {
    "supplement": "Nội dung cần bổ sung",
    "back": "Lý do trả lại",
    "payment": "Nội dung nghĩa vụ tài chính",
    "answer": "Ý kiến",
    "consult": "Nội dung xin ý kiến",
}
METHODS = (Option("cash", "Tiền mặt"), Option("transfer", "Chuyển khoản"))


@dataclass(frozen=True, slots=True)
class ActDialog:
    """A button with the questions it asks; without fields and items it acts at once."""

    offered: OfferedAction
    fields: Sequence[Any] = ()
    items: Sequence[Mapping[str, Any]] = ()
    items_label: str = ""
    consequence: str = ""
    refusals: Sequence[str] = ()

    @property
    def id(self) -> str:
        """The id of the dialog in the page."""
        return f"act-{self.offered.step or 'any'}-{self.offered.id}"

    @property
    def asks(self) -> bool:
        """Whether something must be said first."""
        return bool(self.fields or self.items) or self.offered.kind in ASKING

    @property
    def caution(self) -> bool:
        """Whether the act ends the dossier."""
        return self.offered.kind in CAUTIONS

    @property
    def title(self) -> str:
        """The act in words, without the dots of a question."""
        return self.offered.name.rstrip("…")

    @property
    def label(self) -> str:
        """The words on the button; dots say that a question follows."""
        return f"{self.title}…" if self.asks else self.title

    @property
    def stay(self) -> str:
        """The words for leaving things as they are."""
        return STAYS.get(self.offered.kind, "Quay lại")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a dialog that could not be carried out, so that nothing is lost."""

    action: str = ""
    step: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    general: Sequence[str] = ()

    def is_for(self, offered: OfferedAction) -> bool:
        """Whether it belongs to this button."""
        return bool(self.action) and offered.id == self.action and self.step in ("", offered.step)


def build_dialogs(platform: Platform, actor: Actor, view: DossierView, typed: Typed) -> list[ActDialog]:
    """Every offered button with its questions."""
    return [_dialog(platform, actor, view, offered, typed) for offered in view.actions]


def _dialog(
    platform: Platform, actor: Actor, view: DossierView, offered: OfferedAction, typed: Typed
) -> ActDialog:
    own = typed if typed.is_for(offered) else Typed()
    wanted = list(_wanted_fields(platform, actor, view, offered))
    if offered.kind == "finish":
        wanted += return_fields(platform)
    state = FormState(_defaults(platform, view, offered) | dict(own.values), own.errors)
    fields: list[Any] = [describe_field(one, state, {}, one.id) for one in wanted]
    form = step_form(view, offered) if "answers" in offered.requires else None
    if form is not None:
        answers = own.values.get("answers", {})
        sections = describe_form(
            form, FormState(answers, own.errors), view.file.bundle.code_lists, prefix="answers"
        )
        fields += [one for section in sections for one in section.fields]
    items = _items(view, offered, own)
    shown = {one.id for one in fields}
    key = f"act-{offered.step or 'any'}-{offered.id}"
    return ActDialog(
        offered=offered,
        fields=[_prefixed(one, key) for one in fields],
        items=items,
        items_label="Giấy tờ đã nhận" if offered.kind == "supplement_received" else "Giấy tờ cần bổ sung",
        consequence=_consequence(platform, view, offered.kind),
        refusals=[*own.general, *(text for name, text in own.errors.items() if name not in shown)],
    )


def _wanted_fields(
    platform: Platform, actor: Actor, view: DossierView, offered: OfferedAction
) -> list[FormField]:
    requires, kind = offered.requires, offered.kind
    fields: list[FormField] = []
    if "basis" in requires:
        grounds = tuple(Option(one.id, one.name) for one in view.rules.policy.pauses)
        fields.append(FormField("basis", "code_list", "Căn cứ", required=True, options=grounds, width=12))
    if kind == "extend":
        fields.append(FormField("deadline", "date", "Ngày hẹn trả mới", required=True, width=6))
        fields.append(FormField("deadline_time", "time", "Giờ", width=6))
    elif kind == "supplement":
        fields.append(FormField("deadline", "date", "Hạn bổ sung", width=6))
    if kind == "pay":
        fields.append(FormField("method", "choice", "Cách nộp", required=True, options=METHODS, width=12))
        receipt_help = "Để trống thì cấp số kế tiếp của ký hiệu đơn vị."
        fields.append(FormField("receipt", "text", "Số biên lai", help=receipt_help, width=12, max_length=60))
    if kind == "receive" and not _has_limit(view):
        fields.append(FormField("deadline", "date", "Ngày hẹn trả", required=True, width=6))
        fields.append(FormField("due_reason", "text", "Căn cứ của ngày hẹn", required=True, width=12))
    if "assignee" in requires:
        people = people_for(platform, actor, view, offered)
        fields.append(
            FormField("assignee", "code_list", "Người nhận việc", required=True, options=people, width=12)
        )
    if len(view.file.bundle.procedure.outcomes) > 1 and "outcome.draft" in requires:
        options = tuple(Option(one.id, one.name) for one in view.file.bundle.procedure.outcomes)
        fields.append(FormField("outcome", "code_list", "Kết quả", required=True, options=options, width=12))
    if kind == "payment":
        for number in range(1, MOST_FEES + 1):
            fields.append(FormField(f"fee_name_{number}", "text", f"Khoản {number}", width=8, max_length=200))
            fields.append(FormField(f"fee_amount_{number}", "money", "Số tiền", width=4))
    if kind in {"suspend", "extend", "stop"}:
        fields.append(FormField("document", "text", "Văn bản (số, ngày)", width=12, max_length=200))
    if "reason" in requires or kind in {"consult", "answer"}:
        label = REASONS.get(kind, "Lý do")
        must = "reason" in requires
        fields.append(FormField("reason", "long_text", label, required=must, width=12, max_length=2000))
    return fields


def _has_limit(view: DossierView) -> bool:
    row = view.file.row
    return any(
        offer.time_limit is not None and (not offer.variants or row.variant in offer.variants)
        for offer in view.file.bundle.procedure.offers
    )


def _defaults(platform: Platform, view: DossierView, offered: OfferedAction) -> dict[str, Any]:
    values: dict[str, Any] = {"method": "cash", "deadline_time": "17:00"}
    if offered.kind == "supplement":
        deadline = supplement_deadline(view.rules, view.state.agency, platform.now())
        values["deadline"] = date_words(deadline) if deadline else ""
    if offered.kind == "supplement_received":
        values["reason"] = ""
    if offered.kind == "finish":
        values |= return_defaults(view)
    return values


def _items(view: DossierView, offered: OfferedAction, typed: Typed) -> list[dict[str, Any]]:
    if offered.kind == "supplement":
        chosen = typed.values.get("items", ())
        return [
            {"value": line.requirement_id, "label": line.name, "checked": line.requirement_id in chosen}
            for line in view.file.documents
        ]
    if offered.kind == "supplement_received" and view.state.open_supplement is not None:
        names = {line.requirement_id: line.name for line in view.file.documents}
        asked = view.state.open_supplement.items
        return [{"value": one, "label": names.get(one, one), "checked": True} for one in asked]
    return []


def own_action(view: DossierView, offered: OfferedAction) -> Action | None:
    """The step's own action behind a button; None for the sub-flows every process has."""
    try:
        step = find_step(view.rules.process, offered.step)
    except KeyError:
        return None
    return next((one for one in step.actions if one.id == offered.id), None)


def _consequence(platform: Platform, view: DossierView, kind: str) -> str:
    """What the act brings about; for a supplement also until when the policy lets it be asked for."""
    words = CONSEQUENCES.get(kind, "")
    within, received = view.rules.policy.supplement.notice_within, view.state.received_at
    if kind != "supplement" or within is None or received is None:
        return words
    until = legal_due(view.rules, view.state.competent_agency, received, within).due_at
    over = "Đã quá hạn yêu cầu bổ sung" if platform.now() > until else "Yêu cầu bổ sung phải gửi trước"
    return f"{words} {over} {moment_words(until)} ({within.words()} từ khi tiếp nhận)."


def step_form(view: DossierView, offered: OfferedAction) -> Form | None:
    """The form a step or its button asks to fill in."""
    try:
        step = find_step(view.rules.process, offered.step)
    except KeyError:
        return None
    return form_asked(view.rules, step, own_action(view, offered))


def people_for(
    platform: Platform, actor: Actor, view: DossierView, offered: OfferedAction
) -> tuple[Option, ...]:
    """Who can be given the step an action leads to."""
    action = own_action(view, offered)
    if action is None:
        return ()
    process = view.rules.process
    to = [one for one in targets(process, find_step(process, offered.step), action) if one != JOIN]
    if not to:
        return ()
    try:
        seat = seat_of(view.rules, view.state, find_step(process, to[0]))
    except Refused:
        return ()
    with platform.database.read(scope_of(actor)) as session:
        field = view.rules.bundle.procedure.field_of_work
        users = present_users(session, seat, platform.today(), field)
        rows = session.query(OfficerRow.username, OfficerRow.full_name).filter(OfficerRow.username.in_(users))
        names = {row.username: row.full_name for row in rows}
    return tuple(Option(user, names.get(user, user)) for user in users)


def _prefixed(described: Any, dialog: str) -> dict[str, Any]:
    """A field as a template draws it in one of several dialogs: its id is of this dialog, its posted name is not."""
    return described.as_dict() | {"key": f"{dialog}-{described.id}"}
