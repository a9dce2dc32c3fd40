"""The result of a dossier: drafted, decided, numbered; and the numbers a command will need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from motcua.definitions.procedure import OutcomeDefinition
from motcua.dossiers.actor import Standing
from motcua.dossiers.commands import Act
from motcua.dossiers.parts import Outcome
from motcua.dossiers.plain_data import brief
from motcua.dossiers.refusals import Refused
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.turn import Turn
from motcua.kernel.due_clock import last_day
from motcua.kernel.time_limit import TimeLimit

OUTCOME = "outcome"
"""The name of the result in ``signs``, ``numbers`` and a command's numbers."""

VERIFY = "verify"
"""The name, in a command's numbers, of the code the public asks about a result with."""


def outcome_definition(
    rules: Rules, state: DossierState | None, given: Mapping[str, Any] | None = None
) -> OutcomeDefinition | None:
    """Which result of the procedure is meant: the one named, else the one drafted, else the first."""
    outcomes = rules.bundle.procedure.outcomes
    wanted = str((given or {}).get("id", "")) or (state.outcome.id if state else "")
    named = next((one for one in outcomes if one.id == wanted), None)
    return named or (outcomes[0] if outcomes else None)


def check_draft(rules: Rules, state: DossierState, given: Mapping[str, Any] | None) -> None:
    """Refuse when there is no draft of a result that the platform cannot draw up by itself."""
    definition = outcome_definition(rules, state, given)
    generated = definition is None or bool(definition.print)
    if not generated and given is None and state.outcome.drafted_at is None:
        raise Refused(
            "draft_needed", "Chưa có dự thảo kết quả. Soạn hoặc tải dự thảo lên rồi trình.", "outcome"
        )


def with_decision(turn: Turn, act: Act, standing: Standing, *, signs: bool, issues: bool) -> dict[str, Any]:
    """The result after an action that drafts, signs or numbers it. Refused when its number was not allocated."""
    before = turn.state.outcome
    definition = outcome_definition(turn.rules, turn.state, act.outcome)
    after = replace(
        before,
        id=definition.id if definition else before.id,
        drafted_at=before.drafted_at or turn.now,
    )
    if signs:
        after = replace(
            after,
            decided_at=turn.now,
            signer=turn.actor.user,
            signer_name=turn.actor.full_name,
            signer_position=standing.holding.position,
            on_behalf_of=standing.on_behalf_of,
        )
    if issues:
        number = before.number or act.numbers.get(OUTCOME, "")
        if not number:
            raise Refused("number_needed", "Chưa cấp được số cho kết quả. Thử lại sau ít phút.", "numbers")
        after = replace(
            after,
            number=number,
            issued_at=turn.now,
            verify_code=before.verify_code or act.numbers.get(VERIFY, ""),
            valid_until=valid_until(definition, turn.now),
        )
    return brief(after)


def without_decision(before: Outcome) -> dict[str, Any]:
    """The result after it was sent back: no longer decided; a number once given stays its own."""
    if before.decided_at is None:
        return {}
    undone = replace(
        before,
        decided_at=None,
        signer="",
        signer_name="",
        signer_position="",
        on_behalf_of="",
        file="" if before.signed_at else before.file,
        signed_at=None,
        signatures=(),
    )
    return brief(undone) or {"id": ""}


def valid_until(definition: OutcomeDefinition | None, issued_at: datetime) -> date | None:
    """The last day a result holds that was issued then; None when it holds until it is revoked."""
    if definition is None or not definition.valid_for:
        return None
    return last_day(issued_at.date(), TimeLimit.parse(definition.valid_for))
