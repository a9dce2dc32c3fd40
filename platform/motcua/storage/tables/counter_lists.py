"""Lists of dossiers that go from hand to hand, what applicants thought of the service, and choices about work lists."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import Base, Big, Code, Count, Id, Json, Line, Moment, TzDateTime


class DossierListRow(Base):
    """A numbered list: a batch received together, or dossiers or results handed over. `owner_agency` made it.

    `agency_code` confirms that it arrived; until then `confirmed_at` is empty. A batch needs no confirmation.
    """

    __tablename__ = "dossier_list"
    __table_args__ = (
        UniqueConstraint("owner_agency", "number"),
        Index(None, "agency_code", "created_at"),
        Index(None, "owner_agency", "created_at"),
    )

    id: Mapped[Id]
    kind: Mapped[Code]
    number: Mapped[Code]
    agency_code: Mapped[Code]
    owner_agency: Mapped[Code]
    unit: Mapped[Code]
    from_name: Mapped[Line]
    to_name: Mapped[Line]
    title: Mapped[Line]
    giver: Mapped[Code]
    giver_name: Mapped[Line]
    receiver: Mapped[Code]
    receiver_name: Mapped[Line]
    note: Mapped[Line]
    created_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None] = mapped_column(TzDateTime)


class DossierListItemRow(Base):
    """One dossier of a list; `arrived` is empty, `yes` or `no` (then `note` says what is missing)."""

    __tablename__ = "dossier_list_item"
    __table_args__ = (UniqueConstraint("list_id", "dossier_id"), Index(None, "dossier_id"))

    id: Mapped[Id]
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"))
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    owner_agency: Mapped[Code]
    number: Mapped[Code]
    position: Mapped[Count]
    arrived: Mapped[Code]
    note: Mapped[Line]


class SurveyAnswerRow(Base):
    """What an applicant answered about one dossier: the chosen value of each question, points of how many."""

    __tablename__ = "survey_answer"
    __table_args__ = (UniqueConstraint("dossier_id", "survey"), Index(None, "agency_code", "at"))

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    agency_code: Mapped[Code]
    survey: Mapped[Code]
    answers: Mapped[Json]
    points: Mapped[Count]
    most: Mapped[Count]
    note: Mapped[Line]
    asked_by: Mapped[Code]
    at: Mapped[Moment]


class ListChoiceRow(Base):
    """What one person chose about one work list: its columns, or a saved filter by its name."""

    __tablename__ = "list_choice"
    __table_args__ = (UniqueConstraint("username", "screen", "kind", "name"),)

    id: Mapped[Id]
    username: Mapped[Code]
    screen: Mapped[Code]
    kind: Mapped[Code]
    name: Mapped[Line]
    value: Mapped[Json]
    updated_at: Mapped[Moment]
