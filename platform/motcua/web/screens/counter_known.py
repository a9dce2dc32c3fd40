"""The counter knows people again: what is known of a number fills in what is still empty, and says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.definitions.form import Form
from motcua.kernel.date_words import date_words
from motcua.kernel.text import fold
from motcua.services.audit import Act
from motcua.services.customers import OpenDossier, Recalled, note_reading, number_of, recall
from motcua.surfaces.form_view import address_text
from motcua.web.screens.counter_entry import CounterEntry, read_entry
from motcua.web.security.current import current_actor, current_platform, current_scope

ORIGIN = "từ hồ sơ trước"
FILLED = ("full_name", "birth_date", "sex", "phone", "email", "address", "tax_code")


@dataclass(frozen=True, slots=True)
class Known:
    """What the applicant section says of a number: the fields filled in from it, a name that differs, doubles."""

    number: str = ""
    names: tuple[str, ...] = ()
    other_name: str = ""
    duplicates: tuple[OpenDossier, ...] = ()
    customer_id: int | None = None

    @property
    def origins(self) -> dict[str, str]:
        """Where the values of fields came from, by field."""
        return dict.fromkeys(self.names, ORIGIN)


NOTHING = Known()


def recognize(entry: CounterEntry, form: Form | None, agency: str) -> tuple[CounterEntry, Known]:
    """The entry with its empty fields filled in the first time a number is seen, and what is known of it.

    What came from another number before, and was not changed since, counts as empty.
    """
    number = number_of(entry.group("applicant"))
    if not number:
        return entry, NOTHING
    before = entry.text("known_for")
    with current_platform().database.read(current_scope()) as session:
        found = recall(session, number, entry.procedure, agency)
        earlier = recall(session, before, "", agency) if before and before != number else None
    typed = str(entry.group("applicant").get("full_name", ""))
    if before == number:
        names = _untouched(entry, found)
    else:
        entry, names = _filled(entry, form, found, _untouched(entry, earlier) if earlier else ())
        if names:
            subject = str(found.customer_id or "")
            act = Act("customer.fill", "customer", subject, {"procedure": entry.procedure})
            note_reading(current_platform(), current_actor(), act)
    name = str(found.parts.get("full_name", ""))
    differs = bool(name and typed) and fold(name) != fold(typed) and "full_name" not in names
    return entry, Known(number, names, name if differs else "", found.duplicates, found.customer_id)


def _untouched(entry: CounterEntry, found: Recalled) -> tuple[str, ...]:
    """The fields that were filled in from what is known and still stand as they were."""
    typed = entry.group("applicant")
    names = (one for one in entry.text("known_names").split(",") if one in FILLED)
    return tuple(one for one in names if typed.get(one) == _as_typed(one, found.parts.get(one)))


def _filled(
    entry: CounterEntry, form: Form | None, found: Recalled, stale: tuple[str, ...]
) -> tuple[CounterEntry, tuple[str, ...]]:
    """The entry with what is known in its empty fields, and the names of those; ``stale`` ones are emptied first."""
    typed = entry.group("applicant")
    values = {name: text for name in FILLED if (text := _as_typed(name, found.parts.get(name)))}
    taken = tuple(name for name in values if name in stale or not str(typed.get(name) or "").strip())
    dropped = {f"applicant.{name}" for name in (*taken, *stale)} | {"known_for", "known_names"}
    pairs = [pair for pair in entry.pairs if pair[0] not in dropped]
    pairs += [(f"applicant.{name}", values[name]) for name in taken]
    pairs += [("known_for", found.number), ("known_names", ",".join(taken))]
    return read_entry(entry.procedure, pairs, form), taken


def _as_typed(name: str, value: Any) -> str:
    """A stored part the way people type it."""
    if isinstance(value, Mapping):
        return address_text(value)
    if name == "birth_date" and value:
        try:
            return date_words(date.fromisoformat(str(value)))
        except ValueError:
            return ""
    return str(value or "")
