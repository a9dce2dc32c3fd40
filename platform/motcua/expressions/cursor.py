"""Walks over the tokens of an expression."""

from __future__ import annotations

from motcua.expressions.lexer import Token, TokenKind, tokens
from motcua.expressions.problem import ExpressionProblem

MAX_DEPTH = 40
WORD_SIGNS = {"and": "&&", "or": "||", "not": "!", "va": "&&", "hoac": "||"}
"""Words authors write for signs, with what they should have written."""


class Cursor:
    """A position in the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0

    @property
    def peek(self) -> Token:
        """The token not read yet."""
        return self._tokens[self._at]

    def at_end(self) -> bool:
        """Whether everything has been read."""
        return self.peek.kind is TokenKind.END

    def next(self) -> Token:
        """Read a token; the end stays where it is."""
        token = self._tokens[self._at]
        self._at += token.kind is not TokenKind.END
        return token

    def takes(self, sign: str) -> bool:
        """Read a sign if it comes next."""
        if self.peek.kind is TokenKind.SIGN and self.peek.text == sign:
            self._at += 1
            return True
        return False

    def expects(self, sign: str, why: str) -> None:
        """Read a sign that must come next."""
        if not self.takes(sign):
            column = self.peek.column
            raise ExpressionProblem(f"Thiếu “{sign}” ở cột {column}.", f"Thêm “{sign}” {why}.", column)

    def deeper(self) -> None:
        """Go one level down; refuse bottomless nesting before it exhausts the stack."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionProblem(
                "Biểu thức lồng quá nhiều lớp.", "Tách thành trường tính toán của biểu mẫu."
            )

    def back(self) -> None:
        """Come one level up."""
        self._depth -= 1

    def unexpected(self, token: Token) -> ExpressionProblem:
        """Why this token cannot stand here."""
        if token.kind is TokenKind.END:
            return ExpressionProblem("Biểu thức bị bỏ dở ở cuối.", "Ghi tiếp vế còn thiếu.", token.column)
        sign = WORD_SIGNS.get(token.text.lower())
        remedy = (
            f"Ghi “{sign}” thay cho “{token.text}”." if sign else "Thêm phép tính ở giữa, hoặc bỏ phần thừa."
        )
        return ExpressionProblem(
            f"“{token.text}” không đứng được ở cột {token.column}.", remedy, token.column
        )
