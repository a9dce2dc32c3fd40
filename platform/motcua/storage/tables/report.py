"""Reports as they were handed in, and figures that agencies state for a period."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import BIG, Base, Code, Count, Flag, Id, Line, Moment


class ReportSubmissionRow(Base):
    """A report frozen when it was handed in; never changed. `agency_code` is who it is about.

    `content` is the canonical JSON that `content_hash` is the SHA-256 of. Handing in again for the same period adds a
    row with the next `version`.
    """

    __tablename__ = "report_submission"
    __table_args__ = (
        UniqueConstraint("report_code", "period", "agency_code", "version"),
        Index(None, "agency_code", "submitted_at"),
        Index(None, "submitted_at"),
    )

    id: Mapped[Id]
    report_code: Mapped[Code]
    report_name: Mapped[Line]
    period: Mapped[Code]
    period_name: Mapped[Line]
    agency_code: Mapped[Code]
    agency_name: Mapped[Line]
    recipient: Mapped[Line]
    version: Mapped[Count]
    as_of: Mapped[Moment]
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[Code]
    balanced: Mapped[Flag]
    report_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    note: Mapped[Line]
    submitted_by: Mapped[Code]
    submitted_by_name: Mapped[Line]
    submitted_at: Mapped[Moment]


class StatedFigureRow(Base):
    """A figure that an agency types in for a period because no other system tells it here; scores in tenths of a
    point. Every change is in the audit log.
    """

    __tablename__ = "stated_figure"
    __table_args__ = (
        UniqueConstraint("agency_code", "period", "name"),
        Index(None, "period", "name"),
    )

    id: Mapped[Id]
    agency_code: Mapped[Code]
    period: Mapped[Code]
    name: Mapped[Code]
    value: Mapped[int] = mapped_column(BIG)
    note: Mapped[Line]
    stated_by: Mapped[Code]
    stated_by_name: Mapped[Line]
    stated_at: Mapped[Moment]
