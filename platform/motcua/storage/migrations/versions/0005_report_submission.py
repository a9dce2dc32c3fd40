"""Reports are kept as they were handed in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "report_submission",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("report_code", code(128), nullable=False),
        sa.Column("report_name", sa.Text(), nullable=False),
        sa.Column("period", code(128), nullable=False),
        sa.Column("period_name", sa.Text(), nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("agency_name", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", MOMENT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", code(128), nullable=False),
        sa.Column("balanced", sa.Boolean(), nullable=False),
        sa.Column("report_revision_id", BIG, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("submitted_by", code(128), nullable=False),
        sa.Column("submitted_by_name", sa.Text(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_revision_id"],
            ["revision.id"],
            name=op.f("fk_report_submission_report_revision_id_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_submission")),
        sa.UniqueConstraint(
            "report_code",
            "period",
            "agency_code",
            "version",
            name=op.f("uq_report_submission_report_code_period_agency_code_version"),
        ),
    )
    op.create_index(
        op.f("ix_report_submission_agency_code_submitted_at"),
        "report_submission",
        ["agency_code", "submitted_at"],
    )
    op.create_index(op.f("ix_report_submission_submitted_at"), "report_submission", ["submitted_at"])


def downgrade() -> None:
    op.drop_table("report_submission")
