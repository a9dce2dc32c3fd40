"""The way from a review item to a ready procedure: what is open, what the source may mean, and a person's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.catalog.review_proposals import (
    Proposal,
    Question,
    edits_for_choice,
    edits_for_fee,
    edits_for_limit,
    edits_for_settling,
    fee_of,
    may_be_settled,
    offers_of,
    proposals,
    question_of,
)
from motcua.compiler.edits import Act as EditAct
from motcua.compiler.edits import Edit
from motcua.compiler.text_edits import edit_text
from motcua.definitions.procedure import (
    ApplicantKind,
    Channel,
    Health,
    Level,
    OnlineLevel,
    Procedure,
    ReviewItem,
)
from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem
from motcua.kernel.text import clean
from motcua.kernel.time_limit import TimeLimit
from motcua.services.access import require
from motcua.services.audit import Act, write_audit_entry
from motcua.services.definition_sheet import newest_sheet
from motcua.services.editing import EditTarget, check, open_editor, save_draft
from motcua.services.review_answers import ReviewAnswerError, amount_given, limit_given
from motcua.services.runtime import Platform
from motcua.storage.tables import CatalogEntryRow, ReviewItemRow
from motcua.surfaces.procedure_words import amount_words, limit_words

SHORTEST_REASON = 5
MOST_LETTERS = 500
_CHOICES: dict[Question, frozenset[str]] = {
    Question.LEVELS: frozenset(Level),
    Question.APPLICANTS: frozenset(ApplicantKind),
    Question.ONLINE_LEVEL: frozenset(OnlineLevel),
    Question.CHANNELS: frozenset(Channel),
}


class ReviewMissingError(LookupError):
    """There is no such procedure, or no such item on it."""


class Way(StrEnum):
    """How an item is answered."""

    VALUE = "value"
    SETTLE = "settle"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer to an item: a value (or several), or a reason why there is nothing to decide."""

    item: str
    way: Way
    value: str = ""
    values: tuple[str, ...] = ()
    reason: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """An open item with what may be meant; ``current`` is the present value in words."""

    item: ReviewItem
    question: Question
    proposals: tuple[Proposal, ...]
    current: str
    chosen: tuple[str, ...]
    may_settle: bool
    about: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """A procedure on the desk: what is open, what the draft has settled, and what the draft breaks."""

    code: str
    name: str
    procedure: Procedure
    version: int
    is_draft: bool
    tasks: tuple[Task, ...]
    done: tuple[ReviewItem, ...]
    problems: tuple[Problem, ...]

    @property
    def total(self) -> int:
        """How many items there were when the work began."""
        return len(self.tasks) + len(self.done)


@dataclass(frozen=True, slots=True)
class Queue:
    """Where the procedure stands among those to review: its place, how many there are, and its neighbours."""

    place: int
    total: int
    previous: str
    following: str


def open_desk(platform: Platform, session: Session, actor: Actor, code: str) -> Desk:
    """The procedure with its items as the actor's draft leaves them. Raises :class:`ReviewMissingError`."""
    target = EditTarget("procedure", code)
    sheet = newest_sheet(session, "procedure", code)
    if sheet is None or sheet.revision.retired:
        raise ReviewMissingError(f"Không có thủ tục {code} đang áp dụng.")
    opened = open_editor(session, actor, target)
    published = _published(session, code)
    procedure, remaining = sheet.definition, published
    problems: tuple[Problem, ...] = ()
    if opened.is_draft:
        compilation = check(platform, session, opened.text, target)
        compiled = compilation.get("procedure", code)
        problems = tuple(one for one in compilation.problems if one.is_error)
        if compiled is not None:
            procedure, remaining = compiled.definition, compiled.review_items
    left = {item.id for item in remaining}
    return Desk(
        code=code,
        name=procedure.name,
        procedure=procedure,
        version=opened.version,
        is_draft=opened.is_draft,
        tasks=tuple(_task(item, procedure) for item in remaining),
        done=tuple(item for item in published if item.id not in left),
        problems=problems,
    )


def _published(session: Session, code: str) -> tuple[ReviewItem, ...]:
    rows = session.scalars(
        select(ReviewItemRow)
        .where(ReviewItemRow.procedure_code == code, ReviewItemRow.state == "open")
        .order_by(ReviewItemRow.id)
    )
    return tuple(
        ReviewItem(row.item_id, row.kind, row.message, row.path, row.source_text, row.proposal)
        for row in rows
    )


def _task(item: ReviewItem, procedure: Procedure) -> Task:
    question = question_of(item, procedure)
    current, chosen, about = "", (), ""
    if question is Question.LIMIT:
        offers = offers_of(item, procedure)
        current = "; ".join(dict.fromkeys(limit_words(offer) for offer in offers)) or "Chưa rõ"
        about = _about_offers(item, procedure)
    elif question is Question.FEE:
        fee = fee_of(item, procedure)
        current, about = (amount_words(fee), fee.name) if fee else ("", "")
    elif question in _CHOICES:
        found = getattr(procedure, question.value)
        values = (found,) if question is Question.ONLINE_LEVEL else found
        chosen = tuple(one.value for one in values if one is not None)
    return Task(item, question, proposals(item, procedure), current, chosen, may_be_settled(item), about)


