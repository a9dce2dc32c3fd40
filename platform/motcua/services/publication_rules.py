"""How a province publishes: whether a second person must approve."""

from __future__ import annotations

from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.kernel.problems import Problem, Severity
from motcua.services.access import require
from motcua.services.audit import Act as Audited
from motcua.services.audit import write_audit_entry
from motcua.services.runtime import Platform
from motcua.storage.tables import SettingRow

TWO_PEOPLE = "publishing.two_people"

SECOND_PERSON = Problem(
    "EDIT-002",
    Severity.ERROR,
    "Tỉnh quy định người công bố phải khác người đề nghị.",
    remedy="Gửi đề nghị công bố để người khác duyệt.",
)


def needs_two_people(session: Session) -> bool:
    """Whether what one person proposes must be approved by another."""
    row = session.get(SettingRow, TWO_PEOPLE)
    return bool(row is not None and row.value)


def set_two_people(platform: Platform, actor: Actor, *, wanted: bool) -> None:
    """Ask for a second person from now on, or no longer."""
    require(actor, "can_manage_setting", "thay đổi cài đặt công bố")
    now = platform.now()
    with platform.database.write() as session:
        before = needs_two_people(session)
        if before == wanted:
            return
        session.merge(SettingRow(key=TWO_PEOPLE, value=wanted, updated_by=actor.user, updated_at=now))
        detail = {"before": {"two_people": before}, "after": {"two_people": wanted}}
        write_audit_entry(session, actor, Audited("change_setting", "setting", TWO_PEOPLE, detail), now)
