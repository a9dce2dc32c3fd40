"""A register book (sổ) fed by outcomes, and survey question sets."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.definitions.form import FormField, Option


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its fields, its numbering, the outcomes that feed it."""

    code: str
    name: str
    fields: tuple[FormField, ...] = ()
    numbering: str = ""
    fed_by: tuple[str, ...] = ()
    extends: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A survey question; the value of a chosen option is its score. ``index`` is the number of the index of
    satisfaction it answers (1 to 9 of NĐ 61/2018/NĐ-CP, 10 and 11 of local ones), so that reports find it.
    """

    id: str
    text: str
    options: tuple[Option, ...] = ()
    required: bool = True
    index: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """A versioned set of questions."""

    code: str
    name: str
    questions: tuple[Question, ...] = ()
    source: str = ""
    extends: str = ""
