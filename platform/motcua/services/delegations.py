"""Positions lent for some days: a delegation, or cover for an absence, within fields of work when named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from motcua.dossiers.actor import Actor
from motcua.kernel.date_words import date_words
from motcua.services.audit import Act, write_audit_entry
from motcua.services.runtime import Platform
from motcua.storage.accounts import accounts_changed
from motcua.storage.tables import DelegationRow, HoldingRow, InAppNoticeRow, OfficerRow

KINDS = {"delegation": "Ủy quyền", "absence": "Thay khi vắng mặt"}
SHOWN_AFTER = timedelta(days=30)
LONGEST = timedelta(days=366)


class DelegationRefusedError(ValueError):
    """A delegation cannot be made or ended; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class NewDelegation:
    """Who is stood in for by whom, from day to day, for which positions held (none named: all) and fields of work."""

    holder: str
    substitute: str
    starts: date
    ends: date
    kind: str = "delegation"
    holdings: tuple[int, ...] = ()
    fields_of_work: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """A delegation as lists show it."""

    id: int
    kind: str
    holder: str
    holder_name: str
    position: str
    agency: str
    unit: str
    substitute: str
    substitute_name: str
    starts: date
    ends: date
    fields_of_work: tuple[str, ...]
    basis: str
    revoked_at: datetime | None

    def state(self, today: date) -> tuple[str, str]:
        """Colour and word: in force, to come, past or ended early."""
        if self.revoked_at is not None:
            return "idle", "Đã chấm dứt"
        if self.ends < today:
            return "idle", "Hết hạn"
        return ("work", "Sắp tới") if self.starts > today else ("ok", "Đang hiệu lực")


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer of the agency with the positions held (id, position, unit)."""

    user: str
    name: str
    holdings: tuple[tuple[int, str, str], ...]


def colleagues(session: Session, agency: str, day: date) -> tuple[Colleague, ...]:
    """The active officers who hold a position in an agency, by name."""
    rows = session.execute(
        select(OfficerRow.username, OfficerRow.full_name, HoldingRow.id, HoldingRow.position, HoldingRow.unit)
        .join(HoldingRow, HoldingRow.officer_id == OfficerRow.id)
        .where(
            OfficerRow.active.is_(True),
            HoldingRow.agency_code == agency,
            or_(HoldingRow.ends.is_(None), HoldingRow.ends >= day),
        )
        .order_by(OfficerRow.name_folded, OfficerRow.username, HoldingRow.id)
    )
    found: dict[str, Colleague] = {}
    for user, name, holding, position, unit in rows:
        known = found.get(user, Colleague(user, name, ()))
        found[user] = Colleague(user, name, (*known.holdings, (holding, position, unit)))
    return tuple(found.values())


def delegations_of(session: Session, agency: str, today: date) -> tuple[DelegationLine, ...]:
    """The delegations of an agency's positions, the newest first; long past ones are left out."""
    holder, substitute = aliased(OfficerRow), aliased(OfficerRow)
    rows = session.execute(
        select(DelegationRow, HoldingRow, holder, substitute)
        .join(HoldingRow, HoldingRow.id == DelegationRow.holding_id)
        .join(holder, holder.id == HoldingRow.officer_id)
        .join(substitute, substitute.id == DelegationRow.to_officer_id)
        .where(HoldingRow.agency_code == agency, DelegationRow.ends >= today - SHOWN_AFTER)
        .order_by(DelegationRow.starts.desc(), DelegationRow.id.desc())
    )
    return tuple(
        DelegationLine(
            lent.id,
            lent.kind,
            of.username,
            of.full_name,
            held.position,
            held.agency_code,
            held.unit,
            to.username,
            to.full_name,
            lent.starts,
            lent.ends,
            tuple(lent.fields_of_work or ()),
            lent.basis,
            lent.revoked_at,
        )
        for lent, held, of, to in rows
    )


def make_delegation(platform: Platform, actor: Actor, wanted: NewDelegation) -> int:
    """Lend positions; gives how many. Everybody lends their own, those who assign work also those of others.

    Raises :class:`DelegationRefusedError`; nothing is stored then.
    """
    _check_days(wanted, platform.today())
    if wanted.holder != actor.user and "can_assign" not in actor.permissions:
        raise DelegationRefusedError("Bạn chỉ ủy quyền việc của mình. Nhờ lãnh đạo lập cho người khác.")
    with platform.database.write() as session:
        holder = _officer(session, wanted.holder)
        substitute = _officer(session, wanted.substitute)
        if holder.id == substitute.id:
            raise DelegationRefusedError("Người thay phải là người khác. Chọn lại người thay.")
        holdings = _holdings_lent(session, holder, actor.agency, wanted.holdings)
        if substitute.agency_code != actor.agency:
            raise DelegationRefusedError(
                f"{substitute.full_name} không thuộc đơn vị của bạn. Chọn người cùng đơn vị."
            )
        for held in holdings:
            _check_overlap(session, held, wanted, holder.full_name)
            lent = DelegationRow(
                holding_id=held.id,
                to_officer_id=substitute.id,
                kind=wanted.kind,
                fields_of_work=list(wanted.fields_of_work),
                starts=wanted.starts,
                ends=wanted.ends,
                basis=wanted.basis.strip(),
                created_by=actor.user,
                created_at=platform.now(),
            )
            session.add(lent)
        session.flush()
        session.add(_notice(wanted, holder.full_name, substitute.username, lent))
        accounts_changed(session)
        detail = {"to": wanted.substitute, "from": str(wanted.starts), "until": str(wanted.ends)}
        act = Act(f"delegation.{wanted.kind}", "officer", wanted.holder, detail)
        write_audit_entry(session, actor, act, platform.now())
    return len(holdings)


