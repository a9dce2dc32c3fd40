"""Officers behind the accounts: what they hold where, who stands in for whom, and the state of their sign-in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import (
    Base,
    Code,
    Count,
    Flag,
    Folded,
    Id,
    JsonList,
    Line,
    Moment,
    TzDateTime,
    plain_text,
)


class OfficerRow(Base):
    """A person with an account (`user_id` of the account table), at home in one agency."""

    __tablename__ = "officer"
    __table_args__ = (
        UniqueConstraint("user_id"),
        UniqueConstraint("username"),
        Index(None, "agency_code", "name_folded"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(Integer)
    username: Mapped[Code]
    full_name: Mapped[Line]
    name_folded: Mapped[Folded]
    agency_code: Mapped[Code]
    unit: Mapped[Code]
    title: Mapped[Line]
    phone: Mapped[Code]
    email: Mapped[Line]
    active: Mapped[Flag] = mapped_column(default=True)
    province_wide: Mapped[Flag]
    demo: Mapped[Flag]


class HoldingRow(Base):
    """A position an officer holds in an agency's unit, from a day to a day (empty = open)."""

    __tablename__ = "holding"
    __table_args__ = (
        UniqueConstraint("officer_id", "position", "agency_code", "unit"),
        Index(None, "agency_code", "position"),
    )

    id: Mapped[Id]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    position: Mapped[Code]
    agency_code: Mapped[Code]
    unit: Mapped[Code]
    starts: Mapped[date | None]
    ends: Mapped[date | None]


class DelegationRow(Base):
    """A holding lent to another officer for some days, with its ground: a delegation, or cover for an absence.

    It covers the named fields of work, all of them when none is named.
    """

    __tablename__ = "delegation"

    id: Mapped[Id]
    holding_id: Mapped[int] = mapped_column(ForeignKey("holding.id"), index=True)
    to_officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    kind: Mapped[Code] = mapped_column(default="delegation")
    fields_of_work: Mapped[JsonList]
    starts: Mapped[date]
    ends: Mapped[date]
    basis: Mapped[Line]
    created_by: Mapped[Code]
    created_at: Mapped[Moment]
    revoked_at: Mapped[datetime | None] = mapped_column(TzDateTime)


class AccountRow(Base):
    """The state of an account's sign-in: a rising `session_version` ends its other sessions and tokens."""

    __tablename__ = "account"

    user_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    session_version: Mapped[Count] = mapped_column(default=1)
    failed_count: Mapped[Count]
    locked_until: Mapped[datetime | None] = mapped_column(TzDateTime)
    last_failed_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    password_changed_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    must_change_password: Mapped[Flag]


class EndedSessionRow(Base):
    """A session its owner has left: its cookie, and any copy of it, is worth nothing any more."""

    __tablename__ = "ended_session"

    session_key: Mapped[str] = mapped_column(plain_text(64), primary_key=True)
    ended_at: Mapped[Moment] = mapped_column(index=True)
