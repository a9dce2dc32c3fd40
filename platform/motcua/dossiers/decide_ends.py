"""The ends other than a result: refusal, stop, withdrawal."""

from __future__ import annotations

from motcua.definitions.process import ActionKind
from motcua.dossiers.actor import Standing
from motcua.dossiers.commands import Act
from motcua.dossiers.decide_steps import spoken
from motcua.dossiers.events import EventKind
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.refusals import reason_required
from motcua.dossiers.turn import Move, Turn

_ENDS = {
    ActionKind.REFUSE: (EventKind.REFUSED, Lifecycle.REFUSED, "từ chối", "Từ chối giải quyết"),
    ActionKind.STOP: (EventKind.STOPPED, Lifecycle.STOPPED, "dừng giải quyết", "Dừng giải quyết"),
    ActionKind.WITHDRAW: (EventKind.WITHDRAWN, Lifecycle.WITHDRAWN, "rút hồ sơ", "Rút hồ sơ"),
}


def end_dossier(turn: Turn, kind: ActionKind, act: Act, step: str, standing: Standing | None) -> None:
    """Close a dossier without a result, with the reason the applicant is told."""
    event, lifecycle, what, name = _ENDS[kind]
    reason_required(act.reason, what)
    data = spoken(act, act.action, name, kind) | Move(turn).end(lifecycle)
    owed_back = sum(fee.paid - fee.refunded for fee in turn.state.fees)
    if owed_back:
        data["paid_so_far"] = owed_back
    turn.record(event, data, step=step, standing=standing)
