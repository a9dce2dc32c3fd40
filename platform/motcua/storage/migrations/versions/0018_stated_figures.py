"""Figures that agencies state for a period."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def code(length: int = 128) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "stated_figure",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("period", code(), nullable=False),
        sa.Column("name", code(), nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stated_by", code(), nullable=False),
        sa.Column("stated_by_name", sa.Text(), nullable=False),
        sa.Column("stated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_figure")),
        sa.UniqueConstraint(
            "agency_code", "period", "name", name=op.f("uq_stated_figure_agency_code_period_name")
        ),
    )
    op.create_index(op.f("ix_stated_figure_period_name"), "stated_figure", ["period", "name"])


def downgrade() -> None:
    op.drop_table("stated_figure")
