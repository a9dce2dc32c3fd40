"""The platform's own tables."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FOLDED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


# Full text over the folded search words of dossiers: an external-content FTS5 table kept by triggers on SQLite,
# an expression index on PostgreSQL. Both find words by their beginning.
CREATE_SEARCH_SQLITE = """
CREATE VIRTUAL TABLE dossier_search USING fts5(
    search_text, content='dossier', content_rowid='id', tokenize='ascii', prefix='2 3', columnsize=0)
;;
CREATE TRIGGER dossier_search_insert AFTER INSERT ON dossier BEGIN
    INSERT INTO dossier_search(rowid, search_text) VALUES (new.id, new.search_text);
END
;;
CREATE TRIGGER dossier_search_update AFTER UPDATE OF search_text ON dossier
WHEN old.search_text <> new.search_text BEGIN
    INSERT INTO dossier_search(dossier_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    INSERT INTO dossier_search(rowid, search_text) VALUES (new.id, new.search_text);
END
;;
CREATE TRIGGER dossier_search_delete AFTER DELETE ON dossier BEGIN
    INSERT INTO dossier_search(dossier_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
END
"""
CREATE_SEARCH_POSTGRESQL = (
    "CREATE INDEX ix_dossier_search ON dossier USING gin (to_tsvector('simple', search_text))"
)


def create_search() -> None:
    dialect = op.get_bind().dialect.name
    for statement in (CREATE_SEARCH_SQLITE if dialect == "sqlite" else CREATE_SEARCH_POSTGRESQL).split(";;"):
        op.execute(statement)


def drop_search() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER dossier_search_{name}")
        op.execute("DROP TABLE dossier_search")
    else:
        op.execute("DROP INDEX ix_dossier_search")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("last_failed_at", MOMENT, nullable=True),
        sa.Column("password_changed_at", MOMENT, nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_account")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", code(128), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("action", code(128), nullable=False),
        sa.Column("target_kind", code(128), nullable=False),
        sa.Column("target", code(128), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("address", code(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_actor_at"), "audit_entry", ["actor", "at"], unique=False)
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(
        op.f("ix_audit_entry_target_kind_target_at"),
        "audit_entry",
        ["target_kind", "target", "at"],
        unique=False,
    )
    op.create_table(
        "counter",
        sa.Column("scope_key", code(200), nullable=False),
        sa.Column("n", BIG, nullable=False),
        sa.PrimaryKeyConstraint("scope_key", name=op.f("pk_counter")),
    )
    op.create_table(
        "customer",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("identity_type", code(128), nullable=False),
        sa.Column("identity_number", code(128), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("name_folded", FOLDED, nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("phone", code(128), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint(
            "agency_code",
            "identity_type",
            "identity_number",
            name=op.f("uq_customer_agency_code_identity_type_identity_number"),
        ),
    )
    op.create_index(
        op.f("ix_customer_agency_code_name_folded"), "customer", ["agency_code", "name_folded"], unique=False
    )
    op.create_table(
        "definition_draft",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("code", code(128), nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("layer", code(128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("base_hash", code(128), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", code(128), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_draft")),
        sa.UniqueConstraint(
            "kind",
            "code",
            "agency_code",
            "created_by",
            name=op.f("uq_definition_draft_kind_code_agency_code_created_by"),
        ),
    )
    op.create_table(
        "ended_session",
        sa.Column("session_key", code(64), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("session_key", name=op.f("pk_ended_session")),
    )
    op.create_index(op.f("ix_ended_session_ended_at"), "ended_session", ["ended_at"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("actor", code(128), nullable=False),
        sa.Column("operation", code(128), nullable=False),
        sa.Column("key", code(128), nullable=False),
        sa.Column("request_hash", code(128), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("actor", "operation", "key", name=op.f("uq_idempotency_key_actor_operation_key")),
    )
    op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_hash", code(128), nullable=False),
        sa.Column("state", code(128), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("started_by", code(128), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("error_file", sa.Text(), nullable=False),
        sa.Column("file_path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "intake_draft",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("draft_key", code(128), nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("procedure_code", code(128), nullable=False),
        sa.Column("procedure_name", sa.Text(), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("channel", code(128), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_number", code(128), nullable=False),
        sa.Column("created_by", code(128), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_draft")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_intake_draft_draft_key")),
    )
    op.create_index(
        op.f("ix_intake_draft_agency_code_created_by_updated_at"),
        "intake_draft",
        ["agency_code", "created_by", "updated_at"],
        unique=False,
    )
    op.create_table(
        "job",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("state", code(128), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_by", code(128), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("heartbeat_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_created_by_created_at"), "job", ["created_by", "created_at"], unique=False)
    op.create_index(op.f("ix_job_state_created_at"), "job", ["state", "created_at"], unique=False)
    op.create_table(
        "officer",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("username", code(128), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("name_folded", FOLDED, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("unit", code(128), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("phone", code(128), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("province_wide", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("user_id", name=op.f("uq_officer_user_id")),
        sa.UniqueConstraint("username", name=op.f("uq_officer_username")),
    )
    op.create_index(
        op.f("ix_officer_agency_code_name_folded"), "officer", ["agency_code", "name_folded"], unique=False
    )
    op.create_table(
        "reference",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("from_kind", code(128), nullable=False),
        sa.Column("from_code", code(128), nullable=False),
        sa.Column("from_agency", code(128), nullable=False),
        sa.Column("to_kind", code(128), nullable=False),
        sa.Column("to_code", code(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
        sa.UniqueConstraint(
            "from_kind",
            "from_code",
            "from_agency",
            "to_kind",
            "to_code",
            name=op.f("uq_reference_from_kind_from_code_from_agency_to_kind_to_code"),
        ),
    )
    op.create_index(op.f("ix_reference_to_kind_to_code"), "reference", ["to_kind", "to_code"], unique=False)
    op.create_table(
        "release",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_by", code(128), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_table(
        "setting",
        sa.Column("key", code(128), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("updated_by", code(128), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("sha256", code(128), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", code(128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scan_state", code(128), nullable=False),
        sa.Column("created_by", code(128), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_stored_file_sha256")),
    )
    op.create_table(
        "definition_source",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("code", code(128), nullable=False),
        sa.Column("layer", code(128), nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("document_kind", code(128), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=True),
        sa.Column("content_hash", code(128), nullable=False),
        sa.Column("import_run_id", BIG, nullable=True),
        sa.Column("updated_by", code(128), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_definition_source_import_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_source")),
        sa.UniqueConstraint(
            "kind",
            "code",
            "layer",
            "agency_code",
            "document_kind",
            name=op.f("uq_definition_source_kind_code_layer_agency_code_document_kind"),
        ),
    )
    op.create_index(
        op.f("ix_definition_source_layer_document_kind"),
        "definition_source",
        ["layer", "document_kind"],
        unique=False,
    )
    op.create_table(
        "holding",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("officer_id", BIG, nullable=False),
        sa.Column("position", code(128), nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("unit", code(128), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_holding_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
        sa.UniqueConstraint(
            "officer_id",
            "position",
            "agency_code",
            "unit",
            name=op.f("uq_holding_officer_id_position_agency_code_unit"),
        ),
    )
    op.create_index(
        op.f("ix_holding_agency_code_position"), "holding", ["agency_code", "position"], unique=False
    )
    op.create_index(op.f("ix_holding_officer_id"), "holding", ["officer_id"], unique=False)
    op.create_table(
        "review_item",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("procedure_code", code(128), nullable=False),
        sa.Column("item_id", code(128), nullable=False),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("state", code(128), nullable=False),
        sa.Column("import_run_id", BIG, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("settled_by", code(128), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_review_item_import_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_item")),
        sa.UniqueConstraint("procedure_code", "item_id", name=op.f("uq_review_item_procedure_code_item_id")),
    )
    op.create_index(
        op.f("ix_review_item_state_kind_procedure_code"),
        "review_item",
        ["state", "kind", "procedure_code"],
        unique=False,
    )
    op.create_table(
        "revision",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("code", code(128), nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", code(128), nullable=False),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("release_id", BIG, nullable=False),
        sa.Column("decision_number", sa.Text(), nullable=False),
        sa.Column("published_by", code(128), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_revision_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "kind", "code", "agency_code", "number", name=op.f("uq_revision_kind_code_agency_code_number")
        ),
    )
    op.create_index(
        op.f("ix_revision_kind_code_effective_from"),
        "revision",
        ["kind", "code", "effective_from"],
        unique=False,
    )
    op.create_index(op.f("ix_revision_release_id"), "revision", ["release_id"], unique=False)
    op.create_table(
        "catalog_entry",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("code", code(128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_text", FOLDED, nullable=False),
        sa.Column("field_of_work", sa.Text(), nullable=False),
        sa.Column("field_folded", FOLDED, nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("issuing_agency", sa.Text(), nullable=False),
        sa.Column("executing_agencies", sa.Text(), nullable=False),
        sa.Column("online_level", code(128), nullable=False),
        sa.Column("decision_number", sa.Text(), nullable=False),
        sa.Column("health", code(128), nullable=False),
        sa.Column("outside_competence", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("form", code(128), nullable=False),
        sa.Column("process", code(128), nullable=False),
        sa.Column("policy", code(128), nullable=False),
        sa.Column("baseline", code(128), nullable=False),
        sa.Column("source", code(128), nullable=False),
        sa.Column("review_count", sa.Integer(), nullable=False),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("national_hash", code(128), nullable=False),
        sa.Column("import_run_id", BIG, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_catalog_entry_import_run_id_import_run")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_catalog_entry_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_entry")),
        sa.UniqueConstraint("code", name=op.f("uq_catalog_entry_code")),
    )
    op.create_index(
        op.f("ix_catalog_entry_field_folded_code"), "catalog_entry", ["field_folded", "code"], unique=False
    )
    op.create_index(op.f("ix_catalog_entry_health_code"), "catalog_entry", ["health", "code"], unique=False)
    op.create_table(
        "delegation",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("holding_id", BIG, nullable=False),
        sa.Column("to_officer_id", BIG, nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("created_by", code(128), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["holding_id"], ["holding.id"], name=op.f("fk_delegation_holding_id_holding")
        ),
        sa.ForeignKeyConstraint(
            ["to_officer_id"], ["officer.id"], name=op.f("fk_delegation_to_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_index(op.f("ix_delegation_holding_id"), "delegation", ["holding_id"], unique=False)
    op.create_index(op.f("ix_delegation_to_officer_id"), "delegation", ["to_officer_id"], unique=False)
    op.create_table(
        "dossier",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("number", code(128), nullable=False),
        sa.Column("number_tail", code(128), nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("competent_agency", code(128), nullable=False),
        sa.Column("procedure_code", code(128), nullable=False),
        sa.Column("procedure_name", sa.Text(), nullable=False),
        sa.Column("field_of_work", sa.Text(), nullable=False),
        sa.Column("level", code(128), nullable=False),
        sa.Column("procedure_revision_id", BIG, nullable=False),
        sa.Column("form_revision_id", BIG, nullable=True),
        sa.Column("process_revision_id", BIG, nullable=False),
        sa.Column("policy_revision_id", BIG, nullable=False),
        sa.Column("variant", code(128), nullable=False),
        sa.Column("channel", code(128), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("applicant_folded", FOLDED, nullable=False),
        sa.Column("applicant_identity", code(128), nullable=False),
        sa.Column("applicant_phone", code(128), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("search_text", FOLDED, nullable=False),
        sa.Column("lifecycle", code(128), nullable=False),
        sa.Column("official_status", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("original_due_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("returned_at", MOMENT, nullable=True),
        sa.Column("last_event_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_hash", code(128), nullable=False),
        sa.Column("created_by", code(128), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_revision_id"], ["revision.id"], name=op.f("fk_dossier_form_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["policy_revision_id"], ["revision.id"], name=op.f("fk_dossier_policy_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_revision_id"], ["revision.id"], name=op.f("fk_dossier_procedure_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["process_revision_id"], ["revision.id"], name=op.f("fk_dossier_process_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("number", name=op.f("uq_dossier_number")),
    )
    op.create_index(
        op.f("ix_dossier_agency_code_finished_at"), "dossier", ["agency_code", "finished_at"], unique=False
    )
    op.create_index(
        op.f("ix_dossier_agency_code_lifecycle_due_at_id"),
        "dossier",
        ["agency_code", "lifecycle", "due_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_dossier_agency_code_received_at_id"),
        "dossier",
        ["agency_code", "received_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_dossier_applicant_identity"), "dossier", ["applicant_identity"], unique=False)
    op.create_index(op.f("ix_dossier_applicant_phone"), "dossier", ["applicant_phone"], unique=False)
    op.create_index(
        op.f("ix_dossier_competent_agency_received_at_id"),
        "dossier",
        ["competent_agency", "received_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_dossier_number_tail"), "dossier", ["number_tail"], unique=False)
    op.create_index(
        op.f("ix_dossier_procedure_code_received_at"),
        "dossier",
        ["procedure_code", "received_at"],
        unique=False,
    )
    op.create_index(op.f("ix_dossier_received_at_id"), "dossier", ["received_at", "id"], unique=False)
    op.create_table(
        "dossier_access",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_access_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_access")),
        sa.UniqueConstraint(
            "dossier_id", "agency_code", name=op.f("uq_dossier_access_dossier_id_agency_code")
        ),
    )
    op.create_index(
        op.f("ix_dossier_access_agency_code_dossier_id"),
        "dossier_access",
        ["agency_code", "dossier_id"],
        unique=False,
    )
    op.create_table(
        "dossier_document",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("requirement_id", code(128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("certified_copies", sa.Integer(), nullable=False),
        sa.Column("received", sa.Boolean(), nullable=False),
        sa.Column("file_id", BIG, nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by", code(128), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_document_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_dossier_document_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_document")),
    )
    op.create_index(op.f("ix_dossier_document_dossier_id"), "dossier_document", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_dossier_document_file_id"), "dossier_document", ["file_id"], unique=False)
    op.create_table(
        "dossier_event",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", code(128), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("position", code(128), nullable=False),
        sa.Column("step", code(128), nullable=False),
        sa.Column("previous_hash", code(128), nullable=False),
        sa.Column("hash", code(128), nullable=False),
        sa.Column("lifecycle_after", code(128), nullable=False),
        sa.Column("official_status_after", sa.Integer(), nullable=False),
        sa.Column("due_at_after", MOMENT, nullable=True),
        sa.Column("finished_at_after", MOMENT, nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_event_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_event")),
        sa.UniqueConstraint("dossier_id", "seq", name=op.f("uq_dossier_event_dossier_id_seq")),
    )
    op.create_index(
        op.f("ix_dossier_event_agency_code_at"), "dossier_event", ["agency_code", "at"], unique=False
    )
    op.create_index(op.f("ix_dossier_event_at"), "dossier_event", ["at"], unique=False)
    op.create_table(
        "fee_line",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("fee_id", code(128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("amount", BIG, nullable=True),
        sa.Column("unit_amount", BIG, nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("exemption", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("collect", code(128), nullable=False),
        sa.Column("state", code(128), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_fee_line_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_line")),
    )
    op.create_index(op.f("ix_fee_line_dossier_id"), "fee_line", ["dossier_id"], unique=False)
    op.create_table(
        "issued_paper",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("print_code", code(128), nullable=False),
        sa.Column("print_role", code(128), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("number", code(128), nullable=False),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("content_hash", code(128), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("issued_by", code(128), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_issued_paper_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_issued_paper_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_paper")),
        sa.UniqueConstraint(
            "dossier_id", "print_code", "issue", name=op.f("uq_issued_paper_dossier_id_print_code_issue")
        ),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("topic", code(128), nullable=False),
        sa.Column("dossier_id", BIG, nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", code(128), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("available_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_outbox_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        op.f("ix_outbox_state_available_at_id"), "outbox", ["state", "available_at", "id"], unique=False
    )
    op.create_table(
        "work_item",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("owner_agency", code(128), nullable=False),
        sa.Column("step", code(128), nullable=False),
        sa.Column("step_name", sa.Text(), nullable=False),
        sa.Column("step_kind", code(128), nullable=False),
        sa.Column("branch", code(128), nullable=False),
        sa.Column("position", code(128), nullable=False),
        sa.Column("unit", code(128), nullable=False),
        sa.Column("assignee", code(128), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("step_due_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("has_due", sa.Boolean(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("lifecycle", code(128), nullable=False),
        sa.Column("official_status", sa.Integer(), nullable=False),
        sa.Column("number", code(128), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("applicant_folded", FOLDED, nullable=False),
        sa.Column("procedure_code", code(128), nullable=False),
        sa.Column("procedure_name", sa.Text(), nullable=False),
        sa.Column("field_of_work", sa.Text(), nullable=False),
        sa.Column("channel", code(128), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_work_item_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("dossier_id", "step", "branch", name=op.f("uq_work_item_dossier_id_step_branch")),
    )
    op.create_index(
        op.f("ix_work_item_agency_code_due_at_id"), "work_item", ["agency_code", "due_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_work_item_agency_code_position_due_at_id"),
        "work_item",
        ["agency_code", "position", "due_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_work_item_assignee_due_at_id"), "work_item", ["assignee", "due_at", "id"], unique=False
    )
    op.create_index(op.f("ix_work_item_number"), "work_item", ["number"], unique=False)
    op.create_index(
        op.f("ix_work_item_owner_agency_due_at_id"),
        "work_item",
        ["owner_agency", "due_at", "id"],
        unique=False,
    )
    op.create_table(
        "payment",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("agency_code", code(128), nullable=False),
        sa.Column("fee_line_id", BIG, nullable=True),
        sa.Column("kind", code(128), nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("method", code(128), nullable=False),
        sa.Column("receipt_number", code(128), nullable=False),
        sa.Column("external_id", code(128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", code(128), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_payment_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["fee_line_id"], ["fee_line.id"], name=op.f("fk_payment_fee_line_id_fee_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_agency_code_at"), "payment", ["agency_code", "at"], unique=False)
    op.create_index(op.f("ix_payment_dossier_id"), "payment", ["dossier_id"], unique=False)
    create_search()


def downgrade() -> None:
    drop_search()
    op.drop_table("payment")
    op.drop_table("work_item")
    op.drop_table("outbox")
    op.drop_table("issued_paper")
    op.drop_table("fee_line")
    op.drop_table("dossier_event")
    op.drop_table("dossier_document")
    op.drop_table("dossier_access")
    op.drop_table("dossier")
    op.drop_table("delegation")
    op.drop_table("catalog_entry")
    op.drop_table("revision")
    op.drop_table("review_item")
    op.drop_table("holding")
    op.drop_table("definition_source")
    op.drop_table("stored_file")
    op.drop_table("setting")
    op.drop_table("release")
    op.drop_table("reference")
    op.drop_table("officer")
    op.drop_table("job")
    op.drop_table("intake_draft")
    op.drop_table("import_run")
    op.drop_table("idempotency_key")
    op.drop_table("ended_session")
    op.drop_table("definition_draft")
    op.drop_table("customer")
    op.drop_table("counter")
    op.drop_table("audit_entry")
    op.drop_table("account")
