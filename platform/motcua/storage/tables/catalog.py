"""The catalog of procedures as lists show it, what is to be reviewed, who refers to what, and imports."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from motcua.storage.declaration import (
    Base,
    Code,
    Count,
    Flag,
    Folded,
    Id,
    Json,
    JsonList,
    Line,
    Moment,
    TzDateTime,
)


class CatalogEntryRow(Base):
    """One procedure as the catalog list shows it; always made from its newest revision."""

    __tablename__ = "catalog_entry"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "health", "code"),
        Index(None, "field_folded", "code"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[Line]
    search_text: Mapped[Folded]
    field_of_work: Mapped[Line]
    field_folded: Mapped[Folded]
    levels: Mapped[Line]
    issuing_agency: Mapped[Line]
    executing_agencies: Mapped[Line]
    online_level: Mapped[Code]
    decision_number: Mapped[Line]
    health: Mapped[Code]
    outside_competence: Mapped[Flag]
    retired: Mapped[Flag]
    sensitive: Mapped[Flag]
    form: Mapped[Code]
    process: Mapped[Code]
    policy: Mapped[Code]
    baseline: Mapped[Code]
    source: Mapped[Code]
    review_count: Mapped[Count]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    revision_number: Mapped[Count]
    effective_from: Mapped[date | None]
    national_hash: Mapped[Code]
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    updated_at: Mapped[Moment]


class ReviewItemRow(Base):
    """Something the source did not say clearly, waiting for a person."""

    __tablename__ = "review_item"
    __table_args__ = (
        UniqueConstraint("procedure_code", "item_id"),
        Index(None, "state", "kind", "procedure_code"),
    )

    id: Mapped[Id]
    procedure_code: Mapped[Code]
    item_id: Mapped[Code]
    kind: Mapped[Code]
    message: Mapped[Line]
    path: Mapped[Line]
    source_text: Mapped[Line]
    proposal: Mapped[Line]
    state: Mapped[Code] = mapped_column(default="open")
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    created_at: Mapped[Moment]
    settled_by: Mapped[Code]
    settled_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    settled_note: Mapped[Line]


class ReferenceRow(Base):
    """One definition names another: what a change touches."""

    __tablename__ = "reference"
    __table_args__ = (
        UniqueConstraint("from_kind", "from_code", "from_agency", "to_kind", "to_code"),
        Index(None, "to_kind", "to_code"),
    )

    id: Mapped[Id]
    from_kind: Mapped[Code]
    from_code: Mapped[Code]
    from_agency: Mapped[Code]
    to_kind: Mapped[Code]
    to_code: Mapped[Code]


class ImportRunRow(Base):
    """One import of a catalog or another file, with its figures."""

    __tablename__ = "import_run"

    id: Mapped[Id]
    kind: Mapped[Code]
    file_name: Mapped[Line]
    file_hash: Mapped[Code]
    state: Mapped[Code] = mapped_column(default="started")
    dry_run: Mapped[Flag]
    started_by: Mapped[Code]
    started_at: Mapped[Moment]
    finished_at: Mapped[datetime | None] = mapped_column(TzDateTime)
    summary: Mapped[Json]
    plan: Mapped[Json]
    error_file: Mapped[Line]
    file_path: Mapped[Line]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))


class ImportChangeRow(Base):
    """What an import does to one procedure: its differences, what a person chose, and what stood there before.

    `refused` are the paths of values that stay as they are, `*` for all of it. `before` is the national layer the
    import replaced, empty when there was none; `release_id` tells that it was carried out.
    """

    __tablename__ = "import_change"
    __table_args__ = (
        UniqueConstraint("import_run_id", "code"),
        Index(None, "import_run_id", "action", "code"),
        Index(None, "code"),
    )

    id: Mapped[Id]
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    code: Mapped[Code]
    name: Mapped[Line]
    action: Mapped[Code]
    differences: Mapped[JsonList]
    refused: Mapped[JsonList]
    partner: Mapped[Code]
    likeness: Mapped[Count]
    verdict: Mapped[Code]
    before: Mapped[Json]
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))


class RefusedValueRow(Base):
    """A value of the national catalog that a person did not take: it is not offered again unless it differs.

    `path` is as in `import_change`, `*` for a whole procedure; `digest` tells the value that was refused.
    """

    __tablename__ = "refused_value"
    __table_args__ = (UniqueConstraint("code", "path"),)

    id: Mapped[Id]
    code: Mapped[Code]
    path: Mapped[Line]
    value: Mapped[Line]
    digest: Mapped[Code]
    reason: Mapped[Line]
    refused_by: Mapped[Code]
    refused_at: Mapped[Moment]
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