def _holdings_lent(
    session: Session, holder: OfficerRow, agency: str, chosen: Sequence[int]
) -> list[HoldingRow]:
    rows = session.scalars(
        select(HoldingRow)
        .where(HoldingRow.officer_id == holder.id, HoldingRow.agency_code == agency)
        .order_by(HoldingRow.id)
    )
    found = [one for one in rows if not chosen or one.id in chosen]
    if not found:
        raise DelegationRefusedError(
            f"{holder.full_name} không giữ chức danh nào ở đơn vị của bạn để ủy quyền."
        )
    return found


def _check_days(wanted: NewDelegation, today: date) -> None:
    if wanted.kind not in KINDS:
        raise DelegationRefusedError("Chọn ủy quyền hoặc thay khi vắng mặt.")
    if wanted.starts < today:
        raise DelegationRefusedError(f"Ngày bắt đầu {date_words(wanted.starts)} đã qua. Chọn từ hôm nay.")
    if wanted.ends < wanted.starts:
        raise DelegationRefusedError("Ngày kết thúc trước ngày bắt đầu. Sửa lại ngày.")
    if wanted.ends - wanted.starts > LONGEST:
        raise DelegationRefusedError("Ủy quyền dài nhất một năm. Chọn ngày kết thúc sớm hơn.")
    if not wanted.basis.strip():
        raise DelegationRefusedError("Chưa ghi căn cứ, lý do. Ghi số văn bản ủy quyền hoặc lý do vắng mặt.")


def _officer(session: Session, user: str) -> OfficerRow:
    row = session.scalars(
        select(OfficerRow).where(OfficerRow.username == user, OfficerRow.active.is_(True))
    ).one_or_none()
    if row is None:
        raise DelegationRefusedError(f"Không có công chức “{user[:40]}” đang làm việc. Chọn trong danh sách.")
    return row


def _check_overlap(session: Session, held: HoldingRow, wanted: NewDelegation, name: str) -> None:
    other = session.scalars(
        select(DelegationRow)
        .where(
            DelegationRow.holding_id == held.id,
            DelegationRow.revoked_at.is_(None),
            DelegationRow.starts <= wanted.ends,
            DelegationRow.ends >= wanted.starts,
        )
        .limit(1)
    ).one_or_none()
    if other is not None and not _apart(other.fields_of_work or (), wanted.fields_of_work):
        raise DelegationRefusedError(
            f"{name} đã ủy quyền chức danh này từ {date_words(other.starts)} đến {date_words(other.ends)}. "
            "Chấm dứt lần đó trước, hoặc chọn ngày khác."
        )


def _apart(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two delegations cover different fields of work; an empty one covers all."""
    return bool(first) and bool(second) and not set(first) & set(second)


def _notice(wanted: NewDelegation, holder: str, to: str, lent: DelegationRow) -> InAppNoticeRow:
    text = (
        f"Bạn làm thay {holder} từ {date_words(wanted.starts)} đến {date_words(wanted.ends)}. "
        f"Căn cứ: {wanted.basis.strip()}."
    )
    return InAppNoticeRow(
        username=to,
        notice="delegation",
        title=KINDS[wanted.kind],
        text=text,
        key=f"delegation/{lent.id}",
        at=lent.created_at,
    )


def end_delegation(platform: Platform, actor: Actor, delegation_id: int) -> None:
    """End a delegation at once: its holder, the substitute, or who assigns work in the agency."""
    with platform.database.write() as session:
        found = session.execute(
            select(DelegationRow, HoldingRow.agency_code, OfficerRow.username)
            .join(HoldingRow, HoldingRow.id == DelegationRow.holding_id)
            .join(OfficerRow, OfficerRow.id == HoldingRow.officer_id)
            .where(DelegationRow.id == delegation_id)
        ).one_or_none()
        if found is None or found[1] != actor.agency:
            raise DelegationRefusedError("Không có ủy quyền này ở đơn vị của bạn.")
        lent, _agency, holder = found
        to = session.scalar(select(OfficerRow.username).where(OfficerRow.id == lent.to_officer_id))
        if actor.user not in (holder, to) and "can_assign" not in actor.permissions:
            raise DelegationRefusedError("Chỉ người ủy quyền, người thay hoặc lãnh đạo chấm dứt được.")
        if lent.revoked_at is None:
            lent.revoked_at = platform.now()
            accounts_changed(session)
            act = Act("delegation.end", "officer", holder, {"to": to})
            write_audit_entry(session, actor, act, platform.now())
