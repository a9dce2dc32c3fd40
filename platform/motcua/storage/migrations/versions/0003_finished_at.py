"""Dossiers are found by the day they were finished, for reports of periods long past."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_dossier_finished_at_received_at"), "dossier", ["finished_at", "received_at"])
    op.create_index(
        op.f("ix_dossier_competent_agency_finished_at_received_at"),
        "dossier",
        ["competent_agency", "finished_at", "received_at"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_dossier_competent_agency_finished_at_received_at"), "dossier")
    op.drop_index(op.f("ix_dossier_finished_at_received_at"), "dossier")
