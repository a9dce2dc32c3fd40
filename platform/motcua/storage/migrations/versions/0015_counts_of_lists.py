"""The counts beside work lists are answered by an index alone."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OLD = ["agency_code", "position", "due_at", "id"]


def upgrade() -> None:
    op.drop_index(op.f("ix_work_item_agency_code_position_due_at_id"), table_name="work_item")
    op.create_index(
        "ix_work_item_list", "work_item", [*OLD, "lifecycle", "step_kind", "assignee", "owner_agency"]
    )


def downgrade() -> None:
    op.drop_index("ix_work_item_list", table_name="work_item")
    op.create_index(op.f("ix_work_item_agency_code_position_due_at_id"), "work_item", OLD)
