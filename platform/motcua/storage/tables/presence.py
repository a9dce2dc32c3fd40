"""Who has the editor of a definition open right now."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from motcua.storage.declaration import Base, Code, Id, Line, Moment


class EditorPresenceRow(Base):
    """Somebody's editor of one definition, renewed every few seconds; forgotten when it is not."""

    __tablename__ = "editor_presence"
    __table_args__ = (UniqueConstraint("kind", "code", "agency_code", "username"),)

    id: Mapped[Id]
    kind: Mapped[Code]
    code: Mapped[Code]
    agency_code: Mapped[Code]
    username: Mapped[Code]
    place: Mapped[Line]
    seen_at: Mapped[Moment]
