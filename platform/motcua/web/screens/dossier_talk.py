"""The talk about a dossier on its page: whom a remark may name, and which messages went out to whom."""

from __future__ import annotations

from typing import Any

from motcua.dossiers.actor import Actor
from motcua.kernel.text import mask_address
from motcua.services.acting import find_dossier
from motcua.services.dossier_view import DossierView
from motcua.services.notice_sending import DeliveryResult, deliveries
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.web.screens.outbox import CHANNEL_NAMES
from motcua.web.screens.words import moment_line

RESULTS = {
    DeliveryResult.SENT.value: ("ok", "Đã gửi"),
    DeliveryResult.FAILED.value: ("soon", "Chưa gửi được, sẽ thử lại"),
    DeliveryResult.GIVEN_UP.value: ("late", "Không gửi được"),
}


def remarks(view: DossierView) -> list[dict[str, str]]:
    """The remarks in the order they were made, with who was named."""
    found = []
    for event in view.file.events:
        if event.kind == "commented":
            words = (event.actor_name or event.actor).split()
            found.append(
                {
                    "who": event.actor_name or event.actor,
                    "initials": "".join(word[0] for word in words[-2:]).upper(),
                    "at": event.at.strftime("%d/%m/%Y %H:%M"),
                    "text": str(event.data["data"].get("text", "")),
                    "mentions": ", ".join(
                        view.names.get(user, user) for user in event.data["data"].get("mentions", ())
                    ),
                }
            )
    return found


def mentionable(view: DossierView, actor: Actor) -> list[tuple[str, str]]:
    """Who has to do with the dossier, but for the person writing: user name and full name, by name."""
    people = ((user, name) for user, name in view.names.items() if user != actor.user)
    return sorted(people, key=lambda one: one[1])


def delivery_log(platform: Platform, scope: Scope, number: str) -> list[dict[str, Any]]:
    """Every attempt to tell somebody about the dossier, the newest first; addresses are masked."""
    titles = {one.code: one.name for one in platform.rules.every("notice", platform.today())}
    with platform.database.read(scope) as session:
        row = find_dossier(session, number)
        rows = deliveries(session, row.id)
    lines = []
    for one in rows:
        kind, word = RESULTS.get(one.result, ("idle", one.result))
        lines.append(
            {
                "at": moment_line(one.at),
                "title": titles.get(one.notice, one.notice),
                "channel": CHANNEL_NAMES.get(one.channel, one.channel),
                "to": mask_address(one.recipient),
                "attempt": one.attempt,
                "status": {"kind": kind, "word": word},
                "error": one.error,
            }
        )
    return lines
