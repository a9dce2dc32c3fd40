"""Invented dossiers of the example province, taken through the real services at invented times."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Channel, Procedure
from motcua.dossiers.actions import OfferedAction, available
from motcua.dossiers.actor import Actor, Holding
from motcua.dossiers.commands import Act, Command, Pay, SupplementReceived
from motcua.dossiers.intake import IntakeRequest
from motcua.dossiers.snapshot import DossierState
from motcua.kernel.clock import VIETNAM, FixedClock
from motcua.kernel.working_time import add_working_minutes, next_working_moment, working_minutes_between
from motcua.services.acting import act, find_dossier, rules_of
from motcua.services.competence import competent_agencies
from motcua.services.demo.people import demo_people, invented_name
from motcua.services.dossier_log import load_state
from motcua.services.intake_requests import DossierRequest, InvalidRequestError, find_rules
from motcua.services.online_receipt import Acceptance, receive_submitted
from motcua.services.receiving import RefusedError, receive, submit_online
from motcua.services.roles import ROLES, role_of_position
from motcua.services.runtime import Platform
from motcua.services.sample_answers import Sampler, sample_answers
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow

BUSY = ("H88.31", "H88.31", "H88.31", "H88.32", "H88.33", "H88.01")
MAX_ACTIONS = 25
DAYS_BACK = 245
RECENT_DAYS = 12
RECENT = 0.25
LEFT_LYING = 0.75
SLOW = 0.06
ONWARD = ("forward", "decide", "issue", "answer", "finish", "payment_done", "supplement_received", "receive")


@dataclass(frozen=True, slots=True)
class _World:
    """What invented histories are made with."""

    platform: Platform
    directory: Directory
    rng: random.Random
    people: Mapping[tuple[str, str], Actor]
    procedures: Mapping[str, Sequence[Procedure]]


def store_dossiers(platform: Platform, wanted: int) -> int:
    """Receive and process so many invented dossiers, spread over this and the two quarters before; how many came."""
    platform.rules.refresh()
    directory = platform.directory()
    rng = random.Random(31)  # noqa: S311  invented histories, the same at every start
    world = _World(platform, directory, rng, _people(directory), _procedures(platform, directory))
    made: list[str] = []
    for _index in range(wanted):
        number = _one(world)
        if number:
            made.append(number)
    with platform.database.write(Scope.everything("tỉnh ví dụ")) as session:
        session.execute(update(DossierRow).where(DossierRow.number.in_(made)).values(demo=True))
    return len(made)


def _people(directory: Directory) -> dict[tuple[str, str], Actor]:
    """The first person of each seat, ready to act."""
    found: dict[tuple[str, str], Actor] = {}
    for person in demo_people(directory):
        for position, unit in person.holdings:
            actor = Actor(
                user=person.username,
                full_name=person.full_name,
                agency=person.agency,
                holdings=(Holding(position, person.agency, unit),),
                permissions=ROLES[role_of_position(position)],
            )
            found[person.agency, position] = actor
    return found


def _procedures(platform: Platform, directory: Directory) -> dict[str, list[Procedure]]:
    """What each agency with officers may receive, of the procedures published so far."""
    today = platform.today()
    found: dict[str, list[Procedure]] = {}
    for code in platform.rules.codes("procedure"):
        if platform.rules.stub("procedure", code, today) is None:
            continue
        procedure: Procedure = platform.rules.definition("procedure", code, today)
        if procedure.outside_competence:
            continue
        for agency in directory.agencies():
            if competent_agencies(directory, procedure, agency.code):
                found.setdefault(agency.code, []).append(procedure)
    return found


def _one(world: _World) -> str:
    rng, directory = world.rng, world.directory
    agency = rng.choice(BUSY) if rng.random() < 0.7 else rng.choice(sorted(world.procedures))
    choices = world.procedures.get(agency)
    if not choices:
        return ""
    procedure = rng.choice(choices)
    received = _moment(world, agency)
    platform = replace(world.platform, clock=FixedClock(received))
    competent = competent_agencies(directory, procedure, agency)
    channel = rng.choice(procedure.channels)
    request = _request(world, platform, procedure, agency, rng.choice(competent), channel)
    desk = world.people.get((agency, "one-stop-officer"))
    if request is None or desk is None:
        return ""
    try:
        if channel is Channel.ONLINE:
            number = submit_online(platform, desk, request)
        else:
            number = receive(platform, desk, request)
    except (InvalidRequestError, RefusedError):
        return ""
    _live(world, number, received)
    return number


def _moment(world: _World, agency: str) -> datetime:
    """A moment within working hours of the last eight months."""
    now = world.platform.now()
    days = (
        world.rng.randint(0, RECENT_DAYS)
        if world.rng.random() < RECENT
        else world.rng.triangular(0, DAYS_BACK, 0)
    )
    day = now - timedelta(days=int(days))
    morning = datetime.combine(day.date(), time(7), VIETNAM)
    calendar = world.directory.calendar_of(agency)
    moment = add_working_minutes(calendar, next_working_moment(calendar, morning), world.rng.randint(1, 470))
    return min(moment, now)


def _request(
    world: _World, platform: Platform, procedure: Procedure, agency: str, competent: str, channel: Channel
) -> DossierRequest | None:
    rng = world.rng
    name, sex = invented_name(rng)
    birth = (platform.now() - timedelta(days=rng.randint(22 * 366, 65 * 365))).date()
    sampler = Sampler(rng, platform.today(), {})
    request = DossierRequest(
        procedure=procedure.code,
        agency=agency,
        competent_agency=competent,
        channel=channel,
        applicant={
            "full_name": name,
            "sex": "nu" if sex == "female" else "nam",
            "birth_date": birth.isoformat(),
            "identity_number": sampler.identity_number(birth, sex),
            "phone": f"09{rng.randint(10_000_000, 99_999_999)}",
            "address": {
                "province": "Đồng Lam",
                "commune": "Tân Hòa",
                "detail": f"Số {rng.randint(1, 120)}, thôn Đông",
            },
        },
    )
    try:
        bundle, request = find_rules(platform, world.directory, request)
    except InvalidRequestError:
        return None
    intake = IntakeRequest(
        agency=competent,
        received_at=platform.now(),
        channel=channel,
        answers={},
        applicant=request.applicant,
    )
    answers = sample_answers(bundle, world.directory, intake, replace(sampler, code_lists=bundle.code_lists))
    papers: dict[str, Any] = {
        one.id: {"received": True, "originals": one.originals, "copies": one.copies}
        for one in procedure.checklist
        if one.kind.value != "note" and not one.when and one.required
    }
    return replace(request, answers=answers, documents=papers)


def _live(world: _World, number: str, received: datetime) -> None:
    """Take a dossier on from step to step until it is done, the present is reached, or nobody goes on."""
    rng, now = world.rng, world.platform.now()
    is_slow = rng.random() < SLOW
    is_recent = received > now - timedelta(days=RECENT_DAYS)
    stays_after = rng.randint(0, 4) if is_recent and rng.random() < LEFT_LYING else MAX_ACTIONS
    at = received
    for _turn in range(stays_after):
        with world.platform.database.read(Scope.everything("tỉnh ví dụ")) as session:
            found = _next(world, session, number, at)
        if found is None:
            return
        actor, command, agency, due_at = found
        calendar = world.directory.calendar_of(agency)
        left = working_minutes_between(calendar, at, due_at) if due_at else 480
        share = rng.uniform(0.2, 0.7) if is_slow else rng.uniform(0.03, 0.22)
        at = add_working_minutes(
            calendar, at, max(rng.randint(8, 60) * (9 if is_slow else 1), int(left * share))
        )
        if at >= now:
            return
        moved = replace(world.platform, clock=FixedClock(at))
        try:
            if command is None:
                receive_submitted(moved, actor, number, Acceptance())
            else:
                act(moved, actor, number, command)
        except RefusedError:
            return


def _next(
    world: _World, session: Session, number: str, at: datetime
) -> tuple[Actor, Command | None, str, datetime | None] | None:
    """Who does what next on a dossier; no command stands for receiving an online submission."""
    row = find_dossier(session, number)
    state = load_state(row)
    rules = rules_of(world.platform, session, row, world.directory)
    for step in state.active:
        actor = world.people.get((step.agency, step.position))
        if actor is None:
            continue
        if step.assignee and step.assignee != actor.user:
            actor = replace(actor, user=step.assignee)
        offered = {one.id: one for one in available(rules, state, actor, at)}
        if "pay" in offered and world.rng.random() < 0.8:
            return actor, Pay(method=world.rng.choice(("cash", "transfer"))), step.agency, row.due_at
        chosen = _choose(world, state, list(offered.values()))
        if chosen is not None:
            return actor, _command(chosen), step.agency, row.due_at
    return None


def _choose(world: _World, state: DossierState, offered: Sequence[OfferedAction]) -> OfferedAction | None:
    rare = {"supplement": 0.06, "refuse": 0.015, "withdraw": 0.01, "stop": 0.005}
    for one in offered:
        already = one.kind == "supplement" and state.supplements
        if one.kind in rare and not already and world.rng.random() < rare[one.kind]:
            return one
    onward = [one for one in offered if one.kind in ONWARD]
    main = [one for one in onward if one.main]
    return next(iter(main or onward), None)


def _command(chosen: OfferedAction) -> Command | None:
    if chosen.kind == "supplement_received":
        return SupplementReceived(note="Người nộp đã bổ sung đủ")
    if chosen.kind == "receive":
        return None
    reasons = {
        "supplement": "Thiếu bản chụp giấy tờ chứng minh nơi cư trú",
        "refuse": "Không thuộc thẩm quyền giải quyết",
        "withdraw": "Người nộp đề nghị rút hồ sơ",
        "stop": "Theo văn bản đề nghị dừng của người nộp",
    }
    usual = "Theo hồ sơ" if "reason" in chosen.requires else ""
    return Act(chosen.id, chosen.step, reasons.get(chosen.kind, usual))
