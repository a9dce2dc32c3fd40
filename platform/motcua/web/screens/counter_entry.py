"""Reads what the reception form posts: names and values into a request for a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.definitions.form import Form
from motcua.definitions.procedure import Channel, Procedure
from motcua.services.intake_requests import DossierRequest
from motcua.surfaces.posted import nested
from motcua.web.screens.typed_dates import read_moment
from motcua.web.typed_numbers import typed_number

Pairs = tuple[tuple[str, str], ...]
COUNTS = ("originals", "copies", "certified_copies")
UNSAVED = frozenset({"csrf_token", "act"})


@dataclass(frozen=True, slots=True)
class CounterEntry:
    """The reception form of a procedure as posted. ``parts`` are its names as nested values."""

    procedure: str
    pairs: Pairs = ()
    parts: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """A single value."""
        value = self.parts.get(name, default)
        return value.strip() if isinstance(value, str) else default

    def group(self, name: str) -> Mapping[str, Any]:
        """The values below a name."""
        value = self.parts.get(name)
        return value if isinstance(value, Mapping) else {}

    @property
    def is_fresh(self) -> bool:
        """Whether the form has not been drawn yet; once it has, it always posts what the rules chose."""
        return "variant_auto" not in self.parts

    @property
    def is_own(self) -> bool:
        """Whether the applicant files for themselves."""
        return self.is_fresh or self.text("own") == "1"

    @property
    def shows_everything(self) -> bool:
        """Whether what is missing is to be marked too: after an attempt to receive."""
        return self.text("attempted") == "1"

    @property
    def chosen_variant(self) -> str:
        """The variant a person chose against what the answers say; empty while the answers decide."""
        chosen = self.text("variant")
        return "" if chosen == self.text("variant_auto") else chosen

    @property
    def channel(self) -> str:
        """The way the dossier came."""
        return self.text("channel")


def read_entry(procedure: str, pairs: Iterable[tuple[str, str]], form: Form | None) -> CounterEntry:
    """The entry behind posted names; rows of tables keep their ids."""
    kept = tuple((name, value) for name, value in pairs if name not in UNSAVED)
    tables = frozenset(f"form.{item.id}" for item in form.fields() if item.type == "table") if form else None
    return CounterEntry(procedure, kept, nested(kept, tables or frozenset()))


def fresh_entry(procedure: Procedure, form: Form | None, key: str) -> CounterEntry:
    """An empty entry. The paper that is the form itself counts as handed in: it is printed here and signed."""
    own = [
        (f"paper.{line.id}.received", "1")
        for line in procedure.checklist
        if form is not None and line.form == form.code and not line.when
    ]
    desk = [one for one in procedure.channels if one is not Channel.ONLINE]
    way = [("channel", desk[0].value)] if desk and Channel.COUNTER not in desk else []
    return read_entry(procedure.code, [("draft_key", key), *way, *own], form)


def with_rows(entry: CounterEntry, form: Form | None, add: str, remove: str) -> CounterEntry:
    """The entry with a row of a table added or taken away, as the buttons do without script."""
    pairs = list(entry.pairs)
    if add and form is not None:
        table = next((item for item in form.fields() if f"form.{item.id}" == add), None)
        taken = {
            name.split(".")[2] for name, _ in pairs if name.startswith(f"{add}.") and name.count(".") > 2
        }
        number = len(taken) + 1
        while f"r{number}" in taken:
            number += 1
        if table is not None and table.columns:
            pairs.append((f"{add}.r{number}.{table.columns[0].id}", ""))
    if remove:
        pairs = [(name, value) for name, value in pairs if not name.startswith(f"{remove}.")]
    return read_entry(entry.procedure, pairs, form)


def to_request(entry: CounterEntry, form: Form | None, agency: str) -> DossierRequest:
    """The request for a dossier; what cannot be read is left to the rules to complain about."""
    applicant = {name: value for name, value in entry.group("applicant").items() if value not in ("", None)}
    owner = {name: value for name, value in entry.group("owner").items() if value}
    return DossierRequest(
        procedure=entry.procedure,
        agency=agency,
        channel=_channel(entry.channel),
        variant=entry.chosen_variant,
        competent_agency=entry.text("competent_agency"),
        helped_at=entry.text("helped_at"),
        applicant=_whole_address(applicant),
        owner=None if entry.is_own else (owner or None),
        answers=_answers(entry, form),
        documents=_documents(entry.group("paper")),
        summary=entry.text("summary"),
        delivery=entry.text("delivery", "counter"),
        due_at=read_due(entry),
        due_reason=entry.text("due_reason"),
        draft_key=entry.text("draft_key"),
    )


def read_due(entry: CounterEntry) -> datetime | None:
    """The due date entered by hand; None when none or not readable."""
    return read_moment(entry.text("due_date"), entry.text("due_time"))


def _channel(text: str) -> Channel:
    try:
        return Channel(text)
    except ValueError:
        return Channel.COUNTER


def _whole_address(applicant: dict[str, Any]) -> dict[str, Any]:
    address = applicant.get("address")
    if isinstance(address, Mapping):
        stated = {name: value for name, value in address.items() if value}
        if stated:
            applicant["address"] = stated
        else:
            applicant.pop("address")
    return applicant


def _answers(entry: CounterEntry, form: Form | None) -> dict[str, Any]:
    """What was answered. A field filled in from the applicant goes on following them until it is changed."""
    given = dict(entry.group("form"))
    followed = entry.group("prefilled")
    for item in form.fields() if form else ():
        name = item.id
        value = given.get(name)
        if item.type in {"computed", "heading", "note"}:
            given.pop(name, None)
        elif item.prefill and name in given and value == followed.get(name, ""):
            given.pop(name)
        elif item.type == "table" and not isinstance(value, list):
            given.pop(name, None)
    return given


def posted_files(parts: Mapping[str, Any]) -> list[str]:
    """The uploads posted with a paper."""
    given = parts.get("files", "")
    return list(dict.fromkeys(one for one in (given if isinstance(given, list) else [given]) if one))


def _documents(posted: Mapping[str, Any]) -> dict[str, Any]:
    documents: dict[str, Any] = {}
    for requirement, parts in posted.items():
        if not isinstance(parts, Mapping):
            continue
        entry: dict[str, Any] = {"received": parts.get("received") == "1"}
        if files := posted_files(parts):
            entry |= {"files": files, "source": "scanned"}
        if reuse := str(parts.get("reuse", "")):
            entry |= {"reuse": reuse, "consent": parts.get("consent") == "1", "received": True}
        for name in COUNTS:
            if name in parts:
                text = str(parts[name]).strip()
                entry[name] = typed_number(text, None) if text.isdecimal() else (text or 0)
        documents[requirement] = entry
    return documents
