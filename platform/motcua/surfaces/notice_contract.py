"""The data a notice may name, the events it may be sent on, and the check of both when a definition is compiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from motcua.definitions.notice import Notice
from motcua.extension.points import DEFINITION_CHECKS, Complaint
from motcua.extension.registry import Registrar, Vocabulary
from motcua.surfaces.print_contract import DOSSIER_CONTRACT, TOKEN, DataName, DataType, find, split_token
from motcua.surfaces.print_filters import FILTER_NAMES


class TimedEvent(StrEnum):
    """What comes about by the passing of time alone, so that no command and no entry of the log says it."""

    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    OVERDUE_LONG = "overdue_long"
    SUPPLEMENT_DUE_SOON = "supplement_due_soon"
    RESULT_WAITING = "result_waiting"


TIMED_EVENTS: Mapping[str, str] = {
    TimedEvent.DUE_SOON: "còn dưới một ngày làm việc là đến hẹn trả",
    TimedEvent.OVERDUE: "vừa quá hẹn trả",
    TimedEvent.OVERDUE_LONG: "quá hẹn trả lâu hơn mức báo cấp trên của chính sách",
    TimedEvent.SUPPLEMENT_DUE_SOON: "sắp hết hạn bổ sung giấy tờ",
    TimedEvent.RESULT_WAITING: "kết quả đã có từ lâu mà chưa ai đến nhận",
}


def _text(meaning: str) -> DataName:
    return DataName(DataType.TEXT, meaning)


NOTICE_CONTRACT: Mapping[str, DataName] = {
    **DOSSIER_CONTRACT,
    "event": DataName(
        DataType.GROUP,
        "việc vừa xảy ra",
        {
            "at": DataName(DataType.DATETIME, "lúc xảy ra"),
            "actor_name": _text("người làm"),
            "reason": _text("lý do"),
            "text": _text("nội dung ý kiến"),
            "step_name": _text("tên bước"),
        },
    ),
    "recipient": DataName(DataType.GROUP, "người nhận", {"name": _text("họ và tên")}),
}


@dataclass(frozen=True, slots=True)
class NoticeCheck:
    """Every token of a notice names something of the contract, and every filter exists."""

    kind: str = "notice"

    def check(self, definition: Notice) -> Iterable[Complaint]:
        """Tokens without a source and filters that do not exist, by channel and place."""
        for text in definition.texts:
            for place in ("subject", "text"):
                yield from self._tokens(getattr(text, place), f"/texts/{text.channel}/{place}")

    def _tokens(self, text: str, path: str) -> Iterator[Complaint]:
        for match in TOKEN.finditer(text):
            name, filters = split_token(match.group(1))
            if find(NOTICE_CONTRACT, name) is None:
                yield Complaint(
                    f"“{name}”: tên này không có trong dữ liệu của thông báo.",
                    path,
                    name,
                    remedy="Dùng một tên trong bảng dữ liệu của thông báo, ví dụ dossier.number.",
                )
            for written in filters:
                word = written.partition(":")[0].strip()
                if word not in FILTER_NAMES:
                    known = ", ".join(sorted(FILTER_NAMES))
                    yield Complaint(
                        f"Không có bộ lọc “{word}”.", path, word, remedy=f"Dùng một trong: {known}."
                    )


def register_notices(registrar: Registrar) -> None:
    """Events of time, and the check of notices."""
    registrar.add_words(Vocabulary.NOTICE_EVENT, TIMED_EVENTS)
    registrar.add(DEFINITION_CHECKS, "notice-names", NoticeCheck(), title="Tên dữ liệu trong thông báo")
