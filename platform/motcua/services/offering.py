"""Offers procedures at agencies: the province's decision to take in what a catalog record alone would not say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from motcua.compiler.compilation import Compilation, compile_documents
from motcua.compiler.sources import Layer, SourceDocument
from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.audit import Act, write_audit_entry
from motcua.services.catalog_rows import Publication
from motcua.services.definition_store import StoredLibrary, store_documents
from motcua.services.editing import NotPublishableError
from motcua.services.publishing import Published, publish
from motcua.services.runtime import Platform


class UnknownAgencyError(LookupError):
    """An agency that is not in the organization."""


def offering_text(code: str, agencies: Sequence[str], reason: str) -> str:
    """The overlay that offers one procedure at these agencies, as an editor shows it."""
    return "\n".join(
        (
            "kind: overlay",
            f"of: procedure/{code}",
            f'reason: "{reason}"',
            f"offered_by: [{', '.join(agencies)}]",
            "outside_competence: false",
            "",
        )
    )


def offer_procedures(
    platform: Platform,
    actor: Actor,
    codes: Sequence[str],
    agencies: Sequence[str],
    *,
    effective_from: date | None = None,
) -> tuple[Published, Compilation]:
    """Offer procedures at agencies from a day on (today when not given), in one release.

    Raises :class:`UnknownAgencyError` or ``NotPublishableError``; nothing is stored then.
    """
    require(actor, "can_publish_definition", "công bố thủ tục")
    platform.rules.refresh()
    directory = platform.directory()
    for agency in agencies:
        if not directory.knows(agency):
            raise UnknownAgencyError(f"Không có cơ quan “{agency}”. Xem mã cơ quan trong danh mục tổ chức.")
    reason = f"Tiếp nhận tại {', '.join(directory.agency(code).name for code in agencies)}"
    documents = [
        SourceDocument(f"{code} tiếp nhận", Layer.PROVINCE, text=offering_text(code, agencies, reason))
        for code in codes
    ]
    now = platform.now()
    with platform.database.write() as session:
        compilation = compile_documents(
            documents, StoredLibrary(session), platform.registry, today=platform.today()
        )
        if not compilation.ok:
            raise NotPublishableError([problem for problem in compilation.problems if problem.is_error])
        store_documents(session, documents, actor.user, now)
        order = Publication(actor.user, now, effective_from or platform.today(), reason)
        published = publish(session, compilation.definitions, order)
        detail = {"codes": list(codes), "agencies": list(agencies), "release": published.release}
        write_audit_entry(
            session, actor, Act("offer_procedures", "procedure", codes[0] if codes else "", detail), now
        )
    platform.rules.refresh()
    return published, compilation
