"""What the reception page shows: fields with values and errors, papers, due date, fees, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from motcua.definitions.form import Form
from motcua.definitions.procedure import Channel, CollectAt
from motcua.dossiers.applicant import FIELDS
from motcua.dossiers.checklist import CheckLine
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.intake import choose_variant
from motcua.expressions.functions import Reach
from motcua.kernel.date_words import date_words, time_words, weekday_words
from motcua.services.intake_requests import Weighed
from motcua.surfaces.form_view import FieldView, FormState, SectionView, describe_form
from motcua.web.screens.counter_entry import CounterEntry
from motcua.web.screens.counter_known import NOTHING, Known
from motcua.web.screens.counter_papers import papers_of
from motcua.web.screens.counter_people import applicant_fields, flags, further_fields, owner_fields
from motcua.web.screens.explanations import explain_due_date, explain_fees

MOST_TODO = 4
CHANNELS = {Channel.COUNTER: "Trực tiếp", Channel.POST: "Bưu chính", Channel.ONLINE: "Trực tuyến"}
DELIVERIES = (("counter", "Tại quầy"), ("post", "Qua bưu chính"), ("online", "Bản điện tử"))
WAYS = (("cash", "Tiền mặt"), ("transfer", "QR"), ("later", "Khi trả"))
COLUMN_PIXELS, CHOICE_PIXELS, LETTER_PIXELS = 71, 58, 7.2


_FROM = {"officer": "từ người tiếp nhận", "agency": "từ cơ quan", "earlier": "từ hồ sơ trước"}


@dataclass(frozen=True, slots=True)
class CounterPage:
    """Everything the templates of the reception page read besides the entry itself."""

    entry: CounterEntry
    weighed: Weighed
    variants: Sequence[Mapping[str, Any]]
    variant_auto: str
    channels: Sequence[Mapping[str, Any]]
    applicant: Sequence[Any]
    further: Sequence[Any]
    flags: Sequence[Mapping[str, Any]]
    owner: Sequence[Any]
    sections: Sequence[SectionView]
    prefilled: Mapping[str, str]
    papers: Sequence[Mapping[str, Any]]
    notes: Sequence[str]
    papers_received: int
    papers_needed: int
    due: Mapping[str, str] | None
    due_reason: Mapping[str, Any] | None
    due_errors: Mapping[str, str]
    fee: Mapping[str, Any]
    fee_reason: Mapping[str, Any] | None
    ways: Sequence[Mapping[str, Any]]
    todo: Sequence[Mapping[str, str]]
    open_fields: int
    states: Mapping[int, str]
    other_problems: Sequence[str]
    known: Known = NOTHING

    @property
    def procedure(self) -> Any:
        """The definition of the procedure."""
        return self.weighed.bundle.procedure

    @property
    def missing(self) -> Sequence[CheckLine]:
        """Required papers that are not there."""
        return self.weighed.evaluation.missing


def build_page(
    entry: CounterEntry, weighed: Weighed, refusals: Sequence[FieldError] = (), known: Known = NOTHING
) -> CounterPage:
    """The page for an entry; ``refusals`` are complaints of the rules about the request as a whole."""
    evaluation = weighed.evaluation
    problems = (*evaluation.problems, *refusals)
    errors = errors_by_path(problems, shows_missing=entry.shows_everything)
    prefilled = prefilled_texts(weighed.bundle.form, entry, evaluation.sheet.values)
    sections = sections_of(entry, weighed, errors_below(errors, "answers"), prefilled)
    papers, notes = papers_of(entry, weighed, errors)
    needed = [line for line in evaluation.checklist if line.required]
    due, due_reason = explain_due_date(weighed, entry.text("due_reason"))
    fee, fee_reason = explain_fees(evaluation.fees)
    return CounterPage(
        entry=entry,
        weighed=weighed,
        variants=_variants(weighed),
        variant_auto=_variant_by_rules(entry, weighed),
        channels=_channels(weighed),
        applicant=applicant_fields(entry, weighed, errors_below(errors, "applicant"), known.origins),
        further=further_fields(entry, weighed, errors_below(errors, "applicant")),
        flags=flags(entry, weighed),
        owner=owner_fields(entry, errors_below(errors, "owner")),
        sections=sections,
        prefilled=prefilled,
        papers=papers,
        notes=notes,
        papers_received=len(needed) - len(evaluation.missing),
        papers_needed=len(needed),
        due=due,
        due_reason=due_reason,
        due_errors={name: errors[name] for name in ("due_at", "due_reason") if name in errors},
        fee=fee,
        fee_reason=fee_reason,
        ways=_ways(entry, weighed),
        todo=tuple(_todo(weighed, problems, sections))[:MOST_TODO],
        open_fields=sum(1 for one in problems if one.path.startswith("answers.")),
        states=_states(weighed, problems),
        other_problems=[one.message for one in problems if one.path.partition(".")[0] not in _PLACED],
        known=known,
    )


def sections_of(
    entry: CounterEntry, weighed: Weighed, errors: Mapping[str, str], prefilled: Mapping[str, str]
) -> tuple[SectionView, ...]:
    """The form of the procedure with what was typed, what is wrong, and where values came from."""
    form, sheet = weighed.bundle.form, weighed.evaluation.sheet
    if form is None:
        return ()
    state = FormState(
        _form_values(form, entry, sheet.values),
        errors,
        sheet.visible,
        sheet.required,
        origins=_origins(weighed.bundle.form, prefilled),
    )
    return _compact(describe_form(form, state, weighed.bundle.code_lists))


_PLACED = frozenset({"answers", "applicant", "owner", "documents", "due_at", "due_reason"})


def errors_by_path(problems: Sequence[FieldError], *, shows_missing: bool) -> dict[str, str]:
    """Messages by path. What is merely not filled in yet is no error before somebody tries to receive."""
    return {
        one.path: one.message
        for one in reversed(problems)
        if shows_missing or one.code not in {"required", "min_rows"}
    }


def errors_below(errors: Mapping[str, str], name: str) -> dict[str, str]:
    """The errors of one group by field; a part of an address stands at the whole. The label is not said twice."""
    found: dict[str, str] = {}
    for path, message in errors.items():
        head, _, rest = path.partition(".")
        if head != name or not rest:
            continue
        field = rest if "[" in rest else rest.split(".")[0]
        found[field] = _unlabelled(message)
    return found


def _unlabelled(message: str) -> str:
    label, mark, rest = message.partition("”: ")
    return rest[:1].upper() + rest[1:] if mark and label.startswith("“") else message


def _form_values(form: Form | None, entry: CounterEntry, read: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields show: values as read, what could not be read as it was typed, rows as they stand."""
    values = dict(read)
    typed = entry.group("form")
    for item in form.fields() if form else ():
        given = typed.get(item.id)
        if given is None or item.type == "computed":
            continue
        if item.type == "table":
            values[item.id] = given if isinstance(given, list) else []
        elif item.id not in read:
            values[item.id] = [given] if item.type == "multiple_choice" and isinstance(given, str) else given
    return values


