"""Values of the national catalog that people did not take."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def code(length: int = 128) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "refused_value",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("code", code(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("digest", code(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refused_by", code(), nullable=False),
        sa.Column("refused_at", MOMENT, nullable=False),
        sa.Column("import_run_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_refused_value_import_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_value")),
        sa.UniqueConstraint("code", "path", name=op.f("uq_refused_value_code_path")),
    )
    op.create_index(op.f("ix_refused_value_import_run_id"), "refused_value", ["import_run_id"])


def downgrade() -> None:
    op.drop_table("refused_value")
