"""Rules of work lists and notices: words the platform understands."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.compiler.judge.context import Context, Rule, at, check_expression, unknown
from motcua.compiler.problem_codes import Finding
from motcua.definitions.notice import Notice
from motcua.definitions.process import StepKind
from motcua.definitions.screen import Screen
from motcua.expressions.names import ANY_FORM
from motcua.expressions.shapes import Kind
from motcua.extension.registry import Vocabulary


def screen_words_are_known(screen: Screen, context: Context) -> Iterator[Finding]:
    """SCR-001: columns, filters, orders, bulk actions, states and permissions are of the list vocabulary."""
    said: list[tuple[Vocabulary, str, str, str]] = [
        (Vocabulary.SCREEN_VALUE, "Cột", at("columns", item.id, "value"), item.value)
        for item in screen.columns
    ]
    said += [
        (Vocabulary.SCREEN_FILTER, "Bộ lọc", at("counters", item.id, "filter"), item.filter)
        for item in screen.counters
    ]
    said += [
        (Vocabulary.BULK_ACTION, "Việc hàng loạt", "/bulk_actions", item) for item in screen.bulk_actions
    ]
    said += [(Vocabulary.DOSSIER_STATE, "Trạng thái", "/states", item) for item in screen.states]
    said += [
        (Vocabulary.SCREEN_FILTER, "Bộ lọc", "/filter", screen.filter),
        (Vocabulary.SCREEN_SORT, "Thứ tự", "/sort", screen.sort),
        (Vocabulary.PERMISSION, "Quyền", "/permission", screen.permission),
    ]
    for vocabulary, what, path, word in said:
        known = context.word(vocabulary, word) if word else None
        if known is not None:
            yield unknown("SCR-001", what, path, word, known)
    kinds = [kind.value for kind in StepKind]
    for kind in screen.step_kinds:
        if kind not in kinds:
            yield unknown("SCR-001", "Loại bước", "/step_kinds", kind, kinds)


def screen_positions_exist(screen: Screen, context: Context) -> Iterator[Finding]:
    """SCR-002: a list is for positions that exist."""
    known = [position.code for position in context.directory.positions()] if context.directory else []
    for position in screen.positions:
        if known and position not in known:
            yield unknown("SCR-002", "Chức danh", "/positions", position, known)


def notice_can_be_sent(notice: Notice, context: Context) -> Iterator[Finding]:
    """NOTICE-001: a notice has an event that happens and a text for some channel."""
    known = context.word(Vocabulary.NOTICE_EVENT, notice.event)
    if known is not None:
        yield unknown("NOTICE-001", "Sự kiện", "/event", notice.event, known)
    if not notice.texts:
        yield Finding("NOTICE-001", "Thông báo chưa có nội dung cho kênh nào.", "/texts")
    yield from check_expression(notice.when, "/when", ANY_FORM, Kind.YES_NO)


SCREEN_RULES: tuple[Rule, ...] = (screen_words_are_known, screen_positions_exist)
NOTICE_RULES: tuple[Rule, ...] = (notice_can_be_sent,)
