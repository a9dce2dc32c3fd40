"""Many at once on one agency: every request is answered rightly, numbers have no gap, nobody waits for ever."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from tests.clients import PASSWORD, Api
from tests.reliability.findings import faults, numbers_of
from tests.reliability.test_half_way import CODE, publish_name
from tests.reliability.test_kill_minus_nine import BODY

from motcua.services.runtime import Platform
from motcua.web.application import create_application

THREADS = 8
EACH = 6


@pytest.fixture
def app(province: Platform) -> Flask:
    made = create_application(province)
    for limiter in made.extensions["limiter"]:
        limiter.enabled = False
    return made


def at_once(work: Callable[[int], Any], count: int = THREADS) -> list[Any]:
    """Do something in several threads that begin together; what they returned."""
    gate = threading.Barrier(count)

    def begin(index: int) -> Any:
        gate.wait(30)
        return work(index)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


class Caller:
    """Calls as one user from a thread of its own."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        return self.client.post(f"/api/v1{path}", json=body, headers={**self.headers, **headers})


def press(dossier: dict[str, Any]) -> dict[str, Any]:
    """The usual next step of a dossier."""
    action = next(one for one in dossier["actions"] if one["main"])
    return {"action": action["id"], "step": action["step"], "expected_version": dossier["version"]}


def test_eight_threads_on_one_agency__no_gap_no_failure(app: Flask, province: Platform) -> None:
    token = Api(app).token("motcua")

    def receive_and_act(index: int) -> list[int]:
        caller = Caller(app, token)
        statuses = []
        for turn in range(EACH):
            received = caller.post("/dossiers", BODY, **{"Idempotency-Key": f"{index}-{turn}"})
            statuses.append(received.status_code)
            if received.status_code == 201:
                path = f"/dossiers/{received.json['number']}/actions"
                statuses.append(caller.post(path, press(received.json)).status_code)
        return statuses

    statuses = Counter(itertools.chain.from_iterable(at_once(receive_and_act)))
    assert statuses == {201: THREADS * EACH, 200: THREADS * EACH}
    assert len(numbers_of(province)) == THREADS * EACH
    assert faults(province) == []


def test_two_officers_press_at_once__one_acts_the_other_is_told(app: Flask, province: Platform) -> None:
    api = Api(app)
    handlers = officers_of(api)
    tokens = [api.token(user) for user in handlers]
    for _time in range(4):
        dossier = api.receive("motcua", CODE, answers=BODY["answers"])
        api.one_step(api.get(f"/dossiers/{dossier['number']}", "motcua"))
        seen = [api.get(f"/dossiers/{dossier['number']}", user) for user in handlers]
        answers = at_once(
            lambda index, seen=seen, number=dossier["number"]: Caller(app, tokens[index]).post(  # type: ignore[misc]
                f"/dossiers/{number}/actions", press(seen[index])
            ),
            2,
        )
        assert sorted(one.status_code for one in answers) == [200, 409]
        refused = next(one for one in answers if one.status_code == 409)
        assert refused.json["code"] == "stale_version"
        assert "Người khác vừa xử lý" in refused.json["detail"]
        version = api.get(f"/dossiers/{dossier['number']}", "giamsat")["version"]
        assert version == next(one for one in answers if one.status_code == 200).json["version"]
    assert faults_of_log(province) == []


def officers_of(api: Api) -> list[str]:
    """Two people for whom the same step waits."""
    dossier = api.receive("motcua", CODE, answers=BODY["answers"])
    api.one_step(api.get(f"/dossiers/{dossier['number']}", "motcua"))
    waiting = api.get(f"/dossiers/{dossier['number']}", "giamsat")["waiting_for"]
    people = list(waiting[0]["candidates"])
    assert len(people) >= 2
    return people[:2]


def faults_of_log(province: Platform) -> list[str]:
    """What is wrong with dossiers received without keys."""
    return [one for one in faults(province) if not one.startswith("idempotency keys")]


def test_same_key_for_two_dossiers_at_once__is_a_conflict_not_a_failure(app: Flask) -> None:
    api = Api(app)
    token = api.token("motcua")
    dossiers = [api.receive("motcua", CODE, answers=BODY["answers"]) for _index in range(4)]
    answers = at_once(
        lambda index: Caller(app, token).post(
            f"/dossiers/{dossiers[index]['number']}/actions",
            press(dossiers[index]),
            **{"Idempotency-Key": "mot-khoa"},
        ),
        4,
    )
    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409]


def test_same_action_repeated_at_once_with_one_key__acts_once(app: Flask) -> None:
    api = Api(app)
    token = api.token("motcua")
    dossier = api.receive("motcua", CODE, answers=BODY["answers"])
    answers = at_once(
        lambda _index: Caller(app, token).post(
            f"/dossiers/{dossier['number']}/actions", press(dossier), **{"Idempotency-Key": "mot-lan"}
        ),
        4,
    )
    assert [one.status_code for one in answers] == [200] * 4
    assert len({one.json["version"] for one in answers}) == 1


def test_two_sign_in_and_out_while_others_work__nobody_fails(app: Flask) -> None:
    token = Api(app).token("motcua")

    def work(index: int) -> list[int]:
        if index % 2:
            caller = Caller(app, token)
            return [caller.post("/dossiers", BODY).status_code for _turn in range(3)]
        body = {"username": "thuly", "password": PASSWORD, "provider": "db"}
        return [app.test_client().post("/api/v1/security/login", json=body).status_code for _turn in range(3)]

    assert set(itertools.chain.from_iterable(at_once(work, 6))) == {200, 201}


def test_several_publish_at_once__every_worker_knows_all_of_it(province: Platform) -> None:
    over = threading.Event()
    releases: list[int] = []

    def watch() -> None:
        while not over.is_set():
            releases.append(province.rules.refresh())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        at_once(lambda index: [publish_name(province, index * 10 + turn) for turn in range(2)], 4)
    finally:
        over.set()
        watcher.join(30)
    province.rules.refresh()
    assert releases == sorted(releases)
    known = province.rules._snapshot.revisions["procedure", CODE][""]
    assert [stub.number for stub in known] == list(range(1, 10))
