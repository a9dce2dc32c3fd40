"""A new entry with what an earlier dossier said, so that only what differs is typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.form import Form
from motcua.dossiers.actor import Actor
from motcua.services.acting import DossierMissingError, find_dossier
from motcua.storage.own_rows import own_rows
from motcua.storage.tables import DossierDocumentRow, DossierRow
from motcua.surfaces.form_view import address_text, display_value

LAST = "cuoi"
PERSON = (
    "kind",
    "full_name",
    "identity_number",
    "birth_date",
    "sex",
    "phone",
    "email",
    "tax_code",
)
NOT_ANSWERED = frozenset({"computed", "heading", "note", "file", "signature"})


def find_model(session: Session, actor: Actor, procedure: str, asked: str) -> DossierRow | None:
    """The dossier to copy: by number, or the last of the procedure this person received; None without one."""
    if asked == LAST:
        return session.scalars(
            select(DossierRow)
            .where(DossierRow.procedure_code == procedure, DossierRow.created_by == actor.user)
            .order_by(DossierRow.received_at.desc(), DossierRow.id.desc())
            .limit(1)
        ).one_or_none()
    try:
        row = find_dossier(session, asked)
    except DossierMissingError:
        return None
    return row if row.procedure_code == procedure else None


def copied_pairs(session: Session, row: DossierRow, form: Form | None) -> list[tuple[str, str]]:
    """Applicant, answers and papers of a dossier as the reception form posts them."""
    pairs = [("channel", row.channel), ("delivery", str(row.applicant.get("delivery", "counter")))]
    owner = row.applicant.get("owner")
    if isinstance(owner, Mapping):
        pairs += [(f"owner.{name}", _text(name, value)) for name, value in owner.items() if value]
    else:
        pairs.append(("own", "1"))
    pairs += [
        (f"applicant.{name}", _text(name, row.applicant[name])) for name in PERSON if row.applicant.get(name)
    ]
    if address := row.applicant.get("address"):
        pairs.append(("applicant.address", _text("address", address)))
    pairs += _answers(row, form)
    for line in own_rows(session, row, DossierDocumentRow):
        if line.received:
            pairs.append((f"paper.{line.requirement_id}.received", "1"))
    return pairs


def _text(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return address_text(value)
    return str(display_value("date" if name == "birth_date" else "text", value))


def _answers(row: DossierRow, form: Form | None) -> Iterator[tuple[str, str]]:
    for item in form.fields() if form else ():
        value = row.answers.get(item.id)
        if value is None or item.type in NOT_ANSWERED:
            continue
        name = f"form.{item.id}"
        if item.type == "table":
            types = {column.id: column.type for column in item.columns}
            for index, cells in enumerate(value, 1):
                row_id = str(cells.get("_row") or f"r{index}")
                for column, cell in cells.items():
                    if column in types:
                        yield from _one(f"{name}.{row_id}.{column}", types[column], cell)
        else:
            yield from _one(name, item.type, value)


def _one(name: str, type_: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for part, text in value.items():
            if isinstance(text, str) and text:
                yield f"{name}.{part}", text
    else:
        shown = display_value(type_, value)
        for one in shown if isinstance(shown, list) else [shown]:
            yield name, str(one)
