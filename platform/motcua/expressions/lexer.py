"""Splits an expression into tokens with their columns, and explains what an author usually meant otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from motcua.expressions.problem import ExpressionProblem

MAX_LENGTH = 2_000


class TokenKind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    STRING = "string"
    NAME = "name"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A token, its text (a string's text without quotes) and its column from 1."""

    kind: TokenKind
    text: str
    column: int


_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*)
      | (?P<number>(?:[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign>&&|\|\||==|!=|<=|>=|[<>+\-*/%!?:.,()\[\]])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"'}
_GROUPED_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{2}0")

_INSTEAD = {
    "=": "Ghi “==” để so sánh bằng.",
    "&": "Ghi “&&” cho “và”.",
    "|": "Ghi “||” cho “hoặc”.",
    "“": "Dùng dấu nháy thẳng ' hoặc \".",
    "”": "Dùng dấu nháy thẳng ' hoặc \".",
    "‘": "Dùng dấu nháy thẳng '.",
    "’": "Dùng dấu nháy thẳng '.",
    "≥": "Ghi “>=”.",
    "≤": "Ghi “<=”.",
    "≠": "Ghi “!=”.",
    "×": "Ghi “*” cho phép nhân.",
    "{": "Không dùng dấu ngoặc nhọn trong biểu thức.",
    "'": "Đóng dấu nháy ' ở cuối đoạn chữ.",
    '"': 'Đóng dấu nháy " ở cuối đoạn chữ.',
    ";": "Mỗi ô chỉ ghi một biểu thức, không có dấu chấm phẩy.",
}


def tokens(text: str) -> list[Token]:
    """Every token and an end mark. Raises ExpressionProblem at the first character that fits nowhere."""
    if len(text) > MAX_LENGTH:
        raise ExpressionProblem(
            f"Biểu thức dài {len(text)} ký tự, quá {MAX_LENGTH}.", "Tách thành trường tính toán của biểu mẫu."
        )
    found = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        group = match.lastgroup
        if group != "blank":
            found.append(_token(TokenKind(str(group)), match[0], at + 1))
        at = match.end()
    found.append(Token(TokenKind.END, "", len(text) + 1))
    return found


def _token(kind: TokenKind, text: str, column: int) -> Token:
    if kind is TokenKind.STRING:
        return Token(kind, _ESCAPE.sub(_unescape, text[1:-1]), column)
    if kind is TokenKind.NUMBER and _GROUPED_THOUSANDS.fullmatch(text):
        bare = text.replace(".", "")
        raise ExpressionProblem(
            f"“{text}” trong biểu thức là {float(text):g}, không phải {bare}.",
            f"Ghi {bare} nếu là hàng nghìn, hoặc {float(text):g} nếu là số thập phân.",
            column,
        )
    return Token(kind, text, column)


def _unescape(match: re.Match[str]) -> str:
    letter = match[1]
    if len(letter) == 5:
        return chr(int(letter[1:], 16))
    return _PLAIN_ESCAPES.get(letter, "\\" + letter)


def _unreadable(text: str, at: int) -> ExpressionProblem:
    sign = text[at]
    remedy = _INSTEAD.get(sign)
    if remedy is None and sign.isalpha():
        remedy = "Tên trường chỉ gồm chữ không dấu, số và gạch dưới; đoạn chữ phải nằm trong dấu nháy '."
    fix = None
    if sign in "“”‘’":
        fix = re.sub("[“”‘’]", "'", text)
    return ExpressionProblem(
        f"Ký tự “{sign}” không dùng được ở cột {at + 1}.",
        remedy or "Xem danh sách phép tính và hàm trong tài liệu biểu thức.",
        at + 1,
        fix,
    )
