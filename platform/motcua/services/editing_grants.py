"""Within which fields of work and agencies an account may edit, review and publish definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.kernel.text import fold
from motcua.services.access import ForbiddenError, require
from motcua.services.audit import Act as Audited
from motcua.services.audit import write_audit_entry
from motcua.services.runtime import Platform
from motcua.storage.tables import DefinitionGrantRow, OfficerRow, ReferenceRow, RevisionRow


class Duty(StrEnum):
    """What may be done with definitions."""

    EDIT = "edit"
    REVIEW = "review"
    PUBLISH = "publish"


DUTY_WORDS: Mapping[Duty, str] = MappingProxyType(
    {Duty.EDIT: "sửa", Duty.REVIEW: "thẩm định", Duty.PUBLISH: "công bố"}
)
PERMISSION: Mapping[Duty, str] = MappingProxyType(
    {
        Duty.EDIT: "can_edit_definition",
        Duty.REVIEW: "can_review_definition",
        Duty.PUBLISH: "can_publish_definition",
    }
)
"""The permission a duty needs beside the grant."""


class UnknownGrantError(ValueError):
    """A grant that names an account, a field or an agency there is not; the text says which."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One account, one duty, one field of work (empty: every one), one agency's differences (empty: every one)."""

    id: int
    username: str
    full_name: str
    duty: Duty
    field_of_work: str
    agency: str

    def covers(self, fields: frozenset[str], agency: str) -> bool:
        """Whether a definition used in these fields (folded) may be touched, for the province or for one agency."""
        if self.agency and self.agency != agency:
            return False
        return not self.field_of_work or (bool(fields) and fields <= {fold(self.field_of_work)})


def grants(session: Session) -> tuple[Grant, ...]:
    """Every grant, by account."""
    rows = session.execute(
        select(DefinitionGrantRow, OfficerRow.full_name)
        .outerjoin(OfficerRow, OfficerRow.username == DefinitionGrantRow.username)
        .order_by(DefinitionGrantRow.username, DefinitionGrantRow.duty, DefinitionGrantRow.id)
    )
    return tuple(
        Grant(row.id, row.username, name or row.username, Duty(row.duty), row.field_of_work, row.agency_code)
        for row, name in rows
    )


def check_duty(session: Session, actor: Actor, duty: Duty, definition: tuple[str, str, str]) -> None:
    """Refuse what lies outside the actor's grants; who has none for a duty is limited by permissions alone.

    ``definition`` is kind, code and agency. Raises :class:`ForbiddenError` with what is granted.
    """
    require(actor, PERMISSION[duty], f"{DUTY_WORDS[duty]} định nghĩa")
    own = [
        Grant(row.id, row.username, "", duty, row.field_of_work, row.agency_code)
        for row in session.scalars(
            select(DefinitionGrantRow).where(
                DefinitionGrantRow.username == actor.user, DefinitionGrantRow.duty == duty.value
            )
        )
    ]
    if not own:
        return
    kind, code, agency = definition
    fields = fields_of(session, kind, code)
    covering: set[str] = set()
    for grant in own:
        if grant.covers(fields, agency):
            return
        if grant.agency in ("", agency):
            covering.add(fold(grant.field_of_work))
    if fields and fields <= covering:
        return
    allowed = "; ".join(grant_words(grant) for grant in own)
    raise ForbiddenError(
        f"Bạn được giao {DUTY_WORDS[duty]} trong phạm vi: {allowed}. “{code}” nằm ngoài phạm vi này. "
        "Nhờ người phụ trách lĩnh vực đó, hoặc xin giao thêm phạm vi."
    )


def grant_words(grant: Grant) -> str:
    """The extent of a grant in words."""
    field = f"lĩnh vực {grant.field_of_work}" if grant.field_of_work else "mọi lĩnh vực"
    return f"{field}, riêng cơ quan {grant.agency}" if grant.agency else field


def fields_of(session: Session, kind: str, code: str) -> frozenset[str]:
    """The fields of work (folded) of a procedure, or of the procedures that use another definition."""
    codes: Sequence[str] = [code]
    if kind != "procedure":
        codes = session.scalars(
            select(ReferenceRow.from_code)
            .where(
                ReferenceRow.to_kind == kind,
                ReferenceRow.to_code == code,
                ReferenceRow.from_kind == "procedure",
            )
            .distinct()
        ).all()
    found: dict[str, str] = {}
    for start in range(0, len(codes), 500):
        rows = session.execute(
            select(RevisionRow.code, RevisionRow.content)
            .where(RevisionRow.kind == "procedure", RevisionRow.code.in_(codes[start : start + 500]))
            .order_by(RevisionRow.number)
        )
        for procedure, content in rows:
            found[procedure] = fold(str(msgspec.json.decode(content).get("field_of_work", "")))
    return frozenset(field for field in found.values() if field)


def give_grant(platform: Platform, actor: Actor, wish: Grant) -> None:
    """Let an account do a duty within a field or for an agency. Raises :class:`UnknownGrantError`."""
    require(actor, "can_manage_officer", "giao phạm vi sửa thủ tục")
    if wish.agency and not platform.directory().knows(wish.agency):
        raise UnknownGrantError(f"Không có cơ quan “{wish.agency}”. Chọn một cơ quan trong danh sách.")
    now = platform.now()
    with platform.database.write() as session:
        known = session.scalar(select(OfficerRow.id).where(OfficerRow.username == wish.username))
        if known is None:
            raise UnknownGrantError(f"Không có tài khoản “{wish.username}”. Kiểm tra lại tên đăng nhập.")
        values = {
            "username": wish.username,
            "duty": wish.duty.value,
            "field_folded": fold(wish.field_of_work),
            "agency_code": wish.agency,
        }
        if session.scalars(select(DefinitionGrantRow).filter_by(**values)).first() is not None:
            return
        session.add(
            DefinitionGrantRow(
                **values, field_of_work=wish.field_of_work.strip(), granted_by=actor.user, granted_at=now
            )
        )
        detail = {"before": {}, "after": {"duty": wish.duty.value, "extent": grant_words(wish)}}
        write_audit_entry(session, actor, Audited("grant_definition", "officer", wish.username, detail), now)


def take_grant(platform: Platform, actor: Actor, grant_id: int) -> None:
    """Take a grant back; one that is gone already is no error."""
    require(actor, "can_manage_officer", "giao phạm vi sửa thủ tục")
    now = platform.now()
    with platform.database.write() as session:
        row = session.get(DefinitionGrantRow, grant_id)
        if row is None:
            return
        grant = Grant(row.id, row.username, "", Duty(row.duty), row.field_of_work, row.agency_code)
        session.execute(delete(DefinitionGrantRow).where(DefinitionGrantRow.id == grant_id))
        detail = {"before": {"duty": row.duty, "extent": grant_words(grant)}, "after": {}}
        write_audit_entry(session, actor, Audited("ungrant_definition", "officer", row.username, detail), now)
