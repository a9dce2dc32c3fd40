"""Reads time limits out of free text: "03 ngày làm việc kể từ ngày nhận đủ hồ sơ", "Trong ngày; sau 15 giờ …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from motcua.catalog.parsers.limit_surroundings import another_matter, without_remarks
from motcua.catalog.understood import Confidence, Understood, absent, not_understood
from motcua.kernel.text import clean
from motcua.kernel.time_limit import LimitUnit, TimeLimit, TimeLimitError

_UNITS = {
    "ngày làm việc": LimitUnit.WORKING_DAYS,
    "ngày (làm việc)": LimitUnit.WORKING_DAYS,
    "ngày lv": LimitUnit.WORKING_DAYS,
    "nlv": LimitUnit.WORKING_DAYS,
    "ngay lam viec": LimitUnit.WORKING_DAYS,
    "working_day": LimitUnit.WORKING_DAYS,
    "ngày": LimitUnit.CALENDAR_DAYS,
    "ngày lịch": LimitUnit.CALENDAR_DAYS,
    "giờ làm việc": LimitUnit.WORKING_HOURS,
    "giờ": LimitUnit.WORKING_HOURS,
    "gio lam viec": LimitUnit.WORKING_HOURS,
    "tháng": LimitUnit.MONTHS,
    "năm": LimitUnit.YEARS,
}
_UNIT_WORDS = "|".join(
    sorted((re.escape(word).replace(r"\ ", r"\s+") for word in _UNITS), key=len, reverse=True)
)
_AMOUNT = re.compile(
    rf"(?<![\w.,/])(?P<number>\d{{1,3}}(?:[.,]\d)?)\s*(?:\([^()\d]{{2,40}}\))?\s*(?P<unit>{_UNIT_WORDS})(?!\w)"
    r"(?!\s+(?:tuổi|kinh\s+nghiệm|công\s+tác|chiều|sáng|\d{4}))(?P<counted>\s+tính\s+theo\s+ngày\s+làm\s+việc)?",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?<![\w.,/])1/2\s*(?P<unit>ngày\s+làm\s+việc|ngày)", re.IGNORECASE)
_DATE = re.compile(
    r"(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?",
    re.IGNORECASE,
)
# "Ít nhất 02 ngày trước ngày kiểm tra" binds the applicant or another act, and no result is due then.
_AT_LEAST = re.compile(
    r"(?:ít\s+nhất|tối\s+thiểu)\s+(?:là\s+)?\d{1,3}(?:\s*\([^()\d]{2,40}\))?\s*(?:ngày(?:\s+làm\s+việc)?|giờ|tháng)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\d+/\d{4}/[\w-]+|(?:điều|khoản|điểm|mục|mẫu)\s+(?:số\s+)?\d+\w?", re.IGNORECASE)
_SAME_DAY = re.compile(
    r"(?:ngay\s+)?trong\s+(?:cùng\s+)?(?:một\s+)?(?:buổi\s+(?:làm\s+việc\s+)?hoặc\s+trong\s+)?ngày(?:\s+làm\s+việc)?(?!\s+(?:tiếp\s+theo|nghỉ|\d))|"
    r"(?<!\w)same_day(?!\w)",
    re.IGNORECASE,
)
_IMMEDIATE = re.compile(
    r"(?:giải\s+quyết|trả\s+kết\s+quả|thực\s+hiện|cấp)\s+ngay(?!\s+(?:sau\s+khi\s+có|\d))|^\s*ngay(?:\s+sau\s+khi\s+(?:nhận|tiếp\s+nhận)[^.;]*)?\s*\.?$|"
    r"ngay\s+(?:sau\s+)?khi\s+(?:tiếp\s+)?nhận\s+(?:đủ\s+|được\s+)?hồ\s+sơ",
    re.IGNORECASE,
)
_NEXT_DAY_RULE = re.compile(
    r"(?:sau|từ)\s+15\s*(?:giờ|h|:00|g)[^.;]{0,160}?(?:ngày\s+làm\s+việc\s+(?:tiếp\s+theo|kế\s+tiếp|sau)|ngày\s+hôm\s+sau)|"
    r"(?:tiếp\s+nhận|nhận|nộp)[^.;]{0,40}sau\s+15\s*(?:giờ|h)[^.;]*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^[\s\-+•*]*(?:thời\s+(?:hạn|gian)(?:\s+(?:giải\s+quyết|thực\s+hiện|xử\s+lý))?\s*(?:là|:)?\s*)?"
    r"(?:trong\s+thời\s+hạn\s+|trong\s+vòng\s+|trong\s+|tối\s+đa\s+|không\s+quá\s+|chậm\s+nhất\s+|là\s+)*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^[\s,]*(?:,?\s*(?:kể\s+)?(?:từ|tính\s+từ|sau)\s+(?:ngày|khi|thời\s+điểm)\b[^;:]*?(?:hợp\s+lệ|đầy\s+đủ|hồ\s+sơ|yêu\s+cầu|quy\s+định|đơn|thông\s+báo)[^;:]{0,60}?)?"
    r"[\s.;,)]*$",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"trường\s+hợp|\bnếu\b|\btrừ\b|không\s+(?:kể|tính|bao\s+gồm)|ngoại\s+trừ|có\s+thể|gia\s+hạn|kéo\s+dài|đối\s+với|riêng",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"từ\s+\d+(?:[.,]\d)?\s*(?:ngày|giờ|tháng)?[\w\s]{0,12}?(?:đến|-|–)\s*\d+|\d+\s*[-–]\s*\d+\s*(?:ngày|giờ|tháng)",
    re.IGNORECASE,
)
_STAGE = re.compile(
    r"(?:sở|ubnd|ủy\s+ban|phòng|trung\s+tâm|bộ\s+phận|cơ\s+quan|chủ\s+tịch|văn\s+phòng|công\s+an|đơn\s+vị)[^.;:\n]{0,60}:\s*(?:trong\s+(?:thời\s+hạn\s+)?)?\d",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_ZERO = re.compile(r"0+(?:[.,]0+)?")

MAX_SURE_HOURS = 8


@dataclass(frozen=True, slots=True)
class LimitPart:
    """A limit within a longer text, and the words that stand around it."""

    limit: TimeLimit
    start: int
    end: int
    context: str


def parse_time_limit(text: str) -> Understood[TimeLimit]:
    """The limit a text states. Only one plain limit is applied; several, ranges and conditions are doubtful, a
    number without a unit is not understood.
    """
    source = clean(text)
    if not source or _says_nothing(source):
        return absent(source)
    if _BARE_NUMBER.fullmatch(source):
        return not_understood(source, "có số nhưng không có đơn vị")
    whole = _code_or_none(source)
    if whole is not None:
        return Understood(whole, Confidence.CERTAIN, source, 0, len(source))
    parts = limit_parts(source)
    same_day = _SAME_DAY.search(source)
    if same_day and not _stands_after_number(source, same_day.start()):
        return _read_same_day(source, same_day, parts)
    if not parts:
        immediate = _IMMEDIATE.search(source)
        if immediate:
            return _found(
                TimeLimit(Decimal(0), LimitUnit.IMMEDIATE), source, immediate.start(), immediate.end()
            )
        return not_understood(source, "không có thời hạn nào đọc được")
    distinct = {part.limit for part in parts}
    if len(distinct) > 1 or _RANGE.search(source):
        return _several(source, parts)
    return _single(source, parts)


def _says_nothing(source: str) -> bool:
    lowered = source.lower().strip(" .:-")
    return lowered in {
        "",
        "không có thông tin",
        "không quy định",
        "chưa quy định",
        "không quy định cụ thể",
        "chưa quy định cụ thể",
        "chưa có quy định",
        "không",
        "không có",
        "theo quy định",
    }


def _code_or_none(source: str) -> TimeLimit | None:
    """A limit already written in our own words, such as `3 working_days`."""
    if "_" not in source:
        return None
    try:
        return TimeLimit.parse(source)
    except TimeLimitError:
        return None


def _stands_after_number(source: str, start: int) -> bool:
    return bool(re.search(r"\d\s*$", source[:start]))


def _found(limit: TimeLimit, source: str, start: int, end: int, reason: str = "") -> Understood[TimeLimit]:
    """A limit whose surroundings decide how sure it is."""
    before, after = without_remarks(source[:start]), without_remarks(source[end:])
    reason = reason or another_matter(source, start, end)
    plain = not re.search(r"\bnếu\b|trường\s+hợp", after, re.IGNORECASE)
    if not reason and plain and _LEAD.match(before) and _TAIL.match(after):
        return Understood(limit, Confidence.CERTAIN, source, start, end)
    if reason or _CONDITIONAL.search(before) or _CONDITIONAL.search(after):
        why = reason or "có điều kiện đi kèm"
        return Understood(limit, Confidence.DOUBTFUL, source, start, end, why)
    return Understood(limit, Confidence.LIKELY, source, start, end)


def _read_same_day(source: str, match: re.Match[str], parts: Sequence[LimitPart]) -> Understood[TimeLimit]:
    limit = TimeLimit(Decimal(0), LimitUnit.SAME_DAY)
    others = [part for part in parts if part.limit != TimeLimit(Decimal(1), LimitUnit.WORKING_DAYS)]
    others = [part for part in others if not re.fullmatch(r"15\s*giờ", source[part.start : part.end])]
    if others:
        shown = ", ".join(part.limit.words() for part in others[:4])
        return Understood(
            limit,
            Confidence.DOUBTFUL,
            source,
            match.start(),
            match.end(),
            f"còn thời hạn khác trong cùng đoạn: {shown}",
        )
    rest = _NEXT_DAY_RULE.sub(" ", source)
    if _CONDITIONAL.search(rest.replace(match[0], " ")) and len(rest) > 200:
        return Understood(
            limit, Confidence.DOUBTFUL, source, match.start(), match.end(), "có điều kiện đi kèm"
        )
    sure = Confidence.CERTAIN if len(rest.strip(" .;,")) <= len(match[0]) + 60 else Confidence.LIKELY
    return Understood(limit, sure, source, match.start(), match.end())


def _single(source: str, parts: Sequence[LimitPart]) -> Understood[TimeLimit]:
    part = parts[0]
    by_clock = part.limit.unit is LimitUnit.WORKING_HOURS and part.limit.amount > MAX_SURE_HOURS
    unsaid = "làm việc" not in source[part.start : part.end].lower()
    reason = "chưa rõ giờ làm việc hay giờ đồng hồ" if by_clock and unsaid else ""
    return _found(part.limit, source, part.start, part.end, reason)


def _several(source: str, parts: Sequence[LimitPart]) -> Understood[TimeLimit]:
    shown = "; ".join(part.limit.words() for part in parts[:6])
    units = {part.limit.unit for part in parts}
    if _RANGE.search(source):
        return Understood(
            None, Confidence.NOT_UNDERSTOOD, source, parts[0].start, parts[-1].end, f"là một khoảng: {shown}"
        )
    whole = _whole_of_stages(source, parts)
    if whole is not None:
        return Understood(whole.limit, Confidence.LIKELY, source, whole.start, whole.end)
    if len(_STAGE.findall(source)) > 1 and len(units) == 1:
        total = TimeLimit(sum((part.limit.amount for part in parts), Decimal(0)), parts[0].limit.unit)
        reason = f"có vẻ là thời hạn của từng bước ({shown}), cộng lại {total.words()}"
        return Understood(total, Confidence.DOUBTFUL, source, parts[0].start, parts[-1].end, reason)
    if _LEAD.match(source[: parts[0].start]) and all(_CONDITIONAL.search(part.context) for part in parts[1:]):
        first = parts[0]
        reason = f"trường hợp khác có thời hạn khác: {shown}"
        return Understood(first.limit, Confidence.DOUBTFUL, source, first.start, first.end, reason)
    reason = f"nhiều thời hạn trong cùng một đoạn: {shown}"
    return Understood(None, Confidence.NOT_UNDERSTOOD, source, parts[0].start, parts[-1].end, reason)


def _whole_of_stages(source: str, parts: Sequence[LimitPart]) -> LimitPart | None:
    """The first limit when the others are its stages and add up to it: "07 ngày (Sở: 03 ngày; UBND xã: 04 ngày)"."""
    first, rest = parts[0], parts[1:]
    if len(rest) < 2 or not _LEAD.match(source[: first.start]):
        return None
    whole = sum((part.limit.amount for part in rest), Decimal(0)) == first.limit.amount
    return first if whole and len(_STAGE.findall(source[first.end :])) == len(rest) else None


def limit_parts(text: str) -> tuple[LimitPart, ...]:
    """Every limit a text names, in order, dates and numbers of documents left aside."""
    source = clean(text)
    masked = _DATE.sub(lambda m: " " * len(m[0]), source)
    masked = _REFERENCE.sub(lambda m: " " * len(m[0]), masked)
    masked = _AT_LEAST.sub(lambda m: " " * len(m[0]), masked)
    found: list[LimitPart] = []
    for match in _AMOUNT.finditer(masked):
        unit = "ngày làm việc" if match["counted"] else match["unit"]
        limit = _limit(match["number"], unit)
        if limit is not None and not re.fullmatch(r"15\s*giờ", match[0]):
            found.append(LimitPart(limit, match.start(), match.end(), _context(source, match.start())))
    for match in _FRACTION.finditer(masked):
        if "làm" in match["unit"]:
            limit = TimeLimit(Decimal("0.5"), LimitUnit.WORKING_DAYS)
            found.append(LimitPart(limit, match.start(), match.end(), _context(source, match.start())))
    return tuple(sorted(found, key=lambda part: part.start))


def _limit(number: str, unit: str) -> TimeLimit | None:
    if _ZERO.fullmatch(number):
        return None
    words = " ".join(unit.lower().split())
    try:
        return TimeLimit(Decimal(number.replace(",", ".")), _UNITS[words])
    except TimeLimitError:
        return None


def _context(source: str, start: int) -> str:
    """The clause before a limit, which says for which case it holds."""
    clause = re.split(r"[.;\n]|(?:^|\s)[a-zđ]\)|\s[-+]\s", source[:start])[-1]
    return clause.strip(" :,-+")[-200:]
