"""Dossiers that one agency received and another one settles are found by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ELSEWHERE = sa.text("competent_agency <> agency_code")


def upgrade() -> None:
    op.create_index(
        "ix_dossier_settled_elsewhere",
        "dossier",
        ["competent_agency", "received_at", "id"],
        sqlite_where=ELSEWHERE,
        postgresql_where=ELSEWHERE,
    )


def downgrade() -> None:
    op.drop_index("ix_dossier_settled_elsewhere", "dossier")
