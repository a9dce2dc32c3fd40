"""Reports read what is open and what ended since the period began from one narrow index, on SQLite."""

from alembic import op
from sqlalchemy import text

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

REPORT = "ix_dossier_report"
BY_END = "ix_dossier_finished_at_received_at"
EARLY_END = "ix_dossier_ended_before_receipt"
CONDITION = text("finished_at < received_at")
REST = (
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
    op.create_index(EARLY_END, "dossier", ["received_at"], sqlite_where=CONDITION, postgresql_where=CONDITION)
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(REPORT, "dossier")
        op.create_index(REPORT, "dossier", ["finished_at", "received_at", "last_event_at", *REST])
        op.drop_index(BY_END, "dossier")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(BY_END, "dossier", ["finished_at", "received_at"])
        op.drop_index(REPORT, "dossier")
        op.create_index(REPORT, "dossier", ["received_at", "last_event_at", "finished_at", *REST])
    op.drop_index(EARLY_END, "dossier")
