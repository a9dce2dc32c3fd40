"""Parts of an expression while it is translated: their CEL text, their kind, and the rules that join them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from motcua.expressions.lexer import Token
from motcua.expressions.problem import ExpressionProblem
from motcua.expressions.shapes import DATE, YES_NO, Kind, Shape, is_answered


@dataclass(frozen=True, slots=True)
class Term:
    """A translated part. `path` is set while it is still a plain name, `literal` for a quoted text, `name` for
    what the author wrote where messages should repeat it.
    """

    code: str
    shape: Shape
    column: int
    path: tuple[str, ...] = ()
    literal: str | None = None
    name: str = ""

    @property
    def kind(self) -> Kind:
        """Kind of the part's value."""
        return self.shape.kind

    @property
    def shown(self) -> str:
        """How messages name the part."""
        if self.path or self.name:
            return f"“{self.name or '.'.join(self.path)}”"
        return f"“{self.literal}”" if self.literal is not None else "Phần này"


def need(term: Term, kind: Kind, where: str) -> None:
    """Refuse a part whose kind is known and is not the wanted one."""
    if term.kind is kind or term.kind is Kind.ANY:
        return
    raise ExpressionProblem(
        f"{term.shown} là {term.kind.words}, nhưng {where} cần {kind.words}.",
        _conversion(term.kind, kind),
        term.column,
    )


def need_both(left: Term, right: Term, kind: Kind, sign: str) -> None:
    """Refuse sides of an operation of another kind."""
    for term in (left, right):
        need(term, kind, f"phép “{sign}”")


def _conversion(found: Kind, wanted: Kind) -> str:
    if wanted is Kind.YES_NO:
        return "Thêm phép so sánh, ví dụ “== 'gia-tri'” hoặc “> 0”."
    if found is Kind.NUMBER and wanted is Kind.TEXT:
        return "Dùng text(…) để đổi số thành chữ."
    if found is Kind.TEXT and wanted is Kind.NUMBER:
        return "Dùng trường kiểu số, hoặc number(…) để đổi chữ thành số."
    if found is Kind.LIST and wanted is Kind.NUMBER:
        return "Dùng size(…) để đếm, hoặc sum(….map(r, r.cot)) để cộng."
    return "Kiểm tra lại tên trường và phép tính."


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that proposes the closest known name, or lists the first few."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"Có phải “{near[0]}”?"
    if not names:
        return "Không có tên nào dùng được ở đây."
    listed = ", ".join(names[:12])
    return f"Tên dùng được: {listed}{' …' if len(names) > 12 else ''}."


def member_shape(owner: str, fields: Mapping[str, Shape], token: Token) -> Shape:
    """The shape of a named part of a record. Raises ExpressionProblem for an unknown name."""
    shape = fields.get(token.text)
    if shape is None:
        where = "Biểu mẫu" if owner == "form" else f"“{owner}”"
        raise ExpressionProblem(
            f"{where} không có “{token.text}”.", nearest(token.text, fields), token.column
        )
    return shape


def equality(sign: str, left: Term, right: Term) -> Term:
    """`==` and `!=`: kinds must agree, and a text compared to a choice must be one of its options."""
    kinds = {left.kind, right.kind}
    if Kind.ANY not in kinds and len(kinds) > 1 and not _date_and_text(left, right):
        raise ExpressionProblem(
            f"Không so sánh được {left.kind.words} với {right.kind.words}.",
            "Ghi đoạn chữ trong dấu nháy, số không có dấu nháy." if kinds == {Kind.TEXT, Kind.NUMBER} else
            "Hai bên phải cùng kiểu.",
            right.column,
        )  # fmt: skip
    for one, other in ((left, right), (right, left)):
        check_option(one.shape, other)
        if one.kind is Kind.DATE:
            _check_date(other)
    reckoned = Kind.NUMBER in kinds and ("f_" in left.code or "f_" in right.code)
    if reckoned and sign == "==":
        # ordered comparisons fail when a side is no number; equality would quietly be false, its denial true
        return Term(f"({left.code} <= {right.code} && {left.code} >= {right.code})", YES_NO, left.column)
    if reckoned:
        return Term(f"({left.code} < {right.code} || {left.code} > {right.code})", YES_NO, left.column)
    return Term(f"({left.code} {sign} {right.code})", YES_NO, left.column)


