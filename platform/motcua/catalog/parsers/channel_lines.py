"""Splits "Cách thức thực hiện" into lines of channel, time limit and fee, from text whose table was flattened."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.kernel.text import nfc

_HEADING = re.compile(r"^\s*Hình thức nộp\s*Thời (?:gian|hạn giải quyết|hạn)\s*Phí, lệ phí\s*Mô tả")
_CHANNEL = r"Trực tiếp|Trực tuyến|Dịch vụ bưu chính"
_LIMIT = (
    r"\d{1,3}(?:[.,]\d{1,2})?\s(?:Ngày làm việc|Ngày|Giờ làm việc|Giờ|Tháng|Năm|Phút)|"
    r"Không có thông tin|\d{1,3}(?:[.,]\d{1,2})?"
)
_MONEY = r"\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?\s(?:Việt Nam Đồng|VNĐ|VND|USD|EUR|Euro)"
_LINE = re.compile(
    rf"(?P<channel>{_CHANNEL})(?P<limit>{_LIMIT})(?P<fee>Miễn phí|Không có thông tin|{_MONEY})"
)
# A limit without unit and an amount glued to it: where one ends and the other begins cannot be told from "150,000".
_GLUED_DIGITS = re.compile(r"^\d+$")


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One line: texts as found. `glued` is what limit and fee say together when they cannot be told apart."""

    channel: str
    limit: str
    fee: str
    note: str = ""
    glued: str = ""


def split_channel_lines(text: str) -> tuple[ChannelLine, ...]:
    """The lines of a flattened table; none when the text is not one."""
    source = nfc(text)
    heading = _HEADING.match(source)
    body = source[heading.end() :] if heading else source
    starts = list(_LINE.finditer(body))
    if not starts or (heading is None and starts[0].start() > 0):
        return ()
    lines: list[ChannelLine] = []
    for number, match in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(body)
        bracket, note = _bracket(body[match.end() : end])
        limit, fee = match["limit"], match["fee"]
        if _is_glued(limit, fee):
            lines.append(ChannelLine(match["channel"], "", "", note, glued=f"{limit}{fee}{bracket}"))
        else:
            lines.append(ChannelLine(match["channel"], limit, fee + bracket, note))
    return tuple(lines)


def _is_glued(limit: str, fee: str) -> bool:
    """Whether digits could belong to either cell."""
    return _GLUED_DIGITS.match(limit) is not None and fee[0].isdigit()


def _bracket(rest: str) -> tuple[str, str]:
    """The bracket right behind a fee, and the description after it."""
    if not rest.startswith("("):
        return "", rest
    depth = 0
    for position, letter in enumerate(rest):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return rest[: position + 1], rest[position + 1 :]
    return rest, ""