def prefilled_texts(form: Form | None, entry: CounterEntry, read: Mapping[str, Any]) -> dict[str, str]:
    """Fields that show what the applicant section says, with that text, so that they go on following it."""
    typed, followed = entry.group("form"), entry.group("prefilled")
    found = {}
    for item in form.fields() if form else ():
        value = read.get(item.id)
        untouched = item.id not in typed or typed[item.id] == followed.get(item.id, "")
        if item.prefill and untouched and isinstance(value, str):
            found[item.id] = value
    return found


def _origins(form: Form | None, prefilled: Mapping[str, str]) -> dict[str, str]:
    """Where each of these fields has its value from, in words."""
    sources = {one.id: one.prefill.partition(".")[0] for one in form.fields()} if form else {}
    return {name: _FROM.get(sources.get(name, ""), "từ người nộp") for name in prefilled}


def _compact(sections: Sequence[SectionView]) -> tuple[SectionView, ...]:
    """Choices whose words do not fit on one line of their width become lists to choose from."""
    return tuple(replace(section, fields=tuple(map(_drawn, section.fields))) for section in sections)


def _drawn(field: FieldView) -> Any:
    """The field as the counter draws it; an address always in its parts, with places found by typing."""
    if field.type == "address":
        value = field.value if isinstance(field.value, Mapping) else {"detail": field.value}
        return field.as_dict() | {"value": value, "lookup_url": url_for("home.find_place")}
    needed = sum(CHOICE_PIXELS + LETTER_PIXELS * len(option.label) for option in field.options)
    if field.type == "choice" and needed > field.width * COLUMN_PIXELS:
        return replace(field, type="code_list")
    return field