def _about_offers(item: ReviewItem, procedure: Procedure) -> str:
    """The cases an item about a limit is about, when it is not about all."""
    names = {variant.id: variant.name for variant in procedure.variants}
    offers = offers_of(item, procedure)
    if len(offers) == len(procedure.offers):
        return ""
    return "; ".join(names.get(one, one) for offer in offers for one in offer.variants)


def queue_of(session: Session, code: str, field_of_work: str = "") -> Queue:
    """The procedure's place among those that need review, in the order of their codes."""
    waiting = [
        CatalogEntryRow.health == Health.NEEDS_REVIEW.value,
        CatalogEntryRow.retired.is_(False),
    ]
    if field_of_work:
        waiting.append(CatalogEntryRow.field_of_work == field_of_work)
    before = select(CatalogEntryRow.code).where(*waiting, CatalogEntryRow.code < code)
    after = select(CatalogEntryRow.code).where(*waiting, CatalogEntryRow.code > code)
    total = session.scalar(select(func.count()).select_from(CatalogEntryRow).where(*waiting)) or 0
    place = session.scalar(select(func.count()).select_from(before.subquery())) or 0
    previous = session.scalar(before.order_by(CatalogEntryRow.code.desc()).limit(1))
    following = session.scalar(after.order_by(CatalogEntryRow.code).limit(1))
    return Queue(min(place + 1, max(total, 1)), total, previous or "", following or "")


def answer_item(platform: Platform, actor: Actor, code: str, answer: Answer) -> None:
    """Write an answer into the actor's draft of the procedure.

    Raises :class:`ReviewMissingError`, :class:`ReviewAnswerError`, ``EditConflictError`` and ``EditError``.
    """
    require(actor, "can_edit_definition", "rà soát thủ tục")
    target = EditTarget("procedure", code)
    with platform.database.read() as session:
        desk = open_desk(platform, session, actor, code)
        opened = open_editor(session, actor, target)
        text = edit_text(opened.text, _edits(session, desk, answer))
    if text != opened.text or not opened.is_draft:
        save_draft(platform, actor, target, text, answer.version)
    detail = {"item": answer.item, "way": answer.way.value}
    given = answer.value or ", ".join(answer.values)
    detail |= {name: text for name, text in (("value", given), ("reason", answer.reason)) if text}
    with platform.database.write() as session:
        write_audit_entry(
            session, actor, Act("answer_review_item", "procedure", code, detail), platform.now()
        )


def _edits(session: Session, desk: Desk, answer: Answer) -> Sequence[Edit]:
    if answer.way is Way.REOPEN:
        return _reopening(session, desk, answer.item)
    task = next((one for one in desk.tasks if one.item.id == answer.item), None)
    if task is None:
        raise ReviewMissingError("Mục này đã được trả lời. Tải lại trang để xem.")
    if answer.way is Way.SETTLE:
        return edits_for_settling(task.item, _reason(task, answer.reason))
    return _value_edits(task, desk.procedure, answer)


def _reason(task: Task, reason: str) -> str:
    bare = clean(reason)
    if not task.may_settle:
        raise ReviewAnswerError("Mục này cần một giá trị. Chọn một đề xuất hoặc tự ghi giá trị.")
    if len(bare) < SHORTEST_REASON:
        raise ReviewAnswerError(
            "Ghi lý do vì sao không phải sửa gì, ví dụ “Đã đối chiếu quyết định công bố”."
        )
    return bare[:MOST_LETTERS]


def _value_edits(task: Task, procedure: Procedure, answer: Answer) -> Sequence[Edit]:
    match task.question:
        case Question.LIMIT:
            return edits_for_limit(task.item, procedure, limit_given(answer.value))
        case Question.FEE:
            return edits_for_fee(task.item, procedure, amount_given(answer.value))
        case Question.JUDGEMENT:
            raise ReviewAnswerError("Mục này chỉ cần đánh dấu đã xem, kèm lý do.")
        case question:
            values = answer.values or tuple(filter(None, (answer.value,)))
            if not values or not set(values) <= _CHOICES[question]:
                raise ReviewAnswerError("Chọn ít nhất một giá trị trong danh sách.")
            return edits_for_choice(task.item, question, values)


def _reopening(session: Session, desk: Desk, item_id: str) -> Sequence[Edit]:
    """Takes out what answering the item wrote."""
    item = next((one for one in desk.done if one.id == item_id), None)
    sheet = newest_sheet(session, "procedure", desk.code)
    if item is None or sheet is None:
        raise ReviewMissingError("Mục này chưa được trả lời nên không có gì để mở lại.")
    published: Procedure = sheet.definition
    written: list[Edit] = list(edits_for_settling(item, ""))
    match question_of(item, published):
        case Question.LIMIT:
            written += edits_for_limit(item, published, TimeLimit.parse("same_day"))
        case Question.FEE:
            written += edits_for_fee(item, published, 0)
        case Question.JUDGEMENT:
            pass
        case question:
            written += edits_for_choice(item, question, ())
    paths = dict.fromkeys(edit.path[:2] if edit.path[0] == "review" else edit.path for edit in written)
    return [Edit(EditAct.REMOVE, path) for path in paths]
