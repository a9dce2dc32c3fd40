"""What a scope covers, without a database."""

from sqlalchemy.orm import class_mapper

from motcua.storage.declaration import Base
from motcua.storage.scope import SCOPED, SCOPED_TABLES, Scope

# tables with an agency that are no agency's own: definitions and people are known to all, the audit log and the
# background work are read by permission
SHARED = {
    *("revision", "revision_source", "definition_source", "definition_draft", "definition_grant"),
    *("editor_presence", "publication_request", "officer", "holding", "audit_entry", "job"),
}


def test_scope_of_agencies__covers_these_only():
    scope = Scope.of(["H88.31", "H88.32"], "hai xã")
    assert scope.covers("H88.31")
    assert not scope.covers("H88.31.01")
    assert not scope.covers("")
    assert not scope.is_everything


def test_scope_of_no_agency__covers_nothing():
    assert not Scope.of([], "không giữ chức danh nào").covers("H88.31")


def test_scope_of_everything__covers_all():
    assert Scope.everything("giám sát").covers("H88.31")


def test_every_table_with_an_agency__is_scoped_or_named_as_shared():
    with_agency = {name for name, table in Base.metadata.tables.items() if "agency_code" in table.c}
    assert with_agency == SCOPED_TABLES | SHARED


def test_every_table_of_a_dossier__is_scoped_or_only_for_the_system():
    of_dossier = {name for name, table in Base.metadata.tables.items() if "dossier_id" in table.c}
    # notices belong to one person, reminders and the outbox to the system
    assert of_dossier - SCOPED_TABLES == {"outbox", "in_app_notice", "reminder"}


def test_scoped_rows__have_no_relationships_that_could_load_around_the_scope():
    assert [row for row in SCOPED if class_mapper(row).relationships] == []
