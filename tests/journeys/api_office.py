"""The office as another system reaches it: the API, in one process or each step in a process of its own."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from tests.clients import PASSWORD
from tests.journeys.installation import Installation, faults_of, sent_by, served, work_off
from tests.journeys.story import WATCHER, Application, Loan, Merger, NotDoneError, Press, Seen, day, moment

Made = TypeVar("Made")
VOLATILE = ("verify_code",)


class ApiOffice:
    """Calls of the API. With ``fresh`` each step happens in a process that ends with it: what the next one knows is
    what was stored.
    """

    def __init__(self, place: Installation, tokens: dict[str, str], *, fresh: bool) -> None:
        self.place = place
        self.fresh = fresh
        self.tokens = tokens
        self.move_to(place)

    def move_to(self, place: Installation) -> None:
        """Go on in another installation."""
        self.place = place
        self.platform = place.open("2026-11-20T09:41")
        self.app = served(self.platform)
        # nothing is open yet that a child could inherit
        self.platform.database.dispose()

    def close(self) -> None:
        """Leave the database."""
        self.platform.database.dispose()

    def _apart(self, work: Callable[[], Made]) -> Made:
        """Do something here, or in a process of its own when every step is to start from what is stored."""
        if not self.fresh:
            return work()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                told = pickle.dumps((True, work()))
            except BaseException as error:  # noqa: BLE001 — told to the parent, which raises it
                told = pickle.dumps((False, repr(error)))
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(told)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(child, 0)
        is_done, value = pickle.loads(answer)
        assert is_done, value
        return value  # type: ignore[no-any-return]

    def ask(self, method: str, path: str, user: str = "", body: Any = None) -> tuple[int, Any]:
        """Status and body of one call."""
        headers = {"Authorization": f"Bearer {self._token(user)}"} if user else {}

        def call() -> tuple[int, bytes, str]:
            answer = self.app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=headers)
            return answer.status_code, answer.data, answer.mimetype

        status, data, kind = self._apart(call)
        return status, msgspec.json.decode(data) if kind.endswith("json") else data

    def draw(self, path: str, user: str) -> bool:
        """Whether a paper is there as PDF; asked of an application of its own, for what draws it cannot be forked."""
        platform = self.place.open(f"{self.platform.now():%Y-%m-%dT%H:%M}")
        try:
            headers = {"Authorization": f"Bearer {self._token(user)}"}
            answer = served(platform).test_client().get(f"/api/v1{path}", headers=headers)
            return answer.status_code == 200 and answer.data.startswith(b"%PDF")
        finally:
            platform.database.dispose()

    def _token(self, user: str) -> str:
        if user not in self.tokens:
            body = {"username": user, "password": PASSWORD, "provider": "db"}
            status, answer = self.ask("POST", "/security/login", body=body)
            assert status == 200, (user, answer)
            self.tokens[user] = answer["access_token"]
        return self.tokens[user]

    def _do(self, path: str, user: str, body: Any) -> dict[str, Any]:
        status, answer = self.ask("POST", path, user, body)
        if status in (403, 404, 409, 422):
            said = [one["detail"] for one in answer.get("errors", ())]
            raise NotDoneError(" ".join([str(answer.get("detail", "")), *said]))
        assert status in (200, 201), (path, user, body, answer)
        return dict(answer)

    def _get(self, path: str, user: str = "") -> Any:
        status, answer = self.ask("GET", path, user)
        assert status == 200, (path, user, answer)
        return answer

    def at(self, moment_text: str) -> None:
        self.platform.clock.set(moment(moment_text).isoformat())  # type: ignore[attr-defined]

    def receive(self, user: str, brought: Application, *, paid: bool = False) -> str:
        number = str(self._do("/dossiers", user, _body(brought))["number"])
        if paid:
            self._do(f"/dossiers/{number}/payments", user, {})
        return number

    def receive_many(
        self, user: str, brought: Application, rows: Sequence[Mapping[str, Any]]
    ) -> tuple[str, ...]:
        body = _body(brought) | {"rows": [{"answers": dict(row)} for row in rows], "paid": True}
        made = self._do("/batches", user, body)
        assert self.draw(f"/lists/{made['id']}/print", user)
        return tuple(one["dossier"] for one in made["items"])

    def turn_away(self, user: str, brought: Application, reason: str) -> str:
        return str(self._do("/refusals", user, _body(brought) | {"reason": reason})["number"])

    def submit(self, agency: str, brought: Application) -> str:
        body = _body(brought) | {"channel": "online", "agency": agency}
        return str(self._do("/dossiers", "thuly", body)["number"])

    def press(self, user: str, number: str, button: Press) -> None:
        body: dict[str, Any] = {"action": button.action, "step": button.step, "reason": button.reason}
        body |= {"document": button.document, "basis": button.basis}
        body["documents" if button.action == "supplement_received" else "items"] = list(button.items)
        if button.deadline:
            body["deadline"] = f"{day(button.deadline)}T17:00:00+07:00"
        if button.fees:
            body["fees"] = [{"name": name, "amount": amount} for name, amount in button.fees]
        self._do(f"/dossiers/{number}/actions", user, body)

    def why_not(self, user: str, number: str, action: str) -> str:
        shown = self._get(f"/dossiers/{number}", user)
        return next((str(one["message"]) for one in shown["unavailable"] if one["id"] == action), "")

    def take_money(self, user: str, number: str, fee: str, amount: int) -> None:
        self._do(f"/dossiers/{number}/payments", user, {"entries": [{"fee": fee, "amount": amount}]})

    def give_back(self, user: str, number: str, fee: str, amount: int, reason: str) -> None:
        self._do(f"/dossiers/{number}/refunds", user, {"fee": fee, "amount": amount, "reason": reason})

    def assign(self, user: str, number: str, step: str, to: str) -> None:
        self._do(f"/dossiers/{number}/assignments", user, {"step": step, "assignee": to})

    def lend(self, user: str, loan: Loan) -> None:
        body = {"substitute": loan.substitute, "starts": day(loan.starts), "ends": day(loan.ends)}
        self._do("/delegations", user, body | {"kind": loan.kind, "basis": loan.basis})

    def end_loan(self, user: str) -> None:
        newest = self._get("/delegations", user)["items"][0]
        self._do(f"/delegations/{newest['id']}/end", user, None)

    def merge(self, user: str, merger: Merger) -> None:
        body = {
            "kind": "merge",
            "sources": list(merger.sources),
            "successors": [{"code": merger.code, "name": merger.name, "short_name": merger.name}],
            "decision_number": merger.decision,
            "effective_on": day(merger.effective_on),
        }
        planned = self._do("/reorganizations", user, body)
        assert self._do(f"/reorganizations/{planned['id']}/schedule", user, None)["state"] == "scheduled"

    def seen(self, number: str, by: str = WATCHER) -> Seen:
        shown = self._get(f"/dossiers/{number}", by)
        due = shown["due_at"] or ""
        waiting = shown["waiting_for"]
        return Seen(
            status=shown["official_status"],
            due=f"{due[11:16]} {due[8:10]}/{due[5:7]}/{due[:4]}" if due else "",
            clock=shown["clock"]["words"],
            why=" ".join(shown["due_explanation"]),
            waits=tuple(one["name"] for one in waiting),
            owners="; ".join(
                ", ".join([one["assignee"]] if one["assignee"] else one["candidates"]) for one in waiting
            ),
            paid=sum(one["paid"] - one["refunded"] for one in shown["fees"]),
            owed=sum(one["owed"] for one in shown["fees"]),
            log=tuple(one["kind"] for one in shown["events"]),
            papers=frozenset(one["print"] for one in shown["papers"]),
            children=tuple(one["number"] for one in shown["children"]),
        )

    def has_paper(self, user: str, number: str, code: str) -> bool:
        return self.draw(f"/dossiers/{number}/prints/{code}", user)

    def told(self, user: str) -> str:
        return "\n".join(one["text"] for one in self._get("/notices", user)["items"])

    def outside(self, number: str) -> str:
        shown = self._get(f"/public/tracking/{number}")
        lines = [one["text"] for one in shown["timeline"]]
        return " ".join([shown["status_name"], shown["sentence"], *lines, *shown["now_at"]])

    def mails(self) -> list[tuple[str, str]]:
        return sent_by(self.place.sink)

    def time_works(self) -> None:
        self._apart(lambda: work_off(self.platform))

    def faults(self) -> list[str]:
        return self._apart(lambda: faults_of(self.platform))

    def whole(self, numbers: Sequence[str]) -> list[dict[str, Any]]:
        """The dossiers as they are in the end, without what is drawn by lot."""
        return [_steady(self._get(f"/dossiers/{number}", WATCHER)) for number in numbers]


def _steady(shown: Any) -> Any:
    if isinstance(shown, dict):
        return {name: _steady(value) for name, value in shown.items() if name not in VOLATILE}
    if isinstance(shown, list):
        return [_steady(value) for value in shown]
    return shown


def _body(brought: Application) -> dict[str, Any]:
    return {
        "procedure": brought.procedure,
        "applicant": {
            "full_name": brought.name,
            "identity_number": brought.identity,
            "phone": "0912345678",
            "email": brought.email,
        },
        "answers": dict(brought.answers),
        "documents": dict.fromkeys(brought.papers, True),
    }
