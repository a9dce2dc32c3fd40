"""The books of results of the agencies a person sees, and the results nobody has come for yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from motcua.definitions.form import Form, FormField
from motcua.definitions.register import Register
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.record_parts import DeliveryWay
from motcua.kernel.text import fold
from motcua.services.outcome_check import Standing, standing_of
from motcua.services.places import with_items
from motcua.services.rule_store import RuleStore
from motcua.storage.tables import DossierRow, IssuedOutcomeRow
from motcua.surfaces.form_view import answer_text

PAGE = 25


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One issued result. ``waiting_since`` is when it was ready, while nobody has it; ``sent`` is how it is on its way.

    ``values`` are what the columns of a register say of it, in words.
    """

    id: int
    number: str
    name: str
    issued_at: datetime
    valid_until: date | None
    standing: Standing
    signer: str
    is_signed: bool
    dossier: str
    applicant: str
    phone: str
    waiting_since: datetime | None
    values: tuple[str, ...] = ()
    sent: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the book, the newest first; ``after`` continues it, 0 at its end."""

    lines: tuple[RegisterLine, ...]
    after: int


class RegisterColumns:
    """What a register book says of a dossier: for each of its fields the answer of the form's field that maps to it
    (`register.<book>.<field>`), else of the field with the same id.
    """

    def __init__(self, rules: RuleStore, register: Register, day: date) -> None:
        self.register = register
        self._rules = rules
        self._day = day

    def words(self, dossier: DossierRow) -> tuple[str, ...]:
        """The cells of a dossier's line: answers in the words of the form they were given in."""
        asked = self._asked(dossier.form_revision_id) if dossier.form_revision_id else {}
        return tuple(self._text(asked.get(one.id, one), dossier.answers) for one in self.register.fields)

    def _asked(self, form_revision: int) -> dict[str, FormField]:
        form: Form = self._rules.by_id("form", form_revision)
        head = f"register.{self.register.code}."
        mapped = {
            one.maps_to.removeprefix(head): one for one in form.fields() if one.maps_to.startswith(head)
        }
        return {**{one.id: one for one in form.fields()}, **mapped}

    def _text(self, field: FormField, answers: Mapping[str, Any]) -> str:
        stub = self._rules.stub("code_list", field.code_list, self._day) if field.code_list else None
        lists = {field.code_list: with_items(self._rules.by_id("code_list", stub.id))} if stub else {}
        return answer_text(field, answers.get(field.id), lists)


def registers_in_force(rules: RuleStore, day: date) -> tuple[Register, ...]:
    """The register books that results feed, by name."""
    books: tuple[Register, ...] = rules.every("register", day)
    return tuple(sorted((one for one in books if one.fed_by), key=lambda one: one.name))


def register_page(
    session: Session,
    today: date,
    *,
    query: str = "",
    uncollected: bool = False,
    after: int = 0,
    columns: RegisterColumns | None = None,
) -> RegisterPage:
    """A page of the results issued, or of those that still wait for their applicant, the longest first.

    With the columns of a register only the results that feed it, each with what the register says of it.
    """
    wanted = select(IssuedOutcomeRow, DossierRow).join(
        DossierRow, DossierRow.id == IssuedOutcomeRow.dossier_id
    )
    if columns is not None:
        wanted = wanted.where(IssuedOutcomeRow.outcome_code.in_(columns.register.fed_by))
    if uncollected:
        wanted = wanted.where(
            DossierRow.lifecycle == Lifecycle.DONE.value, IssuedOutcomeRow.state == Standing.VALID.value
        ).order_by(IssuedOutcomeRow.id)
        wanted = wanted.where(IssuedOutcomeRow.id > after)
    else:
        wanted = wanted.order_by(IssuedOutcomeRow.id.desc())
        if after:
            wanted = wanted.where(IssuedOutcomeRow.id < after)
    if text := query.strip():
        folded = f"%{_escaped(fold(text))}%"
        wanted = wanted.where(
            or_(
                IssuedOutcomeRow.number.startswith(text, autoescape=True),
                DossierRow.number == text.upper(),
                DossierRow.applicant_folded.like(folded, escape="\\"),
            )
        )
    rows = session.execute(wanted.limit(PAGE + 1)).all()
    lines = tuple(
        _line(outcome, dossier, today, columns.words(dossier) if columns is not None else ())
        for outcome, dossier in rows[:PAGE]
    )
    return RegisterPage(lines, lines[-1].id if len(rows) > PAGE else 0)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _line(
    outcome: IssuedOutcomeRow, dossier: DossierRow, today: date, values: tuple[str, ...]
) -> RegisterLine:
    waits = dossier.lifecycle == Lifecycle.DONE.value
    return RegisterLine(
        id=outcome.id,
        number=outcome.number,
        name=outcome.name,
        issued_at=outcome.issued_at,
        valid_until=outcome.valid_until,
        standing=standing_of(outcome, today),
        signer=outcome.signer_name,
        is_signed=bool(outcome.sha256 and outcome.signatures),
        dossier=dossier.number,
        applicant=dossier.applicant_name,
        phone=dossier.applicant_phone,
        waiting_since=dossier.finished_at if waits else None,
        values=values,
        sent=_sent(dossier.state.get("delivery")) if waits else "",
    )


def _sent(delivery: Mapping[str, Any] | None) -> str:
    """How a result goes to its applicant, in words; empty for one that lies at the counter."""
    if not delivery or not delivery.get("sent_at"):
        return ""
    way, code = DeliveryWay(delivery["way"]), str(delivery.get("code", ""))
    return " ".join(part for part in (way.name_in_vietnamese, code) if part)
