"""What the platform does of itself with a dossier, and nobody else may."""

from __future__ import annotations

from typing import assert_never

from motcua.dossiers.actor import ActorKind
from motcua.dossiers.decide_children import close_child, mirror_child, open_child
from motcua.dossiers.decide_reorganization import follow_agency
from motcua.dossiers.decide_timers import fire_timers
from motcua.dossiers.platform_commands import (
    CloseChild,
    FireTimers,
    FollowAgency,
    MirrorChild,
    OpenChild,
    PlatformCommand,
)
from motcua.dossiers.refusals import Refused
from motcua.dossiers.turn import Turn


def do_by_itself(turn: Turn, command: PlatformCommand) -> None:
    """Carry out a command of the platform. Refused for anybody else."""
    if turn.actor.kind is not ActorKind.SYSTEM:
        raise Refused("platform_only", "Chỉ chương trình tự làm được việc này.")
    match command:
        case OpenChild():
            open_child(turn, command)
        case MirrorChild():
            mirror_child(turn, command)
        case CloseChild():
            close_child(turn, command)
        case FireTimers():
            fire_timers(turn)
        case FollowAgency():
            follow_agency(turn, command)
        case _:
            assert_never(command)
