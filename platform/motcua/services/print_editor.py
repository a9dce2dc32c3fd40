"""Word templates made into papers: placeholders checked, converted to a draft, looked at with sample dossiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.compiler.writing import yaml_text
from motcua.definitions.print_template import PrintTemplate
from motcua.documents.pdf import page_svgs
from motcua.documents.word_template import read_word_template
from motcua.documents.words import amount_words_filter
from motcua.dossiers.actor import Actor
from motcua.kernel.text import clean
from motcua.services.access import require
from motcua.services.editing import EditConflictError, EditTarget, check, open_editor, save_draft
from motcua.services.new_procedure import CODE
from motcua.services.runtime import Platform
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER
from motcua.surfaces.print_samples import SAMPLE_NAMES, sample_data
from motcua.surfaces.word_conversion import WordTemplate, blocks_of, broken_loops
from motcua.surfaces.word_names import data_of_role, meanings_of_role
from motcua.surfaces.word_tokens import (
    LEAVE_OUT,
    CheckedToken,
    TokenKind,
    TokenState,
    check_tokens,
    key_of,
    missing_names,
    unused_names,
)

ROLE_NAMES: Mapping[str, str] = {
    "receipt": "Giấy tiếp nhận và hẹn trả",
    "supplement": "Phiếu yêu cầu bổ sung",
    "refusal": "Phiếu từ chối tiếp nhận",
    "apology": "Phiếu xin lỗi, hẹn lại",
    "stop": "Thông báo dừng, rút hồ sơ",
    "control_slip": "Phiếu kiểm soát quá trình",
    "outcome": "Kết quả giải quyết",
    "guidance": "Phiếu hướng dẫn hoàn thiện hồ sơ",
    "online_receipt": "Giấy tiếp nhận trực tuyến",
    "history": "Quá trình xử lý",
    "result_receipt": "Giấy biên nhận trả kết quả",
    "fee_receipt": "Biên lai thu phí, lệ phí",
    "refund_slip": "Phiếu hoàn phí, lệ phí",
    "batch_receipt": "Giấy tiếp nhận nhiều hồ sơ",
    "hand_over_list": "Danh sách bàn giao hồ sơ",
    "result_hand_over": "Phiếu bàn giao kết quả",
    "other": "Giấy tờ khác",
}
MOST_PAGES = 6


class PrintEditorError(ValueError):
    """The paper cannot be made; ``field`` names the answer to right."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class PrintWish:
    """What the paper is to be: code, name, role, the agencies that use it (none: every one), meanings chosen."""

    code: str = ""
    name: str = ""
    role: str = "receipt"
    agencies: tuple[str, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()

    @property
    def meanings(self) -> Mapping[str, str]:
        """Placeholders (behind their loop) and the data for them: chosen, else what the role makes of them."""
        return {**meanings_of_role(self.role), **dict(self.chosen)}

    @property
    def data(self) -> str:
        """The data contract of the paper."""
        return data_of_role(self.role)


@dataclass(frozen=True, slots=True)
class WordLook:
    """A template that was looked at: every placeholder, what is broken, what the paper lacks or does not use."""

    template: WordTemplate
    checked: tuple[CheckedToken, ...]
    broken: tuple[str, ...]
    missing: tuple[str, ...]
    unused: tuple[tuple[str, str], ...]

    def of(self, state: str) -> tuple[CheckedToken, ...]:
        """The placeholders in one state."""
        return tuple(one for one in self.checked if one.state == state)

    @property
    def usable(self) -> bool:
        """Whether it may be converted: loops are whole and known, no placeholder has data of a wrong type."""
        unknown_loop = any(one.token.kind is TokenKind.LOOP for one in self.of(TokenState.UNKNOWN))
        return not self.broken and not unknown_loop and not self.of(TokenState.WRONG_TYPE)


def look_at_word(content: bytes, name: str, wish: PrintWish) -> WordLook:
    """Read and check a Word template. Raises ``WordTemplateError``."""
    template = read_word_template(content, name)
    tokens = template.tokens()
    checked = check_tokens(tokens, wish.meanings, wish.data)
    return WordLook(
        template,
        checked,
        tuple(broken_loops(tokens)),
        missing_names(wish.role, checked),
        unused_names(checked, wish.data),
    )


def print_content(look: WordLook, wish: PrintWish) -> dict[str, Any]:
    """The paper as a definition."""
    content: dict[str, Any] = {
        "kind": "print",
        "code": wish.code,
        "name": clean(wish.name),
        "role": wish.role,
        "data": wish.data,
    }
    if look.template.landscape:
        content["landscape"] = True
    if wish.agencies:
        content["agencies"] = list(wish.agencies)
    without_source = {key_of(one.token): LEAVE_OUT for one in look.of(TokenState.UNKNOWN)}
    content["blocks"] = blocks_of(look.template, {**wish.meanings, **without_source})
    return content


def keep_print(platform: Platform, actor: Actor, look: WordLook, wish: PrintWish) -> EditTarget:
    """Keep the converted paper as the actor's draft. Raises :class:`PrintEditorError`."""
    require(actor, "can_edit_definition", "thêm mẫu in")
    if not CODE.fullmatch(wish.code):
        raise PrintEditorError("code", "Mã gồm chữ không dấu, số, gạch nối, ví dụ giay-tiep-nhan-xa.")
    if not clean(wish.name):
        raise PrintEditorError("name", "Ghi tên của giấy tờ.")
    if wish.role not in ROLE_NAMES:
        raise PrintEditorError("role", "Chọn mẫu này dùng làm gì.")
    if not look.usable:
        raise PrintEditorError(
            "tokens",
            "Mẫu còn ô sai loại, vòng lặp hỏng hoặc vòng lặp chưa chọn dữ liệu. Chọn lại dữ liệu hoặc sửa tệp Word.",
        )
    target = EditTarget("print", wish.code)
    with platform.database.read() as session:
        opened = open_editor(session, actor, target)
    text = yaml_text("print", print_content(look, wish))
    if opened.is_draft and opened.text != text:
        raise PrintEditorError(
            "code", f"Bạn đang có bản nháp mẫu in “{wish.code}”. Bỏ bản nháp đó hoặc chọn mã khác."
        )
    try:
        save_draft(platform, actor, target, text, opened.version)
    except EditConflictError as error:
        raise PrintEditorError("code", str(error)) from error
    return target


def draft_template(platform: Platform, actor: Actor, code: str) -> PrintTemplate | None:
    """The paper as the actor's draft, or what stands, makes it; nothing while it has errors."""
    target = EditTarget("print", code)
    with platform.database.read() as session:
        opened = open_editor(session, actor, target)
        compiled = check(platform, session, opened.text, target).get("print", code)
    return compiled.definition if compiled is not None else None


def sample_paper(platform: Platform, template: PrintTemplate, which: str) -> Paper:
    """The paper filled with one of the sample dossiers."""
    data = sample_data(template.data, which, platform.now())
    composer = Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter})
    return composer.compose(template, data)


def sample_pages(platform: Platform, template: PrintTemplate) -> Mapping[str, Sequence[str]]:
    """The pages of the paper as pictures for each of the three sample dossiers."""
    return {
        which: list(page_svgs(sample_paper(platform, template, which)))[:MOST_PAGES] for which in SAMPLE_NAMES
    }
