"""Publishing by two people, the texts behind each revision, and who may edit what."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def code(length: int = 128) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "publication_request",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", code(), nullable=False),
        sa.Column("code", code(), nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("decision_number", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("state", code(), nullable=False),
        sa.Column("proposed_by", code(), nullable=False),
        sa.Column("proposed_by_name", sa.Text(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("reviews", sa.Text(), nullable=False),
        sa.Column("decided_by", code(), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("release_id", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_request")),
    )
    op.create_index(
        op.f("ix_publication_request_state_proposed_at"), "publication_request", ["state", "proposed_at"]
    )
    op.create_index(
        op.f("ix_publication_request_kind_code_agency_code"),
        "publication_request",
        ["kind", "code", "agency_code"],
    )
    op.create_table(
        "revision_source",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("layer", code(), nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("document_kind", code(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_source_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_source")),
        sa.UniqueConstraint(
            "revision_id",
            "layer",
            "agency_code",
            "document_kind",
            name=op.f("uq_revision_source_revision_id_layer_agency_code_document_kind"),
        ),
    )
    op.create_table(
        "definition_grant",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("username", code(), nullable=False),
        sa.Column("duty", code(), nullable=False),
        sa.Column("field_of_work", sa.Text(), nullable=False),
        sa.Column("field_folded", code(), nullable=False),
        sa.Column("agency_code", code(), nullable=False),
        sa.Column("granted_by", code(), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_grant")),
        sa.UniqueConstraint(
            "username",
            "duty",
            "field_folded",
            "agency_code",
            name=op.f("uq_definition_grant_username_duty_field_folded_agency_code"),
        ),
    )


def downgrade() -> None:
    op.drop_table("definition_grant")
    op.drop_table("revision_source")
    op.drop_table("publication_request")
