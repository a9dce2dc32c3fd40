"""Work lists are searched by the words of their dossiers, beside the index they are walked by."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OLD = [
    *("agency_code", "position", "due_at", "id"),
    *("lifecycle", "step_kind", "assignee", "owner_agency"),
]


def upgrade() -> None:
    op.drop_index("ix_work_item_list", table_name="work_item")
    op.drop_column("work_item", "applicant_folded")
    op.create_index("ix_work_item_list", "work_item", [*OLD, "dossier_id"])


def downgrade() -> None:
    op.drop_index("ix_work_item_list", table_name="work_item")
    op.add_column("work_item", sa.Column("applicant_folded", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_work_item_list", "work_item", OLD)
