"""Agencies merged, split or renamed, and the dossiers that went on elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def code(length: int = 128) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reorganization",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", code(), nullable=False),
        sa.Column("decision_number", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("state", code(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("created_by", code(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ordered_by", code(), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganization")),
    )
    op.create_index(op.f("ix_reorganization_state_effective_on"), "reorganization", ["state", "effective_on"])
    op.create_table(
        "dossier_agency_change",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("agency_before", code(), nullable=False),
        sa.Column("competent_before", code(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reorganization_id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_agency_change")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_agency_change_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["reorganization_id"],
            ["reorganization.id"],
            name=op.f("fk_dossier_agency_change_reorganization_id_reorganization"),
        ),
    )
    op.create_index(
        op.f("ix_dossier_agency_change_dossier_id_at"), "dossier_agency_change", ["dossier_id", "at"]
    )
    op.create_index(op.f("ix_dossier_agency_change_at"), "dossier_agency_change", ["at"])


def downgrade() -> None:
    op.drop_table("dossier_agency_change")
    op.drop_table("reorganization")
