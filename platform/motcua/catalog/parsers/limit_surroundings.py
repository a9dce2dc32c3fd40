"""Tells by the words around a time limit whether it is one of the whole, of a step on the way, or another matter."""

from __future__ import annotations

import re

# Words that look like a condition and are none of the limit's.
_NO_CONDITION = re.compile(
    r"\(nếu\s+có\)|thời\s+gian\s+tiếp\s+nhận\s+hồ\s+sơ\s*:[^.]*\.?|"
    r"(?:trường\s+hợp|nếu)\s+(?:không\s+(?:cấp|đồng\s+ý|chấp\s+thuận|đủ\s+điều\s+kiện)|từ\s+chối)[^.;]{0,60}?"
    r"(?:trả\s+lời|thông\s+báo|nêu\s+rõ|có\s+văn\s+bản)[^.;]*[.;]?",
    re.IGNORECASE,
)
# One act on the way to the result, not the result itself.
_ONE_ACT = re.compile(
    r"(?:thông\s+báo\s+(?:hoàn\s+thiện|kết\s+quả\s+xét)|thẩm\s+định\s+hồ\s+sơ|niêm\s+yết|"
    r"đủ\s+điều\s+kiện\s+giải\s+quyết|gửi\s+(?:thông\s+báo|văn\s+bản|báo\s+cáo)|báo\s+cáo\s+hồ\s+sơ)",
    re.IGNORECASE,
)
# The same within the sentence of the limit, where they are told from what is said about handing in.
_STEP_IN_SENTENCE = re.compile(
    r"(?:lấy|xin|(?<!sau khi )có|cho)\s+ý\s+kiến|tra\s+cứu|từ\s+chối|mỗi\s+lần|lần\s+thứ|đăng\s+thông\s+báo|"
    r"đề\s+nghị\s+(?:chủ\s+tịch|bộ|thủ\s+tướng|[uủ][yỷ]\s+ban|ubnd|cục|cơ\s+quan)|"
    r"tổ\s+thẩm\s+định|phải\s+[^.;]{0,80}?\s+nộp\s|gửi\s+(?:kết\s+quả|danh\s+sách|hồ\s+sơ)|tổ\s+chức\s+(?:kỳ\s+)?thi|ký\s+hợp\s+đồng|"
    r"(?:ký\s+tờ\s+trình|trình)\s+(?:chủ\s+tịch|thủ\s+tướng|bộ\s+trưởng|ubnd|[uủ][yỷ]\s+ban|giám\s+đốc|lãnh\s+đạo|cấp)|"
    r"văn\s+bản\s+trả\s+lời\s+(?:cục|sở|bộ|ubnd|[uủ][yỷ]\s+ban|công\s+an)|chuyển\s+(?:đơn|hồ\s+sơ)|(?:thời\s+hạn\s+)nộp\s+hồ\s+sơ|"
    r"phúc\s+khảo|lưu\s+trữ|xác\s+minh|phân\s+công|thụ\s+lý|đăng\s+tải|công\s+bố\s+danh\s+sách|(?:bổ\s+sung|hoàn\s+thiện)\s+(?:,\s+hoàn\s+thiện\s+)?hồ\s+sơ|"
    r"yêu\s+cầu\s+bổ\s+sung|thông\s+báo\s+bằng\s+văn\s+bản\s+cho|"
    r"hướng\s+dẫn\s+(?:bổ\s+sung|hoàn\s+thiện)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:kể\s+|tính\s+)?từ\s+(?:ngày|khi|thời\s+điểm)\s+(?P<event>[^,.;:()]+)|sau\s+khi\s+(?P<later>[^,.;:()]+)",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"nhận|nộp\s+(?:đủ\s+)?hồ\s+sơ|hồ\s+sơ|đơn\b|yêu\s+cầu|đề\s+nghị|làm\s+việc", re.IGNORECASE
)
# What one authority gives another (or decides) on the way; the limit for it is no limit for the applicant.
_FROM_AUTHORITY = re.compile(
    r"nhận\s+(?:được\s+|đủ\s+)*(?:quyết\s+định|giấy\s+(?:xác\s+nhận|cho|thông\s+báo)|công\s+văn|kết\s+quả|ý\s+kiến|tờ\s+trình|danh\s+sách|"
    r"văn\s+bản\s+(?!đề\s+nghị|yêu\s+cầu|thông\s+báo))|"
    r"(?:của|do|từ)\s+(?:cục|sở|bộ|thủ\s+tướng|ubnd|[uủ][yỷ]\s+ban|công\s+an|phòng|cơ\s+quan\s+(?:chuyên\s+môn|thẩm\s+định)|chủ\s+tịch)\b|"
    r"^(?:hết|kết\s+thúc|thành\s+lập|công\s+bố|lập\s+biên\s+bản)\b|"
    r"^(?:cục|sở|bộ|ubnd|[uủ][yỷ]\s+ban|công\s+an|phòng|chủ\s+tịch)\b.*\b(?:trình|gửi|chuyển|có\s+văn\s+bản|quyết\s+định|không\s+đồng\s+ý)\b",
    re.IGNORECASE,
)
# What an authority does when it is done; a sentence that tells of something else tells of a step.
_RESULT = re.compile(
    r"(?<!cơ quan )\bcấp\b(?!\s+(?:tỉnh|xã|huyện|bộ|có\s+thẩm|trung|cơ\s+sở|nào|phòng))|"
    r"quyết\s+định|giải\s+quyết|"
    r"trả\s+(?:kết\s+quả|lời)|phê\s+duyệt|chấp\s+thuận|công\s+nhận|xác\s+nhận|bổ\s+nhiệm|ban\s+hành|đăng\s+ký|cho\s+phép|"
    r"thu\s+hồi|hoàn\s+thành|chứng\s+thực|trích\s+lục|thực\s+hiện|công\s+bố|ghi\s+(?:tên|nhận)",
    re.IGNORECASE,
)
_HANDING_IN = re.compile(r"^[\s\-+•*]*(?:nộp|gửi|trực\s+tuyến|trực\s+tiếp|qua|thông\s+qua)", re.IGNORECASE)
_FILLING = re.compile(
    r"(?:bước\s+\d+|trong|thời\s+hạn|thời\s+gian|không\s+quá|tối\s+đa|chậm\s+nhất|kể|sau\s+đó|là|[\W\d_])+",
    re.IGNORECASE,
)
_A_FEW_LETTERS = 12
ONE_STEP = "có vẻ chỉ là thời hạn của một bước"


