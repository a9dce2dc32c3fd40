"""Decisions on agencies kept as plans: drafted, ordered for their day, given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.kernel.date_words import date_words
from motcua.services.access import require
from motcua.services.audit import Act, write_audit_entry
from motcua.services.publication_rules import needs_two_people
from motcua.services.reorganization_plan import (
    KIND_NAMES,
    ReorganizationPlan,
    plan_from_json,
    plan_refusals,
    plan_to_json,
)
from motcua.services.reorganization_texts import text_changes
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import ReorganizationRow

PERMISSION = "can_manage_organization"
WHAT = "sắp xếp đơn vị"
_ALL = Scope.everything("sắp xếp đơn vị theo quyết định")


class ReorganizationState(StrEnum):
    """How far a reorganization is."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


OPEN_STATES = (ReorganizationState.SCHEDULED.value, ReorganizationState.RUNNING.value)


class ReorganizationRefusedError(ValueError):
    """It cannot be done; ``reasons`` say why in Vietnamese."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Reorganization:
    """A stored reorganization with its plan."""

    id: int
    plan: ReorganizationPlan
    state: ReorganizationState
    message: str
    result: Mapping[str, Any]
    created_by: str
    ordered_by: str

    @property
    def title(self) -> str:
        """Its kind and decision in words."""
        return f"{KIND_NAMES[self.plan.kind]} theo {self.plan.decision_number}"

    @property
    def failed(self) -> Mapping[str, str]:
        """Why dossiers could not be moved, by number."""
        found: Mapping[str, str] = self.result.get("failed", {})
        return found


def read_reorganization(session: Session, row_id: int) -> Reorganization | None:
    """One reorganization; nothing when there is none."""
    row = session.get(ReorganizationRow, row_id)
    return None if row is None else of_row(row)


def every_reorganization(session: Session, most: int = 100) -> tuple[Reorganization, ...]:
    """The newest first."""
    rows = session.scalars(select(ReorganizationRow).order_by(ReorganizationRow.id.desc()).limit(most))
    return tuple(of_row(row) for row in rows)


def of_row(row: ReorganizationRow) -> Reorganization:
    """What a row holds."""
    return Reorganization(
        row.id,
        plan_from_json(row.plan),
        ReorganizationState(row.state),
        row.message,
        row.result,
        row.created_by,
        row.ordered_by,
    )


def keep_plan(platform: Platform, actor: Actor, plan: ReorganizationPlan, row_id: int = 0) -> int:
    """Store a plan, a new one or a draft changed; gives its id. Raises :class:`ReorganizationRefusedError`."""
    require(actor, PERMISSION, WHAT)
    platform.rules.refresh()
    reasons = tuple(plan_refusals(plan, platform.directory(), platform.today()))
    if reasons:
        raise ReorganizationRefusedError(reasons)
    with platform.database.write() as session:
        row = session.get(ReorganizationRow, row_id) if row_id else None
        if row is None:
            row = ReorganizationRow(created_by=actor.user, created_at=platform.now(), result={})
            session.add(row)
        elif row.state != ReorganizationState.DRAFT.value:
            raise ReorganizationRefusedError(["Kế hoạch đã lên lịch hoặc đã thực hiện, không sửa được nữa."])
        row.kind, row.plan = plan.kind.value, plan_to_json(plan)
        row.decision_number, row.effective_on = plan.decision_number.strip(), plan.effective_on
        session.flush()
        return row.id


def schedule(platform: Platform, actor: Actor, row_id: int) -> Reorganization:
    """Order a plan: the worker carries it out on its day, today at once. Raises ReorganizationRefusedError."""
    require(actor, PERMISSION, WHAT)
    platform.rules.refresh()
    with platform.database.write(_ALL) as session:
        row = locked(session, row_id)
        known = of_row(row)
        if known.state is not ReorganizationState.DRAFT:
            raise ReorganizationRefusedError(["Kế hoạch đã lên lịch hoặc đã thực hiện."])
        _check(platform, session, actor, known)
        row.state, row.ordered_by = ReorganizationState.SCHEDULED.value, actor.user
        row.message = f"Chờ tới {date_words(known.plan.effective_on)}."
        detail = {"plan": row.plan, "effective_from": known.plan.effective_on.isoformat()}
        write_audit_entry(
            session,
            actor,
            Act("schedule_reorganization", "reorganization", str(row_id), detail),
            platform.now(),
        )
        return of_row(row)


def _check(platform: Platform, session: Session, actor: Actor, known: Reorganization) -> None:
    directory, plan = platform.directory(), known.plan
    reasons = list(plan_refusals(plan, directory, platform.today()))
    if needs_two_people(session) and known.created_by == actor.user:
        reasons.append("Tỉnh quy định người ban hành phải khác người lập. Nhờ người khác có quyền thực hiện.")
    for other in every_reorganization(session):
        touched = {*other.plan.sources, *other.plan.codes} & {*plan.sources, *plan.codes}
        if other.state.value in OPEN_STATES and other.id != known.id and touched:
            reasons.append(
                f"{min(touched)} đang nằm trong kế hoạch khác ({other.plan.decision_number}). "
                "Thực hiện xong hoặc hủy kế hoạch đó trước."
            )
    if not reasons:
        reasons.extend(text_changes(platform, session, directory, plan).problems)
    if reasons:
        raise ReorganizationRefusedError(reasons)


def cancel(platform: Platform, actor: Actor, row_id: int) -> None:
    """Give up a plan that has not begun. Raises ReorganizationRefusedError."""
    require(actor, PERMISSION, WHAT)
    with platform.database.write() as session:
        row = locked(session, row_id)
        if row.state not in (ReorganizationState.DRAFT.value, ReorganizationState.SCHEDULED.value):
            raise ReorganizationRefusedError(["Kế hoạch đã bắt đầu thực hiện, không hủy được nữa."])
        row.state, row.message = ReorganizationState.CANCELLED.value, f"{actor.full_name} đã hủy."
        act = Act("cancel_reorganization", "reorganization", str(row_id), {"plan": row.plan})
        write_audit_entry(session, actor, act, platform.now())


def locked(session: Session, row_id: int) -> ReorganizationRow:
    """The row for this transaction alone. Raises ReorganizationRefusedError when there is none."""
    row = session.get(ReorganizationRow, row_id, with_for_update=True)
    if row is None:
        raise ReorganizationRefusedError(["Không có kế hoạch này. Mở lại danh sách."])
    return row