def _variants(weighed: Weighed) -> list[dict[str, Any]]:
    now = weighed.evaluation.variant
    return [
        {"value": one.id, "label": one.name, "active": one.id == now, "help": one.description}
        for one in weighed.bundle.procedure.variants
    ]


def _variant_by_rules(entry: CounterEntry, weighed: Weighed) -> str:
    """The variant the answers lead to, whatever was chosen."""
    if not entry.chosen_variant:
        return weighed.evaluation.variant
    calendar = weighed.directory.calendar_of(weighed.request.competent_agency)
    return choose_variant(weighed.bundle, weighed.evaluation.env, Reach(calendar, weighed.bundle.code_lists))


def _channels(weighed: Weighed) -> list[dict[str, Any]]:
    offered = [one for one in weighed.bundle.procedure.channels if one is not Channel.ONLINE]
    return [
        {"value": one.value, "label": CHANNELS[one], "active": one is weighed.request.channel}
        for one in offered
    ]


def _ways(entry: CounterEntry, weighed: Weighed) -> list[dict[str, Any]]:
    """How the fee is paid; nothing to choose when there is nothing to collect now."""
    if not weighed.evaluation.fees.total_at(CollectAt.AT_INTAKE):
        return []
    chosen = entry.text("payment_way", "cash")
    return [{"value": value, "label": label, "active": value == chosen} for value, label in WAYS]


def _states(weighed: Weighed, problems: Sequence[FieldError]) -> dict[int, str]:
    """``done``, ``now`` or nothing for each section: now is the first that is not done."""
    groups = {one.path.split(".")[0] for one in problems}
    done = {
        1: not groups & {"variant", "channel", "agency"},
        2: not groups & {"applicant", "owner"},
        3: "answers" not in groups,
        4: not weighed.evaluation.missing and "documents" not in groups,
    }
    states = {number: "done" if is_done else "" for number, is_done in done.items()}
    first = next((number for number, is_done in done.items() if not is_done), 0)
    return states | ({first: "now"} if first else {})


def _part(field: Any, name: str) -> str:
    return str(field[name] if isinstance(field, dict) else getattr(field, name))


def _todo(
    weighed: Weighed, problems: Sequence[FieldError], sections: Sequence[SectionView]
) -> Iterator[dict[str, str]]:
    labels = {_part(item, "id"): _part(item, "label") for section in sections for item in section.fields}
    labels |= {f"applicant.{name}": item.label for name, item in FIELDS.items()}
    seen = set()
    for one in problems:
        head, _, rest = one.path.partition(".")
        name = rest.split(".")[0].split("[")[0]
        if head not in {"answers", "applicant", "owner"} or (head, name) in seen or not name:
            continue
        seen.add((head, name))
        label = labels.get(name if head == "answers" else f"{head}.{name}", "thông tin chủ hồ sơ")
        verb = "ghi" if one.code in {"required", "min_rows"} else "sửa"
        posted = "form" if head == "answers" else head
        yield {"text": f"{verb} {label[:1].lower()}{label[1:]}", "href": f"#f-{posted}-{name}"}
    for line in weighed.evaluation.missing:
        yield {"text": f"nhận {line.name[:1].lower()}{line.name[1:]}", "href": f"#check-{line.id}"}
    if weighed.evaluation.limit is None and weighed.request.due_at is None:
        yield {"text": "ghi ngày hẹn trả", "href": "#f-due_date"}


def due_parts(moment: Any) -> dict[str, str]:
    """A moment as the due box shows it."""
    return {"time": time_words(moment), "day": weekday_words(moment), "date": date_words(moment)}
