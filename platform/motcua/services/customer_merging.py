"""The same person known under two numbers: put together under one, and taken apart again; both are written down."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.access import require, scope_of
from motcua.services.audit import Act, write_audit_entry
from motcua.services.customer_file import CustomerMissingError
from motcua.services.customers import MERGED_INTO, merged_numbers, standing
from motcua.services.runtime import Platform
from motcua.storage.tables import CustomerRow

MOST_TWINS = 10


class MergeRefusedError(ValueError):
    """The two cannot be put together or taken apart; the text says why."""


def likely_twins(session: Session, row: CustomerRow) -> Sequence[CustomerRow]:
    """Other customers of the same agency and name whose day of birth or phone is the same: perhaps the same person."""
    same = [CustomerRow.birth_date == row.birth_date] if row.birth_date else []
    same += [CustomerRow.phone == row.phone] if row.phone else []
    if not same:
        return ()
    return session.scalars(
        select(CustomerRow)
        .where(
            CustomerRow.agency_code == row.agency_code,
            CustomerRow.name_folded == row.name_folded,
            CustomerRow.id != row.id,
            or_(*same),
            standing(),
        )
        .order_by(CustomerRow.updated_at.desc(), CustomerRow.id)
        .limit(MOST_TWINS)
    ).all()


def merge_customers(platform: Platform, actor: Actor, kept_id: int, twin_id: int, reason: str) -> None:
    """Put a customer together with the one that is kept: dossiers, papers and results show there from now on.

    Nothing of either is overwritten, so that it can be undone. Raises MergeRefusedError, CustomerMissingError.
    """
    require(actor, "can_receive", "gộp khách hàng")
    if not reason.strip():
        raise MergeRefusedError("Ghi căn cứ để biết hai bản ghi là cùng một người.")
    with platform.database.write(scope_of(actor)) as session:
        kept, twin = _find(session, kept_id), _find(session, twin_id)
        if kept.id == twin.id:
            raise MergeRefusedError("Chọn bản ghi khác để gộp.")
        if kept.agency_code != twin.agency_code or kept.kind != twin.kind:
            raise MergeRefusedError("Chỉ gộp hai bản ghi cùng cơ quan, cùng đối tượng.")
        if MERGED_INTO in kept.data or MERGED_INTO in twin.data:
            raise MergeRefusedError("Một trong hai bản ghi đã được gộp. Tải lại trang rồi xem lại.")
        if merged_numbers(session, twin):
            raise MergeRefusedError(
                "Bản ghi được chọn đang giữ bản ghi khác đã gộp. Gộp theo chiều ngược lại."
            )
        twin.data = {**twin.data, MERGED_INTO: str(kept.id)}
        detail = {"kept": kept.id, "merged": twin.id, "reason": reason.strip()[:300]}
        write_audit_entry(
            session, actor, Act("customer.merge", "customer", str(kept.id), detail), platform.now()
        )


def part_customers(platform: Platform, actor: Actor, twin_id: int, reason: str) -> int:
    """Undo a merge; gives the customer it was merged into. Raises MergeRefusedError, CustomerMissingError."""
    require(actor, "can_receive", "tách khách hàng đã gộp")
    if not reason.strip():
        raise MergeRefusedError("Ghi lý do tách.")
    with platform.database.write(scope_of(actor)) as session:
        twin = _find(session, twin_id)
        into = str(twin.data.get(MERGED_INTO, ""))
        if not into:
            raise MergeRefusedError("Bản ghi này không gộp vào đâu. Tải lại trang.")
        twin.data = {name: value for name, value in twin.data.items() if name != MERGED_INTO}
        detail = {"kept": int(into), "parted": twin.id, "reason": reason.strip()[:300]}
        write_audit_entry(session, actor, Act("customer.part", "customer", into, detail), platform.now())
        return int(into)


def _find(session: Session, customer_id: int) -> CustomerRow:
    row = session.get(CustomerRow, customer_id)
    if row is None:
        raise CustomerMissingError
    return row
