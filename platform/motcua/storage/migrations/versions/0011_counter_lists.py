"""Lists of dossiers handed from hand to hand, surveys, choices about work lists, and what a delegation covers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def code(length: int = 128) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def codes(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, code(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "dossier_list",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *codes("kind", "number", "agency_code", "owner_agency", "unit"),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        *codes("giver"),
        sa.Column("giver_name", sa.Text(), nullable=False),
        *codes("receiver"),
        sa.Column("receiver_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_list")),
        sa.UniqueConstraint("owner_agency", "number", name=op.f("uq_dossier_list_owner_agency_number")),
    )
    op.create_index(
        op.f("ix_dossier_list_agency_code_created_at"), "dossier_list", ["agency_code", "created_at"]
    )
    op.create_index(
        op.f("ix_dossier_list_owner_agency_created_at"), "dossier_list", ["owner_agency", "created_at"]
    )
    op.create_table(
        "dossier_list_item",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("list_id", BIG, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        *codes("agency_code", "owner_agency", "number"),
        sa.Column("position", sa.Integer(), nullable=False),
        *codes("arrived"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["dossier_list.id"], name=op.f("fk_dossier_list_item_list_id_dossier_list")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_list_item_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_list_item")),
        sa.UniqueConstraint("list_id", "dossier_id", name=op.f("uq_dossier_list_item_list_id_dossier_id")),
    )
    op.create_index(op.f("ix_dossier_list_item_dossier_id"), "dossier_list_item", ["dossier_id"])
    op.create_table(
        "survey_answer",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        *codes("agency_code", "survey"),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *codes("asked_by"),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_survey_answer_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sa.UniqueConstraint("dossier_id", "survey", name=op.f("uq_survey_answer_dossier_id_survey")),
    )
    op.create_index(op.f("ix_survey_answer_agency_code_at"), "survey_answer", ["agency_code", "at"])
    op.create_table(
        "list_choice",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *codes("username", "screen", "kind"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_choice")),
        sa.UniqueConstraint(
            "username", "screen", "kind", "name", name=op.f("uq_list_choice_username_screen_kind_name")
        ),
    )
    op.add_column("delegation", sa.Column("kind", code(), nullable=False, server_default="delegation"))
    op.add_column("delegation", sa.Column("fields_of_work", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("delegation", "fields_of_work")
    op.drop_column("delegation", "kind")
    op.drop_table("list_choice")
    op.drop_table("survey_answer")
    op.drop_table("dossier_list_item")
    op.drop_table("dossier_list")
