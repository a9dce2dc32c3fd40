"""What an import does to each procedure, the job that carries it out, and the process that runs a job."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def code(length: int = 128) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def codes(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, code(), nullable=False) for name in names]


def upgrade() -> None:
    with op.batch_alter_table("job") as batch:
        batch.add_column(sa.Column("worker", code(), nullable=False, server_default=""))
    with op.batch_alter_table("job") as batch:
        batch.alter_column("worker", server_default=None)
    with op.batch_alter_table("import_run") as batch:
        batch.add_column(sa.Column("job_id", BIG, nullable=True))
        batch.create_foreign_key(op.f("fk_import_run_job_id_job"), "job", ["job_id"], ["id"])
    op.create_table(
        "import_change",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("import_run_id", BIG, nullable=False),
        *codes("code"),
        sa.Column("name", sa.Text(), nullable=False),
        *codes("action"),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        *codes("partner"),
        sa.Column("likeness", sa.Integer(), nullable=False),
        *codes("verdict"),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("release_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_import_change_import_run_id_import_run")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_import_change_release_id_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
        sa.UniqueConstraint("import_run_id", "code", name=op.f("uq_import_change_import_run_id_code")),
    )
    op.create_index(
        op.f("ix_import_change_import_run_id_action_code"),
        "import_change",
        ["import_run_id", "action", "code"],
    )
    op.create_index(op.f("ix_import_change_code"), "import_change", ["code"])


def downgrade() -> None:
    op.drop_table("import_change")
    with op.batch_alter_table("import_run") as batch:
        batch.drop_constraint(op.f("fk_import_run_job_id_job"), type_="foreignkey")
        batch.drop_column("job_id")
    with op.batch_alter_table("job") as batch:
        batch.drop_column("worker")
