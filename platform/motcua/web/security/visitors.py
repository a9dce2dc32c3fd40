"""Citizens in their browser: a key in the signed cookie says whose drafts and uploads are whose, nothing more."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import session

from motcua.dossiers.actor import Actor
from motcua.services.portal_filing import visitor
from motcua.web.security.current import current_platform

KEY, PROVED = "portal_visitor", "portal_proved"
PROOF_HOLDS = timedelta(hours=2)
MOST_PROVED = 10


def current_visitor() -> Actor:
    """The citizen of this browser; one who comes for the first time gets a key."""
    if KEY not in session:
        session[KEY] = secrets.token_urlsafe(15)
        session.permanent = True
    return visitor(str(session[KEY]))


def note_proof(number: str) -> None:
    """Remember for a while that this browser has proved whose dossier it is."""
    proved = dict(session.get(PROVED) or {})
    proved[number] = (current_platform().now() + PROOF_HOLDS).isoformat()
    session[PROVED] = dict(list(proved.items())[-MOST_PROVED:])


def has_proved(number: str) -> bool:
    """Whether this browser has proved, not long ago, whose dossier it is."""
    until = dict(session.get(PROVED) or {}).get(number)
    return bool(until) and current_platform().now() < datetime.fromisoformat(str(until))
