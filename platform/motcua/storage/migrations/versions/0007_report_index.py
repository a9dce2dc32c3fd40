"""Reports over a quarter read one narrow index instead of whole dossiers, on SQLite."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEX = "ix_dossier_report"
COLUMNS = (
    "received_at",
    "last_event_at",
    "finished_at",
    "due_at",
    "original_due_at",
    "lifecycle",
    "official_status",
    "channel",
    "level",
    "field_of_work",
    "procedure_code",
    "agency_code",
    "competent_agency",
)


def upgrade() -> None:
    # PostgreSQL limits the size of an index entry, which a long field of work would pass; it reads the table instead
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(INDEX, "dossier", list(COLUMNS))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(INDEX, "dossier")
