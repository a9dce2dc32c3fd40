"""Who has the editor of a definition open."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def code(length: int = 128) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "editor_presence",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", code(), nullable=False),
        sa.Column("code", code(), nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("username", code(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editor_presence")),
        sa.UniqueConstraint(
            "kind",
            "code",
            "agency_code",
            "username",
            name=op.f("uq_editor_presence_kind_code_agency_code_username"),
        ),
    )


def downgrade() -> None:
    op.drop_table("editor_presence")