def _date_and_text(left: Term, right: Term) -> bool:
    return {left.kind, right.kind} == {Kind.DATE, Kind.TEXT}


def check_option(shape: Shape, other: Term) -> None:
    """A quoted text compared to a choice must be one of its options."""
    if not shape.options or other.literal is None or other.literal in shape.options or other.literal == "":
        return
    raise ExpressionProblem(
        f"Không có lựa chọn “{other.literal}”.", nearest(other.literal, shape.options), other.column
    )


def _check_date(term: Term) -> None:
    if term.literal:
        from_text = term.literal
        if len(from_text) != 10 or not is_answered(_iso(from_text)):
            raise ExpressionProblem(
                f"“{from_text}” không phải là ngày.", "Ghi ngày dạng 'năm-tháng-ngày', ví dụ '2026-01-31'.",
                term.column,
            )  # fmt: skip


def _iso(text: str) -> str:
    parts = text.split("-")
    shape_fits = [len(part) for part in parts] == [4, 2, 2] and all(part.isdecimal() for part in parts)
    return text if shape_fits and 1 <= int(parts[1]) <= 12 and 1 <= int(parts[2]) <= 31 else ""


def ordering(sign: str, left: Term, right: Term) -> Term:
    """`<` and its kin for numbers, texts and dates; with an unanswered date the answer is always false."""
    if Kind.DATE in {left.kind, right.kind}:
        for term in (left, right):
            if term.kind not in {Kind.DATE, Kind.TEXT, Kind.ANY}:
                need(term, Kind.DATE, f"phép “{sign}”")
            _check_date(term)
        code = f"({left.code} != '' && {right.code} != '' && {left.code} {sign} {right.code})"
        return Term(code, YES_NO, left.column)
    for term in (left, right):
        if term.kind not in {Kind.NUMBER, Kind.TEXT, Kind.ANY}:
            need(term, Kind.NUMBER, f"phép “{sign}”")
    if Kind.ANY not in {left.kind, right.kind} and left.kind is not right.kind:
        need(right, left.kind, f"vế phải của phép “{sign}”")
    return Term(f"({left.code} {sign} {right.code})", YES_NO, left.column)


def addition(left: Term, right: Term) -> Term:
    """`+` joins two numbers or two texts."""
    if left.kind is Kind.ANY or right.kind is Kind.ANY:
        shape = right.shape if left.kind is Kind.ANY else left.shape
    else:
        if left.kind not in {Kind.NUMBER, Kind.TEXT, Kind.LIST}:
            hint = (
                "Dùng add_days(…) để cộng ngày."
                if left.kind is Kind.DATE
                else "Chỉ cộng số với số, chữ với chữ."
            )
            raise ExpressionProblem(f"{left.shown} là {left.kind.words}, không cộng được.", hint, left.column)
        need(right, left.kind, "vế phải của phép cộng")
        shape = Shape(left.kind) if left.kind is Kind.TEXT else left.shape
    return Term(f"({left.code} + {right.code})", shape, left.column)


def membership(left: Term, right: Term) -> Term:
    """`in`: an element of a list; a quoted text must be one of the list's options."""
    if right.kind is Kind.TEXT:
        raise ExpressionProblem(
            "Vế phải của “in” phải là danh sách.",
            "Dùng a.contains(b) để tìm trong một đoạn chữ.",
            right.column,
        )
    need(right, Kind.LIST, "vế phải của “in”")
    item = right.shape.item
    if item is not None:
        check_option(item, left)
        for option in item.options:
            check_option(left.shape, Term("", item, right.column, literal=option))
        if item.kind not in {Kind.ANY, left.kind} and left.kind is not Kind.ANY:
            need(left, item.kind, "vế trái của “in”")
    return Term(f"({left.code} in {right.code})", YES_NO, left.column)


def is_date(term: Term) -> bool:
    """Whether a part may stand where a date is wanted: a date, a quoted date, or unknown."""
    if term.kind is Kind.TEXT and term.literal is not None:
        _check_date(term)
        return True
    return term.shape is DATE or term.kind in {Kind.DATE, Kind.ANY}
