"""Files of dossiers and issued results."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def code(length: int = 128) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("stored_file", sa.Column("scan_note", sa.Text(), nullable=False, server_default=""))
    op.add_column("stored_file", sa.Column("scanned_at", MOMENT, nullable=True))
    op.add_column("dossier_document", sa.Column("file_added_at", MOMENT, nullable=True))
    op.create_index(op.f("ix_stored_file_scan_state"), "stored_file", ["scan_state"])
    op.create_table(
        "file_upload",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("upload_key", code(), nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("created_by", code(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_file_upload_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_upload")),
        sa.UniqueConstraint("upload_key", name=op.f("uq_file_upload_upload_key")),
    )
    op.create_index(op.f("ix_file_upload_created_at"), "file_upload", ["created_at"])
    op.create_index(op.f("ix_file_upload_file_id"), "file_upload", ["file_id"])
    op.create_table(
        "dossier_file",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("requirement_id", code(), nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("sha256", code(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("source", code(), nullable=False),
        sa.Column("origin", code(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("added_by", code(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_file_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_dossier_file_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_file")),
    )
    op.create_index(op.f("ix_dossier_file_dossier_id_sha256"), "dossier_file", ["dossier_id", "sha256"])
    op.create_index(op.f("ix_dossier_file_file_id"), "dossier_file", ["file_id"])
    op.create_table(
        "issued_outcome",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("issuer", code(), nullable=False),
        sa.Column("outcome_code", code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", code(), nullable=False),
        sa.Column("verify_code", code(), nullable=True),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        sa.Column("sha256", code(), nullable=False),
        sa.Column("register", code(), nullable=False),
        sa.Column("holder_name", sa.Text(), nullable=False),
        sa.Column("holder_identity", code(), nullable=False),
        sa.Column("state", code(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_issued_outcome_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_outcome")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_issued_outcome_dossier_id_number")),
        sa.UniqueConstraint("verify_code", name=op.f("uq_issued_outcome_verify_code")),
    )
    op.create_index(
        op.f("ix_issued_outcome_agency_code_issued_at"), "issued_outcome", ["agency_code", "issued_at"]
    )
    op.create_index(
        op.f("ix_issued_outcome_holder_identity_outcome_code"),
        "issued_outcome",
        ["holder_identity", "outcome_code"],
    )


def downgrade() -> None:
    for table in ("issued_outcome", "dossier_file", "file_upload"):
        op.drop_table(table)
    op.drop_index(op.f("ix_stored_file_scan_state"), "stored_file")
    op.drop_column("dossier_document", "file_added_at")
    op.drop_column("stored_file", "scanned_at")
    op.drop_column("stored_file", "scan_note")
