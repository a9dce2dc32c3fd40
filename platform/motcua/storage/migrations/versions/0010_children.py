"""Child dossiers and timers of steps."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
HAS_TIMER = sa.text("timer_at IS NOT NULL")


def code(length: int = 128) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("work_item", sa.Column("timer_at", MOMENT, nullable=True))
    op.create_index(
        "ix_work_item_timer_at",
        "work_item",
        ["timer_at"],
        sqlite_where=HAS_TIMER,
        postgresql_where=HAS_TIMER,
    )
    op.create_table(
        "child_dossier",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("parent_number", code(), nullable=False),
        sa.Column("step", code(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_child_dossier_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_dossier")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_child_dossier_dossier_id")),
    )
    op.create_index(op.f("ix_child_dossier_parent_number"), "child_dossier", ["parent_number"])


def downgrade() -> None:
    op.drop_table("child_dossier")
    op.drop_index("ix_work_item_timer_at", "work_item")
    op.drop_column("work_item", "timer_at")
