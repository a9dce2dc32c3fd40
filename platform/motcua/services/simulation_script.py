"""What a simulated run is told: the dossier it begins with, the buttons pressed, and the commands they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from motcua.definitions.procedure import Channel
from motcua.dossiers.actions import OfferedAction
from motcua.dossiers.commands import Act, Command, FeeCharge, Intake, Pay, Receive, RefuseIntake
from motcua.dossiers.intake import IntakeEvaluation, IntakeRequest
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.kernel.clock import in_vietnam

REASON = "Theo mô phỏng"
GRANTED = timedelta(days=7)
"""How much later an extension sets the due date."""


@dataclass(frozen=True, slots=True)
class Press:
    """One button pressed: at which open step, which action, when (None: half a working hour later), and why."""

    step: str
    action: str
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A fictitious dossier from beginning to end; the same script always runs the same way."""

    agency: str
    received_at: datetime
    channel: Channel = Channel.COUNTER
    variant: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    applicant: Mapping[str, Any] = field(default_factory=dict)
    quantity: int = 1
    presses: tuple[Press, ...] = ()

    def then(self, press: Press) -> Script:
        """The script with one press more."""
        return replace(self, presses=(*self.presses, press))


def request_of(script: Script) -> IntakeRequest:
    """The intake a script begins with."""
    return IntakeRequest(
        agency=script.agency,
        received_at=in_vietnam(script.received_at),
        channel=script.channel,
        variant=script.variant or None,
        answers=script.answers,
        applicant=script.applicant,
        quantity=script.quantity,
    )


def intake_of(script: Script, evaluation: IntakeEvaluation) -> Intake:
    """What reception writes down of a script."""
    lines = evaluation.fees.lines
    return Intake(
        agency=script.agency,
        variant=evaluation.variant,
        channel=script.channel,
        quantity=script.quantity,
        limit=evaluation.limit,
        fees=tuple(
            FeeCharge(line.id, line.name, line.kind.value, line.amount, line.collect.value) for line in lines
        ),
    )


def command_of(
    rules: Rules, state: DossierState, button: OfferedAction, press: Press, intake: Intake
) -> Command:
    """The command a pressed button makes, with what it asks for filled in."""
    wanted = button.requires
    reason = press.reason or (REASON if "reason" in wanted else "")
    match button.id:
        case "pay":
            return Pay()
        case "receive":
            return Receive(intake, {})
        case "refuse_intake":
            return RefuseIntake(press.reason or REASON, intake)
    pauses = rules.policy.pauses
    known = [moment for moment in (state.clock.due_at, press.at, state.last_at) if moment is not None]
    return Act(
        action=button.id,
        step=button.step,
        reason=reason,
        assignee="nguoi.duoc.giao" if "assignee" in wanted else "",
        deadline=max(known) + GRANTED if "deadline" in wanted else None,
        basis=pauses[0].id if "basis" in wanted and pauses else "",
        document="Văn bản mô phỏng" if "basis" in wanted else "",
        outcome={} if "outcome.draft" in wanted else None,
    )
