"""Random lives of dossiers, their rows, and a slow reference that counts them by replaying every event."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from motcua.kernel.clock import VIETNAM
from motcua.storage.tables import (
    DossierEventRow,
    DossierRow,
    FeeLineRow,
    PaymentRow,
    ReleaseRow,
    RevisionRow,
)

ENDS = ("returned", "refused", "stopped", "withdrawn")
STATUS = {
    "submitted": 1,
    "processing": 4,
    "waiting_supplement": 5,
    "waiting_payment": 6,
    "suspended": 8,
    "done": 9,
    "returned": 10,
    "stopped": 8,
    "withdrawn": 7,
    "refused": 8,
}
NEXT = {
    "processing": (
        "processing",
        "waiting_supplement",
        "suspended",
        "waiting_payment",
        "done",
        "done",
        "refused",
        "stopped",
        "withdrawn",
    ),
    "waiting_supplement": ("processing", "processing", "withdrawn", "stopped"),
    "waiting_payment": ("processing", "withdrawn"),
    "suspended": ("processing", "withdrawn"),
    "done": ("returned", "returned", "processing"),
    "returned": ("done",),
}
AGENCIES = ("H88.31", "H88.32", "H88.03")
FIELDS = ("Hộ tịch", "Chứng thực", "hộ tịch", "")


@dataclass
class Event:
    at: datetime
    kind: str
    lifecycle: str
    status: int
    due_at: datetime | None
    finished_at: datetime | None


@dataclass
class Life:
    number: str
    agency: str
    competent: str
    field_of_work: str
    level: str
    channel: str
    procedure: str
    received_at: datetime
    events: list[Event] = field(default_factory=list)
    payments: list[tuple[datetime, str, str, int]] = field(default_factory=list)


def random_life(chance: random.Random, index: int, first: datetime, days: int) -> Life:
    """One dossier; moments fall on whole hours, so that ends of days and of periods are hit often."""
    moment = first + timedelta(hours=chance.randrange(days * 24))
    channel = chance.choice(("counter", "online", "post"))
    competent = chance.choice(AGENCIES)
    life = Life(
        number=f"H88.31-261122-{index:05}",
        agency=chance.choice((competent, AGENCIES[0])),
        competent=competent,
        field_of_work=chance.choice(FIELDS),
        level=chance.choice(("commune", "province")),
        channel=channel,
        procedure=chance.choice(("1.000001", "1.000002")),
        received_at=moment,
    )
    due = None if chance.random() < 0.15 else moment + timedelta(hours=chance.randrange(20 * 24))
    events = life.events
    if channel == "online" and chance.random() < 0.8:
        events.append(Event(moment, "submitted", "submitted", 1, None, None))
        fate = chance.random()
        if fate < 0.15:
            return life
        moment += timedelta(hours=chance.randrange(72))
        if fate < 0.3:
            events.append(Event(moment, "intake_refused", "refused", 3, None, moment))
            return life
        if fate < 0.4:
            events.append(Event(moment, "withdrawn", "withdrawn", 7, None, moment))
            return life
    events.append(Event(moment, "received", "processing", 2, due, None))
    life.received_at = moment
    while chance.random() < 0.8:
        last = events[-1]
        if last.lifecycle in ENDS and (last.lifecycle != "returned" or chance.random() < 0.9):
            break
        moment += timedelta(hours=chance.choice((1, 5, 24, 24 * 9, 24 * 40)) * chance.randrange(1, 4))
        after = chance.choice(NEXT[last.lifecycle])
        if due is not None and chance.random() < 0.2:
            due += timedelta(hours=chance.randrange(15 * 24))
        finished = (last.finished_at or moment) if after == "done" or after in ENDS else None
        events.append(Event(moment, "commented", after, STATUS[after], due, finished))
        if chance.random() < 0.3:
            kind = chance.choice(("charge", "levy"))
            life.payments.append(
                (moment, chance.choice(("paid", "paid", "refunded")), kind, chance.randrange(50) * 1000)
            )
    return life


def random_lives(seed: int, number: int, first: datetime, days: int) -> list[Life]:
    """Several dossiers, the same for the same seed."""
    chance = random.Random(seed)
    return [random_life(chance, index, first, days) for index in range(number)]


def store(session, lives: list[Life]) -> None:
    """Write the rows as the services would: events with snapshots, projection of the last one."""
    revision = ensure_revision(session)
    rows, events = [], []
    for index, life in enumerate(lives, start=1):
        rows.append(_row(life, index, revision))
        events.extend(_event_values(life, index))
    if rows:
        session.execute(insert(DossierRow), rows)
        session.execute(insert(DossierEventRow), events)
    for index, life in enumerate(lives, start=1):
        for at, entry, kind, amount in life.payments:
            line = FeeLineRow(
                dossier_id=index, agency_code=life.agency, fee_id=kind, kind=kind, amount=amount, quantity=1
            )
            session.add(line)
            session.flush()
            session.add(
                PaymentRow(
                    dossier_id=index,
                    agency_code=life.agency,
                    fee_line_id=line.id,
                    kind=entry,
                    amount=amount,
                    at=at,
                )
            )


def ensure_revision(session) -> int:
    """The revision that every dossier here points to."""
    found = session.get(RevisionRow, 1)
    if found is None:
        now = datetime(2025, 1, 1, tzinfo=UTC)
        release = ReleaseRow(id=1, published_at=now)
        session.add(release)
        session.flush()
        session.add(
            RevisionRow(
                id=1,
                kind="procedure",
                code="1.000001",
                number=1,
                content="{}",
                effective_from=now.date(),
                release_id=1,
                published_at=now,
            )
        )
        session.flush()
    return 1


def _row(life: Life, index: int, revision: int) -> dict:
    last = life.events[-1]
    return {
        "id": index,
        "number": life.number,
        "number_tail": life.number[::-1],
        "agency_code": life.agency,
        "competent_agency": life.competent,
        "procedure_code": life.procedure,
        "procedure_name": f"Thủ tục {life.procedure}",
        "field_of_work": life.field_of_work,
        "level": life.level,
        "procedure_revision_id": revision,
        "process_revision_id": revision,
        "policy_revision_id": revision,
        "variant": "",
        "channel": life.channel,
        "applicant_name": "Nguyễn Văn An",
        "applicant": {},
        "answers": {},
        "state": {},
        "lifecycle": last.lifecycle,
        "official_status": last.status,
        "received_at": life.received_at,
        "original_due_at": next((event.due_at for event in life.events if event.due_at), None),
        "due_at": last.due_at,
        "finished_at": last.finished_at,
        "last_event_at": last.at,
        "version": len(life.events),
    }


def _event_values(life: Life, index: int) -> list[dict]:
    return [
        {
            "dossier_id": index,
            "agency_code": life.agency,
            "seq": seq,
            "kind": event.kind,
            "at": event.at,
            "data": {},
            "lifecycle_after": event.lifecycle,
            "official_status_after": event.status,
            "due_at_after": event.due_at,
            "finished_at_after": event.finished_at,
        }
        for seq, event in enumerate(life.events, start=1)
    ]


def slow_figures(life: Life, begins_at: datetime, as_of: datetime) -> set[str]:
    """The measures one dossier counts for, straight from the words of the rules, event by event."""
    state = None
    received = False
    for event in life.events:
        if event.at <= as_of:
            state = event
            received = received or event.kind == "received"
    if state is None or life.received_at > as_of or not received or state.status in (1, 3):
        return set()
    if life.received_at < begins_at and state.finished_at is not None and state.finished_at < begins_at:
        return set()
    found = {"received_total"}
    if life.received_at < begins_at:
        found.add("carried_over")
    else:
        found |= {
            "received_in_period",
            "received_online" if life.channel == "online" else "received_direct_post",
        }
        if life.channel == "post":
            found.add("received_post")
    due = state.due_at.astimezone(VIETNAM).date() if state.due_at else None
    if state.finished_at is None:
        found.add("pending_total")
        stands_still = state.lifecycle in ("waiting_supplement", "waiting_payment", "suspended")
        late = due is not None and not stands_still and due < as_of.astimezone(VIETNAM).date()
        found.add("pending_late" if late else "pending_in_time")
        if stands_still:
            found.add(state.lifecycle)
        return found
    found |= {"settled_total", state.lifecycle}
    day = state.finished_at.astimezone(VIETNAM).date()
    if due is None or state.lifecycle in ("refused", "stopped", "withdrawn") or day == due:
        return found | {"settled_on_time"}
    return found | {"settled_early" if day < due else "settled_late"}
