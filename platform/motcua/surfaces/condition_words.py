"""Conditions of papers, fees and cases as a reader understands them: `“Tình trạng trước đây” là “Đã ly hôn”`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from motcua.definitions.code_list import CodeList
from motcua.definitions.form import Form, FormField
from motcua.dossiers.applicant import FIELDS

_PATH = r"(?P<root>form|applicant)\.(?P<name>\w+)"
_FLAG = re.compile(rf"(?P<no>!?)\s*{_PATH}")
_COMPARED = re.compile(
    rf"{_PATH}\s*(?P<sign>==|!=|<=|>=|<|>)\s*(?P<value>'[^']*'|\"[^\"]*\"|-?\d+(?:\.\d+)?|true|false)"
)
_AMONG = re.compile(rf"{_PATH}\s+in\s+\[(?P<values>[^\]]*)\]")
_CHANNEL = re.compile(r"dossier\.channel\s*(?P<sign>==|!=)\s*['\"](?P<value>\w+)['\"]")
_SPAN = re.compile(
    rf"(?P<what>days_between|age|years_between)\({_PATH},\s*dossier\.received_date\)"
    r"\s*(?P<sign><=|>=|<|>|==)\s*(?P<value>\d+)"
)
_SIGNS = MappingProxyType(
    {
        "==": "bằng",
        "!=": "khác",
        "<=": "không quá",
        ">=": "từ",
        "<": "dưới",
        ">": "trên",
    }
)
_CHANNELS = MappingProxyType(
    {"counter": "nộp trực tiếp", "online": "nộp trực tuyến", "post": "nộp qua bưu chính"}
)
MOST_VALUES = 6


def condition_words(
    text: str, form: Form | None, code_lists: Mapping[str, CodeList] = MappingProxyType({})
) -> str:
    """The condition in words; empty when it is more than comparisons joined by and, or.

    A reader is never shown an expression in its place: the caller says "tùy trường hợp" instead.
    """
    reader = _Reader(form, code_lists)
    groups = []
    for alternative in _split(text, "||"):
        parts = [reader.words(part) for part in _split(alternative, "&&")]
        if not all(parts):
            return ""
        groups.append(" và ".join(parts))
    return " hoặc ".join(groups)


def _split(text: str, sign: str) -> list[str]:
    """The parts between top-level signs, without brackets around them."""
    parts, depth, start = [], 0, 0
    for index, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and text.startswith(sign, index):
            parts.append(text[start:index])
            start = index + len(sign)
    parts.append(text[start:])
    return [part.strip() for part in parts]


class _Reader:
    """Reads single comparisons with the labels of one form."""

    def __init__(self, form: Form | None, code_lists: Mapping[str, CodeList]) -> None:
        self._fields = {item.id: item for item in form.fields()} if form else {}
        self._code_lists = code_lists

    def words(self, part: str) -> str:
        """One comparison in words; empty when it is something else."""
        if found := _FLAG.fullmatch(part):
            return self._flag(found)
        if found := _COMPARED.fullmatch(part):
            return self._compared(found)
        if found := _AMONG.fullmatch(part):
            return self._among(found)
        if found := _CHANNEL.fullmatch(part):
            channel = _CHANNELS.get(found["value"], "")
            return f"không {channel}" if channel and found["sign"] == "!=" else channel
        if found := _SPAN.fullmatch(part):
            return self._span(found)
        return ""

    def _field(self, found: re.Match[str]) -> FormField | None:
        if found["root"] == "applicant":
            return FIELDS.get(found["name"])
        return self._fields.get(found["name"])

    def _flag(self, found: re.Match[str]) -> str:
        field = self._field(found)
        if field is None:
            return ""
        if found["root"] == "applicant":
            label = field.label[:1].lower() + field.label[1:]
            link = "" if label.startswith(("thuộc ", "ở ")) else "là "
            return f"người nộp {'không ' if found['no'] else ''}{link}{label}"
        return f"“{field.label}” là {'Không' if found['no'] else 'Có'}"

    def _compared(self, found: re.Match[str]) -> str:
        field, sign, raw = self._field(found), found["sign"], found["value"]
        if field is None:
            return ""
        if raw in ("true", "false"):
            return f"“{field.label}” là {'Có' if (raw == 'true') is (sign == '==') else 'Không'}"
        if raw[0] in "'\"":
            shown = self._option(field, raw[1:-1])
            if sign not in ("==", "!=") or (not shown and raw[1:-1]):
                return ""
            if not shown:
                return f"“{field.label}” {'để trống' if sign == '==' else 'có điền'}"
            return f"“{field.label}” {'là' if sign == '==' else 'không phải là'} “{shown}”"
        if sign == ">" and raw == "0":
            return f"có “{field.label}”"
        return f"“{field.label}” {_SIGNS[sign]} {raw.replace('.', ',')}"

    def _among(self, found: re.Match[str]) -> str:
        field = self._field(found)
        values = [part.strip().strip("'\"") for part in found["values"].split(",") if part.strip()]
        shown = [self._option(field, value) for value in values] if field else []
        if field is None or not shown or not all(shown) or len(shown) > MOST_VALUES:
            return ""
        return f"“{field.label}” là " + ", ".join(f"“{one}”" for one in shown)

    def _span(self, found: re.Match[str]) -> str:
        field = self._field(found)
        if field is None:
            return ""
        if found["what"] == "days_between":
            return f"ngày nộp cách “{field.label}” {_SIGNS[found['sign']]} {found['value']} ngày"
        return f"tuổi tính theo “{field.label}” {_SIGNS[found['sign']]} {found['value']}"

    def _option(self, field: FormField, value: str) -> str:
        label = next((option.label for option in field.options if option.value == value), "")
        known = self._code_lists.get(field.code_list) if field.code_list else None
        if label or known is None:
            return label
        return next((item.name for item in known.items if item.code == value), "")