def without_remarks(text: str) -> str:
    """The text without the words that look like a condition and are none of the limit's."""
    return _NO_CONDITION.sub(" ", text)


def another_matter(source: str, start: int, end: int) -> str:
    """Why a limit is of a step only, or of a time that does not begin with the dossier; empty when it is neither."""
    if _ONE_ACT.search(without_remarks(f"{source[:start]} {source[end:]}")):
        return ONE_STEP
    before = re.split(r"[.;\n](?=\s|$)", source[:start])[-1]
    after = re.split(r"[.;\n](?=\s|$)", source[end:], maxsplit=1)[0]
    told = without_remarks(f"{before} {after}")
    rest = _FILLING.sub(" ", _CLOCK.sub(" ", told))
    tells_more = len(rest.strip()) > _A_FEW_LETTERS and not _HANDING_IN.match(before)
    if _STEP_IN_SENTENCE.search(told) or (tells_more and not _RESULT.search(rest)):
        return ONE_STEP
    if re.search(r"(?:^|[\s(,-])sau\s+$", before, re.IGNORECASE) or re.match(r"\s+trước\b", after):
        return "không phải thời hạn giải quyết"
    clock = _CLOCK.search(after)
    event = (clock["event"] or clock["later"]) if clock else ""
    if event and (not _RECEIPT.search(event) or _FROM_AUTHORITY.search(event)):
        return "tính từ mốc khác ngày nhận hồ sơ"
    return ""
