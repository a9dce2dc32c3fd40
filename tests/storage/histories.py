"""Random lives of dossiers, their rows, and a slow reference that counts them by replaying every event."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from motcua.kernel.clock import VIETNAM
from motcua.storage.tables import (
    CatalogEntryRow,
    DossierDocumentRow,
    DossierEventRow,
    DossierFileRow,
    DossierRow,
    FeeLineRow,
    PaymentRow,
    ReleaseRow,
    RevisionRow,
    StoredFileRow,
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
QUIET = ("commented", "commented", "result_sent", "outcome_signed")
WORDS = {"waiting_supplement": "supplement_requested", "waiting_payment": "payment_requested"}
AGENCIES = ("H88.31", "H88.32", "H88.03")
DELIVERIES = ("counter", "post", "")
KINDS = ("citizen", "business", "state_agency", "", "foreigner", "other")
IDENTITIES = ("001099000001", "B1234567", "")
FAMILIES = {
    "citizen": "of_citizens",
    "foreigner": "of_citizens",
    "business": "of_businesses",
    "state_agency": "of_organizations",
}
ONLINE_LEVELS = {"1.000001": "full", "1.000002": "partial"}
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
    delivery: str = "counter"
    digitized_at: datetime | None = None
    kind: str = ""
    identity: str = ""
    target: datetime | None = None
    reused_at: datetime | None = None


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
        delivery=DELIVERIES[index % 3],
        digitized_at=moment + timedelta(hours=20) if index % 2 else None,
        kind=KINDS[index % len(KINDS)],
        identity=IDENTITIES[index % len(IDENTITIES)],
        reused_at=moment + timedelta(hours=30) if index % 4 == 0 else None,
    )
    due = None if chance.random() < 0.15 else moment + timedelta(hours=chance.randrange(20 * 24))
    events = life.events
    if channel == "online" and chance.random() < 0.8:
        events.append(Event(moment, "submitted", "submitted", 1, None, None))
        life.target = moment + timedelta(hours=24) if index % 5 else None
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
        kind = (
            "extended" if due != last.due_at else WORDS.get(after, QUIET[(index + len(events)) % len(QUIET)])
        )
        events.append(Event(moment, kind, after, STATUS[after], due, finished))
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
    ensure_surroundings(session)
    rows, events = [], []
    for index, life in enumerate(lives, start=1):
        rows.append(_row(life, index, revision))
        events.extend(_event_values(life, index))
    if rows:
        session.execute(insert(DossierRow), rows)
        session.execute(insert(DossierEventRow), events)
        session.execute(insert(DossierDocumentRow), _papers(lives))
        session.execute(insert(DossierFileRow), _files(lives))
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
                    method=payment_method(amount),
                    at=at,
                )
            )


def payment_method(amount: int) -> str:
    """Every other sum was paid online."""
    return "online" if amount % 2000 else "cash"


def _papers(lives: list[Life]) -> list[dict]:
    """One paper a dossier; some have a file."""
    return [
        {
            "dossier_id": index,
            "agency_code": life.agency,
            "requirement_id": "to-khai",
            "received": True,
            "file_id": 1 if life.digitized_at else None,
            "added_at": life.digitized_at or life.received_at,
        }
        for index, life in enumerate(lives, start=1)
    ]


def _files(lives: list[Life]) -> list[dict]:
    """One file a dossier; some were taken from what was held before."""
    return [
        {
            "dossier_id": index,
            "agency_code": life.agency,
            "requirement_id": "to-khai",
            "file_id": 1,
            "sha256": "00",
            "source": "reused" if life.reused_at else "uploaded",
            "event_seq": 1,
            "added_at": life.reused_at or life.received_at,
        }
        for index, life in enumerate(lives, start=1)
    ]


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


def ensure_surroundings(session) -> None:
    """A file that papers point to, and the procedures of the dossiers in the catalog."""
    now = datetime(2025, 1, 1, tzinfo=UTC)
    if session.get(StoredFileRow, 1) is None:
        session.add(StoredFileRow(id=1, sha256="00", size=1, created_at=now))
    known = set(session.scalars(select(CatalogEntryRow.code)))
    for code, level in ONLINE_LEVELS.items():
        if code not in known:
            session.add(
                CatalogEntryRow(code=code, name=f"Thủ tục {code}", online_level=level, updated_at=now)
            )
    session.flush()


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
        "applicant_identity": life.identity,
        "applicant": {
            name: value for name, value in (("delivery", life.delivery), ("kind", life.kind)) if value
        },
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
            "actor": f"motcua.{life.agency.lower()}",
            "position": "one-stop-officer",
            "data": {"agency": life.agency, "data": _told(life, event)},
            "lifecycle_after": event.lifecycle,
            "official_status_after": event.status,
            "due_at_after": event.due_at,
            "finished_at_after": event.finished_at,
        }
        for seq, event in enumerate(life.events, start=1)
    ]


def _told(life: Life, event: Event) -> dict:
    """What an event says beside its kind: the target of a submission, the way a result went."""
    if event.kind == "submitted":
        entry = {"step": "submitted"} | ({"due_at": life.target.isoformat()} if life.target else {})
        return {"entered": [entry]}
    if event.kind == "result_sent":
        return {"delivery": {"way": life.delivery or "online"}}
    return {}


def slow_figures(life: Life, begins_at: datetime, as_of: datetime) -> set[str]:
    """The measures one dossier counts for, straight from the words of the rules, event by event."""
    seen = [event for event in life.events if event.at <= as_of]
    received = any(event.kind == "received" for event in seen)
    if not seen or life.received_at > as_of or not received or seen[-1].status in (1, 3):
        return set()
    state = seen[-1]
    if life.received_at < begins_at and state.finished_at is not None and state.finished_at < begins_at:
        return set()
    kinds = {event.kind for event in seen}
    found = {"received_total", FAMILIES.get(life.kind, "of_others")}
    found |= {"handed_to_post"} if "result_sent" in kinds and life.delivery == "post" else set()
    found |= {"halted"} if state.lifecycle in ("suspended", "stopped") else set()
    if state.finished_at is not None and "outcome_signed" in kinds:
        found.add("electronic_results")
    found |= {"supplemented"} if any(event.kind == "supplement_requested" for event in seen) else set()
    found |= {"extended"} if any(event.kind == "extended" for event in seen) else set()
    if life.received_at < begins_at:
        found.add("carried_over")
    else:
        found |= _figures_of_receipt(life, as_of)
    return found | _figures_of_standing(life, state, as_of)


def _figures_of_receipt(life: Life, as_of: datetime) -> set[str]:
    online = life.channel == "online"
    found = {"received_in_period", "received_offered_online"}
    found.add("received_online" if online else "received_direct_post")
    found |= {"received_online_offered"} if online else set()
    found |= {f"received_{life.channel}"} & {"received_post", "received_counter"}
    found.add(f"received_{ONLINE_LEVELS[life.procedure]}")
    found |= {"delivery_post"} if life.delivery == "post" else set()
    found |= {"received_elsewhere"} if life.agency != life.competent else set()
    found |= {"digitized"} if life.digitized_at and life.digitized_at <= as_of else set()
    found |= {"received_identified"} if len(life.identity) == 12 else set()
    found |= {"reused_papers"} if life.reused_at and life.reused_at <= as_of else set()
    if online and life.target and life.received_at > life.target:
        found.add("received_online_late")
    if any(amount for _at, _entry, _kind, amount in life.payments):
        found.add("owing")
        if any(
            entry == "paid" and payment_method(amount) == "online" and at <= as_of
            for at, entry, _kind, amount in life.payments
        ):
            found.add("paid_online")
    return found


def _figures_of_standing(life: Life, state: Event, as_of: datetime) -> set[str]:
    due = state.due_at.astimezone(VIETNAM).date() if state.due_at else None
    way = "online" if life.channel == "online" else "direct_post"
    if state.finished_at is None:
        stands_still = state.lifecycle in ("waiting_supplement", "waiting_payment", "suspended")
        late = due is not None and not stands_still and due < as_of.astimezone(VIETNAM).date()
        standing = "pending_late" if late else "pending_in_time"
        found = {"pending_total", standing, f"{standing}_{way}"}
        if stands_still:
            return found | {state.lifecycle}
        soon = state.due_at is not None and not late and state.due_at <= as_of + timedelta(hours=24)
        return found | ({"due_soon"} if soon else set())
    found = {"settled_total", state.lifecycle}
    if state.lifecycle in ("refused", "stopped", "withdrawn"):
        found.add("given_back")
    if state.lifecycle == "returned" and life.delivery == "post":
        found.add("returned_post")
    day = state.finished_at.astimezone(VIETNAM).date()
    if due is None or state.lifecycle in ("refused", "stopped", "withdrawn") or day == due:
        standing = "settled_on_time"
    else:
        standing = "settled_early" if day < due else "settled_late"
    return found | {standing, f"{standing}_{way}"}
