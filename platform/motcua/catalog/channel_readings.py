"""Lines of channel, time limit and fee, read: one place where texts become values with their doubts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from motcua.catalog.parsers.channel_lines import ChannelLine
from motcua.catalog.parsers.fees import FeeDoubt, FeeReading, parse_fee
from motcua.catalog.parsers.time_limits import limit_parts, parse_time_limit
from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.understood import Confidence, Understood, not_understood
from motcua.definitions.procedure import Channel
from motcua.kernel.text import clean, fold
from motcua.kernel.time_limit import LimitUnit, TimeLimit

CHANNEL_ORDER = tuple(channel.value for channel in (Channel.COUNTER, Channel.ONLINE, Channel.POST))
_STAGE = re.compile(
    r"(?:thẩm\s+định|tiếp\s+nhận,?\s+kiểm\s+tra|thông\s+báo\s+hoàn\s+thiện|báo\s+cáo|trình)\b[^.]{0,120}?(?:trong\s+thời\s+hạn|kể\s+từ)",
    re.IGNORECASE,
)
_GLUED = "thời hạn và mức phí dính liền nhau, không tách được"


@dataclass(frozen=True, slots=True)
class LineReading:
    """One line understood as far as possible. `channel` is empty when the words name none."""

    channel: str
    limit: Understood[TimeLimit]
    fee: FeeReading
    line: ChannelLine

    @property
    def limit_key(self) -> str:
        """What tells this line's limit from another's."""
        return str(self.limit.value) if self.limit.is_usable else fold(self.line.limit or self.line.glued)

    @property
    def fee_key(self) -> str:
        """What tells this line's fee from another's; the notes may differ in punctuation only."""
        return re.sub(r"[^a-z0-9]+", " ", fold(self.line.fee.partition("(")[0] or self.line.glued)).strip()

    @property
    def speaks_of_stage(self) -> bool:
        """Whether the description is about one stage of the work rather than about a case."""
        return _STAGE.search(self.line.note) is not None


def read_lines(lines: Iterable[ChannelLine], words: WordIndex) -> tuple[LineReading, ...]:
    """Every line with its values; a line that says the same as an earlier one of its channel is left out."""
    readings: list[LineReading] = []
    seen: set[tuple[str, str, str, str]] = set()
    for line in lines:
        reading = _read(line, words)
        key = (reading.channel, reading.limit_key, reading.fee_key, fold(line.note)[:120])
        if key not in seen:
            seen.add(key)
            readings.append(reading)
    return tuple(readings)


def _read(line: ChannelLine, words: WordIndex) -> LineReading:
    channel = words.one("channels", line.channel)
    if line.glued:
        fee = FeeReading(
            None, Confidence.NOT_UNDERSTOOD, FeeDoubt.NOT_UNDERSTOOD, source=line.glued, end=len(line.glued)
        )
        return LineReading(channel, not_understood(line.glued, _GLUED), fee, line)
    return LineReading(channel, _limit(line), parse_fee(line.fee, line.note), line)


def _limit(line: ChannelLine) -> Understood[TimeLimit]:
    """The limit of a line, doubted when its description names another one."""
    limit = parse_time_limit(line.limit)
    if not limit.is_usable or limit.value is None:
        return limit
    named = {part.limit for part in limit_parts(line.note)}
    if not named or limit.value in named:
        return limit
    same_number = [other for other in named if other.amount == limit.value.amount]
    if same_number and {same_number[0].unit, limit.value.unit} == {
        LimitUnit.WORKING_DAYS,
        LimitUnit.CALENDAR_DAYS,
    }:
        reason = f"mô tả ghi {same_number[0].words()}"
        return Understood(limit.value, Confidence.DOUBTFUL, limit.source, limit.start, limit.end, reason)
    return limit


def proposed_limit(reading: LineReading, prose: str) -> str:
    """What a person might choose where the limit is unknown: taken from the line's own words, else from the text of
    the steps, in the words of definitions. Empty when nothing is clear.
    """
    for text in (reading.line.note, prose):
        bare = clean(text)
        if not bare:
            continue
        if re.search(r"sau\s+15\s*(?:giờ|h)", bare, re.IGNORECASE):
            return str(TimeLimit.parse("same_day"))
        parts = {part.limit for part in limit_parts(bare)}
        number = reading.line.limit.strip()
        fitting = [limit for limit in parts if number and str(limit.amount) == number.lstrip("0")]
        if len(fitting) == 1:
            return str(fitting[0])
    return ""
