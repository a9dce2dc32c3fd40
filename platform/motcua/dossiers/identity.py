"""Checks of the 12-digit personal identification number (căn cước) and what it says about its holder.

Three digits for the place of birth registration (provinces 001-099, countries from 100), one for century and sex,
two for the year of birth, six running (Nghị định 137/2015/NĐ-CP art. 13).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from motcua.definitions.code_list import CodeList
from motcua.dossiers.field_error import AnswerRefused
from motcua.expressions.code_index import entries
from motcua.kernel.text import fold

PLACE_LIST = "identity-places"
"""The code list of registration places (three digits); without it only the shape is checked."""

_LENGTH = 12
_LAST_PLACE = 399
_SEXES = {"male": "male", "nam": "male", "female": "female", "nu": "female"}


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """What a number says: place code, `male` or `female`, year of birth."""

    place: str
    sex: str
    birth_year: int


def identity_facts(number: str) -> IdentityFacts:
    """The facts in a well-formed number."""
    digit = int(number[3])
    return IdentityFacts(
        number[:3], "female" if digit % 2 else "male", 1900 + digit // 2 * 100 + int(number[4:6])
    )


def check_identity_number(number: str, code_lists: Mapping[str, CodeList], today: date | None) -> str:
    """The number when it can exist. Raises AnswerRefused, naming the part that cannot be."""
    if not (number.isascii() and number.isdecimal()) or len(number) != _LENGTH:
        raise AnswerRefused("identity_number", _shape_message(number))
    facts = identity_facts(number)
    places = code_lists.get(PLACE_LIST)
    listed = entries(places) if places is not None else {}
    known = facts.place in listed if listed else 0 < int(facts.place) <= _LAST_PLACE
    if not known:
        raise AnswerRefused(
            "identity_place",
            f"Ba số đầu “{facts.place}” không phải mã nơi đăng ký khai sinh. Đối chiếu với thẻ.",
        )
    if today is not None and facts.birth_year > today.year:
        raise AnswerRefused(
            "identity_year",
            f"Số định danh cho năm sinh {facts.birth_year}, sau năm nay. Đối chiếu các số thứ 4 đến thứ 6 với thẻ.",
        )
    return number


def _shape_message(number: str) -> str:
    if number.isascii() and number.isdecimal():
        old = " Chứng minh nhân dân 9 số không còn giá trị." if len(number) == 9 else ""
        return f"Số định danh cá nhân có 12 số, bạn ghi {len(number)} số.{old} Ghi đủ 12 số như trên thẻ."
    return "Số định danh cá nhân chỉ gồm 12 chữ số. Ghi lại như trên thẻ, không có chữ và dấu."


def contradiction(number: str, birth_date: str, sex: str) -> tuple[str, str] | None:
    """The code and sentence of what a number says otherwise than the given birth date (ISO) or sex, if anything.

    Unknown parts are empty; a sex in words nobody knows is not compared.
    """
    if len(number) != _LENGTH or not number.isdecimal():
        return None
    facts = identity_facts(number)
    if birth_date[:4].isdecimal() and int(birth_date[:4]) != facts.birth_year:
        message = (
            f"Số định danh cho năm sinh {facts.birth_year}, còn ngày sinh ghi năm {birth_date[:4]}. "
            "Đối chiếu cả hai với thẻ."
        )
        return "identity_year", message
    told = _SEXES.get(fold(sex))
    if told is not None and told != facts.sex:
        words = {"male": "nam", "female": "nữ"}
        message = f"Số định danh là của {words[facts.sex]}, còn giới tính ghi {words[told]}. Đối chiếu cả hai với thẻ."
        return "identity_sex", message
    return None
