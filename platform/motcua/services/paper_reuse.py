"""Papers already held, offered on a dossier that is being worked on, and put to it with the applicant's consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.dossiers.actor import Actor
from motcua.dossiers.record_commands import Attach
from motcua.dossiers.refusals import Refusal
from motcua.dossiers.snapshot import DossierState
from motcua.services.access import scope_of
from motcua.services.acting import act, bundle_of, find_dossier
from motcua.services.audit import Act, write_audit_entry
from motcua.services.dossier_log import load_state
from motcua.services.held_papers import HeldPaper, find_held, identity_of
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow


@dataclass(frozen=True, slots=True)
class ReuseWish:
    """Which paper already held is put to which line, and whether the applicant agreed to it."""

    paper: str
    key: str
    consent: bool


def reusable_papers(platform: Platform, actor: Actor, number: str) -> Mapping[str, Sequence[HeldPaper]]:
    """What is held of the owner of a dossier for its lines, without what lies in it already."""
    with platform.database.read(scope_of(actor)) as session:
        row = find_dossier(session, number)
        procedure, identity = bundle_of(platform.rules, row).procedure, _identity(row)
        kept = {(one.paper, one.sha256) for one in load_state(row).kept_files}
    found = find_held(platform, actor, procedure, identity)
    left = {
        line: [one for one in some if (line, one.sha256) not in kept and f":{number}:" not in one.key]
        for line, some in found.items()
    }
    return {line: some for line, some in left.items() if some}


def _identity(row: DossierRow) -> str:
    """Whose papers they are: the owner's, where somebody hands in for another."""
    owner = row.applicant.get("owner") or {}
    return identity_of(owner) or identity_of(row.applicant)


def reuse_paper(platform: Platform, actor: Actor, number: str, wish: ReuseWish) -> DossierState:
    """Put a paper already held to a line of the dossier; consent and use are written down.

    Raises RefusedError when nobody agreed or the paper no longer holds, and as ``acting.act`` does.
    """
    held = reusable_papers(platform, actor, number).get(wish.paper, ())
    found = next((one for one in held if one.key == wish.key), None)
    if found is None:
        message = "Giấy tờ đã có không còn dùng lại được: hết hạn, đã thu hồi, hoặc không phải của người nộp."
        raise RefusedError((Refusal("not_held", message, "reuse"),))
    if not wish.consent:
        message = "Dùng lại giấy tờ đã có phải được người nộp đồng ý. Hỏi người nộp rồi đánh dấu đồng ý."
        raise RefusedError((Refusal("consent_needed", message, "consent"),))
    with platform.database.read(scope_of(actor)) as session:
        person = find_dossier(session, number).applicant_name
    file = found.as_file(f"{person} đồng ý, {actor.full_name or actor.user} ghi nhận")
    state = act(platform, actor, number, Attach((file,)))
    with platform.database.write(scope_of(actor)) as session:
        told = Act("paper.reuse", "dossier", number, {"paper": wish.paper, "origin": found.origin})
        write_audit_entry(session, actor, told, platform.now())
    return state
