"""Publishes texts: they are stored, the definitions get revisions, and every revision keeps the texts it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from motcua.compiler.compiled import Compilation, CompiledDefinition
from motcua.compiler.sources import SourceDocument
from motcua.dossiers.actor import Actor
from motcua.services.audit import Act, write_audit_entry
from motcua.services.catalog_rows import Publication
from motcua.services.definition_store import store_documents
from motcua.services.publication_changes import changes_kept, definition_keys
from motcua.services.publishing import Published, publish
from motcua.services.revision_texts import keep_texts


def publish_texts(
    session: Session,
    documents: Sequence[SourceDocument],
    definitions: Sequence[CompiledDefinition],
    order: Publication,
) -> Published:
    """Store the texts and publish what they became; the revisions before and after both keep their texts."""
    keys = definition_keys(documents)
    keep_texts(session, keys)
    store_documents(session, documents, order.author, order.at)
    published = publish(session, definitions, order)
    keep_texts(session, keys)
    return published


def publish_noted(
    session: Session,
    actor: Actor,
    documents: Sequence[SourceDocument],
    compilation: Compilation,
    order: Publication,
    said: Mapping[str, str],
) -> Published:
    """The same, with an entry in the audit log for every definition: the day, what else is ``said``, the changes."""
    changes = {key: changes_kept(session, compilation, key) for key in definition_keys(documents)}
    published = publish_texts(session, documents, compilation.definitions, order)
    for key in published.changed:
        detail = {
            "release": published.release,
            "effective_from": order.effective_from.isoformat(),
            "decision_number": order.decision_number,
            **said,
            "changes": changes.get(key, []),
        }
        kind, code, agency = key
        name = f"{code}@{agency}" if agency else code
        write_audit_entry(session, actor, Act("publish_definition", kind, name, detail), order.at)
    return published
