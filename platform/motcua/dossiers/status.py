"""The ten national status codes (regulations 8.5) of a dossier, and which may follow which."""

from __future__ import annotations

from types import MappingProxyType

from motcua.definitions.process import Process, StepKind
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import find_step

REGISTERED = 1
ACCEPTED = 2
NOT_ACCEPTED = 3
PROCESSING = 4
SUPPLEMENT = 5
OBLIGATION = 6
WITHDRAWN = 7
STOPPED = 8
FINISHED = 9
RETURNED = 10

STATUS_NAMES = MappingProxyType(
    {
        REGISTERED: "Mới đăng ký",
        ACCEPTED: "Được tiếp nhận",
        NOT_ACCEPTED: "Không được tiếp nhận",
        PROCESSING: "Đang xử lý",
        SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
        OBLIGATION: "Yêu cầu thực hiện nghĩa vụ tài chính",
        WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
        STOPPED: "Dừng xử lý",
        FINISHED: "Đã xử lý xong",
        RETURNED: "Đã trả kết quả",
    }
)

_WAITS = frozenset({SUPPLEMENT, OBLIGATION, STOPPED})
LEGAL_TRANSITIONS = MappingProxyType(
    {
        0: frozenset({REGISTERED, ACCEPTED, NOT_ACCEPTED}),
        REGISTERED: frozenset({ACCEPTED, NOT_ACCEPTED, WITHDRAWN}),
        ACCEPTED: frozenset({PROCESSING, WITHDRAWN, FINISHED}) | _WAITS,
        NOT_ACCEPTED: frozenset[int](),
        PROCESSING: frozenset({WITHDRAWN, FINISHED}) | _WAITS,
        SUPPLEMENT: frozenset({PROCESSING, WITHDRAWN, OBLIGATION, STOPPED}),
        OBLIGATION: frozenset({PROCESSING, WITHDRAWN, FINISHED, SUPPLEMENT, STOPPED}),
        WITHDRAWN: frozenset[int](),
        STOPPED: frozenset({PROCESSING, WITHDRAWN}),
        FINISHED: frozenset({RETURNED}),
        RETURNED: frozenset({FINISHED}),
    }
)
"""Key 0 stands for "no dossier yet". A status may always stay what it is. 8 goes on to 4 after a suspension."""


def is_legal(before: int, after: int) -> bool:
    """Whether one national status may follow another."""
    return before == after or after in LEGAL_TRANSITIONS.get(before, frozenset())


def official_status(
    process: Process, before: DossierState | None, after: DossierState, *, received: bool
) -> int:
    """The national code of a state. ``received`` marks the moment of receipt, which is always "Được tiếp nhận".

    A refusal before receipt is "Không được tiếp nhận", a later one "Dừng xử lý" (it cannot be unaccepted).
    A step's own code counts when it may follow.
    """
    was = before.official_status if before else 0
    if received:
        return ACCEPTED
    code = _by_lifecycle(after, was)
    own = _own_code(process, after)
    return own if own and is_legal(was, own) else code


def _by_lifecycle(after: DossierState, was: int) -> int:
    match after.lifecycle:
        case Lifecycle.SUBMITTED:
            return REGISTERED
        case Lifecycle.REFUSED:
            return NOT_ACCEPTED if was in (0, REGISTERED) else STOPPED
        case Lifecycle.WITHDRAWN:
            return WITHDRAWN
        case Lifecycle.STOPPED:
            return STOPPED
        case Lifecycle.SUSPENDED:
            return after.suspension.official_status if after.suspension else STOPPED
        case Lifecycle.WAITING_SUPPLEMENT:
            return SUPPLEMENT
        case Lifecycle.WAITING_PAYMENT:
            return OBLIGATION
        case Lifecycle.DONE:
            return FINISHED
        case Lifecycle.RETURNED:
            return RETURNED
        case Lifecycle.PROCESSING:
            at_intake = all(one.kind is StepKind.INTAKE for one in after.active)
            return ACCEPTED if at_intake and was in (0, REGISTERED, ACCEPTED) else PROCESSING


def _own_code(process: Process, after: DossierState) -> int:
    """The code a step asks to be reported under, while the dossier stands in it alone."""
    if after.lifecycle not in (Lifecycle.PROCESSING, Lifecycle.DONE) or len(after.active) != 1:
        return 0
    return find_step(process, after.active[0].step).official_status or 0
