"""Rules of policies, numberings, code lists, prints, surveys, and of everything that has dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from motcua.compiler.judge.context import Context, Rule, at, unknown
from motcua.compiler.problem_codes import Finding
from motcua.definitions.code_list import CodeList
from motcua.definitions.numbering import Numbering
from motcua.definitions.policy import Policy
from motcua.definitions.print_template import PrintTemplate
from motcua.definitions.procedure import Procedure
from motcua.definitions.register import Register, Survey
from motcua.extension.registry import Vocabulary

NUMBER_TOKENS = frozenset({"agency", "agency_short", "yy", "yyyy", "mm", "dd", "yymmdd", "n", "book"})
BUILT_IN_PROVIDERS = frozenset({"vietnam-provinces", "vietnam-communes"})
NUMBER_TOKEN = re.compile(r"\{([a-z_]*)(?::([^}]*))?\}")


def supplement_reason_exists(policy: Policy, _context: Context) -> Iterator[Finding]:
    """POL-001: waiting for a supplement pauses the clock on a ground of the policy."""
    known = [reason.id for reason in policy.pauses]
    if known and policy.supplement.pause_reason not in known:
        yield unknown(
            "POL-001", "Lý do tạm dừng", "/supplement/pause_reason", policy.supplement.pause_reason, known
        )


def lapsing_has_a_deadline(policy: Policy, _context: Context) -> Iterator[Finding]:
    """POL-002: a dossier that closes when papers do not come has a day by which they must come."""
    supplement = policy.supplement
    if supplement.lapses and supplement.max_rounds and supplement.deadline is None and policy.pauses:
        message = "Hồ sơ tự đóng khi quá hạn bổ sung, nhưng chính sách chưa có hạn bổ sung (deadline)."
        yield Finding("POL-002", message, "/supplement")


def pauses_have_a_ground(policy: Policy, _context: Context) -> Iterator[Finding]:
    """POL-003: a ground that stops the clock rests on a legal document."""
    for reason in policy.pauses:
        if reason.pauses and not reason.legal_basis and not policy.legal_basis:
            message = f"Lý do “{reason.id}” dừng đồng hồ nhưng chưa có căn cứ pháp lý."
            yield Finding("POL-003", message, at("pauses", reason.id))


def numbers_can_be_written(numbering: Numbering, _context: Context) -> Iterator[Finding]:
    """NUM-001: the pattern has a counter and known parts only."""
    tokens = NUMBER_TOKEN.findall(numbering.pattern)
    for name, width in tokens:
        if name not in NUMBER_TOKENS:
            yield unknown("NUM-001", "Phần", "/pattern", name, NUMBER_TOKENS)
        elif width and not (name == "n" and re.fullmatch(r"0[1-9]", width)):
            yield Finding(
                "NUM-001",
                f"“{{{name}:{width}}}” không viết được; độ dài ghi như {{n:04}}.",
                "/pattern",
                width,
            )
    if not any(name == "n" for name, _width in tokens):
        message = "Mẫu số chưa có số đếm {n}."
        yield Finding("NUM-001", message, "/pattern", numbering.pattern, "{n} hoặc {n:04}")
    if re.sub(NUMBER_TOKEN, "", numbering.pattern).strip("{}") != re.sub(NUMBER_TOKEN, "", numbering.pattern):
        yield Finding("NUM-001", "Mẫu số có dấu ngoặc nhọn không khép kín.", "/pattern", numbering.pattern)


def parents_exist(code_list: CodeList, _context: Context) -> Iterator[Finding]:
    """LIST-001: the parent of an entry is an entry, and no entry lies below itself."""
    parents = {item.code: item.parent for item in code_list.items}
    for item in code_list.items:
        path = at("items", item.code, "parent")
        if item.parent and item.parent not in parents:
            yield unknown("LIST-001", "Mục cha", path, item.parent, parents)
            continue
        seen = {item.code}
        above = item.parent
        while above and above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == item.code:
            yield Finding("LIST-001", f"Mục “{item.code}” nằm dưới chính nó.", path, item.parent)


def list_has_entries(code_list: CodeList, _context: Context) -> Iterator[Finding]:
    """LIST-002: a list has entries or a source that exists."""
    if code_list.provider and code_list.provider not in BUILT_IN_PROVIDERS:
        yield unknown("LIST-002", "Nguồn danh mục", "/provider", code_list.provider, BUILT_IN_PROVIDERS)
    if not code_list.provider and not code_list.items:
        yield Finding("LIST-002", "Danh mục chưa có mục nào.", "/items", remedy="Thêm items hoặc provider.")


def blocks_are_known(template: PrintTemplate, context: Context) -> Iterator[Finding]:
    """PRT-001: blocks are of a kind that can be drawn."""
    if not template.blocks:
        yield Finding("PRT-001", "Mẫu in chưa có khối nào.", "/blocks")
    for index, block in enumerate(template.blocks):
        known = context.word(Vocabulary.BLOCK_KIND, block.kind)
        if known is not None:
            yield unknown("PRT-001", "Loại khối", f"/blocks/{index}/is", block.kind, known)


def scores_are_numbers(survey: Survey, _context: Context) -> Iterator[Finding]:
    """SUR-001: the value of an option is its score."""
    for question in survey.questions:
        for option in question.options:
            if not re.fullmatch(r"-?[0-9]+", option.value):
                path = at("questions", question.id, "options", option.value, "value")
                yield Finding("SUR-001", f"Điểm “{option.value}” phải là số nguyên.", path, option.value)


def dates_are_in_order(definition: Any, context: Context) -> Iterator[Finding]:
    """DATE-001: what begins does not end before; DATE-002: what is published has not ended yet."""
    content = context.content
    yield from _span(content, "effective_from", "effective_to", "", context.today)
    for key, names in (("items", ("valid_from", "valid_to")), ("agencies", ("valid_from", "valid_to"))):
        for entry in content.get(key, ()):
            if isinstance(entry, dict) and names[1] in entry:
                yield from _span(entry, *names, at(key, str(entry.get("code", ""))), None)
    del definition


def _span(entry: Mapping[str, Any], start: str, end: str, path: str, today: date | None) -> Iterator[Finding]:
    first, last = entry.get(start), entry.get(end)
    if not isinstance(last, str):
        return
    if isinstance(first, str) and last < first:
        message = f"Ngày cuối {last} đứng trước ngày đầu {first}."
        yield Finding("DATE-001", message, f"{path}/{end}", last, f"từ {first} trở đi")
    elif today is not None and last < today.isoformat():
        yield Finding("DATE-002", f"Định nghĩa này hết hiệu lực từ {last}.", f"{path}/{end}", last)


def questions_can_be_answered(survey: Survey, _context: Context) -> Iterator[Finding]:
    """SUR-002: a question that must be answered has something to choose."""
    for question in survey.questions:
        if question.required and len(question.options) < 2:
            message = f"Câu hỏi “{question.id}” bắt buộc trả lời nhưng chưa có hai lựa chọn."
            yield Finding("SUR-002", message, at("questions", question.id, "options"))


def feeding_outcomes_exist(register: Register, context: Context) -> Iterator[Finding]:
    """REG-001: a register is fed by outcomes of procedures, written `procedure/outcome`."""
    for text in register.fed_by:
        code, slash, outcome = text.partition("/")
        procedure = context.resolve("procedure", code)
        if not slash or not outcome:
            message = f"“{text}” chưa đủ mã thủ tục/định danh kết quả."
            yield Finding("REG-001", message, "/fed_by", text, "1.004873/giay-xac-nhan")
        elif not isinstance(procedure, Procedure):
            yield unknown("REG-001", "Thủ tục", "/fed_by", code, context.codes("procedure"))
        elif outcome not in [one.id for one in procedure.outcomes]:
            yield unknown("REG-001", "Kết quả", "/fed_by", outcome, [one.id for one in procedure.outcomes])


POLICY_RULES: tuple[Rule, ...] = (supplement_reason_exists, lapsing_has_a_deadline, pauses_have_a_ground)
NUMBERING_RULES: tuple[Rule, ...] = (numbers_can_be_written,)
CODE_LIST_RULES: tuple[Rule, ...] = (parents_exist, list_has_entries)
PRINT_RULES: tuple[Rule, ...] = (blocks_are_known,)
SURVEY_RULES: tuple[Rule, ...] = (scores_are_numbers, questions_can_be_answered)
REGISTER_FEED_RULES: tuple[Rule, ...] = (feeding_outcomes_exist,)
EVERY_KIND: tuple[Rule, ...] = (dates_are_in_order,)
