"""Notices: keys of messages, the log of deliveries, notices on screen, reminders given, timed tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
HAS_KEY = sa.text("key IS NOT NULL")


def code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("key", code(200), nullable=True))
    op.create_index(
        op.f("ix_outbox_key"),
        "outbox",
        ["key"],
        unique=True,
        sqlite_where=HAS_KEY,
        postgresql_where=HAS_KEY,
    )
    op.create_table(
        "notice_delivery",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("key", code(200), nullable=False),
        sa.Column("notice", code(128), nullable=False),
        sa.Column("channel", code(128), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("result", code(128), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_notice_delivery_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_delivery")),
    )
    op.create_index(op.f("ix_notice_delivery_at"), "notice_delivery", ["at"])
    op.create_index(op.f("ix_notice_delivery_dossier_id_id"), "notice_delivery", ["dossier_id", "id"])
    op.create_table(
        "in_app_notice",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("username", code(128), nullable=False),
        sa.Column("dossier_id", BIG, nullable=True),
        sa.Column("number", code(128), nullable=False),
        sa.Column("notice", code(128), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", code(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_in_app_notice_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_in_app_notice")),
    )
    op.create_index(op.f("ix_in_app_notice_key"), "in_app_notice", ["key"], unique=True)
    op.create_index(op.f("ix_in_app_notice_username_id"), "in_app_notice", ["username", "id"])
    op.create_index(op.f("ix_in_app_notice_username_read_at"), "in_app_notice", ["username", "read_at"])
    op.create_table(
        "reminder",
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("kind", code(32), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_reminder_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("dossier_id", "kind", "due_at", name=op.f("pk_reminder")),
    )
    op.create_table(
        "timed_task",
        sa.Column("kind", code(64), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_timed_task")),
    )


def downgrade() -> None:
    for table in ("timed_task", "reminder", "in_app_notice", "notice_delivery"):
        op.drop_table(table)
    op.drop_index(op.f("ix_outbox_key"), "outbox")
    op.drop_column("outbox", "key")
